"""What several pages of samples are made of."""
# ruff: noqa: TID251

from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.kit.flow import FlowLayout
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
