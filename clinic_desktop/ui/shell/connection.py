"""Whether the desk is in step with the others: the chip in the top bar, and the banner while the database is away."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.errors import Refused
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.ui.theme.tokens import Duration

_BANNER = "connection"


class Connection(QObject):
    """Shows one of Synced, Saving and Offline. ``reach`` asks the database for anything, on a worker."""

    def __init__(self, workspace: Workspace, hub: ChangeHub, tasks: Background, reach: Callable[[], None]) -> None:
        super().__init__(workspace)
        self._workspace, self._hub, self._tasks, self._reach = workspace, hub, tasks, reach
        self._connected = True
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(Duration.BUSY_DELAY)
        self._slow.timeout.connect(self._show)
        hub.connection_changed.connect(self.show_connection)
        workspace.unreachable.connect(lambda: hub.report_connection(False))
        tasks.database.busy_changed.connect(self._on_busy)  # type: ignore[attr-defined]
        self._show()

    @property
    def connected(self) -> bool:
        """Whether the database answered when it was last asked."""
        return self._connected

    def try_now(self) -> None:
        """Asks the database again."""
        banner = self._workspace.banners.banner(_BANNER)
        if banner is not None:
            banner.show_words(self.tr("Asking the shared database…"), self._detail())
        self._tasks.slow.run(self, self._reach, lambda _: self._hub.report_connection(True), self._still_away)

    def show_connection(self, connected: bool) -> None:
        """Shows that the database can be reached, or not."""
        self._connected = connected
        if connected:
            self._workspace.banners.remove(_BANNER)
        else:
            self._workspace.banners.show_banner(
                _BANNER,
                "danger",
                "database",
                (self.tr("The shared database cannot be reached"), self._detail()),
                (self.tr("Try now"), self.try_now),
            )
        self._show()

    def _still_away(self, refusal: Refused) -> None:
        self._hub.report_connection(False)

    def _detail(self) -> str:
        return self.tr("New bookings are blocked so that no time is sold twice. What you typed is kept.")

    def _on_busy(self, busy: bool) -> None:
        if busy:
            self._slow.start()
        else:
            self._slow.stop()
            self._show()

    def _show(self) -> None:
        bar = self._workspace.top_bar
        if not self._connected:
            bar.show_sync(self.tr("Offline"), "cloud-off", "danger")
        elif not self._tasks.database.idle:  # type: ignore[attr-defined]
            bar.show_sync(self.tr("Saving"), "refresh-cw", "info")
        else:
            bar.show_sync(self.tr("Synced"), "check", "ok")
