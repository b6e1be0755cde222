"""The slot function: what can be booked.

The search works on starts, in whole seconds since 1970. Each booking forbids one open range of starts; what the ranges
leave of a working interval are runs of candidate starts, taken whole. The work therefore grows with the bookings and
the days, not with the number of candidates.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import overload

from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling.hours import open_stretches, read_day
from clinic_desktop.domain.scheduling.stretches import Stretch
from clinic_desktop.domain.scheduling.values import (
    BookingLimits,
    Busy,
    ServiceRule,
    Slot,
    Timetable,
    instant_of,
    second_of,
)

_Window = tuple[int, int, int]
"""The start of a working interval, from which steps count, and the first and last start allowed in it."""


class FreeSlots(Sequence[Slot]):
    """Slots in order of time, made into values only when somebody looks at them."""

    __slots__ = ("_capacity", "_left", "_length", "_location_id", "starts")

    def __init__(self, starts: list[int], location_id: int, length: int, capacity: int, left: dict[int, int]) -> None:
        """``length`` is in seconds; ``left`` maps the start of a session that has begun to fill to its places."""
        self.starts = starts
        """The starts alone, in seconds since 1970: for counting and comparing over many doctors."""
        self._location_id = location_id
        self._length = length
        self._capacity = capacity
        self._left = left

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> Slot: ...
    @overload
    def __getitem__(self, index: slice) -> "FreeSlots": ...
    def __getitem__(self, index: int | slice) -> "Slot | FreeSlots":
        if isinstance(index, slice):
            return FreeSlots(self.starts[index], self._location_id, self._length, self._capacity, self._left)
        return self._slot(self.starts[index])

    def __iter__(self) -> Iterator[Slot]:
        return map(self._slot, self.starts)

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, FreeSlots) else NotImplemented

    def __hash__(self) -> int:
        return hash((self._location_id, self._length, tuple(self.starts)))

    def __repr__(self) -> str:
        return f"FreeSlots({list(self)!r})"

    @property
    def length(self) -> int:
        """Of each slot, in seconds."""
        return self._length

    def only(self, possible: Callable[[int], bool]) -> "FreeSlots":
        """The slots whose start, in seconds, is possible, and the sessions that have begun to fill."""
        starts = [start for start in self.starts if start in self._left or possible(start)]
        return FreeSlots(starts, self._location_id, self._length, self._capacity, self._left)

    def between(self, stretches: Iterable[Stretch]) -> "FreeSlots":
        """The slots whose start lies in one of the stretches, which are in order and do not meet."""
        starts: list[int] = []
        for low, high in stretches:
            first = bisect_left(self.starts, low)
            starts += self.starts[first : bisect_left(self.starts, high, first)]
        return FreeSlots(starts, self._location_id, self._length, self._capacity, self._left)

    def _slot(self, start: int) -> Slot:
        period = Period(instant_of(start), instant_of(start + self._length))
        return Slot(period, self._location_id, self._left.get(start, self._capacity))


def free_slots(
    timetable: Timetable,
    service: ServiceRule,
    first_day: date,
    last_day: date,
    limits: BookingLimits,
    busy: Iterable[Busy],
    step_minutes: int | None = None,
) -> FreeSlots:
    """The slots of one doctor, centre and service whose start lies on a local day from first to last, both included.

    ``busy`` is everything that takes the doctor's time, at any centre, in any order: active appointments and holds; a
    hold past its ``expires`` is passed over. Leave out the appointment that is being moved. ``step_minutes`` None steps
    by the duration and the buffer after it. Raises ValueError for a step that is not positive.

    The rule (domain page, section 4) and its edges:

    - A slot lies inside one working interval (``working_time``): it may touch the ends, it does not cross a break, a
      blocked time, the end of the hours or midnight. Its buffers may: they cover breaks, closing time and each other.
    - Against every booking: neither one's time meets the other's time widened by its own buffers. So neighbours are
      apart by the larger of the first's buffer after and the second's buffer before; touching is allowed without.
      Bookings that straddle a break or lie outside the hours forbid just the same.
    - Candidates step from the start of each working interval by elapsed minutes; after a break or a blocked time the
      steps begin anew. Neither bookings nor ``now`` shift them. A last step that does not fit before the interval's end
      is dropped, also where the rest would be long enough for a shorter service.
    - A group session (capacity above 1) that somebody has joined is offered at its own start and end, on the steps or
      not, while places are left. Two bookings are one session if service, centre, start and end are the same. A session
      that is full, or that another booking is in the way of, is not offered; nor is time that meets a session.
    - Starts lie at or after ``now`` + notice and at or before the horizon, to the second. A weekend is judged by the
      local day of the working interval.
    - Clock changes: steps count elapsed time, so a skipped hour has no slots (a start at 01:30 and a step of 30 minutes
      is followed by 03:00 on the clock), and of an hour that comes twice both passes have theirs, as different
      instants. Hours that begin or end at such times: see ``wall_clock``.
    """
    step = 60 * (service.duration_minutes + service.buffer_after if step_minutes is None else step_minutes)
    if step <= 0:
        raise ValueError("a step is at least a minute")
    length = service.duration_minutes * 60
    windows = _start_windows(timetable, first_day, last_day, limits, length)
    left: dict[int, int] = {}
    if service.capacity > 1:
        busy = in_force(busy, limits)
        left = _open_sessions(windows, busy, service, timetable.location_id)
    starts = _free_starts(windows, _forbidden(busy, service, second_of(limits.now)), step)
    if left:
        starts = sorted([*starts, *left])
    return FreeSlots(starts, timetable.location_id, length, service.capacity, left)


def is_candidate(
    timetable: Timetable,
    service: ServiceRule,
    wanted: Period,
    busy: Iterable[Busy],
    step_minutes: int | None = None,
) -> bool:
    """Whether ``free_slots`` ever lets a visit begin there: on the steps of a working interval, or in a group session
    that somebody has joined. Says nothing of what is free, which ``why_not`` knows for every minute."""
    step = 60 * (service.duration_minutes + service.buffer_after if step_minutes is None else step_minutes)
    start, end = second_of(wanted.start), second_of(wanted.end, up=True)
    if any(is_session_of(booking, service, timetable.location_id, start, end) for booking in busy):
        return True
    opened = read_day(timetable, local_day(wanted.start, timetable.zone)).open
    return any(low <= start < high and (start - low) % step == 0 for low, high in opened)


def in_force(busy: Iterable[Busy], limits: BookingLimits) -> list[Busy]:
    """The bookings, and the holds that have not run out."""
    now = second_of(limits.now)
    return [booking for booking in busy if (expires := booking.expires) is None or expires > now]


def _start_windows(
    timetable: Timetable, first_day: date, last_day: date, limits: BookingLimits, length: int
) -> list[_Window]:
    """Where starts may lie, in order, bookings aside."""
    earliest = second_of(limits.earliest, up=True)
    latest = None if limits.horizon is None else second_of(limits.horizon)
    weekend = frozenset[int]() if limits.allow_weekends else limits.weekend
    windows: list[_Window] = []
    for ordinal, base, intervals in open_stretches(timetable, first_day, last_day):
        if (ordinal - 1) % 7 in weekend:
            continue
        for start, end in intervals:
            anchor = low = base + start
            if low < earliest:
                low = earliest
            high = base + end - length
            if latest is not None and high > latest:
                high = latest
            if low <= high:
                windows.append((anchor, low, high))
    return windows


def _forbidden(busy: Iterable[Busy], service: ServiceRule, now: int = 0) -> list[Stretch]:
    """The open range of starts that each booking, and each hold in force at ``now``, forbids; sorted."""
    length = service.duration_minutes * 60
    before, after = service.buffer_before, service.buffer_after
    near, far = before * 60, length + after * 60
    return sorted(
        [
            (
                start - (far if after >= own_before else length + own_before * 60),
                end + (near if before >= own_after else own_after * 60),
            )
            for start, end, own_before, own_after, _, _, _, expires, _ in busy
            if expires is None or expires > now
        ]
    )


def _free_starts(windows: list[_Window], forbidden: list[Stretch], step: int) -> list[int]:
    """The candidates of each window outside every forbidden range: two pointers, since both are in order."""
    starts: list[int] = []
    position, count = 0, len(forbidden)
    for anchor, low, high in windows:
        at = low + (anchor - low) % step
        if at > high:
            continue
        while position < count:
            after, before = forbidden[position]
            if before > at:
                if after >= high:
                    break
                if after >= at:
                    starts.extend(range(at, after + 1, step))
                at = before + (anchor - before) % step
                if at > high:
                    break  # the range may reach into the next window, so it stays the current one
            position += 1
        if at <= high:
            starts.extend(range(at, high + 1, step))
    return starts


def _open_sessions(windows: list[_Window], taken: list[Busy], service: ServiceRule, location_id: int) -> dict[int, int]:
    """The starts of group sessions that somebody has joined and that have places left, with how many."""
    length = service.duration_minutes * 60
    found: dict[int, int] = {}
    for start in {booking.start for booking in taken if booking.service_id == service.service_id}:
        session: list[Busy] = []
        others: list[Busy] = []
        for booking in taken:
            joined = is_session_of(booking, service, location_id, start, start + length)
            (session if joined else others).append(booking)
        left = service.capacity - sum(booking.seats for booking in session)
        if not session or left <= 0 or not any(low <= start <= high for _, low, high in windows):
            continue
        if not any(after < start < before for after, before in _forbidden(others, service)):
            found[start] = left
    return found


def is_session_of(booking: Busy, service: ServiceRule, location_id: int, start: int, end: int) -> bool:
    """Whether the booking belongs to the group session of that service at that centre and time."""
    return (
        service.capacity > 1
        and booking.start == start
        and booking.end == end
        and booking.service_id == service.service_id
        and booking.location_id == location_id
    )
