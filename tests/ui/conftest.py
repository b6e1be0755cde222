"""A reception desk, and what all tests of screens need: widgets of one test do not live on in the next, where each
would be styled again with every look that is put on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from clinic_desktop.resources import resource
from clinic_desktop.ui.theme.fonts import load_fallbacks, load_inter
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """One visit is told from many, as in the program, whichever test a worker begins with."""
    translator = QTranslator(qapp)
    assert translator.load(str(resource("translations", "clinic_en.qm")))
    qapp.installTranslator(translator)


@pytest.fixture(scope="session", autouse=True)
def look(qapp: QApplication) -> None:
    """The program's own letters and style, once for all: each look that is put on would else load them anew."""
    qapp.setStyle("Fusion")
    load_inter()
    load_fallbacks()


@pytest.fixture(autouse=True)
def nothing_stays_behind() -> Iterator[None]:
    """Deletes at last what a test has asked to be deleted: without an event loop Qt would never come to it. Then the
    look goes, so that the next test need not dress its widgets in it. The language that texts count in comes back."""
    locale = QLocale()
    yield
    QLocale.setDefault(locale)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        if application.styleSheet():
            application.setStyleSheet("")


@pytest.fixture
def desk(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """The front desk at a small clinic whose patients can be found."""
    with open_desk(sqlite_database_url, clock, tmp_path) as opened:
        with qtbot.waitActive(opened.window):
            opened.window.activateWindow()
        yield opened
