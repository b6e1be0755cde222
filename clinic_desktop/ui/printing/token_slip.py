"""The token slip: the number large, then where, when and how long; nothing that tells strangers who is ill."""

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QFont

from clinic_desktop.domain.codes import PaymentWord
from clinic_desktop.domain.paper import PaperKind, TokenSlip
from clinic_desktop.ui.formats import date_text, left_to_right, minutes_text, money_text, time_text
from clinic_desktop.ui.printing.layout import Block, Code, Gap, Pair, Rule
from clinic_desktop.ui.printing.pages import Document
from clinic_desktop.ui.printing.text import Align, Text
from clinic_desktop.ui.printing.words import payment_text

_BOLD = QFont.Weight.Bold
_STRONG = QFont.Weight.DemiBold


def token_document(slip: TokenSlip, paper: PaperKind, locale: QLocale) -> Document:
    """Lay out a slip for a roll of paper, or for the top of a sheet where the desk has no roll."""
    title = QCoreApplication.translate("Paper", "Token {token}").format(token=slip.token)
    body = [*_number(slip, locale), *_place(slip, locale), *_wait(slip, locale), *_owner(slip, locale), *_pay(slip)]
    return Document(title, paper, locale, [*body, *_foot(slip, locale)])


def _number(slip: TokenSlip, locale: QLocale) -> list[Block]:
    return [
        _centred(slip.clinic, 13, _BOLD),
        _centred(slip.centre, 10),
        Gap(2.5),
        _centred(QCoreApplication.translate("Paper", "TOKEN"), 11, _STRONG),
        Text(left_to_right(slip.token, locale), 60, _BOLD, Align.CENTRE, fit=True),
    ]


def _place(slip: TokenSlip, locale: QLocale) -> list[Block]:
    appointment = slip.appointment_time
    sentence = QCoreApplication.translate("Paper", "Appointment at {time}")
    return [
        *([_centred(slip.room, 15, _BOLD)] if slip.room else []),
        _centred(slip.practitioner, 12, _STRONG),
        *([_centred(sentence.format(time=time_text(appointment, locale)), 10)] if appointment else []),
    ]


def _wait(slip: TokenSlip, locale: QLocale) -> list[Block]:
    said: list[Block] = []
    if slip.wait_minutes is not None:
        about = QCoreApplication.translate("Paper", "about {wait}")
        said.append(_centred(about.format(wait=minutes_text(slip.wait_minutes, locale)), 14, _BOLD))
    if slip.ahead == 0:
        said.append(_centred(QCoreApplication.translate("Paper", "You are next"), 11))
    elif slip.ahead is not None:
        sentence = QCoreApplication.translate("Paper", "%Ln before you", "people in the queue", slip.ahead)
        said.append(_centred(sentence, 11))
    return [Rule(), *said] if said else []


def _owner(slip: TokenSlip, locale: QLocale) -> list[Block]:
    paid = payment_text(slip.payment_word) if slip.payment_word else ""
    fee = paid
    if slip.fee is not None and slip.payment_word is not PaymentWord.FREE:
        sentence = QCoreApplication.translate("Paper", "{amount} · {payment}", "a fee, and whether it is paid")
        fee = sentence.format(amount=money_text(slip.fee, locale), payment=paid)
    return [Rule(), Pair(Text(slip.short_name, 11, _STRONG, lines=1), Text(fee, 11, align=Align.END, fit=True))]


def _pay(slip: TokenSlip) -> list[Block]:
    if not slip.pay_url:
        return []
    return [Code(slip.pay_url, 36), _centred(QCoreApplication.translate("Paper", "Scan to pay"), 10, _STRONG)]


def _foot(slip: TokenSlip, locale: QLocale) -> list[Block]:
    sentence = QCoreApplication.translate("Paper", "{time} · {desk}", "when and at which desk a slip was printed")
    return [
        Rule(),
        _centred(date_text(slip.issued_at.date(), locale), 9),
        _centred(sentence.format(time=time_text(slip.issued_at, locale), desk=slip.desk), 9),
    ]


def _centred(text: str, points: float, weight: QFont.Weight = QFont.Weight.Normal) -> Text:
    return Text(text, points, weight, Align.CENTRE, lines=2)
