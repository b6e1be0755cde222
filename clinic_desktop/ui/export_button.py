"""The button that takes what a page lists out as a file for a spreadsheet."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from clinic_desktop.domain.tables import Table
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.exporting import Exporting, ExportingState

EXPORT_KEY = "Ctrl+E"


class ExportButton(Button):
    """Asks where the file goes, has it written and says that it was.

    ``stem`` gives the name to begin with, such as "payments-2026-11-01". ``table`` is called on the interface thread
    once a file has been chosen; what it returns makes the table, away from that thread. Ctrl+E presses the button while
    the keys are anywhere on ``page``.
    """

    def __init__(
        self,
        theme: Theme,
        exporting: Exporting,
        shell: Shell,
        page: QWidget,
        stem: Callable[[], str],
        table: Callable[[], Callable[[], Table]],
        role: str = "secondary",
    ) -> None:
        super().__init__(theme, "", "file-text", role, parent=page)
        self.set_text(self.tr("Export…"))
        self.set_tip(self.tr("Save the list as a file for a spreadsheet ({key})").format(key=EXPORT_KEY))
        self._exporting, self._shell, self._stem, self._table = exporting, shell, stem, table
        exporting.setParent(self)
        exporting.state_changed.connect(self.show_state)
        exporting.written.connect(self._say_written)
        exporting.refused.connect(shell.refuse)
        self.clicked.connect(self.choose_file)
        on_keys(page, {EXPORT_KEY: self._on_key})

    def show_state(self, state: ExportingState) -> None:
        """Shows the state."""
        self.set_busy(self.tr("Writing…") if state.busy else None)

    def choose_file(self) -> None:
        """Lets the person choose where the file goes and of which kind it is."""
        sheets, values = self.tr("Excel workbook (*.xlsx)"), self.tr("Comma-separated values (*.csv)")
        dialog = QFileDialog(self, self.tr("Export"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([sheets, values])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix("csv" if kind == values else "xlsx"))
        dialog.setDirectory(str(self._exporting.state.folder or _documents()))
        dialog.selectFile(f"{self._stem()}.xlsx")
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.open()

    def write(self, path: Path) -> None:
        """Writes what the page lists to that file."""
        self._exporting.write(path, self._table())

    def _on_key(self) -> None:
        if self.isVisible():
            self.click()

    def _say_written(self, path: Path) -> None:
        text = self.tr("{file} written").format(file=isolated(path.name))
        self._shell.offer(text, self.tr("Open folder"), partial(_open_folder, path.parent))


def _documents() -> Path:
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))


def _open_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
