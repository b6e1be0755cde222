"""The walk-in: a patient at the desk without an appointment."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import Channel
from clinic_desktop.domain.errors import Conflict, Invalid, SlotTaken
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.making import Made, made_before, make
from clinic_desktop.services.appointments.nearest import offering_nearest
from clinic_desktop.services.appointments.requests import check_permissions, check_request
from clinic_desktop.services.appointments.rooms import guard_reason
from clinic_desktop.services.appointments.standing import count_before, queue_key
from clinic_desktop.services.appointments.values import BookingRequest, WalkInDone, WalkInRequest

_GRACE = timedelta(minutes=5)
"""A slot that began while the desk was typing is still a walk-in's."""


class WalkInService:
    """Takes a walk-in from the door to the receipt in one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def walk_in(self, actor: Actor, request: WalkInRequest) -> WalkInDone:
        """Finds or registers the patient, books the time or queues, checks in, gives a token and takes the money.

        Repeating a request with the same key gives the first result again."""
        check_request(request)
        check_permissions(actor, request, check_in=True)
        now = self._clock()
        booking = _as_booking(request, now)
        place = (request.practitioner_id, request.location_id, request.service_id)
        with offering_nearest(self._database, actor, place, now):
            try:
                with self._database.write() as session:
                    made = make(
                        session, actor, booking, now,
                        walk_in=True, queue_only=request.starts_at is None, grace=_GRACE,
                    )  # fmt: skip
                    if isinstance(made, Made):
                        return _done(session, actor, made)
                    return _done_before(session, actor, made, now)
            except (Conflict, SlotTaken) as refusal:
                with self._database.read() as session:
                    known = made_meanwhile(session, actor, booking, refusal)
                    return _done_before(session, actor, known, now)


def made_meanwhile(session: Session, actor: Actor, request: BookingRequest, refusal: Conflict | SlotTaken) -> int:
    """The appointment that the same request made at the same moment; else the refusal. Where the database's own guard
    refused, that is a SlotTaken, too."""
    known = made_before(session, actor, request)
    if known is not None:
        return known
    if not isinstance(refusal, Conflict):
        raise refusal
    why = guard_reason(session, request.practitioner_id, request.service_id, request.starts_at)
    raise SlotTaken(Period(request.starts_at, request.starts_at), why)


def _as_booking(request: WalkInRequest, now: datetime) -> BookingRequest:
    return BookingRequest(
        request_key=request.request_key,
        practitioner_id=request.practitioner_id,
        location_id=request.location_id,
        service_id=request.service_id,
        starts_at=request.starts_at or now,
        patient_id=request.patient_id,
        draft=request.draft,
        channel=Channel.WALK_IN,
        urgency=request.urgency,
        reason=request.reason,
        symptoms=request.symptoms,
        notes=request.notes,
        squeeze_in_reason=request.squeeze_in_reason,
        hold_key=request.hold_key,
        payment=request.payment,
        check_in=True,
    )


def _done(session: Session, actor: Actor, made: Made) -> WalkInDone:
    assert made.arrival is not None
    view = read_view(session, actor, made.appointment_id)
    payment = made.payment
    return WalkInDone(
        appointment=view,
        patient_id=made.person.id,
        patient_number=made.person.number,
        patient_name=made.person.name,
        token=made.arrival.token,
        encounter_id=made.arrival.encounter_id,
        wait_minutes=made.arrival.wait_minutes,
        ahead=made.arrival.ahead,
        invoice_id=made.invoice_id,
        payment_id=payment.payment_id if payment else None,
        receipt_number=payment.receipt_number if payment else None,
        change=Money(payment.change_minor, made.facts.currency) if payment else None,
    )


def _done_before(session: Session, actor: Actor, appointment_id: int, now: datetime) -> WalkInDone:
    """The result of an earlier walk-in, as it stands now; the first payment is the one that it took."""
    row = session.execute(
        select(
            Patient.id.label("patient_id"), Patient.number, Patient.name, Encounter.id, Encounter.token, Encounter.day,
            Encounter.promised_wait_minutes, Encounter.arrived_at, Encounter.urgency, Encounter.skips,
            Appointment.starts_at, Encounter.practitioner_id, Invoice.id.label("invoice_id"),
        )
        .select_from(Appointment)
        .join(Patient, Patient.id == Appointment.patient_id)
        .join(Encounter, Encounter.appointment_id == Appointment.id)
        .outerjoin(Invoice, Invoice.appointment_id == Appointment.id)
        .where(Appointment.id == appointment_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise Invalid({"request_key": "taken"})
    payment = session.execute(
        select(Payment.id, Payment.receipt_number, Payment.amount_minor, Payment.tendered_minor, Payment.currency)
        .where(Payment.invoice_id == row.invoice_id, Payment.receipt_number.is_not(None))
        .order_by(Payment.id)
        .limit(1)
    ).one_or_none()
    key = queue_key(row.urgency, row.skips, row.starts_at, row.arrived_at, row.id)
    ahead = count_before(session, row.practitioner_id, row.day, key, now)
    done = WalkInDone(
        read_view(session, actor, appointment_id), row.patient_id, row.number, row.name, row.token, row.id,
        row.promised_wait_minutes or 0, ahead, row.invoice_id, None, None, None,
    )  # fmt: skip
    if payment is None:
        return done
    change = (payment.tendered_minor or payment.amount_minor) - payment.amount_minor
    return replace(
        done, payment_id=payment.id, receipt_number=payment.receipt_number, change=Money(change, payment.currency)
    )
