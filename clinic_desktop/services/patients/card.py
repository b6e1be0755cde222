"""Everything about one patient on one page, for the desk and for the doctor. Each look is kept in the history."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patient_records import MedicalHistoryEntry
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Gender, Role
from clinic_desktop.domain.errors import NotAllowed, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock, local_day
from clinic_desktop.domain.permissions import Actor, Permission, Scope, permits, require, scope_of
from clinic_desktop.services import audit
from clinic_desktop.services.appointments.expiry import state_now
from clinic_desktop.services.billing.owing import BALANCE, is_owed
from clinic_desktop.services.patients.drafts import HistoryDraft, PatientDraft
from clinic_desktop.services.patients.registration import COLUMNS
from clinic_desktop.services.patients.treating import is_patient_of, note_reader, reads_history
from clinic_desktop.services.patients.visits import UNDER_WAY, Visit, VisitNote, visits_where

__all__ = ["Age", "FamilyMember", "PatientCard", "PatientRecords", "Visit", "VisitNote"]

_LAST_VISITS = 5
_ADULT_YEARS = 18


@dataclass(frozen=True, slots=True)
class Age:
    """How old somebody is, in parts that a screen puts into words: years, or months and days of the very young."""

    years: int
    months: int
    days: int
    estimated: bool


@dataclass(frozen=True, slots=True)
class FamilyMember:
    """Another patient with the same phone."""

    id: int
    number: str
    name: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class PatientCard:
    """``fields`` is what an edit starts from, and ``version`` goes back with it. ``flags`` are codes: "allergies",
    "first_visit", "unpaid", "minor", "inactive". ``balance`` holds what is unpaid, one amount per currency. ``history``
    (the same as that of ``fields``) is None for who may not read it: allergies are for all staff, conditions not."""

    id: int
    number: str
    version: int
    active: bool
    fields: PatientDraft
    age: Age | None
    flags: tuple[str, ...]
    registered_at: datetime
    last_visit_at: datetime | None
    next_visit: Visit | None
    last_visits: tuple[Visit, ...]
    balance: tuple[Money, ...]
    family: tuple[FamilyMember, ...]
    history: tuple[HistoryDraft, ...] | None


class PatientRecords:
    """Shows a patient's card and visits to those who may see them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def card(self, actor: Actor, patient_id: int) -> PatientCard:
        """The patient's card; that of the kept patient where two were merged. Refuses with NotFound, or NotAllowed for
        somebody else's patient. Patients do not see what the desk notes about them, nor their family."""
        now = self._clock()
        with self._database.write() as session:
            patient = seen_patient(session, actor, patient_id)
            audit.record(session, actor, "view", "patient", patient.id, now)
            return _card(session, actor, patient, now)

    def visits(self, actor: Actor, patient_id: int, limit: int = 100) -> tuple[Visit, ...]:
        """The patient's visits and bookings, newest first; with those notes that the person may read, and an audit
        event that names the visits whose notes were given out."""
        now = self._clock()
        with self._database.write() as session:
            patient = seen_patient(session, actor, patient_id)
            reader = note_reader(session, actor, patient.id, now)
            of_patient = Appointment.patient_id == patient.id
            visits = visits_where(session, actor, of_patient, Appointment.starts_at.desc(), limit, now, reader)
            read: list[object] = [visit.appointment_id for visit in visits if visit.note is not None]
            detail: dict[str, object] | None = {"appointments": read} if read else None
            action = "view_notes" if read else "view_visits"
            audit.record(session, actor, action, "patient", patient.id, now, detail=detail)
            return visits


def seen_patient(session: Session, actor: Actor, patient_id: int) -> Patient:
    """The patient, or the one that they were merged into, if the actor may see them."""
    require(actor, Permission.SEE_PATIENTS)
    patient = session.get(Patient, patient_id)
    while patient is not None and patient.merged_into_id is not None:
        patient = session.get(Patient, patient.merged_into_id)
    if patient is None:
        # Who sees only their own hears the same as of somebody else's: numbers cannot be tried out.
        own = scope_of(actor.role, Permission.SEE_PATIENTS) is Scope.OWN
        raise NotAllowed(Permission.SEE_PATIENTS) if own else NotFound("patient", patient_id)
    if actor.role is Role.PATIENT:
        require(actor, Permission.SEE_PATIENTS, patient_id=patient.id)
    if actor.role is Role.DOCTOR and not is_patient_of(session, actor, patient.id):
        raise NotAllowed(Permission.SEE_PATIENTS)
    return patient


