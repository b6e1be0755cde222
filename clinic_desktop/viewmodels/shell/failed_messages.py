"""How many messages failed at the centre in view: what the rail's badge says."""

from dataclasses import dataclass

from PySide6.QtCore import QTimer

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

# The start belongs to the board: nobody misses the count for this long.
FIRST_MILLISECONDS = 3_000


@dataclass(frozen=True, slots=True)
class FailedState:
    """``count`` is of the last seven days."""

    count: int = 0


class FailedMessagesViewModel(ViewModel[FailedState]):
    """Counts again when a message changed or another centre came into view; never twice at the same time."""

    def __init__(self, session: Session, services: Services, tasks: Runner, hub: ChangeHub) -> None:
        super().__init__(FailedState(), tasks)
        self._session, self._services = session, services
        self._running = self._again = False
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self.load)
        hub.changed.connect(self._on_changed)
        session.changed.connect(self._on_session)

    def start(self) -> None:
        """Counts for the first time, in a moment."""
        self._first.start(FIRST_MILLISECONDS)

    def load(self) -> None:
        """Counts."""
        if not self._session.signed_in or not self._session.may(Permission.SEE_MESSAGES):
            return
        if self._running:
            self._again = True
            return
        self._running = True
        actor, centre_id, services = self._session.actor, self._session.centre.id, self._services
        # The service is imported on the worker: it is not needed to open the day.
        self.ask(lambda: services.messages.state(actor, centre_id).failed, self._counted, self._not_counted)

    def _counted(self, count: int) -> None:
        self.show_state(count=count)
        self._finish()

    def _not_counted(self, _refusal: Refused) -> None:
        """The database is away; the banner says so already, and the last count stays."""
        self._finish()

    def _finish(self) -> None:
        self._running = False
        if self._again:
            self._again = False
            self.load()

    def _on_changed(self, topics: frozenset[Topic], _rows: object) -> None:
        if Topic.MESSAGES in topics:
            self.load()

    def _on_session(self) -> None:
        if not self._first.isActive():
            self.load()
