"""The dock for taking a payment (F4): what is due, how it is paid, change, and the receipt."""

from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import PaymentMethod, Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.billing.values import InvoiceView, PaymentsTaken, PaymentView, RefundView
from clinic_desktop.ui.appointments.dock_frame import DockFrame
from clinic_desktop.ui.appointments.token_printing import INVOICE_KEY, SEND_KEY, TokenPrinting
from clinic_desktop.ui.billing.discount_part import DiscountPart
from clinic_desktop.ui.billing.earlier_payments import EarlierPayments
from clinic_desktop.ui.billing.giving_back import ask_giving_back
from clinic_desktop.ui.billing.invoice_papers import InvoicePapers
from clinic_desktop.ui.billing.invoice_summary import InvoiceSummary
from clinic_desktop.ui.billing.nothing_to_pay import NothingToPay
from clinic_desktop.ui.billing.pay_at_desk import PayAtDesk
from clinic_desktop.ui.billing.pay_by_link import LETTERS, PayByLink
from clinic_desktop.ui.billing.pay_foot import PayFoot
from clinic_desktop.ui.billing.payer_part import PayerPart
from clinic_desktop.ui.billing.refund_asking import RefundAsking
from clinic_desktop.ui.billing.refund_words import given_text
from clinic_desktop.ui.billing.taken_part import TakenPart
from clinic_desktop.ui.billing.taken_words import taken_amount, taken_text
from clinic_desktop.ui.billing.unpaid_choice import UnpaidChoice
from clinic_desktop.ui.billing.words import LINK_KEY, METHOD_KEYS, tr
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.billing.take_payment import TakePaymentViewModel
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action


