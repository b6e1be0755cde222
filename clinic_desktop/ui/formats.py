"""How values read on screens and paper: money, dates, times, phones, waits and ages, each in the person's locale.

Dates have their month in letters, so that nobody takes it for the day: ``date_text`` in full, ``short_date`` with its
year, ``weekday_date`` and ``day_and_month`` where the year is plain, ``listed_date`` whichever of these fits, in the
order of the locale; and ``identity_date``, the same everywhere, for what identifies somebody, for papers, which go
elsewhere, and for fields, where it is typed.

Everything takes the ``locale`` as an argument, so a window, a slip and a test can each have their own. In a locale that
is written from right to left, values that stay left to right (amounts, phones, tokens) come wrapped in isolate marks.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from unicodedata import bidirectional, category

from PySide6.QtCore import QCoreApplication, QDate, QLocale, Qt, QTime

from clinic_desktop.domain.money import Money, minor_digits

_DIGITS = frozenset("0123456789")
# The narrow symbols of CLDR where one currency alone is meant, and marked dollars where several are.
_SYMBOLS = {
    "AUD": "A$",
    "BDT": "৳",
    "BRL": "R$",
    "CAD": "CA$",
    "CNY": "CN¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "ILS": "₪",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "MXN": "MX$",
    "NGN": "₦",
    "NZD": "NZ$",
    "PHP": "₱",
    "SGD": "S$",
    "THB": "฿",
    "TRY": "₺",
    "UAH": "₴",
    "USD": "$",
    "VND": "₫",
}
_WEEKDAY = re.compile(r"(^|\s*[,،]?\s*)dddd(?:ที่)?\s*[,،]?\s*")
_MARKER = "\ue000"
_INVISIBLE = dict.fromkeys(map(ord, "\u061c\u200e\u200f"))
_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))
_TURNING = frozenset(("R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "PDF"))
_NO_BREAK_SPACE = "\u00a0"


def money_text(money: Money, locale: QLocale) -> str:
    """The amount with its currency's symbol and decimals: "₹3,12,400.00", "¥1,200", "BHD 1.250", "12,50 €"."""
    # Only the pattern is taken from Qt: its amounts are floating point, and it knows the locale's own currency only.
    pattern = locale.toCurrencyString(0, _MARKER).translate(_INVISIBLE)
    symbol = currency_symbol(money.currency, locale)
    before = pattern.startswith(_MARKER) or locale.language() == QLocale.Language.C
    gap = "" if any(category(sign) == "Sc" for sign in symbol) and _NO_BREAK_SPACE not in pattern else _NO_BREAK_SPACE
    number = _number(money, locale)
    unsigned = f"{symbol}{gap}{number}" if before else f"{number}{gap}{symbol}"
    return left_to_right(f"−{unsigned}" if money.minor < 0 else unsigned, locale)


def amount_text(money: Money, locale: QLocale) -> str:
    """The amount without its symbol, for columns that say the currency once: "3,12,400.00", "1,200", "1.250"."""
    number = _number(money, locale)
    return left_to_right(f"−{number}" if money.minor < 0 else number, locale)


def currency_symbol(currency: str, locale: QLocale) -> str:
    """The symbol of an ISO 4217 currency as read in that locale; the code itself where a symbol could mean another."""
    if locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode) == currency:
        own = locale.currencySymbol().translate(_INVISIBLE)
        return own.replace("\uffe5", "¥") or currency
    return _SYMBOLS.get(currency, currency)


def identity_date(day: date) -> str:
    """A date of birth, of a paper or in a field: "14-Mar-1992" in every locale."""
    return QLocale.c().toString(_qdate(day), "dd-MMM-yyyy")


def date_text(day: date, locale: QLocale) -> str:
    """The date in words with its weekday: "Friday, 14 March 2025"."""
    return locale.toString(_qdate(day), QLocale.FormatType.LongFormat)


def short_date(day: date, locale: QLocale) -> str:
    """The date for lists, with its year: "14 Mar 2025", "Mar 14, 2025", "14. März 2025"."""
    pattern = _WEEKDAY.sub("", locale.dateFormat(QLocale.FormatType.LongFormat)).strip()
    return locale.toString(_qdate(day), pattern.replace("MMMM", "MMM"))


def weekday_date(day: date, locale: QLocale) -> str:
    """The date for lists where the year is plain: "Fri 14 Mar", "Fri Mar 14"."""
    return locale.toString(_qdate(day), "ddd MMM d" if _month_first(locale) else "ddd d MMM")


def year_text(year: int, locale: QLocale) -> str:
    """A year alone: "2026", "٢٠٢٦"."""
    return locale.toString(QDate(year, 1, 1), "yyyy")


def own_digits(text: str, locale: QLocale) -> str:
    """The text with its digits in those of the locale: "08:14" for a clock that runs."""
    zero = ord(locale.zeroDigit())
    return "".join(chr(zero + int(letter)) if letter in _DIGITS else letter for letter in text)


def listed_date(day: date, today: date, locale: QLocale) -> str:
    """The date for lists that go over years: ``weekday_date`` in the year of today, else with its year."""
    return weekday_date(day, locale) if day.year == today.year else short_date(day, locale)


