"""Taking a payment at the desk: what is due, how it is paid, in one part or several, and a discount with its reason."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import PaymentMethod, RefundState, Topic
from clinic_desktop.domain.errors import Refused, Unreachable
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.desk_ways import DeskWays
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.values import InvoiceView, PaymentsTaken, RefundView
from clinic_desktop.services.patients.card import Visit
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.billing.take_payment_state import METHODS, PayLine, TakePaymentState
from clinic_desktop.viewmodels.session import Session

_NOTHING = TakePaymentState()
_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS, Topic.TILL, Topic.SETTINGS})
_MOST_VISITS = 50


class TakePaymentViewModel(ViewModel[TakePaymentState]):
    """``taken`` carries PaymentsTaken once the money is kept and whether its receipts are printed, also where another
    visit has come into view meanwhile; ``refunded`` a RefundView; ``taken_back`` says that what was taken by mistake is
    due again."""

    taken = Signal(object, bool)
    refunded = Signal(object)
    taken_back = Signal()

    def __init__(
        self,
        session: Session,
        tasks: Background,
        payments: PaymentService,
        patients: PatientService,
    ) -> None:
        super().__init__(TakePaymentState(), tasks.database)
        self._session, self._payments, self._patients = session, payments, patients
        self._method = PaymentMethod.CASH
        self._appointment_id: int | None = None
        self._drafts: dict[int, tuple[PayLine, ...]] = {}

    @property
    def last_draft(self) -> int | None:
        """The visit whose payment was typed last and is still to be taken."""
        return next(reversed(self._drafts), None)

    # --- Which visit -------------------------------------------------------------------------------------------------

    def begin(
        self, appointment_id: int | None = None, patient_id: int | None = None, method: PaymentMethod | None = None
    ) -> None:
        """A visit's payment, by that way where one is named; with a patient alone that of their one unpaid visit, or
        their unpaid visits to choose from."""
        self.end()
        self._appointment_id = appointment_id
        actor = self._session.actor
        if appointment_id is not None:
            self.ask(
                lambda: self._read(appointment_id),
                lambda answer: self._begun(*answer, method),
                self._not_loaded,
                question="invoice",
            )
        elif patient_id is not None:
            self.ask(
                lambda: self._patients.visits(actor, patient_id, _MOST_VISITS),
                self._offer,
                self._not_loaded,
                question="invoice",
            )

    def end(self) -> None:
        """The dock is closed: only what was typed for this payment stays, for the next time it is opened, and an answer
        that still comes is dropped."""
        if self._appointment_id is not None and self.state.has_typed and not self.state.busy:
            self._drafts[self._appointment_id] = self.state.lines
        self._appointment_id = None
        self.drop_answers("invoice")
        self.state = _NOTHING
        self.state_changed.emit(self.state)

    def load(self) -> None:
        """Asks again for the invoice; what was typed stays."""
        appointment_id = self._appointment_id
        if appointment_id is not None:
            self.ask(
                lambda: self._read(appointment_id),
                lambda answer: self._reloaded(*answer),
                question="invoice",
            )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS and self.state.invoice is not None and not self.state.busy:
            self.load()

    def _offer(self, visits: tuple[Visit, ...]) -> None:
        # The oldest first: a visit to come is rarely paid before one that lies behind.
        unpaid = tuple(visit for visit in reversed(visits) if visit.due is not None and visit.due.minor > 0)
        if len(unpaid) == 1:
            self.begin(unpaid[0].appointment_id)
        else:
            self.show_state(unpaid=unpaid, loaded=True)

    def _read(self, appointment_id: int) -> tuple[DeskWays, InvoiceView]:
        actor = self._session.actor
        invoice = self._payments.invoice(actor, appointment_id)
        return self._payments.desk_ways(actor, invoice.location_id), invoice

    def _begun(self, ways: DeskWays, invoice: InvoiceView, method: PaymentMethod | None) -> None:
        usual = ways.begins_with if ways.begins_with in METHODS else PaymentMethod.CASH
        self._method = method if method in METHODS else usual
        draft = self._drafts.pop(invoice.appointment_id, ())
        by_link = method is PaymentMethod.LINK
        self.show_state(ways=ways, invoice=invoice, by_link=by_link, loaded=True, refusal=None)
        self.show_state(lines=(draft if invoice.due else ()) or self._first_line(invoice))

    def _not_loaded(self, refusal: Refused) -> None:
        self.show_state(refusal=refusal, loaded=True)

    def _first_line(self, invoice: InvoiceView) -> tuple[PayLine, ...]:
        return (PayLine(self._method, invoice.due, terminal=self._terminal()),) if invoice.due else ()

    def _terminal(self) -> str:
        """The card terminal that this desk used last."""
        terminals = self.state.ways.terminals if self.state.ways is not None else ()
        return terminals[0] if terminals else ""

    def _reloaded(self, ways: DeskWays, invoice: InvoiceView) -> None:
        """An untouched amount follows what is due now; what somebody typed stays."""
        state = self.state
        lines = state.lines
        if not lines:
            lines = self._first_line(invoice)
        elif len(lines) == 1 and lines[0].amount == state.due and lines[0].tendered is None:
            lines = (replace(lines[0], amount=invoice.due),) if invoice.due else ()
        self.show_state(ways=ways, invoice=invoice, lines=lines, loaded=True)

    def _fitted(self, invoice: InvoiceView) -> tuple[PayLine, ...]:
        """The parts for another sum that is due: what somebody typed or split stays, and an amount that nobody typed
        follows."""
        former, lines = self.state.due, list(self.state.lines)
        if not lines or not invoice.due:
            return self._first_line(invoice)
        if not lines[0].own and lines[0].amount == former:
            lines[0] = replace(lines[0], amount=invoice.due)
        if len(lines) > 1:
            lines[-1] = self._following(lines, invoice.due)
        return tuple(lines)

    # --- How it is paid ----------------------------------------------------------------------------------------------

    def edit_line(self, place: int, **changes: Any) -> None:
        """Something of a part was typed or chosen. The last part follows what the others leave to pay, unless somebody
        typed its amount: what was typed of a card or UPI is never corrected."""
        lines = list(self.state.lines)
        if not 0 <= place < len(lines):
            return
        own = lines[place].own or "amount" in changes
        lines[place] = replace(lines[place], own=own, **changes)
        if "amount" in changes and place < len(lines) - 1:
            lines[-1] = self._following(lines)
        self.show_state(lines=tuple(lines), refusal=None)

    def choose_method(self, method: PaymentMethod, place: int = -1) -> None:
        """Pays the part in view, by default the last one, another way. The way that it has already changes nothing."""
        lines = self.state.lines
        self.choose_link(method is PaymentMethod.LINK)
        if not lines or method is PaymentMethod.LINK or lines[place % len(lines)].method is method:
            return
        self.edit_line(place % len(lines), method=method, tendered=None, unread=False, reference="", card_last4="")

    def choose_link(self, by_link: bool) -> None:
        """It is paid by a link, or at the desk after all; what was typed stays."""
        if self.state.by_link != by_link:
            self.show_state(by_link=by_link, refusal=None)

    def pay_deposit(self) -> None:
        """Takes the deposit alone for now."""
        deposit, lines = self.state.deposit, self.state.lines
        if deposit is not None and lines:
            self.show_state(
                lines=(replace(lines[0], amount=deposit, tendered=None, unread=False, own=True),), refusal=None
            )

    def split(self) -> None:
        """One more part, for what the others leave to pay; paid another way than the last."""
        state = self.state
        if state.invoice is None or not state.lines:
            return
        used = {line.method for line in state.lines}
        method = next((one for one in METHODS if one not in used), PaymentMethod.CASH)
        left = state.left
        currency = state.invoice.due.currency
        amount = left if left is not None and left.minor > 0 else Money(0, currency)
        line = PayLine(method, amount, terminal=self._terminal())
        self.show_state(lines=(*state.lines, line), refusal=None)

    def join(self, place: int) -> None:
        """Takes a part out again; the last one left pays what it left."""
        lines = [line for index, line in enumerate(self.state.lines) if index != place]
        if lines:
            lines[-1] = self._following([*lines[:-1], replace(lines[-1], own=False)])
            self.show_state(lines=tuple(lines), refusal=None)

    def set_print_receipt(self, print_receipt: bool) -> None:
        """Whether paper comes out."""
        self.show_state(print_receipt=print_receipt)

    def _following(self, lines: list[PayLine], due: Money | None = None) -> PayLine:
        """The last part with what the others leave of the due amount: that of the invoice in view, where none is
        given."""
        due, last = due or self.state.due, lines[-1]
        if last.own:
            return last
        others = [line.amount for line in lines[:-1]]
        if due is None or any(amount is None for amount in others):
            return last
        rest = due.minor - sum(amount.minor for amount in others if amount is not None)
        return replace(last, amount=Money(max(rest, 0), due.currency), tendered=None, unread=False)

    # --- Taking ------------------------------------------------------------------------------------------------------

    def take(self) -> None:
        """Takes all parts together, or none. Repeating it after a failure pays nothing twice."""
        state, actor = self.state, self._session.actor
        if not state.can_take or state.invoice is None:
            return
        invoice, parts = state.invoice, tuple(line.paid() for line in state.lines)
        print_receipt = state.print_receipt
        self.show_state(busy=True, refusal=None)

        def work() -> PaymentsTaken:
            if invoice.id is None:
                return self._payments.take_for(actor, invoice.appointment_id, parts)
            return self._payments.take(actor, invoice.id, invoice.version, parts)

        self.ask(
            work,
            lambda taken: self._taken(taken, print_receipt),
            lambda refusal: self._not_done(invoice.appointment_id, refusal),
        )

    def _taken(self, taken: PaymentsTaken, print_receipt: bool) -> None:
        if self._in_view(taken.invoice.appointment_id):
            lines = self._first_line(taken.invoice)
            self.show_state(busy=False, invoice=taken.invoice, taken=taken, lines=lines)
        self.taken.emit(taken, print_receipt)

    def _in_view(self, appointment_id: int) -> bool:
        """Whether an answer about that visit is of what is in view: the dock may have gone on to another."""
        return self._appointment_id == appointment_id

    def _not_done(self, appointment_id: int, refusal: Refused) -> None:
        if not self._in_view(appointment_id):
            self.refused.emit(refusal)
            return
        self.show_state(busy=False, refusal=refusal)
        if not isinstance(refusal, Unreachable):
            # What another desk did meanwhile was not looked at while this one was busy.
            self.load()

    def next_payment(self) -> None:
        """What was taken has been seen; what is left to pay can be taken."""
        self.show_state(taken=None)

    # --- Discount and refund -----------------------------------------------------------------------------------------

    def open_discount(self, is_open: bool = True) -> None:
        """A discount is being typed, or no longer."""
        self.show_state(discount_open=is_open, refusal=None)

    def set_discount(self, amount: Money, reason: str) -> None:
        """Takes that much off the price."""
        invoice, actor = self.state.invoice, self._session.actor
        if invoice is None:
            return

        def work() -> InvoiceView:
            issued = invoice if invoice.id is not None else self._payments.issue(actor, invoice.appointment_id)
            assert issued.id is not None
            return self._payments.set_discount(actor, issued.id, issued.version, amount.minor, reason)

        def done(changed: InvoiceView) -> None:
            if self._in_view(changed.appointment_id):
                lines = self._fitted(changed)
                self.show_state(busy=False, invoice=changed, lines=lines, discount_open=False)

        if not self.state.busy:
            self.show_state(busy=True, refusal=None)
            self.ask(work, done, lambda refusal: self._not_done(invoice.appointment_id, refusal))

    def take_back(self, taken: PaymentsTaken, reason: str) -> None:
        """Undoes what was taken by mistake: the visit is to be paid again."""
        actor = self._session.actor
        amounts = {one.id: one.amount.minor for one in taken.invoice.payments if one.id in taken.payment_ids}

        def done(refunds: tuple[RefundView, ...]) -> None:
            asked = [refund for refund in refunds if refund.state is RefundState.REQUESTED]
            for refund in asked:
                self.refunded.emit(refund)
            if len(asked) < len(refunds):
                self.taken_back.emit()
            self.load()

        self.ask(lambda: self._payments.take_back(actor, amounts, reason), done, self._not_taken_back)

    def _not_taken_back(self, refusal: Refused) -> None:
        self.refused.emit(refusal)
        self.load()
