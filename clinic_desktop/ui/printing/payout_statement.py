"""The statement of a payout: what a doctor was paid for, line by line, with the clinic's share."""

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QFont

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.paper import PaperKind
from clinic_desktop.domain.payouts import LineKind, PayoutLineView, PayoutStatement
from clinic_desktop.ui.formats import amount_text, identity_date, isolated, left_to_right, money_text, phone_text
from clinic_desktop.ui.payouts.words import kind_text
from clinic_desktop.ui.printing.layout import Block, Framed, Gap, Pair, Row, Rule, Stack
from clinic_desktop.ui.printing.pages import Document
from clinic_desktop.ui.printing.text import Align, Text
from clinic_desktop.ui.printing.words import method_text

_BOLD = QFont.Weight.Bold
_STRONG = QFont.Weight.DemiBold
_SHARES = (12, 30, 15, 13, 13, 13)


def payout_statement_document(statement: PayoutStatement, paper: PaperKind, locale: QLocale, region: str) -> Document:
    """Lay out a statement with its headings on every page; ``region`` (ISO 3166) says how phones are grouped."""
    payout = statement.payout
    title = _tr("Statement {number}, {practitioner}").format(
        number=payout.number, practitioner=isolated(payout.practitioner_name)
    )
    lines = [_line(line, locale) for line in statement.lines]
    body = [*lines, Stack([Gap(2), *_sums(statement, locale), *_facts(statement, locale)])]
    return Document(title, paper, locale, body, head=_head(statement, locale, region), numbered=True)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Paper", text)


def _head(statement: PayoutStatement, locale: QLocale, region: str) -> list[Block]:
    payout = statement.payout
    contact = [statement.centre, *[line for line in statement.address.splitlines() if line.strip()][:3]]
    if statement.phone:
        contact.append(phone_text(statement.phone, region, locale))
    clinic = [Text(statement.clinic, 14, _BOLD, lines=2), *(Text(line, 8, lines=2) for line in contact)]
    number = [
        Text(_tr("STATEMENT"), 11, _BOLD, Align.END),
        Text(left_to_right(payout.number, locale), 11, _STRONG, Align.END, fit=True),
        Text(identity_date(payout.paid_at.date()), 9, align=Align.END),
    ]
    if payout.voided_at is not None:
        number.append(Text(_tr("TAKEN BACK"), 11, _BOLD, Align.END))
    numbers = (_tr("Without tax"), _tr("Clinic's share"), _tr("Yours"))
    words = (_tr("Earned"), _tr("Patient and visit"), _tr("Invoice"))
    titles = [
        *(Text(word, 8, _STRONG, lines=2) for word in words),
        *(Text(word, 8, _STRONG, Align.END, lines=2) for word in numbers),
    ]
    period = _tr("{first} to {last}").format(
        first=identity_date(payout.period_from), last=identity_date(payout.period_to)
    )
    doctor = Pair(Text(payout.practitioner_name, 13, _STRONG, lines=2), Text(period, 9, align=Align.END))
    return [
        Row([Stack(clinic), Stack(number)], [6, 4]),
        Gap(3),
        doctor,
        Rule(0.4, air=1),
        Row(titles, _SHARES),
        Rule(air=1),
    ]


def _facts(statement: PayoutStatement, locale: QLocale) -> list[Block]:
    """How it was paid, what the clinic wrote to it, and that it was taken back."""
    payout = statement.payout
    way = method_text(payout.method)
    if payout.reference:
        way = _tr("{way}, {reference}").format(way=way, reference=isolated(payout.reference))
    facts: list[Block] = [Text(_tr("Paid by {way}").format(way=way), 9, lines=2)]
    if payout.note:
        facts.append(Text(payout.note, 9, lines=4))
    if payout.voided_at is not None:
        words = _tr("Taken back on {date} by {name}: {reason}").format(
            date=identity_date(payout.voided_at.date()),
            name=isolated(payout.voided_by),
            reason=isolated(payout.void_reason),
        )
        facts.append(Framed(Text(words, 9, _STRONG, lines=4)))
    return [Gap(3), *facts]


def _line(line: PayoutLineView, locale: QLocale) -> Block:
    visit = [Text(line.patient_name, 9, _STRONG, lines=2)] if line.patient_name else []
    about = line.service_name if line.kind is LineKind.VISIT else kind_text(line.kind)
    cells: list[Block] = [
        Text(identity_date(line.earned_at.date()), 9, lines=1),
        Stack([*visit, Text(about, 8, lines=2)]),
        Text(left_to_right(line.invoice_number, locale), 8, lines=1),
        *(_number(amount, locale) for amount in (line.charged, line.fee)),
        _number(line.earned, locale, _STRONG),
    ]
    return Stack([Row(cells, _SHARES), Rule(0.1, air=0.8)])


def _number(amount: Money, locale: QLocale, weight: QFont.Weight = QFont.Weight.Normal) -> Text:
    return Text(amount_text(amount, locale), 9, weight, Align.END, fit=True)


def _sums(statement: PayoutStatement, locale: QLocale) -> list[Block]:
    def pair(word: str, amount: Money, points: float = 10, weight: QFont.Weight = QFont.Weight.Normal) -> Block:
        return Row([Gap(0), Pair(Text(word, points, weight), Text(money_text(amount, locale), points, weight))], [4, 5])

    return [
        pair(_tr("Charged without tax"), statement.charged),
        pair(_tr("Clinic's share"), Money(-statement.fee.minor, statement.fee.currency)),
        Gap(1),
        pair(_tr("Paid out"), statement.payout.amount, 13, _BOLD),
    ]
