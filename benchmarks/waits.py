"""How wrong a promised wait is: by measured lengths of visits, beside booked lengths, in the same simulated days.

A doctor sees walk-ins in the order in which they come, nine to one and two to five, 60 days long. Visits of three
services last by a log-normal law around a share of what was booked, now and then one is forgotten and closed hours
later. Each who comes is promised a wait twice, by both rules, from the same queue; the error is what they really
waited, less that. Nothing but the domain is asked, so there are no milliseconds to it.

Usage: python -m benchmarks.waits [--days 60] [--seed 1]
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.waits import (
    MOST_VISITS,
    UNMEASURED,
    Lengths,
    PastVisit,
    Queued,
    WaitError,
    expected_starts,
    wait_error,
)

BOOKED = {1: timedelta(minutes=10), 2: timedelta(minutes=20), 3: timedelta(minutes=30)}
_MINUTE = timedelta(minutes=1)
_SPREAD = 0.45
_FORGOTTEN = 0.01


@dataclass(frozen=True, slots=True)
class Doctor:
    """How long visits last beside what is booked, and how many minutes lie between arrivals."""

    name: str
    share: float
    between: float
    goal: str


DOCTORS = (
    Doctor("slow: 1.4 × booked", 1.4, 28, "at most 0.8"),
    Doctor("just as booked: booked is the truth", 1.0, 21, "at most 1.25"),
    Doctor("quick: 0.6 × booked", 0.6, 13, "at most 0.8"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One simulated patient; ``recorded`` is the length that the program was told."""

    service_id: int
    arrived: datetime
    began: datetime
    ended: datetime
    recorded: timedelta


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"{'minutes of error: median / 9 in 10':<36} {'n':>6} {'booked':>10} {'measured':>10}  {'ratio':<12} goal")
    for doctor in DOCTORS:
        booked, measured = errors(doctor, options.days, Random(options.seed))
        pairs = ((booked.median, measured.median), (booked.percentile_90, measured.percentile_90))
        ratio = " / ".join(f"{new / old:.2f}" if old and new is not None else "–" for old, new in pairs)
        print(
            f"{doctor.name:<36} {booked.count:>6} {_both(booked):>10} {_both(measured):>10}  {ratio:<12} {doctor.goal}"
        )


def errors(doctor: Doctor, days: int, random: Random) -> tuple[WaitError, WaitError]:
    """The errors by booked and by measured lengths."""
    past: list[PastVisit] = []
    booked: list[tuple[int, int]] = []
    measured: list[tuple[int, int]] = []
    for number in range(days):
        day = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=number)
        working = tuple(Period(day + timedelta(hours=a), day + timedelta(hours=b)) for a, b in ((9, 13), (14, 17)))
        seen: list[Visit] = []
        for visit in _day(doctor, working, random):
            # A doctor's day is told in the order of arrival; what has ended by then is known.
            ended = [before for before in seen if before.ended <= visit.arrived]
            lengths = Lengths(tuple([_past(one) for one in reversed(ended)] + past)[:MOST_VISITS])
            queue = [*(_queued(one, visit.arrived) for one in seen if one.ended > visit.arrived)]
            queue.append(Queued(visit.service_id, BOOKED[visit.service_id]))
            waited = (visit.began - visit.arrived) // _MINUTE
            for known, pairs in ((UNMEASURED, booked), (lengths, measured)):
                start = expected_starts(queue, known, working, visit.arrived)[-1]
                pairs.append(((start - visit.arrived) // _MINUTE, waited))
            seen.append(visit)
        past = [*(_past(one) for one in reversed(seen)), *past][:MOST_VISITS]
    return wait_error(booked), wait_error(measured)


def _day(doctor: Doctor, working: tuple[Period, ...], random: Random) -> Iterator[Visit]:
    """The day's patients in the order in which they come and go in."""
    arrived, free = working[0].start - 10 * _MINUTE, working[0].start
    while True:
        arrived += random.expovariate(1 / doctor.between) * _MINUTE
        if arrived > working[-1].end - 30 * _MINUTE:
            return
        service_id = random.choices((1, 2, 3), (5, 4, 1))[0]
        lasts = BOOKED[service_id] * doctor.share * exp(random.gauss(0, _SPREAD))
        began = max(arrived, free)
        if working[0].end <= began < working[1].start:
            began = working[1].start
        free = began + lasts
        forgotten = random.random() < _FORGOTTEN
        yield Visit(service_id, arrived, began, free, timedelta(hours=3) if forgotten else lasts)


def _past(visit: Visit) -> PastVisit:
    return PastVisit(visit.service_id, visit.recorded, BOOKED[visit.service_id])


def _queued(visit: Visit, now: datetime) -> Queued:
    return Queued(visit.service_id, BOOKED[visit.service_id], visit.began if visit.began <= now else None)


def _both(error: WaitError) -> str:
    return f"{error.median} / {error.percentile_90}"


if __name__ == "__main__":
    main()
