"""Figures as the overview writes them: whole amounts, short ones for axes, percents, and how much something changed."""

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from clinic_desktop.domain.money import Money, minor_digits
from clinic_desktop.ui.formats import currency_symbol, money_text

_SHORT = (
    (1_000_000, QT_TRANSLATE_NOOP("Figures", "{number}M")),
    (1_000, QT_TRANSLATE_NOOP("Figures", "{number}k")),
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Figures", text)


def whole_money(money: Money, locale: QLocale) -> str:
    """The amount rounded to whole units, without decimals: "₹38,500"."""
    digits = minor_digits(money.currency)
    if not digits:
        return money_text(money, locale)
    unit = 10**digits
    rounded = Money(round(money.minor / unit) * unit, money.currency)
    zeros = locale.decimalPoint() + locale.zeroDigit() * digits
    return money_text(rounded, locale).replace(zeros, "")


def short_money(minor: float, currency: str, locale: QLocale) -> str:
    """An amount for an axis: "₹75k". Zero has its symbol too."""
    units = minor / 10 ** minor_digits(currency)
    symbol = currency_symbol(currency, locale)
    for size, pattern in _SHORT:
        if abs(units) >= size:
            number = float(units / size)
            text = locale.toString(number, "f", 0 if number == int(number) else 1)
            return symbol + QCoreApplication.translate("Figures", str(pattern)).format(number=text)
    return f"{symbol}{locale.toString(int(units))}"


def percent(value: float | None, locale: QLocale, decimals: int = 0) -> str:
    """A share, or a dash where there is nothing to share."""
    if value is None:
        return "–"
    return _tr("{number}%").format(number=locale.toString(value, "f", decimals))


@dataclass(frozen=True, slots=True)
class Delta:
    """How something moved: words with a sign, the direction, and whether that is good. No words: nothing to compare."""

    text: str = ""
    rising: bool | None = None
    good: bool | None = None


def delta(now: float | None, before: float | None, words: str, locale: QLocale, more_is_good: bool = True) -> Delta:
    """``words`` holds a place for the signed number, such as "{change} pts"."""
    if now is None or before is None:
        return Delta()
    change = round(float(now - before), 1)
    if not change:
        return Delta(_tr("unchanged"))
    number = locale.toString(abs(change), "f", 0 if abs(change) >= 10 or change == int(change) else 1)
    signed = f"+{number}" if change > 0 else f"−{number}"
    return Delta(words.format(change=signed), change > 0, (change > 0) is more_is_good)


def relative_delta(now: int, before: int, locale: QLocale) -> Delta:
    """How much more or less, in percent of what was before."""
    if not before:
        return Delta()
    return delta(100 * (now - before) / before, 0, _tr("{change}%"), locale)