def age_on(birth: date, today: date, estimated: bool) -> Age:
    """The age in whole years, whole months beyond them and days beyond those."""
    months = (today.year - birth.year) * 12 + today.month - birth.month
    if today.day < birth.day:
        months -= 1
    months = max(months, 0)
    return Age(months // 12, months % 12, max((today - _months_after(birth, months)).days, 0), estimated)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _card(session: Session, actor: Actor, patient: Patient, now: datetime) -> PatientCard:
    of_patient = Appointment.patient_id == patient.id
    under_way = (Appointment.ends_at > now) & state_now(now).in_(UNDER_WAY)
    ahead, behind = of_patient & under_way, of_patient & ~under_way
    next_visits = visits_where(session, actor, ahead, Appointment.starts_at.asc(), 1, now)
    last_visits = visits_where(session, actor, behind, Appointment.starts_at.desc(), _LAST_VISITS, now)
    balance = _balance(session, patient.id) if permits(actor, Permission.SEE_PAYMENTS) else ()
    history = _history(session, patient.id) if reads_history(session, actor, patient.id) else None
    age = None
    if patient.birth_date is not None:
        age = age_on(patient.birth_date, _today(session, patient, now), patient.birth_estimated)
    return PatientCard(
        id=patient.id,
        number=patient.number,
        version=patient.version,
        active=patient.active,
        fields=_fields(patient, history, actor),
        age=age,
        flags=_flags(patient, age, balance),
        registered_at=patient.registered_at,
        last_visit_at=patient.last_visit_at,
        next_visit=next_visits[0] if next_visits else None,
        last_visits=last_visits,
        balance=balance,
        family=() if actor.role is Role.PATIENT else _family(session, actor, patient),
        history=history,
    )


def _fields(patient: Patient, history: tuple[HistoryDraft, ...] | None, actor: Actor) -> PatientDraft:
    values = {name: getattr(patient, name) for name in COLUMNS} | {"gender": Gender(patient.gender)}
    fields = PatientDraft(**values, history=history)
    return replace(fields, desk_notes="", lead_source="") if actor.role is Role.PATIENT else fields


def _flags(patient: Patient, age: Age | None, balance: tuple[Money, ...]) -> tuple[str, ...]:
    raised = {
        "allergies": bool(patient.allergies),
        "first_visit": patient.last_visit_at is None,
        "unpaid": bool(balance),
        "minor": age is not None and age.years < _ADULT_YEARS,
        "inactive": not patient.active,
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


def _balance(session: Session, patient_id: int) -> tuple[Money, ...]:
    rows = session.execute(
        select(Invoice.currency, func.sum(BALANCE))
        .join(Appointment, Appointment.id == Invoice.appointment_id)
        .where(Invoice.patient_id == patient_id, is_owed())
        .group_by(Invoice.currency)
        .order_by(Invoice.currency)
    ).all()
    return tuple(Money(int(minor), currency) for currency, minor in rows)


def _family(session: Session, actor: Actor, patient: Patient) -> tuple[FamilyMember, ...]:
    if not patient.phone:
        return ()
    same_phone: ColumnElement[bool] = (Patient.phone == patient.phone) & (Patient.id != patient.id)
    if actor.role is Role.DOCTOR:
        own = select(Appointment.patient_id).where(Appointment.practitioner_id == (actor.practitioner_id or 0))
        same_phone &= Patient.id.in_(own.where(Appointment.patient_id == Patient.id))
    rows = session.execute(
        select(Patient.id, Patient.number, Patient.name, Patient.birth_date)
        .where(same_phone, Patient.merged_into_id.is_(None), Patient.active)
        .order_by(Patient.id)
    ).all()
    return tuple(FamilyMember(*row) for row in rows)


def _history(session: Session, patient_id: int) -> tuple[HistoryDraft, ...]:
    entries = session.scalars(
        select(MedicalHistoryEntry).where(MedicalHistoryEntry.patient_id == patient_id).order_by(MedicalHistoryEntry.id)
    )
    return tuple(HistoryDraft(e.condition, e.diagnosed_on, e.treatment, e.practitioner_name, e.active) for e in entries)


def _today(session: Session, patient: Patient, now: datetime) -> date:
    zone = session.execute(select(Location.zone).where(Location.id == patient.home_location_id)).scalar_one_or_none()
    return local_day(now, ZoneInfo(zone)) if zone else now.date()
