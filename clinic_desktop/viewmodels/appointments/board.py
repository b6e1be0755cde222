"""The board page: one centre's day, or one doctor's week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.views import Card, DayView, WeekView
from clinic_desktop.viewmodels.appointments.board_state import ENDED_STATES
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

TOPICS = frozenset(
    {Topic.APPOINTMENTS, Topic.QUEUE, Topic.SCHEDULES, Topic.PRACTITIONERS, Topic.PAYMENTS, Topic.LOCATIONS}
)


class Mode(StrEnum):
    DAY = "day"
    WEEK = "week"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class BoardPageState:
    """``day_view`` or ``week_view`` is what was loaded last; it stays in sight while the next is loading. ``at`` is the
    moment at which the day is looked at as it stood; None is now."""

    day: date
    mode: Mode = Mode.DAY
    practitioner_id: int | None = None
    day_view: DayView | None = None
    week_view: WeekView | None = None
    hidden: frozenset[AppointmentState] = ENDED_STATES
    at: datetime | None = None
    loading: bool = False
    refusal: Refused | None = None

    @property
    def cards(self) -> tuple[Card, ...]:
        """Every card of what is shown."""
        if self.mode is Mode.WEEK:
            return tuple(card for day in self.week_view.days for card in day.cards) if self.week_view else ()
        return tuple(card for column in self.day_view.columns for card in column.cards) if self.day_view else ()

    @property
    def missing(self) -> int:
        """How many of a day that is over never came and are still booked: what the desk marks when it closes."""
        view = self.day_view
        if view is None or self.mode is Mode.WEEK or self.at is not None or view.now < view.shown.end:
            return 0
        booked = (card for card in self.cards if card.state is AppointmentState.CONFIRMED)
        return sum(card.period.end <= view.now for card in booked)

    def card(self, appointment_id: int | None) -> Card | None:
        """The card of that visit, if it is shown."""
        return next((card for card in self.cards if card.appointment_id == appointment_id), None)


class BoardViewModel(ViewModel[BoardPageState]):
    """``changed_elsewhere`` carries the ids of visits that another desk changed, once they are in the state."""

    place_fields = ("day", "mode", "practitioner_id", "hidden")

    changed_elsewhere = Signal(object)

    def __init__(self, session: Session, tasks: Background, days: DayService, focus: DeskFocus) -> None:
        super().__init__(BoardPageState(date.min), tasks.database)
        self._session, self._days, self._focus = session, days, focus
        self._seen: dict[int, int] = {}

    def begin(self, day: date | None = None, practitioner_id: int | None = None, mode: Mode | None = None) -> None:
        """The page comes to be seen; without a day it stays where it was, the first time at today."""
        wanted = day or (self._session.today() if self.state.day == date.min else self.state.day)
        if practitioner_id is not None:
            mode = Mode.WEEK
        self.show_state(
            day=wanted, mode=mode or self.state.mode, practitioner_id=practitioner_id or self.state.practitioner_id
        )
        self.load()

    def forget(self) -> None:
        """Nothing of the last centre stays."""
        self.state = BoardPageState(date.min)
        self._seen = {}

    def on_centre_changed(self) -> None:
        """Another centre is looked at: nothing of the last one stays."""
        self.show_state(
            day=self._session.today(), day_view=None, week_view=None, practitioner_id=None, mode=Mode.DAY, at=None
        )
        self.load()

    def load(self, elsewhere: frozenset[int] = frozenset()) -> None:
        """Asks for what the page shows."""
        state, actor, centre = self.state, self._session.actor, self._session.centre
        self.show_state(loading=True)
        if state.mode is Mode.WEEK and state.practitioner_id is not None:
            practitioner_id = state.practitioner_id
            first = self._session.week_of(state.day)
            self.ask(
                lambda: self._days.week(actor, practitioner_id, first, centre.id),
                self._week_loaded,
                self._load_refused,
                question="board",
            )
        elif state.at is not None:
            at = state.at
            self.ask(
                lambda: self._days.day_at(actor, centre.id, state.day, at),
                lambda view: self.show_state(day_view=view, loading=False, refusal=None),
                self._load_refused,
                question="board",
            )
        else:
            self.ask(
                lambda: self._days.day(actor, centre.id, state.day),
                lambda view: self._day_loaded(view, elsewhere),
                self._load_refused,
                question="board",
            )

    def on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        """Something changed, here or at another desk."""
        if topics & TOPICS and self.state.at is None:
            self.load(rows)

    def rewind(self, at: datetime) -> None:
        """Shows the day as it stood at that moment; nothing can be done on it meanwhile."""
        self.show_state(at=at, mode=Mode.DAY)
        self.load()

    def back_to_now(self) -> None:
        """Shows the day as it stands."""
        if self.state.at is not None:
            self.show_state(at=None)
            self.load()

    def go_to(self, day: date) -> None:
        """Another day, as it stands."""
        self.show_state(day=day, at=None)
        self.load()

    def step(self, steps: int) -> None:
        """Days, or in the week view weeks, forward or back."""
        self.go_to(self.state.day + timedelta(days=steps * (7 if self.state.mode is Mode.WEEK else 1)))

    def go_to_today(self) -> None:
        self.go_to(self._session.today())

    def set_mode(self, mode: Mode) -> None:
        """Day or week; the week is of the doctor chosen last, else of the first on the board."""
        practitioner_id = self.state.practitioner_id
        if practitioner_id is None and self.state.day_view and self.state.day_view.columns:
            practitioner_id = self.state.day_view.columns[0].practitioner_id
        self.show_state(mode=mode, practitioner_id=practitioner_id, at=None)
        self.load()

    def show_week_of(self, practitioner_id: int) -> None:
        """One doctor's week."""
        self.show_state(mode=Mode.WEEK, practitioner_id=practitioner_id, at=None)
        self.load()

    def set_hidden(self, hidden: frozenset[AppointmentState]) -> None:
        """Which states are not shown."""
        self.show_state(hidden=hidden)

    def _day_loaded(self, view: DayView, elsewhere: frozenset[int]) -> None:
        before = self.state.day_view
        same = before is not None and (before.day, before.location_id) == (view.day, view.location_id)
        versions = {card.appointment_id: card.version for column in view.columns for card in column.cards}
        changed = frozenset(
            row
            for row in elsewhere & versions.keys()
            if same and versions[row] != self._seen.get(row) and not self._focus.is_own(row, versions[row])
        )
        self._seen = versions
        self.show_state(day_view=view, loading=False, refusal=None)
        if changed:
            self.changed_elsewhere.emit(changed)

    def _week_loaded(self, view: WeekView) -> None:
        self.show_state(week_view=view, loading=False, refusal=None)

    def _load_refused(self, refusal: Refused) -> None:
        self.show_state(loading=False, refusal=refusal)
