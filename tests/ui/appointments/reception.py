"""A reception desk for tests: the real window on real services, at a clock that stands still."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Background, InlineTasks
from clinic_desktop.db.database import Database
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, WalkInDone, WalkInRequest
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.clinic import Services, build_services
from clinic_desktop.settings import Settings
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.ui.shell.desk import Desk, DeskParts
from clinic_desktop.ui.shell.main_window import MainWindow
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.computer import Computer
from clinic_desktop.viewmodels.shell.opening import Beginning
from tests.builders import Clinic, make_clinic, new_key


class ReceptionDesk:
    """One desk: its window is open and somebody is signed in. ``key`` and ``type`` count what a person presses."""

    def __init__(
        self,
        database_url: str,
        clock: Callable[[], datetime],
        folder: Path,
        clinic: Clinic | None = None,
        account: str = "front_desk",
        tasks: Background | None = None,
    ) -> None:
        """``tasks`` are real threads where a test is about waiting; else everything is done at once."""
        self.clock = clock
        self.tasks = tasks or Background.inline()
        self.hub = ChangeHub()
        self.database = database = Database(database_url, self.hub.publish)
        self.clinic = clinic or _new_clinic(database, clock)
        self.services: Services = build_services(database, clock, ImageStore(folder / "pictures", clock))
        self.session = Session(clock)
        self.theme = Theme()
        self.window = MainWindow(self.theme)
        self.paper_folder = folder / "paper"
        self.computer = Computer(Settings(folder, desk="desk-1"), InlineTasks())
        self.actor: Actor = getattr(self.clinic, account)
        self.keys_pressed = 0
        self.desk = Desk(
            DeskParts(
                theme=self.theme, window=self.window, services=self.services, tasks=self.tasks, hub=self.hub,
                session=self.session, computer=self.computer, locale=QLocale("en_IN"), paper_folder=self.paper_folder,
                beginning=Beginning("Lotus Clinic"), reach=lambda: None,
            )
        )  # fmt: skip
        self.window.resize(1280, 800)
        self.window.show()
        self.desk.sign_in.enter_as(self.actor.account_id)
        self.window.activateWindow()
        self.settle()

    @property
    def workspace(self) -> Workspace:
        return self.desk.workspace

    @property
    def focus(self) -> QWidget:
        """The widget that a key would go to."""
        return QApplication.focusWidget() or self.window

    def settle(self) -> None:
        """Delivers what is queued."""
        for _ in range(4):
            QApplication.processEvents()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One press of a key, wherever the focus is; with a modifier it still counts as one."""
        self.keys_pressed += 1
        QTest.keyClick(self.focus, key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Types a text, letter by letter."""
        for letter in text:
            self.keys_pressed += 1
            QTest.keyClicks(self.focus, letter)
        self.settle()

    def toast(self) -> str:
        """What the toast says."""
        return self.workspace.toasts.accessibleName()

    def answer(self, word: str) -> None:
        """Presses that button of the question which is open."""
        (question,) = [one for one in self.window.findChildren(Question) if one.isVisible()]
        (button,) = [one for one in question.findChildren(Button) if one.label() == word]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()

    def book(self, start: datetime, patient: int = 0, doctor: int = 0, reason: str = "") -> AppointmentView:
        """An appointment made by phone at another desk."""
        request = BookingRequest(
            request_key=new_key(),
            practitioner_id=self.clinic.doctors[doctor],
            location_id=self.clinic.kolkata,
            service_id=self.clinic.consultation,
            starts_at=start,
            patient_id=self.clinic.patients[patient],
            reason=reason,
        )
        return self.services.booking.book(self.clinic.coordinator, request)

    def walk_in(self, patient: int = 0, doctor: int = 0, start: datetime | None = None) -> WalkInDone:
        """A walk-in taken at another desk, without payment."""
        request = WalkInRequest(
            request_key=new_key(),
            practitioner_id=self.clinic.doctors[doctor],
            location_id=self.clinic.kolkata,
            service_id=self.clinic.consultation,
            starts_at=start,
            patient_id=self.clinic.patients[patient],
        )
        return self.services.walk_in.walk_in(self.clinic.front_desk, request)

    def cards(self) -> tuple[Card, ...]:
        """Every visit of today at the centre."""
        view = self.services.days.day(self.actor, self.clinic.kolkata, self.session.today())
        return tuple(card for column in view.columns for card in column.cards)

    def close(self) -> None:
        """Puts the window away."""
        self.desk.close()
        self.services.stop_asking()
        self.tasks.stop()
        self.window.close()
        self.window.deleteLater()
        self.settle()
        self.database.close()


def _new_clinic(database: Database, clock: Callable[[], datetime]) -> Clinic:
    clinic = make_clinic(database, clock, searchable=True)
    return clinic


@contextmanager
def open_desk(
    database_url: str,
    clock: Callable[[], datetime],
    folder: Path,
    clinic: Clinic | None = None,
    account: str = "front_desk",
    tasks: Background | None = None,
) -> Iterator[ReceptionDesk]:
    """A desk that is closed again whatever happens."""
    desk = ReceptionDesk(database_url, clock, folder, clinic, account, tasks)
    try:
        yield desk
    finally:
        desk.close()


def in_minutes(clock: Callable[[], datetime], minutes: int) -> datetime:
    """The instant so many minutes from now."""
    return clock() + timedelta(minutes=minutes)
