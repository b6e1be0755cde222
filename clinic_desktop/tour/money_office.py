"""The office's part of the tour: how the clinic is paid online, a refund that a second person approves, a doctor who is
paid, and comparing with a gateway."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QRadioButton

from clinic_desktop.domain.codes import FindingKind, FindingState, GatewayName, LinkState, PaymentMethod, RefundState
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import PayoutView
from clinic_desktop.services.billing.finding_values import FindingFilters, FindingRow
from clinic_desktop.services.billing.refund_listing import RefundFilters, RefundRow
from clinic_desktop.services.checkout.values import LinkFilters
from clinic_desktop.tour.driver import Driver
from clinic_desktop.tour.loopback_gateways import LoopbackGateways
from clinic_desktop.tour.money_pages import MoneyPages, shown_in
from clinic_desktop.tour.people import change_person
from clinic_desktop.ui.admin.gateway_part import GatewayPart
from clinic_desktop.ui.admin.settings import SettingsScreen
from clinic_desktop.ui.billing.attach_dialog import AttachDialog
from clinic_desktop.ui.billing.findings import FindingsScreen
from clinic_desktop.ui.billing.payments import PaymentsScreen
from clinic_desktop.ui.billing.refund_dialog import RefundDialog
from clinic_desktop.ui.billing.refunds import RefundsScreen
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.ui.payouts.pay_dialog import PayDialog
from clinic_desktop.ui.payouts.payouts import PayoutsScreen
from clinic_desktop.viewmodels.billing.payments import PaymentsTab

_CONTROL = Qt.KeyboardModifier.ControlModifier
_WRONG_KEY = "sk_test_thisKeyWasNeverGiven"
_LIMIT = 300
_UPI = "sunrise@okbank"
_DAYS_PAID = 9
_TRANSFER = "UTR 771204"
PIECE = 1 << 20
"""So many bytes of a file are looked at at once."""


class MoneyOffice(MoneyPages):
    """Each method is one step, in somebody's name who is not at the desk."""

    def __init__(self, driver: Driver, gateways: LoopbackGateways) -> None:
        super().__init__(driver)
        self.gateways = gateways
        self._asked: RefundRow | None = None

    def run(self) -> None:
        """All steps but the admin's, in order; then the gateways end."""
        self.ask_refund()
        self.approve_refund()
        self.pay_doctor()
        self.see_refund_arrive()
        self.reconcile()
        self.keys_stayed_secret()
        self.gateways.stop()

    # --- The admin -------------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """As the admin who is signed in."""
        driver, gateways = self.driver, self.gateways
        with driver.step("an admin connects the gateways"):
            gateways.start()
            driver.press(Qt.Key.Key_Comma, _CONTROL)
            driver.press(Qt.Key.Key_F5)
            driver.settle()
            page = driver.find(SettingsScreen)
            stripe, razorpay = (page.gateways[name] for name in (GatewayName.STRIPE, GatewayName.RAZORPAY))
            driver.until(lambda: shown_in(stripe, "from this computer's environment"), "it says where the key is from")
            driver.fill(stripe.secret.edit, _WRONG_KEY)
            driver.click(stripe.test)
            driver.until(lambda: shown_in(stripe, "does not know this key"), "a wrong key is said in words")
            driver.picture("a wrong key")
            driver.fill(stripe.secret.edit, "x")
            driver.press(Qt.Key.Key_Backspace)
            self._works(stripe)
            self._works(razorpay)
            driver.check(gateways.were_both_asked(), "both gateways were asked")
            driver.picture("both gateways work")
            driver.fill(driver.find(QLineEdit, page.rows["refund_approval_minor"]), str(_LIMIT))
            driver.fill(driver.find(QLineEdit, page.rows["upi_address"]), _UPI)
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self.services.settings.current().upi_address == _UPI, "who is paid by UPI is stored")
            limit = self.services.settings.current().refund_approval_minor
            driver.check(limit == _LIMIT * 100, "and above how much a second person approves")

    def _works(self, part: GatewayPart) -> None:
        driver = self.driver
        driver.click(part.test)
        driver.until(lambda: shown_in(part, "The key works"), "the test says that the key works")
        driver.check(shown_in(part, "It is a test key"), "and that nobody really pays with it")

    # --- A refund --------------------------------------------------------------------------------------------------

    def ask_refund(self) -> None:
        """As the manager of the first centre: for money that came by Razorpay."""
        driver = self.driver
        with driver.step("a refund above the limit is asked for"):
            change_person(driver, "centre")
            self.open_money("payments")
            page = driver.find(PaymentsScreen)
            payment_id = self._paid_by_link()
            self.choose(page.tables[PaymentsTab.TAKEN], payment_id)
            driver.click(page.foot.refund)
            driver.until(lambda: driver.dialogs(RefundDialog), "the program asks how much and why")
            dialog = driver.dialogs(RefundDialog)[0]
            driver.until(dialog.approval.isVisible, "it says that a second person has to approve")
            driver.fill(dialog.reason.edit, "The doctor was called away")
            driver.picture("a refund that needs approval")
            sent = self.gateways.asked_to_refund()
            driver.click(dialog.act)
            driver.until(lambda: self._refund(RefundState.REQUESTED), "it waits for approval")
            driver.settle()
            driver.check(self.gateways.asked_to_refund() == sent, "and nothing was sent")

    def approve_refund(self) -> None:
        """As a manager, who goes on being signed in."""
        driver = self.driver
        with driver.step("a second person approves it"):
            asked = self._refund(RefundState.REQUESTED)
            assert asked is not None
            change_person(driver, "manager")
            self.look_at_centre("Indiranagar")
            self.open_money("refunds")
            page = driver.find(RefundsScreen)
            driver.until(page.pane.approve.isVisible, "what waits for this person is in view")
            driver.picture("a refund to approve")
            driver.press(Qt.Key.Key_A)
            driver.until(lambda: driver.dialogs(Question), "A asks once more")
            driver.click(driver.find(Button, driver.dialogs(Question)[0], "Approve"))
            driver.until(lambda: self._refund(RefundState.REQUESTED) is None, "it waits for approval no more")
            self._asked = asked
            driver.settle()
            driver.picture("a refund is on its way")

    def see_refund_arrive(self) -> None:
        driver, gateways = self.driver, self.gateways
        with driver.step("the refund has arrived"):
            driver.until(lambda: self._refund(RefundState.DONE), "it was sent, and the gateway says it is done")
            done = self._refund(RefundState.DONE)
            assert done is not None
            driver.check(self._asked is not None and done.id == self._asked.id, "the refund that was asked for")
            driver.check(done.sent_at and done.made_by != done.decided_by, "by two people")
            amounts = gateways.refunded()
            driver.check(gateways.asked_to_refund() == len(amounts), "the gateway was asked once for each")
            driver.check(done.amount.minor in amounts, "and has it")
            self.open_money("refunds")
            page = driver.find(RefundsScreen)
            driver.click(driver.find(QRadioButton, page.tabs, "Given back"))
            driver.settle()
            self.choose(page.table, done.id)
            driver.press(Qt.Key.Key_P, _CONTROL)
            driver.until(lambda: self.papers("credit"), "its credit note was put on paper")
            driver.picture("the refund has arrived")

    def _paid_by_link(self) -> int:
        """The newest payment by Razorpay that is kept."""
        actor, centre = self.actor, self.driver.application.session.centre
        links = self.services.checkout.listing(
            actor, LinkFilters(states=(LinkState.PAID,), location_ids=(centre.id,), gateway=GatewayName.RAZORPAY)
        )
        invoices = (self.services.payments.invoice(actor, link.appointment_id) for link in links.rows)
        return max(
            payment.id
            for invoice in invoices
            for payment in invoice.payments
            if payment.method is PaymentMethod.LINK and not payment.refunds
        )

    def _refund(self, state: RefundState) -> RefundRow | None:
        """The newest refund by link that a person has asked for, where it stands so."""
        rows = self.services.refunds.listing(self.actor, RefundFilters(methods=(PaymentMethod.LINK,))).rows
        return next((row for row in rows if row.made_by and row.state is state), None)

    # --- The manager's money ---------------------------------------------------------------------------------------

    def pay_doctor(self) -> None:
        driver = self.driver
        with driver.step("a doctor is paid"):
            self.open_money("payouts")
            page = driver.find(PayoutsScreen)
            actor = self.actor
            driver.until(lambda: page.owed_rows.rowCount() > 0, "who is owed is listed")
            since = min(owed.since for owed in self.services.payouts.owed(actor, driver.application.session.today()))
            until = since.fromordinal(since.toordinal() + _DAYS_PAID)
            driver.fill(page.until.edit, until.isoformat())
            driver.press(Qt.Key.Key_Return)
            driver.settle()
            owed = self.services.payouts.owed(actor, until)[0]
            self.choose(page.owed, (owed.practitioner_id, owed.location_id))
            driver.picture("who is owed")
            driver.click(page.pay)
            driver.until(lambda: driver.dialogs(PayDialog), "every visit that is paid is shown")
            dialog = driver.dialogs(PayDialog)[0]
            driver.until(lambda: dialog.rows.rowCount() > 0, "with what the doctor gets of each")
            driver.fill(dialog.reference.edit, _TRANSFER)
            driver.picture("paying a doctor")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self._payout() is not None, "the payout is stored")
            paid = self._payout()
            assert paid is not None
            driver.check(paid.amount == owed.balance, "over what was owed")
            driver.check(
                not any(
                    one.practitioner_id == owed.practitioner_id for one in self.services.payouts.owed(actor, until)
                ),
                "and nothing is owed any more",
            )
            driver.settle()
            driver.click(driver.find(QRadioButton, page.tabs, "Paid out"))
            driver.settle()
            self.choose(page.paid, paid.id)
            driver.press(Qt.Key.Key_P, _CONTROL)
            driver.until(lambda: self.papers("payout-"), "its statement was put on paper")
            driver.picture("the payout")

    def _payout(self) -> PayoutView | None:
        return next((one for one in self.services.payouts.history(self.actor) if one.reference == _TRANSFER), None)

    def reconcile(self) -> None:
        driver = self.driver
        with driver.step("a difference with the gateway is found and resolved"):
            amount = self._somebody_owes()
            payment = self.gateways.paid_without_the_program(amount.minor)
            self.open_money("findings")
            page = driver.find(FindingsScreen)
            self._compare(page)
            driver.until(lambda: self._finding(payment) is not None, "what only the gateway has is found")
            row = self._finding(payment)
            assert row is not None
            driver.check(row.kind is FindingKind.ONLY_THEIRS and row.theirs == amount, "with its amount")
            driver.settle()
            driver.check(shown_in(page.compare, "1 difference"), "and nothing else differs")
            self.choose(page.table, row.id)
            driver.picture("a difference with the gateway")
            driver.press(Qt.Key.Key_B)
            driver.until(lambda: driver.dialogs(AttachDialog), "B asks which visit it is for")
            dialog = driver.dialogs(AttachDialog)[0]
            driver.until(dialog.act.isEnabled, "visits of that amount stand first")
            driver.picture("which visit it is for")
            driver.click(dialog.act)
            driver.until(lambda: self._is_resolved(payment), "the money pays that visit")
            driver.settle()
            self._compare(page)
            driver.until(lambda: shown_in(page.compare, "Both sides agree"), "both sides agree now")
            driver.picture("both sides agree")
            self.open_money("books")
            driver.picture("the books")

    def _compare(self, page: FindingsScreen) -> None:
        driver = self.driver
        driver.click(driver.find(QRadioButton, page.compare.gateway, "Razorpay"))
        driver.click(page.compare.act)
        driver.settle()

    def _somebody_owes(self) -> Money:
        """What a visit of today still costs."""
        session = self.driver.application.session
        rows = self.services.payments.unpaid(self.actor, session.centre.id, session.today())
        return next(row.due for row in rows)

    def _findings(self, state: FindingState, payment: str) -> list[FindingRow]:
        filters = FindingFilters(states=(state,), gateway=GatewayName.RAZORPAY)
        rows = self.services.findings.listing(self.actor, filters, 0, 100).rows
        return [row for row in rows if row.gateway_id == payment]

    def _finding(self, payment: str) -> FindingRow | None:
        return next(iter(self._findings(FindingState.OPEN, payment)), None)

    def _is_resolved(self, payment: str) -> bool:
        return bool(self._findings(FindingState.RESOLVED, payment))

    # --- At the end ------------------------------------------------------------------------------------------------

    def keys_stayed_secret(self) -> None:
        driver = self.driver
        with driver.step("the gateways' keys were written down nowhere"):
            data = driver.application.settings.data_folder
            secrets = [secret.encode() for secret in (*self.gateways.secrets, _WRONG_KEY)]
            files = [path for path in data.rglob("*") if path.is_file()]
            told = [path.name for path in files if holds_any(path, secrets)]
            driver.check(files and not told, f"not in {len(files)} files of the program {told or ''}".strip())


def holds_any(path: Path, secrets: Sequence[bytes]) -> bool:
    """Whether one of them stands anywhere in the file, which may be larger than the memory that the program takes."""
    longest = max(len(secret) for secret in secrets)
    kept = b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            seen = kept + piece
            if any(secret in seen for secret in secrets):
                return True
            kept = seen[-longest:]
    return False
