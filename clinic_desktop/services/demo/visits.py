"""Invents visits: a year of days behind today and a month ahead, doctor by doctor, each day played through in order."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from clinic_desktop.domain.codes import AppointmentState, Channel, QueueState, Urgency
from clinic_desktop.services.demo.organisation import (
    CENTRES,
    CONSULTATION,
    EXTENDED,
    FOLLOW_UP,
    VACCINATION,
    VIDEO,
    DemoCentre,
    DemoDoctor,
    offered,
)
from clinic_desktop.services.demo.people import DemoPatient
from clinic_desktop.services.demo.texts import CANCELLED_BY_CLINIC, CANCELLED_BY_PATIENT, STORIES, Story

MINUTE, HOUR, DAY = 60, 3_600, 86_400
_S = AppointmentState
_RHYTHM = (1.06, 1.0, 0.95, 1.0, 1.04, 0.9, 1.0)
_WEIGHTS = {CONSULTATION: 58, FOLLOW_UP: 24, EXTENDED: 8, VIDEO: 5, VACCINATION: 10}


@dataclass(slots=True)
class DemoVisit:
    """One appointment with all that came of it. Times are seconds since 1970; what did not happen is None."""

    patient: DemoPatient
    doctor: DemoDoctor
    service: int
    start: int
    end: int
    after: int
    price: int
    channel: Channel
    created: int
    story: Story
    state: AppointmentState = AppointmentState.CONFIRMED
    urgency: Urgency = Urgency.ROUTINE
    first: bool = False
    queue_only: bool = False
    ended_reason: str = ""
    by_clinic: bool = False
    over_at: int | None = None
    arrived: int | None = None
    called: int | None = None
    started: int | None = None
    ended: int | None = None
    queue_state: QueueState = QueueState.WAITING
    skips: int = 0
    noted: bool = False
    follow_up: date | None = None
    number: int = 0
    token: int = 0

    @property
    def centre(self) -> DemoCentre:
        """Where it takes place."""
        return CENTRES[self.doctor.centre - 1]

    def come_back_to(self, state: AppointmentState) -> None:
        """Takes what has not happened yet out of a visit that was played through to its end."""
        self.state = state
        if state is not _S.COMPLETED:
            self.ended, self.noted, self.follow_up = None, False, None
        if state is not _S.COMPLETED and state is not _S.IN_PROGRESS:
            self.started = self.called = None
        if state in (_S.CONFIRMED, _S.PENDING):
            self.arrived = None
        if state is not _S.COMPLETED:
            self.over_at = None
            self.queue_state = QueueState.IN_ROOM if state is _S.IN_PROGRESS else QueueState.WAITING


@dataclass(slots=True)
class DayPlan:
    """A doctor's day: working stretches in minutes of the local day, how full it is (0 to 1) and how slow."""

    stretches: list[tuple[int, int]]
    fill: float
    pace: float
    late_minutes: int = 0


