"""The clinic's settings and those of its centres and doctors, as a draft that is checked while it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.locations import ClinicView, LocationService, LocationView
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import PractitionerCard
from clinic_desktop.services.settings import (
    CLINIC,
    SettingsService,
    SettingView,
    location_scope,
    practitioner_scope,
    problem_of,
)
from clinic_desktop.viewmodels.admin.editing import Editing
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

Value = int | bool | str
_Loaded = tuple[tuple[SettingView, ...], tuple[LocationView, ...], tuple[PractitionerCard, ...], ClinicView]


@dataclass(frozen=True, slots=True)
class ClinicDraft:
    """The clinic itself as the form edits it."""

    name: str = ""
    country: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class SettingsState:
    """The settings of a centre (``location_id``), of a doctor, or with neither of the whole clinic. ``changes`` are the
    values typed and not saved; ``problems`` say which of them cannot be."""

    location_id: int | None = None
    practitioner_id: int | None = None
    centres: tuple[LocationView, ...] = ()
    doctors: tuple[PractitionerCard, ...] = ()
    views: tuple[SettingView, ...] = ()
    changes: Mapping[str, Value] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    clinic: Editing[ClinicDraft] = field(default_factory=lambda: Editing(ClinicDraft(), ClinicDraft()))
    busy: bool = False
    loaded: bool = False
    refusal: Refused | None = None
    save_refusal: Refused | None = None

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by leaving."""
        return bool(self.changes or self.problems) or self.clinic.dirty

    @property
    def scope(self) -> str:
        """What the settings in view hold for."""
        if self.practitioner_id is not None:
            return practitioner_scope(self.practitioner_id)
        return CLINIC if self.location_id is None else location_scope(self.location_id)

    @property
    def of_clinic(self) -> bool:
        """Whether they hold for the whole clinic."""
        return self.scope == CLINIC

    @property
    def currency(self) -> str:
        """The currency of amounts in view."""
        centre = next((centre for centre in self.centres if centre.id == self.location_id), None)
        return centre.currency if centre is not None else self.clinic.stored.currency

    def shown(self, view: SettingView) -> Value:
        """The value in view: what was typed before what holds."""
        return self.changes.get(view.key, view.value)


class SettingsViewModel(ViewModel[SettingsState]):
    """``saved`` fires once everything typed is kept; ``was_reset`` carries the key of a setting that was reset."""

    place_fields = ("location_id", "practitioner_id")

    saved = Signal()
    was_reset = Signal(str)

    def __init__(
        self,
        session: Session,
        settings: SettingsService,
        locations: LocationService,
        practitioners: PractitionerService,
        tasks: Runner,
    ) -> None:
        super().__init__(SettingsState(), tasks)
        self._session, self._settings = session, settings
        self._locations, self._practitioners = locations, practitioners

    def as_typed(self) -> ClinicSettings:
        """The settings as they would hold if what is in view were saved."""
        return ClinicSettings(**{view.key: self.state.shown(view) for view in self.state.views})  # type: ignore[arg-type]

    def load(self) -> None:
        """Asks for the settings of the scope in view; what was typed is not touched."""
        actor, scope = self._session.actor, self.state.scope

        def work() -> _Loaded:
            return (
                self._settings.listing(actor, scope), self._locations.listing(), self._practitioners.directory(actor),
                self._locations.clinic(),
            )  # fmt: skip

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal), "load")

    def show_scope(self, location_id: int | None, practitioner_id: int | None = None) -> None:
        """Takes the clinic, a centre or a doctor into view; what was typed is dropped."""
        self.state = replace(
            self.state, location_id=location_id, practitioner_id=practitioner_id, changes={}, problems={},
            save_refusal=None,
        )  # fmt: skip
        self.load()

    def change(self, key: str, value: Value | None) -> None:
        """What a person typed for a setting; None where it is no value at all."""
        view = next(view for view in self.state.views if view.key == key)
        problem = "not_a_number" if value is None else problem_of(key, value)
        changes = {name: old for name, old in self.state.changes.items() if name != key}
        problems = {name: code for name, code in self.state.problems.items() if name != key}
        if problem is not None:
            problems[key] = problem
        if value is not None and (value != view.value or type(value) is not type(view.value)):
            changes[key] = value
        self.show_state(changes=changes, problems=problems, save_refusal=None)

    def edit_clinic(self, **changes: Any) -> None:
        """The clinic's name, country or currency."""
        self.show_state(clinic=self.state.clinic.edited(**changes))

    def discard(self) -> None:
        """Forgets what was typed."""
        self.show_state(changes={}, problems={}, clinic=self.state.clinic.discarded(), save_refusal=None)

    def reset(self, key: str) -> None:
        """The setting follows the clinic, or the program's default, again."""
        actor, scope = self._session.actor, self.state.scope

        def done(_nothing: None) -> None:
            self.was_reset.emit(key)
            self.change(key, next(view.value for view in self.state.views if view.key == key))
            self.load()

        self.ask(lambda: self._settings.reset(actor, frozenset({key}), scope), done)

    def put_back(self, key: str, value: Value) -> None:
        """Takes a reset back."""
        work = partial(self._settings.change, self._session.actor, {key: value}, self.state.scope)
        self.ask(work, lambda _nothing: self.load())

    def save(self) -> None:
        """Keeps what was typed: the clinic's name and place, then the settings. Nothing while something is wrong."""
        state, actor = self.state, self._session.actor
        if state.busy:
            return
        if state.problems:
            self.show_state(save_refusal=Invalid(dict(state.problems)))
            return
        clinic, changes, scope = state.clinic, dict(state.changes), state.scope
        self.show_state(busy=True, save_refusal=None)

        def work() -> None:
            if clinic.dirty:
                draft = clinic.draft
                self._locations.save_clinic(actor, clinic.version, draft.name, draft.country, draft.currency)
            if changes:
                self._settings.change(actor, changes, scope)

        self.ask(work, self._kept, self._not_kept)

    def _kept(self, _nothing: None) -> None:
        draft = self.state.clinic.draft
        self.state = replace(self.state, busy=False, changes={}, problems={}, clinic=Editing(draft, draft))
        self.saved.emit()
        self.load()

    def _not_kept(self, refusal: Refused) -> None:
        fields = {"name", "country", "currency"}
        named = refusal.problems if isinstance(refusal, Invalid) else {}
        clinic = {name: code for name, code in named.items() if name in fields}
        self.show_state(
            busy=False,
            save_refusal=refusal,
            problems={name: code for name, code in named.items() if name not in fields},
            clinic=replace(self.state.clinic, problems=clinic),
        )

    def _loaded(self, found: _Loaded) -> None:
        views, centres, doctors, clinic = found
        editing = self.state.clinic
        if not editing.dirty:
            draft = ClinicDraft(clinic.name, clinic.country, clinic.currency)
            editing = Editing(draft, draft, version=clinic.version)
        self.show_state(views=views, centres=centres, doctors=doctors, clinic=editing, loaded=True, refusal=None)
