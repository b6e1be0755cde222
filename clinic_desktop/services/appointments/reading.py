"""One way to read appointments for screens: the row with its patient, visit and invoice, as a card or a view."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location, Room
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.appointments import Step, permission_for, steps_from
from clinic_desktop.domain.codes import AppointmentState, Channel, PaymentWord, QueueState, Role, Urgency
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period, local_day, minutes
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.billing.owing import MONEY, price_of_row, standing_of
from clinic_desktop.services.settings import SettingsBook

booked, person, visit = Appointment.__table__.c, Patient.__table__.c, Encounter.__table__.c
invoice, place = Invoice.__table__.c, Location.__table__.c
service, room = HealthcareService.__table__.c, Room.__table__.c

_S = AppointmentState
MOVABLE = frozenset({_S.PENDING, _S.CONFIRMED, _S.CHECKED_IN})
"""States in which an appointment can be moved to another time or doctor."""

COLUMNS = (
    booked.id, booked.version, booked.state, booked.patient_id, booked.patient_name, booked.patient_phone,
    booked.practitioner_id, booked.practitioner_name, booked.speciality, booked.location_id, booked.service_id,
    booked.service_name, booked.starts_at, booked.ends_at, booked.buffer_before_minutes, booked.buffer_after_minutes,
    booked.seat, booked.queue_only, booked.squeezed_in, booked.urgency, booked.channel, booked.online,
    booked.first_visit, booked.reason, booked.amount_minor, booked.currency,
    person.number.label("patient_number"), person.allergies,
    visit.id.label("encounter_id"), visit.version.label("encounter_version"), visit.token, visit.queue_state,
    visit.skips, visit.arrived_at, visit.called_at, visit.started_at, visit.ended_at.label("visit_ended_at"),
    invoice.id.label("invoice_id"), *MONEY, place.zone,
    room.name.label("room"), booked.room_reserved, booked.series_id, booked.series_position, service.capacity,
    booked.expires_at, booked.pay_until, booked.passed_over,
)  # fmt: skip


def cards_statement(*more: Any) -> Select[Any]:
    """Selects appointments with all that a card shows, and more columns if need be."""
    return (
        select(*COLUMNS, *more)
        .select_from(Appointment.__table__)
        .join(Patient.__table__, person.id == booked.patient_id)
        .join(Location.__table__, place.id == booked.location_id)
        .join(HealthcareService.__table__, service.id == booked.service_id)
        .outerjoin(Room.__table__, room.id == booked.room_id)
        .outerjoin(Encounter.__table__, visit.appointment_id == booked.id)
        .outerjoin(Invoice.__table__, invoice.appointment_id == booked.id)
    )


@dataclass(frozen=True, slots=True)
class RowMoney:
    """What was agreed for a visit, what it costs now (after a discount, or a refund), what is due, and a word."""

    amount: Money
    total: Money
    due: Money
    word: PaymentWord


def money_of(actor: Actor, row: Any, settings: ClinicSettings) -> RowMoney | None:
    """The money of a row; None for a person who may not see payments there: a doctor, a care coordinator."""
    if not permits_of_row(actor, Permission.SEE_PAYMENTS, row):
        return None
    stands = standing_of(row, settings)
    amount = Money(price_of_row(row, settings), row.currency)
    return RowMoney(amount, Money(stands.total, row.currency), Money(stands.due, row.currency), stands.word)


def state_at(row: Any, now: datetime) -> AppointmentState:
    """The state as it stands now: what was not paid in time is cancelled, also before anybody has written it."""
    expired = row.state == _S.PENDING and row.expires_at is not None and row.expires_at <= now
    return _S.CANCELLED if expired else AppointmentState(row.state)


def pay_until(row: Any) -> datetime | None:
    """Until when a booking waits for its payment; None where it does not."""
    until: datetime | None = row.expires_at or row.pay_until if row.state == _S.PENDING else None
    return until


def token_of(row: Any) -> str:
    """The token, once the patient has arrived and while that has not been taken back."""
    return "" if row.token is None or row.queue_state == QueueState.LEFT else row.token


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, when, and at what settings: decides which steps a card offers, and what it says of money."""

    actor: Actor
    now: datetime
    settings: SettingsBook

    def card(self, row: Any) -> Card:
        """The card of one row of ``cards_statement``."""
        money = money_of(self.actor, row, self.settings.at(row.location_id, row.practitioner_id))
        here = row.encounter_id is not None and row.queue_state != QueueState.LEFT
        state = state_at(row, self.now)
        return Card(
            appointment_id=row.id,
            version=row.version,
            state=state,
            patient_id=row.patient_id,
            patient_name=row.patient_name,
            patient_number=row.patient_number,
            patient_phone=row.patient_phone,
            practitioner_id=row.practitioner_id,
            practitioner_name=row.practitioner_name,
            location_id=row.location_id,
            service_id=row.service_id,
            service_name=row.service_name,
            period=Period(row.starts_at, row.ends_at),
            buffer_before_minutes=row.buffer_before_minutes,
            buffer_after_minutes=row.buffer_after_minutes,
            seat=row.seat,
            queue_only=row.queue_only,
            squeezed_in=row.squeezed_in,
            urgency=Urgency(row.urgency),
            channel=Channel(row.channel),
            online=row.online,
            first_visit=row.first_visit,
            reason=row.reason,
            alert=row.allergies,
            amount=money.amount if money else None,
            due=money.due if money else None,
            payment=money.word if money else self._told(row),
            encounter_id=row.encounter_id,
            encounter_version=row.encounter_version,
            token=token_of(row),
            queue_state=QueueState(row.queue_state) if here else None,
            arrived_at=row.arrived_at if here else None,
            started_at=row.started_at if here else None,
            ended_at=row.visit_ended_at if here else None,
            wait_minutes=wait_minutes(row, self.now) if state is _S.CHECKED_IN and here else None,
            steps=self.steps(row),
            room=row.room or "",
            room_reserved=row.room_reserved,
            series_id=row.series_id,
            series_position=row.series_position,
            capacity=max(row.capacity, 1),
            pay_until=pay_until(row) if state is _S.PENDING else None,
            passed_over=tuple(WhyNot(code) for code in row.passed_over.split(",") if code),
            may_move=state in MOVABLE and self._permits(Permission.RESCHEDULE, row),
        )

    def _told(self, row: Any) -> PaymentWord | None:
        """What a doctor hears of the money of their own visits: the word, and no amount."""
        if self.actor.role is not Role.DOCTOR or row.practitioner_id != self.actor.practitioner_id:
            return None
        return standing_of(row, self.settings.at(row.location_id, row.practitioner_id)).word

    def cards(self, rows: Iterable[Any]) -> tuple[Card, ...]:
        """The cards of rows, in their order."""
        return tuple(self.card(row) for row in rows)

    def steps(self, row: Any) -> tuple[Step, ...]:
        """The steps that the state, the clock and the person's permissions let happen."""
        state = state_at(row, self.now)
        zone = zone_of(row.zone)
        return tuple(
            step
            for step in steps_from(state)
            if self._permits(permission_for(step), row)
            and in_time(step, row.starts_at, zone, self.now)
            and may_end(self.actor, step, state)
        )

    def _permits(self, permission: Permission, row: Any) -> bool:
        return permits_of_row(self.actor, permission, row)


