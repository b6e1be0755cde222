"""Turns what was invented into rows and loads them."""

from collections.abc import Iterator
from datetime import date, datetime

from clinic_desktop.db.models import (
    Appointment,
    AppointmentChange,
    AuditEvent,
    Closure,
    Encounter,
    Hold,
    Invoice,
    LedgerEntry,
    MedicalHistoryEntry,
    NumberCounter,
    Patient,
    Payment,
    Refund,
    ScheduleException,
)
from clinic_desktop.domain.codes import AppointmentState, Channel, RefundState
from clinic_desktop.domain.search_words import patient_number
from clinic_desktop.services.demo.bulk import Bulk, Row, instant
from clinic_desktop.services.demo.calendar import Calendar
from clinic_desktop.services.demo.events import Event, events_of, keys_of, person_of
from clinic_desktop.services.demo.money import DemoInvoice, postings, year_of
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
        " address_line_2 city state postal_code country emergency_name emergency_relationship emergency_phone allergies"
        " language preferred_channel lead_source picture desk_notes home_location_id registered_at last_visit_at"
        " last_practitioner_id active",
        (_patient_row(patient, user) for patient in patients),
    )
    bulk.load(
        MedicalHistoryEntry,
        "patient_id condition diagnosed_on treatment practitioner_name active",
        (
            (patient.id, condition, date(max(patient.born.year + 1, patient.registered.year - 4), 3, 1), treatment, "", True)
            for patient in patients
            for condition, treatment in patient.conditions
        ),
    )


