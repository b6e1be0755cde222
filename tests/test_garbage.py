"""Garbage is found on the window's thread, and on no other: a widget that dies elsewhere brings the program down."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject

from clinic_desktop.background.garbage import Garbage, clear_away, collect_what_is_due


class _Cycle:
    def __init__(self, found_on: list[int]) -> None:
        self.me = self
        weakref.finalize(self, lambda: found_on.append(threading.get_ident()))


def _allocate_much() -> None:
    """More than Python allocates before it looks for garbage by itself, in every generation."""
    kept: list[list[object]] = [[] for _ in range(200_000)]
    del kept


def test_a_worker_that_allocates_finds_no_garbage_and_the_windows_thread_does(qapp: QObject) -> None:
    found_on: list[int] = []
    gc.enable()
    garbage = Garbage()
    garbage.start()
    try:
        _Cycle(found_on)
        worker = threading.Thread(target=_allocate_much)
        worker.start()
        worker.join()
        assert found_on == []
        while not found_on:
            _allocate_much_without_freeing()
            collect_what_is_due()
        assert found_on == [threading.get_ident()]
    finally:
        garbage.stop()
        assert gc.isenabled()
        gc.disable()


def _allocate_much_without_freeing() -> None:
    kept = [[] for _ in range(2_000)]  # type: ignore[var-annotated]
    collect_what_is_due()
    del kept


def test_what_pages_leave_is_found_at_once_however_long_they_were_there() -> None:
    found_on: list[int] = []
    cycle = _Cycle(found_on)
    gc.collect()  # from now on it counts as old, and the timer would look at it some minutes later
    del cycle
    gc.collect(1)
    assert not found_on
    clear_away()
    assert found_on == [threading.get_ident()]
