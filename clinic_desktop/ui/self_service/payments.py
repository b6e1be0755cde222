"""The patient's own payments: what was paid, what went back and where it is, and the papers about it."""

from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.billing.refund_listing import RefundRow
from clinic_desktop.services.billing.values import PaymentRow
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.skeleton import loading_shapes
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.self_service import words
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.self_service.payments import OwnPaymentsState, OwnPaymentsViewModel
from clinic_desktop.viewmodels.session import Session

_WIDTH = 860


class PaymentCard(Panel):
    """One payment with its receipt, and what went back of it; ``note_wanted`` carries the number of a refund."""

    note_wanted = Signal(int)

    def __init__(
        self,
        theme: Theme,
        payment: PaymentRow,
        refunds: tuple[RefundRow, ...],
        session: Session,
        locale: QLocale,
        parent: QWidget,
    ) -> None:
        super().__init__(theme, parent=parent)
        zone = session.centre_at(payment.location_id).zone
        paid_at = payment.paid_at.astimezone(zone)
        amount = money_text(payment.amount, locale)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(PlainLabel(theme, amount, role="kiosk-strong", parent=self))
        how = self.tr("{when}, {how}, to {doctor}").format(
            when=words.whole_when(paid_at, locale),
            how=words.way_text(payment.method),
            doctor=isolated(payment.practitioner_name),
        )
        texts.addWidget(PlainLabel(theme, how, role="muted", wrap=True, parent=self))
        if payment.receipt_number:
            number = self.tr("Receipt {receipt}, invoice {invoice}").format(
                receipt=payment.receipt_number, invoice=payment.invoice_number
            )
            texts.addWidget(PlainLabel(theme, number, role="caption", wrap=True, parent=self))
        self.receipt = Button(theme, self.tr("Receipt"), "receipt-text", parent=self)
        self.receipt.setVisible(bool(payment.receipt_number))
        self.invoice = Button(theme, self.tr("Invoice"), "file-text", parent=self)
        # Who hears the page hears of which payment each paper is.
        self.receipt.setAccessibleName(self.tr("Receipt {number}").format(number=payment.receipt_number))
        self.invoice.setAccessibleName(self.tr("Invoice {number}").format(number=payment.invoice_number))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addLayout(texts, 1)
        for button in (self.receipt, self.invoice):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.notes: dict[int, Button] = {}
        for refund in refunds:
            said = words.refund_words(refund, session.clock(), zone, locale)
            if said:
                self.body.addLayout(self._refund_line(refund, said))
        self.setAccessibleName(self.tr("{amount}, {how}").format(amount=amount, how=how))

    def _refund_line(self, refund: RefundRow, said: str) -> QHBoxLayout:
        """Where money is that goes back, with its paper once that has a number."""
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(PlainLabel(self.theme, said, role="label", wrap=True, parent=self), 1)
        if refund.credit_note_number:
            note = Button(self.theme, self.tr("Credit note"), "file-text", parent=self)
            note.clicked.connect(lambda: self.note_wanted.emit(refund.id))
            self.notes[refund.id] = note
            line.addWidget(note, 0, Qt.AlignmentFlag.AlignTop)
        return line


class OwnPaymentsScreen(Screen):
    """The newest payment first."""

    def __init__(
        self,
        theme: Theme,
        view_model: OwnPaymentsViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        printing: TokenPrinting,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._view_model, self._session = theme, view_model, session
        self._printing, self._locale = printing, locale
        self._shown: object = None
        self.cards: list[PaymentCard] = []
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for child in (view_model, printing):
            child.setParent(self)
        self._page = ScrollPage(theme, self.tr("My payments"), _WIDTH)
        self._list = QWidget()
        self._page.body.addWidget(PlainLabel(theme, self.tr("My payments"), role="kiosk-title"))
        self._page.body.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page)
        self.begin_keys_at(self._page)
        view_model.state_changed.connect(self.show_state)
        self.show_state(view_model.state)
        view_model.refused.connect(shell.refuse)
        hub.changed.connect(self._on_changed)

    def enter(self, **arguments: Any) -> None:
        self._view_model.load()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._view_model.load()
        return name == "refresh"

    def show_state(self, state: OwnPaymentsState) -> None:
        """Shows the state; may be called at any time."""
        shown = (state.payments, state.refunds, state.refusal, self._theme.scale)
        if shown != self._shown:
            self._shown = shown
            self._renew(state)

    def _renew(self, state: OwnPaymentsState) -> None:
        old, self._list = self._list, QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self.cards = []
        if state.payments is None and state.refusal is not None:
            column.addWidget(self._trouble(state))
        elif state.payments is None:
            column.addWidget(loading_shapes(self._theme, self._list))
        elif state.payments is not None and not state.payments:
            column.addWidget(self._nothing())
        for payment in state.payments or ():
            column.addWidget(self._card(payment, state.refunds.get(payment.id, ())))
        if state.older:
            text = self.tr("Older payments are not shown here. Ask for them at the desk.")
            column.addWidget(PlainLabel(self._theme, text, role="muted", wrap=True, parent=self._list))
        column.addStretch(1)
        self._page.body.replaceWidget(old, self._list)
        old.hide()
        old.deleteLater()

    def _card(self, payment: PaymentRow, refunds: tuple[RefundRow, ...]) -> PaymentCard:
        card = PaymentCard(self._theme, payment, refunds, self._session, self._locale, self._list)
        card.receipt.clicked.connect(lambda: self._printing.print_receipt(payment.id, say=True))
        card.note_wanted.connect(self._printing.print_credit_note)
        card.invoice.clicked.connect(lambda: self._printing.print_invoice(payment.appointment_id))
        self.cards.append(card)
        return card

    def _nothing(self) -> QWidget:
        panel = Panel(self._theme, parent=self._list)
        what, why = self.tr("You have not paid anything yet"), self.tr("What you pay is listed here with its receipt.")
        panel.body.addWidget(EmptyState(self._theme, "receipt-text", what, why, parent=panel))
        return panel

    def _trouble(self, state: OwnPaymentsState) -> QWidget:
        assert state.refusal is not None
        why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
        trouble = EmptyState(self._theme, "triangle-alert", "", "", parent=self._list)
        trouble.show_trouble(self.tr("Your payments cannot be shown"), why, state.refusal.code)
        trouble.again.connect(self._view_model.load)
        return trouble

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)