def _patient_row(patient: DemoPatient, user: DemoPatient) -> Row:
    city, country = city_of(patient)
    name, relationship, phone = patient.emergency
    return (
        patient.id, 1, patient_number(patient.id), PATIENT_ACCOUNT if patient is user else None, patient.name, patient.phone,
        patient.email, patient.born, False, patient.gender.value, patient.blood_group, patient.street, "", city, "",
        patient.postal_code, country, name, relationship, phone, patient.allergies, patient.language, "", patient.source, "",
        "", patient.centre, instant(registered_instant(patient)),
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
    bulk.load(
        Appointment,
        "id version request_key patient_id practitioner_id location_id service_id room_id starts_at ends_at"
        " buffer_before_minutes buffer_after_minutes seat queue_only squeezed_in state state_changed_at state_changed_by_id"
        " patient_name patient_phone patient_email practitioner_name speciality service_name amount_minor"
        " currency purpose reason symptoms notes online channel urgency first_visit end_reason created_by_id"
        " created_by_name created_at",
        (_appointment_row(visit) for visit in visits),
    )
    bulk.load(
        AppointmentChange,
        "appointment_id at account_id actor_name desk action from_state to_state reason detail",
        (_change_row(visit, event) for visit, event in _in_order(visits)),
    )
    bulk.load(
        Encounter,
        "id version appointment_id patient_id practitioner_id location_id day token_number token urgency queue_state skips"
        " promised_wait_minutes arrived_at called_at started_at ended_at complaint findings diagnosis plan note follow_up_on"
        " note_saved_at note_saved_by_id",
        (_encounter_row(number, visit) for number, visit in enumerate(_arrived(visits), 1)),
    )
    bulk.load(
        AuditEvent,
        "at account_id actor_name desk action entity entity_id location_id detail",
        (
            (instant(event.at), event.account, event.name, event.desk, event.action, "appointment", visit.number,
             visit.doctor.centre, "{}")
            for visit, event in _in_order(visits)
            if event.at > now - AUDIT_DAYS * DAY
        ),
    )  # fmt: skip


def _in_order(visits: list[DemoVisit]) -> list[tuple[DemoVisit, Event]]:
    return sorted(((visit, event) for visit in visits for event in events_of(visit)), key=lambda pair: pair[1].at)


def _arrived(visits: list[DemoVisit]) -> list[DemoVisit]:
    return sorted((visit for visit in visits if visit.arrived is not None), key=lambda visit: visit.arrived or 0)


def _appointment_row(visit: DemoVisit) -> Row:
    doctor, patient, centre = visit.doctor, visit.patient, visit.centre
    events = events_of(visit)
    walk_in = visit.channel is Channel.WALK_IN and visit.arrived is not None
    name, _, _, _, online = SERVICES[visit.service]
    maker, last = events[0], events[-1]
    if last.action == "call_in":
        last = events[-2]
    return (
        visit.number, len(events) - walk_in, keys_of(visit), patient.id, doctor.id, centre.id, visit.service, doctor.room,
        instant(visit.start), instant(visit.end), 0, visit.after, 1, visit.queue_only, False, visit.state.value,
        instant(last.at), last.account, patient.name, patient.phone, patient.email, doctor.name,
        _SPECIALITY_NAMES[doctor.speciality], name, visit.price, centre.currency, "", visit.story.reason, "", "", online,
        visit.channel.value, visit.urgency.value, visit.first, visit.ended_reason, maker.account, maker.name,
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
        f"{centre.prefix}-{visit.token:03d}", visit.urgency.value, visit.queue_state.value, visit.skips, 15, *times, *texts,
        "", visit.follow_up, times[3] if note else None, account_of(visit.doctor) if note else None,
    )  # fmt: skip


def load_money(bulk: Bulk, invoices: list[DemoInvoice], now: int) -> None:
    """Loads invoices, payments, refunds and the ledger, and their part of the audit."""
    bulk.load(
        Invoice,
        "id version appointment_id patient_id practitioner_id location_id number currency amount_minor discount_minor"
        " discount_reason tax_minor tax_name tax_percent tax_inclusive total_minor paid_minor refunded_minor issued_at",
        (_invoice_row(invoice) for invoice in invoices),
    )
    pairs = sorted(((p, invoice) for invoice in invoices for p in invoice.payments), key=lambda pair: pair[0].id)
    bulk.load(
        Payment,
        "id version key invoice_id location_id method state amount_minor currency tendered_minor reference receipt_number"
        " desk taken_by_id taken_by_name created_at paid_at receipt_printed",
        (
            (payment.id, 1, f"demo-payment-{payment.id}", invoice.id, invoice.visit.centre.id, payment.method.value,
             payment.state.value, payment.amount, invoice.visit.centre.currency, payment.tendered,
             f"T{payment.id * 7919 % 1_000_000:06d}" if payment.tendered is None else "",
             f"R-{year_of(invoice.visit.centre, payment.at)}-{payment.number:05d}",
             *person_of(invoice.visit.centre, payment.desk), instant(payment.at), instant(payment.at), 1)
            for payment, invoice in pairs
        ),
    )  # fmt: skip
    _load_refunds(bulk, invoices)
    bulk.load(
        LedgerEntry,
        "at debit credit amount_minor currency location_id practitioner_id invoice_id payment_id refund_id memo",
        (
            (instant(at), debit.value, credit.value, amount, invoice.visit.centre.currency, invoice.visit.centre.id,
             invoice.visit.doctor.id, invoice.id, payment and payment.id, refund and refund.id, "")
            for at, debit, credit, amount, invoice, payment, refund in postings(invoices)
        ),
    )  # fmt: skip
    bulk.load(
        AuditEvent,
        "at account_id actor_name desk action entity entity_id location_id detail",
        (
            (instant(payment.at), account, name, desk, "take_payment", "invoice", invoice.id, invoice.visit.centre.id, "{}")
            for payment, invoice in pairs
            if payment.at > now - AUDIT_DAYS * DAY
            for desk, account, name in (person_of(invoice.visit.centre, payment.desk),)
        ),
    )


def _load_refunds(bulk: Bulk, invoices: list[DemoInvoice]) -> None:
    found = [(p.refund, p, invoice) for invoice in invoices for p in invoice.payments if p.refund is not None]
    bulk.load(
        Refund,
        "id version key payment_id state amount_minor currency reason made_by_id made_by_name created_at done_at",
        (
            (refund.id, 1, f"demo-refund-{refund.id}", payment.id,
             (RefundState.DONE if refund.done else RefundState.OWED).value, refund.amount, invoice.visit.centre.currency,
             refund.reason, *person_of(invoice.visit.centre, payment.desk)[1:], instant(refund.at),
             instant(refund.done) if refund.done else None)
            for refund, payment, invoice in sorted(found, key=lambda item: item[0].id)
        ),
    )  # fmt: skip


def _invoice_row(invoice: DemoInvoice) -> Row:
    visit, centre = invoice.visit, invoice.visit.centre
    return (
        invoice.id, 1 + len(invoice.payments), visit.number, visit.patient.id, visit.doctor.id, centre.id,
        f"I-{year_of(centre, invoice.issued)}-{invoice.number:05d}", centre.currency, visit.price, invoice.discount,
        invoice.discount_reason, 0, "", 0, True, invoice.total, invoice.paid, invoice.refunded, instant(invoice.issued),
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


def load_holds(bulk: Bulk, rows: list[Row]) -> None:
    """Loads what is claimed at other desks right now."""
    bulk.load(
        Hold,
        "key practitioner_id location_id service_id starts_at ends_at buffer_before_minutes buffer_after_minutes expires_at"
        " account_id holder_name desk",
        rows,
    )


def was_seen(visits: list[DemoVisit]) -> None:
    """Remembers with each patient when they were here last, and with whom."""
    for visit in visits:
        at = visit.ended or visit.arrived
        if at is not None and at > (visit.patient.seen or 0):
            visit.patient.seen, visit.patient.seen_by = at, visit.doctor.id
