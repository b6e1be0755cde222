"""The doctors and the staff: lists with filters, the one in view, and what can be done with them from the list."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import NotFound, Refused
from clinic_desktop.services.accounts.staff import StaffFilters, StaffService, StaffView
from clinic_desktop.services.locations import LocationService, LocationView
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import (
    DirectoryFilters,
    LoginDraft,
    PractitionerCard,
    PractitionerProfile,
    SpecialityView,
)
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


class Tab(StrEnum):
    """Which people are listed."""

    DOCTORS = "doctors"
    STAFF = "staff"


class Deed(StrEnum):
    """What was done from the list."""

    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    VERIFIED = "verified"
    DOCTOR_LEFT = "doctor_left"
    DOCTOR_BACK = "doctor_back"
    STAFF_LEFT = "staff_left"
    STAFF_BACK = "staff_back"


@dataclass(frozen=True, slots=True)
class Happened:
    """A deed and whom it was about. ``undo`` takes it back, where that is possible."""

    deed: Deed
    name: str
    undo: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Password:
    """A one-time password to show once."""

    name: str
    login: str
    password: str


@dataclass(frozen=True, slots=True)
class PeopleState:
    """``profile`` is that of the doctor in view, once it has come."""

    tab: Tab = Tab.DOCTORS
    doctor_filters: DirectoryFilters = field(default_factory=DirectoryFilters)
    staff_filters: StaffFilters = field(default_factory=StaffFilters)
    doctors: tuple[PractitionerCard, ...] = ()
    staff: tuple[StaffView, ...] = ()
    centres: tuple[LocationView, ...] = ()
    specialities: tuple[SpecialityView, ...] = ()
    doctor_id: int | None = None
    account_id: int | None = None
    profile: PractitionerProfile | None = None
    loaded: bool = False
    refusal: Refused | None = None

    @property
    def doctor(self) -> PractitionerCard | None:
        """The doctor in view."""
        return next((card for card in self.doctors if card.id == self.doctor_id), None)

    @property
    def member(self) -> StaffView | None:
        """The member of staff in view."""
        return next((view for view in self.staff if view.account_id == self.account_id), None)


class PeopleViewModel(ViewModel[PeopleState]):
    """``happened`` carries a Happened, ``password_given`` a Password that is shown once."""

    place_fields = ("tab", "doctor_filters", "staff_filters", "doctor_id", "account_id")

    happened = Signal(object)
    password_given = Signal(object)

    def __init__(
        self,
        session: Session,
        practitioners: PractitionerService,
        staff: StaffService,
        locations: LocationService,
        tasks: Runner,
    ) -> None:
        super().__init__(PeopleState(), tasks)
        self._session, self._practitioners, self._staff, self._locations = session, practitioners, staff, locations

    # --- Loading -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Asks for both lists, by their filters."""
        actor, doctors, staff = self._session.actor, self.state.doctor_filters, self.state.staff_filters

        def work() -> dict[str, Any]:
            return {
                "doctors": self._practitioners.directory(actor, doctors),
                "staff": self._staff.listing(actor, staff),
                "centres": self._locations.listing(),
                "specialities": self._practitioners.specialities(),
            }

        self.ask(work, self._loaded, self._failed, "load")

    def show_tab(self, tab: Tab) -> None:
        """Lists the doctors or the staff."""
        self.show_state(tab=tab)

    def filter_doctors(self, filters: DirectoryFilters) -> None:
        """Lists the doctors that pass."""
        self.show_state(doctor_filters=filters)
        self.load()

    def filter_staff(self, filters: StaffFilters) -> None:
        """Lists the staff that pass."""
        self.show_state(staff_filters=filters)
        self.load()

    def select_doctor(self, practitioner_id: int | None) -> None:
        """Takes a doctor into view."""
        if practitioner_id != self.state.doctor_id:
            self.show_state(doctor_id=practitioner_id, profile=None)
        self._load_profile()

    def select_member(self, account_id: int | None) -> None:
        """Takes a member of staff into view."""
        self.show_state(account_id=account_id)

    # --- Doctors -----------------------------------------------------------------------------------------------------

    def set_available(self, available: bool) -> None:
        """Says whether the doctor in view takes new bookings."""
        doctor, actor = self.state.doctor, self._session.actor
        if doctor is None:
            return

        switch = partial(self._practitioners.set_available, actor, doctor.id)
        deed = Deed.AVAILABLE if available else Deed.UNAVAILABLE
        self._do(partial(switch, available), deed, doctor.name, partial(switch, not available))

    def verify(self) -> None:
        """Records that the registration number of the doctor in view was checked."""
        doctor, actor = self.state.doctor, self._session.actor
        if doctor is not None:
            verify = partial(self._practitioners.verify_registration, actor, doctor.id)
            self._do(verify, Deed.VERIFIED, doctor.name)

    def deactivate_doctor(self) -> None:
        """The doctor in view leaves."""
        doctor, actor = self.state.doctor, self._session.actor
        if doctor is not None:
            leave = partial(self._practitioners.deactivate, actor, doctor.id)
            come_back = partial(self._practitioners.reactivate, actor, doctor.id)
            self._do(leave, Deed.DOCTOR_LEFT, doctor.name, come_back)

    def reactivate_doctor(self) -> None:
        """The doctor in view is back."""
        doctor, actor = self.state.doctor, self._session.actor
        if doctor is not None:
            self._do(partial(self._practitioners.reactivate, actor, doctor.id), Deed.DOCTOR_BACK, doctor.name)

    def give_login(self, username: str) -> None:
        """Gives the doctor in view a login."""
        profile, actor = self.state.profile, self._session.actor
        if profile is None:
            return

        def given(password: str) -> None:
            login = username or profile.email or profile.phone
            self.password_given.emit(Password(profile.name, login, password))
            self.load()

        self.ask(lambda: self._practitioners.give_login(actor, profile.id, LoginDraft(username)), given)

    # --- Staff -------------------------------------------------------------------------------------------------------

    def deactivate_member(self) -> None:
        """The member of staff in view can no longer sign in."""
        member, actor = self.state.member, self._session.actor
        if member is not None:
            number = member.account_id
            leave = partial(self._staff.deactivate, actor, number)
            self._do(leave, Deed.STAFF_LEFT, member.name, partial(self._staff.reactivate, actor, number))

    def reactivate_member(self) -> None:
        """The member of staff in view may sign in again."""
        member, actor = self.state.member, self._session.actor
        if member is not None:
            number = member.account_id
            self._do(partial(self._staff.reactivate, actor, number), Deed.STAFF_BACK, member.name)

    def reset_password(self, account_id: int | None) -> None:
        """Gives that login a new one-time password."""
        actor = self._session.actor
        if account_id is None:
            return

        def work() -> Password:
            found = [view for view in self._staff.listing(actor, _EVERYBODY) if view.account_id == account_id]
            if not found:
                raise NotFound("account", account_id)
            view = found[0]
            password = self._staff.reset_password(actor, account_id)
            return Password(view.name, view.username or view.email or view.phone, password)

        self.ask(work, self.password_given.emit)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], None], deed: Deed, name: str, undo: Callable[[], None] | None = None) -> None:
        def done(_nothing: None) -> None:
            back = None if undo is None else lambda: self.ask(undo, lambda _: self.load())
            self.happened.emit(Happened(deed, name, back))
            self.load()

        self.ask(work, done)

    def _load_profile(self) -> None:
        actor, number = self._session.actor, self.state.doctor_id
        if number is not None:
            self.ask(lambda: self._practitioners.profile(actor, number), self._profile_came, question="profile")

    def _profile_came(self, profile: PractitionerProfile) -> None:
        self.show_state(profile=profile)

    def _loaded(self, found: dict[str, Any]) -> None:
        self.show_state(**found, loaded=True, refusal=None)
        if self.state.doctor is None and found["doctors"]:
            self.select_doctor(found["doctors"][0].id)
        else:
            self._load_profile()
        if self.state.member is None and found["staff"]:
            self.select_member(found["staff"][0].account_id)

    def _failed(self, refusal: Refused) -> None:
        self.show_state(refusal=refusal)
        if self.state.loaded:
            self.refused.emit(refusal)


_EVERYBODY = StaffFilters(include_inactive=True)
