"""What about money waits for the person at the desk: refunds to approve and to hand back, and findings to look at."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.counting import CountingViewModel

# The start belongs to the board: nobody misses the count for this long.
FIRST_MILLISECONDS = 3_500


@dataclass(frozen=True, slots=True)
class WaitingMoney:
    """How many wait: to approve at every centre where the person may, the others at the centre in view."""

    to_approve: int = 0
    owed: int = 0
    findings: int = 0


class WaitingMoneyViewModel(CountingViewModel[WaitingMoney]):
    """Counts again when money moved. ``more`` carries a WaitingMoney of what was not there before."""

    more = Signal(object)

    def __init__(self, session: Session, services: Services, tasks: Runner, hub: ChangeHub) -> None:
        super().__init__(WaitingMoney(), session, tasks, hub, Topic.PAYMENTS, Permission.TAKE_PAYMENT)
        self._services = services
        self._centre_id: int | None = None

    def start(self) -> None:
        """Counts for the first time, in a moment."""
        self.begin_in(FIRST_MILLISECONDS)

    def counting(self, actor: Actor, centre_id: int) -> Callable[[], WaitingMoney]:
        services = self._services

        def work() -> WaitingMoney:
            found = services.refunds.waiting(actor, centre_id)
            return WaitingMoney(found.to_approve, found.owed, found.findings)

        return work

    def show_count(self, found: WaitingMoney, centre_id: int) -> None:
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
