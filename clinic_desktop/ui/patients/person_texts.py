"""How a patient is told from another on one line: age and sex."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import Gender
from clinic_desktop.ui.formats import age_text, identity_date


def _tr(text: str) -> str:
    return QCoreApplication.translate("Person", text)


def gender_word(gender: Gender) -> str:
    """The word on screen; nothing where it is not disclosed."""
    words = {Gender.FEMALE: _tr("Female"), Gender.MALE: _tr("Male"), Gender.OTHER: _tr("Other")}
    return words.get(gender, "")


def gender_letter(gender: Gender) -> str:
    """One letter for narrow lists."""
    letters = {Gender.FEMALE: _tr("F"), Gender.MALE: _tr("M"), Gender.OTHER: _tr("O")}
    return letters.get(gender, "")


def joined(*parts: str) -> str:
    """Facts beside each other, with a dot between; empty ones are left out."""
    return " · ".join(part for part in parts if part)


def born_text(born: date | None, estimated: bool, today: date, locale: QLocale) -> str:
    """ "Born 14-Mar-1992 (34 y)"; an estimate says so; unknown says "Not known"."""
    if born is None:
        return _tr("Born: not known")
    age = age_text(born, today, locale)
    if estimated:
        return _tr("Born about {year} ({age})").format(year=born.year, age=age)
    return _tr("Born {day} ({age})").format(day=identity_date(born), age=age)


def born_value(born: date | None, estimated: bool, today: date, locale: QLocale) -> str:
    """The same without the word before it: "14-Mar-1992 (34 y)"."""
    if born is None:
        return _tr("Not known")
    age = age_text(born, today, locale)
    if estimated:
        return _tr("about {year} ({age})").format(year=born.year, age=age)
    return _tr("{day} ({age})").format(day=identity_date(born), age=age)


def reason_words(reasons: tuple[str, ...]) -> str:
    """Why two records may be one person's: "same name · same phone"."""
    words = {
        "same_name": _tr("same name"),
        "same_phone": _tr("same phone"),
        "same_birth_similar_name": _tr("born the same day, similar name"),
    }
    return joined(*(words.get(reason, "") for reason in reasons))
