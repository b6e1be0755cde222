"""Making an appointment, with everything that may belong to it, inside the caller's transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.series import AppointmentSeries
from clinic_desktop.domain.codes import AppointmentState, MessageKind, Role, Topic
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.arrivals import Arrival, arrive
from clinic_desktop.services.appointments.facts import Facts, Person, load_facts, load_person
from clinic_desktop.services.appointments.hold_owner import drop_own
from clinic_desktop.services.appointments.new_row import Beginning, insert_appointment
from clinic_desktop.services.appointments.placing import Place, find_place
from clinic_desktop.services.appointments.steps import HistoryStep, moment, write_history
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.billing.desk import PaymentDone, issue_invoice, record_payment
from clinic_desktop.services.messages.outbox import enqueue
from clinic_desktop.services.messages.telling_money import tell_receipt
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.registration import add_patient
from clinic_desktop.services.settings import settings_for


@dataclass(frozen=True, slots=True)
class Made:
    """What a request made."""

    appointment_id: int
    state: AppointmentState
    facts: Facts
    person: Person
    place: Place
    settings: ClinicSettings
    arrival: Arrival | None
    invoice_id: int | None
    payment: PaymentDone | None


def make(
    session: Session,
    actor: Actor,
    request: BookingRequest,
    now: datetime,
    *,
    walk_in: bool = False,
    queue_only: bool = False,
    grace: timedelta = timedelta(0),
    tell_patient: bool = True,
    series: tuple[int, int] | None = None,
) -> Made | int:
    """Makes the appointment that was asked for; the number of the earlier one where this request was done before.
    ``series`` is the number of a series and the place in it.

    What does not depend on other bookings is read before the schedule is locked, to keep the others waiting less. The
    order of locks is everywhere the same: schedule, room, appointment, visit, invoice. Who is there already needs no
    confirmation; with ``tell_patient`` off the caller tells the patient itself.
    """
    facts = load_facts(
        session, request.practitioner_id, request.location_id, request.service_id, request.patient_id,
        request.request_key, request.duration_minutes,
    )  # fmt: skip
    known = None if facts.known_id is None else made_before(session, actor, request)
    if known is not None:
        return known
    settings = settings_for(session, request.location_id, request.practitioner_id)
    hold_schedule(session, request.practitioner_id)
    place = _place(session, actor, request, facts, settings, now, queue_only, grace)
    person = _person(session, actor, request, facts, now)
    begins = _beginning(actor, request, settings, facts, now, queue_only, series)
    appointment_id = insert_appointment(session, actor, request, facts, person, place, begins, now)
    arrival = None
    if request.check_in:
        arrival = _arrival(session, appointment_id, request, facts, person, place, queue_only, now)
    steps = [_booked(request, begins.booked_as, place, walk_in), *([_ARRIVED] if arrival else [])]
    topics = (Topic.APPOINTMENTS, Topic.QUEUE) if arrival else (Topic.APPOINTMENTS,)
    write_history(session, actor, appointment_id, request.location_id, steps, now, topics)
    if tell_patient and begins.state is AppointmentState.CONFIRMED:
        cause = f"{MessageKind.CONFIRMATION}:appointment:{appointment_id}:v1"
        enqueue(session, actor, MessageKind.CONFIRMATION, appointment_id, now, cause=cause)
    if request.hold_key is not None:
        drop_own(session, actor, request.hold_key)
    invoice_id, payment = _pay(session, actor, request, appointment_id, now, walk_in)
    return Made(appointment_id, begins.state, facts, person, place, settings, arrival, invoice_id, payment)


class Keyed(Protocol):
    """A request that makes one thing, however often it is sent."""

    @property
    def request_key(self) -> str: ...
    @property
    def patient_id(self) -> int | None: ...


def made_before(
    session: Session,
    actor: Actor,
    request: Keyed,
    kind: type[Appointment] | type[AppointmentSeries] = Appointment,
) -> int | None:
    """What the request's key made before. Refuses with Invalid a key that somebody else used, or for another patient:
    what a stranger booked is nobody else's answer."""
    row = session.execute(
        select(kind.id, kind.created_by_id, kind.patient_id).where(kind.request_key == request.request_key)
    ).one_or_none()
    if row is None:
        return None
    if row.created_by_id != actor.account_id or request.patient_id not in (None, row.patient_id):
        raise Invalid({"request_key": "taken"})
    return int(row.id)


