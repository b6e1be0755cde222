"""Preferences, with real clicks and keys: what is chosen holds at once and is in this computer's file."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton, QWidget

from clinic_desktop.settings import Settings, load
from clinic_desktop.ui.kit.choice_field import ChoiceField, ChoiceLine
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.shell.preferences import Preferences
from clinic_desktop.ui.theme.tokens import Density
from tests.ui.shell.conftest import Program, on_one_database


class TwoPrinters:
    """A system with two printers."""

    def names(self) -> list[str]:
        return ["Labels", "Office"]


@pytest.fixture
def page(working: Program) -> Iterator[Preferences]:
    QTest.keyClick(working.app.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    page = working.app.desk.workspace.page
    assert isinstance(page, Preferences)
    working.settle()
    page._printers = TwoPrinters()
    page.enter()
    working.settle()
    yield page
    working.app.theme.set_scale(1.0)
    working.app.theme.set_dark(False)


def kept(program: Program) -> Settings:
    program.settle()
    return load(program.app.settings.data_folder)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(control: Segmented, words: str) -> None:
    click(next(button for button in control.findChildren(QRadioButton) if button.accessibleName() == words))


def pick(program: Program, field: ChoiceField, letters: str) -> None:
    """Chooses by typing the first letters of one of its words."""
    line = field.findChild(ChoiceLine)
    line.setFocus()
    QTest.keyClicks(line, letters)
    program.settle()


@on_one_database
def test_the_theme_changes_at_once_and_is_kept(working: Program, page: Preferences) -> None:
    choose(page.look, "Dark")
    assert working.app.theme.dark
    assert kept(working).theme == "dark"
    choose(page.look, "Light")
    assert not working.app.theme.dark


@on_one_database
def test_text_size_and_rows_change_at_once_and_are_kept(working: Program, page: Preferences) -> None:
    choose(page.text_size, "125 %")
    assert working.app.theme.scale == 1.25
    choose(page.density, "Compact")
    assert working.app.theme.density is Density.COMPACT
    assert (kept(working).text_percent, kept(working).density) == (125, str(Density.COMPACT))


@on_one_database
def test_less_motion_is_one_click(working: Program, page: Preferences) -> None:
    click(page.motion)
    assert not kept(working).motion
    assert page.motion.isChecked()


@on_one_database
def test_another_language_holds_from_the_next_start_on_and_says_so(working: Program, page: Preferences) -> None:
    pick(working, page.language, "Germ")
    assert kept(working).language == "en_DE"
    assert "next start" in working.app.desk.workspace.toasts.accessibleName()


@on_one_database
def test_a_printer_is_chosen_for_each_paper_and_shown_as_gone_later(working: Program, page: Preferences) -> None:
    pick(working, page.token_printer, "Labels")
    pick(working, page.receipt_printer, "Office")
    pick(working, page.receipt_paper, "A4")
    assert (kept(working).token_printer, kept(working).receipt_printer) == ("Labels", "Office")
    assert kept(working).receipt_paper == "A4"
    page._show_printers(["Labels"])
    assert [choice.detail for choice in page._printer_choices(kept(working), "receipt_printer")] == [
        "",
        "",
        "not found",
    ]


@on_one_database
def test_the_desk_keeps_its_name_when_the_field_is_emptied(working: Program, page: Preferences) -> None:
    page.desk.edit.selectAll()
    QTest.keyClicks(page.desk.edit, "Front  desk 2")
    QTest.keyClick(page.desk.edit, Qt.Key.Key_Return)
    assert kept(working).desk == "Front desk 2"
    page.desk.edit.clear()
    QTest.keyClick(page.desk.edit, Qt.Key.Key_Return)
    assert page.desk.text() == "Front desk 2"


@on_one_database
def test_a_patient_who_signs_in_at_a_desk_does_not_name_it(working: Program) -> None:
    patient = working.clinic.patient
    working.app.desk.sign_in.enter_as(patient.account_id)
    working.wait(lambda: working.app.session.actor.account_id == patient.account_id)
    working.app.desk.workspace.open("preferences")
    page = working.app.desk.workspace.page
    assert isinstance(page, Preferences)
    assert page.look.isVisible()
    hidden = (page.desk, page.token_printer, page.page_printer, page.page_paper)
    assert not any(field.isVisible() for field in hidden)
