"""Whatever the keyboard can reach on the patients' and money pages has a name that a screen reader can say."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from tests.ui.appointments.reception import ReceptionDesk


def unnamed(root: QWidget) -> list[str]:
    reachable = (
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    )
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in reachable
        if not widget.accessibleName() and not isinstance(widget.parent(), QAbstractItemView)
    ]


@pytest.mark.parametrize("route", ["patients", "patient", "patient_form", "patient_merge", "payments"])
def test_every_control_of_a_page_has_a_name(desk: ReceptionDesk, route: str) -> None:
    desk.walk_in(patient=1)
    arguments = {} if route in ("patients", "payments") else {"patient_id": desk.clinic.patients[1]}
    desk.workspace.open(route, **arguments)
    desk.settle()
    page = desk.workspace.page
    assert page is not None
    assert unnamed(page) == []


def test_every_control_of_the_payment_dock_has_a_name(desk: ReceptionDesk) -> None:
    done = desk.walk_in(patient=1)
    desk.workspace.open_dock("take_payment", appointment_id=done.appointment.id)
    desk.settle()
    panel = desk.workspace.panel
    assert panel is not None
    assert unnamed(panel) == []
