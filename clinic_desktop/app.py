"""The composition root: the only place that builds everything. The window is painted first, then all else comes."""

import gc
import os
import sys
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from clinic_desktop import plain_imports  # noqa: F401 (first: it makes all later imports fast)
from clinic_desktop import settings as settings_file
from clinic_desktop.screen import NO_SCREEN, may_open_windows
from clinic_desktop.settings import Settings
from clinic_desktop.ui.shell.main_window import MainWindow
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Density

# What follows is imported when the window has been painted: see ``build``.
if TYPE_CHECKING:
    from clinic_desktop.background.tasks import Background
    from clinic_desktop.domain.errors import Refused
    from clinic_desktop.domain.paper import Receipt
    from clinic_desktop.domain.period import Clock
    from clinic_desktop.services.opening import OpenClinic
    from clinic_desktop.ui.first_start.page import FirstStartPage
    from clinic_desktop.ui.shell.closed_page import ClosedPage
    from clinic_desktop.ui.shell.desk import Desk
    from clinic_desktop.viewmodels.shell.collecting import Collecting
    from clinic_desktop.viewmodels.shell.housekeeping import Housekeeping
    from clinic_desktop.viewmodels.shell.opening import Beginning
    from clinic_desktop.viewmodels.shell.sending import Sending

# Milliseconds after which the program has certainly started.
_START = 4000


def open_program(database: str | None = None, data: str | None = None, demo: bool = False) -> int:
    """Runs the program until its window is closed, and gives its exit status: 3 where there is no screen. ``demo``
    makes a fresh demo clinic, or opens the one that ``database`` names, signed in at the front desk."""
    from pathlib import Path

    if not may_open_windows(os.environ, sys.platform):
        sys.stderr.write(f"{NO_SCREEN}\n")
        return 3
    # Nothing that a start makes is ever rubbish, and looking for some takes a tenth of it.
    gc.disable()
    # Fusion by argument: setting it later takes 10 ms.
    qt = QApplication([sys.argv[0], "-style", "fusion"])
    settings = settings_file.load(Path(data) if data else None, database)
    theme = Theme(qt)
    dress(qt, theme, settings, first_picture=True)
    window = MainWindow(theme)
    started: list[Application] = []

    def start() -> None:
        started.append(build(settings, theme=theme, window=window, demo=demo))
        if demo and not database:
            started[0].open_demo()
        else:
            started[0].open()

    window.seen.connect(start)
    window.seen.connect(theme.load_fallback_fonts)
    QTimer.singleShot(_START, gc.freeze)
    window.show()
    status = qt.exec()
    for application in started:
        application.close()
    return status


def dress(qt: QApplication, theme: Theme, settings: Settings, first_picture: bool = False) -> None:
    """Gives the program its look for the first time."""
    # The palette is the system's own until the theme is applied; asking for the colour scheme would take 14 ms.
    style(theme, settings, system_dark=qt.palette().window().color().lightness() < 128)
    theme.apply(qt, first_picture)


def style(theme: Theme, settings: Settings, system_dark: bool) -> None:
    """Gives the theme what the settings say."""
    theme.set_dark(settings.theme == "dark" or (settings.theme != "light" and system_dark))
    theme.set_scale(settings.text_percent / 100)
    theme.set_density(Density(settings.density) if settings.density in tuple(Density) else Density.NORMAL)
    theme.set_motion(settings.motion)


def build(
    settings: Settings,
    clock: "Clock | None" = None,
    tasks: "Background | None" = None,
    theme: Theme | None = None,
    window: MainWindow | None = None,
    demo: bool = False,
) -> "Application":
    """Makes the program's parts; ``Application.open`` then opens the database. Needs a QApplication."""
    from clinic_desktop.background import memory
    from clinic_desktop.background.tasks import Background
    from clinic_desktop.domain.period import utc_now

    memory.share_one_heap()
    if theme is None:
        theme = Theme()
        qt = QApplication.instance()
        assert isinstance(qt, QApplication)
        dress(qt, theme, settings)
    return Application(
        settings, clock or utc_now, tasks or Background.threads(), theme, window or MainWindow(theme), demo
    )


