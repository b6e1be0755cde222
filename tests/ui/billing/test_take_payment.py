"""Taking a payment in the real window: keys, change, a split, a discount, a receipt on paper, and taking it back."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import PaymentMethod, PaymentState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.values import InvoiceView, RefundTerms
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.billing.refund_dialog import RefundDialog
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.viewmodels.billing.refund_wish import RefundWishViewModel
from tests.builders import local, new_key
from tests.conftest import NOW, SetClock
from tests.services.till.conftest import counted
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def opened(desk: ReceptionDesk, patient: int = 4) -> TakePaymentDock:
    """The dock for a walk-in who costs ₹500."""
    done = desk.walk_in(patient=patient)
    desk.workspace.open_dock("take_payment", appointment_id=done.appointment.id)
    desk.settle()
    return dock(desk)


def dock(desk: ReceptionDesk) -> TakePaymentDock:
    panel = desk.workspace.panel
    assert isinstance(panel, TakePaymentDock)
    return panel


def invoice(desk: ReceptionDesk) -> InvoiceView:
    (card,) = desk.cards()
    return desk.services.payments.invoice(desk.actor, card.appointment_id)


def test_exact_cash_is_one_key(desk: ReceptionDesk) -> None:
    opened(desk)
    desk.keys_pressed = 0
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.keys_pressed == 1
    (payment,) = invoice(desk).payments
    assert (payment.method, payment.amount, payment.receipt_number) == (PaymentMethod.CASH, rupees(500), "R-2026-00001")
    assert "₹500.00 from Zoë Müller" in desk.toast()
    assert not isinstance(desk.workspace.panel, TakePaymentDock)


def test_the_receipt_lies_in_the_paper_folder(desk: ReceptionDesk) -> None:
    opened(desk)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert len(list(desk.paper_folder.rglob("*.pdf"))) == 1


def test_without_the_tick_no_paper_comes_out(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel._at_desk.print.click()
    panel.act.click()
    desk.settle()
    assert invoice(desk).due == rupees(0)
    assert list(desk.paper_folder.rglob("*.pdf")) == []


def test_the_change_stays_in_sight_until_it_is_given(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    desk.type("1000")
    assert panel.lines.editors[0].change.whole_text() == "Change ₹500.00"
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert panel._taken.isVisible()
    assert panel._taken._change.whole_text() == "₹500.00"
    desk.key(Qt.Key.Key_Return)
    assert not isinstance(desk.workspace.panel, TakePaymentDock)
    (payment,) = invoice(desk).payments
    assert payment.tendered == rupees(1000)


def test_less_cash_than_the_amount_takes_nothing_and_says_why(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    desk.type("300")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).payments == ()
    assert panel.lines.editors[0].tendered.problem() == "This is less cash than the amount."
    assert panel.act.accessibleDescription() == "This is less cash than the amount."


def test_what_is_no_amount_takes_nothing(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel.lines.focus_amount()
    desk.type("12,,x")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).payments == ()


def test_a_key_chooses_the_way_to_pay(desk: ReceptionDesk) -> None:
    opened(desk)
    desk.key(Qt.Key.Key_U, ALT)
    desk.type("4288 1190 2231")
    desk.key(Qt.Key.Key_Return, CONTROL)
    (payment,) = invoice(desk).payments
    assert (payment.method, payment.reference, payment.declared) == (PaymentMethod.UPI, "428811902231", True)


def test_a_split_pays_the_rest_another_way_in_one_press(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel.lines.split_button.click()
    desk.settle()
    desk.type("200")
    assert panel.lines.editors[1].amount.money() == rupees(300)
    desk.key(Qt.Key.Key_Return, CONTROL)
    paid = {payment.method: payment.amount for payment in invoice(desk).payments}
    assert paid == {PaymentMethod.CASH: rupees(200), PaymentMethod.CARD: rupees(300)}


def test_a_part_leaves_the_rest_to_be_taken(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel.lines.focus_amount()
    desk.type("150")
    assert "₹350.00 stays to be paid" in panel.lines._left.whole_text()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).due == rupees(350)
    panel._taken._more.click()
    desk.settle()
    assert panel.lines.editors[0].amount.money() == rupees(350)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).due == rupees(0)


def test_more_than_is_due_is_not_taken(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel.lines.focus_amount()
    desk.type("800")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).payments == ()
    assert panel.lines.editors[0].amount.problem() == "This is more than is left to pay."


def test_a_discount_needs_a_reason_and_lowers_what_is_due(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel._discount_button.click()
    desk.settle()
    desk.type("100")
    panel._discount.give.click()
    assert panel._discount.reason.problem() is not None
    desk.type("Staff family")
    panel._discount.give.click()
    desk.settle()
    assert invoice(desk).due == rupees(400)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert [payment.amount for payment in invoice(desk).payments] == [rupees(400)]


def test_a_split_stays_where_a_discount_is_taken_off_and_off_again(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel.lines.split_button.click()
    desk.settle()
    desk.type("200")
    panel._model.set_discount(rupees(100), "Staff family")
    desk.settle()
    assert [line.amount for line in panel._model.state.lines] == [rupees(200), rupees(200)]
    panel._model.set_discount(rupees(0), "")
    desk.settle()
    assert [line.amount for line in panel._model.state.lines] == [rupees(200), rupees(300)]


def test_more_than_two_receipts_are_counted_in_the_toast(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    for _ in range(2):
        panel.lines.split_button.click()
        desk.settle()
    lines = panel._model.state.lines
    for place, amount in enumerate((100, 100, 300)):
        panel._model.choose_method(PaymentMethod.CASH, place)
        panel._model.edit_line(place, amount=rupees(amount))
    assert len(lines) == 3
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert "· 3 receipts" in desk.toast()


def test_tab_goes_through_the_discount_in_the_order_it_is_read(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel._discount_button.setFocus()
    desk.key(Qt.Key.Key_Space)
    part = panel._discount
    assert part.amount is not None and part.amount.edit.hasFocus()
    desk.type("100")
    desk.key(Qt.Key.Key_Tab)
    assert part.reason.edit.hasFocus()
    desk.type("Staff family")
    desk.key(Qt.Key.Key_Tab)
    assert part.cancel.hasFocus()
    desk.key(Qt.Key.Key_Tab)
    assert part.give.hasFocus()
    desk.key(Qt.Key.Key_Space)
    assert invoice(desk).due == rupees(400)


def test_the_visit_names_the_discount_and_its_history_too(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel._discount_button.click()
    desk.settle()
    desk.type("100")
    desk.key(Qt.Key.Key_Tab)
    desk.type("Staff family")
    panel._discount.give.click()
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    (card,) = desk.cards()
    desk.workspace.open_dock("appointment", appointment_id=card.appointment_id)
    desk.settle()
    visit = desk.workspace.panel
    assert isinstance(visit, VisitDock)
    assert "price ₹500.00 · discount ₹100.00 · paid ₹400.00" in visit.money._detail.whole_text()
    words = [label.whole_text() for label in visit.history.findChildren(PlainLabel)]
    assert "₹100.00 discount" in words
    assert "Staff family" in words


def test_a_patient_with_several_unpaid_visits_is_asked_which(desk: ReceptionDesk) -> None:
    day = NOW.date()
    desk.book(local(day, "15:00"), patient=1)
    desk.book(local(day, "16:00"), patient=1, doctor=1)
    desk.workspace.open_dock("take_payment", patient_id=desk.clinic.patients[1])
    desk.settle()
    panel = dock(desk)
    state = panel._model.state
    assert state.invoice is None
    assert len(state.unpaid) == 2
    panel._unpaid.chosen.emit(state.unpaid[0].appointment_id)
    desk.settle()
    assert panel._model.state.invoice is not None


def test_a_payment_at_another_desk_is_seen_here_and_not_taken_twice(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    desk.services.payments.take_for(
        desk.clinic.manager,
        desk.cards()[0].appointment_id,
        tuple(line.paid() for line in panel._model.state.lines),
    )
    desk.settle()
    assert panel._nothing.isVisible()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert len(invoice(desk).payments) == 1


def test_a_paid_visit_prints_its_receipt_again_as_a_copy(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.workspace.open_dock("take_payment", appointment_id=desk.cards()[0].appointment_id)
    desk.settle()
    desk.workspace.command("print")
    desk.settle()
    assert invoice(desk).payments[0].copies == 2
    assert panel._nothing.isVisible()


def test_the_desk_may_not_refund_but_sees_what_was_paid(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.workspace.open_dock("take_payment", appointment_id=desk.cards()[0].appointment_id)
    desk.settle()
    texts = [button.text() for button in panel._earlier.findChildren(type(panel.act))]
    assert texts == []


def test_a_refund_asks_how_much_and_why(desk: ReceptionDesk) -> None:
    left = rupees(500)
    given: list[tuple[object, ...]] = []
    model = RefundWishViewModel(desk.session, desk.tasks, desk.services.refunds, 1)
    model.give = lambda *asked: given.append(asked)  # type: ignore[method-assign]
    locale = desk.desk._parts.locale
    dialog = RefundDialog(desk.theme, model, "Zoë Müller", PaymentMethod.CASH, left, locale, desk.workspace)
    dialog.open()
    ways = (PaymentMethod.CASH,)
    model.show_state(terms=RefundTerms(1, left, rupees(0), rupees(1000), ways, False, (), None))
    dialog.act.click()
    assert dialog.reason.problem() is not None
    dialog.reason.set_text("Waited too long")
    dialog.amount.set_money(rupees(600))
    dialog.act.click()
    assert dialog.amount.problem() == "This is more than was paid."
    dialog.amount.set_money(rupees(200))
    dialog.act.click()
    assert given == [(20_000, "Waited too long", PaymentMethod.CASH, False, False)]


def test_a_manager_takes_a_payment_back_with_one_key_and_a_yes(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="centre_manager") as desk:
        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        panel = opened(desk)
        panel.act.click()
        desk.settle()
        assert invoice(desk).due == rupees(0)
        desk.key(Qt.Key.Key_Z, CONTROL)
        desk.key(Qt.Key.Key_Z, CONTROL)
        assert invoice(desk).due == rupees(0)
        desk.answer("Give ₹500.00 back")
        assert invoice(desk).due == rupees(500)
        assert invoice(desk).payments[0].state is PaymentState.REFUNDED
        assert "Taken back" in desk.toast()


def test_what_was_typed_for_a_payment_comes_back_with_it(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel._model.edit_line(0, tendered=rupees(1000))
    panel._model.split()
    desk.key(Qt.Key.Key_Escape)
    assert desk.toast() == "What was typed for the payment is kept"
    desk.workspace.toasts._button.click()
    desk.settle()
    assert [line.tendered for line in dock(desk)._model.state.lines] == [rupees(1000), None]


def test_a_split_payment_has_one_invoice_on_paper_by_click_and_by_key(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel.lines.edited.emit(0, {"amount": rupees(300)})
    panel._model.split()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert len(invoice(desk).payments) == 2
    (card,) = desk.cards()
    desk.workspace.open_dock("take_payment", appointment_id=card.appointment_id)
    desk.settle()
    dock(desk)._papers.print_button.click()
    desk.settle()
    assert [path.name.split("-")[0] for path in desk.paper_folder.rglob("invoice*.pdf")] == ["invoice"]
    assert "Kept as invoice" in desk.toast()

    for path in desk.paper_folder.rglob("invoice*.pdf"):
        path.unlink()
    desk.workspace.open_dock("appointment", appointment_id=card.appointment_id)
    desk.settle()
    desk.key(Qt.Key.Key_P, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert len(list(desk.paper_folder.rglob("invoice*.pdf"))) == 1


def test_cash_that_could_not_be_read_is_gone_once_another_way_was_chosen(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    line = panel.lines.editors[0]
    line.tendered.edit.setFocus()
    desk.type("500,0")
    assert not panel.act.isEnabled()
    desk.key(Qt.Key.Key_D, ALT)
    desk.key(Qt.Key.Key_C, ALT)
    assert line.tendered.text() == ""
    assert panel.act.isEnabled()


# --- Cards, UPI, bank, deposits, tills ------------------------------------------------------------------------------


def test_a_card_is_noted_with_its_approval_last_digits_and_the_desks_terminal(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    desk.key(Qt.Key.Key_D, ALT)
    desk.type("004917")
    desk.key(Qt.Key.Key_Tab)
    desk.type("42")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).payments == ()
    assert panel.act.accessibleDescription() == "Type the last four digits of the card, or none."
    desk.type("42")
    desk.key(Qt.Key.Key_Tab)
    desk.type("T-77")
    desk.key(Qt.Key.Key_Return, CONTROL)
    (payment,) = invoice(desk).payments
    assert (payment.reference, payment.card_last4, payment.terminal) == ("004917", "4242", "T-77")
    other = desk.book(local(NOW.date(), "15:00"), patient=1)
    desk.workspace.open_dock("take_payment", appointment_id=other.id)
    desk.settle()
    desk.key(Qt.Key.Key_D, ALT)
    assert dock(desk).lines.editors[0].terminal.text() == "T-77"


def test_upi_shows_a_code_of_what_is_paid_and_follows_the_amount(desk: ReceptionDesk) -> None:
    desk.services.settings.change(desk.clinic.admin, {"upi_address": "lotus@okbank"})
    panel = opened(desk)
    assert not panel.lines.editors[0].upi.isVisible()
    desk.key(Qt.Key.Key_U, ALT)
    code = panel.lines.editors[0].upi.code
    assert code.isVisible()
    assert code.width() >= 300
    assert code.data.startswith("upi://pay?pa=lotus@okbank&pn=Lotus%20Clinic&tr=")
    assert code.data.endswith("&am=500.00&cu=INR")
    assert "Zo" not in code.data
    assert code.accessibleName() == "Scan to pay ₹500.00 to Lotus Clinic"
    panel.lines.focus_amount()
    desk.type("150.50")
    assert "&am=150.50&" in code.data


def test_without_an_address_for_upi_there_is_no_code_but_its_reference_is_taken(desk: ReceptionDesk) -> None:
    desk.services.settings.change(desk.clinic.admin, {"default_method": "upi"})
    panel = opened(desk)
    assert panel._model.state.lines[0].method is PaymentMethod.CASH
    desk.key(Qt.Key.Key_U, ALT)
    upi = panel.lines.editors[0].upi
    assert not upi.code.isVisible()
    assert "the clinic has no UPI address. An admin enters it in Settings" in upi._missing.whole_text()
    assert upi._missing.isVisible()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).payments == ()
    assert panel.act.accessibleDescription() == "Type the 12 digits of the UPI reference from the payer's phone."


def test_a_reference_that_was_used_today_is_refused_in_words(desk: ReceptionDesk) -> None:
    other = desk.book(local(NOW.date(), "15:00"), patient=1)
    paid = DeskPayment(PaymentMethod.UPI, 50_000, None, "428811902231", new_key())
    desk.services.payments.take_for(desk.actor, other.id, (paid,))
    done = desk.walk_in(patient=4)
    desk.workspace.open_dock("take_payment", appointment_id=done.appointment.id)
    desk.settle()
    desk.key(Qt.Key.Key_U, ALT)
    desk.type("428811902231")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert dock(desk)._refusal.whole_text() == "This reference was entered for another payment today."


def test_what_was_typed_of_a_card_is_never_corrected_by_the_cash_before_it(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    panel.lines.split_button.click()
    desk.settle()
    panel.lines.editors[1].amount.edit.setFocus()
    panel.lines.editors[1].amount.edit.selectAll()
    desk.type("400")
    panel.lines.focus_amount()
    desk.type("200")
    assert panel.lines.editors[1].amount.money() == rupees(400)
    assert panel.lines.editors[1].amount.problem() == "This is more than is left to pay."
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).payments == ()


def test_the_deposit_is_one_click_and_leaves_the_rest(desk: ReceptionDesk) -> None:
    desk.services.settings.change(desk.clinic.admin, {"deposit_percent": 20})
    panel = opened(desk)
    assert panel.lines.deposit_button.text() == "Deposit ₹100.00"
    panel.lines.deposit_button.click()
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert (invoice(desk).paid, invoice(desk).due) == (rupees(100), rupees(400))
    panel._taken._more.click()
    desk.settle()
    assert not panel.lines.deposit_button.isVisible()


def test_later_leaves_the_payment_for_another_time(desk: ReceptionDesk) -> None:
    opened(desk)
    desk.key(Qt.Key.Key_A, ALT)
    assert not isinstance(desk.workspace.panel, TakePaymentDock)
    assert invoice(desk).payments == ()


def test_only_a_desk_that_keeps_tills_hears_that_none_is_open(desk: ReceptionDesk) -> None:
    panel = opened(desk)
    assert not panel._at_desk.till.isVisible()
    till = desk.services.tills.open(desk.actor, desk.clinic.kolkata, 10_000)
    desk.settle()
    assert not panel._at_desk.till.isVisible()
    desk.services.tills.close(desk.actor, till.id, counted(till))
    desk.settle()
    assert panel._at_desk.till.isVisible()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).due == rupees(0)


def test_where_a_till_is_required_the_dock_says_what_to_do_first(desk: ReceptionDesk) -> None:
    desk.services.settings.change(desk.clinic.admin, {"till_required": True})
    panel = opened(desk)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert invoice(desk).payments == ()
    assert panel._refusal.whole_text() == "Open the till of this desk first: cash is counted there."


def test_a_till_of_an_earlier_day_is_said_where_cash_is_taken(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 10_000)
    clock.forward(days=1)
    panel = opened(desk)
    assert panel._at_desk.till.isVisible()
    assert panel._at_desk.till.button.text() == "Count and close it…"
    panel._at_desk.till.button.click()
    desk.settle()
    assert desk.workspace.route == "till"


def test_what_is_known_of_a_card_and_of_upi_is_told_of_earlier_payments(desk: ReceptionDesk) -> None:
    done = desk.walk_in(patient=4)
    card = DeskPayment(PaymentMethod.CARD, 10_000, None, "004917", new_key(), "T-77", "4242")
    upi = DeskPayment(PaymentMethod.UPI, 10_000, None, "428811902231", new_key())
    desk.services.payments.take_for(desk.actor, done.appointment.id, (card, upi))
    desk.workspace.open_dock("take_payment", appointment_id=done.appointment.id)
    desk.settle()
    said = " ".join(label.whole_text() for label in dock(desk)._earlier.findChildren(PlainLabel))
    assert "004917 · card …4242 · T-77" in said
    assert "428811902231 · declared" in said
