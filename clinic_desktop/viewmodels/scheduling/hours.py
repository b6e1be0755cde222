"""A doctor's weekly hours as a draft: drawn, copied, checked at once, and saved once it is clear whom that hits."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import RuleKind, Topic
from clinic_desktop.domain.errors import Invalid, Refused, StaleRecord
from clinic_desktop.services.locations import LocationService
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.hours import HoursService
from clinic_desktop.services.scheduling.rules import checked_rules
from clinic_desktop.services.scheduling.values import (
    AppointmentHit,
    ClosureView,
    ExceptionView,
    HoursView,
    NewHours,
    RuleDraft,
    SavedChange,
)
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.scheduling.change import ChangeViewModel
from clinic_desktop.viewmodels.scheduling.merging import Merged, merged
from clinic_desktop.viewmodels.session import Session

MINUTES_IN_DAY = 24 * 60
_TOPICS = frozenset({Topic.SCHEDULES, Topic.LOCATIONS, Topic.PRACTITIONERS})


@dataclass(frozen=True, slots=True)
class WorkPlace:
    """A centre that the doctor works at."""

    id: int
    name: str
    zone: ZoneInfo
    country: str


@dataclass(frozen=True, slots=True)
class HoursState:
    """``rules`` is the draft of all centres; ``selected`` is a place in it. ``problems`` maps such places to codes.
    ``hits`` are visits that saving would leave outside: not None while a person is asked about them. ``merged`` says
    what somebody else changed in the meantime."""

    practitioner_id: int | None = None
    name: str = ""
    places: tuple[WorkPlace, ...] = ()
    place_id: int | None = None
    shown_on: date | None = None
    rules: tuple[RuleDraft, ...] = ()
    stored: tuple[RuleDraft, ...] = ()
    step_minutes: int | None = None
    stored_step: int | None = None
    version: int = 0
    selected: int | None = None
    problems: tuple[tuple[int, str], ...] = ()
    step_problem: str | None = None
    exceptions: tuple[ExceptionView, ...] = ()
    closures: tuple[ClosureView, ...] = ()
    hits: tuple[AppointmentHit, ...] | None = None
    merged: Merged | None = None
    loaded: bool = False
    busy: bool = False
    refusal: Refused | None = None

    @property
    def dirty(self) -> bool:
        """Whether the draft differs from what is stored."""
        return sorted_rules(self.rules) != sorted_rules(self.stored) or self.step_minutes != self.stored_step

    @property
    def place(self) -> WorkPlace | None:
        """The centre in view."""
        return next((place for place in self.places if place.id == self.place_id), None)

    @property
    def chosen(self) -> RuleDraft | None:
        """The selected rule."""
        return self.rules[self.selected] if self.selected is not None else None

    def in_view(self, index: int) -> bool:
        """Whether the rule holds on the day that is shown."""
        rule, day = self.rules[index], self.shown_on
        return day is None or (
            (rule.valid_from is None or rule.valid_from <= day)
            and (rule.valid_until is None or day <= rule.valid_until)
        )

    @property
    def elsewhere(self) -> int:
        """How many rules of the centre in view hold on other days only."""
        own = (i for i, rule in enumerate(self.rules) if rule.location_id == self.place_id)
        return sum(not self.in_view(index) for index in own)


def sorted_rules(rules: tuple[RuleDraft, ...]) -> list[tuple[object, ...]]:
    """The rules in an order that does not tell in which they were drawn."""
    return sorted(
        (
            rule.location_id, rule.weekday, rule.start_minute, rule.end_minute, rule.kind,
            rule.valid_from or date.min, rule.valid_until or date.max, rule.label,
        )
        for rule in rules
    )  # fmt: skip


class HoursViewModel(ViewModel[HoursState]):
    """``saved`` carries the SavedChange once the hours are kept, ``exception_removed`` fires once an exception is gone.

    What becomes of the visits that new hours hit is up to ``change_of_hours``.
    """

    saved = Signal(object)
    exception_removed = Signal()

    def __init__(
        self,
        session: Session,
        hours: HoursService,
        practitioners: PractitionerService,
        locations: LocationService,
        changes: HoursChangeService,
        tasks: Runner,
    ) -> None:
        super().__init__(HoursState(), tasks)
        self.change_of_hours = ChangeViewModel(session, changes, tasks)
        self.change_of_hours.setParent(self)
        self.change_of_hours.previewed.connect(self._previewed)
        self.change_of_hours.kept.connect(self._kept)
        self.change_of_hours.turned_down.connect(self._not_saved)
        self._session, self._hours = session, hours
        self._practitioners, self._locations = practitioners, locations
        self._saving = False

    # --- Loading -----------------------------------------------------------------------------------------------------

    def open(self, practitioner_id: int) -> None:
        """Shows that doctor's hours; a draft of another doctor is dropped, one of the same doctor stays."""
        if practitioner_id != self.state.practitioner_id:
            self.state = HoursState(practitioner_id=practitioner_id, shown_on=self._session.today())
        self.load()

    def load(self) -> None:
        """Asks for what is stored now."""
        practitioner_id = self.state.practitioner_id
        if practitioner_id is None:
            return
        actor = self._session.actor

        def work() -> tuple[HoursView, str, tuple[WorkPlace, ...]]:
            view = self._hours.hours(actor, practitioner_id)
            profile = self._practitioners.profile(actor, practitioner_id)
            known = {place.id: place for place in self._locations.listing(include_inactive=True)}
            places = tuple(
                WorkPlace(
                    role.location_id,
                    role.location_name,
                    ZoneInfo(known[role.location_id].zone),
                    known[role.location_id].country,
                )
                for role in profile.roles
                if role.location_id in known
            )
            return view, profile.name, places

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal, loaded=True), question="hours")

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk; a draft stays as it is."""
        if topics & _TOPICS and self.state.practitioner_id is not None and not self.state.busy:
            self.load()

    # --- Drawing -----------------------------------------------------------------------------------------------------

    def choose_place(self, place_id: int) -> None:
        """The hours of another centre."""
        self.show_state(place_id=place_id, selected=None)

    def show_on(self, day: date | None) -> None:
        """The hours that hold on that day."""
        self.show_state(shown_on=day or self._session.today(), selected=None)

    def select(self, index: int | None) -> None:
        """The hours that the fields at the side are about."""
        self.show_state(selected=index)

    def add(self, kind: RuleKind, weekday: int, start: int, end: int) -> None:
        """Draws hours or a break, and selects them."""
        if self.state.place_id is None:
            return
        rule = RuleDraft(self.state.place_id, kind, weekday, *_inside(start, end))
        self._draw((*self.state.rules, rule), len(self.state.rules))

    def add_usual(self, kind: RuleKind) -> None:
        """Adds hours or a break on the first weekday that lacks them: a start for whoever draws by keys."""
        own = [rule for rule in self.state.rules if rule.location_id == self.state.place_id and rule.kind is kind]
        taken = {rule.weekday for rule in own}
        weekday = next((day for day in range(7) if day not in taken), 0)
        start, end = (9 * 60, 17 * 60) if kind is RuleKind.WORK else (13 * 60, 14 * 60)
        self.add(kind, weekday, start, end)

    def change(self, index: int, **fields: object) -> None:
        """Changes a rule of the draft."""
        if not 0 <= index < len(self.state.rules):
            return
        rules = list(self.state.rules)
        rules[index] = replace(rules[index], **fields)  # type: ignore[arg-type]
        self._draw(tuple(rules), index)

    def remove(self, index: int) -> None:
        """Takes a rule out of the draft."""
        rules = self.state.rules
        if 0 <= index < len(rules):
            self._draw(rules[:index] + rules[index + 1 :], None)

    def copy_day(self, weekday: int, to: tuple[int, ...]) -> None:
        """Makes other days of the centre in view like that one, as far as they are in view."""
        own, rest = [], []
        for index, rule in enumerate(self.state.rules):
            here = rule.location_id == self.state.place_id and self.state.in_view(index)
            if here and rule.weekday == weekday:
                own.append(rule)
            if not (here and rule.weekday in to and rule.weekday != weekday):
                rest.append(rule)
        copies = [replace(rule, weekday=day) for day in to if day != weekday for rule in own]
        self._draw((*rest, *copies), None)

    def set_step(self, step_minutes: int | None) -> None:
        """How far the offered starts lie apart; None leaves it to the services."""
        problem = None if step_minutes is None or 1 <= step_minutes <= 720 else "out_of_bounds"
        self.show_state(step_minutes=step_minutes, step_problem=problem)

    def discard(self) -> None:
        """Back to what is stored."""
        self.show_state(rules=self.state.stored, step_minutes=self.state.stored_step, selected=None, problems=(),
                        step_problem=None, hits=None, merged=None, refusal=None)  # fmt: skip
        self.load()

    # --- Saving ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Saves at once where nobody is hit; else ``hits`` says whom, and ``save_anyway`` goes on."""
        state = self.state
        if not state.dirty or state.busy or state.problems or state.step_problem or state.practitioner_id is None:
            return
        self.show_state(busy=True, refusal=None)
        self._saving = True
        self.change_of_hours.ask_about(NewHours(state.practitioner_id, state.version, state.rules, state.step_minutes))

    def save_anyway(self) -> None:
        """Saves, and does what was chosen of the visits that were listed."""
        if self.state.practitioner_id is not None:
            self.show_state(busy=True)
            self.change_of_hours.save()

    def think_again(self) -> None:
        """The person saw who is hit and does not save yet."""
        self.show_state(hits=None, busy=False)

    def remove_exception(self, exception_id: int) -> None:
        """Takes an exception back."""
        actor = self._session.actor

        def removed(_nothing: None) -> None:
            self.exception_removed.emit()
            self.load()

        self.ask(lambda: self._hours.remove_exception(actor, exception_id), removed)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _draw(self, rules: tuple[RuleDraft, ...], selected: int | None) -> None:
        self.show_state(rules=rules, selected=selected, problems=self._faults(rules), refusal=None, hits=None)

    def _faults(self, rules: tuple[RuleDraft, ...]) -> tuple[tuple[int, str], ...]:
        try:
            checked_rules(rules, {place.id: place.zone.key for place in self.state.places})
        except Invalid as refusal:
            return _by_place(refusal)
        return ()

    def _loaded(self, answer: tuple[HoursView, str, tuple[WorkPlace, ...]]) -> None:
        view, name, places = answer
        state = self.state
        fresh = not state.loaded or not state.dirty
        if not fresh:
            # What is stored now is taken in when the draft is saved: then somebody is there to read what changed.
            view = replace(view, rules=state.stored, step_minutes=state.stored_step)
        ids = [place.id for place in places]
        here = self._session.centre.id
        place_id = state.place_id if state.place_id in ids else here if here in ids else next(iter(ids), None)
        self.show_state(
            name=name, places=places, place_id=place_id, exceptions=view.exceptions, closures=view.closures,
            loaded=True, stored=view.rules, stored_step=view.step_minutes,
        )  # fmt: skip
        if fresh:
            keep = state.selected if view.rules == state.stored else None
            self.show_state(
                rules=view.rules, step_minutes=view.step_minutes, version=view.version, problems=(), refusal=None,
                selected=keep,
            )  # fmt: skip

    def _previewed(self) -> None:
        if not self._saving:
            return
        self._saving = False
        if self.change_of_hours.state.hits:
            self.show_state(busy=False, hits=self.change_of_hours.state.hits)
        else:
            self.save_anyway()

    def _kept(self, saved: SavedChange) -> None:
        change = self.change_of_hours.state.change
        assert isinstance(change, NewHours)
        self.show_state(
            busy=False, hits=None, merged=None, stored=change.rules, stored_step=change.step_minutes,
            version=saved.version or self.state.version,
        )  # fmt: skip
        self.saved.emit(saved)

    def _not_saved(self, refusal: Refused) -> None:
        self._saving = False
        problems = _by_place(refusal) if isinstance(refusal, Invalid) else ()
        self.show_state(busy=False, problems=problems, refusal=None if problems else refusal)
        if isinstance(refusal, StaleRecord) and refusal.what == "schedule":
            self.show_state(hits=None)
            self._merge()

    def _merge(self) -> None:
        """Takes what somebody else saved into the draft; on days that both changed the draft stands."""
        practitioner_id, actor = self.state.practitioner_id, self._session.actor
        if practitioner_id is None:
            return

        def done(view: HoursView) -> None:
            state = self.state
            found = merged(state.stored, view.rules, state.rules)
            step = view.step_minutes if state.step_minutes == state.stored_step else state.step_minutes
            self.show_state(
                rules=found.rules, merged=found, stored=view.rules, stored_step=view.step_minutes, step_minutes=step,
                version=view.version, selected=None, problems=self._faults(found.rules),
            )  # fmt: skip

        self.ask(lambda: self._hours.hours(actor, practitioner_id), done, question="hours")


def _by_place(refusal: Invalid) -> tuple[tuple[int, str], ...]:
    found = []
    for field, code in refusal.problems.items():
        head, _, place = field.partition(".")
        if head == "rules" and place.isdecimal():
            found.append((int(place), code))
    return tuple(found)


def _inside(start: int, end: int) -> tuple[int, int]:
    start = max(0, min(start, MINUTES_IN_DAY - 5))
    return start, max(start + 5, min(end, MINUTES_IN_DAY))
