"""Adding and changing a doctor: profile, picture, centres, services, first hours and login."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import RegistrationCheck
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.integrations.pictures import PictureStore
from clinic_desktop.services.locations import LocationService, LocationView
from clinic_desktop.services.practitioners.completeness import of_draft
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import (
    HealthcareServiceView,
    LoginDraft,
    PractitionerDraft,
    PractitionerProfile,
    SpecialityView,
)
from clinic_desktop.viewmodels.admin import practitioner_draft as drafts
from clinic_desktop.viewmodels.admin.editing import Editing
from clinic_desktop.viewmodels.admin.people import Password
from clinic_desktop.viewmodels.admin.practitioner_draft import ChosenPicture, FirstWeek, PractitionerFormDraft
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_EMPTY = PractitionerFormDraft(PractitionerDraft(""))


@dataclass(frozen=True, slots=True)
class PractitionerFormState:
    """``stored`` is the profile as it is kept; None for a new doctor."""

    editing: Editing[PractitionerFormDraft]
    stored: PractitionerProfile | None = None
    centres: tuple[LocationView, ...] = ()
    services: tuple[HealthcareServiceView, ...] = ()
    specialities: tuple[SpecialityView, ...] = ()
    loaded: bool = False
    refusal: Refused | None = None

    @property
    def is_new(self) -> bool:
        """Whether the doctor is not kept yet."""
        return self.editing.row_id is None

    @property
    def complete(self) -> tuple[int, tuple[str, ...]]:
        """How complete the profile will be once it is saved, and what it will lack."""
        draft, stored = self.editing.draft, self.stored
        profile = replace(draft.profile, picture="new") if draft.picture is not None else draft.profile
        same_number = stored is not None and stored.registration_number == profile.registration_number
        verified = stored is not None and same_number and stored.registration_check is RegistrationCheck.VERIFIED
        hours = bool(draft.rules()) if stored is None else "hours" not in stored.missing
        return of_draft(profile, verified, hours)


class PractitionerFormViewModel(ViewModel[PractitionerFormState]):
    """``saved`` carries the doctor's number and name once they are kept, ``password_given`` a Password shown once."""

    saved = Signal(int, str)
    password_given = Signal(object)

    def __init__(
        self,
        session: Session,
        practitioners: PractitionerService,
        locations: LocationService,
        pictures: PictureStore,
        tasks: Background,
    ) -> None:
        super().__init__(PractitionerFormState(Editing(_EMPTY, _EMPTY)), tasks.database)
        self._session, self._practitioners, self._locations = session, practitioners, locations
        self._pictures, self._slow = pictures, tasks.slow

    # --- Loading -----------------------------------------------------------------------------------------------------

    def open(self, practitioner_id: int | None) -> None:
        """Shows that doctor, or with None an empty form. A draft of the same one stays."""
        same = practitioner_id == self.state.editing.row_id and self.state.loaded
        if not same or not self.state.editing.dirty:
            self.state = PractitionerFormState(Editing(_EMPTY, _EMPTY, practitioner_id))
            self.load()

    def load(self) -> None:
        """Asks for what is stored now; a draft is not touched."""
        actor, practitioner_id = self._session.actor, self.state.editing.row_id

        def work() -> dict[str, Any]:
            stored = None if practitioner_id is None else self._practitioners.profile(actor, practitioner_id)
            return {
                "stored": stored,
                "centres": self._locations.listing(),
                "services": self._practitioners.services(),
                "specialities": self._practitioners.specialities(),
            }

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal), "load")

    # --- Editing -----------------------------------------------------------------------------------------------------

    def edit(self, **changes: Any) -> None:
        """Replaces fields of the profile."""
        editing = self.state.editing
        kept = {name: code for name, code in editing.problems.items() if name not in changes}
        profile = replace(editing.draft.profile, **changes)
        self.show_state(editing=replace(editing.edited(profile=profile), problems=kept))

    def edit_login(self, **changes: Any) -> None:
        """Whether a new doctor gets a login, and its username."""
        self.show_state(editing=self.state.editing.edited(**changes))

    def choose_picture(self, picture: ChosenPicture | None) -> None:
        """Another picture; None takes it away, also the stored one."""
        draft = self.state.editing.draft
        key = draft.profile.picture if picture is not None else ""
        self.show_state(editing=self.state.editing.edited(picture=picture, profile=replace(draft.profile, picture=key)))

    def set_place(self, location_id: int, works: bool) -> None:
        """The doctor works at the centre, or not."""
        self._put(drafts.with_place(self.state.editing.draft.profile, location_id, works))
        weeks = self.state.editing.draft.weeks
        if works and self.state.is_new and all(week.location_id != location_id for week in weeks):
            # Nobody is at two places: the hours of a further centre are for the person to say.
            days = drafts.WORKING_DAYS if not weeks else frozenset[int]()
            self.edit_login(weeks=(*weeks, FirstWeek(location_id, days)))

    def set_room(self, location_id: int, room_id: int | None) -> None:
        """The room at a centre."""
        self._put(drafts.with_role(self.state.editing.draft.profile, location_id, room_id=room_id))

    def set_fee(self, location_id: int, minor: int | None, readable: bool) -> None:
        """The consultation fee at a centre; nothing typed is no fee."""
        self._note_fault(f"fee.{location_id}", not readable)
        self._put(drafts.with_role(self.state.editing.draft.profile, location_id, fee_minor=minor or 0))

    def set_service(self, service_id: int, offered: bool) -> None:
        """The doctor offers the service, or not."""
        self._put(drafts.with_service(self.state.editing.draft.profile, service_id, offered))

    def set_duration(self, service_id: int, minutes: int | None) -> None:
        """How long the service takes with this doctor."""
        self._put(drafts.with_duration(self.state.editing.draft.profile, service_id, minutes))

    def set_price(self, service_id: int, location_id: int, minor: int | None, readable: bool) -> None:
        """What the service costs with this doctor at a centre."""
        self._note_fault(f"price.{service_id}.{location_id}", not readable)
        self._put(drafts.with_price(self.state.editing.draft.profile, service_id, location_id, minor))

    def set_week(self, location_id: int, **changes: Any) -> None:
        """The first hours of a new doctor at a centre."""
        weeks = (
            replace(week, **changes) if week.location_id == location_id else week
            for week in self.state.editing.draft.weeks
        )
        self.show_state(editing=self.state.editing.edited(weeks=tuple(weeks)))

    def discard(self) -> None:
        """Forgets what was typed."""
        self.show_state(editing=self.state.editing.discarded())

    # --- Saving ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Stores the new picture, then keeps the draft; the picture goes again where the draft is refused."""
        editing = self.state.editing
        if editing.busy:
            return
        if editing.faults:
            faults = Invalid(dict.fromkeys(editing.faults, "not_an_amount"))
            self.show_state(editing=editing.refused(faults))
            return
        self.show_state(editing=replace(editing, busy=True, refusal=None, problems={}))
        picture = editing.draft.picture
        if picture is None:
            self._keep(editing.draft.profile, None)
            return
        self.ask(
            lambda: self._pictures.store(picture.data, picture.crop).key,
            lambda key: self._keep(replace(editing.draft.profile, picture=key), key),
            self._not_kept,
            tasks=self._slow,
        )

    def _keep(self, profile: PractitionerDraft, new_picture: str | None) -> None:
        state, actor = self.state, self._session.actor
        draft, row_id, version = state.editing.draft, state.editing.row_id, state.editing.version
        before = state.stored.picture if state.stored is not None else ""

        def add() -> tuple[int, Password | None]:
            login = LoginDraft(draft.username) if draft.with_login else None
            added = self._practitioners.add(actor, profile, login, draft.rules())
            if added.one_time_password is None:
                return added.id, None
            shown = draft.username or profile.email or profile.phone
            return added.id, Password(profile.name, shown, added.one_time_password)

        def change() -> tuple[int, Password | None]:
            assert row_id is not None
            self._practitioners.save(actor, row_id, version, profile)
            return row_id, None

        def kept(answer: tuple[int, Password | None]) -> None:
            if before and before != profile.picture:
                self._forget(before)
            self._kept(profile.name, *answer)

        def not_kept(refusal: Refused) -> None:
            if new_picture is not None:
                self._forget(new_picture)
            self._not_kept(refusal)

        work: Callable[[], tuple[int, Password | None]] = add if row_id is None else change
        self.ask(work, kept, not_kept)

    def _forget(self, key: str) -> None:
        self.ask(lambda: self._pictures.forget(key), lambda _: None, tasks=self._slow)

    def _kept(self, name: str, practitioner_id: int, given: Password | None) -> None:
        self.state = PractitionerFormState(Editing(_EMPTY, _EMPTY))
        self.state_changed.emit(self.state)
        self.saved.emit(practitioner_id, name)
        if given is not None:
            self.password_given.emit(given)

    def _not_kept(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            rules = self.state.editing.draft.rules()
            problems: dict[str, str] = {}
            for name, code in refusal.problems.items():
                # Of a week's problems the first one says most: hours that are wrong leave their breaks outside.
                problems.setdefault(_by_week(name, rules), code)
            refusal = Invalid(problems)
        self.show_state(editing=self.state.editing.refused(refusal))

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _put(self, profile: PractitionerDraft) -> None:
        self.show_state(editing=self.state.editing.edited(profile=profile))

    def _note_fault(self, name: str, wrong: bool) -> None:
        editing = self.state.editing
        kept = {field: code for field, code in editing.problems.items() if field != name}
        self.state = replace(self.state, editing=replace(editing.faulty(name, wrong), problems=kept))

    def _loaded(self, found: dict[str, Any]) -> None:
        stored: PractitionerProfile | None = found["stored"]
        editing = self.state.editing
        if not editing.dirty and stored is not None:
            draft = PractitionerFormDraft(drafts.of_profile(stored))
            editing = Editing(draft, draft, stored.id, stored.version)
        elif not editing.dirty:
            editing = self._new(found["centres"], found["services"])
        self.show_state(**found, editing=editing, loaded=True, refusal=None)

    def _new(
        self, centres: tuple[LocationView, ...], services: tuple[HealthcareServiceView, ...]
    ) -> Editing[PractitionerFormDraft]:
        """A new doctor begins at the centre in view with the clinic's first service."""
        here = next((centre.id for centre in centres if centre.id == self._session.centre.id), None)
        profile = PractitionerDraft("")
        if here is not None:
            profile = drafts.with_place(profile, here, works=True)
        if services:
            profile = drafts.with_service(profile, min(service.id for service in services), offered=True)
        weeks = (FirstWeek(here),) if here is not None else ()
        draft = PractitionerFormDraft(profile, weeks=weeks)
        return Editing(draft, draft)


def _by_week(name: str, rules: tuple[Any, ...]) -> str:
    """A problem of one of the first hours belongs to its centre's week."""
    kind, _, index = name.partition(".")
    if kind == "rules" and index.isdecimal() and int(index) < len(rules):
        return f"week.{rules[int(index)].location_id}"
    return name
