"""Eight desks that do everything at once with the same three doctors: book, hold, move, resize, cancel and take back.

Each desk is a process of its own. Doctors, rooms and group sessions are few, and the days soon full, so that most of
what a desk wants is somebody else's already; a third of what it changes it looked at a while ago. Two of the services
need a room, of which there are fewer than doctors; every patient has an address, so messages are written, too.

Afterwards nothing may overlap (the doctor's time, buffers, rooms, places of a session, holds), nothing may be lost (an
appointment is in as many versions, with as many rows of history, as desks were told), and every refusal must be one
that a person can do something with: no deadlock, no time out, no guard of the database that the services did not see
coming. Exit status 1 otherwise.

Usage: python -m benchmarks.contested [--tries 2500] [--desks 8] [--database sqlite|postgresql]
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import combinations
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import func, select, update

from benchmarks.clinics import KINDS, NOW, clock, half_hours, new_clinic, place
from benchmarks.desks import run
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.organisation import Room
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import OCCUPYING_STATES, AppointmentState
from clinic_desktop.domain.errors import Conflict, Refused, SlotTaken, Unreachable
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, HoldGiven
from tests.builders import Clinic, new_key

_DAYS, _A_DAY = 6, 14
_PATIENCE = 3_600
_UNCLEAN = (Conflict, Unreachable)
_ODDS = {"book": 35, "hold": 20, "move": 25, "cancel": 9, "undo": 6, "resize": 5}
_ROW = Appointment


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one desk was told: waits in seconds by verb, changes by appointment, refusals, and those that are bugs."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    changes: Counter[int] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    unclean: Counter[str] = field(default_factory=Counter)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=2_500, help="of each desk")
    parser.add_argument("--desks", type=int, default=8)
    parser.add_argument("--database", choices=KINDS, action="append")
    options = parser.parse_args()
    found = []
    for kind in options.database or KINDS:
        with place(kind) as where:
            found += contest(kind, where, options.desks, options.tries)
    sys.exit(1 if found else 0)


def contest(kind: str, where: str, desks: int, tries: int) -> list[str]:
    """Lets the desks loose on a new clinic, prints what they waited and heard, and gives what went wrong."""
    database, clinic = new_clinic(where)
    _make_scarce(database, clinic)
    outcomes = run(_desk, database, clinic, half_hours(_DAYS * _A_DAY), desks, tries, _PATIENCE)
    _tell(kind, desks, tries, outcomes)
    found = [*overlaps(database), *lost(database, outcomes)]
    found += [f"unclean refusal: {name} × {count}" for item in outcomes for name, count in item.unclean.items()]
    print(f"  wrong: {len(found)}", *found[:20], sep="\n    ")
    database.close()
    return found


def _make_scarce(database: Database, clinic: Clinic) -> None:
    """Two rooms for three doctors, and patients who are told of everything."""
    with database.write() as session:
        session.execute(update(Patient).values(email="patient@example.org"))
        session.execute(update(Room).where(Room.id == clinic.rooms[2]).values(active=False))
        needy = HealthcareService.id.in_((clinic.check_up, clinic.yoga))
        session.execute(update(HealthcareService).where(needy).values(needs_room=True))


def overlaps(database: Database) -> list[str]:
    """Every pair that should not be, told in a line."""
    with database.read() as session:
        capacity = _pairs(session.execute(select(HealthcareService.id, HealthcareService.capacity)))
        booked = session.execute(select(Appointment).where(Appointment.state.in_(OCCUPYING_STATES))).scalars().all()
        held = session.execute(select(Hold).where(Hold.expires_at > NOW)).scalars().all()
    taken: list[Any] = [*booked, *held]
    by_doctor: defaultdict[int, list[Any]] = defaultdict(list)
    by_room: defaultdict[int, list[Any]] = defaultdict(list)
    for item in taken:
        by_doctor[item.practitioner_id].append(item)
        if item.room_id is not None and getattr(item, "room_reserved", True):
            by_room[item.room_id].append(item)
    found = [f"doctor: {_said(*pair)}" for items in by_doctor.values() for pair in _too_near(items, buffers=True)]
    found += [f"room: {_said(*pair)}" for items in by_room.values() for pair in _too_near(items, buffers=False)]
    places = Counter(_session_of(item) for item in taken)
    return found + [f"places: {key} × {count}" for key, count in places.items() if count > capacity[key[2]]]


def _too_near(items: Sequence[Any], *, buffers: bool) -> Iterable[tuple[Any, Any]]:
    """The pairs of different sessions that meet, or that one's buffer keeps apart."""
    in_order = sorted(items, key=lambda item: item.starts_at)
    for first, second in combinations(in_order, 2):
        apart = max(first.buffer_after_minutes, second.buffer_before_minutes) if buffers else 0
        if second.starts_at >= first.ends_at + timedelta(minutes=apart):
            continue
        if _session_of(first) != _session_of(second):
            yield first, second


