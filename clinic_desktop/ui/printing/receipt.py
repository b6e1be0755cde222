"""Receipts, invoices and credit notes: on a roll one narrow column, on a sheet the same parts with room around them."""

from dataclasses import dataclass
from functools import reduce

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QFont

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import MoneyPaper, PaperCode, PaperKind, Receipt, ReceiptPayment, TaxLine
from clinic_desktop.ui.formats import (
    amount_text,
    identity_date,
    isolated,
    left_to_right,
    money_text,
    percent_text,
    phone_text,
    time_text,
)
from clinic_desktop.ui.printing.layout import Block, Code, Framed, Gap, Pair, Picture, Row, Rule, Stack
from clinic_desktop.ui.printing.pages import Document
from clinic_desktop.ui.printing.text import Align, Text
from clinic_desktop.ui.printing.words import method_text, own_text, paper_name, refund_text

_PLAIN = QFont.Weight.Normal
_BOLD = QFont.Weight.Bold
_STRONG = QFont.Weight.DemiBold
_ADDRESS_LINES = 4
# What the clinic writes at the foot takes at most so many paragraphs, and so many lines in all.
_FOOTER_PARTS, _FOOTER_LINES = 8, 24
# Codes to pay with are long and are scanned across a counter; those to check a paper by are short.
_PAYING, _CHECKING = 40.0, 20.0


