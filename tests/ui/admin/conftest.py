"""The admin's pages on a real database, with a shell that remembers what it was asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.services.clinic import Services, build_services
from clinic_desktop.settings import Settings
from clinic_desktop.ui.parts import Parts
from clinic_desktop.ui.screens import build
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Centre, Session
from clinic_desktop.viewmodels.undo import Action, UndoStack
from tests.builders import Clinic, make_clinic
from tests.conftest import SetClock

ENGLISH = QLocale(QLocale.Language.English, QLocale.Country.India)


@dataclass
class Shell:
    """Remembers what pages asked the window for. Questions are answered with yes."""

    opened: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    undos: list[Action] = field(default_factory=list)
    offers: list[tuple[str, Callable[[], None]]] = field(default_factory=list)
    refusals: list[Refused] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    backs: int = 0

    def open(self, route: str, **arguments: Any) -> None:
        self.opened.append((route, arguments))

    def open_dock(self, route: str, **arguments: Any) -> None:
        self.opened.append((route, arguments))

    def close_dock(self) -> None: ...

    def set_home_panel(self, route: str | None, **arguments: Any) -> None: ...

    def back(self) -> None:
        self.backs += 1

    def toast(self, text: str, undo: Action | None = None) -> None:
        self.toasts.append(text)
        if undo is not None:
            self.undos.append(undo)

    def offer(self, text: str, word: str, act: Callable[[], None]) -> None:
        self.toasts.append(text)
        self.offers.append((word, act))

    def refuse(self, refusal: Refused) -> None:
        self.refusals.append(refusal)

    def ask(self, question: str, detail: str, keep: str, act: str, then: Callable[[], None]) -> None:
        self.questions.append(question)
        then()


@dataclass
class Desk:
    """A window's worth of parts, and who sits at it."""

    parts: Parts
    services: Services
    shell: Shell
    clinic: Clinic
    window: QWidget

    def sit_down(self, actor: Actor) -> None:
        """Somebody else signs in."""
        session = self.parts.session
        session.begin(actor, session.centres, session.centres[0])

    def page(self, route: str, **arguments: Any) -> Any:
        """The page of that name, shown and entered."""
        screen: Screen = build(self.parts, route, self.window)
        screen.resize(1208, 752)
        screen.show()
        screen.enter(**arguments)
        # Widgets that were made for what has come show themselves with the next events.
        QCoreApplication.sendPostedEvents()
        return screen


def click(widget: QWidget) -> None:
    """A real click in the middle, once everything has its place."""
    QCoreApplication.sendPostedEvents()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def type_into(field: Any, text: str) -> None:
    """Real keys in an emptied field, which is then left with Tab."""
    edit = field.edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_Delete)
    if text.isascii():
        QTest.keyClicks(edit, text)
    else:
        # QTest has keys for Latin letters only; the others come by an input method in real life too.
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(edit, typed)
    QTest.keyClick(edit, Qt.Key.Key_Tab)


def dialogs(kind: type[QWidget]) -> list[Any]:
    """The open dialogs of that kind."""
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]


def centres_of(services: Services) -> tuple[Centre, ...]:
    """The centres as the shell hands them to a session."""
    name = services.locations.clinic().name
    return tuple(
        Centre(view.id, view.name, ZoneInfo(view.zone), view.currency, view.country, name)
        for view in services.locations.listing()
    )


def make_parts(
    theme: Theme, database: Database, clock: Callable[[], datetime], actor: Actor, shell: Any, folder: Path
) -> Parts:
    """Parts that do everything at once."""
    services = build_services(database, clock, ImageStore(folder / "pictures", clock))
    session = Session(clock)
    centres = centres_of(services)
    session.begin(actor, centres, next((centre for centre in centres if centre.country == "IN"), centres[0]))
    return Parts(
        theme=theme,
        services=services,
        tasks=Background.inline(),
        hub=ChangeHub(),
        session=session,
        undo=UndoStack(),
        shell=shell,
        settings=Settings(folder),
        locale=ENGLISH,
        paper_folder=folder,
    )


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme()
    theme.apply(qapp, first_picture=True)
    theme.set_motion(False)
    yield theme
    # What wore the look goes before it: it would be dressed anew with each of the next lines.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.set_dark(False)
    theme.set_scale(1.0)
    theme.deleteLater()


@pytest.fixture
def desk(theme: Theme, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[Desk]:
    database = Database(sqlite_database_url)
    clinic = make_clinic(database, clock)
    shell = Shell()
    parts = make_parts(theme, database, clock, clinic.admin, shell, tmp_path)
    window = QWidget()
    window.resize(1280, 800)
    window.show()
    yield Desk(parts, parts.services, shell, clinic, window)
    window.close()
    window.deleteLater()
    database.close()
