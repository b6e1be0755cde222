"""How a patient is told from another on one line: age, sex, phone, and where they stand today."""

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import AppointmentState, Gender
from clinic_desktop.services.patients.hits import PatientHit, Why
from clinic_desktop.ui.formats import age_text, identity_date, phone_text, short_date, time_text


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


def hit_detail(hit: PatientHit, today: date, zone: ZoneInfo, region: str, locale: QLocale) -> str:
    """The second line of a search hit: "41 y · F · 98860 20471 · waiting, token A-012". Who was found by their number
    has it in front, so that it can be seen why they fit."""
    number = hit.number if hit.why is Why.NUMBER else ""
    return joined(number, hit_facts(hit, today, zone, region, locale))


def hit_facts(hit: PatientHit, today: date, zone: ZoneInfo, region: str, locale: QLocale) -> str:
    """What tells the patient from others, whatever they were found by."""
    age = age_text(hit.birth_date, today, locale, estimated=hit.birth_estimated) if hit.birth_date else ""
    phone = phone_text(hit.phone, region, locale) if hit.phone else ""
    return joined(age, gender_letter(hit.gender), phone, standing_text(hit, zone, locale))


def standing_text(hit: PatientHit, zone: ZoneInfo, locale: QLocale) -> str:
    """Where the patient stands today, else when they were here last."""
    booked = hit.booked_today
    if booked is None:
        if hit.last_visit_at is None:
            return _tr("first visit")
        day = short_date(hit.last_visit_at.astimezone(zone).date(), locale)
        return _tr("last visit {day}").format(day=day)
    time = time_text(booked.starts_at.astimezone(zone), locale)
    words = {
        AppointmentState.CONFIRMED: _tr("booked {time} with {doctor}"),
        AppointmentState.PENDING: _tr("pending {time} with {doctor}"),
        AppointmentState.CHECKED_IN: _tr("waiting, token {token}"),
        AppointmentState.IN_PROGRESS: _tr("with {doctor}"),
    }
    pattern = words.get(booked.state, _tr("was here today"))
    return pattern.format(time=time, doctor=booked.practitioner_name, token=booked.token or "")
