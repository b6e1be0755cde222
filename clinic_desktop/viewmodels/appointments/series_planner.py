"""Planning a series beside a booking: how it repeats, every occurrence, and what is taken where one clashes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.services.series.recurrence import Pattern, Repeat, rule_of
from clinic_desktop.services.series.service import SeriesService
from clinic_desktop.services.series.values import Planned, SeriesPlan, SeriesWish
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_USUAL_COUNT = 6


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence and the start that is taken for it; None leaves it out."""

    planned: Planned
    start: datetime | None


@dataclass(frozen=True, slots=True)
class SeriesPlanState:
    """``repeat`` None books once. ``count`` or ``until`` ends the series, as ``by_count`` says; None where nothing or
    nonsense was typed. ``first_day`` is the day of the chosen time (None: none is chosen)."""

    repeat: Repeat | None = None
    interval: int = 1
    by_count: bool = True
    count: int | None = _USUAL_COUNT
    until: date | None = None
    first_day: date | None = None
    occurrences: tuple[Occurrence, ...] = ()
    loading: bool = False
    refusal: Refused | None = None

    @property
    def repeats(self) -> bool:
        return self.repeat is not None

    @property
    def starts(self) -> tuple[datetime, ...]:
        """What would be booked."""
        return tuple(item.start for item in self.occurrences if item.start is not None)

    @property
    def clashes(self) -> int:
        return sum(item.planned.why is not None for item in self.occurrences)


class SeriesPlanner(ViewModel[SeriesPlanState]):
    """Follows the time that is chosen in the dock; asks for a plan whenever that or the repetition changes."""

    def __init__(self, session: Session, tasks: Background, series: SeriesService) -> None:
        super().__init__(SeriesPlanState(), tasks.database)
        self._session, self._series = session, series
        self._base: tuple[FreeSlot, int, str | None] | None = None
        self._wish: SeriesWish | None = None

    @property
    def wish(self) -> SeriesWish | None:
        """What the occurrences in view were planned for."""
        return self._wish

    def begin(self) -> None:
        """Once, until somebody says otherwise."""
        self._base, self._wish = None, None
        self.state = SeriesPlanState()
        self.show_state()

    def follow(self, slot: FreeSlot | None, service_id: int | None, hold_key: str | None) -> None:
        """Another time is chosen, or none."""
        self._base = None if slot is None or service_id is None else (slot, service_id, hold_key)
        first = None if slot is None else slot.period.start.astimezone(self._zone_of(slot)).date()
        self.show_state(first_day=first, occurrences=())
        self.load()

    def choose_repeat(self, repeat: Repeat | None, interval: int = 1) -> None:
        """How it goes on."""
        self.show_state(repeat=repeat, interval=interval)
        self.load()

    def choose_end(self, by_count: bool) -> None:
        """Whether it ends after so many times or on a day."""
        until = self.state.until
        if not by_count and until is None and self.state.first_day is not None:
            until = self.state.first_day + timedelta(weeks=8)
        self.show_state(by_count=by_count, until=until)
        self.load()

    def set_count(self, count: int | None) -> None:
        """So many times; None for what is no number."""
        if count != self.state.count:
            self.show_state(count=count)
            self.load()

    def set_until(self, until: date | None) -> None:
        """Until that day."""
        if until != self.state.until:
            self.show_state(until=until)
            self.load()

    def take(self, position: int, start: datetime | None) -> None:
        """Another start for an occurrence; None leaves it out."""
        self.show_state(
            occurrences=tuple(
                replace(item, start=start) if item.planned.position == position else item
                for item in self.state.occurrences
            )
        )

    def load(self) -> None:
        """Asks for every occurrence; what was chosen for a clash stays while it is offered."""
        state, base = self.state, self._base
        if state.repeat is None or base is None or state.first_day is None:
            self.show_state(occurrences=(), loading=False, refusal=None)
            return
        if (state.count if state.by_count else state.until) is None:
            problem = {"count": "not_a_number"} if state.by_count else {"until": "not_a_date"}
            self.show_state(occurrences=(), loading=False, refusal=Invalid(problem))
            return
        pattern = Pattern(
            state.repeat,
            state.interval,
            state.count if state.by_count else None,
            None if state.by_count else state.until,
        )
        slot, service_id, hold_key = base
        local = slot.period.start.astimezone(self._zone_of(slot))
        wish = SeriesWish(
            slot.practitioner_id, slot.location_id, service_id, state.first_day, local.hour * 60 + local.minute,
            rule_of(pattern, state.first_day), hold_key,
        )  # fmt: skip
        actor = self._session.actor
        self.show_state(loading=True)
        self.ask(lambda: (wish, self._series.plan(actor, wish)), self._planned, self._not_planned, question="plan")

    def _zone_of(self, slot: FreeSlot) -> ZoneInfo:
        return self._session.centre_at(slot.location_id).zone

    def _planned(self, answer: tuple[SeriesWish, SeriesPlan]) -> None:
        self._wish, plan = answer
        before = {item.planned.day: item.start for item in self.state.occurrences}
        self.show_state(
            occurrences=tuple(Occurrence(item, _start(item, before.get(item.day))) for item in plan.occurrences),
            loading=False,
            refusal=None,
        )

    def _not_planned(self, refusal: Refused) -> None:
        self._wish = None
        self.show_state(occurrences=(), loading=False, refusal=refusal)


def _start(planned: Planned, before: datetime | None) -> datetime | None:
    if planned.why is None and planned.period is not None:
        return planned.period.start
    offered = {proposal.period.start for proposal in planned.proposals}
    return before if before in offered else None