class TakePaymentDock(Screen):
    """Ctrl+Enter takes; Alt+C, D, U, B, L choose cash, card, UPI, bank, link; Alt+A leaves it for later."""

    def __init__(
        self,
        theme: Theme,
        view_model: TakePaymentViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        printing: TokenPrinting,
        by_link: PayByLink,
        refunding: RefundAsking,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session = theme, view_model, session
        self.by_link, self._refunding = by_link, refunding
        refunding.setParent(self)
        self._shell, self._printing, self._locale = shell, printing, locale
        self._had_lines = self._kept = self._make_link = False
        self._linked: int | None = None
        self._asked_for: dict[str, Any] = {}
        view_model.setParent(self)
        printing.setParent(self)
        self._build(theme)
        self._connect(hub)
        self.show_state(view_model.state)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(454), self._theme.px(700))

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``appointment_id`` says which visit is paid, ``patient_id`` whose; without both it is the payment that was
        typed last. ``method`` is the way to pay that was said already; with ``make_link`` a link is asked for."""
        self._asked_for = arguments
        self._had_lines = False
        self._make_link = bool(arguments.get("make_link"))
        self._linked = None
        appointment_id, patient_id = arguments.get("appointment_id"), arguments.get("patient_id")
        if appointment_id is None and patient_id is None:
            appointment_id = self._model.last_draft
        self._model.begin(appointment_id, patient_id, arguments.get("method"))

    def leave(self) -> None:
        self._kept = self._model.state.has_typed and not self._model.state.busy
        self._model.end()
        self.by_link.end()
        self._linked = None

    def has_unsaved(self) -> bool:
        return self._model.state.has_typed

    def kept_words(self) -> str:
        return self.tr("What was typed for the payment is kept") if self._kept else ""

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
        elif name == "print":
            return self._papers.print_last_receipt()
        elif name == "take_payment":
            self.lines.focus_first()
        elif name == "act":
            self._act()
        else:
            return False
        return True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Ctrl+Enter", tr("Take the payment")),
            ("Alt+C D U B L", tr("Cash, card, UPI, bank, link")),
            ("C", tr("Copy the link")),
            ("E", tr("Send the link to the patient")),
            ("S", tr("Show the link to the patient")),
            ("Alt+A", tr("Pay later")),
            (INVOICE_KEY, tr("Print the invoice")),
            (SEND_KEY, tr("Email the invoice")),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: TakePaymentState) -> None:
        """Shows the state; may be called at any time."""
        invoice, counting = state.invoice, state.taken is not None
        self._follow_link(invoice)
        linking = state.by_link and invoice is not None and not counting
        self._who.setVisible(invoice is not None)
        self._summary.setVisible(invoice is not None and not counting and not (linking and self.by_link.asks_for_all))
        if invoice is not None:
            self._who.show_invoice(invoice, self._zone())
            self._summary.show_invoice(invoice)
        self._unpaid.show_state(state)
        self._taken.show_state(state)
        self._discount.show_state(state)
        paying = bool(state.lines) and not counting
        self.by_link.show_in_dock(linking, bool(state.lines))
        self._discount_button.setVisible(
            # While a link waits, what can be done with it has to be in sight below its code.
            paying
            and not state.discount_open
            and not (linking and self.by_link.has_link)
            and self._session.may(Permission.TAKE_PAYMENT)
        )
        self._at_desk.show_state(state, paying and not linking)
        self._earlier.show_invoice(invoice, self._zone(), self._session.may(Permission.REFUND))
        self._papers.show_invoice(invoice, self._session.may(Permission.TAKE_PAYMENT))
        self._show_nothing(state)
        self._show_refusal(state)
        self._show_foot(state, paying)
        typing = paying and not linking and not state.discount_open
        if typing and not self._had_lines:
            self.lines.focus_first()
        self._had_lines = typing

    def _show_nothing(self, state: TakePaymentState) -> None:
        linked = state.by_link and self.by_link.has_link
        nothing_due = state.invoice is not None and not state.lines and state.taken is None and not linked
        nobody = state.loaded and state.invoice is None and not state.unpaid
        self._nothing.setVisible(nothing_due or nobody)
        self._nothing.show_why(state.refusal if nobody else None, self._zone())

    def _show_refusal(self, state: TakePaymentState) -> None:
        shown = state.refusal is not None and state.invoice is not None
        if shown and state.refusal is not None:
            self._refusal.set_text(refusal_words(state.refusal, self._zone(), self._locale))
        self._refusal.setVisible(shown)

    def _follow_link(self, invoice: InvoiceView | None) -> None:
        """The links of the visit in view are followed, whichever way is chosen: another desk may have made one."""
        if invoice is None or self._linked == invoice.appointment_id:
            return
        self._linked = invoice.appointment_id
        self.by_link.begin(invoice.appointment_id, self._zone(), self._make_link)
        self._make_link = False

    def _show_foot(self, state: TakePaymentState, paying: bool) -> None:
        if state.by_link:
            ready = state.invoice is not None and state.taken is None
            self._frame.show_foot(ready and (self.by_link.makes or self.by_link.is_paid))
            self._foot.show_link(self.by_link, state.discount_open)
            return
        self._frame.show_foot(paying)
        if paying:
            self._foot.show_taking(state)

    def _act(self) -> None:
        """The button at the foot, and Ctrl+Enter, which belongs to the discount while one is typed."""
        if self._model.state.discount_open:
            self._discount.give.click()
        elif not self._model.state.by_link:
            self._model.take()
        elif self.by_link.is_paid:
            self._shell.close_dock()
        elif self._session.may(Permission.TAKE_PAYMENT):
            self.by_link.make()

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_taken(self, taken: PaymentsTaken, print_receipt: bool) -> None:
        if print_receipt:
            for payment_id in taken.payment_ids:
                self._printing.print_receipt(payment_id)
        text = taken_text(taken, self._locale)
        undo = None
        if self._session.may(Permission.REFUND):
            undo = Action(text, lambda: self._ask_take_back(taken))
        self._shell.toast(text, undo)
        # Somebody who was quick may be at another visit's payment by now.
        if self._model.state.taken is taken and not taken.change and not taken.balance:
            self._shell.close_dock()

    def _ask_take_back(self, taken: PaymentsTaken) -> None:
        question = tr("Take the payment of {name} back?").format(name=isolated(taken.invoice.patient_name))
        go_on = partial(self._model.take_back, taken, tr("Taken by mistake"))
        ask_giving_back(self._theme, self, self._locale, question, taken_amount(taken), go_on)

    def _choose(self, method: PaymentMethod) -> None:
        """A key says how the last part is paid; the next one is typed into its number."""
        self._model.choose_method(method)
        if method is PaymentMethod.LINK:
            self.by_link.focus_first()
            return
        self._at_desk.focus_last()

    def _ask_refund(self, payment: PaymentView) -> None:
        invoice = self._model.state.invoice
        name = invoice.patient_name if invoice is not None else ""
        self._refunding.open(payment.id, name, payment.method, payment.left, self)

    def _on_refunded(self, refund: RefundView) -> None:
        self._shell.toast(given_text(refund, (), self._locale))

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._model.on_changed(topics)
            self.by_link.on_changed(topics)

    def _zone(self) -> ZoneInfo:
        invoice, session = self._model.state.invoice, self._session
        place = invoice.location_id if invoice is not None else session.centre.id
        return next((centre.zone for centre in session.centres if centre.id == place), session.centre.zone)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        self._frame = DockFrame(theme, tr("Take payment"))
        self._who = PayerPart(theme, self._locale)
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._unpaid = UnpaidChoice(theme, self._session, self._locale)
        self._summary = InvoiceSummary(theme, self._locale)
        self._discount_button = Button(theme, tr("Discount…"), "percent", role="quiet")
        self._discount = DiscountPart(theme, self._locale)
        self._at_desk = PayAtDesk(theme, self._model, self._shell, self._locale)
        self.lines = self._at_desk.lines
        self._taken = TakenPart(theme, self._locale)
        self._nothing = NothingToPay(theme, self._locale)
        self._nothing.again.connect(lambda: self.enter(**self._asked_for))
        self._earlier = EarlierPayments(theme, self._locale)
        self._papers = InvoicePapers(theme, self._printing)
        self._foot = PayFoot(theme, self._session, self._locale)
        self.act = self._foot.act
        self._frame.top.addWidget(self._who)
        self._frame.top.addWidget(self._refusal)
        self._frame.body.addWidget(self._unpaid)
        self._frame.body.addWidget(self._summary)
        self._frame.body.addWidget(self._discount_button, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._discount, self.by_link, self._at_desk, self._taken):
            self._frame.body.addWidget(widget)
        self._frame.body.addWidget(self._nothing)
        self._frame.body.addWidget(self._earlier)
        self._frame.body.addWidget(self._papers)
        self._frame.body.addStretch(1)
        self._frame.foot.addWidget(self._foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.taken.connect(self._on_taken)
        model.refunded.connect(self._on_refunded)
        model.taken_back.connect(lambda: self._shell.toast(tr("Taken back: the visit is to be paid again")))
        model.refused.connect(self._shell.refuse)
        hub.changed.connect(self._on_changed)
        self._frame.close_button.clicked.connect(self._shell.close_dock)
        self._unpaid.chosen.connect(lambda appointment_id: model.begin(appointment_id))
        self._discount_button.clicked.connect(lambda: model.open_discount())
        self._discount.given.connect(model.set_discount)
        self._discount.cancelled.connect(lambda: model.open_discount(False))
        self.by_link.chosen.connect(self._choose)
        self.by_link.changed.connect(lambda: self.show_state(model.state))
        self.by_link.link_found.connect(lambda: model.choose_link(True))
        self.by_link.print_wanted.connect(self._papers.print_invoice)
        self.by_link.paid.connect(model.load)
        self._taken.go_on.connect(model.next_payment)
        self._taken.close_wanted.connect(self._shell.close_dock)
        self._earlier.print_wanted.connect(lambda payment_id: self._printing.print_receipt(payment_id, say=True))
        self._earlier.note_wanted.connect(self._printing.print_credit_note)
        self._earlier.refund_wanted.connect(self._ask_refund)
        self._foot.pressed.connect(self._act)
        keys: dict[str, Callable[[], None]] = {
            **dict.fromkeys(ACT_KEYS, self._act),
            LINK_KEY: partial(self._choose, PaymentMethod.LINK),
            INVOICE_KEY: self._papers.print_button.click,
            SEND_KEY: self._papers.send_button.click,
            "Alt+A": self._shell.close_dock,
        }
        for method, key in METHOD_KEYS.items():
            keys[key] = partial(self._choose, method)
        for letter in LETTERS:
            keys[letter] = partial(self.by_link.act, letter)
        on_keys(self, keys)
