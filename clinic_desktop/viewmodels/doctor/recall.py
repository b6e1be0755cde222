"""Putting the patient of a visit down for a recall: from the note's follow-up date, or half a year from now."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import WaitingKind
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.waiting.service import WaitingListService
from clinic_desktop.services.waiting.values import RECALL_DAYS, WishDraft, WishView
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_USUAL = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class RecallState:
    """``noted`` is the last recall that was put down here."""

    noted: WishView | None = None


class RecallViewModel(ViewModel[RecallState]):
    """``noted`` carries the WishView."""

    noted = Signal(object)

    def __init__(self, session: Session, tasks: Runner, waiting: WaitingListService) -> None:
        super().__init__(RecallState(), tasks)
        self._session, self._waiting = session, waiting

    def note(self, card: Card, day: date | None) -> None:
        """The patient is to be seen again from that day on by the visit's doctor; half a year from now for None. One
        that is down already gets the new day."""
        first = day or self._session.today() + _USUAL
        draft = WishDraft(
            service_id=card.service_id,
            location_id=card.location_id,
            first_day=first,
            last_day=first + timedelta(days=RECALL_DAYS),
            patient_id=card.patient_id,
            kind=WaitingKind.RECALL,
            practitioner_id=card.practitioner_id,
        )
        actor = self._session.actor
        self.ask(lambda: self._waiting.recall(actor, draft), self._done)

    def undo(self, wish: WishView, finished: Callable[[], None]) -> None:
        """The patient need not be seen again."""
        actor = self._session.actor
        self.ask(lambda: self._waiting.withdraw(actor, wish.id, wish.version), lambda _: finished())

    def _done(self, wish: WishView) -> None:
        self.show_state(noted=wish)
        self.noted.emit(wish)