_ARRIVED: HistoryStep = ("check_in", AppointmentState.CONFIRMED, AppointmentState.CHECKED_IN, "", {"version": 1})


def _booked(request: BookingRequest, state: AppointmentState, place: Place, walk_in: bool) -> HistoryStep:
    detail: dict[str, object] = {"version": 1, "starts_at": [None, moment(place.period.start)]}
    reason = ""
    if place.squeezed_in:
        detail["seat"] = place.seat
    if place.passed_over:
        detail["passed_over"] = list(place.passed_over)
        reason = (request.override_reason or request.squeeze_in_reason or "").strip()
    return "walk_in" if walk_in else "book", None, state, reason, detail


def _place(
    session: Session,
    actor: Actor,
    request: BookingRequest,
    facts: Facts,
    settings: ClinicSettings,
    now: datetime,
    queue_only: bool,
    grace: timedelta,
) -> Place:
    """Where the appointment goes; who only waits in the queue takes nobody's time."""
    if queue_only:
        waits = Period(now, now + timedelta(minutes=facts.service.duration_minutes))
        return Place(waits, 1, False, facts.room_id, False)
    return find_place(
        session, actor, request.practitioner_id, request.location_id, facts, settings, request.starts_at, now,
        squeeze_in=request.squeeze_in_reason is not None, override=request.override_reason is not None,
        hold_key=request.hold_key, grace=grace, room_id=request.room_id,
    )  # fmt: skip


def _beginning(
    actor: Actor,
    request: BookingRequest,
    settings: ClinicSettings,
    facts: Facts,
    now: datetime,
    queue_only: bool,
    series: tuple[int, int] | None,
) -> Beginning:
    booked_as, expires_at = _first_state(actor, settings, facts, now)
    state = AppointmentState.CHECKED_IN if request.check_in else booked_as
    return Beginning(state, booked_as, expires_at, queue_only, series)


def _first_state(
    actor: Actor, settings: ClinicSettings, facts: Facts, now: datetime
) -> tuple[AppointmentState, datetime | None]:
    """What a booking begins as, and until when it has to be paid (None: it need not be). Only who books alone waits
    for the desk or for money."""
    if actor.role is not Role.PATIENT:
        return AppointmentState.CONFIRMED, None
    if settings.prepayment_required and facts.amount_minor > 0:
        return AppointmentState.PENDING, now + timedelta(minutes=settings.payment_window_minutes)
    return (AppointmentState.PENDING if settings.approve_self_bookings else AppointmentState.CONFIRMED), None


def _person(session: Session, actor: Actor, request: BookingRequest, facts: Facts, now: datetime) -> Person:
    """The patient of the request; a draft is registered now, with the centre as home if none is given."""
    if request.draft is not None:
        draft = with_home(request.draft, request.location_id)
        return load_person(session, add_patient(session, actor, draft, now).id)
    if facts.person is None:
        raise Invalid({"patient": "required"})
    return facts.person


def _pay(
    session: Session, actor: Actor, request: BookingRequest, appointment_id: int, now: datetime, walk_in: bool
) -> tuple[int | None, PaymentDone | None]:
    """The invoice, which a walk-in has in any case, and the payment that came with the request."""
    if request.payment is None and not walk_in:
        return None, None
    invoice_id = issue_invoice(session, actor, appointment_id, now)
    if request.payment is None:
        return invoice_id, None
    payment = record_payment(session, actor, invoice_id, request.payment, now)
    tell_receipt(session, actor, payment.payment_id, now)
    return invoice_id, payment


def with_home(draft: PatientDraft, location_id: int) -> PatientDraft:
    """The draft with the centre as the patient's home, if none is given."""
    return replace(draft, home_location_id=draft.home_location_id or location_id)


def _arrival(
    session: Session,
    appointment_id: int,
    request: BookingRequest,
    facts: Facts,
    person: Person,
    place: Place,
    queue_only: bool,
    now: datetime,
) -> Arrival:
    if place.period.start.astimezone(facts.zone).date() != now.astimezone(facts.zone).date():
        raise Invalid({"starts_at": "not_today"})
    return arrive(
        session,
        appointment_id=appointment_id,
        patient_id=person.id,
        practitioner_id=request.practitioner_id,
        location_id=request.location_id,
        zone=facts.zone,
        token_prefix=facts.token_prefix,
        urgency=request.urgency,
        service_id=request.service_id,
        period=place.period,
        queue_only=queue_only,
        now=now,
    )
