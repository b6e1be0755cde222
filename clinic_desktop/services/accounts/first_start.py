"""The first start: the clinic, its first centre and its first admin. There is no default password."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.organisation import Organization
from clinic_desktop.db.models.practitioners import Speciality
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.domain.codes import Role, RuleKind, Topic
from clinic_desktop.domain.errors import Conflict, Invalid
from clinic_desktop.domain.passwords import problem_with
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services import audit
from clinic_desktop.services.accounts import accounts
from clinic_desktop.services.accounts.first_admin import has_admin
from clinic_desktop.services.accounts.passwords import hashed
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.location_rows import check_opening, create_location
from clinic_desktop.services.location_values import LocationDraft, OpeningInterval
from clinic_desktop.services.practitioners import saving, services_and_fees, specialities
from clinic_desktop.services.practitioners.values import HealthcareServiceDraft, PractitionerDraft, RoleDraft
from clinic_desktop.services.settings import settings_for

ALREADY_SET_UP = "first_start"
# What most clinics have; every clinic changes it as it likes.
BASIC_SPECIALITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("General medicine", ("Family medicine", "Geriatrics")),
    ("Cardiology", ("Paediatric cardiology",)),
    ("Dentistry", ("Orthodontics",)),
    ("Dermatology", ()),
    ("Ear, nose and throat", ()),
    ("Gynaecology and obstetrics", ()),
    ("Neurology", ()),
    ("Ophthalmology", ()),
    ("Orthopaedics", ("Sports medicine",)),
    ("Paediatrics", ("Neonatology",)),
    ("Physiotherapy", ()),
    ("Psychiatry", ("Psychotherapy",)),
    ("Urology", ()),
)


@dataclass(frozen=True, slots=True)
class FirstCentre:
    """The first centre; it takes the clinic's country and currency. ``zone`` is an IANA name."""

    name: str
    zone: str
    city: str = ""
    opening: tuple[OpeningInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The first admin; email or username is needed."""

    name: str
    password: str
    email: str = ""
    username: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FirstDoctor:
    """The first doctor: fee in minor units of the clinic's currency, hours as weekday intervals at the first centre."""

    name: str
    speciality: str = ""
    fee_minor: int = 0
    hours: tuple[OpeningInterval, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstStart:
    """Everything that the wizard asks for. Country is ISO 3166, currency ISO 4217.

    The first service and the specialities are data of the clinic, so the wizard hands them in in the person's language.
    """

    clinic_name: str
    country: str
    currency: str
    centre: FirstCentre
    admin: FirstAdmin
    doctor: FirstDoctor | None = None
    service_name: str = "Consultation"
    specialities: tuple[tuple[str, tuple[str, ...]], ...] = BASIC_SPECIALITIES


class FirstStartService:
    """Sets a new clinic up, once."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def needs_first_start(self) -> bool:
        """Whether there is no admin yet."""
        with self._database.read() as session:
            return not has_admin(session)

    def check_password(self, admin: FirstAdmin) -> str | None:
        """Why the admin's password cannot be taken (see ``domain/passwords.py``); None if it can."""
        return problem_with(admin.password, (admin.name, admin.username, admin.email))

    def set_up(self, first: FirstStart, desk: str = "") -> Actor:
        """Makes the clinic, centre, admin and doctor in one transaction, and signs the admin in.

        Refuses with Conflict(ALREADY_SET_UP) where there is an admin already, and with Invalid whose fields are named
        "clinic_name", "admin.email", "centre.zone", "doctor.name" and so on.
        """
        problem = self.check_password(first.admin)
        if problem is not None:
            raise Invalid({"admin.password": problem})
        with self._database.read() as session:
            cost = settings_for(session).bcrypt_cost
        password_hash = hashed(first.admin.password, cost)
        now = self._clock()
        with self._database.write() as session:
            accounts.hold_accounts(session)
            if has_admin(session):
                raise Conflict(ALREADY_SET_UP)
            location_id = _set_up_clinic(session, first)
            if first.doctor is not None:
                _add_doctor(session, first.doctor, location_id, now)
            account = _add_admin(session, first, password_hash, now)
            # Who has typed it into the wizard is at work now; from the environment nobody is.
            account.last_seen_at = now if desk else None
            actor = accounts.actor_of(session, account, desk)
            audit.record(session, actor, "first_start", "organization", None, now, location_id)
            announce(session, Topic.LOCATIONS, None, now)
        return actor


def admin_from_environment(environment: Mapping[str, str]) -> FirstAdmin | None:
    """The admin of ``CLINIC_ADMIN_EMAIL`` and ``CLINIC_ADMIN_PASSWORD``; None unless both are there."""
    email = environment.get("CLINIC_ADMIN_EMAIL", "").strip()
    password = environment.get("CLINIC_ADMIN_PASSWORD", "")
    if not email or not password:
        return None
    return FirstAdmin(name=email.partition("@")[0], password=password, email=email)


def _set_up_clinic(session: Session, first: FirstStart) -> int:
    """The clinic, its first service, the specialities and the first centre; gives the centre's number."""
    fields = Fields()
    name = fields.name("clinic_name", first.clinic_name)
    country, currency = fields.country("country", first.country), fields.currency("currency", first.currency)
    fields.done()
    organization = session.scalars(select(Organization).limit(1)).first() or Organization()
    organization.name, organization.country, organization.currency = name, country, currency
    session.add(organization)
    services_and_fees.add(session, HealthcareServiceDraft(name=first.service_name))
    for root, below in first.specialities:
        parent_id = specialities.add(session, root, None)
        for child in below:
            specialities.add(session, child, parent_id)
    centre = first.centre
    draft = LocationDraft(name=centre.name, zone=centre.zone, country=country, currency=currency, city=centre.city)
    with _named("centre"):
        return create_location(session, draft, centre.opening)


def _add_admin(session: Session, first: FirstStart, password_hash: str, now: datetime) -> Account:
    fields = Fields()
    admin = first.admin
    name = fields.name("admin.name", admin.name)
    email = fields.email("admin.email", admin.email)
    username = fields.username("admin.username", admin.username)
    phone = fields.phone("admin.phone", admin.phone, first.country)
    if not (email or username):
        fields.problem("admin.email", "required")
    fields.done()
    logins = (email, username, phone)
    return accounts.create_account(session, Role.ADMIN, name, logins, password_hash, now, must_change=False)


def _add_doctor(session: Session, doctor: FirstDoctor, location_id: int, now: datetime) -> None:
    draft = PractitionerDraft(
        name=doctor.name,
        speciality_ids=_speciality(session, doctor.speciality),
        roles=(RoleDraft(location_id, doctor.fee_minor),),
    )
    with _named("doctor"):
        check_opening(doctor.hours, "hours")
        practitioner_id = saving.create(session, draft, None, now)
    schedule_id = session.scalars(select(Schedule.id).where(Schedule.practitioner_id == practitioner_id)).one()
    session.add_all(
        ScheduleRule(
            schedule_id=schedule_id,
            location_id=location_id,
            kind=RuleKind.WORK,
            weekday=interval.weekday,
            start_minute=interval.start_minute,
            end_minute=interval.end_minute,
        )
        for interval in doctor.hours
    )


def _speciality(session: Session, name: str) -> tuple[int, ...]:
    """The speciality with that name, which is added where there is none; nothing for no name."""
    wanted = " ".join(name.split())
    if not wanted:
        return ()
    for node in session.scalars(select(Speciality)):
        if node.name.casefold() == wanted.casefold():
            return (node.id,)
    return (specialities.add(session, wanted, None),)


@contextmanager
def _named(part: str) -> Iterator[None]:
    """Lets problems be named by the part of the form that they are in."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid({f"{part}.{field}": code for field, code in refusal.problems.items()}) from None
