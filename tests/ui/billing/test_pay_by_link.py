"""Paying by link in the real window, through the vendors' SDKs, at gateways on loopback."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import LinkState, PaymentMethod, PaymentWord
from clinic_desktop.domain.money import Money
from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.ui.billing.pay_screen import PayScreen
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.viewmodels.billing.link_pay_state import LinkPhase
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk
from tests.ui.billing.conftest import Till, give_address, online
from tests.ui.billing.test_take_payment import ALT, CONTROL, dock, invoice, opened, rupees


def shown_words(widget: QWidget) -> list[str]:
    """Every text in the widget."""
    return [label.whole_text() for label in widget.findChildren(PlainLabel)]


def linked(till: Till) -> TakePaymentDock:
    """The dock with a link that waits to be paid."""
    panel = opened(till.desk)
    till.desk.key(Qt.Key.Key_L, ALT)
    till.desk.key(Qt.Key.Key_Return, CONTROL)
    return panel


def test_two_keys_make_a_link_and_its_code(paid_online: Till) -> None:
    panel = opened(paid_online.desk)
    paid_online.desk.keys_pressed = 0
    paid_online.desk.key(Qt.Key.Key_L, ALT)
    paid_online.desk.key(Qt.Key.Key_Return, CONTROL)
    assert paid_online.desk.keys_pressed == 2
    link = panel.by_link.state.link
    assert link is not None and link.state is LinkState.OPEN
    assert link.amount == rupees(500)
    assert panel.by_link.part.code.isVisible()
    assert panel.by_link.part.code.data == link.url
    assert panel.by_link.part.code.width() >= 300
    assert "Waiting for payment" in panel.by_link.part.words()


def test_the_dock_says_paid_with_the_receipt_once_the_payer_has_paid(paid_online: Till) -> None:
    panel = linked(paid_online)
    link = panel.by_link.state.link
    assert link is not None
    paid_online.pay(link.id)
    panel.by_link.part._model.follow()
    paid_online.desk.settle()
    words = panel.by_link.part.words()
    assert words.startswith("Paid 11:00")
    assert words.endswith("· receipt R-2026-00001")
    assert "₹500.00 from Zoë Müller paid online" in paid_online.desk.toast()
    (payment,) = invoice(paid_online.desk).payments
    assert (payment.method, payment.amount) == (PaymentMethod.LINK, rupees(500))
    assert panel.act.label() == "Done"
    paid_online.desk.key(Qt.Key.Key_Return, CONTROL)
    assert not isinstance(paid_online.desk.workspace.panel, TakePaymentDock)


def test_the_second_desk_shows_the_link_of_the_first(paid_online: Till, tmp_path: Path) -> None:
    panel = linked(paid_online)
    link = panel.by_link.state.link
    assert link is not None
    first = paid_online.desk
    with open_desk(str(first.database.engine.url), first.clock, tmp_path, first.clinic, "front_desk") as second:
        second.services.__dict__["gateways"] = first.services.gateways
        second.workspace.open_dock("take_payment", appointment_id=link.appointment_id)
        second.settle()
        other = dock(second)
        assert other.by_link.isVisible()
        assert other.by_link.part.code.data == link.url


def test_a_part_can_be_asked_for(paid_online: Till) -> None:
    panel = opened(paid_online.desk)
    paid_online.desk.key(Qt.Key.Key_L, ALT)
    paid_online.desk.type("200")
    paid_online.desk.key(Qt.Key.Key_Return, CONTROL)
    assert panel.by_link.state.link is not None
    assert panel.by_link.state.link.amount == rupees(200)


def test_more_than_is_due_makes_no_link_and_says_why(paid_online: Till) -> None:
    panel = opened(paid_online.desk)
    paid_online.desk.key(Qt.Key.Key_L, ALT)
    paid_online.desk.type("900")
    paid_online.desk.key(Qt.Key.Key_Return, CONTROL)
    assert panel.by_link.state.link is None
    assert panel.act.accessibleDescription() == "This is more than is left to pay."


def test_without_a_gateway_the_button_says_where_it_is_set_up(desk: ReceptionDesk) -> None:
    desk.services.settings.change(desk.clinic.admin, {"gateway": "none"})
    panel = opened(desk)
    desk.key(Qt.Key.Key_L, ALT)
    assert not panel.act.isEnabled()
    assert "Settings, Payments" in panel.act.accessibleDescription()
    panel.by_link.ways.chosen.emit(PaymentMethod.CASH)
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert [payment.method for payment in invoice(desk).payments] == [PaymentMethod.CASH]


def test_cash_is_taken_while_a_link_waits_and_the_link_ends(paid_online: Till) -> None:
    panel = linked(paid_online)
    paid_online.desk.key(Qt.Key.Key_C, ALT)
    paid_online.desk.key(Qt.Key.Key_Return, CONTROL)
    assert [payment.method for payment in invoice(paid_online.desk).payments] == [PaymentMethod.CASH]
    assert panel is not paid_online.desk.workspace.panel


def test_ending_a_link_says_so_and_another_can_be_made(paid_online: Till) -> None:
    panel = linked(paid_online)
    panel.by_link.part.end.click()
    paid_online.desk.settle()
    assert panel.by_link.state.phase is LinkPhase.ENDED
    assert panel.by_link.part.words() == "Ended by hand"
    panel.by_link.part.again.click()
    paid_online.desk.settle()
    paid_online.desk.key(Qt.Key.Key_Return, CONTROL)
    assert panel.by_link.state.phase is LinkPhase.WAITING


def test_letters_copy_the_link_while_nobody_types(paid_online: Till) -> None:
    panel = linked(paid_online)
    assert panel.by_link.state.link is not None
    paid_online.desk.key(Qt.Key.Key_C)
    assert QGuiApplication.clipboard().text() == panel.by_link.state.link.url


def test_all_that_can_be_done_with_a_link_is_in_sight_in_a_low_window(paid_online: Till) -> None:
    panel = linked(paid_online)
    part = panel.by_link.part
    part.window().resize(1280, 800)
    paid_online.desk.settle()
    assert part.code.width() >= 300
    for button in (part.face, part.send, part.copy, part.text, part.end, part.browse, part.paper, part.look):
        assert button.isVisible()
        assert not button.visibleRegion().isEmpty(), button.label()
        assert button.visibleRegion().boundingRect().height() == button.height(), button.label()


def test_a_link_is_sent_to_nobody_without_an_address(paid_online: Till) -> None:
    give_address(paid_online.desk, "")
    linked(paid_online)
    paid_online.desk.key(Qt.Key.Key_E)
    assert "no email address" in paid_online.desk.toast()


def test_what_was_paid_online_is_named_by_its_gateway(paid_online: Till) -> None:
    panel = linked(paid_online)
    link = panel.by_link.state.link
    assert link is not None
    paid_online.pay(link.id)
    panel.by_link.part._model.follow()
    paid_online.desk.settle()
    (line,) = [text for text in shown_words(panel._earlier) if "Razorpay" in text]
    assert "Online payment by Razorpay" in line
    assert link.key not in line


def test_the_text_to_send_by_hand_names_no_doctor_and_no_reason(paid_online: Till) -> None:
    panel = linked(paid_online)
    panel.by_link.part.text.click()
    text = QGuiApplication.clipboard().text()
    link = panel.by_link.state.link
    assert link is not None
    assert link.url in text and "₹500.00" in text
    assert link.practitioner_name not in text and link.patient_name not in text


def test_the_screen_for_the_patient_follows_the_link_and_closes_by_itself(paid_online: Till) -> None:
    panel = linked(paid_online)
    paid_online.desk.key(Qt.Key.Key_S)
    screen = panel.by_link.screen_window
    assert isinstance(screen, PayScreen)
    assert screen.shown_words()[1:4] == ("₹500.00", "Zoë M.", "Scan to pay with your phone")
    link = panel.by_link.state.link
    assert link is not None
    paid_online.pay(link.id)
    screen._model.follow()
    paid_online.desk.settle()
    assert "Thank you" in screen.shown_words()
    for _ in range(8):
        screen.tick()
    assert not screen.isVisible()


def test_an_answer_that_is_lost_is_never_called_failed(paid_online: Till) -> None:
    paid_online.server.faults.add(FaultKind.LOSE_REPLY, method="POST", times=None)
    panel = linked(paid_online)
    assert panel.by_link.state.phase is LinkPhase.LOST
    assert panel.by_link.part.words() == "No answer from Razorpay; we keep asking"
    paid_online.server.faults.clear()
    paid_online.work(60)
    panel.by_link.part._model.follow()
    paid_online.desk.settle()
    assert panel.by_link.state.phase is LinkPhase.WAITING
    assert len(paid_online.server.books.links) == 1


def test_a_walk_in_by_link_is_booked_checked_in_and_shown_the_code(paid_online: Till) -> None:
    desk = paid_online.desk
    desk.keys_pressed = 0
    desk.key(Qt.Key.Key_F2)
    desk.type("4471")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_L, ALT)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.keys_pressed <= 12
    panel = dock(desk)
    assert panel.by_link.part.code.isVisible()
    assert panel.by_link.state.phase is LinkPhase.WAITING
    (card,) = desk.cards()
    assert (card.token != "", card.payment) == (True, PaymentWord.LINK_SENT)


def test_every_list_says_that_a_link_was_sent_and_then_that_it_is_paid(paid_online: Till) -> None:
    panel, desk = linked(paid_online), paid_online.desk
    link = panel.by_link.state.link
    assert link is not None
    assert [card.payment for card in desk.cards()] == [PaymentWord.LINK_SENT]
    queue = desk.services.days.waiting_room(desk.actor, desk.clinic.kolkata)
    assert [entry.payment for entry in queue.waiting] == [PaymentWord.LINK_SENT]
    (visit,) = desk.services.patients.visits(desk.actor, link.patient_id)
    assert visit.link_sent
    desk.workspace.open_dock("appointment", appointment_id=link.appointment_id)
    desk.settle()
    assert desk.workspace.panel is not None
    assert "Link sent · ₹500.00 due" in shown_words(desk.workspace.panel)
    paid_online.pay(link.id)
    assert [card.payment for card in desk.cards()] == [PaymentWord.PAID]
    assert "Paid" in shown_words(desk.workspace.panel)


def test_the_window_lives_while_the_gateway_stalls(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path, stripe_server: Any, razorpay_server: Any
) -> None:
    tasks = Background.threads()
    with open_desk(sqlite_database_url, clock, tmp_path, tasks=tasks) as desk:

        def rest() -> None:
            qtbot.waitUntil(lambda: tasks.database.idle and tasks.search.idle)  # type: ignore[attr-defined]

        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        qtbot.waitUntil(lambda: desk.session.signed_in)
        till = online(desk, stripe_server, razorpay_server)
        panel = opened(desk)
        qtbot.waitUntil(lambda: panel.isAncestorOf(desk.focus))
        desk.key(Qt.Key.Key_L, ALT)
        qtbot.waitUntil(lambda: panel.by_link.state.can_make)
        till.server.faults.add(FaultKind.STALL, method="POST", seconds=20)
        desk.key(Qt.Key.Key_Return, CONTROL)
        till.server.faults.wait_for_stall()
        # The gateway holds its answer back: the desk is told so, can give up waiting, and take cash.
        assert panel.by_link.state.phase is LinkPhase.MAKING
        assert panel.by_link.part.stop.isVisible()
        panel.by_link.part.stop.click()
        qtbot.waitUntil(lambda: panel.by_link.state.phase is LinkPhase.LOST)
        desk.key(Qt.Key.Key_C, ALT)
        assert panel.lines.isVisible()
        desk.workspace.close_dock()
        rest()
        assert not isinstance(desk.workspace.panel, TakePaymentDock)
        # Whoever opens it next finds the link, once the gateway has answered.
        till.server.faults.clear()
        qtbot.waitUntil(lambda: tasks.slow.idle)  # type: ignore[attr-defined]
        (card,) = desk.cards()
        (link,) = desk.services.checkout.links_of(desk.actor, card.appointment_id)
        assert link.state is LinkState.OPEN
        desk.workspace.open_dock("take_payment", appointment_id=card.appointment_id)
        qtbot.waitUntil(lambda: panel.by_link.part.code.isVisible())
        rest()


def test_a_double_click_makes_one_link(paid_online: Till) -> None:
    panel = opened(paid_online.desk)
    paid_online.desk.key(Qt.Key.Key_L, ALT)
    panel.act.click()
    panel.by_link.make()
    paid_online.desk.settle()
    assert len(paid_online.server.books.links) == 1


def test_a_bank_that_settles_later_is_not_called_paid(paid_online: Till) -> None:
    panel = linked(paid_online)
    link = panel.by_link.state.link
    assert link is not None
    paid_online.server.pay_async(paid_online.page_of(link.id))
    paid_online.work(25)
    panel.by_link.part._model.follow()
    paid_online.desk.settle()
    assert "Paid" not in panel.by_link.part.words()
    assert invoice(paid_online.desk).payments == ()


def test_without_a_connection_the_desk_is_told_and_takes_cash(paid_online: Till) -> None:
    panel = opened(paid_online.desk)
    paid_online.desk.key(Qt.Key.Key_L, ALT)
    panel.by_link._model.show_state(offline=True)
    assert "no connection to Razorpay" in panel.act.accessibleDescription()
    paid_online.desk.key(Qt.Key.Key_C, ALT)
    paid_online.desk.key(Qt.Key.Key_Return, CONTROL)
    assert [payment.method for payment in invoice(paid_online.desk).payments] == [PaymentMethod.CASH]


def test_the_deposit_alone_can_be_asked_for(paid_online: Till) -> None:
    desk = paid_online.desk
    desk.services.settings.change(desk.clinic.admin, {"deposit_percent": 20, "prepayment_required": True})
    panel = opened(desk)
    desk.key(Qt.Key.Key_L, ALT)
    panel.by_link.part.deposit.click()
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert panel.by_link.state.link is not None
    assert panel.by_link.state.link.amount == rupees(100)


def test_money_that_the_bank_has_promised_is_said_to_be_at_the_bank(paid_online: Till) -> None:
    panel = linked(paid_online)
    link = panel.by_link.state.link
    assert link is not None
    page = paid_online.page_of(link.id)
    paid_online.server.fail(page)
    paid_online.server.authorise_late(page)
    paid_online.work(25)
    assert panel.by_link.state.phase is LinkPhase.PROCESSING
    assert "Being confirmed by the bank" in panel.by_link.part.words()
    assert invoice(paid_online.desk).payments == ()
    # The bank changes its mind: the same page can be paid.
    paid_online.server.books.payments[next(iter(paid_online.server.books.payments))]["status"] = "failed"
    paid_online.work(25)
    assert panel.by_link.state.phase is LinkPhase.WAITING
    paid_online.pay(link.id)
    assert panel.by_link.state.phase is LinkPhase.PAID
    assert invoice(paid_online.desk).due == rupees(0)


def test_the_next_visit_may_be_in_another_currency(paid_online: Till) -> None:
    panel = opened(paid_online.desk)
    paid_online.desk.key(Qt.Key.Key_L, ALT)
    offer, model = panel.by_link.state.offer, panel.by_link._model
    assert offer is not None
    euros = Money(6_500, "EUR")
    model.show_state(offer=replace(offer, due=euros, deposit=None), amount=euros)
    amount = panel.by_link.part.amount
    assert amount is not None and amount.isVisible() and amount.money() == euros
    amount.edit.selectAll()
    QTest.keyClicks(amount.edit, "20")
    assert panel.by_link.state.amount == Money(2_000, "EUR")
