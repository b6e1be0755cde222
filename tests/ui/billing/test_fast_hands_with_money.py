"""People who are quicker than the program while money is taken, and what they type that is no amount."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.values import InvoiceView
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.viewmodels.billing.refund_wish import RefundWishViewModel
from tests.builders import local, new_key
from tests.conftest import NOW, SetClock
from tests.later import Later
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def desk(qtbot: QtBot, database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """A front desk, on both databases."""
    with open_desk(database_url, clock, tmp_path) as made:
        yield made


@pytest.fixture
def boss(qtbot: QtBot, database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """The desk of a centre's manager, who may give money back."""
    with open_desk(database_url, clock, tmp_path, account="centre_manager") as made:
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


def test_ctrl_enter_in_a_discount_takes_it_off_and_not_the_money(desk: ReceptionDesk) -> None:
    number = visit(desk, 0)
    panel = opened(desk, number)
    panel._discount_button.click()
    desk.type("100")
    assert not panel.act.isEnabled()
    assert panel.act.accessibleDescription() == "Take the discount off first, or leave it."
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk, number).payments == () and panel._discount.reason.problem() == "This is needed."
    desk.type("Staff")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk, number).due == rupees(400) and invoice(desk, number).payments == ()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk, number).due == rupees(0)


def test_a_refund_stays_in_view_until_it_is_given(boss: ReceptionDesk) -> None:
    number = visit(boss, 0)
    panel = opened(boss, number)
    boss.type("1000")
    boss.key(Qt.Key.Key_Return, CONTROL)
    (payment,) = invoice(boss, number).payments
    dialog = panel._refunding.open(payment.id, "Asha Rao", payment.method, payment.left, panel)
    assert dialog.act.isEnabled()
    later = Later()
    dialog._model._tasks = later
    dialog.reason.set_text("Wrong visit")
    QTest.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    QTest.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible() and not dialog.keep.isEnabled()
    later.let_go()
    boss.settle()
    assert "₹500.00" in boss.toast()
    (payment,) = invoice(boss, number).payments
    assert payment.left == rupees(0) and len(payment.refunds) == 1


def test_no_refund_is_given_before_it_is_known_who_has_to_approve_it(boss: ReceptionDesk) -> None:
    number = visit(boss, 0)
    panel = opened(boss, number)
    boss.type("1000")
    boss.key(Qt.Key.Key_Return, CONTROL)
    (payment,) = invoice(boss, number).payments
    make, later = panel._refunding._make_model, Later()

    def slow(payment_id: int) -> RefundWishViewModel:
        model = make(payment_id)
        model._tasks = later
        return model

    panel._refunding._make_model = slow
    dialog = panel._refunding.open(payment.id, "Asha Rao", payment.method, payment.left, panel)
    assert not dialog.act.isEnabled()
    later.let_go()
    assert dialog.act.isEnabled()
    dialog.reject()


def test_what_another_desk_took_while_this_one_was_busy_is_seen(desk: ReceptionDesk) -> None:
    number = desk.book(local(NOW.date(), "15:00")).id
    panel = opened(desk, number)
    later = later_in(panel)
    desk.key(Qt.Key.Key_Return, CONTROL)
    payment = DeskPayment(PaymentMethod.CASH, 50_000, None, "", new_key())
    desk.services.payments.take_for(desk.clinic.centre_manager, number, (payment,))
    desk.settle()
    later.let_go()
    desk.settle()
    assert len(invoice(desk, number).payments) == 1
    assert panel._model.state.due == rupees(0) and panel._nothing.isVisible()
    assert panel._refusal.isVisible()


def test_what_was_typed_for_a_visit_that_is_paid_since_is_forgotten(desk: ReceptionDesk) -> None:
    first = visit(desk, 0)
    panel = opened(desk, first)
    desk.type("1000")
    desk.workspace.close_dock()
    payment = DeskPayment(PaymentMethod.CASH, 50_000, None, "", new_key())
    desk.services.payments.take_for(desk.clinic.centre_manager, first, (payment,))
    desk.settle()
    desk.workspace.open_dock("take_payment")
    desk.settle()
    assert panel._nothing.isVisible()
    desk.workspace.close_dock()
    assert panel._model.last_draft is None


def split_taken(boss: ReceptionDesk, number: int) -> TakePaymentDock:
    """₹200 in cash and the rest by card, in one go."""
    panel = opened(boss, number)
    panel.lines.split_button.click()
    boss.settle()
    boss.type("200")
    boss.key(Qt.Key.Key_Return, CONTROL)
    return panel


def test_undo_takes_all_parts_of_a_split_back(boss: ReceptionDesk) -> None:
    number = visit(boss, 0)
    split_taken(boss, number)
    boss.workspace.toasts.undo_now()
    boss.answer("Give ₹500.00 back")
    assert [payment.left for payment in invoice(boss, number).payments] == [rupees(0), rupees(0)]


def test_undo_of_a_split_of_which_a_part_went_back_meanwhile_takes_none_back(boss: ReceptionDesk) -> None:
    number = visit(boss, 0)
    split_taken(boss, number)
    cash, card = invoice(boss, number).payments
    boss.services.payments.refund(boss.clinic.manager, card.id, card.amount.minor, "Another desk", due_again=True)
    boss.settle()
    boss.workspace.toasts.undo_now()
    boss.answer("Give ₹500.00 back")
    assert boss.toast().startswith("This is more than was paid.")
    found = {payment.id: payment.left for payment in invoice(boss, number).payments}
    assert found == {cash.id: rupees(200), card.id: rupees(0)}


def test_the_fields_of_a_split_say_of_which_part_they_are(desk: ReceptionDesk) -> None:
    panel = opened(desk, visit(desk, 0))
    amount = panel.lines.editors[0].amount.edit
    assert amount.accessibleName() == "Amount"
    panel.lines.split_button.click()
    desk.settle()
    assert [editor.amount.edit.accessibleName() for editor in panel.lines.editors] == [
        "Amount, part 1",
        "Amount, part 2",
    ]


def test_a_refund_that_no_field_is_to_blame_for_says_why(boss: ReceptionDesk) -> None:
    number = visit(boss, 0)
    panel = opened(boss, number)
    boss.type("1000")
    boss.key(Qt.Key.Key_Return, CONTROL)
    boss.services.settings.change(boss.clinic.admin, {"till_required": True})
    (payment,) = invoice(boss, number).payments
    dialog = panel._refunding.open(payment.id, "Asha Rao", payment.method, payment.left, panel)
    dialog.reason.set_text("Wrong visit")
    dialog.act.click()
    boss.settle()
    assert dialog.trouble.isVisible() and "till" in dialog.trouble.whole_text()
    dialog.amount.set_text("5oo")
    dialog.act.click()
    assert dialog.amount.problem() == "Type an amount such as 1250 or 1250.50."
    dialog.reject()
