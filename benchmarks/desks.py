"""Many desks after the same doctors, each a process of its own: how long each waits, and whether the clinic stays
sound.

- The rush: 16 desks on PostgreSQL and 8 on SQLite want a time on the same day of one doctor at the same moment, day
after day. Each has the day on its screen; who is refused takes the nearest free time that the refusal offers.
- ``--full``: 8 desks try 2,000 times for random times of 3 doctors; afterwards nothing overlaps, every booking that a
desk was told of is stored and no other, and every refusal was a clean one.

Usage: python -m benchmarks.desks [--full] [--database sqlite|postgresql]
"""

import argparse
import multiprocessing
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import select

from benchmarks.clinics import KINDS, clock, half_hours, new_clinic, place
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.domain.errors import Refused, SlotTaken
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from tests.builders import Clinic, new_key

_DESKS = {"sqlite": 8, "postgresql": 16}
_RUSH_DAYS = 20
_BOOKABLE = 14


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one desk was told: waits in seconds, the appointments it made, and its refusals by kind."""

    waits: tuple[float, ...]
    booked: tuple[int, ...]
    refusals: Counter[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--database", choices=KINDS, action="append")
    parser.add_argument("--desks", type=int)
    options = parser.parse_args()
    for kind in options.database or KINDS:
        with place(kind) as where:
            desks = options.desks or _DESKS[kind]
            rush(kind, where, desks)
            if options.full:
                scatter(kind, where, desks=8, attempts=2_000)


def rush(kind: str, where: str, desks: int) -> None:
    """Every desk wants the next free time of the same doctor, again and again."""
    database, clinic = new_clinic(where)
    starts = half_hours(_RUSH_DAYS * _BOOKABLE)
    outcomes = run(_rush, database, clinic, starts, desks, attempts=0)
    overlaps, lost = judge(database, outcomes)
    tell(f"rush, {kind}, {desks} desks", outcomes)
    print(f"  booked {sum(len(item.booked) for item in outcomes)} of {len(starts)}, double {overlaps}, lost {lost}")
    database.close()


def scatter(kind: str, where: str, desks: int, attempts: int) -> None:
    """Random times of three doctors, on no grid."""
    database, clinic = new_clinic(where)
    outcomes = run(_scatter, database, clinic, half_hours(_BOOKABLE * 30), desks, attempts // desks)
    overlaps, lost = judge(database, outcomes)
    tell(f"random times, {kind}, {desks} desks, {attempts} attempts", outcomes)
    print(f"  booked {sum(len(item.booked) for item in outcomes)}, double {overlaps}, lost {lost}")
    database.close()


def run(
    desk: Any, database: Database, clinic: Clinic, starts: Sequence[datetime], desks: int, attempts: int,
    patience: float = 300,
) -> list[Any]:  # fmt: skip
    """Starts the desks as processes that begin together, and gives what each of them answers within ``patience``
    seconds."""
    context = multiprocessing.get_context("spawn")
    url = database.url.render_as_string(hide_password=False)
    barrier, answers = context.Barrier(desks), context.Queue()
    workers = [
        context.Process(target=desk, args=(url, clinic, list(starts), number, attempts, barrier, answers))
        for number in range(desks)
    ]
    for worker in workers:
        worker.start()
    outcomes = [answers.get(timeout=patience) for _ in workers]
    for worker in workers:
        worker.join()
    return outcomes


def judge(database: Database, outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """How many pairs of appointments overlap, and how many bookings are not as a desk was told."""
    last = half_hours(_BOOKABLE * 40)[-1]
    with database.read() as session:
        rows = session.execute(
            select(Appointment.id, Appointment.practitioner_id, Appointment.starts_at, Appointment.ends_at)
            .where(Appointment.starts_at < last)
            .order_by(Appointment.practitioner_id, Appointment.starts_at)
        ).all()
    overlaps = sum(
        first.practitioner_id == second.practitioner_id and second.starts_at < first.ends_at
        for first, second in pairwise(rows)
    )
    told = Counter(number for outcome in outcomes for number in outcome.booked)
    stored = Counter(row.id for row in rows)
    return overlaps, (told - stored).total() + (stored - told).total()


def tell(name: str, outcomes: Sequence[Outcome]) -> None:
    """Prints what the desks waited and heard."""
    waits = [wait * 1000 for outcome in outcomes for wait in outcome.waits]
    refusals = sum((outcome.refusals for outcome in outcomes), Counter())
    p99 = quantiles(waits, n=100)[98]
    print(f"{name}: {len(waits)} tries, median {median(waits):.1f} ms, p99 {p99:.1f} ms, most {max(waits):.1f} ms")
    print(f"  refusals {dict(refusals)}")


def warm_up(booking: BookingService, clinic: Clinic, number: int) -> None:
    """A desk that has worked for a while: connected, and every statement compiled, those of a refusal too. Its own day
    is beyond the others'."""
    start = half_hours(_BOOKABLE * 60)[-1 - number]
    for _ in range(3):
        _try(booking, clinic, clinic.doctors[2], start, number, [], [], Counter())


