"""What every part of the tour about money uses: the pages of money, their lists, papers and files."""

import csv
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QRadioButton, QWidget

from clinic_desktop.domain.permissions import Actor
from clinic_desktop.tour.driver import Driver
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.table_delegate import ID_ROLE
from clinic_desktop.ui.shell.money_strip import MoneyStrip
from clinic_desktop.ui.shell.navigation import money_pages

_INTO_ROW = QPoint(24, 12)
_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class MoneyPages:
    """The pages of money, for whoever is signed in."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        clinic = driver.application.clinic
        assert clinic is not None
        self.services = clinic.services

    @property
    def actor(self) -> Actor:
        """Who is signed in."""
        return self.driver.application.session.actor

    def papers(self, prefix: str) -> list[Path]:
        """The PDFs with that beginning that were kept so far; one that is still being written is not there yet."""
        found = sorted((self.driver.application.settings.data_folder / "paper").glob(f"{prefix}*.pdf"))
        return [path for path in found if _is_whole(path.read_bytes())]

    def open_money(self, route: str) -> None:
        """Goes to the payments by their key, and from there by the strip above them."""
        driver = self.driver
        driver.press(Qt.Key.Key_Escape)
        driver.open_page("payments")
        if route != "payments":
            entry = next(entry for entry in money_pages(self.actor) if entry.route == route)
            driver.click(driver.find(QRadioButton, driver.find(MoneyStrip).pages, entry.text()))
            driver.settle()
            driver.check(driver.route() == route, f"{route} is in view")

    def look_at_centre(self, name: str) -> None:
        """Chooses another centre in the menu of the top bar."""
        driver, desk = self.driver, self.driver.application.desk
        assert desk is not None
        if driver.application.session.centre.name == name:
            return
        driver.click(driver.find(Button, desk.workspace.top_bar, driver.application.session.centre.name))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.text() == name)
        driver.click(menu, menu.actionGeometry(action).center())
        driver.settle()
        driver.check(driver.application.session.centre.name == name, f"{name} is in view")

    def choose(self, table: DataTable, row_id: object) -> None:
        """Clicks the row with that number."""
        driver, model = self.driver, table.model()
        driver.until(lambda: _row_of(table, row_id) is not None, "it is in the list")
        row = _row_of(table, row_id)
        assert row is not None
        index = model.index(row, 0)
        table.scrollTo(index)
        driver.breathe()
        driver.click(table.viewport(), table.visualRect(index).topLeft() + _INTO_ROW)
        driver.settle()

    def export(self, name: str) -> list[list[str]]:
        """Writes the list in view to a file of that name by Ctrl+E, and reads it again, head and all."""
        driver, path = self.driver, self.driver.folder / name
        driver.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        driver.until(lambda: driver.dialogs(QFileDialog), "Ctrl+E asks where the file goes")
        driver.fill(driver.find(QLineEdit, driver.dialogs(QFileDialog)[0]), str(path))
        driver.press(Qt.Key.Key_Return)
        driver.until(path.is_file, f"{name} is written")
        driver.settle()
        return _csv_rows(path) if path.suffix == ".csv" else _sheet_rows(path)


def shown_in(where: QWidget, text: str) -> bool:
    """Whether a label in there holds that text."""
    return any(text in label.whole_text() for label in where.findChildren(PlainLabel) if label.isVisible())


def _is_whole(content: bytes) -> bool:
    return content.startswith(b"%PDF") and b"%%EOF" in content[-32:]


def _row_of(table: DataTable, row_id: object) -> int | None:
    model = table.model()
    return next((row for row in range(model.rowCount()) if model.index(row, 0).data(ID_ROLE) == row_id), None)


def _csv_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _sheet_rows(path: Path) -> list[list[str]]:
    """The cells of the first sheet as it stores them; empty ones are left out."""
    with zipfile.ZipFile(path) as book:
        # The file is our own, written a moment ago.
        strings = [
            "".join(part.text or "" for part in item.iter(f"{_XML}t"))
            for item in ElementTree.fromstring(book.read(_STRINGS)).iter(f"{_XML}si")  # noqa: S314
        ]
        sheet = ElementTree.fromstring(book.read(_SHEET))  # noqa: S314
    return [[_cell(cell, strings) for cell in row.iter(f"{_XML}c")] for row in sheet.iter(f"{_XML}row")]


def _cell(cell: ElementTree.Element, strings: list[str]) -> str:
    value = cell.findtext(f"{_XML}v") or ""
    return strings[int(value)] if cell.get("t") == "s" else value
