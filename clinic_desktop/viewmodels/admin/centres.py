"""The centres: their details, rooms, opening hours and closed days."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from string import ascii_uppercase
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.services.locations import (
    LocationClosure,
    LocationDraft,
    LocationService,
    LocationView,
    OpeningInterval,
    PublicHoliday,
)
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.values import NewClosures, SavedChange
from clinic_desktop.viewmodels.admin.editing import Editing
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.scheduling.change import ChangeViewModel
from clinic_desktop.viewmodels.session import Session

Opening = tuple[OpeningInterval, ...]

_AHEAD = timedelta(days=400)
_NOTHING = LocationDraft("", "", "", "")
USUAL_OPENING: Opening = tuple(OpeningInterval(weekday, 9 * 60, 18 * 60) for weekday in range(6))
"""What a new centre begins with: Monday to Saturday, nine to six."""


class Section(StrEnum):
    """What of a centre is in view."""

    DETAILS = "details"
    ROOMS = "rooms"
    OPENING = "opening"
    CLOSED = "closed"


class Kept(StrEnum):
    """What was kept, for a word about it."""

    CENTRE = "centre"
    ROOM = "room"
    OPENING = "opening"
    OPENED = "opened"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"


@dataclass(frozen=True, slots=True)
class CentresState:
    """``selected_id`` None: a new centre. ``holidays`` are the public ones of ``holiday_year`` at the centre in view.
    ``room_problem`` and ``closure_problems`` are codes of what was refused last."""

    centres: tuple[LocationView, ...] = ()
    selected_id: int | None = None
    section: Section = Section.DETAILS
    editing: Editing[LocationDraft] = field(default_factory=lambda: Editing(_NOTHING, _NOTHING))
    opening: Editing[Opening] = field(default_factory=lambda: _opening_of(()))
    closures: tuple[LocationClosure, ...] = ()
    regions: tuple[str, ...] = ()
    holidays: tuple[PublicHoliday, ...] = ()
    holiday_year: int = 0
    room_problem: str | None = None
    closure_problems: tuple[tuple[str, str], ...] = ()
    loaded: bool = False
    refusal: Refused | None = None

    @property
    def selected(self) -> LocationView | None:
        """The centre in view."""
        return next((centre for centre in self.centres if centre.id == self.selected_id), None)

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by leaving."""
        return self.editing.dirty or self.opening.dirty


