"""Turns what was invented into rows and loads them."""

from collections.abc import Iterator
from datetime import date, datetime

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.counters import NumberCounter
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.organisation import Closure
from clinic_desktop.db.models.patient_records import MedicalHistoryEntry
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.scheduling import Hold, ScheduleException
from clinic_desktop.domain.codes import AppointmentState, Channel
from clinic_desktop.domain.search_words import patient_number
from clinic_desktop.services.demo.bulk import Bulk, Row, instant
from clinic_desktop.services.demo.calendar import Calendar
from clinic_desktop.services.demo.events import Event, events_of, keys_of
from clinic_desktop.services.demo.money import DemoInvoice, year_of
from clinic_desktop.services.demo.organisation import PATIENT_ACCOUNT, SERVICES, SPECIALITIES, account_of
from clinic_desktop.services.demo.people import DemoPatient, city_of
from clinic_desktop.services.demo.visits import DAY, DemoVisit, registered_instant

AUDIT_DAYS = 30
"""The audit of the demo goes back as far; every visit's own history is whole."""

_S = AppointmentState
_SPECIALITY_NAMES = {number: name for number, _, name in SPECIALITIES}


def load_patients(bulk: Bulk, patients: list[DemoPatient], user: DemoPatient) -> None:
    """Loads patients with their medical history; ``user`` is the one with a login."""
    bulk.load(
        Patient,
        "id version number account_id name phone email birth_date birth_estimated gender blood_group address_line_1"
        " address_line_2 city state postal_code country emergency_name emergency_relationship emergency_phone"
        " allergies language preferred_channel lead_source picture desk_notes home_location_id registered_at"
        " last_visit_at last_practitioner_id active",
        (_patient_row(patient, user) for patient in patients),
    )
    bulk.load(
        MedicalHistoryEntry,
        "patient_id condition diagnosed_on treatment practitioner_name active",
        (
            (
                patient.id,
                condition,
                date(max(patient.born.year + 1, patient.registered.year - 4), 3, 1),
                treatment,
                "",
                True,
            )
            for patient in patients
            for condition, treatment in patient.conditions
        ),
    )


def _patient_row(patient: DemoPatient, user: DemoPatient) -> Row:
    city, country = city_of(patient)
    name, relationship, phone = patient.emergency
    return (
        patient.id, 1, patient_number(patient.id), PATIENT_ACCOUNT if patient is user else None, patient.name,
        patient.phone, patient.email, patient.born, False, patient.gender.value, patient.blood_group, patient.street,
        "", city, "", patient.postal_code, country, name, relationship, phone, patient.allergies, patient.language, "",
        patient.source, "", "", patient.centre, instant(registered_instant(patient)),
        None if patient.seen is None else instant(patient.seen), patient.seen_by, True,
    )  # fmt: skip


def load_calendar(bulk: Bulk, calendar: Calendar) -> None:
    """Loads holidays and exceptions."""
    bulk.load(
        Closure,
        "location_id day name",
        ((centre, day, name) for (centre, day), name in sorted(calendar.closures.items())),
    )
    bulk.load(
        ScheduleException,
        "schedule_id location_id kind first_day last_day start_minute end_minute reason made_by_id made_at",
        (
            (one.doctor, None, one.kind.value, one.first, one.last, one.start, one.end, one.reason, 1, calendar.now)
            for one in calendar.exceptions
        ),
    )


def load_visits(bulk: Bulk, visits: list[DemoVisit], now: int) -> None:
    """Loads appointments with their history, and the visits that came of them."""
    histories = [(visit, events_of(visit)) for visit in visits]
    in_order = sorted(((visit, event) for visit, events in histories for event in events), key=lambda pair: pair[1].at)
    bulk.load(
        Appointment,
        "id version request_key patient_id practitioner_id location_id service_id room_id starts_at ends_at"
        " buffer_before_minutes buffer_after_minutes seat queue_only squeezed_in state state_changed_at"
        " state_changed_by_id patient_name patient_phone patient_email practitioner_name speciality service_name"
        " amount_minor currency purpose reason symptoms notes online channel urgency first_visit end_reason"
        " created_by_id created_by_name created_at",
        (_appointment_row(visit, events) for visit, events in histories),
    )
    bulk.load(
        AppointmentChange,
        "appointment_id at account_id actor_name desk action from_state to_state reason detail",
        (_change_row(visit, event) for visit, event in in_order),
    )
    bulk.load(
        Encounter,
        "id version appointment_id patient_id practitioner_id location_id day token_number token urgency queue_state"
        " skips promised_wait_minutes arrived_at called_at started_at ended_at complaint findings diagnosis plan note"
        " follow_up_on note_saved_at note_saved_by_id",
        (_encounter_row(number, visit) for number, visit in enumerate(_arrived(visits), 1)),
    )
    bulk.load(
        AuditEvent,
        "at account_id actor_name desk action entity entity_id location_id detail",
        (
            (instant(event.at), event.account, event.name, event.desk, event.action, "appointment", visit.number,
             visit.doctor.centre, "{}")
            for visit, event in in_order
            if event.at > now - AUDIT_DAYS * DAY
        ),
    )  # fmt: skip


