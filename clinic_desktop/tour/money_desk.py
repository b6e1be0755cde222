"""The front desk's money in the tour: links, splits, UPI, money that comes late, the till, and lists as files."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from clinic_desktop.domain.codes import (
    AppointmentState,
    GatewayName,
    MessageKind,
    PaymentMethod,
    PaymentState,
    RefundCause,
    RefundState,
)
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.billing.refund_listing import RefundFilters, RefundRow
from clinic_desktop.services.billing.values import InvoiceView, PaymentView
from clinic_desktop.services.checkout.values import LinkView
from clinic_desktop.services.messages.values import MessageFilter
from clinic_desktop.services.till.values import TillView
from clinic_desktop.tour.at_the_desk import AtTheDesk
from clinic_desktop.tour.driver import Driver
from clinic_desktop.tour.loopback_gateways import LoopbackGateways
from clinic_desktop.tour.money_pages import MoneyPages
from clinic_desktop.tour.other_desk import OtherDesk
from clinic_desktop.tour.people import change_person
from clinic_desktop.ui.billing.links import LinksScreen
from clinic_desktop.ui.billing.pay_screen import PayScreen
from clinic_desktop.ui.billing.payments import PaymentsScreen
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.till.till import TillScreen
from clinic_desktop.viewmodels.billing.link_pay_state import LinkPhase

_S = AppointmentState
_ALT, _CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_FLOAT = 2000
_CASH, _HANDED_OVER = 200, 500
_SHORT = 10
_UPI_REFERENCE = "428811902231"


class MoneyAtTheDesk(AtTheDesk):
    """Each method is one step. What payers do, they do at the gateways."""

    def __init__(self, driver: Driver, other_desk: OtherDesk, part: int, gateways: LoopbackGateways) -> None:
        super().__init__(driver, other_desk, part)
        self.gateways, self.money = gateways, MoneyPages(driver)
        self._used: set[int] = set()

    def run(self) -> None:
        """All steps in order, as the front desk of the first centre; the last as that of the other one."""
        self.open_till()
        self.pay_by_razorpay()
        self.end_link_and_split()
        self.pay_by_upi()
        self.pay_late()
        self.close_till()
        self.export()
        self.pay_by_stripe()

    # --- What is there ---------------------------------------------------------------------------------------------

    @property
    def dock(self) -> TakePaymentDock:
        return self.driver.find(TakePaymentDock)

    def unpaid(self, *states: AppointmentState) -> Card:
        """A visit of today that costs more than a split takes in cash; each time another one."""
        found = next(
            card
            for card in sorted(self.cards(*states), key=lambda card: card.period.start)
            if card.due and card.due == card.amount and card.appointment_id not in self._used and not card.queue_only
        )
        self._used.add(found.appointment_id)
        return found

    def invoice(self, card: Card) -> InvoiceView:
        """What the visit costs and what was paid of it."""
        return self.services.payments.invoice(self.money.actor, card.appointment_id)

    def only_payment(self, card: Card) -> PaymentView:
        """The one payment of the visit."""
        (payment,) = self.invoice(card).payments
        return payment

    def till(self) -> TillView | None:
        """This desk's open till."""
        return self.services.tills.here(self.money.actor, self.driver.application.session.centre.id).open

    # --- Links -----------------------------------------------------------------------------------------------------

    def pay_by_razorpay(self) -> None:
        driver = self.driver
        with driver.step("a patient pays by Razorpay's link") as step:
            card = self.unpaid(_S.CHECKED_IN)
            self._open_payment(card)
            step.keys = 0
            link = self._make_link()
            driver.check(step.keys <= 3, "two keys made it")
            driver.check(link.gateway is GatewayName.RAZORPAY, "rupees are paid by Razorpay")
            page = self.gateways.page(link.url)
            driver.check(page["amount"] == card.due.minor if card.due else False, "it asks for what is due")
            driver.check(card.patient_name not in str(page), "and carries no name")
            driver.picture("a link waits to be paid")
            driver.press(Qt.Key.Key_S)
            screen = self.dock.by_link.screen_window
            assert isinstance(screen, PayScreen)
            driver.until(lambda: "Scan to pay with your phone" in screen.shown_words(), "S shows it to the patient")
            driver.picture("the screen for the patient", screen)
            self.gateways.pay(link.gateway, link.url)
            driver.until(lambda: self.dock.by_link.state.phase is LinkPhase.PAID, "the dock says paid by itself")
            driver.until(lambda: "Thank you" in screen.shown_words(), "the patient's screen says thank you")
            screen.close()
            self._check_paid(card)
            driver.until(lambda: card.patient_name in self.toast(), "the toast says who paid")
            driver.picture("paid by link")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.settle()

    def pay_by_stripe(self) -> None:
        """At the other centre, in its currency."""
        driver = self.driver
        with driver.step("in Berlin a patient pays by Stripe's link"):
            change_person(driver, "empfang")
            card = self.unpaid(_S.CONFIRMED)
            self._open_payment(card)
            link = self._make_link()
            driver.check(link.gateway is GatewayName.STRIPE, "euros are paid by Stripe")
            self.gateways.pay(link.gateway, link.url)
            driver.press(Qt.Key.Key_L)
            driver.until(lambda: self.dock.by_link.state.phase is LinkPhase.PAID, "L asks, and it is paid")
            self._check_paid(card)
            driver.picture("paid by Stripe")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.settle()

    def end_link_and_split(self) -> None:
        driver = self.driver
        with driver.step("a link is ended, and cash and card pay instead"):
            card = self.unpaid(_S.CHECKED_IN, _S.CONFIRMED)
            self._open_payment(card)
            link = self._make_link()
            driver.click(self.dock.by_link.part.end)
            driver.until(lambda: self.dock.by_link.state.phase is LinkPhase.ENDED, "it is ended")
            page = self.gateways.page(link.url)
            driver.check(page["status"] == "cancelled", "nobody can pay it any more")
            driver.settle()
            driver.picture("a link is ended")
            driver.press(Qt.Key.Key_C, _ALT)
            driver.settle()
            lines = self.dock.lines
            driver.click(lines.split_button)
            driver.settle()
            driver.write(str(_CASH))
            driver.press(Qt.Key.Key_D, _ALT)
            driver.write("004917")
            driver.press(Qt.Key.Key_Tab)
            driver.write("4242")
            driver.press(Qt.Key.Key_Tab)
            driver.write("T-77")
            driver.fill(lines.editors[0].tendered.edit, str(_HANDED_OVER))
            change = Money((_HANDED_OVER - _CASH) * 100, "INR")
            driver.until(lambda: self.dock._model.state.lines[0].change == change, "the change is said")
            driver.picture("cash and card")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: not self.invoice(card).due, "both together paid all of it")
            cash, by_card = sorted(self.invoice(card).payments, key=lambda payment: payment.id)
            driver.check((cash.method, cash.amount.minor) == (PaymentMethod.CASH, _CASH * 100), "a part in cash")
            driver.check((by_card.card_last4, by_card.terminal) == ("4242", "T-77"), "the rest by card")
            driver.settle()
            driver.picture("the change to give")
            driver.press(Qt.Key.Key_Return)
            driver.settle()

    def pay_by_upi(self) -> None:
        driver = self.driver
        with driver.step("a patient pays by UPI"):
            card = self.unpaid(_S.CHECKED_IN, _S.CONFIRMED)
            self._open_payment(card)
            driver.press(Qt.Key.Key_U, _ALT)
            driver.settle()
            code = self.dock.lines.editors[0].upi.code
            driver.check(code.isVisible() and code.data.startswith("upi://pay?"), "there is a code to scan")
            driver.check(card.patient_name.split()[0] not in code.data, "without a name")
            driver.picture("a code for UPI")
            driver.write(_UPI_REFERENCE)
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: not self.invoice(card).due, "it is paid")
            payment = self.only_payment(card)
            driver.check(payment.declared and payment.reference == _UPI_REFERENCE, "by the payer's word")
            driver.settle()

    def pay_late(self) -> None:
        driver, gateways = self.driver, self.gateways
        with driver.step("money that came too late goes back by itself"):
            card = self._with_address()
            self._open_payment(card)
            link = self._make_link()
            gateways.fail(link.url)
            self.cancel_visit(card)
            number = link.id
            driver.until(lambda: not self._link(number).is_live, "with the visit its link is ended")
            gateways.capture_late(link.url)
            self.money.open_money("links")
            self.money.choose(driver.find(LinksScreen).table, link.id)
            driver.press(Qt.Key.Key_L)
            driver.until(lambda: self._gone_back(card) is not None, "what the bank paid all the same is sent back")
            refund = self._gone_back(card)
            assert refund is not None
            driver.check(refund.amount == card.due, "all of it")
            driver.check(gateways.refunded().count(refund.amount.minor) == 1, "the gateway has the refund once")
            driver.check(not self.only_payment(card).left, "nothing of it is kept")
            kinds = self._told(card)
            driver.check({MessageKind.RECEIPT, MessageKind.REFUND} <= kinds, "and the patient is told of both")
            driver.settle()
            driver.picture("paid too late")
            self.money.open_money("refunds")
            driver.picture("refunds at the desk")

    def _open_payment(self, card: Card) -> None:
        driver = self.driver
        self.begin_at_the_board()
        self.click_card(card.appointment_id)
        driver.press(Qt.Key.Key_P)
        driver.settle()
        driver.until(lambda: driver.shows(card.patient_name) and self.dock.isVisible(), "P takes its payment")

    def _make_link(self) -> LinkView:
        driver = self.driver
        driver.press(Qt.Key.Key_L, _ALT)
        driver.until(lambda: self.dock.by_link.state.can_make, "a link can be made")
        driver.press(Qt.Key.Key_Return, _CONTROL)
        driver.until(lambda: self.dock.by_link.state.phase is LinkPhase.WAITING, "the link waits to be paid")
        driver.settle()
        link, code = self.dock.by_link.state.link, self.dock.by_link.part.code
        assert link is not None
        driver.check(code.isVisible() and code.data == link.url, "its code is on the screen")
        return link

    def _check_paid(self, card: Card) -> None:
        driver, part = self.driver, self.dock.by_link.part
        payment = self.only_payment(card)
        driver.check(payment.method is PaymentMethod.LINK and payment.amount == card.due, "all of it came by the link")
        driver.check(payment.state is PaymentState.PAID and payment.receipt_number, "it has a receipt")
        driver.until(lambda: payment.receipt_number in part.words(), "the dock says its number")
        driver.check(not self.invoice(card).due, "nothing is due any more")

    def _link(self, link_id: int) -> LinkView:
        return self.services.checkout.link(self.money.actor, link_id)

    def _gone_back(self, card: Card) -> RefundRow | None:
        """The refund of money that came late, once it has arrived."""
        filters = RefundFilters(causes=(RefundCause.LATE,), patient_id=card.patient_id)
        rows = self.services.refunds.listing(self.money.actor, filters).rows
        return next((row for row in rows if row.state is RefundState.DONE), None)

    def _with_address(self) -> Card:
        """The last visit of today that is not paid, of somebody who can be written to."""
        found = max(
            (
                card
                for card in self.cards(_S.CONFIRMED)
                if card.due and card.may_move and card.series_id is None and card.appointment_id not in self._used
                if self._can_be_written_to(card)
            ),
            key=lambda card: card.period.start,
        )
        self._used.add(found.appointment_id)
        return found

    def _can_be_written_to(self, card: Card) -> bool:
        session = self.driver.application.session
        hits = self.services.patients.search(session.actor, card.patient_phone[-4:], session.centre.id).hits
        return any(hit.id == card.patient_id and hit.has_email for hit in hits)

    def _told(self, card: Card) -> set[MessageKind]:
        wanted = MessageFilter(appointment_id=card.appointment_id)
        return {row.kind for row in self.services.messages.listing(self.money.actor, wanted).rows}

    # --- The till --------------------------------------------------------------------------------------------------

    def open_till(self) -> None:
        driver = self.driver
        with driver.step("the desk opens its till"):
            change_person(driver, "desk")
            driver.press(Qt.Key.Key_T, _CONTROL)
            driver.settle()
            page = driver.find(TillScreen)
            driver.check(page.opening.isVisible(), "Ctrl+T leads to the till, and none is open")
            driver.fill(page.opening.amount.edit, str(_FLOAT))
            driver.picture("opening the till")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self.till() is not None, "it is open")
            till = self.till()
            assert till is not None
            driver.check(till.floated == Money(_FLOAT * 100, "INR"), "with what lies in the drawer")
            driver.settle()

    def close_till(self) -> None:
        driver = self.driver
        with driver.step("the till is counted with a difference and closed"):
            driver.press(Qt.Key.Key_T, _CONTROL)
            driver.settle()
            page, till = driver.find(TillScreen), self.till()
            assert till is not None
            expected = till.expected(PaymentMethod.CASH)
            driver.check(expected.minor == (_FLOAT + _CASH) * 100, "what should be in it is the float and the cash")
            driver.picture("the open till")
            driver.press(Qt.Key.Key_C)
            driver.settle()
            driver.write(str(expected.minor // 100 - _SHORT))
            cash = page.count.methods[PaymentMethod.CASH]
            driver.until(cash.reason.isVisible, "what is missing has to be explained")
            driver.fill(cash.reason.edit, "A coin fell behind the desk")
            driver.picture("counting the till")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self.till() is None, "it is closed")
            closed = self.services.tills.till(self.money.actor, till.id)
            difference = next(one.difference for one in closed.counts if one.method is PaymentMethod.CASH)
            driver.check(difference == Money(-_SHORT * 100, "INR"), "with the difference and its reason")
            driver.settle()
            driver.click(driver.find(QRadioButton, page.bar.tabs, "Day's report"))
            driver.settle()
            driver.press(Qt.Key.Key_P, _CONTROL)
            driver.until(lambda: self.money.papers("day-report-"), "the day's report was put on paper")
            driver.picture("the day's report")

    # --- Files -----------------------------------------------------------------------------------------------------

    def export(self) -> None:
        driver = self.driver
        with driver.step("the payments of the day are saved as files"):
            self.money.open_money("payments")
            page = driver.find(PaymentsScreen)
            rows = page._taken.rows
            driver.check(rows, "what was taken is listed")
            heads, *values = self.money.export("payments.csv")
            place = heads.index("Amount")
            paid = sum(row.amount.minor for row in rows)
            driver.check(len(values) == len(rows), "the CSV has every payment")
            driver.check(sum(Decimal(row[place]) for row in values) * 100 == paid, "and comes to the same")
            driver.check(any(_UPI_REFERENCE in row for row in values), "with the references")
            sheet_heads, *cells = self.money.export("payments.xlsx")
            driver.check(sheet_heads == heads and len(cells) == len(rows), "the sheet has the same columns and rows")
            numbers = {row[0] for row in cells}
            driver.check(numbers == {row.receipt_number for row in rows}, "and the same receipts")
            driver.picture("payments of the day")
