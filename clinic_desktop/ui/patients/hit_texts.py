"""What a search says of a patient: what tells them from others, and where they stand today."""

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.patients.hits import PatientHit, Why
from clinic_desktop.ui.formats import age_text, phone_text, short_date, time_text
from clinic_desktop.ui.patients.person_texts import gender_letter, joined


def _tr(text: str) -> str:
    return QCoreApplication.translate("Person", text)


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