def _arrived(visits: list[DemoVisit]) -> list[DemoVisit]:
    return sorted((visit for visit in visits if visit.arrived is not None), key=lambda visit: visit.arrived or 0)


def _appointment_row(visit: DemoVisit, events: list[Event]) -> Row:
    doctor, patient, centre = visit.doctor, visit.patient, visit.centre
    walk_in = visit.channel is Channel.WALK_IN and visit.arrived is not None
    name, _, _, _, online = SERVICES[visit.service]
    maker, last = events[0], events[-1]
    if last.action == "call_in":
        last = events[-2]
    return (
        visit.number, len(events) - walk_in, keys_of(visit), patient.id, doctor.id, centre.id, visit.service,
        doctor.room, instant(visit.start), instant(visit.end), 0, visit.after, 1, visit.queue_only, False,
        visit.state.value, instant(last.at), last.account, patient.name, patient.phone, patient.email, doctor.name,
        _SPECIALITY_NAMES[doctor.speciality], name, visit.price, centre.currency, "", visit.story.reason, "", "",
        online, visit.channel.value, visit.urgency.value, visit.first, visit.ended_reason, maker.account, maker.name,
        instant(visit.created),
    )  # fmt: skip


def _change_row(visit: DemoVisit, event: Event) -> Row:
    return (
        visit.number, instant(event.at), event.account, event.name, event.desk, event.action, event.from_state,
        event.to_state, event.reason, event.detail,
    )  # fmt: skip


def _encounter_row(number: int, visit: DemoVisit) -> Row:
    centre, story, note = visit.centre, visit.story, visit.noted
    day = datetime.fromtimestamp(visit.arrived or 0, centre.zone).date()
    times = [None if at is None else instant(at) for at in (visit.arrived, visit.called, visit.started, visit.ended)]
    texts = (story.reason, story.findings, story.diagnosis, story.plan) if note else ("", "", "", "")
    return (
        number, 1, visit.number, visit.patient.id, visit.doctor.id, centre.id, day, visit.token,
        f"{centre.prefix}-{visit.token:03d}", visit.urgency.value, visit.queue_state.value, visit.skips, 15, *times,
        *texts, "", visit.follow_up, times[3] if note else None, account_of(visit.doctor) if note else None,
    )  # fmt: skip


def load_counters(bulk: Bulk, visits: list[DemoVisit], invoices: list[DemoInvoice]) -> None:
    """Sets the counters of tokens, invoices and receipts to the last numbers given."""
    last: dict[tuple[str, int, str], int] = {}
    for kind, centre, period, number in _numbers(visits, invoices):
        key = (kind, centre, period)
        last[key] = max(last.get(key, 0), number)
    bulk.load(NumberCounter, "kind location_id period last", ((*key, number) for key, number in sorted(last.items())))


def _numbers(visits: list[DemoVisit], invoices: list[DemoInvoice]) -> Iterator[tuple[str, int, str, int]]:
    for visit in visits:
        if visit.arrived is not None:
            day = datetime.fromtimestamp(visit.arrived, visit.centre.zone).date().isoformat()
            yield "token", visit.centre.id, day, visit.token
    for invoice in invoices:
        centre = invoice.visit.centre
        yield "invoice", centre.id, str(year_of(centre, invoice.issued)), invoice.number
        for payment in invoice.payments:
            yield "receipt", centre.id, str(year_of(centre, payment.at)), payment.number
            if payment.refund is not None:
                yield "credit_note", centre.id, str(year_of(centre, payment.refund.at)), payment.refund.number


def load_holds(bulk: Bulk, rows: list[Row]) -> None:
    """Loads what is claimed at other desks right now."""
    bulk.load(
        Hold,
        "key practitioner_id location_id service_id starts_at ends_at buffer_before_minutes buffer_after_minutes"
        " expires_at account_id holder_name desk",
        rows,
    )


def was_seen(visits: list[DemoVisit]) -> None:
    """Remembers with each patient when they were here last, and with whom."""
    for visit in visits:
        at = visit.ended or visit.arrived
        if at is not None and at > (visit.patient.seen or 0):
            visit.patient.seen, visit.patient.seen_by = at, visit.doctor.id