def period_ends(first: date, last: date, locale: QLocale) -> tuple[str, str]:
    """Both ends of a stretch of days, the year of both said once: "15 Nov", "21 Nov 2026"."""
    begin = day_and_month(first, locale) if first.year == last.year else short_date(first, locale)
    return begin, short_date(last, locale)


def day_and_month(day: date, locale: QLocale) -> str:
    """The date where even the weekday is plain, as below a bar: "14 Mar", "Mar 14"."""
    return locale.toString(_qdate(day), "MMM d" if _month_first(locale) else "d MMM")


def time_text(moment: time | datetime, locale: QLocale) -> str:
    """The wall-clock time, in 12 or 24 hours as the locale has it: "15:05", "3:05 pm"."""
    # Some locales put narrow no-break spaces before am and pm, which many fonts lack.
    text = locale.toString(QTime(moment.hour, moment.minute), QLocale.FormatType.ShortFormat)
    return text.replace("\u202f", _NO_BREAK_SPACE)


def time_range(start: time | datetime, end: time | datetime, locale: QLocale) -> str:
    """From and to: "15:05–15:35"."""
    sentence = QCoreApplication.translate("Formats", "{start}–{end}", "a range of times")
    return sentence.format(start=time_text(start, locale), end=time_text(end, locale))


def minutes_text(minutes: int, locale: QLocale) -> str:
    """A length or a wait: "34 min", "1 h 05 min". Negative lengths count as none."""
    hours, rest = divmod(max(0, minutes), 60)
    if not hours:
        return QCoreApplication.translate("Formats", "{minutes} min").format(minutes=locale.toString(rest))
    if not rest:
        return QCoreApplication.translate("Formats", "{hours} h").format(hours=locale.toString(hours))
    padded = locale.toString(rest).rjust(2, locale.zeroDigit())
    return QCoreApplication.translate("Formats", "{hours} h {minutes} min").format(
        hours=locale.toString(hours), minutes=padded
    )


def age_text(born: date, today: date, locale: QLocale, *, estimated: bool = False) -> str:
    """How old somebody is: "34 y", under two years "14 mo", under two months "12 d"; "" before the birth."""
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if today < born:
        return ""
    if months >= 24:
        age = QCoreApplication.translate("Formats", "{years} y").format(years=locale.toString(months // 12))
    elif months >= 2:
        age = QCoreApplication.translate("Formats", "{months} mo").format(months=locale.toString(months))
    else:
        age = QCoreApplication.translate("Formats", "{days} d").format(days=locale.toString((today - born).days))
    return QCoreApplication.translate("Formats", "about {age}").format(age=age) if estimated else age


def percent_text(percent: Decimal | int, locale: QLocale) -> str:
    """A rate without needless zeros: "18%", "12.5%"."""
    plain = f"{Decimal(percent):f}"
    number = plain.rstrip("0").rstrip(".") if "." in plain else plain
    shown = _in_digits_of(number.replace(".", locale.decimalPoint()), locale)
    return QCoreApplication.translate("Formats", "{number}%", "a percentage").format(number=shown)


def phone_text(phone: str, region: str, locale: QLocale) -> str:
    """A stored phone (E.164) grouped as ``region`` (ISO 3166) reads it, with the country code if it is from elsewhere.

    What is no phone number comes back as it is.
    """
    import phonenumbers  # 90 ms and 20 MB: only who shows a phone pays

    try:
        number = phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return left_to_right(phone, locale)
    home = phonenumbers.country_code_for_region(region) == number.country_code
    style = phonenumbers.PhoneNumberFormat
    return left_to_right(phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL), locale)


def left_to_right(text: str, locale: QLocale) -> str:
    """The text so marked that a line from right to left leaves its order alone; unchanged in other locales."""
    if locale.textDirection() != Qt.LayoutDirection.RightToLeft or not text or text.startswith("\u2066"):
        return text
    return f"\u2066{text.translate(_ISOLATES)}\u2069"


def isolated(text: str) -> str:
    """What a person typed, ready to stand in a sentence: on one line, and its direction cannot turn the rest around."""
    line = " ".join(text.split()).translate(_ISOLATES)
    return f"\u2068{line}\u2069" if any(bidirectional(letter) in _TURNING for letter in line) else line


def _number(money: Money, locale: QLocale) -> str:
    digits = minor_digits(money.currency)
    text = str(abs(money.minor)).zfill(digits + 1)
    whole, fraction = (text[:-digits], text[-digits:]) if digits else (text, "")
    separator = locale.groupSeparator() or ","
    number = separator.join(_groups(whole, 2 if money.currency == "INR" else 3))
    return _in_digits_of(f"{number}{locale.decimalPoint()}{fraction}" if fraction else number, locale)


def _groups(whole: str, size: int) -> list[str]:
    head, tail = whole[:-3], [whole[-3:]]
    while head:
        tail.insert(0, head[-size:])
        head = head[:-size]
    return tail


def _in_digits_of(number: str, locale: QLocale) -> str:
    zero = locale.zeroDigit()
    if zero == "0" or len(zero) != 1:
        return number
    return number.translate({ord("0") + value: chr(ord(zero) + value) for value in range(10)})


def _month_first(locale: QLocale) -> bool:
    full = locale.dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "")
    return full.find("M") < full.find("d")


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