def _rush(
    url: str, clinic: Clinic, starts: list[datetime], number: int, _attempts: int, barrier: Any, answers: Any
) -> None:
    database = Database(url)
    booking = BookingService(database, clock)
    doctor = clinic.doctors[0]
    choose = random.Random(number)
    warm_up(booking, clinic, number)
    waits, booked, refusals = [], [], Counter[str]()
    barrier.wait()
    for first in range(0, len(starts), _BOOKABLE):
        day = starts[first : first + _BOOKABLE]
        barrier.wait()
        wanted: datetime | None = choose.choice(day)
        while wanted is not None:
            nearest = _try(booking, clinic, doctor, wanted, number, waits, booked, refusals)
            wanted = next((start for start in nearest if start in day), None)
    # A desk that ends takes a core for itself: none does while another still tries.
    barrier.wait()
    answers.put(Outcome(tuple(waits), tuple(booked), refusals))
    database.close()


def _scatter(
    url: str, clinic: Clinic, starts: list[datetime], number: int, attempts: int, barrier: Any, answers: Any
) -> None:
    database = Database(url)
    booking = BookingService(database, clock)
    choose = random.Random(number)
    warm_up(booking, clinic, number)
    waits, booked, refusals = [], [], Counter[str]()
    barrier.wait()
    for _ in range(attempts):
        start = choose.choice(starts) + timedelta(minutes=choose.choice((0, 5, 10, 15, 20, 25)))
        _try(booking, clinic, choose.choice(clinic.doctors), start, number, waits, booked, refusals)
    barrier.wait()
    answers.put(Outcome(tuple(waits), tuple(booked), refusals))
    database.close()


def _try(
    booking: BookingService,
    clinic: Clinic,
    doctor: int,
    start: datetime,
    number: int,
    waits: list[float],
    booked: list[int],
    refusals: Counter[str],
) -> list[datetime]:
    """One try; gives the free times of that doctor that a refusal offers."""
    request = BookingRequest(
        request_key=new_key(),
        patient_id=clinic.patients[number % len(clinic.patients)],
        practitioner_id=doctor,
        location_id=clinic.kolkata,
        service_id=clinic.consultation,
        starts_at=start,
    )
    begin = perf_counter()
    nearest: list[datetime] = []
    try:
        booked.append(booking.book(clinic.front_desk, request).id)
    except SlotTaken as taken:
        refusals[f"SlotTaken {taken.reason}"] += 1
        nearest = [option.period.start for option in taken.nearest if option.practitioner_id == doctor]
    except Refused as refusal:
        refusals[type(refusal).__name__ + " " + str(getattr(refusal, "reason", ""))] += 1
    waits.append(perf_counter() - begin)
    return nearest


if __name__ == "__main__":
    main()
