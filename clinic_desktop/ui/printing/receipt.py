"""The receipt: on a roll one narrow column, on a sheet the same parts with room around them."""

from dataclasses import dataclass
from functools import reduce

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QFont

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import PaperKind, Receipt, ReceiptPayment, TaxLine
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
from clinic_desktop.ui.printing.layout import Block, Framed, Gap, Pair, Row, Rule, Stack
from clinic_desktop.ui.printing.pages import Document
from clinic_desktop.ui.printing.text import Align, Text
from clinic_desktop.ui.printing.words import method_text

_PLAIN = QFont.Weight.Normal
_BOLD = QFont.Weight.Bold
_STRONG = QFont.Weight.DemiBold
_ADDRESS_LINES = 4


def receipt_document(receipt: Receipt, paper: PaperKind, locale: QLocale, region: str) -> Document:
    """Lay out a receipt; ``region`` (ISO 3166) says how the clinic's phone is grouped."""
    parts = _Parts(receipt, locale, region)
    title = QCoreApplication.translate("Paper", "Receipt {number}")
    if receipt.is_invoice:
        title = QCoreApplication.translate("Paper", "Invoice {number}")
    title = title.format(number=receipt.number)
    if paper.is_roll:
        return Document(title, paper, locale, [*parts.roll_head(), *parts.charges(), *parts.sums(), *parts.foot()])
    return Document(
        title,
        paper,
        locale,
        [*parts.sheet_facts(), *parts.charges(), Stack([*parts.sums(), *parts.foot()])],
        head=parts.sheet_head(),
        numbered=True,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The pieces of one receipt."""

    receipt: Receipt
    locale: QLocale
    region: str

    def roll_head(self) -> list[Block]:
        clinic = [Text(self.receipt.clinic, 13, _BOLD, Align.CENTRE, lines=3)]
        contact = [Text(line, 9, align=Align.CENTRE, lines=2) for line in self._contact()]
        return [*clinic, *contact, Rule(), *self._heading(Align.CENTRE), Gap(1.5), *self._facts(), Rule()]

    def sheet_head(self) -> list[Block]:
        clinic = Stack(
            [Text(self.receipt.clinic, 16, _BOLD, lines=2), *(Text(line, 9, lines=2) for line in self._contact())]
        )
        when = Text(self._issued(), 9, align=Align.END, fit=True)
        number = Text(left_to_right(self.receipt.number, self.locale), 11, _STRONG, Align.END, fit=True)
        return [Row([clinic, Stack([*self._heading(Align.END), number, when])], [6, 4]), Gap(2), Rule(0.4), Gap(2)]

    def sheet_facts(self) -> list[Block]:
        patient = self._labelled(QCoreApplication.translate("Paper", "Patient"), self.receipt.patient_name)
        number = self._labelled(QCoreApplication.translate("Paper", "Patient number"), self.receipt.patient_number)
        doctor = self._labelled(QCoreApplication.translate("Paper", "Doctor"), self.receipt.practitioner)
        return [Row([patient, number, doctor], [5, 3, 4]), Gap(5)]

    def charges(self) -> list[Block]:
        head = QCoreApplication.translate("Paper", "Amount ({currency})").format(currency=self.receipt.currency)
        lines = [self._line(line.description, amount_text(line.amount, self.locale)) for line in self.receipt.lines]
        titles = self._line(QCoreApplication.translate("Paper", "Description"), head, 8, _STRONG)
        return [titles, Rule(air=1), *lines, Rule(air=1)]

    def sums(self) -> list[Block]:
        total = Pair(
            Text(QCoreApplication.translate("Paper", "Total"), 13, _BOLD),
            Text(money_text(self.receipt.total, self.locale), 13, _BOLD, Align.END, fit=True),
        )
        included = [self._tax(tax) for tax in self.receipt.taxes if tax.inclusive]
        return [*self._adjustments(), Gap(1), total, *included, Rule(air=1), *self._payments()]

    def foot(self) -> list[Block]:
        by = QCoreApplication.translate("Paper", "Taken by {name}")
        if self.receipt.is_invoice:
            by = QCoreApplication.translate("Paper", "Printed by {name}")
        return [Rule(air=1), Text(by.format(name=isolated(self.receipt.taken_by)), 8, lines=2)]

    def _contact(self) -> list[str]:
        tax_number = QCoreApplication.translate("Paper", "Tax number {number}")
        return [
            *([self.receipt.centre] if self.receipt.centre else []),
            *[line for line in self.receipt.address.splitlines() if line.strip()][:_ADDRESS_LINES],
            *([phone_text(self.receipt.phone, self.region, self.locale)] if self.receipt.phone else []),
            *([tax_number.format(number=self.receipt.tax_number)] if self.receipt.tax_number else []),
        ]

    def _heading(self, align: Align) -> list[Block]:
        words = QCoreApplication.translate("Paper", "RECEIPT")
        if self.receipt.is_invoice:
            words = QCoreApplication.translate("Paper", "INVOICE")
        word = Text(words, 12, _BOLD, align)
        copy = Framed(Text(QCoreApplication.translate("Paper", "COPY"), 9, _BOLD, align))
        return [word, Gap(0.5), copy, Gap(1)] if self.receipt.copy else [word]

    def _facts(self) -> list[Block]:
        number = left_to_right(self.receipt.number, self.locale)
        facts = [
            (QCoreApplication.translate("Paper", "Number"), number, True),
            (QCoreApplication.translate("Paper", "Date"), self._issued(), True),
            (QCoreApplication.translate("Paper", "Patient"), self.receipt.patient_name, False),
            (QCoreApplication.translate("Paper", "Patient number"), self.receipt.patient_number, True),
            (QCoreApplication.translate("Paper", "Doctor"), self.receipt.practitioner, False),
        ]
        return [
            Pair(Text(label), Text(value, 9, _STRONG, Align.END, lines=3, fit=one_line))
            for label, value, one_line in facts
            if value
        ]

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
            label = QCoreApplication.translate("Paper", "Discount")
            found.append(self._line(label, self._amount(zero - self.receipt.discount)))
        return [*found, *(self._tax(tax) for tax in added)]

    def _tax(self, tax: TaxLine) -> Block:
        sentence = QCoreApplication.translate("Paper", "{tax} {rate}", "a tax and its rate")
        if tax.inclusive:
            sentence = QCoreApplication.translate("Paper", "Includes {tax} {rate}")
        label = sentence.format(tax=isolated(tax.name), rate=percent_text(tax.rate, self.locale))
        return self._line(label, self._amount(tax.amount))

    def _payments(self) -> list[Block]:
        receipt = self.receipt
        ends = [
            (QCoreApplication.translate("Paper", "Cash given"), receipt.tendered),
            (QCoreApplication.translate("Paper", "Change"), receipt.change),
        ]
        lines = [self._payment(payment) for payment in receipt.payments]
        lines += [self._line(label, self._amount(money)) for label, money in ends if money is not None]
        if receipt.balance is None:
            return lines
        label = QCoreApplication.translate("Paper", "Still to pay")
        return [*lines, self._line(label, self._amount(receipt.balance), 10, _BOLD if receipt.balance else _PLAIN)]

    def _payment(self, payment: ReceiptPayment) -> Block:
        label = method_text(payment.method)
        if payment.reference:
            sentence = QCoreApplication.translate("Paper", "{method} · {reference}", "a payment and its number")
            label = sentence.format(method=label, reference=left_to_right(isolated(payment.reference), self.locale))
        return self._line(label, self._amount(payment.amount))

    def _amount(self, money: Money) -> str:
        return amount_text(money, self.locale)

    def _line(self, label: str, value: str, points: float = 10, weight: QFont.Weight = _PLAIN) -> Block:
        return Pair(Text(label, points, weight, lines=6), Text(value, points, weight, Align.END, fit=True))

    def _labelled(self, label: str, value: str) -> Block:
        return Stack([Text(label, 8), Text(value or "–", 10, _STRONG, lines=3)])
