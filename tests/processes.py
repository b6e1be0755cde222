"""Programs of their own for tests, which do not begin from nothing each: they are forked from one process that has
imported what they need, and so start in 20 ms instead of a second. Only Linux forks safely; elsewhere they begin anew.
"""

import multiprocessing
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext

_PATIENCE = 60
_IMPORTED = [
    "tests.db.killed_upgrade",
    "tests.services.appointments.test_processes",
    "tests.services.appointments.test_races",
    "tests.services.checkout.killed_life",
]


def programs() -> BaseContext:
    """What starts programs of their own: they share nothing with the tests but what they are given."""
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    return context


@dataclass(frozen=True)
class Ended:
    """How a program ended: its code, negative for the signal that killed it, and what it died of."""

    returncode: int | None
    stderr: str


def lived(program: Callable[..., None], *arguments: object) -> Ended:
    """Runs a function as a program of its own until it ends."""
    context = programs()
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_live, args=(writing, program, *arguments))  # type: ignore[attr-defined]
    process.start()
    writing.close()
    process.join(_PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
        raise TimeoutError(program.__name__)
    with reading:
        try:
            return Ended(process.exitcode, reading.recv())
        except EOFError:
            return Ended(process.exitcode, "")


def _live(writing: Connection, program: Callable[..., None], *arguments: object) -> None:
    try:
        program(*arguments)
    except BaseException:
        writing.send(traceback.format_exc())
        raise
