"""The next free times over several doctors, and what is wished of a time."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.wishes import (
    MINUTES_IN_DAY,
    FoundTime,
    FoundTimes,
    SlotChoices,
    SlotWishes,
)
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Centre, Session

_FIRST_SHOWN, _MORE = 6, 8
_EACH_OF_ONE, _EACH_OF_MANY, _MORE_EACH = 4, 1, 3
_MOST_EACH = 50


class PartOfDay(StrEnum):
    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    HOURS = "hours"


_MINUTES = {
    PartOfDay.ANY: (0, MINUTES_IN_DAY),
    PartOfDay.MORNING: (0, 12 * 60),
    PartOfDay.AFTERNOON: (12 * 60, 17 * 60),
    PartOfDay.EVENING: (17 * 60, MINUTES_IN_DAY),
}


@dataclass(frozen=True, slots=True)
class TimeWishes:
    """When a start would suit: in a part of the day, or, for HOURS, from a minute and before another; on some weekdays
    (none: any); not before a day."""

    part: PartOfDay = PartOfDay.ANY
    from_minute: int = 9 * 60
    until_minute: int = 17 * 60
    weekdays: frozenset[int] = frozenset()
    not_before: date | None = None

    @property
    def minutes(self) -> tuple[int, int]:
        """From and until."""
        return _MINUTES.get(self.part, (self.from_minute, self.until_minute))

    @property
    def make_sense(self) -> bool:
        """Whether the end comes after the start."""
        return self.minutes[0] < self.minutes[1]

    @property
    def count(self) -> int:
        """How many wishes there are."""
        return (self.part is not PartOfDay.ANY) + bool(self.weekdays) + (self.not_before is not None)

    @property
    def narrow_time(self) -> bool:
        """Whether some days or hours do not suit; a first day alone leaves what comes after as it is."""
        return self.part is not PartOfDay.ANY or bool(self.weekdays)


@dataclass(frozen=True, slots=True)
class Scope:
    """With whom: the doctor in view, anybody, anybody of a speciality, or some doctors."""

    own: bool = False
    speciality_id: int | None = None
    practitioner_ids: tuple[int, ...] | None = None


ANYBODY, OWN = Scope(), Scope(own=True)


@dataclass(frozen=True, slots=True)
class SlotFinderState:
    """``found`` are the next free times by time, of which ``shown`` are in sight. ``everywhere`` looks at all centres
    of the person."""

    choices: SlotChoices = field(default_factory=SlotChoices)
    scope: Scope = ANYBODY
    everywhere: bool = False
    found: tuple[FoundTime, ...] = ()
    more: bool = False
    shown: int = _FIRST_SHOWN
    looked_until: date | None = None
    loading: bool = False
    refusal: Refused | None = None

    @property
    def in_sight(self) -> tuple[FoundTime, ...]:
        """The times that are shown."""
        return self.found[: self.shown]

    @property
    def has_more(self) -> bool:
        """Whether there are times that are not shown."""
        return self.more or len(self.found) > self.shown


class SlotFinder(ViewModel[SlotFinderState]):
    """Looks when its picker does. ``taken`` carries the FoundTime that a person chose."""

    taken = Signal(object)

    def __init__(self, session: Session, tasks: Background, slots: SlotService) -> None:
        super().__init__(SlotFinderState(), tasks.database)
        self._session, self._slots = session, slots
        self._asked_for: SlotWishes | None = None
        self._each = _EACH_OF_MANY

    def begin(self, own: bool) -> None:
        """Starts afresh: with the doctor in view alone, or with anybody."""
        self._asked_for = None
        self.state = SlotFinderState(scope=OWN if own else ANYBODY)
        self._begin_each()

    def show_choices(self, choices: SlotChoices) -> None:
        """Whom one can ask for at the centre in view."""
        if self.state.everywhere:
            self._load_choices()
        else:
            self.show_state(choices=choices)
        if not self._is_there(self.state.scope, choices):
            self.show_state(scope=ANYBODY)

    def widen(self) -> None:
        """The doctor in view is gone: with anybody else, then."""
        if self.state.scope.own:
            self.show_state(scope=ANYBODY)
            self._begin_each()

    def look(self, wishes: SlotWishes) -> None:
        """Asks for the next free times of that service; ``wishes`` names the doctor and the centre in view."""
        self._asked_for = wishes
        self._load()

    def forget(self) -> None:
        """There is nothing to look for."""
        self._asked_for = None
        self.show_state(found=(), more=False, loading=False)

    def choose_scope(self, scope: Scope) -> None:
        """With whom."""
        self.show_state(scope=scope, shown=_FIRST_SHOWN)
        self._begin_each()
        self._load()

    def set_everywhere(self, everywhere: bool) -> None:
        """At all centres of the person, or the one in view."""
        self.show_state(everywhere=everywhere, shown=_FIRST_SHOWN)
        self._load_choices()
        self._load()

    def show_more(self) -> None:
        """Further times, below those in sight."""
        shown = self.state.shown + _MORE
        self.show_state(shown=shown)
        if len(self.state.found) < shown and self.state.more:
            self._each = min(_MOST_EACH, self._each + _MORE_EACH)
            self._load()

    def take(self, found: FoundTime) -> None:
        """One of the times."""
        self.taken.emit(found)

    # --- Inside ----------------------------------------------------------------------------------------------------

    @staticmethod
    def _is_there(scope: Scope, choices: SlotChoices) -> bool:
        """Whether somebody is left of whom is asked for."""
        if scope.speciality_id is not None:
            return any(item.speciality_id == scope.speciality_id for item in choices.specialities)
        wanted = set(scope.practitioner_ids or ())
        return not wanted or any(doctor.practitioner_id in wanted for doctor in choices.doctors)

    def _load_choices(self) -> None:
        actor, places = self._session.actor, self._places()
        self.ask(
            lambda: self._slots.choices(actor, places),
            lambda choices: self.show_state(choices=choices),
            lambda refusal: self.show_state(refusal=refusal),
            question="choices",
        )

    def _begin_each(self) -> None:
        self._each = _EACH_OF_ONE if self.state.scope.own else _EACH_OF_MANY

    def _places(self) -> tuple[int, ...]:
        centres: tuple[Centre, ...] = self._session.centres if self.state.everywhere else (self._session.centre,)
        return tuple(centre.id for centre in centres)

    def _load(self) -> None:
        asked, state = self._asked_for, self.state
        if asked is None:
            return
        changes: dict[str, Any] = {"each": self._each, "days": 1}
        if state.everywhere:
            changes["location_ids"] = self._places()
        if not state.scope.own:
            changes |= {
                "practitioner_ids": state.scope.practitioner_ids,
                "speciality_id": state.scope.speciality_id,
            }
        wishes, actor = replace(asked, **changes), self._session.actor
        self.show_state(loading=True)
        self.ask(lambda: self._slots.search(actor, wishes), self._loaded, self._refused, question="soonest")

    def _loaded(self, found: FoundTimes) -> None:
        self.show_state(
            found=found.soonest, more=found.more, looked_until=found.looked_until, loading=False, refusal=None
        )

    def _refused(self, refusal: Refused) -> None:
        self.show_state(found=(), more=False, loading=False, refusal=refusal)