def permits_of_row(actor: Actor, permission: Permission, row: Any) -> bool:
    """Whether the person may do this to the appointment of the row."""
    return permits(
        actor,
        permission,
        location_id=row.location_id,
        practitioner_id=row.practitioner_id,
        patient_id=row.patient_id,
    )


def in_time(step: Step, starts_at: datetime, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the clock permits the step: arrivals on the local day, visits not before it, no shows after the start."""
    if step is Step.NO_SHOW:
        return now >= starts_at
    if step is Step.CHECK_IN:
        return local_day(starts_at, zone) == local_day(now, zone)
    if step is Step.COMPLETE:
        return local_day(starts_at, zone) <= local_day(now, zone)
    return True


def may_end(actor: Actor, step: Step, state: AppointmentState) -> bool:
    """A visit that is under way is cancelled by its doctor alone (domain page, section 5)."""
    return not (step is Step.CANCEL and state is _S.IN_PROGRESS) or actor.role is Role.DOCTOR


def wait_minutes(row: Any, now: datetime) -> int:
    """How long a patient has been here, or was until the visit began."""
    return max(minutes((row.started_at or now) - row.arrived_at), 0)


def day_of(row: Any) -> date:
    """The local day of an appointment."""
    return local_day(row.starts_at, zone_of(row.zone))
