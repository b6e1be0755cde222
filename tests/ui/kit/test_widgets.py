"""The rest of the kit: buttons, segments, chips, labels, toasts, dialogs, tables and charts."""

import pytest
from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.kit.avatar import avatar_colors, initials
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.charts.bars import BarChart
from clinic_desktop.ui.kit.charts.chart import Series, axis_texts, nice_top, plan_plot
from clinic_desktop.ui.kit.charts.stacked_bars import StackedBarChart
from clinic_desktop.ui.kit.chip import Chip, FilterChip
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.kit.painting import plain_tooltip, reads_right_to_left
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_delegate import ID_ROLE
from clinic_desktop.ui.kit.toast import ToastHost
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import DARK, Size
from tools.gallery import PAGES

TRAP = '<img src="x.png"><b>Dev</b> & Sons'


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> QWidget:
    widget = QWidget()
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    widget.resize(600, 400)
    widget.show()
    return widget


@pytest.mark.parametrize("page", list(PAGES))
def test_everything_that_takes_the_focus_has_a_name(qtbot: QtBot, theme: Theme, page: str) -> None:
    widget = PAGES[page][0](theme)
    qtbot.addWidget(widget)
    widget.show()
    nameless = [
        type(child).__name__
        for child in widget.findChildren(QWidget)
        if child.focusPolicy() != Qt.FocusPolicy.NoFocus and child.isVisible() and not child.accessibleName()
    ]
    assert nameless == []


def test_pictures_follow_a_switch_at_run_time(qtbot: QtBot, theme: Theme) -> None:
    widget = PAGES["controls"][0](theme)
    qtbot.addWidget(widget)
    widget.resize(900, 700)
    widget.show()
    light = widget.grab().toImage().pixelColor(3, 3)
    theme.set_dark(True)
    dark = widget.grab().toImage().pixelColor(3, 3)
    assert light.lightness() > 200
    assert dark.name().upper() == DARK.bg


def test_text_size_makes_everything_grow(theme: Theme, window: QWidget) -> None:
    button = Button(theme, "Walk-in", "footprints", role="primary", key="F2", parent=window)
    before = button.sizeHint()
    theme.set_scale(1.5)
    assert button.sizeHint().height() >= before.height() * 1.4
    assert button.sizeHint().width() > before.width() * 1.3


