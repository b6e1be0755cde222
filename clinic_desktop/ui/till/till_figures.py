"""What a till holds, in lines for a grid: by each way of paying, and what moved beside the payments."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.services.till.values import MethodSum, TillView
from clinic_desktop.ui.billing.words import method_word
from clinic_desktop.ui.formats import money_text, time_text
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.till.figure_grid import Figures
from clinic_desktop.ui.till.words import difference_look, difference_text, moved_word, tr


def method_heads() -> tuple[str, ...]:
    """Over the lines of ``method_lines``."""
    return (tr("Paid by"), tr("Taken"), tr("Given back"), tr("Together"))


def method_lines(sums: tuple[MethodSum, ...], locale: QLocale) -> list[Figures]:
    """One line for each way of paying."""
    return [
        Figures(
            (
                joined(method_word(one.method), locale.toString(one.payments)),
                money_text(one.taken, locale),
                money_text(one.given_back, locale) if one.given_back else "–",
                money_text(one.taken - one.given_back, locale),
            )
        )
        for one in sums
    ]


def cash_lines(till: TillView, locale: QLocale) -> list[Figures]:
    """How the cash that should be in the drawer comes about."""
    cash = next((one for one in till.sums if one.method is PaymentMethod.CASH), None)
    nothing = Money(0, till.currency)
    parts = [(tr("At the opening"), till.floated), (tr("Cash taken"), cash.taken if cash else nothing)]
    if cash and cash.given_back:
        parts.append((tr("Cash given back"), nothing - cash.given_back))
    if till.movements:
        parts.append((tr("Put in and taken out"), till.moved))
    lines = [Figures((word, money_text(amount, locale))) for word, amount in parts]
    expected = money_text(till.expected(PaymentMethod.CASH), locale)
    return [*lines, Figures((tr("Should be in the drawer"), expected), "heading")]


def movement_lines(till: TillView, zone: ZoneInfo, locale: QLocale) -> list[Figures]:
    """What was put in and taken out, the latest last."""
    return [
        Figures(
            (
                joined(time_text(one.at.astimezone(zone), locale), moved_word(one), one.reason, one.made_by),
                money_text(one.amount, locale),
            )
        )
        for one in till.movements
    ]


def count_lines(till: TillView, locale: QLocale) -> list[Figures]:
    """What was expected and counted when the till was closed."""
    return [
        Figures(
            (
                joined(method_word(one.method), one.reason),
                money_text(one.expected, locale),
                "–" if one.counted is None else money_text(one.counted, locale),
                difference_text(one.difference, locale),
            ),
            looks=("", "", "", difference_look(one.difference)),
        )
        for one in till.counts
    ]


def count_heads() -> tuple[str, ...]:
    """Over the lines of ``count_lines``."""
    return (tr("Paid by"), tr("Expected"), tr("Counted"), tr("Difference"))
