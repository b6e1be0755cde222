"""Checking what a form sends: cleaned values, and one refusal that names every problem."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.organisation import Organization
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.lengths import LINE_LENGTH, NAME_LENGTH, TEXT_LENGTH

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_USERNAME = re.compile(r"[\w.-]{3,40}")
_MOST_MINOR = 10**11


class Fields:
    """Collects the problems of a draft's fields: each check gives the cleaned value, ``done`` refuses with Invalid."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def problem(self, field: str, code: str) -> None:
        """Notes a problem; the first one of a field stays."""
        self.problems.setdefault(field, code)

    def done(self) -> None:
        """Refuses with every problem found."""
        if self.problems:
            raise Invalid(self.problems)

    def name(self, field: str, value: str) -> str:
        """One line of 1 to 100 characters of any script."""
        return self.line(field, value, NAME_LENGTH, required=True)

    def own_name(self, field: str, name: str, others: Iterable[str]) -> None:
        """Notes a name that another of its kind has; capitals do not tell two names apart."""
        if name.casefold() in {other.casefold() for other in others}:
            self.problem(field, "taken")

    def line(self, field: str, value: str, most: int = LINE_LENGTH, required: bool = False) -> str:
        """One line of text; breaks and runs of spaces become one space."""
        return self._measured(field, " ".join(clean(value).split()), most, required)

    def text(self, field: str, value: str, most: int = TEXT_LENGTH) -> str:
        """Text of several lines."""
        return self._measured(field, clean(value).strip(), most, required=False)

    def lines(self, field: str, values: tuple[str, ...]) -> list[str]:
        """A list of short texts, without empty ones and repetitions."""
        cleaned = (self.line(field, value, NAME_LENGTH) for value in values)
        return [value for value in dict.fromkeys(cleaned) if value]

    def email(self, field: str, value: str) -> str:
        """An email address in lower case, or nothing."""
        address = self.line(field, value).lower()
        if address and not _EMAIL.fullmatch(address):
            self.problem(field, "not_an_email")
        return address

    def username(self, field: str, value: str) -> str:
        """3 to 40 letters, digits, dots, dashes and underscores with a letter among them, in lower case; or nothing.

        So a username can be taken neither for an email nor for a phone.
        """
        name = clean(value).strip().lower()
        if name and not (_USERNAME.fullmatch(name) and any(character.isalpha() for character in name)):
            self.problem(field, "not_a_username")
        return name

    def phone(self, field: str, value: str, country: str) -> str:
        """A phone number as E.164, read as one of the country where it has no country code; or nothing."""
        if not value.strip():
            return ""
        number = parsed_phone(clean(value), country.strip().upper())
        if number is None:
            self.problem(field, "not_a_phone")
        return number or ""

    def country(self, field: str, value: str) -> str:
        """A country of ISO 3166 in two letters."""
        code = value.strip().upper()
        if not (len(code) == 2 and code.isascii() and code.isalpha()):
            self.problem(field, "not_a_country")
        return code

    def currency(self, field: str, value: str) -> str:
        """A currency of ISO 4217 in three letters."""
        code = value.strip().upper()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            self.problem(field, "not_a_currency")
        return code

    def zone(self, field: str, value: str) -> str:
        """The name of a time zone that exists, such as "Asia/Kolkata"."""
        name = value.strip()
        if name not in known_zones():
            self.problem(field, "not_a_zone")
        return name

    def number(self, field: str, value: int, least: int, most: int) -> int:
        """A whole number between the two, both included."""
        if not least <= value <= most:
            self.problem(field, "out_of_bounds")
        return value

    def amount(self, field: str, value: int) -> int:
        """An amount in minor units that is not negative."""
        return self.number(field, value, 0, _MOST_MINOR)

    def _measured(self, field: str, value: str, most: int, required: bool) -> str:
        if required and not value:
            self.problem(field, "required")
        elif len(value) > most:
            self.problem(field, "too_long")
        return value


def clean(text: str) -> str:
    """The text composed (NFC), without control characters other than line breaks and tabs, and without half characters.

    Neither database stores all of those: PostgreSQL refuses NUL, and half of a surrogate pair is no text.
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def parsed_phone(text: str, country: str) -> str | None:
    """The number as E.164, or None where it can be no phone number."""
    # Imported late: the tables of all countries take their time.
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def clinic_country(session: Session) -> str:
    """The clinic's country, in which phone numbers without a country code are read; "" before the first start."""
    return session.scalar(select(Organization.country).limit(1)) or ""


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(available_timezones())
