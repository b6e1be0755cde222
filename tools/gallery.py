"""Paints the whole kit into pictures: ``python -m tools.gallery FOLDER``.

Every page is written light and dark, at 100 and 150 %, in both directions.
"""
# ruff: noqa: TID251, N802

import sys
from datetime import date
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.charts.bars import BarChart
from clinic_desktop.ui.kit.charts.chart import Series
from clinic_desktop.ui.kit.charts.chart_panel import ChartPanel
from clinic_desktop.ui.kit.charts.heat_table import HeatTable
from clinic_desktop.ui.kit.charts.legend import Legend
from clinic_desktop.ui.kit.charts.ranked_bars import Ranked, RankedBars
from clinic_desktop.ui.kit.charts.share_bar import Share, ShareBar
from clinic_desktop.ui.kit.charts.stacked_bars import StackedBarChart
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.chip import Chip, FilterChip
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import (
    AmountField,
    Choice,
    ChoiceField,
    DateField,
    MultiChoiceField,
    PasswordField,
    PhoneField,
    TextArea,
    TextField,
    TimeField,
)
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.keycap import Keycap
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.kit.stat_card import StatCard
from clinic_desktop.ui.kit.table_delegate import AVATAR_ROLE, DETAIL_ROLE, ID_ROLE, NUMBER_ROLE, STATE_ROLE, STRONG_ROLE
from clinic_desktop.ui.kit.toast import ToastHost
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

TODAY = date(2026, 11, 21)
STATES = (
    (AppointmentState.CONFIRMED, "Booked", 13),
    (AppointmentState.CHECKED_IN, "Arrived", 6),
    (AppointmentState.IN_PROGRESS, "With doctor", 5),
    (AppointmentState.COMPLETED, "Completed", 15),
    (AppointmentState.NO_SHOW, "No-show", 1),
    (AppointmentState.PENDING, "Pending payment", 1),
    (AppointmentState.CANCELLED, "Cancelled", 2),
)


def page() -> tuple[QWidget, QVBoxLayout]:
    """An empty page."""
    widget = QWidget()
    widget.setProperty("role", "page")
    column = QVBoxLayout(widget)
    column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
    column.setSpacing(Space.M)
    return widget, column


def flow(*widgets: QWidget) -> QWidget:
    """Widgets side by side."""
    holder = QWidget()
    layout = FlowLayout(holder)
    for widget in widgets:
        layout.addWidget(widget)
    return holder


