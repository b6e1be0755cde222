"""Doctors, their specialities and the clinic's services: one verb is one transaction."""

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.practitioners.values import (
    AboutDraft,
    AddedPractitioner,
    DirectoryFilters,
    HealthcareServiceDraft,
    HealthcareServiceView,
    LoginDraft,
    PractitionerCard,
    PractitionerDraft,
    PractitionerProfile,
    SpecialityView,
)


class PractitionerService:
    """Finds doctors and keeps their profiles, the tree of specialities and the services that are booked."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def directory(
        self, actor: Actor | None, filters: DirectoryFilters = DirectoryFilters()
    ) -> tuple[PractitionerCard, ...]:
        """The doctors that pass the filters, by name. Who left is listed only for those who may edit doctors."""
        raise NotImplementedError

    def profile(self, actor: Actor | None, practitioner_id: int) -> PractitionerProfile:
        """Everything of one doctor. Patients are not told email, phone and address."""
        raise NotImplementedError

    def add(self, actor: Actor | None, draft: PractitionerDraft, login: LoginDraft | None = None) -> AddedPractitioner:
        """Adds a doctor with a schedule, and with ``login`` an account with a one-time password."""
        raise NotImplementedError

    def save(self, actor: Actor | None, practitioner_id: int, version: int, draft: PractitionerDraft) -> int:
        """Saves the whole profile and gives its new version. A new registration number has to be checked again."""
        raise NotImplementedError

    def save_about(self, actor: Actor | None, practitioner_id: int, version: int, draft: AboutDraft) -> int:
        """Saves what doctors may change of themselves, and gives the new version."""
        raise NotImplementedError

    def set_available(self, actor: Actor | None, practitioner_id: int, available: bool) -> None:
        """Says whether the doctor takes new bookings."""
        raise NotImplementedError

    def verify_registration(self, actor: Actor | None, practitioner_id: int) -> None:
        """Records that the actor has checked the registration number today."""
        raise NotImplementedError

    def deactivate(self, actor: Actor | None, practitioner_id: int) -> None:
        """The doctor leaves: no new bookings, no sign-in; what was stays."""
        raise NotImplementedError

    def reactivate(self, actor: Actor | None, practitioner_id: int) -> None:
        """The doctor is back."""
        raise NotImplementedError

    def specialities(self) -> tuple[SpecialityView, ...]:
        """The tree, each node before the nodes below it."""
        raise NotImplementedError

    def add_speciality(self, actor: Actor | None, name: str, parent_id: int | None = None) -> int:
        """Adds a node to the tree."""
        raise NotImplementedError

    def save_speciality(self, actor: Actor | None, speciality_id: int, name: str, parent_id: int | None) -> None:
        """Renames or moves a node; refuses to hang it below itself."""
        raise NotImplementedError

    def remove_speciality(self, actor: Actor | None, speciality_id: int) -> None:
        """Removes a node that nothing hangs below and no doctor has."""
        raise NotImplementedError

    def services(self, include_inactive: bool = False) -> tuple[HealthcareServiceView, ...]:
        """What the clinic offers, by name."""
        raise NotImplementedError

    def add_service(self, actor: Actor | None, draft: HealthcareServiceDraft) -> int:
        """Adds a service."""
        raise NotImplementedError

    def save_service(self, actor: Actor | None, service_id: int, version: int, draft: HealthcareServiceDraft) -> int:
        """Saves a service and its prices for all doctors, and gives the new version."""
        raise NotImplementedError

    def deactivate_service(self, actor: Actor | None, service_id: int) -> None:
        """The service can no longer be booked; what was booked stays."""
        raise NotImplementedError

    def reactivate_service(self, actor: Actor | None, service_id: int) -> None:
        """The service can be booked again."""
        raise NotImplementedError