class CentresViewModel(ViewModel[CentresState]):
    """``kept`` carries a Kept and a count, once something was kept.

    Closed days are kept by ``closing``, with what becomes of the visits that they hit: ``closing_hits`` fires where
    there are such visits, ``closed`` carries the SavedChange.
    """

    place_fields = ("section",)

    kept = Signal(object, int)
    closing_hits = Signal()
    closed = Signal(object)

    def __init__(
        self, session: Session, locations: LocationService, changes: HoursChangeService, tasks: Runner
    ) -> None:
        super().__init__(CentresState(), tasks)
        self._session, self._locations = session, locations
        self.closing = ChangeViewModel(session, changes, tasks)
        self.closing.setParent(self)
        self.closing.previewed.connect(self._on_previewed)
        self.closing.turned_down.connect(self._closing_refused)
        self.closing.kept.connect(self._on_closed)

    # --- Looking -----------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Asks for the centres; drafts are not touched."""
        today = self._session.today()

        def work() -> tuple[tuple[LocationView, ...], tuple[LocationClosure, ...]]:
            return self._locations.listing(include_inactive=True), self._locations.closures(today, today + _AHEAD)

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal), "load")

    def select(self, location_id: int | None) -> None:
        """Takes a centre into view, or with None a new one; what was typed for another is dropped."""
        self.state = replace(self.state, selected_id=location_id, holidays=(), holiday_year=0, closure_problems=())
        self._begin()
        if location_id is None:
            self.show_state(section=Section.DETAILS)
        self._ask_regions(self.state.editing.draft.country)

    def show_section(self, section: Section) -> None:
        """Takes another part of the centre into view."""
        self.show_state(section=section)
        if section is Section.CLOSED and not self.state.holiday_year:
            self.show_holidays(self._session.today().year)

    # --- Details -----------------------------------------------------------------------------------------------------

    def edit(self, **changes: Any) -> None:
        """Replaces fields of the centre's details."""
        self.show_state(editing=self.state.editing.edited(**changes))
        if "country" in changes:
            self._ask_regions(str(changes["country"]))

    def discard(self) -> None:
        """Forgets what was typed."""
        if self.state.selected_id is None and self.state.centres:
            self.select(self.state.centres[0].id)
        else:
            self.show_state(editing=self.state.editing.discarded())

    def save(self) -> None:
        """Keeps the details; a new centre begins with the usual opening hours."""
        editing, actor = self.state.editing, self._session.actor
        if editing.busy:
            return
        draft, row_id = editing.draft, editing.row_id
        self.show_state(editing=replace(editing, busy=True, refusal=None))

        def work() -> int:
            if row_id is None:
                return self._locations.add(actor, draft, USUAL_OPENING)
            self._locations.save(actor, row_id, editing.version, draft)
            return row_id

        def done(location_id: int) -> None:
            self.state = replace(self.state, selected_id=location_id, editing=Editing(draft, draft, location_id))
            self._after(Kept.CENTRE)

        self.ask(work, done, lambda refusal: self.show_state(editing=self.state.editing.refused(refusal)))

    def deactivate(self) -> None:
        """Closes the centre in view for good."""
        self._do(lambda actor, centre: self._locations.deactivate(actor, centre), Kept.DEACTIVATED)

    def reactivate(self) -> None:
        """Opens the centre in view again."""
        self._do(lambda actor, centre: self._locations.reactivate(actor, centre), Kept.REACTIVATED)

    # --- Rooms -------------------------------------------------------------------------------------------------------

    def add_room(self, name: str) -> None:
        """Adds a room to the centre in view."""
        self._do(lambda actor, centre: self._locations.add_room(actor, centre, name), Kept.ROOM, self._room_refused)

    def save_room(self, room_id: int, name: str, active: bool) -> None:
        """Renames a room, or takes it out of or back into use."""
        save = self._locations.save_room
        self._do(lambda actor, _centre: save(actor, room_id, name, active), Kept.ROOM, self._room_refused)

    # --- Opening hours -----------------------------------------------------------------------------------------------

    def edit_opening(self, opening: Opening) -> None:
        """Another draft of the opening hours."""
        self.show_state(opening=replace(self.state.opening, draft=opening, problems={}, refusal=None))

    def discard_opening(self) -> None:
        """Back to the stored opening hours."""
        self.show_state(opening=self.state.opening.discarded())

    def save_opening(self) -> None:
        """Keeps the opening hours."""
        draft = self.state.opening.draft
        if self.state.opening.busy:
            return
        self.show_state(opening=replace(self.state.opening, busy=True, refusal=None))

        def refused(refusal: Refused) -> None:
            self.show_state(opening=self.state.opening.refused(refusal))

        def save(actor: Any, centre: int) -> None:
            self._locations.save_opening(actor, centre, draft)

        def done() -> None:
            self.state = replace(self.state, opening=_opening_of(draft, self.state.selected_id))

        self._do(save, Kept.OPENING, refused, done)

    # --- Closed days -------------------------------------------------------------------------------------------------

    def add_closure(self, day: date | None, name: str, whole_clinic: bool) -> None:
        """Closes the centre in view, or the whole clinic, on a day."""
        if day is None:
            self.show_state(closure_problems=(("day", "required"),))
            return

        self._close(None if whole_clinic else self.state.selected_id, ((day, name),))

    def remove_closure(self, closure_id: int) -> None:
        """Opens on that day after all."""
        self._do(lambda actor, _centre: self._locations.remove_closure(actor, closure_id), Kept.OPENED)

    def show_holidays(self, year: int) -> None:
        """Asks for the public holidays of a year at the centre in view."""
        centre = self.state.selected_id
        if centre is not None:
            self.ask(
                lambda: self._locations.public_holidays(centre, year),
                lambda found: self.show_state(holidays=found, holiday_year=year),
                question="holidays",
            )

    def close_on(self, holidays: tuple[PublicHoliday, ...]) -> None:
        """Closes the centre in view on those public holidays."""
        self._close(self.state.selected_id, tuple((holiday.day, holiday.name) for holiday in holidays))

    def _close(self, location_id: int | None, days: tuple[tuple[date, str], ...]) -> None:
        if self.state.selected_id is not None and days:
            self.show_state(closure_problems=())
            self.closing.ask_about(NewClosures(location_id, days))

    def _on_previewed(self) -> None:
        """Whoever is hit is asked about first; with nobody there is nothing to ask."""
        state = self.closing.state
        if state.busy or state.again:
            return
        if state.hits:
            self.closing_hits.emit()
        else:
            self.closing.save()

    def _closing_refused(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            self.show_state(closure_problems=tuple(refusal.problems.items()))
        elif not self.closing.state.hits:
            self.refused.emit(refusal)

    def _on_closed(self, saved: SavedChange) -> None:
        self.closed.emit(saved)
        self.load()
        if self.state.holiday_year:
            self.show_holidays(self.state.holiday_year)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _do(
        self,
        work: Callable[[Any, int], object],
        what: Kept,
        refused: Callable[[Refused], None] | None = None,
        done: Callable[[], None] | None = None,
    ) -> None:
        """Something with the centre in view that is kept at once."""
        centre, actor = self.state.selected_id, self._session.actor
        if centre is None:
            return

        def finished(_answer: object) -> None:
            if done is not None:
                done()
            self._after(what)

        self.ask(lambda: work(actor, centre), finished, refused)

    def _after(self, what: Kept, count: int = 1) -> None:
        self.state = replace(self.state, room_problem=None, closure_problems=())
        self.kept.emit(what, count)
        self.load()
        if self.state.holiday_year:
            self.show_holidays(self.state.holiday_year)

    def _room_refused(self, refusal: Refused) -> None:
        problems = getattr(refusal, "problems", None)
        if problems:
            self.show_state(room_problem=next(iter(problems.values())))
        else:
            self.refused.emit(refusal)

    def _ask_regions(self, country: str) -> None:
        self.ask(
            lambda: self._locations.holiday_regions(country),
            lambda found: self.show_state(regions=found),
            question="regions",
        )

    def _loaded(self, found: tuple[tuple[LocationView, ...], tuple[LocationClosure, ...]]) -> None:
        first = not self.state.loaded
        centres, closures = found
        self.state = replace(self.state, centres=centres, closures=closures, loaded=True, refusal=None)
        if first and centres:
            here = next((centre.id for centre in centres if centre.id == self._session.centre.id), centres[0].id)
            self.select(here)
        else:
            self._refresh()

    def _refresh(self) -> None:
        """Takes what is stored now into the drafts that nobody has touched."""
        changes: dict[str, Any] = {}
        centre = self.state.selected
        if centre is not None and not self.state.editing.dirty:
            changes["editing"] = _editing_of(centre)
        if centre is not None and not self.state.opening.dirty:
            changes["opening"] = _opening_of(centre.opening, centre.id)
        self.show_state(**changes)

    def _begin(self) -> None:
        centre = self.state.selected
        if centre is None:
            here = self._session.centre
            prefix = _free_prefix({centre.token_prefix for centre in self.state.centres})
            draft = LocationDraft("", str(here.zone), here.country, here.currency, token_prefix=prefix)
            self.show_state(editing=Editing(draft, draft), opening=_opening_of(()), regions=())
            return
        self.show_state(editing=_editing_of(centre), opening=_opening_of(centre.opening, centre.id))


def _free_prefix(taken: set[str]) -> str:
    """The first letter that no other centre has on its tokens."""
    return next((letter for letter in ascii_uppercase if letter not in taken), "A")


def _editing_of(centre: LocationView) -> Editing[LocationDraft]:
    draft = LocationDraft(
        name=centre.name,
        zone=centre.zone,
        country=centre.country,
        currency=centre.currency,
        city=centre.city,
        address=centre.address,
        phone=centre.phone,
        email=centre.email,
        token_prefix=centre.token_prefix,
        holiday_region=centre.holiday_region,
    )
    return Editing(draft, draft, centre.id, centre.version)


def _opening_of(opening: Opening, location_id: int | None = None) -> Editing[Opening]:
    return Editing(opening, opening, location_id)
