"""Counting what waits for the person at the desk, for the rail and the bell, without holding anything up."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QTimer

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

S = TypeVar("S")


class CountingViewModel(ViewModel[S], Generic[S]):
    """Counts where the person has ``permission``, and again when something of ``topic`` changed or another centre came
    into view; never twice at the same time. Subclasses say what is counted, and show it."""

    def __init__(
        self, nothing: S, session: Session, tasks: Runner, hub: ChangeHub, topic: Topic, permission: Permission
    ) -> None:
        super().__init__(nothing, tasks)
        self._session, self._topic, self._permission = session, topic, permission
        self._running = self._again = False
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self.load)
        hub.changed.connect(self._on_changed)
        session.changed.connect(self._on_session)

    def counting(self, actor: Actor, centre_id: int) -> Callable[[], S]:
        """What counts, on the worker: the service is imported there, it is not needed to open the day."""
        raise NotImplementedError

    def show_count(self, found: S, centre_id: int) -> None:
        """Shows what was counted at that centre."""
        raise NotImplementedError

    def begin_in(self, milliseconds: int) -> None:
        """Counts for the first time then; changes until then are counted with it."""
        self._first.start(milliseconds)

    def load(self) -> None:
        """Counts."""
        if not self._session.signed_in or not self._session.may(self._permission):
            return
        if self._running:
            self._again = True
            return
        self._running = True
        self._first.stop()
        centre_id = self._session.centre.id
        work = self.counting(self._session.actor, centre_id)
        self.ask(work, lambda found: self._counted(found, centre_id), self._not_counted)

    def _counted(self, found: S, centre_id: int) -> None:
        self.show_count(found, centre_id)
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
        if self._topic in topics:
            self._on_session()

    def _on_session(self) -> None:
        if not self._first.isActive():
            self.load()
