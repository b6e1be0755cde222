"""Buttons, chips, segments and one of every field."""
# ruff: noqa: TID251

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.chip import Chip, FilterChip
from clinic_desktop.ui.kit.fields import (
    AmountField,
    Choice,
    ChoiceField,
    DateField,
    MultiChoiceField,
    PasswordField,
    TextArea,
    TextField,
    TimeField,
)
from clinic_desktop.ui.kit.keycap import Keycap
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from tools.gallery.parts import STATES, TODAY, flow, page


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
