"""Fields, used as a person does: with keys and clicks."""

from collections.abc import Callable
from datetime import date, time

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.money import Money
from clinic_desktop.ui.admin.number_field import NumberField
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.date_text import TypedDate
from clinic_desktop.ui.kit.fields import (
    AmountField,
    Choice,
    ChoiceField,
    DateField,
    Field,
    MultiChoiceField,
    PasswordField,
    PhoneField,
    TextArea,
    TextField,
    TimeField,
)
from clinic_desktop.ui.kit.popup_list import MARK_ROLE
from clinic_desktop.ui.kit.reading import all_read
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.theme.theme import Theme

TODAY = date(2026, 11, 21)
DAYS = [Choice(day, day) for day in ("Monday", "Tuesday", "Wednesday")]


Show = Callable[..., QWidget]


@pytest.fixture
def shown(qtbot: QtBot) -> Show:
    """Puts widgets into an active window that lives as long as the test, the first one focused."""
    windows: list[QWidget] = []

    def show(*widgets: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        column = QVBoxLayout(window)
        for widget in widgets:
            column.addWidget(widget)
        window.resize(420, 420)
        with qtbot.waitActive(window):
            window.show()
        widgets[0].setFocus()
        return window

    return show


def test_typing_is_told_and_loading_is_not(theme: Theme, shown: Show) -> None:
    field, told = TextField(theme, "Full name", max_length=10), []
    field.edited.connect(told.append)
    shown(field)
    field.set_text("Asha")
    assert told == []
    QTest.keyClicks(field.edit, " Rao and more")
    assert told[-1] == "Asha Rao a"
    assert field.edit.accessibleName() == "Full name"


def test_a_problem_is_said_and_goes_away_when_the_person_types(theme: Theme, shown: Show) -> None:
    field = TextField(theme, "Phone")
    shown(field)
    field.set_problem("A mobile number has 10 digits; this one has 9")
    assert field.note() == "A mobile number has 10 digits; this one has 9"
    assert field.edit.accessibleDescription() == field.note()
    field.set_note("New number", "ok")
    assert field.problem() is not None
    QTest.keyClicks(field.edit, "1")
    assert field.problem() is None
    assert field.note() == ""


def test_tab_leaves_a_text_area_and_long_text_stops(theme: Theme, shown: Show) -> None:
    area, after, told = TextArea(theme, "Reason", max_length=5), TextField(theme, "Next"), []
    area.edited.connect(told.append)
    shown(area, after)
    area.set_text("ab")
    QTest.keyClicks(area.edit, "cdefgh")
    assert area.text() == "cdeab"
    assert told[-1] == "cdeab"
    QTest.keyClick(area.edit, Qt.Key.Key_Tab)
    assert after.edit.hasFocus()


@pytest.mark.parametrize(("typed", "shows"), [("tom", "22-Nov-2026"), ("14-3-2027", "14-Mar-2027")])
def test_a_date_is_read_on_leaving(theme: Theme, shown: Show, typed: str, shows: str) -> None:
    field, told = DateField(theme, "Visit on", today=lambda: TODAY), []
    field.chosen.connect(told.append)
    shown(field)
    QTest.keyClicks(field.edit, typed)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.text() == shows
    assert [found.day for found in told] == [field.day()]


def test_an_age_is_an_estimated_birthday(theme: Theme, shown: Show) -> None:
    field = DateField(theme, "Born", today=lambda: TODAY, birth=True, locale=QLocale("en_IN"))
    shown(field)
    QTest.keyClicks(field.edit, "34y")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.value() == TypedDate(date(1992, 1, 1), estimated=True)
    assert field.note() == "about 34 y, estimated"
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.value() == TypedDate(date(1992, 1, 1), estimated=True)


def test_a_day_that_does_not_exist_is_said(theme: Theme, shown: Show) -> None:
    field = DateField(theme, "Born", today=lambda: TODAY, birth=True, locale=QLocale("en_IN"))
    shown(field)
    QTest.keyClicks(field.edit, "31-02-1992")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.problem() == "There is no 31 February."
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "29-2-2023")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.problem() == "There is no 29 February in 2023."
    assert field.value() is None