def test_a_busy_button_keeps_its_width_and_takes_no_clicks(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    clicks: list[bool] = []
    button = Button(theme, "Book and send the link", role="primary", parent=window)
    button.clicked.connect(lambda: clicks.append(True))
    window.layout().addWidget(button)
    button.show()
    width = button.sizeHint().width()
    button.set_busy("Making link…")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert clicks == []
    assert button.sizeHint().width() >= width
    button.set_busy(None)
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert len(clicks) == 1


def test_a_disabled_button_says_why(theme: Theme, window: QWidget) -> None:
    button = Button(theme, "Complete visit", parent=window)
    button.set_disabled_reason("The note <b>is</b> empty")
    assert not button.isEnabled()
    assert button.toolTip() == plain_tooltip("The note <b>is</b> empty")
    assert "&lt;b&gt;" in button.toolTip()
    button.set_disabled_reason(None)
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_what_a_person_typed_is_never_read_as_html(theme: Theme, window: QWidget) -> None:
    label = PlainLabel(theme, TRAP, parent=window)
    label.resize(80, 20)
    label.show()
    label.grab()
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.whole_text() == TRAP
    assert "<img" not in label.toolTip()
    button = Button(theme, TRAP, parent=window)
    assert button.accessibleName() == TRAP
    assert button.shortcut().isEmpty()


def test_a_segment_is_chosen_by_click_and_arrow_but_loading_is_silent(
    qtbot: QtBot, theme: Theme, window: QWidget
) -> None:
    told: list[object] = []
    control = Segmented(theme, [Choice("day", "Day"), Choice("week", "Week"), Choice("list", "List")], "View", window)
    control.chosen.connect(told.append)
    window.layout().addWidget(control)
    control.set_value("week")
    assert told == []
    qtbot.waitUntil(lambda: control.findChildren(QAbstractButton)[2].x() > 0)
    segments = control.findChildren(QAbstractButton)
    QTest.mouseClick(segments[2], Qt.MouseButton.LeftButton)
    segments[2].setFocus()
    QTest.keyClick(segments[2], Qt.Key.Key_Left)
    assert told == ["list", "week"]
    assert control.value() == "week"


def test_a_new_count_on_a_segment_changes_neither_the_choice_nor_where_tab_leads(
    qtbot: QtBot, theme: Theme, window: QWidget
) -> None:
    control = Segmented(theme, [Choice("waiting", "Waiting", "9"), Choice("due", "Due", "5")], "View", window)
    after, last = Button(theme, "After", parent=window), Button(theme, "Last", parent=window)
    for widget in (control, after, last):
        window.layout().addWidget(widget)
    control.set_value("due")
    qtbot.waitUntil(last.isVisible)
    control.setFocus()
    control.set_choices([Choice("waiting", "Waiting", "8"), Choice("due", "Due", "6"), Choice("unpaid", "Unpaid")])
    assert control.value() == "due"
    assert [button.accessibleName() for button in control.findChildren(QAbstractButton)] == [
        "Waiting 8", "Due 6", "Unpaid"
    ]  # fmt: skip
    QTest.keyClick(control.findChildren(QAbstractButton)[1], Qt.Key.Key_Tab)
    assert window.focusWidget() is after
    control.set_choices([Choice("waiting", "Waiting", "8")])
    assert control.value() == "waiting"


def test_a_place_in_trouble_offers_to_try_again_and_forgets_it_once_there_is_something_to_say(
    theme: Theme, window: QWidget
) -> None:
    state = EmptyState(theme, "users", "No patients yet", "", "New patient", primary_key="Ctrl+N", parent=window)
    heard: list[str] = []
    state.primary.connect(lambda: heard.append("new"))
    state.again.connect(lambda: heard.append("again"))
    state.show_trouble("The patients cannot be shown", "The database cannot be reached.", "DB_001")
    assert (state._primary.label(), state._primary._key) == ("Try again", None)
    assert state._reference.whole_text() == "Reference DB_001"
    state._primary.click()
    state.show_words("No patients yet", "")
    state.set_actions("New patient")
    assert (state._primary._key, state._reference.whole_text()) == ("Ctrl+N", "")
    state._primary.click()
    assert heard == ["again", "new"]


def test_a_chip_counts_in_the_digits_of_the_language(theme: Theme, window: QWidget) -> None:
    QLocale.setDefault(QLocale("ar_EG"))
    assert Chip(theme, "Due", count=12, parent=window).accessibleName() == "Due, ١٢"


def test_a_chip_says_status_and_count_in_words(theme: Theme, window: QWidget) -> None:
    chip = FilterChip(theme, "Arrived", "door-open", count=6, state=AppointmentState.CHECKED_IN, parent=window)
    assert chip.accessibleName() == "Arrived, 6"
    chip.set_compact(True)
    assert chip.accessibleName() == "Arrived, 6"
    assert Chip.of_state(theme, AppointmentState.NO_SHOW, "No-show").accessibleName() == "No-show"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Dev Malhotra", "DM"),
        ("Dr Asha Menon", "AM"),
        ("dr. sofia maria dsouza", "SD"),
        ("Suharto", "S"),
        ("Dr", "D"),
        ("王小明", "王"),
        ("मीरा श्रीवास्तव", "मीश्री"),
        ("فيكرام راثور", "فر"),
        ("<b>", "B"),
        ("  ", "?"),
        ("--", "?"),
    ],
)
def test_initials_of_any_script(name: str, letters: str) -> None:
    assert initials(name).replace("\u200c", "") == letters


def test_a_name_always_has_the_same_colour(theme: Theme) -> None:
    assert avatar_colors(theme, "Asha Rao") == avatar_colors(theme, "ASHA RAO")


