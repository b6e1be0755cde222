"""Does the clinic's payments from this desk while the program runs: follows links, ends them, sends refunds."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.shell.bugs import telling_of_a_bug

# What it does is imported when it does it first: the start belongs to the board.
if TYPE_CHECKING:
    from clinic_desktop.services.checkout.values import PaymentRound

FIRST_MILLISECONDS = 1_000
"""After the window is there: what was paid while no program ran is looked for at once."""
IDLE_MILLISECONDS = 60_000
AFTER_A_BUG_MILLISECONDS = 600_000
"""The person has seen the dialog; the payments of the others go on."""


class _Worker(Protocol):
    def run_once(self) -> "PaymentRound": ...
    def stop(self) -> None: ...


class Collecting(QObject):
    """Does a round when one is due, or something about money or keys has changed; never two at once. A desk without
    keys for a gateway leaves the work to the others."""

    _broke = Signal()

    def __init__(self, services: Services, tasks: Runner, hub: ChangeHub, desk: str) -> None:
        super().__init__()
        self._services = services
        self._tasks = tasks
        self._desk = desk
        self._worker: _Worker | None = None
        self._running = False
        self._again = False
        self._stopped = False
        self._ready = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self._broke.connect(self._after_a_bug)
        hub.changed.connect(self._on_changed)

    def start(self) -> None:
        """From now on the gateways are asked."""
        self._timer.start(FIRST_MILLISECONDS)

    def stop(self) -> None:
        """The question under way is the last."""
        self._stopped = True
        self._timer.stop()
        if self._worker is not None:
            self._worker.stop()

    def _on_changed(self, topics: frozenset[Topic], _rows: object) -> None:
        if Topic.SETTINGS in topics or (Topic.PAYMENTS in topics and self._ready):
            self._begin()

    def _begin(self) -> None:
        if self._running or self._stopped:
            self._again = self._running
            return
        self._running, self._again = True, False
        self._timer.stop()
        self._tasks.run(self, self._round, self._done, self._refused)

    def _round(self) -> "PaymentRound":
        # Without this nothing would be done from here any more after a bug.
        return telling_of_a_bug(self._work, self._broke.emit)

    def _work(self) -> "PaymentRound":
        if self._worker is None:
            # Made on this thread: what it imports would hold the window up.
            self._worker = self._services.payment_worker(self._desk)
        return self._worker.run_once()

    def _done(self, done: "PaymentRound") -> None:
        self._ready = done.problem != "no_key"
        self._wait(int(done.wait_seconds * 1000))

    def _refused(self, _refusal: Refused) -> None:
        """The database is away; the banner says so already."""
        self._wait(IDLE_MILLISECONDS)

    def _after_a_bug(self) -> None:
        self._ready = self._again = False
        self._wait(AFTER_A_BUG_MILLISECONDS)

    def _wait(self, milliseconds: int) -> None:
        self._running = False
        if not self._stopped:
            self._timer.start(min(milliseconds, 1_000) if self._again else milliseconds)
