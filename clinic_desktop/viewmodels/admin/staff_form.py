"""Adding and changing a member of staff."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import NotFound, Refused
from clinic_desktop.services.accounts.staff import StaffDraft, StaffFilters, StaffService, StaffView
from clinic_desktop.services.locations import LocationService, LocationView
from clinic_desktop.viewmodels.admin.editing import Editing
from clinic_desktop.viewmodels.admin.people import Password
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_NEW = StaffDraft("", Role.FRONT_DESK)
_EVERYWHERE = (Role.ADMIN, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class StaffFormState:
    """``roles`` are those that the person may give, ``centres`` those at which they may put people."""

    editing: Editing[StaffDraft]
    view: StaffView | None = None
    roles: tuple[Role, ...] = ()
    centres: tuple[LocationView, ...] = ()
    loaded: bool = False
    refusal: Refused | None = None

    @property
    def needs_centres(self) -> bool:
        """Whether the role works at centres of its own."""
        return self.editing.draft.role not in _EVERYWHERE


class StaffFormViewModel(ViewModel[StaffFormState]):
    """``saved`` carries the name once the account is kept, ``password_given`` a Password that is shown once."""

    saved = Signal(str)
    password_given = Signal(object)

    def __init__(self, session: Session, staff: StaffService, locations: LocationService, tasks: Runner) -> None:
        super().__init__(StaffFormState(Editing(_NEW, _NEW)), tasks)
        self._session, self._staff, self._locations = session, staff, locations

    def open(self, account_id: int | None) -> None:
        """Shows that account, or with None an empty form. A draft of the same account stays."""
        same = account_id == self.state.editing.row_id and self.state.loaded
        if not same or not self.state.editing.dirty:
            self.state = StaffFormState(Editing(_NEW, _NEW, account_id))
            self.load()

    def load(self) -> None:
        """Asks for what is stored now; a draft is not touched."""
        actor, account_id = self._session.actor, self.state.editing.row_id

        def work() -> dict[str, Any]:
            listing = self._staff.listing(actor, StaffFilters(include_inactive=True))
            view = next((view for view in listing if view.account_id == account_id), None)
            if account_id is not None and view is None:
                raise NotFound("account", account_id)
            roles = tuple(role for role in self._staff.roles_to_give(actor) if role is not Role.DOCTOR)
            reached = self._locations.centres_of(actor)
            return {"view": view, "roles": roles, "centres": reached}

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal), "load")

    def edit(self, **changes: Any) -> None:
        """Replaces fields of the draft."""
        self.show_state(editing=self.state.editing.edited(**changes))

    def discard(self) -> None:
        """Forgets what was typed."""
        self.show_state(editing=self.state.editing.discarded())

    def save(self) -> None:
        """Keeps the draft; a new account gets a one-time password."""
        editing, actor = self.state.editing, self._session.actor
        if editing.busy:
            return
        draft, row_id, version = self._tidied(editing.draft), editing.row_id, editing.version
        self.show_state(editing=replace(editing, busy=True, refusal=None))

        def add() -> Password:
            added = self._staff.add(actor, draft)
            login = draft.username or draft.email or draft.phone
            return Password(draft.name, login, added.one_time_password)

        def change() -> None:
            assert row_id is not None
            self._staff.save(actor, row_id, version, draft)

        work: Callable[[], Password | None] = add if row_id is None else change
        self.ask(work, lambda given: self._kept(draft.name, given), self._not_kept)

    def _tidied(self, draft: StaffDraft) -> StaffDraft:
        """Roles that reach everywhere are put nowhere by name."""
        return replace(draft, location_ids=frozenset()) if draft.role in _EVERYWHERE else draft

    def _kept(self, name: str, given: Password | None) -> None:
        editing = self.state.editing
        self.state = replace(self.state, editing=Editing(_NEW, _NEW), loaded=False)
        self.state_changed.emit(self.state)
        self.saved.emit(name or editing.draft.name)
        if given is not None:
            self.password_given.emit(given)

    def _not_kept(self, refusal: Refused) -> None:
        self.show_state(editing=self.state.editing.refused(refusal))

    def _loaded(self, found: dict[str, Any]) -> None:
        view: StaffView | None = found["view"]
        editing = self.state.editing
        if not editing.dirty and view is not None:
            draft = StaffDraft(view.name, view.role, view.email, view.username, view.phone, view.location_ids)
            editing = Editing(draft, draft, view.account_id, view.version)
        elif not editing.dirty:
            centres = found["centres"]
            only = frozenset({centres[0].id}) if len(centres) == 1 else frozenset[int]()
            draft = replace(_NEW, location_ids=only)
            editing = Editing(draft, draft)
        self.show_state(**found, editing=editing, loaded=True, refusal=None)
