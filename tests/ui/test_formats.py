"""Money, dates, times, phones, waits and ages as people of several places read them."""

import re
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

import clinic_desktop
from clinic_desktop.domain.money import Money
from clinic_desktop.ui import formats

INDIA = QLocale("en_IN")
EMIRATES = QLocale("ar_AE")


@pytest.mark.parametrize(
    ("minor", "currency", "locale", "shown"),
    [
        (31_240_000, "INR", "en_IN", "₹3,12,400.00"),
        (31_240_000, "INR", "en_US", "₹3,12,400.00"),
        (1_234_567_890_05, "INR", "en_IN", "₹1,23,45,67,890.05"),
        (99_900, "INR", "en_IN", "₹999.00"),
        (0, "INR", "en_IN", "₹0.00"),
        (123_456_789, "USD", "en_IN", "$1,234,567.89"),
        (5, "USD", "en_US", "$0.05"),
        (-5, "USD", "en_US", "−$0.05"),
        (1_200, "JPY", "ja_JP", "¥1,200"),
        (1_200, "JPY", "en_US", "¥1,200"),
        (1_250, "BHD", "en_GB", "BHD\u00a01.250"),
        (1_250, "BHD", "de_DE", "1,250\u00a0BHD"),
        (1_250, "EUR", "de_DE", "12,50\u00a0€"),
        (1_250, "AUD", "en_AU", "$12.50"),
        (1_250, "AUD", "en_US", "A$12.50"),
        (10_000, "INR", "C", "₹100.00"),
        (10**17 + 1, "USD", "en_US", "$1,000,000,000,000,000.01"),
    ],
)
def test_money_has_its_symbol_decimals_and_groups(minor: int, currency: str, locale: str, shown: str) -> None:
    assert formats.money_text(Money(minor, currency), QLocale(locale)) == shown


def test_amounts_stay_left_to_right_in_a_locale_that_does_not() -> None:
    assert formats.amount_text(Money(-31_240_000, "INR"), EMIRATES) == "\u2066−3,12,400.00\u2069"
    assert formats.money_text(Money(150, "BHD"), EMIRATES) == "\u20660.150\u00a0BHD\u2069"
    assert formats.amount_text(Money(120_050, "EGP"), QLocale("ar_EG")) == "\u2066١٬٢٠٠٫٥٠\u2069"


@pytest.mark.parametrize("locale", ["en_IN", "en_US", "ja_JP", "ar_EG", "hi_IN"])
def test_a_date_that_identifies_somebody_is_the_same_everywhere(locale: str) -> None:
    QLocale.setDefault(QLocale(locale))
    assert formats.identity_date(date(1992, 3, 14)) == "14-Mar-1992"


def test_years_and_clocks_that_run_have_the_digits_of_the_locale() -> None:
    egypt = QLocale("ar_EG")
    assert (formats.year_text(2026, INDIA), formats.year_text(2026, egypt)) == ("2026", "٢٠٢٦")
    assert (formats.own_digits("08:14", INDIA), formats.own_digits("08:14", egypt)) == ("08:14", "٠٨:١٤")


def test_other_dates_follow_the_locale() -> None:
    day = date(2025, 3, 4)
    assert formats.date_text(day, INDIA) == "Tuesday, 4 March 2025"
    assert formats.short_date(day, INDIA) == "4 Mar 2025"
    assert formats.short_date(day, QLocale("en_US")) == "Mar 4, 2025"
    assert formats.short_date(day, QLocale("de_DE")) == "4. März 2025"
    assert formats.short_date(day, QLocale("ja_JP")) == "2025年3月4日"
    assert formats.short_date(day, QLocale("ar_EG")) == "٤ مارس ٢٠٢٥"
    assert formats.day_and_month(day, INDIA) == "4 Mar"
    assert formats.listed_date(day, date(2025, 12, 31), INDIA) == "Tue 4 Mar"
    assert formats.listed_date(day, date(2026, 1, 1), INDIA) == "4 Mar 2025"
    assert formats.period_ends(day, date(2025, 3, 9), INDIA) == ("4 Mar", "9 Mar 2025")
    assert formats.period_ends(date(2024, 12, 30), day, INDIA) == ("30 Dec 2024", "4 Mar 2025")
    assert formats.weekday_date(day, INDIA) == "Tue 4 Mar"
    assert formats.weekday_date(day, QLocale("en_US")) == "Tue Mar 4"


def test_times_have_12_or_24_hours_as_the_locale_has_them() -> None:
    assert formats.time_text(time(15, 5), QLocale("en_GB")) == "15:05"
    assert formats.time_text(time(15, 5), QLocale("en_US")).replace("\u00a0", " ") == "3:05 PM"
    assert formats.time_range(time(9), time(9, 30), QLocale("en_GB")) == "09:00–09:30"


@pytest.mark.parametrize(
    ("minutes", "shown"), [(34, "34 min"), (0, "0 min"), (-3, "0 min"), (60, "1 h"), (65, "1 h 05 min")]
)
def test_minutes_read_as_a_wait(minutes: int, shown: str) -> None:
    assert formats.minutes_text(minutes, INDIA) == shown


@pytest.mark.parametrize(
    ("born", "shown"),
    [
        (date(1991, 3, 14), "34 y"),
        (date(1991, 3, 15), "33 y"),
        (date(2024, 1, 1), "14 mo"),
        (date(2025, 3, 2), "12 d"),
        (date(2025, 3, 14), "0 d"),
        (date(2025, 3, 15), ""),
    ],
)
def test_an_age_is_as_fine_as_the_person_is_young(born: date, shown: str) -> None:
    assert formats.age_text(born, date(2025, 3, 14), INDIA) == shown


def test_an_estimated_age_says_so() -> None:
    assert formats.age_text(date(1991, 1, 1), date(2025, 3, 14), INDIA, estimated=True) == "about 34 y"


def test_rates_lose_needless_zeros() -> None:
    assert formats.percent_text(Decimal("18.00"), INDIA) == "18%"
    assert formats.percent_text(Decimal("12.50"), QLocale("de_DE")) == "12,5%"
    assert formats.percent_text(20, INDIA) == "20%"


def test_phones_are_grouped_and_show_their_country_abroad() -> None:
    assert formats.phone_text("+919876543210", "IN", INDIA) == "098765 43210"
    assert formats.phone_text("+919876543210", "GB", INDIA) == "+91 98765 43210"
    assert formats.phone_text("+919876543210", "GB", EMIRATES) == "\u2066+91 98765 43210\u2069"
    assert formats.phone_text("no phone", "IN", INDIA) == "no phone"


def test_a_typed_name_cannot_turn_a_sentence_around() -> None:
    assert formats.isolated("Dev") == "Dev"
    assert formats.isolated("\u202eDev\n M") == "\u2068\u202eDev M\u2069"
    assert formats.isolated("محمد\u2069") == "\u2068محمد\u2069"


def test_no_screen_formats_a_date_by_itself() -> None:
    """Everything goes through ``ui/formats``: no other module asks a locale for a whole date, or builds one of digits.
    File names are written by ``isoformat`` and ``%Y%m%d``."""
    folder = Path(clinic_desktop.__path__[0]) / "ui"
    own = re.compile(r"dateFormat\(|strftime|%d/%m|toString\(Q?Date|toString\([^)]*(?:ShortFormat|LongFormat)")
    found = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        if path.name != "formats.py" and own.search(path.read_text(encoding="utf-8"))
    }
    # The year alone stands in the bar of payments.
    assert found <= {"billing/payments_bar.py"}
