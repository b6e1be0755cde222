"""What the desk prints of visits: the token of an arrival, and a doctor's day."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Organization, Room
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import AppointmentState, Gender, QueueState
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.names import short_name
from clinic_desktop.domain.paper import DaySheet, DaySheetRow, TokenSlip
from clinic_desktop.domain.period import Clock, Period, day_period
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require, require_staff
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.appointments.board import load_centre
from clinic_desktop.services.appointments.reading import (
    booked,
    cards_statement,
    money_of,
    person,
    place,
    token_of,
    visit,
)
from clinic_desktop.services.appointments.standing import Comer, queue_key, waiting_before
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.settings import settings_for

_NOT_PRINTED = (AppointmentState.CANCELLED, AppointmentState.REJECTED)


class SlipService:
    """Reads what goes on paper; times are those of the centre's wall clock."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def token_slip(self, actor: Actor, encounter_id: int) -> TokenSlip:
        """The slip of an arrival, with the wait as it is now. Refuses with NotFound one that was taken back."""
        require(actor, Permission.CHECK_IN)
        now = self._clock()
        with self._database.read() as session:
            row = session.execute(
                cards_statement(place.name.label("centre"), visit.day, visit.urgency.label("visit_urgency")).where(
                    visit.id == encounter_id
                )
            ).one_or_none()
            if row is None:
                raise not_there(actor, Permission.CHECK_IN, "appointment", None)
            require(actor, Permission.CHECK_IN, location_id=row.location_id, practitioner_id=row.practitioner_id)
            if not token_of(row):
                raise NotFound("appointment", None)
            return _slip(session, actor, row, now)

    def day_sheet(self, actor: Actor, practitioner_id: int, location_id: int, day: date) -> DaySheet:
        """A doctor's day at a centre, in order of time; what was cancelled is left out."""
        require_staff(actor, location_id, practitioner_id)
        now = self._clock()
        with self._database.read() as session:
            centre = load_centre(session, location_id)
            period = day_period(day, centre.zone)
            rows = session.execute(
                cards_statement(person.birth_date, person.gender)
                .where(
                    booked.practitioner_id == practitioner_id,
                    booked.location_id == location_id,
                    booked.starts_at >= period.start,
                    booked.starts_at < period.end,
                    booked.state.not_in(_NOT_PRINTED),
                )
                .order_by(booked.starts_at, booked.id)
            ).all()
            settings = settings_for(session, location_id, practitioner_id)
            name, room = _doctor(session, practitioner_id, location_id)
            return DaySheet(
                clinic=_clinic_name(session),
                centre=centre.name,
                practitioner=name,
                day=day,
                rows=tuple(_sheet_row(actor, row, settings) for row in rows),
                printed_at=now.astimezone(centre.zone),
                printed_by=actor.name,
                room=room,
            )


def _slip(session: Session, actor: Actor, row: Any, now: datetime) -> TokenSlip:
    zone = zone_of(row.zone)
    ahead: int | None = None
    wait: int | None = None
    if row.queue_state == QueueState.WAITING:
        key = queue_key(row.visit_urgency, row.skips, row.starts_at, row.arrived_at, row.encounter_id)
        comer = Comer(
            row.practitioner_id, row.location_id, zone, row.day, row.service_id, Period(row.starts_at, row.ends_at),
            row.queue_only, key,
        )  # fmt: skip
        ahead, wait = waiting_before(session, comer, now)
    money = money_of(actor, row, settings_for(session, row.location_id, row.practitioner_id))
    return TokenSlip(
        clinic=_clinic_name(session),
        centre=row.centre,
        token=row.token,
        practitioner=row.practitioner_name,
        room=row.room or "",
        issued_at=row.arrived_at.astimezone(zone),
        short_name=short_name(row.patient_name),
        payment_word=money.word if money else None,
        desk=actor.desk,
        wait_minutes=wait,
        ahead=ahead,
        fee=(money.total or None) if money else None,
        appointment_time=None if row.queue_only else row.starts_at.astimezone(zone).time(),
    )


def _sheet_row(actor: Actor, row: Any, settings: ClinicSettings) -> DaySheetRow:
    money = None if row.state in NOTHING_OWED else money_of(actor, row, settings)
    zone = zone_of(row.zone)
    return DaySheetRow(
        start=row.starts_at.astimezone(zone).time(),
        end=row.ends_at.astimezone(zone).time(),
        patient_name=row.patient_name,
        patient_number=row.patient_number,
        state=AppointmentState(row.state),
        token=token_of(row),
        born=row.birth_date,
        gender=Gender(row.gender),
        phone=row.patient_phone,
        service=row.service_name,
        reason=row.reason,
        payment_word=money.word if money else None,
    )


def _clinic_name(session: Session) -> str:
    return session.execute(select(Organization.name).limit(1)).scalar_one_or_none() or ""


def _doctor(session: Session, practitioner_id: int, location_id: int) -> tuple[str, str]:
    """The doctor's name, and their room at the centre."""
    row = session.execute(
        select(Practitioner.name, Room.name.label("room"))
        .outerjoin(
            PractitionerRole,
            and_(PractitionerRole.practitioner_id == Practitioner.id, PractitionerRole.location_id == location_id),
        )
        .outerjoin(Room, Room.id == PractitionerRole.room_id)
        .where(Practitioner.id == practitioner_id)
    ).one_or_none()
    if row is None:
        raise NotFound("practitioner", practitioner_id)
    return row.name, row.room or ""
