"""The shelf at the board's foot: visits set aside while somebody looks for another place for them.

Parking changes nothing in the clinic: a parked visit keeps its time until it is put down elsewhere.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

# Only for the annotations.
if TYPE_CHECKING:
    from clinic_desktop.services.appointments.detail_views import AppointmentDetail

TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE})


@dataclass(frozen=True, slots=True)
class Parked:
    """A visit on the shelf: as it was when it was put there, and as it is. ``gone`` says that it cannot be seen any
    more."""

    card: Card
    current: Card
    gone: bool = False

    @property
    def appointment_id(self) -> int:
        return self.card.appointment_id

    @property
    def changed(self) -> bool:
        """Whether somebody moved it or changed its state since it was parked."""
        return self.gone or _place(self.card) != _place(self.current)

    @property
    def may_move(self) -> bool:
        """Whether it can be put down elsewhere as it is now."""
        return not self.gone and self.current.may_move


@dataclass(frozen=True, slots=True)
class ParkingState:
    """What is on the shelf, the oldest first."""

    items: tuple[Parked, ...] = ()

    def item(self, appointment_id: int) -> Parked | None:
        """The parked visit of that number, if it is on the shelf."""
        return next((item for item in self.items if item.appointment_id == appointment_id), None)


class ParkingViewModel(ViewModel[ParkingState]):
    """Lives as long as the person sits at the desk, whatever page and day is shown."""

    def __init__(self, session: Session, tasks: Background, days: DayService, focus: DeskFocus) -> None:
        super().__init__(ParkingState(), tasks.database)
        self._session, self._days, self._focus = session, days, focus

    def park(self, card: Card) -> bool:
        """Puts a visit on the shelf; False where it is there already or may not be moved."""
        if not card.may_move or self.state.item(card.appointment_id) is not None:
            return False
        self._show((*self.state.items, Parked(card, card)))
        return True

    def put_back(self, appointment_id: int) -> None:
        """Takes a visit off the shelf; it stays where it is."""
        if self.state.item(appointment_id) is not None:
            self._show(tuple(item for item in self.state.items if item.appointment_id != appointment_id))

    def newest(self) -> Parked | None:
        """What was parked last and can be put down."""
        return next((item for item in reversed(self.state.items) if item.may_move), None)

    def refresh(self) -> None:
        """Looks at every parked visit again, and tells the board whose they are: the last person's are gone."""
        self._focus.show_parked(frozenset(item.appointment_id for item in self.state.items))
        for item in self.state.items:
            self._look_at(item.appointment_id)

    def on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        """Something changed, here or at another desk."""
        if topics & TOPICS:
            for item in self.state.items:
                if not rows or item.appointment_id in rows:
                    self._look_at(item.appointment_id)

    def _look_at(self, appointment_id: int) -> None:
        actor = self._session.actor
        self.ask(
            lambda: self._days.appointment(actor, appointment_id),
            self._seen,
            lambda refusal: self._lost(appointment_id, refusal),
            question=f"parked {appointment_id}",
        )

    def _seen(self, detail: "AppointmentDetail") -> None:
        card = detail.card
        self._change(card.appointment_id, current=card, gone=False)

    def _lost(self, appointment_id: int, _refusal: Refused) -> None:
        self._change(appointment_id, gone=True)

    def _change(self, appointment_id: int, **changes: object) -> None:
        items = tuple(
            replace(item, **changes) if item.appointment_id == appointment_id else item  # type: ignore[arg-type]
            for item in self.state.items
        )
        if items != self.state.items:
            self._show(items)

    def _show(self, items: tuple[Parked, ...]) -> None:
        self.show_state(items=items)
        self._focus.show_parked(frozenset(item.appointment_id for item in items))


def _place(card: Card) -> tuple[object, ...]:
    return card.period, card.practitioner_id, card.location_id, card.state