@dataclass(slots=True)
class Inventor:
    """Plays days through. ``now`` is the instant up to which things have happened."""

    chance: Random
    patients: list[DemoPatient]
    now: int
    pools: dict[int, tuple[list[int], list[DemoPatient]]] = field(init=False)
    newcomers: dict[tuple[int, int], list[DemoPatient]] = field(init=False)
    busy: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        pools: dict[int, list[DemoPatient]] = defaultdict(list)
        newcomers: dict[tuple[int, int], list[DemoPatient]] = defaultdict(list)
        for patient in self.patients:
            newcomers[patient.doctors[0], patient.registered.toordinal()].append(patient)
            for doctor in patient.doctors:
                pools[doctor].append(patient)
        self.newcomers = newcomers
        self.pools = {
            doctor: ([patient.registered.toordinal() for patient in found], found) for doctor, found in pools.items()
        }

    def day(self, doctor: DemoDoctor, day: date, plan: DayPlan) -> list[DemoVisit]:
        """The doctor's visits of a past day or of today, played through to the end of the day."""
        base = midnight(CENTRES[doctor.centre - 1], day)
        free_from = base + (plan.stretches[0][0] + plan.late_minutes) * MINUTE if plan.stretches else base
        visits = []
        for visit in self._planned(doctor, day, base, plan):
            self._decide(visit)
            if visit.state is _S.COMPLETED:
                free_from = self._play(visit, free_from, plan.pace)
            visits.append(visit)
        return visits

    def coming_day(self, doctor: DemoDoctor, day: date, plan: DayPlan) -> list[DemoVisit]:
        """What is booked so far of a day to come."""
        visits = list(self._planned(doctor, day, midnight(CENTRES[doctor.centre - 1], day), plan))
        for visit in visits:
            self._book_ahead(visit)
            kind = self.chance.random()
            if kind < 0.03:
                self._cancel(visit, min(self.now - MINUTE, visit.created + self.chance.randrange(1, 48) * HOUR))
            elif kind < 0.045 and visit.channel is Channel.SELF:
                visit.state = _S.PENDING
        return visits

    def _planned(self, doctor: DemoDoctor, day: date, base: int, plan: DayPlan) -> Iterator[DemoVisit]:
        services = [offer for offer in offered(doctor) if offer[0] in _WEIGHTS]
        weights = [_WEIGHTS[service] for service, *_ in services]
        newcomers = list(self.newcomers.get((doctor.id, day.toordinal()), ()))
        for start, end in plan.stretches:
            minute = start
            while minute + 15 <= end:
                service, minutes, after, price = self.chance.choices(services, weights)[0]
                if newcomers:
                    service, minutes, after, price = services[0]
                if minute + minutes > end:
                    service, minutes, after, price = services[1]
                    if minute + minutes > end:
                        break
                if newcomers or self.chance.random() < plan.fill:
                    patient = newcomers.pop() if newcomers else self._known(doctor, day)
                    if patient is not None:
                        yield self._visit(patient, doctor, service, base + minute * MINUTE, minutes, after, price, day)
                minute += minutes + after

    def _known(self, doctor: DemoDoctor, day: date) -> DemoPatient | None:
        days, pool = self.pools.get(doctor.id, ([], []))
        count = bisect_right(days, min(day.toordinal(), self.now // DAY + _EPOCH) - 1)
        busy = self.busy[day]
        for _ in range(8):
            if count == 0:
                return None
            patient = pool[self.chance.randrange(count)]
            if patient.id not in busy:
                return patient
        return None

    def _visit(
        self,
        patient: DemoPatient,
        doctor: DemoDoctor,
        service: int,
        start: int,
        minutes: int,
        after: int,
        price: int,
        day: date,
    ) -> DemoVisit:
        self.busy[day].add(patient.id)
        chance = self.chance
        is_new = patient.registered == day
        kind = chance.random()
        walks_in = is_new or (kind < 0.2 and service != VIDEO)
        channel = Channel.WALK_IN if walks_in else Channel.PHONE if kind < 0.68 else Channel.SELF
        created = start - chance.randint(4, 26) * MINUTE if walks_in else self._booked_before(start)
        story = chance.choice(STORIES[doctor.speciality])
        visit = DemoVisit(
            patient, doctor, service, start, start + minutes * MINUTE, after, price, channel, created, story
        )
        visit.first = is_new
        if walks_in and chance.random() < 0.06:
            visit.urgency = Urgency.PRIORITY
        if is_new:
            patient.registered_at = created - 2 * MINUTE
        else:
            visit.created = max(created, registered_instant(patient) + HOUR)
        return visit

    def _booked_before(self, start: int) -> int:
        """An office hour some days before: mostly within a week, at most a month."""
        lead = min(int(self.chance.expovariate(1 / 5.5) * DAY) + 2 * HOUR, 30 * DAY)
        made = start - lead
        return made - made % DAY + start % DAY - self.chance.randint(0, 150) * MINUTE if lead > DAY else made

    def _book_ahead(self, visit: DemoVisit) -> None:
        """Moves the booking of a visit to come to before now."""
        ago = min(int(self.chance.expovariate(1 / 4.0) * DAY) + self.chance.randint(5, 600) * MINUTE, 60 * DAY)
        visit.created = max(self.now - ago, registered_instant(visit.patient) + HOUR)
        visit.channel = Channel.PHONE if self.chance.random() < 0.6 else Channel.SELF
        visit.urgency = Urgency.ROUTINE

    def _decide(self, visit: DemoVisit) -> None:
        """What became of it: most came, some cancelled, some did not come."""
        kind = self.chance.random()
        visit.state = _S.COMPLETED
        if visit.channel is Channel.WALK_IN:
            return
        hour = datetime.fromtimestamp(visit.start, visit.centre.zone).hour
        if kind < (0.075 if hour < 10 else 0.05):
            visit.state = _S.NO_SHOW
            visit.over_at = visit.end + self.chance.randint(5, 40) * MINUTE
        elif kind < 0.13:
            self._cancel(
                visit, visit.start - self.chance.randint(1, max((visit.start - visit.created) // MINUTE, 2)) * MINUTE
            )
        elif kind < 0.136 and visit.channel is Channel.SELF:
            visit.state, visit.ended_reason = _S.REJECTED, "No time for this that day"
            visit.over_at = visit.created + 40 * MINUTE

    def _cancel(self, visit: DemoVisit, at: int) -> None:
        visit.state = _S.CANCELLED
        visit.by_clinic = self.chance.random() < 0.15
        visit.over_at = max(at, visit.created + 3 * MINUTE)
        visit.ended_reason = self.chance.choice(CANCELLED_BY_CLINIC if visit.by_clinic else CANCELLED_BY_PATIENT)

    def _play(self, visit: DemoVisit, free_from: int, pace: float) -> int:
        """The patient comes, waits, is called, seen and leaves; gives when the doctor is free again."""
        chance = self.chance
        early = chance.randint(-4, 19) if visit.channel is not Channel.WALK_IN else 0
        visit.arrived = visit.created if visit.channel is Channel.WALK_IN else visit.start - early * MINUTE
        ready = max(free_from, visit.arrived + MINUTE, visit.start - chance.randint(0, 6) * MINUTE)
        visit.called = ready
        visit.started = ready + chance.randint(30, 120)
        planned = visit.end - visit.start
        visit.ended = visit.started + int(planned * pace * chance.uniform(0.62, 1.14))
        visit.over_at = visit.ended
        visit.queue_state = QueueState.DONE
        visit.noted = chance.random() < 0.93
        if chance.random() < 0.22:
            visit.follow_up = datetime.fromtimestamp(visit.start, UTC).date() + timedelta(
                days=chance.choice((7, 14, 30, 90))
            )
        return visit.ended


_EPOCH = date(1970, 1, 1).toordinal()


def midnight(centre: DemoCentre, day: date) -> int:
    """The second from which minutes of the local day count: right for every working hour, also when clocks change."""
    noon = datetime.combine(day, time(12), centre.zone)
    return int(noon.timestamp()) - 12 * HOUR


def registered_instant(patient: DemoPatient) -> int:
    """When the patient was registered: at a visit of that day, else in the morning."""
    if not patient.registered_at:
        patient.registered_at = (
            midnight(CENTRES[patient.centre - 1], patient.registered) + (9 * 60 + patient.id % 480) * MINUTE
        )
    return patient.registered_at


def rhythm(day: date) -> float:
    """How busy a weekday is against the others."""
    return _RHYTHM[day.weekday()]
