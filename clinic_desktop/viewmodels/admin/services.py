"""The services that can be booked, with their prices, and the tree of specialities."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.locations import LocationService, LocationView
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import (
    HealthcareServiceDraft,
    HealthcareServiceView,
    OfferView,
    PriceDraft,
    SpecialityView,
)
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.viewmodels.admin.editing import Editing
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_EMPTY = HealthcareServiceDraft("")


class Part(StrEnum):
    """Which half of the page is in view."""

    SERVICES = "services"
    SPECIALITIES = "specialities"


class Kept(StrEnum):
    """What was kept, for a word about it."""

    SERVICE = "service"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    SPECIALITY = "speciality"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ServicesState:
    """``selected_id`` None: a new service, which begins as ``new``. ``speciality_problem`` is the code of what was
    refused last, and ``speciality_id`` the node that it was about (None: a new one)."""

    part: Part = Part.SERVICES
    services: tuple[HealthcareServiceView, ...] = ()
    centres: tuple[LocationView, ...] = ()
    specialities: tuple[SpecialityView, ...] = ()
    offers: tuple[OfferView, ...] = ()
    selected_id: int | None = None
    editing: Editing[HealthcareServiceDraft] = field(default_factory=lambda: Editing(_EMPTY, _EMPTY))
    new: HealthcareServiceDraft = _EMPTY
    speciality_id: int | None = None
    speciality_problem: str | None = None
    loaded: bool = False
    refusal: Refused | None = None

    @property
    def selected(self) -> HealthcareServiceView | None:
        """The service in view."""
        return next((service for service in self.services if service.id == self.selected_id), None)

    @property
    def speciality(self) -> SpecialityView | None:
        """The speciality in view."""
        return next((node for node in self.specialities if node.id == self.speciality_id), None)


class ServicesViewModel(ViewModel[ServicesState]):
    """``kept`` carries a Kept, once something was kept."""

    place_fields = ("part", "selected_id")

    kept = Signal(object)

    def __init__(
        self,
        session: Session,
        practitioners: PractitionerService,
        locations: LocationService,
        settings: SettingsService,
        tasks: Runner,
    ) -> None:
        super().__init__(ServicesState(), tasks)
        self._session, self._practitioners = session, practitioners
        self._locations, self._settings = locations, settings

    # --- Looking -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Asks for services and specialities; a draft is not touched."""

        def work() -> dict[str, Any]:
            return {
                "services": self._practitioners.services(include_inactive=True),
                "centres": self._locations.listing(),
                "specialities": self._practitioners.specialities(),
                "new": _begun(self._settings.current()),
            }

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal), "load")

    def show_part(self, part: Part) -> None:
        """Takes services or specialities into view."""
        self.show_state(part=part)

    def select(self, service_id: int | None) -> None:
        """Takes a service into view, or with None a new one; what was typed for another is dropped."""
        self.state = replace(self.state, selected_id=service_id, offers=())
        service = self.state.selected
        new = Editing(self.state.new, self.state.new)
        self.show_state(editing=_editing_of(service) if service is not None else new)
        self._load_offers()

    # --- Services ----------------------------------------------------------------------------------------------------

    def edit(self, **changes: Any) -> None:
        """Replaces fields of the draft."""
        self.show_state(editing=self.state.editing.edited(**changes))

    def set_number(self, name: str, number: int | None) -> None:
        """One of the draft's numbers; an emptied field is a fault until something is typed."""
        self.state = replace(self.state, editing=self.state.editing.faulty(name, number is None))
        if number is None:
            self.state_changed.emit(self.state)
        else:
            self.edit(**{name: number})

    def set_price(self, location_id: int, minor: int | None, readable: bool) -> None:
        """The price at a centre; None for none, where the doctor's fee holds."""
        self.state = replace(self.state, editing=self.state.editing.faulty(f"price.{location_id}", not readable))
        others = tuple(price for price in self.state.editing.draft.prices if price.location_id != location_id)
        self.edit(prices=others if minor is None else _in_order((*others, PriceDraft(location_id, minor))))

    def discard(self) -> None:
        """Forgets what was typed."""
        if self.state.selected_id is None and self.state.services:
            self.select(self.state.services[0].id)
        else:
            self.show_state(editing=self.state.editing.discarded())

    def save(self) -> None:
        """Keeps the draft."""
        editing, actor = self.state.editing, self._session.actor
        if editing.busy:
            return
        if editing.faults:
            codes = {name: "not_an_amount" if name.startswith("price") else "not_a_number" for name in editing.faults}
            self.show_state(editing=editing.refused(Invalid(codes)))
            return
        draft, row_id = editing.draft, editing.row_id
        self.show_state(editing=replace(editing, busy=True, refusal=None))

        def work() -> int:
            if row_id is None:
                return self._practitioners.add_service(actor, draft)
            self._practitioners.save_service(actor, row_id, editing.version, draft)
            return row_id

        def done(service_id: int) -> None:
            self.state = replace(self.state, selected_id=service_id, editing=Editing(draft, draft, service_id))
            self._after(Kept.SERVICE)

        self.ask(work, done, self._not_kept)

    def set_active(self, active: bool) -> None:
        """Whether the service in view can be booked."""
        service, actor = self.state.selected, self._session.actor
        if service is not None:
            change = self._practitioners.reactivate_service if active else self._practitioners.deactivate_service
            self._do(partial(change, actor, service.id), Kept.REACTIVATED if active else Kept.DEACTIVATED)

    # --- Specialities ------------------------------------------------------------------------------------------------

    def select_speciality(self, speciality_id: int | None) -> None:
        """Takes a node into view."""
        self.show_state(speciality_id=speciality_id, speciality_problem=None)

    def add_speciality(self, name: str, parent_id: int | None) -> None:
        """Adds a node below the parent, or at the top."""
        work = partial(self._practitioners.add_speciality, self._session.actor, name, parent_id)
        self._do(work, Kept.SPECIALITY, self._speciality_refused)

    def rename_speciality(self, speciality_id: int, name: str, parent_id: int | None) -> None:
        """Renames or moves a node."""
        save = self._practitioners.save_speciality
        work = partial(save, self._session.actor, speciality_id, name, parent_id)
        self._do(work, Kept.SPECIALITY, self._speciality_refused)

    def remove_speciality(self, speciality_id: int) -> None:
        """Removes a node that nobody uses."""
        work = partial(self._practitioners.remove_speciality, self._session.actor, speciality_id)
        self._do(work, Kept.REMOVED, self._speciality_refused)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], object], what: Kept, refused: Callable[[Refused], None] | None = None) -> None:
        self.ask(work, lambda _answer: self._after(what), refused)

    def _after(self, what: Kept) -> None:
        self.state = replace(self.state, speciality_problem=None)
        self.kept.emit(what)
        self.load()

    def _not_kept(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            prices = self.state.editing.draft.prices
            refusal = Invalid({_by_centre(name, prices): code for name, code in refusal.problems.items()})
        self.show_state(editing=self.state.editing.refused(refusal))

    def _speciality_refused(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            self.show_state(speciality_problem=next(iter(refusal.problems.values())))
        else:
            self.refused.emit(refusal)

    def _loaded(self, found: dict[str, Any]) -> None:
        first = not self.state.loaded
        self.state = replace(self.state, **found, loaded=True, refusal=None)
        if first and self.state.services:
            here = self.state.selected
            self.select((here or self.state.services[0]).id)
            return
        service = self.state.selected
        if service is not None and not self.state.editing.dirty:
            self.state = replace(self.state, editing=_editing_of(service))
        self.state_changed.emit(self.state)
        self._load_offers()

    def _load_offers(self) -> None:
        actor, number = self._session.actor, self.state.selected_id
        if number is not None:
            self.ask(
                lambda: self._practitioners.offers(actor, number),
                lambda offers: self.show_state(offers=offers),
                question="offers",
            )


def _editing_of(service: HealthcareServiceView) -> Editing[HealthcareServiceDraft]:
    draft = HealthcareServiceDraft(
        name=service.name,
        duration_minutes=service.duration_minutes,
        buffer_before_minutes=service.buffer_before_minutes,
        buffer_after_minutes=service.buffer_after_minutes,
        capacity=service.capacity,
        online=service.online,
        needs_room=service.needs_room,
        equipment=service.equipment,
        prices=_in_order(tuple(PriceDraft(price.location_id, price.price.minor) for price in service.prices)),
    )
    return Editing(draft, draft, service.id, service.version)


def _begun(settings: ClinicSettings) -> HealthcareServiceDraft:
    """What a new service begins with."""
    return replace(
        _EMPTY,
        duration_minutes=settings.default_duration_minutes,
        buffer_after_minutes=settings.default_buffer_after_minutes,
        capacity=settings.default_capacity,
    )


def _in_order(prices: tuple[PriceDraft, ...]) -> tuple[PriceDraft, ...]:
    return tuple(sorted(prices, key=lambda price: price.location_id))


def _by_centre(name: str, prices: tuple[PriceDraft, ...]) -> str:
    """A problem of one of the prices belongs to its centre's field."""
    kind, _, index = name.partition(".")
    return f"price.{prices[int(index)].location_id}" if kind == "prices" else name
