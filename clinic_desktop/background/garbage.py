"""Finds Python's garbage on the window's thread, and nowhere else.

Python looks for garbage on whichever thread happens to allocate. Widgets and view-models are in cycles; one that is
found by a pool's thread is destroyed there, inside Qt and without Python's lock, and the program crashes or stands
still for ever (seen: ``QObject::~QObject`` below ``gc_collect_main`` on a thread that was connecting to PostgreSQL).
"""

import gc

from PySide6.QtCore import QObject, QTimer

from clinic_desktop.background import memory

_EVERY_MILLISECONDS = 1_000


class Garbage(QObject):
    """Switches Python's own looking off, and looks once a second where it would have."""

    def __init__(self) -> None:
        super().__init__()
        self._was_on = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MILLISECONDS)
        self._timer.timeout.connect(collect_what_is_due)

    def start(self) -> None:
        """From now on garbage is found on this thread only."""
        self._was_on = gc.isenabled()
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Leaves it to Python again, if it was."""
        self._timer.stop()
        if self._was_on:
            gc.enable()


def collect_what_is_due() -> None:
    """Looks through the oldest generation of objects that Python would look through now, if any."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > limits[generation]:
            gc.collect(generation)
            return


def clear_away() -> None:
    """Finds all garbage at once and gives the system its memory: on the window's thread, when pages have been thrown
    away. They are in cycles; left to the timer, those of some minutes' work lie about, 2 to 4 MB each.

    Takes 15 to 30 ms: what the start has made is frozen and not looked at.
    """
    gc.collect()
    memory.give_back()
