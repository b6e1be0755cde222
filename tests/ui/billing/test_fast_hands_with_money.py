"""People who are quicker than the program while money is taken, and what they type that is no amount."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import InvoiceView
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from tests.conftest import SetClock
from tests.later import Later
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(qtbot: QtBot, database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """A front desk, on both databases."""
    with open_desk(database_url, clock, tmp_path) as made:
        yield made


def visit(desk: ReceptionDesk, patient: int, doctor: int = 0) -> int:
    return desk.walk_in(patient=patient, doctor=doctor).appointment.id


def opened(desk: ReceptionDesk, appointment_id: int) -> TakePaymentDock:
    desk.workspace.open_dock("take_payment", appointment_id=appointment_id)
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, TakePaymentDock)
    return panel


def invoice(desk: ReceptionDesk, appointment_id: int) -> InvoiceView:
    return desk.services.payments.invoice(desk.actor, appointment_id)


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def later_in(panel: TakePaymentDock) -> Later:
    later = Later()
    panel._model._tasks = later
    return later


def test_a_late_answer_leaves_the_payment_that_was_opened_meanwhile_alone(desk: ReceptionDesk) -> None:
    first, second = visit(desk, 0), visit(desk, 1, doctor=1)
    panel = opened(desk, first)
    later = later_in(panel)
    desk.key(Qt.Key.Key_Return, CONTROL)
    opened(desk, second)
    later.let_go()
    desk.settle()
    assert desk.workspace.panel is panel
    state = panel._model.state
    assert state.invoice is not None and state.invoice.appointment_id == second
    assert state.taken is None and state.due == rupees(600)
    # What was taken is still said, with its receipt on paper.
    assert "₹500.00 from Asha Rao" in desk.toast()
    assert len(list(desk.paper_folder.rglob("*.pdf"))) == 1
    assert (invoice(desk, first).due, invoice(desk, second).due) == (rupees(0), rupees(600))


def test_change_of_the_payment_before_is_not_shown_at_the_next(desk: ReceptionDesk) -> None:
    first, second = visit(desk, 0), visit(desk, 1, doctor=1)
    panel = opened(desk, first)
    desk.type("1000")
    later = later_in(panel)
    desk.key(Qt.Key.Key_Return, CONTROL)
    opened(desk, second)
    later.let_go()
    desk.settle()
    assert panel.lines.isVisible() and not panel._taken.isVisible()


def test_a_late_refusal_is_not_shown_at_the_next(desk: ReceptionDesk) -> None:
    first, second = visit(desk, 0), visit(desk, 1, doctor=1)
    panel = opened(desk, first)
    later = later_in(panel)
    desk.key(Qt.Key.Key_Return, CONTROL)
    later.lose_next = Unreachable()
    opened(desk, second)
    later.let_go()
    desk.settle()
    assert panel._model.state.refusal is None and not panel._refusal.isVisible()


def test_ctrl_enter_and_clicks_while_it_is_taken_take_it_once(desk: ReceptionDesk) -> None:
    number = visit(desk, 0)
    panel = opened(desk, number)
    later = later_in(panel)
    for _ in range(3):
        desk.key(Qt.Key.Key_Return, CONTROL)
        QTest.mouseClick(panel.act, Qt.MouseButton.LeftButton)
    later.let_go()
    desk.settle()
    assert len(invoice(desk, number).payments) == 1


def test_a_lost_answer_and_a_second_press_take_it_once(desk: ReceptionDesk) -> None:
    number = visit(desk, 0)
    panel = opened(desk, number)
    desk.type("1000")
    later = later_in(panel)
    later.lose_next = Unreachable()
    desk.key(Qt.Key.Key_Return, CONTROL)
    later.waiting.pop(0)()
    assert panel._refusal.isVisible()
    desk.key(Qt.Key.Key_Return, CONTROL)
    later.let_go()
    desk.settle()
    (payment,) = invoice(desk, number).payments
    assert payment.amount == rupees(500)


def test_cash_that_cannot_be_read_takes_nothing(desk: ReceptionDesk) -> None:
    number = visit(desk, 0)
    panel = opened(desk, number)
    for typed in ("5oo", "-500", "1e3", "1.000", "500,00", "5.005"):
        panel.lines.focus_first()
        desk.type(typed)
        desk.key(Qt.Key.Key_Return, CONTROL)
        assert invoice(desk, number).payments == (), typed
        assert panel.act.accessibleDescription() == "Type an amount such as 1250 or 1250.50."


def test_the_way_that_is_chosen_already_forgets_no_cash(desk: ReceptionDesk) -> None:
    number = visit(desk, 0)
    panel = opened(desk, number)
    desk.type("1000")
    desk.key(Qt.Key.Key_C, ALT)
    assert panel.lines.editors[0].tendered.money() == rupees(1000)
    assert panel.lines.editors[0].change.whole_text() == "Change ₹500.00"
    desk.key(Qt.Key.Key_Return, CONTROL)
    (payment,) = invoice(desk, number).payments
    assert payment.tendered == rupees(1000)


def test_a_part_that_is_left_out_leaves_no_amount_behind(desk: ReceptionDesk) -> None:
    number = visit(desk, 0)
    panel = opened(desk, number)
    QTest.mouseClick(panel.lines.split_button, Qt.MouseButton.LeftButton)
    desk.type("200")
    QTest.mouseClick(panel.lines.editors[0].remove, Qt.MouseButton.LeftButton)
    desk.settle()
    (editor,) = panel.lines.editors
    (line,) = panel._model.state.lines
    assert editor.amount.money() == line.amount == rupees(500)