def _session_of(item: Any) -> tuple[int, int, int, datetime, datetime]:
    return item.practitioner_id, item.location_id, item.service_id, item.starts_at, item.ends_at


def _said(first: Any, second: Any) -> str:
    return " and ".join(
        f"{type(item).__name__} {item.id} (service {item.service_id}, {item.starts_at:%d %H:%M}–{item.ends_at:%H:%M})"
        for item in (first, second)
    )


def lost(database: Database, outcomes: Sequence[Outcome]) -> list[str]:
    """Appointments that are not as the desks were told."""
    told = sum((item.changes for item in outcomes), Counter[int]())
    change = AppointmentChange
    with database.read() as session:
        versions = Counter(_pairs(session.execute(select(_ROW.id, _ROW.version))))
        counted = select(change.appointment_id, func.count()).group_by(change.appointment_id)
        histories = Counter(_pairs(session.execute(counted)))
    wrong = [number for number in versions | told if not versions[number] == told[number] == histories[number]]
    return [f"lost: {n} told {told[n]} times, version {versions[n]}, history {histories[n]}" for n in sorted(wrong)]


def _pairs(rows: Iterable[Any]) -> dict[int, int]:
    return dict(tuple(row) for row in rows)


def _tell(kind: str, desks: int, tries: int, outcomes: Sequence[Outcome]) -> None:
    done = sum((item.done for item in outcomes), Counter[str]())
    refusals = sum((item.refusals for item in outcomes), Counter[str]())
    print(f"{kind}: {desks} desks × {tries:,} tries; {done.total():,} done, {refusals.total():,} refused")
    for verb in sorted(done):
        waits = [wait * 1000 for item in outcomes for wait in item.waits[verb]]
        p99 = quantiles(waits, n=100)[98] if len(waits) > 1 else waits[0]
        print(f"  {verb:8} {done[verb]:6,} of {len(waits):6,}  p50 {median(waits):7.1f} ms  p99 {p99:7.1f} ms")
    print(f"  refusals {dict(refusals.most_common())}")


