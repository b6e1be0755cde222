"""Taking a list out as a file: by key and by mouse, and what is said afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.tables import FileNotWritten, Table
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.kit.line_edit import LineEdit
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.exporting import Exporting
from tests.ui.admin.conftest import Shell, dialogs

FRUIT = Table("Fruit", ("Name",), (("Apple",), ("=Pear",)))


class Page(QWidget):
    """A page with a list that can be exported, and a field that has the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.shell, self.theme = Shell(), Theme()
        self.field = LineEdit(self.theme, "Name", parent=self)
        self.export = ExportButton(
            self.theme, Exporting(Background.inline()), self.shell, self, lambda: "fruit-2026", lambda: lambda: FRUIT
        )
        self.resize(400, 200)
        self.show()
        self.field.setFocus()


@pytest.fixture
def page(qapp: QApplication) -> Iterator[Page]:
    page = Page()
    page.activateWindow()
    yield page
    for dialog in dialogs(QFileDialog):
        dialog.close()
    page.close()
    page.deleteLater()
    QCoreApplication.sendPostedEvents()


def test_the_key_asks_for_a_file_and_begins_with_a_name(page: Page) -> None:
    QTest.keyClick(page.field, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = dialogs(QFileDialog)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["fruit-2026.xlsx"]
    assert dialog.nameFilters() == ["Excel workbook (*.xlsx)", "Comma-separated values (*.csv)"]


def test_another_kind_of_file_gets_another_ending(page: Page, tmp_path: Path) -> None:
    page.export.choose_file()
    (dialog,) = dialogs(QFileDialog)
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "csv"
    dialog.fileSelected.emit(str(tmp_path / "fruit.csv"))
    assert (tmp_path / "fruit.csv").read_text("utf-8-sig") == "Name\nApple\n'=Pear\n"


def test_the_file_that_was_written_can_be_shown_in_its_folder(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page.export.write(tmp_path / "fruit.xlsx")
    assert (tmp_path / "fruit.xlsx").read_bytes().startswith(b"PK")
    assert page.shell.toasts == ["fruit.xlsx written"]
    ((word, act),) = page.shell.offers
    assert word == "Open folder"
    act()
    assert opened == [str(tmp_path)]


def test_a_file_that_cannot_be_written_is_said_and_the_button_works_on(page: Page, tmp_path: Path) -> None:
    page.export.write(tmp_path / "nowhere" / "fruit.xlsx")
    (refusal,) = page.shell.refusals
    assert isinstance(refusal, FileNotWritten) and not page.shell.toasts
    assert not page.export.busy
