"""pytest-qt's bot with patience: on a busy machine a second or five are soon over, and who need not wait does not."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from pytestqt.qtbot import QtBot

PATIENCE = 30_000
"""Milliseconds."""
_AT_FIRST, _LOOK_EVERY = 100, 2
"""Milliseconds: pytest-qt looks every 10, and most has come before that."""


class PatientQtBot(QtBot):
    """Waits for what a test expects as long as it may take; a test says a ``timeout`` only where it means one."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = PATIENCE) -> None:
        patient_from = monotonic() + min(_AT_FIRST, timeout) / 1000
        while monotonic() < patient_from:
            if _holds(callback):
                return
            self.wait(_LOOK_EVERY)
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **options)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE, **options: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **options)

    def waitActive(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitActive(widget, timeout=timeout)

    def waitExposed(self, widget: Any, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=timeout)


def _holds(callback: Callable[[], object]) -> bool:
    try:
        return callback() in (None, True)
    except AssertionError:
        return False