class _Desk:
    """One desk: what it holds, what it looked at last, and what it was told."""

    def __init__(self, database: Database, clinic: Clinic, starts: Sequence[datetime], number: int) -> None:
        self.outcome = Outcome()
        self._database = database
        self._booking, self._holds = BookingService(database, clock), HoldService(database, clock)
        self._clinic, self._starts = clinic, starts
        self._actor: Actor = replace(clinic.front_desk, desk=f"desk-{number}")
        self._choose = random.Random(number)
        self._services = (clinic.consultation, clinic.check_up, clinic.yoga)
        self._held: tuple[HoldGiven, int] | None = None
        self._seen: Any = None

    def act(self) -> None:
        """Does one thing, and notes how it went."""
        (verb,) = self._choose.choices(tuple(_ODDS), tuple(_ODDS.values()))
        work = getattr(self, f"_{verb}")()
        if work is None:
            return
        begin = perf_counter()
        try:
            view = work()
        except _UNCLEAN as refusal:
            self.outcome.unclean[f"{verb}: {refusal!r}: {refusal.__cause__}"[:1_500]] += 1
        except Refused as refusal:
            reason = refusal.reason if isinstance(refusal, SlotTaken) else ""
            self.outcome.refusals[f"{type(refusal).__name__} {reason}".strip()] += 1
        except Exception as error:  # a bug: whatever it is, the judge has to hear of it
            self.outcome.unclean[f"{verb}: {type(error).__name__}: {error}"[:1_500]] += 1
        else:
            self.outcome.done[verb] += 1
            if isinstance(view, AppointmentView):
                self.outcome.changes[view.id] += 1
        self.outcome.waits[verb].append(perf_counter() - begin)

    def _time(self) -> datetime:
        return self._choose.choice(self._starts) + timedelta(minutes=self._choose.choice((0, 0, 0, 15, 5)))

    def _book(self) -> Callable[[], object]:
        held, self._held = self._held, None
        service = held[1] if held else self._choose.choice(self._services)
        request = BookingRequest(
            request_key=new_key(),
            patient_id=self._choose.choice(self._clinic.patients),
            practitioner_id=held[0].practitioner_id if held else self._choose.choice(self._clinic.doctors),
            location_id=self._clinic.kolkata,
            service_id=service,
            starts_at=held[0].period.start if held else self._time(),
            hold_key=held[0].key if held else None,
        )
        return lambda: self._booking.book(self._actor, request)

    def _hold(self) -> Callable[[], object]:
        """Claims a time, or one in six times lets go of what it has."""
        if self._held is not None and self._choose.random() < 0.15:
            (given, _), self._held = self._held, None
            return lambda: self._holds.release(self._actor, given.key)
        return self._claim

    def _claim(self) -> HoldGiven:
        doctor, service = self._choose.choice(self._clinic.doctors), self._choose.choice(self._services)
        former = self._held[0].key if self._held else None
        given = self._holds.hold(
            self._actor, doctor, self._clinic.kolkata, service, self._time(), replaces=former,
            patient_id=self._choose.choice(self._clinic.patients),
        )  # fmt: skip
        self._held = given, service
        return given

    def _look(self) -> Any:
        """An appointment, as it is or as it was when the desk looked last."""
        if self._seen is not None and self._choose.random() < 0.3:
            return self._seen
        with self._database.read() as session:
            last = session.execute(select(func.max(_ROW.id))).scalar() or 1
            columns = (_ROW.id, _ROW.version, _ROW.practitioner_id, _ROW.starts_at)
            wanted = _ROW.id >= self._choose.randint(1, last), _ROW.state == AppointmentState.CONFIRMED
            self._seen = session.execute(select(*columns).where(*wanted).order_by(_ROW.id).limit(1)).one_or_none()
        return self._seen

    def _move(self) -> Callable[[], object] | None:
        seen, doctor, start = self._look(), self._choose.choice(self._clinic.doctors), self._time()
        return seen and (lambda: self._booking.reschedule(self._actor, seen.id, seen.version, doctor, start))

    def _resize(self) -> Callable[[], object] | None:
        seen, minutes = self._look(), self._choose.choice((10, 15, 30, 45))
        return seen and (lambda: self._booking.change_length(self._actor, seen.id, seen.version, minutes))

    def _cancel(self) -> Callable[[], object] | None:
        seen = self._look()
        return seen and (lambda: self._booking.cancel(self._actor, seen.id, seen.version, "Wants no more"))

    def _undo(self) -> Callable[[], object] | None:
        """Takes the last change of any appointment back, cancelled ones, too."""
        with self._database.read() as session:
            last = session.execute(select(func.max(_ROW.id))).scalar() or 1
            wanted = _ROW.id >= self._choose.randint(1, last)
            seen = session.execute(select(_ROW.id, _ROW.version).where(wanted).order_by(_ROW.id).limit(1)).one_or_none()
        return seen and (lambda: self._booking.undo(self._actor, seen.id, seen.version))


def _desk(
    url: str, clinic: Clinic, starts: list[datetime], number: int, tries: int, barrier: Any, answers: Any
) -> None:
    database = Database(url)
    desk = _Desk(database, clinic, starts, number)
    barrier.wait()
    for _ in range(tries):
        desk.act()
    answers.put(desk.outcome)
    database.close()


if __name__ == "__main__":
    main()
