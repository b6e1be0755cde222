"""How long patients are likely to wait, from how long this doctor's visits really take.

``Lengths`` estimates one visit, ``expected_starts`` walks through a queue, ``WaitError`` says how wrong it was.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from clinic_desktop.domain.period import Period

MOST_VISITS = 60
"""How many of a doctor's latest finished visits are looked at."""
_OF_SERVICE = 30
_ENOUGH = 5
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(hours=4)
_LEAST_SHARE, _MOST_SHARE = 0.25, 3.0
_OVERRUN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A finished visit: how long it took, and how long it was booked for."""

    service_id: int
    actual: timedelta
    booked: timedelta


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long one doctor's visits take. ``past`` are the latest finished ones, the newest first.

    - Visits under a minute (closed without having been started) and over four hours (forgotten) do not count.
    - With five or more of the service: the median of the last 30 of them. A median, because one long talk or one
      forgotten visit among 30 must not move everybody's wait.
    - Else, with five or more of any service: the booked length times the median of actual to booked.
    - Else the booked length. Always within a quarter and three times the booked length.
    """

    past: tuple[PastVisit, ...] = ()
    _usable: tuple[PastVisit, ...] = field(init=False, repr=False, compare=False)
    _known: dict[tuple[int, timedelta], timedelta] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        usable = (visit for visit in self.past[:MOST_VISITS] if _SHORTEST <= visit.actual <= _LONGEST)
        object.__setattr__(self, "_usable", tuple(usable))

    def expected(self, service_id: int, booked: timedelta) -> timedelta:
        """How long a visit that was booked for that long is likely to take."""
        known = self._known.get((service_id, booked))
        if known is None:
            known = self._known[service_id, booked] = self._estimate(service_id, booked)
        return known

    def left(self, service_id: int, booked: timedelta, passed: timedelta) -> timedelta:
        """What is left of a visit that has lasted ``passed``. One that already ran longer than expected is likely to go
        on as the longer ones did: by their median excess, or five minutes where there was no longer one."""
        expected = self.expected(service_id, booked)
        if passed < expected:
            return expected - max(passed, timedelta(0))
        excess = [actual - passed for actual in self._alike(service_id, booked) if actual > passed]
        return _middle(excess) if excess else _OVERRUN

    def _estimate(self, service_id: int, booked: timedelta) -> timedelta:
        alike = self._alike(service_id, booked)
        if len(alike) < _ENOUGH:
            return booked
        return min(max(_middle(alike), booked * _LEAST_SHARE), booked * _MOST_SHARE)

    def _alike(self, service_id: int, booked: timedelta) -> list[timedelta]:
        """Lengths to judge by: those of the service, else those of all, stretched to the booked length."""
        own = [visit.actual for visit in self._usable if visit.service_id == service_id][:_OF_SERVICE]
        if len(own) >= _ENOUGH:
            return own
        return [booked * (visit.actual / visit.booked) for visit in self._usable if visit.booked]


def _middle(spans: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans))


UNMEASURED = Lengths()
"""Of a doctor of whom nothing is known: what was booked."""


@dataclass(frozen=True, slots=True)
class Queued:
    """Somebody in a doctor's queue. ``begun_at`` is set while they are in the room; ``not_before`` is the start of an
    appointment with a time, before which nobody is promised to be seen."""

    service_id: int
    booked: timedelta
    begun_at: datetime | None = None
    not_before: datetime | None = None


def expected_starts(
    queue: Iterable[Queued], lengths: Lengths, working: Sequence[Period], now: datetime
) -> list[datetime]:
    """When each is likely to go in, in the order in which they do; who is in the room already: now.

    Nobody goes in before their own time, in a break, or before the doctor's hours begin. A visit that has begun is
    brought to its end, also into a break; after the last hours the doctor goes on until the queue is empty.
    """
    free_at, starts = now, []
    for person in queue:
        if person.begun_at is not None:
            starts.append(now)
            free_at += lengths.left(person.service_id, person.booked, now - person.begun_at)
            continue
        start = _at_work(max(free_at, person.not_before or free_at), working)
        starts.append(start)
        free_at = start + lengths.expected(person.service_id, person.booked)
    return starts


def _at_work(moment: datetime, working: Sequence[Period]) -> datetime:
    """The moment, or when the doctor comes next; the moment where they come no more that day."""
    for stretch in working:
        if moment < stretch.end:
            return max(moment, stretch.start)
    return moment


@dataclass(frozen=True, slots=True)
class WaitError:
    """How far promised and real waits were apart, in minutes; None where nobody was called yet."""

    count: int
    median: int | None
    percentile_90: int | None


def wait_error(pairs: Iterable[tuple[int, int]]) -> WaitError:
    """Of waits as (promised, waited) in minutes. Percentiles are of the nearest rank."""
    errors = sorted(abs(promised - waited) for promised, waited in pairs)
    if not errors:
        return WaitError(0, None, None)
    return WaitError(len(errors), _nearest(errors, 5), _nearest(errors, 9))


def _nearest(ordered: Sequence[int], tenths: int) -> int:
    return ordered[-(-len(ordered) * tenths // 10) - 1]
