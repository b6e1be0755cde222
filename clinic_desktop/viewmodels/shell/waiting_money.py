"""What about money waits for the person at the desk: refunds to approve and to hand back, and findings to look at."""

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

# The start belongs to the board: nobody misses the count for this long.
FIRST_MILLISECONDS = 3_500


@dataclass(frozen=True, slots=True)
class WaitingMoney:
    """How many wait: to approve at every centre where the person may, the others at the centre in view."""

    to_approve: int = 0
    owed: int = 0
    findings: int = 0


class WaitingMoneyViewModel(ViewModel[WaitingMoney]):
    """Counts again when money moved or another centre came into view; never twice at the same time. ``more`` carries a
    WaitingMoney of what was not there before."""

    more = Signal(object)

    def __init__(self, session: Session, services: Services, tasks: Runner, hub: ChangeHub) -> None:
        super().__init__(WaitingMoney(), tasks)
        self._session, self._services = session, services
        self._running = self._again = False
        self._centre_id: int | None = None
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
        if not self._session.signed_in or not self._session.may(Permission.TAKE_PAYMENT):
            return
        if self._running:
            self._again = True
            return
        self._running = True
        actor, centre_id, services = self._session.actor, self._session.centre.id, self._services

        def work() -> WaitingMoney:
            # The service is imported on the worker: it is not needed to open the day.
            found = services.refunds.waiting(actor, centre_id)
            return WaitingMoney(found.to_approve, found.owed, found.findings)

        self.ask(work, lambda found: self._counted(found, centre_id), self._not_counted)

    def _counted(self, found: WaitingMoney, centre_id: int) -> None:
        # What is to be approved is counted at all centres, so that another one in view brings nothing new of it.
        before = self.state if centre_id == self._centre_id else WaitingMoney(self.state.to_approve)
        self._centre_id = centre_id
        self.show_state(to_approve=found.to_approve, owed=found.owed, findings=found.findings)
        more = WaitingMoney(
            max(found.to_approve - before.to_approve, 0),
            max(found.owed - before.owed, 0),
            max(found.findings - before.findings, 0),
        )
        if more.to_approve or more.findings:
            self.more.emit(more)
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
        if Topic.PAYMENTS in topics and not self._first.isActive():
            self.load()

    def _on_session(self) -> None:
        if not self._first.isActive():
            self.load()