def test_a_toast_is_undone_by_click_and_by_key(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    undone: list[str] = []
    host = ToastHost(theme, window)
    with qtbot.waitActive(window):
        window.activateWindow()
    host.show_toast("Dev Malhotra booked", undo=lambda: undone.append("click"))
    assert host.isVisible()
    QTest.mouseClick(host.findChild(QAbstractButton), Qt.MouseButton.LeftButton)
    assert not host.isVisible()
    host.show_toast("Dev Malhotra moved", undo=lambda: undone.append("key"))
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["click", "key"]
    host.show_toast("Receipt sent")
    host.undo_now()
    assert undone == ["click", "key"]
    assert [record.text for record in host.history] == ["Dev Malhotra booked", "Dev Malhotra moved", "Receipt sent"]


def test_the_newest_toast_wins_and_an_old_one_cannot_be_undone(theme: Theme, window: QWidget) -> None:
    undone: list[int] = []
    host = ToastHost(theme, window)
    host.show_toast("First", undo=lambda: undone.append(1))
    host.show_toast("Second", undo=lambda: undone.append(2))
    host.undo_now()
    host.undo_now()
    assert undone == [2]


def test_a_toast_leaves_the_foot_of_its_page_in_sight_also_where_it_comes_late(qtbot: QtBot, theme: Theme) -> None:
    window, page = QWidget(), QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    page.setParent(window)
    page.resize(800, 600)
    foot, beside = Foot(parent=page), Foot(parent=page)
    foot.setGeometry(300, 540, 500, 60)
    beside.setGeometry(0, 400, 60, 200)
    foot.hide()
    window.show()
    host = ToastHost(theme, window, page)
    host.show_toast("Dev Malhotra booked")
    assert host.geometry().bottom() > foot.y()
    foot.show()
    qtbot.waitUntil(lambda: host.geometry().bottom() - Size.SHADOW <= foot.y())
    assert host.geometry().bottom() > beside.y(), "a foot that is not below the toast lifts it"


def test_a_toast_leaves_the_pages_neighbour_free(qtbot: QtBot, theme: Theme) -> None:
    window, page, dock = QWidget(), QWidget(), QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(page, 1)
    row.addWidget(dock)
    dock.setFixedWidth(300)
    window.resize(900, 400)
    host = ToastHost(theme, window, page)
    window.show()
    qtbot.waitExposed(window)
    host.show_toast("Asha Venkataraman-Krishnamurthy is booked with Dr Menon, tomorrow at 12:15, room 4")
    assert page.geometry().contains(host.geometry())
    dock.hide()
    qtbot.waitUntil(lambda: page.width() > 700)
    assert abs(host.geometry().center().x() - page.geometry().center().x()) <= 1


@pytest.mark.parametrize(("key", "acts"), [(Qt.Key.Key_Return, False), (Qt.Key.Key_Escape, False), (None, True)])
def test_the_safe_answer_is_the_default(
    qtbot: QtBot, theme: Theme, window: QWidget, key: Qt.Key | None, acts: bool
) -> None:
    answers: list[str] = []
    dialog = ask(theme, window, "Cancel Dev Malhotra, 12:15?", "Paid ₹500.", "Keep it", "Cancel and refund ₹250", True)
    dialog.acted.connect(lambda: answers.append("acted"))
    dialog.kept.connect(lambda: answers.append("kept"))
    qtbot.waitUntil(dialog.isVisible)
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    if key is None:
        act = next(button for button in dialog.findChildren(Button) if button.label() == "Cancel and refund ₹250")
        QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(dialog, key)
    qtbot.waitUntil(lambda: bool(gone))
    assert answers == ["acted" if acts else "kept"]


class Names(QAbstractTableModel):
    """Names by id, which can be shown anew in another order."""

    def __init__(self, names: dict[int, str]) -> None:
        super().__init__()
        self.names = names

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.names)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return 1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row_id = list(self.names)[index.row()]
        return {Qt.ItemDataRole.DisplayRole: self.names[row_id], ID_ROLE: row_id}.get(role)

    def show(self, names: dict[int, str]) -> None:
        self.beginResetModel()
        self.names = names
        self.endResetModel()


