"""The page of refunds: what waits for approval, for a person and for a gateway, and doing it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import PaymentMethod, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Permission, permits
from clinic_desktop.services.billing.refund_listing import (
    RefundFilters,
    RefundGroup,
    RefundPage,
    RefundRow,
    RefundsWaiting,
)
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.values import RefundView
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session

TOPICS = frozenset({Topic.PAYMENTS})
PAGE_SIZE = 50
_BY_HAND = (PaymentMethod.CASH, PaymentMethod.UPI, PaymentMethod.BANK_TRANSFER)


@dataclass(frozen=True, slots=True)
class RefundActs:
    """What this person can do about a refund now. ``own_request`` says why they cannot approve it."""

    approve: bool = False
    reject: bool = False
    own_request: bool = False
    hand_back: bool = False
    send_again: bool = False
    another_way: bool = False
    take_back: bool = False


NO_ACTS = RefundActs()
NOTHING_WAITS = RefundsWaiting()


@dataclass(frozen=True, slots=True)
class RefundsState:
    """``listed`` is None until it has come. ``group`` None lists all."""

    group: RefundGroup | None = None
    text: str = ""
    page: int = 0
    listed: RefundPage | None = None
    waiting: RefundsWaiting = NOTHING_WAITS
    selected_id: int | None = None
    acts: RefundActs = NO_ACTS
    busy: bool = False
    refusal: Refused | None = None

    @property
    def rows(self) -> tuple[RefundRow, ...]:
        """What the list holds."""
        return self.listed.rows if self.listed is not None else ()

    @property
    def selected(self) -> RefundRow | None:
        """The refund in view."""
        return next((row for row in self.rows if row.id == self.selected_id), None)

    @property
    def last_page(self) -> int:
        """The number of the last page."""
        return max(0, (self.listed.total - 1) // PAGE_SIZE) if self.listed else 0


class RefundsViewModel(ViewModel[RefundsState]):
    """``done`` carries what was done ("approve", "reject", "take_back", "confirm", "another_way", "send_again") and the
    RefundView that came of it."""

    place_fields = ("group", "text", "page", "selected_id")

    done = Signal(str, object)

    def __init__(self, session: Session, tasks: Background, refunds: RefundService) -> None:
        super().__init__(RefundsState(), tasks.database)
        self._session, self._refunds = session, refunds
        self.exporting = Exporting(tasks)
        self._chosen = False

    # --- What is in view ---------------------------------------------------------------------------------------------

    def take_place(self, fields: Mapping[str, Any]) -> None:
        self._chosen = True
        super().take_place(fields)

    def load(self) -> None:
        """Asks again for the list and the counts."""
        actor, centre_id, page = self._session.actor, self._session.centre.id, self.state.page
        filters = self.filters()
        self.ask(
            lambda: (
                self._refunds.listing(actor, filters, page, PAGE_SIZE),
                self._refunds.waiting(actor, centre_id),
            ),
            lambda answer: self._loaded(*answer),
            lambda refusal: self.show_state(refusal=refusal),
            question="list",
        )

    def filters(self) -> RefundFilters:
        """What the list lets through: the centre in view; what is to be approved, of all centres of who may approve."""
        state = self.state
        approves = state.group is RefundGroup.TO_APPROVE and permits(self._session.actor, Permission.APPROVE_REFUND)
        return RefundFilters(
            groups=(state.group,) if state.group is not None else (),
            location_ids=() if approves else (self._session.centre.id,),
            text=state.text,
        )

    def reading(self) -> Callable[[int, int], RefundPage]:
        """Reads a page of what the list lets through, on any thread: for exports."""
        actor, filters, refunds = self._session.actor, self.filters(), self._refunds
        return lambda page, size: refunds.listing(actor, filters, page, size)

    def show_group(self, group: RefundGroup | None) -> None:
        """Another list."""
        self._chosen = True
        self._reload(group=group, page=0, selected_id=None)

    def search(self, text: str) -> None:
        """Only one person's, or that number's."""
        self._reload(text=text.strip(), page=0, selected_id=None)

    def show_all(self) -> None:
        """Everything again."""
        self._chosen = True
        self._reload(group=None, text="", page=0, selected_id=None)

    def turn_page(self, steps: int) -> None:
        """Further back, or to newer ones."""
        page = min(max(self.state.page + steps, 0), self.state.last_page)
        if page != self.state.page:
            self._reload(page=page, selected_id=None)

    def select(self, refund_id: int | None) -> None:
        """Another refund, or none."""
        if refund_id != self.state.selected_id:
            self.show_state(selected_id=refund_id)
            self._show_acts()

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & TOPICS and self.state.listed is not None:
            self.load()

    def _reload(self, **changes: object) -> None:
        self.show_state(**changes)
        self.load()

    def _loaded(self, listed: RefundPage, waiting: RefundsWaiting) -> None:
        first = self.state.listed is None and not self._chosen
        group = RefundGroup.TO_APPROVE if waiting.to_approve else RefundGroup.OWED if waiting.owed else None
        if first and group is not None:
            # What waits for this person is in view without another key.
            self._chosen = True
            self.show_state(listed=listed, waiting=waiting, refusal=None, group=group)
            self.load()
            return
        numbers = [row.id for row in listed.rows]
        selected = self.state.selected_id
        kept = selected if selected in numbers else None
        self.show_state(listed=listed, waiting=waiting, refusal=None, selected_id=kept)
        # The first is chosen once the list is there: a list that is filled chooses nothing.
        if kept is None and numbers:
            self.select(numbers[0])
        self._show_acts()

    def _show_acts(self) -> None:
        row = self.state.selected
        self.show_state(acts=NO_ACTS if row is None else self._acts(row))

    def _acts(self, row: RefundRow) -> RefundActs:
        session = self._session
        takes, refunds = session.may(Permission.TAKE_PAYMENT), session.may(Permission.REFUND)
        owed = row.group is RefundGroup.OWED
        unsent = row.sent_at is None and (owed or row.group in (RefundGroup.TO_APPROVE, RefundGroup.AT_GATEWAY))
        by_machine = row.method in (PaymentMethod.CARD, PaymentMethod.LINK) and not row.replaces
        by_rule = row.cause.value != "desk"
        may_end = session.may(Permission.SET_ANY_REFUND) if by_rule else refunds
        # Who may approve it rejects it instead.
        may_end = may_end and not row.may_decide
        return RefundActs(
            approve=row.may_decide,
            reject=row.may_decide,
            own_request=row.group is RefundGroup.TO_APPROVE and row.asked_yourself,
            hand_back=owed and takes and row.method is not PaymentMethod.LINK,
            send_again=owed and takes and row.method is PaymentMethod.LINK,
            another_way=owed and takes and (refunds or not by_machine),
            take_back=unsent and refunds and may_end,
        )

    # --- Doing something about it ------------------------------------------------------------------------------------
    # What was asked about is handed over: while a question is open, another desk may bring another refund into view.

    def approve(self, row: RefundRow) -> None:
        """Decides what somebody else has asked for."""
        actor = self._session.actor
        if self._acts(row).approve:
            self._act("approve", lambda: self._refunds.approve(actor, row.id, row.version))

    def reject(self, row: RefundRow, reason: str) -> None:
        """Turns it down."""
        actor = self._session.actor
        if self._acts(row).reject:
            self._act("reject", lambda: self._refunds.reject(actor, row.id, row.version, reason))

    def take_back(self, row: RefundRow, reason: str) -> None:
        """Ends it before it leaves."""
        actor = self._session.actor
        if self._acts(row).take_back:
            self._act("take_back", lambda: self._refunds.take_back(actor, row.id, row.version, reason))

    def confirm(self, row: RefundRow, reference: str) -> None:
        """Says that it has been handed back."""
        actor = self._session.actor
        if self._acts(row).hand_back:
            self._act("confirm", lambda: self._refunds.confirm(actor, row.id, row.version, reference))

    def send_again(self) -> None:
        """The one in view goes to its gateway once more."""
        row, actor = self.state.selected, self._session.actor
        if row is not None and self.state.acts.send_again:
            self._act("send_again", lambda: self._refunds.send_again(actor, row.id, row.version))

    def another_way(self, row: RefundRow, way: PaymentMethod, reason: str) -> None:
        """It is to be handed back another way."""
        actor = self._session.actor
        if self._acts(row).another_way:
            self._act("another_way", lambda: self._refunds.go_another_way(actor, row.id, row.version, way, reason))

    def other_ways(self) -> tuple[PaymentMethod, ...]:
        """The ways by which the desk could hand it back instead."""
        row = self.state.selected
        return tuple(way for way in _BY_HAND if row is not None and way is not row.method)

    def _act(self, what: str, work: Callable[[], RefundView]) -> None:
        if self.state.busy:
            return
        self.show_state(busy=True)

        def finished(refund: RefundView) -> None:
            self.show_state(busy=False)
            self.done.emit(what, refund)
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(busy=False)
            self.refused.emit(refusal)
            self.load()

        self.ask(work, finished, refused)
