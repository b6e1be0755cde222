"""Runs work off the interface thread and brings the answer back to it.

Work is a plain callable that returns data. It may touch no widget and no view-model; its callbacks run on the interface
thread, and an answer for a screen that is gone is dropped.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from clinic_desktop.domain.errors import Refused

T = TypeVar("T")


class Runner(Protocol):
    """What view-models need: ``Tasks`` in the program, ``InlineTasks`` in most tests."""

    def run(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], refused: Callable[[Refused], None]
    ) -> None:
        """Does ``work``, then calls ``done`` with what it returned, or ``refused`` with why the clinic refuses it."""


@runtime_checkable
class Breakable(Protocol):
    """An owner that has to know when its work neither answered nor refused: who waits for it would wait for ever."""

    def work_broke(self) -> None:
        """Lets the person try again."""


@dataclass(frozen=True, slots=True)
class _Ticket:
    owner: QObject
    future: "Future[Any]"
    done: Callable[[Any], None]
    refused: Callable[[Refused], None]


class Tasks(QObject):
    """A pool of threads. ``broken`` carries what is neither an answer nor a refusal: bugs, for the one crash dialog.
    ``busy_changed`` fires when the first work begins and when the last answer has been delivered."""

    broken = Signal(object)
    busy_changed = Signal(bool)
    _settled = Signal(object)

    def __init__(self, workers: int, name: str) -> None:
        super().__init__()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._running: set[Future[Any]] = set()
        self._stopped = False
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether every answer has been delivered."""
        return not self._running

    def run(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], refused: Callable[[Refused], None]
    ) -> None:
        """See ``Runner.run``. After ``stop`` nothing more is done."""
        if self._stopped:
            return
        future = self._pool.submit(work)
        self._running.add(future)
        if len(self._running) == 1:
            self.busy_changed.emit(True)
        ticket = _Ticket(owner, future, done, refused)
        future.add_done_callback(lambda _: self._announce(ticket))

    def stop(self) -> None:
        """Lets what runs finish, drops what waits, and delivers nothing more."""
        self._stopped = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _announce(self, ticket: _Ticket) -> None:
        if not self._stopped and isValid(self):
            self._settled.emit(ticket)

    @Slot(object)
    def _deliver(self, ticket: _Ticket) -> None:
        self._running.discard(ticket.future)
        if not self._running:
            self.busy_changed.emit(False)
        if self._stopped or not isValid(ticket.owner) or ticket.future.cancelled():
            return
        error = ticket.future.exception()
        if error is None:
            ticket.done(ticket.future.result())
        elif isinstance(error, Refused):
            ticket.refused(error)
        else:
            if isinstance(ticket.owner, Breakable):
                ticket.owner.work_broke()
            self.broken.emit(error)


class InlineTasks(QObject):
    """Does the work at once, on the caller's thread: for tests. A bug is raised where it happens."""

    broken = Signal(object)
    busy_changed = Signal(bool)
    idle = True

    def run(
        self, owner: QObject, work: Callable[[], T], done: Callable[[T], None], refused: Callable[[Refused], None]
    ) -> None:
        """See ``Runner.run``."""
        try:
            answer = work()
        except Refused as error:
            refused(error)
        else:
            done(answer)

    def stop(self) -> None:
        """Nothing is ever running."""


@dataclass(frozen=True, slots=True)
class Background:
    """The program's pools. ``database`` has one worker, so that writes keep the order in which people made them;
    ``search`` answers key presses while a write is under way; ``slow`` is for reports, pictures, paper and mail;
    ``gateways`` is for whatever waits for a payment gateway, which may take half a minute."""

    database: Runner
    search: Runner
    slow: Runner
    gateways: Runner

    @classmethod
    def threads(cls) -> "Background":
        """The pools of the program."""
        return cls(Tasks(1, "database"), Tasks(1, "search"), Tasks(3, "slow"), Tasks(2, "gateways"))

    @classmethod
    def inline(cls) -> "Background":
        """For tests: everything is done at once."""
        tasks = InlineTasks()
        return cls(tasks, tasks, tasks, tasks)

    @property
    def pools(self) -> tuple[Any, ...]:
        return (self.database, self.search, self.slow, self.gateways)

    @property
    def idle(self) -> bool:
        """Whether nothing runs and every answer has been delivered."""
        return all(pool.idle for pool in self.pools)

    def stop(self) -> None:
        """Ends every pool; called when the program quits."""
        for pool in self.pools:
            pool.stop()
