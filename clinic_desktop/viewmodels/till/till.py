"""The till of this desk: opening, what is in it, counting, handing over; the tills of before; the report of a day."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import TillMovementKind, TillState, Topic
from clinic_desktop.domain.errors import Refused, Unreachable
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.till.service import TillService
from clinic_desktop.services.till.values import DayReport, TillHere, TillRow, TillView
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.till.counting import Count, Purpose

T = TypeVar("T")
_TOPICS = frozenset({Topic.TILL, Topic.PAYMENTS, Topic.SETTINGS})


class TillTab(StrEnum):
    HERE = "here"
    TILLS = "tills"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class TillPageState:
    """``count`` is there while a till is counted. ``selected`` is the till of the list that is looked at. What has not
    come yet is None. ``refusal`` is of what was last wanted, ``failed`` why the page could not be read."""

    tab: TillTab = TillTab.HERE
    here: TillHere | None = None
    count: Count | None = None
    tills: tuple[TillRow, ...] | None = None
    selected_id: int | None = None
    selected: TillView | None = None
    day: date | None = None
    report: DayReport | None = None
    busy: bool = False
    refusal: Refused | None = None
    failed: Refused | None = None


class TillViewModel(ViewModel[TillPageState]):
    """``opened``, ``moved`` and ``closed`` carry the TillView that was opened, changed or closed, ``moved`` the
    TillMovementView too; ``moved_back`` the TillView after a movement was taken back; ``handed_over`` the one that was
    closed and the colleague's name."""

    place_fields = ("tab", "day", "selected_id")

    opened = Signal(object)
    moved = Signal(object, object)
    moved_back = Signal(object)
    closed = Signal(object)
    handed_over = Signal(object, str)

    def __init__(self, session: Session, tasks: Background, tills: TillService) -> None:
        super().__init__(TillPageState(), tasks.database)
        self._session, self._tills = session, tills
        self._move_key = ""
        self._moving: tuple[int, TillMovementKind, Money, str] | None = None

    # --- What is in view ---------------------------------------------------------------------------------------------

    @property
    def sees_all(self) -> bool:
        """Whether the tills of other desks are seen too."""
        return self._session.may(Permission.SEE_TILLS)

    def load(self) -> None:
        """Asks again for what the page shows; what was counted stays."""
        state, actor, centre_id = self.state, self._session.actor, self._session.centre.id
        day = state.day or self._session.today()
        counted = state.count.till.id if state.count is not None else None
        selected = state.selected_id

        def work() -> tuple[Any, ...]:
            return (
                self._tills.here(actor, centre_id),
                self._tills.tills(actor, centre_id),
                self._tills.day_report(actor, centre_id, day),
                self._tills.till(actor, counted) if counted is not None else None,
                self._tills.till(actor, selected) if selected is not None else None,
            )

        self.ask(work, lambda answer: self._loaded(day, *answer), self._not_loaded, question="page")

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS and self.state.here is not None and not self.state.busy:
            self.load()

    def forget(self) -> None:
        """Another person or centre: nothing of the one before stays."""
        self.drop()
        self.load()

    def drop(self) -> None:
        """The same, without asking anew; what was asked before is not shown any more."""
        self.drop_answers("page", "selected", "colleagues")
        self.state = TillPageState(tab=self.state.tab)

    def show_tab(self, tab: TillTab) -> None:
        """Another part of the page."""
        self.show_state(tab=tab)

    def select(self, till_id: int | None) -> None:
        """Looks at another till of the list."""
        if till_id == self.state.selected_id:
            return
        actor = self._session.actor
        self.show_state(selected_id=till_id, selected=None)
        if till_id is not None:
            self.ask(
                lambda: self._tills.till(actor, till_id),
                lambda till: self.show_state(selected=till),
                question="selected",
            )

    def step(self, days: int) -> None:
        """The report of another day."""
        self.go_to((self.state.day or self._session.today()) + timedelta(days=days))

    def today(self) -> None:
        """The report of today."""
        self.go_to(self._session.today())

    def go_to(self, day: date) -> None:
        """The report of that day; there is none of days to come."""
        if day <= self._session.today():
            self.show_state(day=day)
            self.load()

    def _loaded(
        self,
        day: date,
        here: TillHere,
        tills: tuple[TillRow, ...],
        report: DayReport,
        counted: TillView | None,
        selected: TillView | None,
    ) -> None:
        count = self.state.count
        if count is not None and counted is not None and counted.id == count.till.id:
            # Somebody else closed it: then there is nothing left to count.
            count = replace(count, till=counted) if counted.state is TillState.OPEN else None
        known = selected is None or selected.id == self.state.selected_id
        self.show_state(
            here=here, tills=tills, report=report, day=day, count=count, failed=None,
            selected=selected if known else self.state.selected,
        )  # fmt: skip

    def _not_loaded(self, refusal: Refused) -> None:
        self.show_state(failed=refusal)

    # --- Opening and moving ------------------------------------------------------------------------------------------

    def open_till(self, floated: Money, reason: str) -> None:
        """Opens this desk's till with what lies in the drawer."""
        actor, centre_id = self._session.actor, self._session.centre.id
        self._act(lambda: self._tills.open(actor, centre_id, floated.minor, reason), self.opened.emit)

    def move(self, kind: TillMovementKind, amount: Money, reason: str) -> None:
        """Puts cash into this desk's till, or takes it out."""
        here, actor = self.state.here, self._session.actor
        if here is None or here.open is None or self.state.busy:
            return
        till_id = here.open.id
        wanted = (till_id, kind, amount, reason)
        if wanted != self._moving:
            # The same again after a lost answer has the key of the first try; anything else is another movement.
            self._move_key, self._moving = str(uuid.uuid4()), wanted
        key = self._move_key

        def done(till: TillView) -> None:
            self._moving = None
            mine = (
                one
                for one in reversed(till.movements)
                if one.kind is kind and abs(one.amount.minor) == amount.minor and not one.takes_back
            )
            self.moved.emit(till, next(mine))

        self._act(lambda: self._tills.move(actor, till_id, kind, amount.minor, reason, key), done)

    def take_back(self, till_id: int, movement_id: int) -> None:
        """Undoes a movement. What is refused is said wherever the person is by now."""
        actor = self._session.actor

        def done(till: TillView) -> None:
            self.moved_back.emit(till)
            if self.state.here is not None:
                self.load()

        self.ask(lambda: self._tills.take_movement_back(actor, till_id, movement_id), done)

    # --- Counting ----------------------------------------------------------------------------------------------------

    def begin_count(self, purpose: Purpose, till: TillView | None = None) -> None:
        """Counts a till, by default this desk's, to close it or to hand it over."""
        here = self.state.here
        wanted = till or (here.open if here is not None else None)
        if wanted is None or wanted.state is not TillState.OPEN:
            return
        known = self.state.count
        if known is not None and known.till.id == wanted.id:
            self.show_state(tab=TillTab.HERE, count=replace(known, purpose=purpose))
        else:
            self.show_state(tab=TillTab.HERE, count=Count(wanted, purpose), refusal=None)
        if purpose is Purpose.HAND_OVER:
            actor = self._session.actor
            self.ask(
                lambda: self._tills.colleagues(actor, wanted.location_id),
                lambda found: self.edit_count(
                    colleagues=tuple(one for one in found if one.account_id != wanted.opened_by_id)
                ),
                question="colleagues",
            )

    def edit_count(self, **changes: Any) -> None:
        """Something was counted or typed."""
        if self.state.count is not None:
            self.show_state(count=replace(self.state.count, **changes), refusal=None)

    def count_piece(self, piece: int, number: int) -> None:
        """So many of one coin or note lie there."""
        if self.state.count is not None:
            self.show_state(count=self.state.count.with_piece(piece, number), refusal=None)

    def stop_count(self) -> None:
        """The till stays open; what was counted is forgotten."""
        self.show_state(count=None, refusal=None)

    def finish_count(self) -> None:
        """Closes the till that was counted, or hands it over."""
        count, actor = self.state.count, self._session.actor
        if count is None or count.problem or self.state.busy:
            return
        closing, till_id, colleague = count.closing(), count.till.id, count.colleague_id
        if count.purpose is Purpose.CLOSE or colleague is None:
            self._act(lambda: self._tills.close(actor, till_id, closing), self._closed)
            return
        name = next((one.name for one in count.colleagues if one.account_id == colleague), "")
        self._act(
            lambda: self._tills.hand_over(actor, till_id, closing, colleague),
            lambda till: self._closed(till, name),
        )

    def _closed(self, till: TillView, colleague: str = "") -> None:
        self.show_state(count=None)
        if colleague:
            self.handed_over.emit(till, colleague)
        else:
            self.closed.emit(till)

    def _act(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        if self.state.busy:
            return
        self.show_state(busy=True, refusal=None)

        def finished(answer: T) -> None:
            self.show_state(busy=False)
            done(answer)
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(busy=False, refusal=refusal)
            if not isinstance(refusal, Unreachable):
                # What another desk did meanwhile was not looked at while this one was busy.
                self.load()

        self.ask(work, finished, refused)
