"""The screen in the waiting room: which tokens are called and which follow, at one centre."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Centre, Session

# Only for the annotations.
if TYPE_CHECKING:
    from clinic_desktop.services.appointments.display import TokenBoard

_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE})


@dataclass(frozen=True, slots=True)
class WaitingScreenState:
    """``refusal`` says why ``board`` could not be read again: then it is the last that is known."""

    board: "TokenBoard | None" = None
    refusal: Refused | None = None


class WaitingScreenViewModel(ViewModel[WaitingScreenState]):
    """Stays at the centre that the desk looked at when the screen was opened, whatever the desk looks at later."""

    def __init__(self, session: Session, tasks: Background, days: DayService) -> None:
        super().__init__(WaitingScreenState(), tasks.database)
        self._session, self._days = session, days
        self.centre: Centre = session.centre

    def load(self) -> None:
        """Asks for the tokens, while somebody is signed in."""
        if not self._session.signed_in:
            return
        actor, centre_id = self._session.actor, self.centre.id
        self.ask(
            lambda: self._days.token_board(actor, centre_id),
            lambda board: self.show_state(board=board, refusal=None),
            lambda refusal: self.show_state(refusal=refusal),
            question="board",
        )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS:
            self.load()