def test_selection_stays_with_the_row_not_with_its_place(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    model, told, opened = Names({7: "Asha", 8: "Dev", 9: "Mira"}), [], []
    table = DataTable(theme, "Patients", parent=window)
    table.setModel(model)
    table.chosen.connect(told.append)
    table.opened.connect(opened.append)
    window.layout().addWidget(table)
    assert table.select_id(8)
    assert told == []
    model.show({9: "Mira", 5: "New", 8: "Dev", 7: "Asha"})
    assert table.selected_id() == 8
    assert told == []
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert (told, opened) == ([7], [7])
    model.show({9: "Mira"})
    assert told == [7, None]


def test_a_click_on_the_first_row_is_told_also_where_it_brings_the_focus(
    qtbot: QtBot, theme: Theme, window: QWidget
) -> None:
    told: list[object] = []
    table = DataTable(theme, "Patients", parent=window)
    table.setModel(Names({7: "Asha", 8: "Dev"}))
    table.chosen.connect(told.append)
    window.layout().addWidget(table)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.setFocus()
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (told, table.selected_id()) == ([7], 7)


def test_rows_follow_density_and_text_size(theme: Theme, window: QWidget) -> None:
    table = DataTable(theme, "Patients", parent=window)
    table.setModel(Names({1: "Asha"}))
    before = table.rowHeight(0)
    theme.set_scale(1.5)
    assert table.rowHeight(0) > before


@pytest.mark.parametrize(
    ("highest", "top", "step"),
    [(0, 4, 1), (3, 3, 1), (4, 4, 1), (41, 60, 20), (75, 80, 20), (100, 100, 25), (31_240_000, 40_000_000, 10_000_000)],
)
def test_the_axis_ends_at_a_round_number(highest: float, top: float, step: float) -> None:
    assert nice_top(highest) == (top, step)


def test_a_chart_is_also_a_table_and_a_sentence(theme: Theme, window: QWidget) -> None:
    QLocale.setDefault(QLocale("en_IN"))
    chart = BarChart(theme, window)
    chart.show_data(("Mon", "Tue", "Wed"), (4, 9, 2), value_text=lambda value: f"₹{value:g}")
    assert chart.table().rows == (("Mon", "₹4"), ("Tue", "₹9"), ("Wed", "₹2"))
    assert chart.accessibleDescription() == "Lowest ₹2 at Wed, highest ₹9 at Tue, last ₹2."
    chart.show_data((), ())
    assert not chart.grab().isNull()


def test_more_than_three_parts_are_refused(theme: Theme, window: QWidget) -> None:
    with pytest.raises(ValueError):
        StackedBarChart(theme, window).show_data(("Mon",), [Series(str(part), (1,)) for part in range(4)])


@pytest.mark.parametrize(
    ("text", "rtl"),
    [
        ("Dev", False), ("34 دقيقة", True), ("12:15", False), ("मीरा", False),
        ("\u2068رنا حداد\u2069 called in", False), ("\u2068Dev\u2069 وصل", True), ("\u2068رنا\u2069", False),
    ],
)  # fmt: skip
def test_the_order_of_letters_follows_the_text(text: str, rtl: bool) -> None:
    assert reads_right_to_left(text) is rtl


def test_an_icon_that_is_not_shipped_is_refused(theme: Theme) -> None:
    with pytest.raises(KeyError):
        theme.icons.pixmap("no-such-icon", "text", 16)
    with pytest.raises(KeyError):
        theme.color("no_such_token")


def test_an_icon_button_is_named_by_what_it_does(theme: Theme, window: QWidget) -> None:
    button = IconButton(theme, "bell", "Notifications", parent=window)
    assert button.accessibleName() == "Notifications"


def test_a_menu_shows_a_name_with_an_ampersand(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    chosen: list[str] = []
    menu = Menu(theme, window)
    action = menu.add("Call Rao & Sons", lambda: chosen.append("called"), "megaphone", key="C")
    assert action.text() == "Call Rao && Sons"
    action.trigger()
    assert chosen == ["called"]


def test_lines_that_wrap_keep_their_height_on_a_page_that_scrolls(qtbot: QtBot, theme: Theme, window: QWidget) -> None:
    page = ScrollPage(theme, "Page", parent=window)
    first = PlainLabel(theme, "many words that wrap " * 20, wrap=True)
    second = PlainLabel(theme, "below", wrap=True)
    page.body.addWidget(first)
    page.body.addWidget(second)
    window.layout().addWidget(page)
    window.resize(360, 700)
    qtbot.waitUntil(lambda: second.y() > 0 and first.width() < 360)
    assert first.height() == first.heightForWidth(first.width())
    assert second.height() == second.heightForWidth(second.width())
    assert second.y() == first.geometry().bottom() + 1 + page.body.spacing()


def test_an_axis_says_each_amount_once(theme: Theme) -> None:
    chart = BarChart(theme)
    chart.value_text = lambda value: f"€{int(value) // 100}"
    plot, step = plan_plot(chart, 0, 7)
    assert axis_texts(chart, plot, step) == ["€0", "", "", "", ""]
    plot, step = plan_plot(chart, 40_000, 7)
    assert axis_texts(chart, plot, step) == ["€0", "€100", "€200", "€300", "€400"]
