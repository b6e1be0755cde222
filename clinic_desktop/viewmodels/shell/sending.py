"""Sends the clinic's messages from this desk while the program runs, on a thread of its own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.shell.bugs import telling_of_a_bug

# What sends is imported when it sends first: the start belongs to the board.
if TYPE_CHECKING:
    from clinic_desktop.domain.paper import Receipt
    from clinic_desktop.services.messages.worker import Round

EVERY_MILLISECONDS = 5_000
# A desk that cannot send looks now and then whether that has changed; the settings tell it at once.
IDLE_MILLISECONDS = 60_000
AFTER_A_BUG_MILLISECONDS = 600_000
"""The person has seen the dialog; the messages of the others go on."""


class _Worker(Protocol):
    def run_once(self) -> "Round": ...
    def stop(self) -> None: ...


class Sending(QObject):
    """Does a round every few seconds and when a message changes; never two at once. A desk that has no mail server or
    password leaves the work to the others."""

    _broke = Signal()

    def __init__(
        self, services: Services, tasks: Runner, hub: ChangeHub, desk: str, draw: "Callable[[Receipt], bytes]"
    ) -> None:
        """``draw`` makes the papers that go with messages."""
        super().__init__()
        self._draw = draw
        self._services = services
        self._tasks = tasks
        self._desk = desk
        self._worker: _Worker | None = None
        self._running = False
        self._stopped = False
        self._ready = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self._broke.connect(self._after_a_bug)
        hub.changed.connect(self._on_changed)

    def start(self) -> None:
        """From now on messages leave."""
        self._timer.start(EVERY_MILLISECONDS)

    def stop(self) -> None:
        """The message under way is the last."""
        self._stopped = True
        self._timer.stop()
        if self._worker is not None:
            self._worker.stop()

    def _on_changed(self, topics: frozenset[Topic], _rows: object) -> None:
        if Topic.SETTINGS in topics or (Topic.MESSAGES in topics and self._ready):
            self._begin()

    def _begin(self) -> None:
        if self._running or self._stopped:
            return
        self._running = True
        self._tasks.run(self, self._round, self._done, self._refused)

    def _round(self) -> "Round":
        # Without this nothing would be done from here any more after a bug.
        return telling_of_a_bug(self._work, self._broke.emit)

    def _work(self) -> "Round":
        if self._worker is None:
            # Made on this thread: what it imports would hold the window up.
            self._worker = self._services.message_worker(self._desk, self._draw)
        return self._worker.run_once()

    def _done(self, done: "Round") -> None:
        self._ready = done.problem != "not_ready"
        if done.more:
            self._wait(0)
        else:
            self._wait(EVERY_MILLISECONDS if self._ready else IDLE_MILLISECONDS)

    def _refused(self, _refusal: Refused) -> None:
        """The database is away; the banner says so already."""
        self._wait(IDLE_MILLISECONDS)

    def _after_a_bug(self) -> None:
        self._ready = False
        self._wait(AFTER_A_BUG_MILLISECONDS)

    def _wait(self, milliseconds: int) -> None:
        self._running = False
        if not self._stopped:
            self._timer.start(milliseconds)
