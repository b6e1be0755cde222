"""When the demo's doctors work: their weeks, holidays and leave, and a today that is alive whenever it is opened.

The first centre's today is the shop window. If the program is opened while that centre would be closed or nearly so
(before 09:45, after 17:30, on Sunday, on Saturday after 13:15, on a public holiday), its doctors hold an "Extended
clinic day" instead of their weekly hours: from three hours before now to four hours after, within the same local day.
The other centre keeps its own clock: it may well be night there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.services.demo.organisation import (
    BENGALURU,
    CENTRES,
    DOCTORS,
    DemoCentre,
    DemoDoctor,
    fixed_holidays,
)

ON_LEAVE, LATE, BLOCKED_TODAY = 6, 2, 3
_QUARTER = 15


@dataclass(frozen=True, slots=True)
class DemoException:
    """A row of a doctor's exceptions."""

    doctor: int
    kind: ExceptionKind
    first: date
    last: date
    start: int | None
    end: int | None
    reason: str


class Calendar:
    """All days of the demo around ``now`` (an aware instant), so many of them before."""

    def __init__(self, now: datetime, chance: Random, days: int) -> None:
        self.now, self.chance = now, chance
        self.today = {centre.id: self.now.astimezone(centre.zone).date() for centre in CENTRES}
        self.first = self.today[BENGALURU] - timedelta(days=days)
        self.last = self.today[BENGALURU] + timedelta(days=31)
        self.extended = self._extended()
        self.closures = {
            (centre.id, day): name
            for centre in CENTRES
            for day, name in fixed_holidays(centre, self.first, self.last)
            if day != self.today[centre.id]
        }
        self.exceptions = [exception for doctor in DOCTORS for exception in self._exceptions(doctor)]
        self._away = {
            (exception.doctor, exception.first + timedelta(days=after))
            for exception in self.exceptions
            if exception.kind is ExceptionKind.VACATION
            for after in range((exception.last - exception.first).days + 1)
        }

    def stretches(self, doctor: DemoDoctor, day: date) -> list[tuple[int, int]]:
        """The doctor's working minutes of a local day, breaks and exceptions taken out."""
        if (doctor.id, day) in self._away or (doctor.centre, day) in self.closures:
            return []
        if day == self.today[doctor.centre] and doctor.centre == BENGALURU and self.extended is not None:
            return self._without_blocked(doctor, day, [self.extended])
        hours = doctor.hours_on(day.weekday())
        if hours is None:
            return []
        if hours[1] <= doctor.rest[1]:
            return [hours]
        return self._without_blocked(doctor, day, [(hours[0], doctor.rest[0]), (doctor.rest[1], hours[1])])

    def days(self, doctor: DemoDoctor) -> Iterator[date]:
        """Every day before the doctor's today."""
        for after in range((self.today[doctor.centre] - self.first).days):
            yield self.first + timedelta(days=after)

    def coming(self, doctor: DemoDoctor) -> Iterator[date]:
        """Every day after the doctor's today."""
        for after in range(1, 31):
            yield self.today[doctor.centre] + timedelta(days=after)

    def _without_blocked(self, doctor: DemoDoctor, day: date, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        for exception in self.exceptions:
            if exception.doctor != doctor.id or exception.kind is not ExceptionKind.BLOCKED or exception.first != day:
                continue
            start, end = exception.start or 0, exception.end or 0
            parts = [
                piece
                for low, high in parts
                for piece in ((low, min(high, start)), (max(low, end), high))
                if piece[0] < piece[1]
            ]
        return parts

    def _extended(self) -> tuple[int, int] | None:
        centre = CENTRES[BENGALURU - 1]
        local = self.now.astimezone(centre.zone)
        minute = local.hour * 60 + local.minute
        latest = 13 * 60 + 15 if local.weekday() == 5 else 17 * 60 + 30
        closed = local.weekday() == 6 or any(
            day == local.date() for day, _ in fixed_holidays(centre, self.first, self.last)
        )
        if not closed and 9 * 60 + 45 <= minute <= latest:
            return None
        start = max(minute - 180, 0) // _QUARTER * _QUARTER
        end = min(-(-(minute + 240) // _QUARTER) * _QUARTER, 24 * 60)
        return start, end

    def _exceptions(self, doctor: DemoDoctor) -> Iterator[DemoException]:
        today = self.today[doctor.centre]
        for around in (75, 240):
            first = today - timedelta(days=around + self.chance.randint(-50, 50))
            last = first + timedelta(days=self.chance.randint(5, 11))
            yield DemoException(doctor.id, ExceptionKind.VACATION, first, last, None, None, "Holiday")
        if doctor.id == ON_LEAVE:
            yield DemoException(
                doctor.id, ExceptionKind.VACATION, today - timedelta(days=2), today + timedelta(days=5), None, None,
                "Conference in Chennai",
            )  # fmt: skip
        elif doctor.centre == BENGALURU and self.extended is not None:
            start, end = self.extended
            yield DemoException(
                doctor.id, ExceptionKind.CHANGED, today, today, start, end, "Extended clinic day"
            )  # fmt: skip
        if doctor.id == BLOCKED_TODAY:
            end = self.extended[1] if self.extended else (doctor.hours_on(today.weekday()) or doctor.hours)[1]
            yield DemoException(
                doctor.id, ExceptionKind.BLOCKED, today, today, end - 60, end - 30, "Call with the laboratory"
            )  # fmt: skip
        for ahead in (6, 13):
            day = today + timedelta(days=ahead)
            hours = doctor.hours_on(day.weekday())
            if hours is not None:
                yield DemoException(
                    doctor.id, ExceptionKind.BLOCKED, day, day, hours[0], hours[0] + 60, "Team meeting"
                )  # fmt: skip


def centre_of(doctor: DemoDoctor) -> DemoCentre:
    """The doctor's centre."""
    return CENTRES[doctor.centre - 1]
