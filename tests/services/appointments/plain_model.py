"""What a clinic should be after whatever was done to it: plain lists, and rules that one can read at a glance."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.builders import KOLKATA

HOLD, UNDO = timedelta(minutes=5), timedelta(minutes=10)
TAKES_TIME = frozenset({"confirmed", "checked_in", "in_progress", "completed"})
FREES_TIME = frozenset({"cancelled", "no_show"})


@dataclass(frozen=True)
class Kind:
    """A service: how long it takes, the pause after it, and for how many."""

    number: int
    minutes: int
    pause: int = 0
    places: int = 1


@dataclass(frozen=True)
class Time:
    """A stretch of a doctor's time for a service; ``until`` is when a hold ends, None for a booking."""

    doctor: int
    kind: Kind
    start: datetime
    end: datetime
    until: datetime | None = None

    def is_session_of(self, other: "Time") -> bool:
        """Whether both are places of one group session."""
        same = (self.doctor, self.kind, self.start, self.end) == (other.doctor, other.kind, other.start, other.end)
        return same and self.kind.places > 1

    def is_too_near(self, other: "Time") -> bool:
        """Whether the two meet, or one starts in the other's pause."""
        if self.doctor != other.doctor:
            return False
        first, second = (self, other) if self.start <= other.start else (other, self)
        return second.start < first.end + timedelta(minutes=first.kind.pause)


@dataclass
class Visit:
    """An appointment. ``steps`` are those not taken back: who, when, what was before. ``known`` is what the patient
    believes: the time, or "over"; None nothing."""

    time: Time
    state: str = "confirmed"
    version: int = 1
    steps: list[tuple[int, datetime, str, Time]] = field(default_factory=list)
    known: Time | str | None = None

    @property
    def takes_time(self) -> bool:
        return self.state in TAKES_TIME

    def news(self) -> str | None:
        """The one message that should wait to be sent; None for none."""
        if self.state == "cancelled":
            return None if self.known in (None, "over") else "cancellation"
        if self.known in (None, "over"):
            return "confirmation"
        assert isinstance(self.known, Time)
        same = (self.known.doctor, self.known.start) == (self.time.doctor, self.time.start)
        return None if same else "reschedule"


@dataclass
class Model:
    """The whole clinic. Doctors work Monday to Saturday from 9 to 13 and from 14 to 17, unless they have a day off."""

    now: datetime
    visits: dict[int, Visit] = field(default_factory=dict)
    holds: dict[str, Time] = field(default_factory=dict)
    off: set[tuple[int, date]] = field(default_factory=set)

    def is_open(self, time: Time) -> bool:
        start, end = time.start.astimezone(KOLKATA), time.end.astimezone(KOLKATA)
        if start.weekday() == 6 or (time.doctor, start.date()) in self.off or start.date() != end.date():
            return False
        first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
        return any(opens * 60 <= first and last <= closes * 60 for opens, closes in ((9, 13), (14, 17)))

    def is_free(self, time: Time, *, but: Visit | None = None, hold: str | None = None) -> bool:
        """Whether nobody else has the time. ``but`` is the visit that is moved, ``hold`` one's own."""
        taken = [visit.time for visit in self.visits.values() if visit.takes_time and visit is not but]
        taken += [
            held for key, held in self.holds.items() if key != hold and held.until is not None and held.until > self.now
        ]
        session = [other for other in taken if other.is_session_of(time)]
        if len(session) >= time.kind.places:
            return False
        return not any(other.is_too_near(time) for other in taken if other not in session)

    def can_book(self, time: Time, *, but: Visit | None = None, hold: str | None = None) -> bool:
        return time.start >= self.now and self.is_open(time) and self.is_free(time, but=but, hold=hold)