def test_a_day_outside_the_bounds_does_not_count(theme: Theme, shown: Show) -> None:
    field = DateField(theme, "Visit on", today=lambda: TODAY)
    field.set_bounds(minimum=TODAY)
    shown(field)
    QTest.keyClicks(field.edit, "yesterday")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.problem() == "The first possible day is 21-Nov-2026."
    assert field.day() is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31-12-9999", "The last possible day is 31-Dec-2199."),
        ("1-1-0001", "The first possible day is 01-Jan-1800."),
    ],
)
def test_no_day_is_at_the_end_of_the_calendar(theme: Theme, shown: Show, typed: str, said: str) -> None:
    field = DateField(theme, "Visit on", today=lambda: TODAY)
    shown(field)
    QTest.keyClicks(field.edit, typed)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert (field.problem(), field.day()) == (said, None)


def test_a_day_is_picked_from_the_month_by_keys(theme: Theme, shown: Show) -> None:
    field, told = DateField(theme, "Visit on", today=lambda: TODAY), []
    field.chosen.connect(told.append)
    window = shown(field)
    QTest.keyClick(field.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(field.edit, Qt.Key.Key_Down)
    QTest.keyClick(field.edit, Qt.Key.Key_Right)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert told == [TypedDate(date(2026, 11, 29))]
    QTest.keyClick(field.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=window.rect().bottomLeft())
    assert field.text() == "29-Nov-2026"


def test_a_time_is_read_on_leaving_and_picked_from_the_list(theme: Theme, shown: Show) -> None:
    field, told = TimeField(theme, "At", locale=QLocale("en_GB")), []
    field.chosen.connect(told.append)
    shown(field)
    QTest.keyClicks(field.edit, "3pm")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert (field.text(), field.value()) == ("15:00", time(15))
    QTest.keyClick(field.edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(field.edit, Qt.Key.Key_Down)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert told == [time(15), time(15, 15)]
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "noonish")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.value() is None
    assert field.problem()


def test_an_amount_is_money_or_a_problem(theme: Theme, shown: Show) -> None:
    field, told = AmountField(theme, "Fee", "INR", QLocale("en_IN")), []
    field.amount_edited.connect(told.append)
    shown(field)
    QTest.keyClicks(field.edit, "1,250.5")
    assert told[-1] == Money(125050, "INR")
    QTest.keyClicks(field.edit, "55")
    assert told[-1] is None
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert field.problem()
    with pytest.raises(ValueError):
        field.set_money(Money(1, "USD"))


def test_a_phone_keeps_only_what_a_phone_has(theme: Theme, shown: Show) -> None:
    field = PhoneField(theme, "Phone")
    shown(field)
    field.edit.insert("tel: +91 98450-14471")
    assert field.digits() == "+919845014471"


def test_letters_never_reach_a_phone_or_a_number(theme: Theme, shown: Show) -> None:
    phone, number = PhoneField(theme, "Phone"), NumberField(theme, "Minutes")
    told: list[object] = []
    for field in (phone, number):
        shown(field)
    phone.edited.connect(told.append)
    number.number_edited.connect(told.append)
    QTest.keyClicks(phone.edit, "9x8")
    QTest.keyClicks(number.edit, "1a5")
    assert told == ["9", "9", "98", 1, 1, 15]


def test_a_password_is_hidden_until_asked_and_caps_lock_is_told(theme: Theme, shown: Show) -> None:
    field = PasswordField(theme, "Password")
    shown(field)
    QTest.keyClicks(field.edit, "a")
    assert field.edit.echoMode() == QLineEdit.EchoMode.Password
    QTest.sendKeyEvent(QTest.KeyAction.Click, field.edit, Qt.Key.Key_B, "B", Qt.KeyboardModifier.NoModifier)
    assert field.note() == "Caps lock is on"
    QTest.mouseClick(field.findChild(IconButton), Qt.MouseButton.LeftButton)
    assert field.edit.echoMode() == QLineEdit.EchoMode.Normal
    assert field.text() == "aB"


def test_a_choice_is_made_by_letters_arrows_and_the_list(theme: Theme, shown: Show) -> None:
    field, told = ChoiceField(theme, "Day", DAYS, "Choose"), []
    field.chosen.connect(told.append)
    shown(field)
    field.set_value("Monday")
    assert told == []
    QTest.keyClicks(field.line, "we")
    QTest.keyClick(field.line, Qt.Key.Key_Up)
    assert told == ["Wednesday", "Tuesday"]
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.popup.isVisible()
    QTest.keyClick(field.line, Qt.Key.Key_Up)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert told[-1] == "Monday"
    assert not field.popup.isVisible()
    assert field.line.accessibleName() == "Day, Monday"


def test_escape_closes_only_the_list(theme: Theme, shown: Show) -> None:
    field = ChoiceField(theme, "Day", DAYS)
    window = shown(field)
    QTest.mouseClick(field.line, Qt.MouseButton.LeftButton)
    QTest.keyClick(field.line, Qt.Key.Key_Escape)
    assert not field.popup.isVisible()
    assert window.isVisible()


def test_several_choices_come_in_the_order_of_the_list(theme: Theme, shown: Show) -> None:
    field, told = MultiChoiceField(theme, "Days", DAYS), []
    field.chosen.connect(told.append)
    shown(field)
    field.set_values(["Wednesday"])
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert told == [("Monday", "Wednesday")]
    assert field.popup.isVisible()


def test_space_ticks_in_an_open_list_and_home_and_end_lead_to_its_ends(theme: Theme, shown: Show) -> None:
    field, told = MultiChoiceField(theme, "Days", DAYS), []
    field.chosen.connect(told.append)
    shown(field)
    QTest.keyClick(field.line, Qt.Key.Key_Space)
    assert field.popup.isVisible()
    QTest.keyClick(field.line, Qt.Key.Key_End)
    QTest.keyClick(field.line, Qt.Key.Key_Space)
    QTest.keyClick(field.line, Qt.Key.Key_Home)
    QTest.keyClick(field.line, Qt.Key.Key_Space)
    assert told == [(DAYS[-1].value,), (DAYS[0].value, DAYS[-1].value)]
    assert field.popup.isVisible()


def test_a_list_stays_open_while_its_page_shows_the_same_choices_again(theme: Theme, shown: Show) -> None:
    field = MultiChoiceField(theme, "Days", DAYS)
    field.chosen.connect(lambda _: field.set_choices(list(DAYS)))
    shown(field)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    QTest.keyClick(field.line, Qt.Key.Key_Return)
    assert field.values() == ("Monday",)
    assert field.popup.isVisible()
    field.set_choices(DAYS[1:])
    assert not field.popup.isVisible()


def test_a_list_has_no_rows_before_it_is_opened(theme: Theme, shown: Show) -> None:
    field = MultiChoiceField(theme, "Days", DAYS)
    shown(field)
    field.set_values(["Wednesday"])
    assert not field.popup.findChildren(QListView)
    QTest.mouseClick(field.line, Qt.MouseButton.LeftButton)
    (rows,) = field.popup.findChildren(QListView)
    assert rows.isVisible() and rows.accessibleName() == "Days"
    assert [rows.model().index(row, 0).data(MARK_ROLE) for row in range(3)] == [False, False, True]


def test_a_list_goes_away_with_its_field(qtbot: QtBot, theme: Theme, shown: Show) -> None:
    field = ChoiceField(theme, "Day", DAYS)
    window = shown(field)
    QTest.mouseClick(field.line, Qt.MouseButton.LeftButton)
    popup = field.popup
    with qtbot.waitSignal(popup.destroyed):
        field.deleteLater()
    assert window.isVisible()


def test_search_waits_for_a_pause_and_empties_at_once(qtbot: QtBot, theme: Theme, shown: Show) -> None:
    field, told = SearchField(theme, "Search patients", key="F3"), []
    field.searched.connect(told.append)
    shown(field)
    with qtbot.waitSignal(field.searched):
        QTest.keyClicks(field, "asha")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert told == ["asha", ""]


def test_every_field_shows_a_problem_in_every_look(theme: Theme, shown: Show) -> None:
    fields: list[Field] = [TextArea(theme, "Reason"), ChoiceField(theme, "Day", DAYS), TimeField(theme, "At")]
    window = shown(*fields)
    for field in fields:
        field.set_problem("Needed")
    theme.set_scale(1.5)
    theme.set_dark(True)
    window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert not window.grab().isNull()
    assert all(field.problem() == "Needed" for field in fields)


@pytest.mark.parametrize(("typed", "advice"), [("1.5", True), ("-5", True), ("1,000", True), ("15", False)])
def test_a_point_or_a_sign_never_makes_another_number(theme: Theme, shown: Show, typed: str, advice: bool) -> None:
    field, told = NumberField(theme, "Minutes"), []
    field.number_edited.connect(told.append)
    shown(field)
    QTest.keyClicks(field.edit, typed)
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert (told[-1] is None, field.unread(), field.problem() is not None) == (advice, advice, advice)
    assert field.text() == typed


def test_a_time_or_a_day_that_is_emptied_after_rubbish_is_told(theme: Theme, shown: Show) -> None:
    at = TimeField(theme, "At", locale=QLocale("en_GB"))
    day = DateField(theme, "On", today=lambda: TODAY, locale=QLocale("en_GB"))
    told: list[object] = []
    at.chosen.connect(told.append)
    day.chosen.connect(told.append)
    at.set_time(time(9))
    day.set_date(date(2026, 11, 23))
    shown(at, day)
    for field in (at, day):
        for text in ("noonish", ""):
            field.edit.setFocus()
            field.edit.selectAll()
            QTest.keyClick(field.edit, Qt.Key.Key_Delete)
            QTest.keyClicks(field.edit, text)
            QTest.keyClick(field.edit, Qt.Key.Key_Return)
    assert told == [None, None]


def test_nothing_is_saved_while_a_field_cannot_be_read(theme: Theme, shown: Show) -> None:
    name, fee, at = TextField(theme, "Name"), AmountField(theme, "Fee", "INR"), TimeField(theme, "At")
    window = shown(name, fee, at)
    assert all_read(window)
    fee.edit.setFocus()
    QTest.keyClicks(fee.edit, "50.123")
    at.edit.setFocus()
    QTest.keyClicks(at.edit, "noonish")
    assert not all_read(window)
    assert window.window().focusWidget() is fee.edit
    for field in (fee, at):
        # What the form itself has to say of the field does not hide that.
        field.set_problem(None)
        assert field.problem() == field.advice()
        field.edit.selectAll()
        QTest.keyClicks(field.edit, "9")
    assert all_read(window)
    assert at.value() == time(9)


def pasted(edit: QWidget, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("kind", [TextField, TextArea])
def test_what_is_cut_is_said_until_the_text_changes(
    theme: Theme, shown: Show, qtbot: QtBot, kind: type[TextField] | type[TextArea]
) -> None:
    field = kind(theme, "Name", max_length=10)
    shown(field)
    pasted(field.edit, "Dr Aurelia Xanthe")
    qtbot.waitUntil(lambda: bool(field.note()))
    assert field.text() == "Dr Aurelia"
    assert field.note() == "At most 10 characters fit here; the rest was left out."
    field.set_problem(None)
    assert field.note()
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    QTest.keyClick(field.edit, Qt.Key.Key_A)
    assert field.note() == ""
    QTest.keyClick(field.edit, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: bool(field.note()))
    assert field.text() == "Dr Aurelia"


def test_the_beginning_of_a_longer_number_is_no_number(theme: Theme, shown: Show, qtbot: QtBot) -> None:
    minutes, fee = NumberField(theme, "Minutes", digits=3), AmountField(theme, "Fee", "INR", QLocale("en_IN"))
    window = shown(minutes, fee)
    pasted(minutes.edit, "1500")
    pasted(fee.edit, "1234567890123456789")
    assert (minutes.text(), fee.text()) == ("150", "123456789012345678")
    assert not all_read(window)
    assert minutes.problem() == "At most 3 characters fit here; the rest was left out."
    assert fee.problem() is not None
