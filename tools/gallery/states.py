"""Banners, empty states, a skeleton, faults, a question and a toast."""
# ruff: noqa: TID251

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import (
    Choice,
    DateField,
    PhoneField,
)
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.kit.toast import ToastHost
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from tools.gallery.parts import TODAY, page


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
