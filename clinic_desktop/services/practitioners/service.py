"""Doctors, their specialities and the clinic's services: one verb is one transaction."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_name, hold_schedule
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.codes import RegistrationCheck, Role, Topic
from clinic_desktop.domain.errors import Invalid, NotSignedIn
from clinic_desktop.domain.period import Clock, local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits, require
from clinic_desktop.services import audit
from clinic_desktop.services.accounts import accounts
from clinic_desktop.services.accounts.passwords import hashed, one_time_password
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.practitioners import access, directory, profile, saving, services_and_fees, specialities
from clinic_desktop.services.practitioners.values import (
    AboutDraft,
    AddedPractitioner,
    DirectoryFilters,
    HealthcareServiceDraft,
    HealthcareServiceView,
    LoginDraft,
    OfferView,
    PractitionerCard,
    PractitionerDraft,
    PractitionerProfile,
    SpecialityView,
)
from clinic_desktop.services.scheduling.coming import refuse_while_coming
from clinic_desktop.services.scheduling.values import RuleDraft
from clinic_desktop.services.settings import settings_for
from clinic_desktop.services.versions import next_version, raise_version

_EDIT = Permission.EDIT_PRACTITIONERS
_SERVICES = "services"
"""The name that who looks at the names of all services locks first, as ``locations`` does."""


class PractitionerService:
    """Finds doctors and keeps their profiles, the tree of specialities and the services that are booked."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def directory(
        self, actor: Actor | None, filters: DirectoryFilters = DirectoryFilters()
    ) -> tuple[PractitionerCard, ...]:
        """The doctors that pass the filters, by name; also for nobody in particular, such as a kiosk.

        Who left is listed only for those who may edit doctors.
        """
        may_edit = actor is not None and permits(actor, _EDIT)
        with self._database.read() as session:
            return directory.cards(session, filters, may_edit)

    def profile(self, actor: Actor | None, practitioner_id: int) -> PractitionerProfile:
        """Everything of one doctor. Patients are not told email, phone and address."""
        if actor is None:
            raise NotSignedIn
        with self._database.read() as session:
            return profile.profile(session, practitioner_id, with_contact=actor.role is not Role.PATIENT)

    def add(
        self,
        actor: Actor | None,
        draft: PractitionerDraft,
        login: LoginDraft | None = None,
        hours: tuple[RuleDraft, ...] = (),
    ) -> AddedPractitioner:
        """Adds a doctor with a schedule of these first weekly hours, and with ``login`` an account with a one-time
        password.

        Needs EDIT_PRACTITIONERS at every centre of the draft; refuses with Invalid and EmailTaken.
        """
        person = access.require_at(actor, _EDIT, frozenset(role.location_id for role in draft.roles))
        password = one_time_password() if login is not None else None
        password_hash = hashed(password, self._cost()) if password is not None else ""
        now = self._clock()
        with self._database.write() as session:
            draft = saving.checked(session, draft)
            account_id = None if login is None else _add_login(session, draft, login, password_hash, now)
            practitioner_id = saving.create(session, draft, account_id, now)
            saving.add_hours(session, practitioner_id, hours)
            self._note(session, person, "add_practitioner", practitioner_id, now)
        return AddedPractitioner(practitioner_id, account_id, password)

    def give_login(self, actor: Actor | None, practitioner_id: int, login: LoginDraft) -> str:
        """Gives a doctor who has none an account, and gives its one-time password, told once. Email and phone of the
        profile sign in beside the username. Refuses with Invalid and EmailTaken."""
        password = one_time_password()
        password_hash = hashed(password, self._cost())

        def change(session: Session, row: Practitioner, person: Actor, now: datetime) -> None:
            access.require_changes_at(person, _EDIT, access.centres_of(session, practitioner_id))
            if row.account_id is not None:
                raise Invalid({"username": "taken"})
            row.account_id = _add_login(session, row, login, password_hash, now)

        self._change(actor, practitioner_id, "give_login", change)
        return password

    def save(self, actor: Actor | None, practitioner_id: int, version: int, draft: PractitionerDraft) -> int:
        """Saves the whole profile and gives its new version. A new registration number has to be checked again.

        Whoever reaches only some centres changes nothing at the others. Refuses with Invalid and StaleRecord.
        """

        def write(session: Session, person: Actor, now: datetime) -> None:
            clean = saving.checked(session, draft)
            changed = saving.ties_of(session, practitioner_id).changed_centres(saving.Ties.of_draft(clean))
            access.require_changes_at(person, _EDIT, changed)
            saving.overwrite(session, practitioner_id, clean, now)

        return self._save(actor, practitioner_id, version, "save_practitioner", write, own=False)

    def save_about(self, actor: Actor | None, practitioner_id: int, version: int, draft: AboutDraft) -> int:
        """Saves what doctors may change of themselves, and gives the new version. Refuses as ``save`` does."""

        def write(session: Session, _person: Actor, _now: datetime) -> None:
            saving.overwrite_about(session, practitioner_id, draft)

        return self._save(actor, practitioner_id, version, "save_about", write, own=True)

    def set_available(self, actor: Actor | None, practitioner_id: int, available: bool) -> None:
        """Says whether the doctor takes new bookings."""

        def change(_session: Session, row: Practitioner, _person: Actor, _now: datetime) -> None:
            row.available = available

        action = "make_available" if available else "make_unavailable"
        self._change(actor, practitioner_id, action, change, Permission.EDIT_HOURS, own=True)

    def verify_registration(self, actor: Actor | None, practitioner_id: int) -> None:
        """Records that the actor has checked the registration number today. Refuses with Invalid if there is none."""

        def change(session: Session, row: Practitioner, person: Actor, now: datetime) -> None:
            if not row.registration_number:
                raise Invalid({"registration_number": "required"})
            zone = session.scalar(select(Location.zone).where(Location.id == row.primary_location_id))
            row.registration_check = RegistrationCheck.VERIFIED
            row.verified_by_id = person.account_id
            row.verified_on = local_day(now, ZoneInfo(zone or "UTC"))

        self._change(actor, practitioner_id, "verify_registration", change, Permission.VERIFY_REGISTRATION)

    def deactivate(self, actor: Actor | None, practitioner_id: int) -> None:
        """The doctor leaves: no new bookings, no sign-in; what was stays. Needs to reach all of the doctor's centres.
        Refuses with Invalid while appointments are to come."""

        def change(session: Session, row: Practitioner, person: Actor, now: datetime) -> None:
            access.require_changes_at(person, _EDIT, access.centres_of(session, practitioner_id))
            refuse_while_coming(session, now, Appointment.practitioner_id == practitioner_id)
            row.active = row.available = False
            _set_login(session, row, active=False)

        self._change(actor, practitioner_id, "deactivate_practitioner", change)

    def reactivate(self, actor: Actor | None, practitioner_id: int) -> None:
        """The doctor is back, with their login. Needs to reach all of the doctor's centres."""

        def change(session: Session, row: Practitioner, person: Actor, _now: datetime) -> None:
            access.require_changes_at(person, _EDIT, access.centres_of(session, practitioner_id))
            row.active = row.available = True
            _set_login(session, row, active=True)

        self._change(actor, practitioner_id, "reactivate_practitioner", change)

    def specialities(self) -> tuple[SpecialityView, ...]:
        """The tree, each node before the nodes below it."""
        with self._database.read() as session:
            return specialities.tree(session)

    def add_speciality(self, actor: Actor | None, name: str, parent_id: int | None = None) -> int:
        """Adds a node to the tree. Refuses with Invalid a name that a neighbour has."""
        require(actor, Permission.EDIT_SERVICES)
        now = self._clock()
        with self._database.write() as session:
            speciality_id = specialities.add(session, name, parent_id)
            self._note_other(session, actor, "add_speciality", "speciality", speciality_id, now)
        return speciality_id

    def save_speciality(self, actor: Actor | None, speciality_id: int, name: str, parent_id: int | None) -> None:
        """Renames or moves a node; refuses with Invalid to hang it below itself."""
        require(actor, Permission.EDIT_SERVICES)
        now = self._clock()
        with self._database.write() as session:
            specialities.save(session, speciality_id, name, parent_id)
            self._note_other(session, actor, "save_speciality", "speciality", speciality_id, now)

    def remove_speciality(self, actor: Actor | None, speciality_id: int) -> None:
        """Removes a node that nothing hangs below and no doctor has; refuses others with Invalid."""
        require(actor, Permission.EDIT_SERVICES)
        now = self._clock()
        with self._database.write() as session:
            specialities.remove(session, speciality_id)
            self._note_other(session, actor, "remove_speciality", "speciality", speciality_id, now)

    def services(self, include_inactive: bool = False) -> tuple[HealthcareServiceView, ...]:
        """What the clinic offers, by name."""
        with self._database.read() as session:
            if include_inactive:
                return services_and_fees.listing(session)
            return services_and_fees.listing(session, HealthcareService.active.is_(True))

    def offers(self, actor: Actor | None, service_id: int) -> tuple[OfferView, ...]:
        """The active doctors who offer the service, by name, with their durations and prices."""
        require(actor, Permission.EDIT_SERVICES)
        with self._database.read() as session:
            return services_and_fees.offers(session, service_id)

    def add_service(self, actor: Actor | None, draft: HealthcareServiceDraft) -> int:
        """Adds a service. Refuses with Invalid."""
        require(actor, Permission.EDIT_SERVICES)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, _SERVICES)
            service_id = services_and_fees.add(session, draft)
            self._note_other(session, actor, "add_service", "healthcare_service", service_id, now)
        return service_id

    def save_service(self, actor: Actor | None, service_id: int, version: int, draft: HealthcareServiceDraft) -> int:
        """Saves a service and its prices for all doctors, and gives the new version. Refuses as ``save`` does."""
        require(actor, Permission.EDIT_SERVICES)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, _SERVICES)
            new_version = next_version(session, HealthcareService, service_id, version, "healthcare_service")
            services_and_fees.save(session, service_id, draft)
            self._note_other(session, actor, "save_service", "healthcare_service", service_id, now)
        return new_version

    def deactivate_service(self, actor: Actor | None, service_id: int) -> None:
        """The service can no longer be booked; what was booked stays."""
        self._set_service(actor, service_id, "deactivate_service", active=False)

    def reactivate_service(self, actor: Actor | None, service_id: int) -> None:
        """The service can be booked again. Refuses with Invalid while another one in use has its name."""
        self._set_service(actor, service_id, "reactivate_service", active=True)

    def _set_service(self, actor: Actor | None, service_id: int, action: str, active: bool) -> None:
        require(actor, Permission.EDIT_SERVICES)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, _SERVICES)
            raise_version(session, HealthcareService, service_id, "healthcare_service")
            if active:
                services_and_fees.reactivate(session, service_id)
            else:
                services_and_fees.get(session, service_id).active = False
            self._note_other(session, actor, action, "healthcare_service", service_id, now)

    def _save(
        self,
        actor: Actor | None,
        practitioner_id: int,
        version: int,
        action: str,
        write: Callable[[Session, Actor, datetime], None],
        own: bool,
    ) -> int:
        now = self._clock()
        with self._database.write() as session:
            person = access.require_for(session, actor, _EDIT, practitioner_id, own=own)
            hold_schedule(session, practitioner_id)
            new_version = next_version(session, Practitioner, practitioner_id, version, "practitioner")
            write(session, person, now)
            self._note(session, person, action, practitioner_id, now)
        return new_version

    def _change(
        self,
        actor: Actor | None,
        practitioner_id: int,
        action: str,
        change: Callable[[Session, Practitioner, Actor, datetime], None],
        permission: Permission = _EDIT,
        own: bool = False,
    ) -> None:
        """A change that does not come from a form. The schedule's lock keeps bookings from slipping between."""
        now = self._clock()
        with self._database.write() as session:
            person = access.require_for(session, actor, permission, practitioner_id, own=own)
            hold_schedule(session, practitioner_id)
            raise_version(session, Practitioner, practitioner_id, "practitioner")
            change(session, profile.get(session, practitioner_id), person, now)
            self._note(session, person, action, practitioner_id, now)

    def _note(self, session: Session, actor: Actor, action: str, practitioner_id: int, now: datetime) -> None:
        centre = session.scalar(select(Practitioner.primary_location_id).where(Practitioner.id == practitioner_id))
        audit.record(session, actor, action, "practitioner", practitioner_id, now, centre)
        announce(session, Topic.PRACTITIONERS, practitioner_id, now)

    def _note_other(
        self, session: Session, actor: Actor | None, action: str, entity: str, row_id: int, now: datetime
    ) -> None:
        audit.record(session, actor, action, entity, row_id, now)
        announce(session, Topic.PRACTITIONERS, None, now)

    def _cost(self) -> int:
        with self._database.read() as session:
            return settings_for(session).bcrypt_cost


def _add_login(
    session: Session, draft: PractitionerDraft | Practitioner, login: LoginDraft, password_hash: str, now: datetime
) -> int:
    fields = Fields()
    username = fields.username("username", login.username)
    accounts.require_login(fields, draft.email, username, draft.phone)
    fields.done()
    accounts.hold_accounts(session)
    logins = (draft.email, username, draft.phone)
    account = accounts.create_account(session, Role.DOCTOR, draft.name, logins, password_hash, now)
    announce(session, Topic.ACCOUNTS, account.id, now)
    return account.id


def _set_login(session: Session, row: Practitioner, active: bool) -> None:
    """Opens or closes the doctor's login; somebody who is more than a doctor keeps theirs."""
    account = session.get(Account, row.account_id) if row.account_id is not None else None
    if account is not None and account.role == Role.DOCTOR:
        account.active = active
        account.version += 1
