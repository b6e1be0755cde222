"""What somebody wishes of a time, and what was found for it."""

from dataclasses import dataclass
from datetime import date

from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling.fullness import DayLoad
from clinic_desktop.services.appointments.choices import DoctorChoice, FreeSlot

MINUTES_IN_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotWishes:
    """A search for a time of one service.

    ``practitioner_ids`` None and ``speciality_id`` None mean every doctor; a speciality brings those below it along.
    ``location_ids`` empty means every centre that the person books at. A start lies on one of the ``weekdays`` (0 is
    Monday; empty: any), at or after ``from_minute`` and before ``until_minute`` of its centre's wall clock. The strip
    has so many ``days`` from ``first_day`` on; next free times are looked for from there on, ``each`` of them a doctor
    and centre. ``hold_key`` is the caller's own hold and ``moving_id`` the visit to be moved: neither is in the way.
    """

    service_id: int
    first_day: date
    days: int = 7
    practitioner_ids: tuple[int, ...] | None = None
    speciality_id: int | None = None
    location_ids: tuple[int, ...] = ()
    from_minute: int = 0
    until_minute: int = MINUTES_IN_DAY
    weekdays: frozenset[int] = frozenset()
    each: int = 1
    hold_key: str | None = None
    moving_id: int | None = None

    @property
    def narrows_time(self) -> bool:
        """Whether some hours or days are not wanted."""
        return bool(self.weekdays) or self.from_minute > 0 or self.until_minute < MINUTES_IN_DAY

    def check(self) -> None:
        """Refuses with Invalid an end that is not after the start, or times and days that there are not."""
        if not 0 <= self.from_minute < self.until_minute <= MINUTES_IN_DAY:
            raise Invalid({"until_minute": "ends_before_start"})
        if not 1 <= self.days <= 62 or not 1 <= self.each <= 50:
            raise Invalid({"days": "too_many"})
        if not self.weekdays <= frozenset(range(7)):
            raise Invalid({"weekdays": "not_a_weekday"})


@dataclass(frozen=True, slots=True)
class FoundDay:
    """One day of the strip. ``free`` counts the starts that fit the wishes; ``times`` are the first of them, by time
    and doctor. ``load`` is how full the doctors are that day, whatever the wishes."""

    load: DayLoad
    free: int
    times: tuple[FreeSlot, ...]

    @property
    def day(self) -> date:
        return self.load.day


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A next free time: with whom and where."""

    practitioner_id: int
    practitioner_name: str
    location_id: int
    period: Period
    places_left: int


@dataclass(frozen=True, slots=True)
class FoundTimes:
    """The answer to ``SlotWishes``. ``soonest`` is sorted by time; ``looked_until`` is the last day that was looked at,
    and ``more`` says that some doctor has further times than ``each``."""

    days: tuple[FoundDay, ...]
    soonest: tuple[FoundTime, ...]
    looked_until: date
    more: bool = False


@dataclass(frozen=True, slots=True)
class SpecialityChoice:
    """A speciality of which, with those below it, some doctors can be booked. ``path`` are its names from the top."""

    speciality_id: int
    path: tuple[str, ...]
    practitioner_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class SlotChoices:
    """Whom one can ask for: doctors by name, one entry for each centre, and specialities in the order of the tree."""

    doctors: tuple[DoctorChoice, ...] = ()
    specialities: tuple[SpecialityChoice, ...] = ()
