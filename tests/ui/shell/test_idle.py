"""Nobody touches the program for a while: it counts, whether the computer is awake or asleep."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from clinic_desktop.ui.shell.countdown import Countdown
from clinic_desktop.ui.shell.idle import IdleWatch

TEN_MINUTES = 600_000


class Wall:
    """The computer's clock, which goes on while the program stands still."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def owner() -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


@pytest.fixture
def button(qtbot: QtBot) -> QPushButton:
    button = QPushButton("Save")
    qtbot.addWidget(button)
    with qtbot.waitActive(button):
        button.show()
        button.activateWindow()
    return button


def test_time_asleep_counts(wall: Wall, owner: QObject, qtbot: QtBot) -> None:
    countdown = Countdown(owner, wall)
    countdown.start(TEN_MINUTES)
    assert not countdown.look()
    wall.seconds += 601
    with qtbot.waitSignal(countdown.over):
        countdown.look()
    assert not countdown.is_running and not countdown.look(), "once is enough"


def test_time_awake_counts_whatever_somebody_does_to_the_clock(wall: Wall, owner: QObject, qtbot: QtBot) -> None:
    countdown = Countdown(owner, wall)
    with qtbot.waitSignal(countdown.over):
        countdown.start(1)
        wall.seconds -= 3600


def test_the_first_touch_after_a_sleep_locks_and_does_nothing_else(
    wall: Wall, owner: QObject, button: QPushButton, qtbot: QtBot
) -> None:
    clicks: list[str] = []
    button.clicked.connect(lambda: clicks.append("saved"))
    watch = IdleWatch(owner, wall)
    watch.start(TEN_MINUTES)
    wall.seconds += 3600
    with qtbot.waitSignal(watch.idle):
        QTest.keyPress(button.windowHandle(), Qt.Key.Key_Space)
    QTest.keyRelease(button.windowHandle(), Qt.Key.Key_Space)
    assert not clicks


def test_a_touch_begins_the_count_anew(wall: Wall, owner: QObject, button: QPushButton) -> None:
    watch = IdleWatch(owner, wall)
    watch.start(TEN_MINUTES)
    wall.seconds += 599
    assert watch.quiet() >= 599_000
    QTest.keyPress(button.windowHandle(), Qt.Key.Key_Tab)
    assert watch.quiet() < 599_000


def test_a_shortcut_is_a_touch_too(wall: Wall, owner: QObject, button: QPushButton) -> None:
    called: list[str] = []
    QShortcut(QKeySequence("F9"), button).activated.connect(lambda: called.append("next"))
    watch = IdleWatch(owner, wall)
    watch.start(TEN_MINUTES)
    wall.seconds += 599
    QTest.keyClick(button.windowHandle(), Qt.Key.Key_F9)
    assert called == ["next"]
    assert watch.quiet() < 599_000
