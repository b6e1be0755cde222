"""The list of patients as the desk reads it: what a search finds, or whoever is here today and was here last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import OCCUPYING_STATES, AppointmentState, Role
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import day_period, local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits, require
from clinic_desktop.services.appointments.expiry import state_now
from clinic_desktop.services.billing.owing import BALANCE, is_owed
from clinic_desktop.services.patients.hit_rows import hits_of
from clinic_desktop.services.patients.hits import PatientHit, Why
from clinic_desktop.services.patients.known import KnownPatients

# Of each centre this many visits are looked at for every patient wanted: some patients come often.
_VISITS_EACH = 4


@dataclass(frozen=True, slots=True)
class ListedPatient:
    """One row: the patient, and what is unpaid, one amount per currency (nothing for who may not see payments)."""

    hit: PatientHit
    balance: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class PatientList:
    """The rows, and how many more the text finds: None where there are too many to have been counted."""

    rows: tuple[ListedPatient, ...]
    more: int | None = 0


class PatientLists(KnownPatients):
    """Lists patients for a page of its own."""

    def listing(self, actor: Actor, text: str = "", location_id: int | None = None, limit: int = 100) -> PatientList:
        """What ``search`` finds; without a text those of today at that centre (None: all centres), then whoever was
        there last, then whoever was registered last. A doctor's list has their own patients only."""
        require(actor, Permission.SEE_PATIENTS)
        if text.strip():
            found = self.search(actor, text, location_id, limit)
            hits, more = list(found.hits), found.more
        else:
            hits, more = self._latest(actor, location_id, limit), 0
        with self._database.read() as session:
            owed = balances(session, actor, [hit.id for hit in hits])
        return PatientList(tuple(ListedPatient(hit, owed.get(hit.id, ())) for hit in hits), more)

    def _latest(self, actor: Actor, location_id: int | None, limit: int) -> list[PatientHit]:
        now = self._clock()
        with self._database.read() as session:
            ids = dict.fromkeys(_seen_lately(session, actor, location_id, now, limit))
            if len(ids) < limit and actor.role not in (Role.DOCTOR, Role.PATIENT):
                ids |= dict.fromkeys(session.scalars(select(Patient.id).order_by(Patient.id.desc()).limit(limit)))
            wanted = [patient_id for patient_id in _usable(session, list(ids)) if _may_see(actor, patient_id)]
            board = self._today.board(session, location_id, now)
            return hits_of(session, dict.fromkeys(wanted[:limit], Why.NUMBER), board)


def balances(session: Session, actor: Actor, patient_ids: Iterable[int]) -> dict[int, tuple[Money, ...]]:
    """What these patients have not paid yet; those who owe nothing are left out."""
    ids = list(patient_ids)
    if not ids or not permits(actor, Permission.SEE_PAYMENTS):
        return {}
    rows = session.execute(
        select(Invoice.patient_id, Invoice.currency, func.sum(BALANCE))
        .join(Appointment, Appointment.id == Invoice.appointment_id)
        .where(Invoice.patient_id.in_(ids), is_owed())
        .group_by(Invoice.patient_id, Invoice.currency)
        .order_by(Invoice.patient_id, Invoice.currency)
    ).all()
    owed: dict[int, list[Money]] = defaultdict(list)
    for patient_id, currency, minor in rows:
        owed[patient_id].append(Money(int(minor), currency))
    return {patient_id: tuple(amounts) for patient_id, amounts in owed.items()}


def _seen_lately(session: Session, actor: Actor, location_id: int | None, now: datetime, limit: int) -> list[int]:
    """Today's patients in the order of their times, those still to come first; then whose visits lie behind, newest
    first. A centre at a time, because that is what the index is sorted by."""
    centres = select(Location.id, Location.zone)
    if location_id is not None:
        centres = centres.where(Location.id == location_id)
    today: list[tuple[bool, datetime, int]] = []
    before: list[tuple[datetime, int]] = []
    for centre in session.execute(centres).all():
        zone = ZoneInfo(centre.zone)
        day = day_period(local_day(now, zone), zone)
        state = state_now(now).label("state")
        statement = select(Appointment.starts_at, state, Appointment.patient_id).where(
            Appointment.location_id == centre.id, Appointment.starts_at < day.end
        )
        if actor.role is Role.DOCTOR:
            statement = statement.where(Appointment.practitioner_id == (actor.practitioner_id or 0))
        statement = statement.order_by(Appointment.starts_at.desc()).limit(limit * _VISITS_EACH)
        for starts_at, state, patient_id in session.execute(statement):
            if starts_at < day.start:
                before.append((starts_at, patient_id))
            elif state in OCCUPYING_STATES:
                today.append((state == AppointmentState.COMPLETED, starts_at, patient_id))
    return [patient_id for _, _, patient_id in sorted(today)] + [one for _, one in sorted(before, reverse=True)]


def _usable(session: Session, ids: list[int]) -> list[int]:
    """Those in use: not retired, and not merged into somebody else."""
    active = select(Patient.id).where(Patient.id.in_(ids), Patient.active, Patient.merged_into_id.is_(None))
    usable = set(session.scalars(active))
    return [patient_id for patient_id in ids if patient_id in usable]


def _may_see(actor: Actor, patient_id: int) -> bool:
    return actor.role is not Role.PATIENT or patient_id == actor.patient_id