def states_page(theme: Theme) -> QWidget:
    """Banners, empty states, skeleton, faults, question and toast."""
    widget, column = page()
    column.setSpacing(0)
    offline = Banner(theme, "warn", "Working offline since 10:58", "Bookings and cash are saved here.", "cloud-off")
    offline.add_action(Button(theme, "See changes"))
    offline.add_action(Button(theme, "Try now", "refresh-cw"))
    down = Banner(
        theme,
        "danger",
        "The shared database cannot be reached — read only",
        "New bookings are blocked so that no slot is sold twice.",
        "database",
    )
    down.add_action(Button(theme, "Use paper tokens", "ticket"))
    clash = Banner(
        theme, "info", "Two desks changed this slot", "Meera booked 12:15 with Dr Menon 4 seconds before you.", "users"
    )
    clash.add_action(Button(theme, "Take 15:00", role="primary"))
    for banner in (offline, down, clash):
        column.addWidget(banner)
    column.addSpacing(Space.M)
    grid = QGridLayout()
    grid.setSpacing(Space.M)
    closed = Panel(theme)
    closed.body.addWidget(
        EmptyState(
            theme,
            "calendar-days",
            "No one is booked on Sunday 22 November",
            "The clinic is closed on Sundays. Open the day to take bookings.",
            "Go to Monday",
            "Open this day",
        )
    )
    nobody = Panel(theme)
    nobody.body.addWidget(
        EmptyState(
            theme,
            "search",
            "No patient matches “98450 1447”",
            "Checked phone, name, patient number and old numbers.",
            "New patient with this number",
            primary_key="Ctrl+N",
        )
    )
    loading = Panel(theme, "Payments")
    skeleton = Skeleton(theme)
    skeleton.shown = True
    loading.body.addWidget(skeleton)
    form = Panel(theme, "Form")
    phone = PhoneField(theme, "Phone")
    phone.set_text("98450 1447")
    phone.set_problem("A mobile number has 10 digits; this one has 9")
    good = PhoneField(theme, "Phone")
    good.set_text("98450 14471")
    good.set_note("New number", "ok")
    born = DateField(theme, "Born", today=lambda: TODAY, birth=True)
    born.edit.setText("31-02-1992")
    born.edit.editingFinished.emit()
    for field in (phone, good, born):
        form.body.addWidget(field)
    form.body.addStretch(1)
    failed = Panel(theme)
    failure = EmptyState(
        theme,
        "triangle-alert",
        "The payment link was not created",
        "The bank answered “amount too small”. The booking is kept.",
        "Edit amount",
        "Take cash instead",
        tone="danger",
    )
    failure.set_reference("Reference 7F3K-2210")
    failed.body.addWidget(failure)
    asked = Question(
        theme,
        None,
        "Cancel Dev Malhotra, 12:15?",
        "Paid ₹500 by link 20 min ago. Policy: same day, half back.",
        "Keep it",
        "Cancel and refund ₹250",
        True,
    )
    asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    asked.setWindowFlags(Qt.WindowType.Widget)
    asked.body.addWidget(
        Segmented(theme, [Choice(0, "Refund ₹250"), Choice(1, "Refund all"), Choice(2, "No refund")], "Refund"),
        0,
        Qt.AlignmentFlag.AlignLeft,
    )
    asked.body.addWidget(CheckBox(theme, "Tell the patient by WhatsApp", checked=True))
    asked.body.addStretch(1)
    for index, panel in enumerate((closed, nobody, loading, form, failed, asked)):
        grid.addWidget(panel, index // 3, index % 3)
        grid.setColumnStretch(index % 3, 1)
    column.addLayout(grid, 1)
    column.addSpacing(theme.px(64))
    host = ToastHost(theme, widget)
    theme.set_motion(False)
    host.show_toast("Vikram Rathore moved to 15:45", undo=lambda: None)
    return widget


def controls_page(theme: Theme) -> QWidget:
    """Buttons, chips, segments, fields and an open list."""
    widget, column = page()
    busy = Button(theme, "Make link", role="primary")
    off = Button(theme, "Complete visit", "check", role="primary")
    off.set_disabled_reason("The note is empty")
    off2 = Button(theme, "Refund")
    off2.set_disabled_reason("Nothing was paid")
    bell = IconButton(theme, "bell", "Notifications")
    bell.set_badge(2)
    column.addWidget(PlainLabel(theme, "Saturday 21 November", role="title"))
    column.addWidget(
        flow(
            Button(theme, "Walk-in", "footprints", role="primary", key="F2"),
            Button(theme, "Complete visit", role="primary", key="Ctrl+Enter"),
            Button(theme, "History", "history"),
            Button(theme, "Hold", key="H"),
            Button(theme, "Add", "plus", role="quiet"),
            Button(theme, "Cancel and refund ₹250", role="danger"),
            busy,
            off,
            off2,
            IconButton(theme, "chevron-left", "Day before", framed=True),
            IconButton(theme, "chevron-right", "Day after", framed=True),
            bell,
            IconButton(theme, "moon", "Dark theme"),
            Keycap(theme, "Up"),
            Keycap(theme, "Enter"),
            Keycap(theme, "Ctrl+K"),
        )
    )
    chips: list[QWidget] = []
    for state, word, count in STATES:
        chip = FilterChip(theme, word, theme.status(state).icon, count=count, state=state)
        chip.setChecked(state is AppointmentState.CHECKED_IN)
        chips.append(chip)
    chips += [
        Chip(theme, "Synced", "check", "ok"),
        Chip(theme, "Offline · 3 waiting", "cloud-off", "warn"),
        Chip(theme, "Allergy: penicillin", "triangle-alert", "danger"),
        Chip(theme, "Asthma"),
        Chip(theme, "Available", "calendar-days", "info"),
    ]
    column.addWidget(flow(*chips))
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    row.addWidget(Segmented(theme, [Choice(0, "Day"), Choice(1, "Week"), Choice(2, "List")], "View"))
    pays = (("Link", "link"), ("UPI QR", "qr-code"), ("Cash", "banknote"), ("Card", "credit-card"), ("Later", "clock"))
    row.addWidget(Segmented(theme, [Choice(name, name, icon=icon) for name, icon in pays], "Payment"))
    for name, presence in (
        ("Dr Asha Menon", "ok"),
        ("Rahul Verma", "warn"),
        ("कव्या नायर", None),
        ("فيكرام راثور", "info"),
    ):
        avatar = Avatar(theme, 40)
        avatar.show_person(name, None, presence)
        row.addWidget(avatar)
    row.addStretch(1)
    for text, checked in (("Print token", True), ("Emergency", False)):
        row.addWidget(CheckBox(theme, text, checked))
    column.addLayout(row)
    column.addWidget(fields_panel(theme), 1)
    widget.setProperty("busy", busy)
    return widget


def fields_panel(theme: Theme) -> Panel:
    """One of every field."""
    panel = Panel(theme, "New patient", "4 needed fields")
    grid = QGridLayout()
    grid.setSpacing(Space.M)
    name = TextField(theme, "Full name")
    name.set_text("<b>Dev</b> Malhotra & Sons")
    born = DateField(theme, "Born", today=lambda: TODAY, birth=True)
    born.edit.setText("34y")
    born.edit.editingFinished.emit()
    visit = DateField(theme, "Visit on", hint="tomorrow, +7, mon", today=lambda: TODAY)
    visit.set_date(date(2026, 11, 23))
    at = TimeField(theme, "At")
    at.edit.setText("930")
    at.edit.editingFinished.emit()
    amount = AmountField(theme, "Fee", "INR")
    amount.set_money(Money(125050, "INR"))
    password = PasswordField(theme, "Password")
    password.set_text("secret words")
    sex = ChoiceField(theme, "Sex", [Choice("f", "Female"), Choice("m", "Male"), Choice("o", "Other")], "Choose")
    sex.set_value("m")
    days = MultiChoiceField(theme, "Days", [Choice(day, day) for day in ("Mon", "Tue", "Wed", "Thu", "Fri")])
    days.set_values(("Mon", "Wed"))
    room = ChoiceField(theme, "Room", [Choice(1, "Room 1")], "Choose a room")
    room.set_problem("Choose where the patient goes")
    note = TextArea(theme, "Reason for visit", "Optional")
    search = SearchField(theme, "Search patients or run a command", key="Ctrl+K")
    off = TextField(theme, "Patient number")
    off.set_text("P-02217")
    off.setEnabled(False)
    fields = (name, born, visit, at, amount, password, sex, days, room, off, note, search)
    for index, field in enumerate(fields):
        grid.addWidget(field, index // 3, index % 3, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(index % 3, 1)
    panel.body.addLayout(grid)
    panel.body.addStretch(1)
    panel.setProperty("opens", visit)
    return panel


def overview_page(theme: Theme) -> QWidget:
    """Numbers and charts."""
    widget, column = page()
    cards = QHBoxLayout()
    cards.setSpacing(Space.M)
    numbers = (
        ("Revenue today", "wallet", "₹38,500", "+8.2%", True, True, "vs last Sat", (3, 5, 4, 6, 5, 7, 8, 7.6)),
        ("Appointments", "calendar-days", "41", "+3", True, True, "13 still to come", (3, 5, 2, 6, 4, 6, 5, 7)),
        ("Slots filled", "activity", "86%", "+4 pts", True, True, "target 85%", (2, 3, 2.6, 4, 5, 4.8, 6)),
        ("Average wait", "clock", "15 min", "+3 min", True, False, "goal under 12", (1, 2, 3.4, 2.6, 3, 4.4, 5)),
        ("No-show rate", "user-x", "4.1%", "−1.2 pts", False, True, "30 days", (6, 5.6, 5, 5.4, 3.4, 3.8, 2, 1.2)),
    )
    for title, icon, number, delta, rising, good, note, series in numbers:
        card = StatCard(theme, title, icon)
        card.show_number(number, delta, rising, good, note, series)
        cards.addWidget(card, 1)
    column.addLayout(cards)
    upper, lower = QHBoxLayout(), QHBoxLayout()
    for row in (upper, lower):
        row.setSpacing(Space.M)
    upper.addWidget(revenue_panel(theme), 5)
    upper.addWidget(appointments_panel(theme), 3)
    for stretch, panel in zip(
        (4, 3, 3), (slots_panel(theme), doctors_panel(theme), collected_panel(theme)), strict=True
    ):
        lower.addWidget(panel, stretch)
    column.addLayout(upper, 1)
    column.addLayout(lower, 1)
    return widget


def revenue_panel(theme: Theme) -> ChartPanel:
    """Bars with a mean line."""
    chart = BarChart(theme)
    values = [
        58,
        57,
        63,
        64,
        56,
        71,
        0,
        63,
        50,
        56,
        61,
        75,
        73,
        0,
        54,
        70,
        46,
        66,
        64,
        65,
        0,
        58,
        60,
        54,
        68,
        55,
        71,
        0,
        66,
        39,
    ]
    mean = [58 + (index * 7 % 5) - 4 for index in range(len(values))]
    labels = [f"{(23 + index) % 31 + 1} {'Oct' if index < 8 else 'Nov'}" for index in range(len(values))]
    chart.show_data(labels, values, mean, ("Daily", "7-day mean"), lambda value: f"₹{value:g}k", True)
    legend = (("Daily", "chart1"), ("7-day mean", "chart2"))
    return ChartPanel(theme, "Revenue", "last 30 days · today so far lighter", chart, legend)


def appointments_panel(theme: Theme) -> Panel:
    """Stacked bars."""
    chart = StackedBarChart(theme)
    series = (
        Series("Completed", (58, 61, 54, 63, 66, 31), "chart1"),
        Series("No-show", (4, 3, 5, 3, 4, 1), "chart5"),
        Series("Cancelled", (6, 4, 5, 7, 5, 2), "chart_rest"),
    )
    chart.show_data(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"), series)
    panel = Panel(theme, "Appointments", "this week")
    panel.add_action(Legend(theme, [(each.name, each.token) for each in series]))
    panel.body.addWidget(chart, 1)
    return panel


def slots_panel(theme: Theme) -> Panel:
    """Heat table."""
    chart = HeatTable(theme)
    line = (55, 82, 95, 90, None, 60, 72, 64, 40)
    rows = [
        tuple(None if value is None else min(100, value + shift) for value in line) for shift in (0, -5, -12, 4, 9, 20)
    ]
    chart.show_data(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"), [str(hour) for hour in range(9, 18)], rows)
    panel = Panel(theme, "Slot use by hour", "% of open slots filled, last 4 weeks")
    panel.body.addWidget(chart, 1)
    return panel


def doctors_panel(theme: Theme) -> Panel:
    """Ranked bars."""
    chart = RankedBars(theme)
    chart.show_data(
        (
            Ranked("Dr Asha Menon", 312400, "₹3,12,400", "94% full"),
            Ranked("Dr Imran Sheikh", 286000, "₹2,86,000", "88% full"),
            Ranked("Dr Rahul Verma", 241300, "₹2,41,300", "81% full"),
            Ranked("Dr Leena Kapoor", 198500, "₹1,98,500", "77% full"),
        )
    )
    panel = Panel(theme, "Doctors", "revenue this month")
    panel.add_action(Button(theme, "All", "arrow-right", role="quiet"))
    panel.body.addWidget(chart)
    panel.body.addStretch(1)
    return panel


def collected_panel(theme: Theme) -> Panel:
    """Share bar."""
    chart = ShareBar(theme)
    parts = (("Payment link", 17700), ("UPI QR", 10400), ("Cash", 6900), ("Card", 3500))
    chart.show_data([Share(name, value, f"₹{value:,}") for name, value in parts])
    panel = Panel(theme, "Collected today", "₹38,500 · 5 payments waiting")
    panel.body.addWidget(chart)
    panel.body.addStretch(1)
    return panel


class PatientsModel(QAbstractTableModel):
    """Invented rows for the table."""

    HEADS = ("Patient", "Doctor", "Status", "Time", "Due")
    ROWS = (
        ("Dev Malhotra", "34 y · 98450 14471", "Dr Asha Menon", 1, "12:15", "500.00"),
        ("<b>Priya</b> Raman", "41 y · 98860 20471", "Dr Asha Menon", 2, "11:45", "0.00"),
        ("Vikram Rathore", "52 y · 90080 11832", "Dr Rahul Verma", 0, "12:00", "1,250.50"),
        ("मीरा जोसेफ", "29 y · 98451 33310", "Dr Leena Kapoor", 4, "15:15", "700.00"),
        ("Sunita Desai", "37 y · 99001 55210", "Dr Imran Sheikh", 3, "10:45", "0.00"),
    )

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.ROWS)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self.HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        return {Qt.ItemDataRole.DisplayRole: self.HEADS[section], NUMBER_ROLE: section == 4}.get(role)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        name, detail, doctor, state, time, due = self.ROWS[index.row()]
        column = index.column()
        shown = (name, doctor, STATES[state][1], time, due)[column]
        return {
            Qt.ItemDataRole.DisplayRole: shown,
            ID_ROLE: index.row(),
            DETAIL_ROLE: detail if column == 0 else None,
            AVATAR_ROLE: name if column == 0 else None,
            STRONG_ROLE: column == 0,
            STATE_ROLE: STATES[state][0] if column == 2 else None,
            NUMBER_ROLE: column == 4,
        }.get(role)


def table_page(theme: Theme) -> QWidget:
    """A table with two-line rows."""
    widget, column = page()
    panel = Panel(theme, "Patients", "5 today")
    panel.add_action(SearchField(theme, "Search patients", key="F3"))
    table = DataTable(theme, "Patients", lines=2)
    model = PatientsModel(table)
    table.setModel(model)
    table.set_widths((260, 160, 150, 80, 100))
    table.set_stretch(1)
    table.set_sortable(3)
    table.select_id(1)
    panel.body.addWidget(table, 1)
    column.addWidget(panel, 1)
    widget.setProperty("focuses", table)
    return widget


PAGES = {
    "states": (states_page, 1440, 900),
    "controls": (controls_page, 1280, 900),
    "overview": (overview_page, 1344, 850),
    "table": (table_page, 1000, 420),
}


def paint(theme: Theme, name: str) -> QPixmap:
    """One page, laid out and painted."""
    made, width, height = PAGES[name]
    widget = made(theme)
    widget.resize(round(width * max(1.0, theme.scale * 0.9)), round(height * max(1.0, theme.scale * 0.9)))
    widget.show()
    widget.activateWindow()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.processEvents()
    if focused := widget.property("focuses"):
        focused.setFocus()
    for panel in widget.findChildren(Panel):
        if field := panel.property("opens"):
            field.open_month()
    QApplication.processEvents()
    picture = QPixmap(widget.size())
    widget.render(picture, QPoint())
    widget.close()
    widget.deleteLater()
    return picture


def main(folder: Path) -> None:
    """Write every page in every look."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme = Theme()
    theme.apply(application)
    theme.load_fallback_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        for dark in (False, True):
            for scale in (1.0, 1.5):
                for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
                    theme.set_dark(dark)
                    theme.set_scale(scale)
                    application.setLayoutDirection(direction)
                    side = "rtl" if direction == Qt.LayoutDirection.RightToLeft else "ltr"
                    look = "dark" if dark else "light"
                    paint(theme, name).save(str(folder / f"{name}_{look}_{round(scale * 100)}_{side}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