class Application(QObject):
    """The program. Before its database is open it shows the first picture, the first-start wizard, or why it cannot be
    opened; then ``desk`` takes over. ``services`` and ``desk`` are there from then on."""

    def __init__(
        self, settings: Settings, clock: "Clock", tasks: "Background", theme: Theme, window: MainWindow, demo: bool
    ) -> None:
        from clinic_desktop import process
        from clinic_desktop.background.change_hub import ChangeHub
        from clinic_desktop.background.garbage import Garbage
        from clinic_desktop.ui.shell.language import speak
        from clinic_desktop.ui.shell.window_memory import WindowMemory
        from clinic_desktop.viewmodels.session import Session
        from clinic_desktop.viewmodels.shell.computer import Computer

        super().__init__()
        process.prepare(settings.data_folder)
        self.clock, self.tasks, self.theme, self.window = clock, tasks, theme, window
        self.locale = speak(settings.language)
        self.hub = ChangeHub()
        self.session = Session(clock, self.locale.firstDayOfWeek().value - 1)
        self.computer = Computer(settings, tasks.slow)
        self.computer.changed.connect(self._restyle)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._restyle)
        self.clinic: OpenClinic | None = None
        self.desk: Desk | None = None
        self._sending: Sending | None = None
        self._collecting: Collecting | None = None
        self._housekeeping: Housekeeping | None = None
        self._demo = demo
        self._note = ""
        self._page: ClosedPage | FirstStartPage | None = None
        self._closed = False
        self._memory = WindowMemory(window, settings.data_folder)
        self._garbage = Garbage()
        self._garbage.start()
        window.closing.connect(self._on_closing)
        for pool in tasks.pools:
            pool.broken.connect(self._tell_of_bug)
        self._excepthook = sys.excepthook
        sys.excepthook = self._on_uncaught

    @property
    def settings(self) -> Settings:
        """This computer's settings as they hold now."""
        return self.computer.settings

    # --- Opening ---------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Shows the window and opens the database that the settings name; the wizard where there is none yet."""
        self.window.show()
        url = self.settings.database_url
        if not url and not settings_file.is_there(self.settings.default_database):
            self._start_first()
        else:
            self.open_database(url)

    def open_database(self, url: str) -> None:
        """Opens a database by its URL, without or with password; the default file where the URL is empty."""
        from clinic_desktop.viewmodels.shell.opening import full_url, open_the_clinic

        self._close_clinic()
        self.window.show_opening(self.tr("Opening the clinic…"))
        settings, clock, hub = self.settings, self.clock, self.hub
        self.tasks.slow.run(
            self,
            lambda: open_the_clinic(full_url(settings, url), settings, clock, hub),
            self._opened,
            lambda refusal: self._cannot_open(refusal, url),
        )

    def _opened(self, clinic: "OpenClinic") -> None:
        self.clinic = clinic
        if clinic.needs_first_start:
            self._start_first(clinic)
            return
        from clinic_desktop.viewmodels.shell.opening import begin

        self.tasks.database.run(
            self, lambda: begin(clinic, self._demo), self._begin, lambda r: self._cannot_open(r, "")
        )

    def _begin(self, beginning: "Beginning") -> None:
        from clinic_desktop.ui.shell.desk import Desk, DeskParts
        from clinic_desktop.viewmodels.shell.housekeeping import Housekeeping

        clinic = self.clinic
        if clinic is None or self._closed:
            return
        self.desk = Desk(
            DeskParts(
                theme=self.theme, window=self.window, services=clinic.services, tasks=self.tasks, hub=self.hub,
                session=self.session, computer=self.computer, locale=self.locale,
                paper_folder=self.settings.data_folder / "paper", beginning=beginning, reach=clinic.reach,
            )
        )  # fmt: skip
        clinic.watch.start()
        self._start_sending(clinic)
        self._start_collecting(clinic)
        self._housekeeping = Housekeeping(clinic.services.pictures, self.tasks.slow, clinic.services.clock)
        self._housekeeping.start()
        if beginning.account_id is None:
            self.desk.show_sign_in(self._note)
            self._note = ""
        else:
            self.desk.sign_in.enter_as(beginning.account_id)
        self._drop_page()

    def _start_sending(self, clinic: "OpenClinic") -> None:
        from clinic_desktop.viewmodels.shell.sending import Sending

        locale = self.locale

        def draw(receipt: "Receipt") -> bytes:
            from clinic_desktop.ui.printing.letter_paper import letter_paper

            return letter_paper(locale)(receipt)

        self._sending = Sending(clinic.services, self.tasks.slow, self.hub, self.settings.desk, draw)
        self._sending.start()

    def _start_collecting(self, clinic: "OpenClinic") -> None:
        from clinic_desktop.viewmodels.shell.collecting import Collecting

        self._collecting = Collecting(clinic.services, self.tasks.gateways, self.hub, self.settings.desk)
        self._collecting.start()

    def _cannot_open(self, refusal: "Refused", url: str) -> None:
        from clinic_desktop.ui.shell.closed_page import ClosedPage
        from clinic_desktop.viewmodels.shell.opening import shown_place

        self._close_clinic()
        if self.settings.given and url.startswith("sqlite") and getattr(refusal, "reason", "") == "missing":
            # A new file that was named on the command line: there is nothing in it to lose.
            self._start_first()
            return
        page = ClosedPage(self.theme, refusal, shown_place(self.settings, url))
        page.again_wanted.connect(lambda: self.open_database(url))
        page.other_wanted.connect(self._start_first)
        self._show(page)

    # --- First start -----------------------------------------------------------------------------------------------

    def _start_first(self, clinic: "OpenClinic | None" = None) -> None:
        from clinic_desktop.ui.first_start.page import FirstStartPage
        from clinic_desktop.viewmodels.shell.first_start import FirstStartViewModel

        viewmodel = FirstStartViewModel(self.settings, self.clock, self.hub, self.tasks.slow, clinic, os.environ)
        page = FirstStartPage(self.theme, viewmodel, self.locale)
        viewmodel.finished.connect(self._set_up)
        viewmodel.existing.connect(self._take_over)
        viewmodel.demo_wanted.connect(self.open_demo)
        self._show(page)

    def _set_up(self, result: object) -> None:
        """The wizard is done: its database is kept in the settings, and its admin is signed in."""
        from clinic_desktop.viewmodels.shell.first_start import SetUp
        from clinic_desktop.viewmodels.shell.opening import Beginning

        assert isinstance(result, SetUp)
        self.computer.change(database_url=result.kept_url, given=False)
        self.clinic = result.clinic
        self._begin(Beginning(result.clinic_name, result.account_id))

    def _take_over(self, url: str) -> None:
        """The wizard was pointed at a database in which there is a clinic already."""
        from clinic_desktop.viewmodels.shell.opening import keep_password

        self.computer.change(database_url=url, given=False)
        self._note = self.tr("This clinic has been set up already. Sign in with one of its accounts.")
        self.tasks.slow.run(self, lambda: keep_password(url), lambda _: None, lambda _: None)
        self.open_database(url)

    def open_demo(self) -> None:
        """Makes a fresh demo clinic in a folder of its own, and opens it signed in at the front desk."""
        from clinic_desktop.viewmodels.shell.opening import demo_settings, make_demo

        self._close_clinic()
        self._drop_page()
        settings, clock = demo_settings(self.settings), self.clock
        self.window.show_opening(self.tr("Making a demo clinic with a year of visits. This takes a moment…"))

        def made(_: object) -> None:
            self.computer.settings = settings
            self._demo = True
            self.open_database(settings.database_url)

        self.tasks.slow.run(
            self,
            lambda: make_demo(settings, clock),
            made,
            lambda refusal: self._cannot_open(refusal, settings.database_url),
        )

    # --- Closing ---------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Ends the threads and closes the database. Called once, when the window is gone."""
        if self._closed:
            return
        self._closed = True
        self._memory.keep()
        self.window.hide()
        for pool in self.tasks.pools:
            pool.broken.disconnect(self._tell_of_bug)
        self._close_desk()
        if self._collecting is not None:
            self._collecting.stop()
        if self.clinic is not None:
            self.clinic.services.stop_asking()
        if self._sending is not None:
            # Before the pools: they wait for the round that is under way.
            self._sending.stop()
        self.tasks.stop()
        self._close_clinic()
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._restyle)
        sys.excepthook = self._excepthook
        self._garbage.stop()

    def _on_closing(self) -> None:
        if self.desk is None or not self.desk.has_unsaved() or self._closed:
            return
        from clinic_desktop.ui.kit.dialog import ask

        self.window.keep_open()
        question = self.tr("Close and lose what is not saved?")
        detail = self.tr("Something you typed has not been saved yet.")
        asked = ask(self.theme, self.window, question, detail, self.tr("Keep working"), self.tr("Lose it and close"))
        asked.acted.connect(self._close_anyway)

    def _close_anyway(self) -> None:
        self.window.closing.disconnect(self._on_closing)
        self.window.close()

    def _close_clinic(self) -> None:
        self._close_desk()
        if self._sending is not None:
            self._sending.stop()
            self._sending = None
        if self._collecting is not None:
            self._collecting.stop()
            self._collecting = None
        if self.clinic is not None:
            self.clinic.services.stop_asking()
            self.clinic.close()
            self.clinic = None

    def _close_desk(self) -> None:
        if self._housekeeping is not None:
            self._housekeeping.stop()
            self._housekeeping = None
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def _show(self, page: "ClosedPage | FirstStartPage") -> None:
        self._drop_page()
        self._page = page
        self.window.show_page(page)

    def _drop_page(self) -> None:
        if self._page is not None:
            self.window.drop_page(self._page)
            self._page = None

    def _restyle(self) -> None:
        from PySide6.QtCore import Qt

        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        style(self.theme, self.settings, system_dark=dark)

    # --- What should never happen ----------------------------------------------------------------------------------

    def _on_uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.window.close()
            return
        self._tell_of_bug(error)

    def _tell_of_bug(self, error: BaseException) -> None:
        from clinic_desktop import process
        from clinic_desktop.ui.shell.crash_dialog import CrashDialog

        reference = process.log_bug(error)
        # One at a time: a fault that repeats must not bury the screen.
        if not self.window.findChildren(CrashDialog):
            CrashDialog(self.theme, self.window, reference).open()