def receipt_document(receipt: Receipt, paper: PaperKind, locale: QLocale) -> Document:
    """Lay out a receipt, an invoice or a credit note."""
    parts = _Parts(receipt, locale, paper.is_roll)
    title = paper_name(receipt.kind).format(number=receipt.number)
    if paper.is_roll:
        return Document(title, paper, locale, [*parts.roll_head(), *parts.money(), *parts.foot(), *parts.roll_code()])
    return Document(
        title,
        paper,
        locale,
        [*parts.sheet_facts(), *parts.money(), parts.sheet_foot()],
        head=parts.sheet_head(),
        numbered=True,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The pieces of one paper."""

    receipt: Receipt
    locale: QLocale
    on_roll: bool

    def roll_head(self) -> list[Block]:
        clinic = [Text(self.receipt.clinic, 13, _BOLD, Align.CENTRE, lines=3)]
        contact = [Text(line, 9, align=Align.CENTRE, lines=2) for line in self._contact()]
        name = [*self._logo(44, 16, Align.CENTRE), *clinic, *contact, Rule(), *self._heading(Align.CENTRE), Gap(1.5)]
        return [*name, *self._roll_facts(), Rule()]

    def sheet_head(self) -> list[Block]:
        name = [Text(self.receipt.clinic, 16, _BOLD, lines=2), *(Text(line, 9, lines=2) for line in self._contact())]
        when = Text(self._issued(), 9, align=Align.END, fit=True)
        number = Text(left_to_right(self.receipt.number, self.locale), 11, _STRONG, Align.END, fit=True)
        clinic = Stack([*self._logo(60, 18, Align.START), *name])
        return [Row([clinic, Stack([*self._heading(Align.END), number, when])], [6, 4]), Gap(2), Rule(0.4), Gap(2)]

    def sheet_facts(self) -> list[Block]:
        facts = [(label, value) for label, value, _ in self._about()]
        rows: list[Block] = []
        for first in range(0, len(facts), 3):
            cells = [self._labelled(label, value) for label, value in facts[first : first + 3]]
            rows += [Row([*cells, *[Gap(0)] * (3 - len(cells))], [5, 4, 4]), Gap(2.5)]
        return [*rows, Gap(2.5)]

    def money(self) -> list[Block]:
        """What was charged, what it comes to, and what was paid: pages may end between payments only."""
        return [*self._charges(), Stack([*self._sums(), *self._own()]), *self._payments(), Stack(self._balance())]

    def foot(self) -> list[Block]:
        """Who made the paper, and what the clinic wants to stand on all of them."""
        said: list[Block] = []
        if self.receipt.taken_by:
            by = QCoreApplication.translate("Paper", "Printed by {name}")
            if self.receipt.kind is MoneyPaper.RECEIPT:
                by = QCoreApplication.translate("Paper", "Taken by {name}")
            said.append(Text(by.format(name=isolated(self.receipt.taken_by)), 8, lines=2))
        lines = [line for line in self.receipt.footer.splitlines() if line.strip()][:_FOOTER_PARTS]
        align = Align.CENTRE if self.on_roll else Align.START
        footer = [Text(line, 8, align=align, lines=_FOOTER_LINES // len(lines)) for line in lines]
        return [Rule(air=1), *said, *([Gap(1)] if said and footer else []), *footer]

    def roll_code(self) -> list[Block]:
        code = self.receipt.code
        return [Gap(1), *_code(code, Align.CENTRE)] if code else []

    def sheet_foot(self) -> Block:
        """The foot beside the code: both stay on one page."""
        code = self.receipt.code
        if code is None:
            return Stack(self.foot())
        rule, *said = self.foot()
        side = _PAYING if code.pays else _CHECKING
        beside = Row([Stack(said or [Gap(0)]), Stack(_code(code, Align.CENTRE))], [130 - side, side])
        return Stack([rule, Gap(1), beside])

    def _logo(self, width: float, height: float, align: Align) -> list[Block]:
        return [Picture(self.receipt.logo, width, height, align), Gap(1.5)] if self.receipt.logo else []

    def _contact(self) -> list[str]:
        tax_number = QCoreApplication.translate("Paper", "Tax number {number}")
        receipt = self.receipt
        number = left_to_right(isolated(receipt.tax_number), self.locale)
        return [
            *([receipt.centre] if receipt.centre else []),
            *[line for line in receipt.address.splitlines() if line.strip()][:_ADDRESS_LINES],
            *([phone_text(receipt.phone, receipt.country, self.locale)] if receipt.phone else []),
            *([tax_number.format(number=number)] if receipt.tax_number else []),
        ]

    def _heading(self, align: Align) -> list[Block]:
        words = {
            MoneyPaper.RECEIPT: QCoreApplication.translate("Paper", "RECEIPT"),
            MoneyPaper.INVOICE: QCoreApplication.translate("Paper", "INVOICE"),
            MoneyPaper.CREDIT_NOTE: QCoreApplication.translate("Paper", "CREDIT NOTE"),
        }
        marks = [
            *([QCoreApplication.translate("Paper", "COPY")] if self.receipt.copy else []),
            *([QCoreApplication.translate("Paper", "CANCELLED")] if self.receipt.void else []),
        ]
        framed = [block for mark in marks for block in (Gap(0.5), Framed(Text(mark, 9, _BOLD, align)), Gap(1))]
        return [Text(words[self.receipt.kind], 12, _BOLD, align), *framed]

    def _roll_facts(self) -> list[Block]:
        number = left_to_right(self.receipt.number, self.locale)
        facts = [
            (QCoreApplication.translate("Paper", "Number"), number, True),
            (QCoreApplication.translate("Paper", "Date"), self._issued(), True),
            *self._about(),
        ]
        return [Pair(Text(label), Text(value, 9, _STRONG, Align.END, lines=3, fit=fit)) for label, value, fit in facts]

    def _about(self) -> list[tuple[str, str, bool]]:
        """Whom and what the paper is about: a label, a value, and whether that stands on one line."""
        receipt = self.receipt
        facts = [
            (QCoreApplication.translate("Paper", "Patient"), receipt.patient_name, False),
            (QCoreApplication.translate("Paper", "Patient number"), receipt.patient_number, True),
            (QCoreApplication.translate("Paper", "Doctor"), receipt.practitioner, False),
            (
                QCoreApplication.translate("Paper", "Day of the visit"),
                identity_date(receipt.visit_day) if receipt.visit_day else "",
                True,
            ),
            (
                QCoreApplication.translate("Paper", "Invoice", "the number of the invoice that a paper belongs to"),
                left_to_right(receipt.corrects, self.locale) if receipt.corrects else "",
                True,
            ),
        ]
        return [fact for fact in facts if fact[1]]

    def _charges(self) -> list[Block]:
        head = QCoreApplication.translate("Paper", "Amount ({currency})").format(currency=self.receipt.currency)
        lines = [self._line(line.description, amount_text(line.amount, self.locale)) for line in self.receipt.lines]
        titles = self._line(QCoreApplication.translate("Paper", "Description"), head, 8, _STRONG)
        return [titles, Rule(air=1), *lines, Rule(air=1)]

    def _sums(self) -> list[Block]:
        word = QCoreApplication.translate("Paper", "Total")
        if self.receipt.kind is MoneyPaper.CREDIT_NOTE:
            word = QCoreApplication.translate("Paper", "Credited")
        total = Pair(
            Text(word, 13, _BOLD), Text(money_text(self.receipt.total, self.locale), 13, _BOLD, Align.END, fit=True)
        )
        included = [self._tax(tax) for tax in self.receipt.taxes if tax.inclusive]
        return [*self._adjustments(), Gap(1), total, *included, Rule(air=1)]

    def _own(self) -> list[Block]:
        """What this receipt is for, where others are for the rest of the total."""
        own = next((payment for payment in self.receipt.payments if payment.own), None)
        if own is None:
            return []
        words = own_text(own.method).format(amount=money_text(own.amount, self.locale))
        heading = QCoreApplication.translate("Paper", "All payments so far")
        return [Text(words, 12, _BOLD, lines=3), Rule(air=1), Text(heading, 8, _STRONG)]

    def _issued(self) -> str:
        sentence = QCoreApplication.translate("Paper", "{date}, {time}", "a date and a time of day")
        issued = self.receipt.issued_at
        return sentence.format(date=identity_date(issued.date()), time=time_text(issued, self.locale))

    def _adjustments(self) -> list[Block]:
        """From the sum of the lines to the total, where they differ."""
        added = [tax for tax in self.receipt.taxes if not tax.inclusive]
        if not (self.receipt.discount or added):
            return []
        zero = Money(0, self.receipt.currency)
        subtotal = reduce(Money.__add__, (line.amount for line in self.receipt.lines), zero)
        found: list[Block] = [self._line(QCoreApplication.translate("Paper", "Subtotal"), self._amount(subtotal))]
        if self.receipt.discount:
            found.append(self._line(self._discount_words(), self._amount(zero - self.receipt.discount)))
        return [*found, *(self._tax(tax) for tax in added)]

    def _tax(self, tax: TaxLine) -> Block:
        sentence = QCoreApplication.translate("Paper", "{tax} {rate}", "a tax and its rate")
        if tax.inclusive:
            sentence = QCoreApplication.translate("Paper", "Includes {tax} {rate}")
        label = sentence.format(tax=isolated(tax.name), rate=percent_text(tax.rate, self.locale))
        return self._line(label, self._amount(tax.amount))

    def _discount_words(self) -> str:
        if not self.receipt.discount_reason:
            return QCoreApplication.translate("Paper", "Discount")
        sentence = QCoreApplication.translate("Paper", "Discount: {reason}")
        return sentence.format(reason=isolated(self.receipt.discount_reason))

    def _payments(self) -> list[Block]:
        receipt = self.receipt
        ends = [
            (QCoreApplication.translate("Paper", "Cash given"), receipt.tendered),
            (QCoreApplication.translate("Paper", "Change"), receipt.change),
        ]
        lines = [self._payment(payment) for payment in receipt.payments]
        return [*lines, *(self._line(label, self._amount(money)) for label, money in ends if money is not None)]

    def _payment(self, payment: ReceiptPayment) -> Block:
        """How money came or went, with the numbers that find it again."""
        words = method_text(payment.method) if payment.refund is None else refund_text(payment.refund, payment.method)
        numbers = [
            f"•••• {payment.card_last4}" if payment.card_last4 else "",
            payment.reference,
            payment.credit_note,
        ]
        sentence = QCoreApplication.translate("Paper", "{payment} · {number}", "a payment and its number")
        for number in numbers:
            if number:
                words = sentence.format(payment=words, number=left_to_right(isolated(number), self.locale))
        return self._line(words, self._amount(payment.amount), 10, _STRONG if payment.own else _PLAIN)

    def _balance(self) -> list[Block]:
        receipt, found = self.receipt, list[Block]()
        if receipt.credited is not None:
            sentence = QCoreApplication.translate("Paper", "Credit note {number}")
            label = sentence.format(number=left_to_right(isolated(receipt.credit_note), self.locale))
            found.append(self._line(label, self._amount(Money(0, receipt.currency) - receipt.credited)))
        if receipt.balance is not None:
            label = QCoreApplication.translate("Paper", "Still to pay")
            weight = _BOLD if receipt.balance else _PLAIN
            found.append(self._line(label, self._amount(receipt.balance), 10, weight))
        return found

    def _amount(self, money: Money) -> str:
        return amount_text(money, self.locale)

    def _line(self, label: str, value: str, points: float = 10, weight: QFont.Weight = _PLAIN) -> Block:
        return Pair(Text(label, points, weight, lines=6), Text(value, points, weight, Align.END, fit=True))

    def _labelled(self, label: str, value: str) -> Block:
        return Stack([Text(label, 8), Text(value or "–", 10, _STRONG, lines=3)])


def _code(code: PaperCode, align: Align) -> list[Block]:
    if not code.pays:
        return [Code(code.text, _CHECKING)]
    return [Code(code.text, _PAYING), Text(QCoreApplication.translate("Paper", "Scan to pay"), 9, _STRONG, align)]
