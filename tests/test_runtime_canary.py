"""Guards against a Qt binding that loses references.

PySide6 6.12.0 on Python 3.11 stole one reference to None in nearly every call and aborted after a few thousand.
"""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel


class Bell(QObject):
    rang = Signal(object)


def test_thousands_of_signals_leave_none_alone(qapp: QApplication) -> None:
    bell, heard = Bell(), []
    bell.rang.connect(heard.append)
    before = sys.getrefcount(None)
    for _ in range(5_000):
        bell.rang.emit(1)
    assert len(heard) == 5_000
    assert sys.getrefcount(None) > before - 200


def test_thousands_of_texts_leave_none_alone(qapp: QApplication) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(20_000):
        label.setText(str(number))
    assert label.text() == "19999"
    assert sys.getrefcount(None) > before - 200
