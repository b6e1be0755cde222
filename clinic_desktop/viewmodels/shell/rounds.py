"""Work of the whole clinic that a desk does in rounds while the program runs, whatever happens to one of them."""

from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.viewmodels.shell.bugs import telling_of_a_bug

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

IDLE_MILLISECONDS = 60_000
"""A desk that cannot work looks now and then whether that has changed; the settings tell it at once."""
AFTER_A_BUG_MILLISECONDS = 600_000
"""The person has seen the dialog; the work of the others goes on."""
_AGAIN_MILLISECONDS = 1_000


class Worker(Protocol[R_co]):
    """What does a round, on a thread of ``tasks``."""

    def run_once(self) -> R_co: ...
    def stop(self) -> None: ...


class Rounds(QObject, Generic[R]):
    """Does a round when one is due, and when something of ``topic`` or the settings has changed; never two at once.
    Subclasses make the worker, and read from a round how it goes on."""

    _broke = Signal()

    def __init__(self, tasks: Runner, hub: ChangeHub, topic: Topic) -> None:
        super().__init__()
        self._tasks, self._topic = tasks, topic
        self._worker: Worker[R] | None = None
        self._running = False
        self._again = False
        self._stopped = False
        self._ready = True
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self._broke.connect(self._after_a_bug)
        hub.changed.connect(self._on_changed)

    def make_worker(self) -> Worker[R]:
        """Called once, on a thread of ``tasks``: what it imports would hold the window up."""
        raise NotImplementedError

    def is_ready(self, done: R) -> bool:
        """Whether this desk can do anything; if not, only new settings wake it up."""
        raise NotImplementedError

    def pause(self, done: R) -> int:
        """How many milliseconds the next round has time."""
        raise NotImplementedError

    def begin_in(self, milliseconds: int) -> None:
        """Rounds are done from then on."""
        self._timer.start(milliseconds)

    def stop(self) -> None:
        """What is under way is the last."""
        self._stopped = True
        self._timer.stop()
        if self._worker is not None:
            self._worker.stop()

    def _on_changed(self, topics: frozenset[Topic], _rows: object) -> None:
        if Topic.SETTINGS in topics or (self._topic in topics and self._ready):
            self._begin()

    def _begin(self) -> None:
        if self._running or self._stopped:
            self._again = self._running
            return
        self._running, self._again = True, False
        self._timer.stop()
        self._tasks.run(self, self._round, self._done, self._refused)

    def _round(self) -> R:
        # Without this nothing would be done from here any more after a bug.
        return telling_of_a_bug(self._work, self._broke.emit)

    def _work(self) -> R:
        if self._worker is None:
            self._worker = self.make_worker()
        return self._worker.run_once()

    def _done(self, done: R) -> None:
        self._ready = self.is_ready(done)
        self._wait(self.pause(done))

    def _refused(self, _refusal: Refused) -> None:
        """The database is away; the banner says so already."""
        self._wait(IDLE_MILLISECONDS)

    def _after_a_bug(self) -> None:
        self._ready = self._again = False
        self._wait(AFTER_A_BUG_MILLISECONDS)

    def _wait(self, milliseconds: int) -> None:
        self._running = False
        if not self._stopped:
            self._timer.start(min(milliseconds, _AGAIN_MILLISECONDS) if self._again else milliseconds)
