"""A doctor who runs late: when each of the coming appointments begins instead. Pure: values in, values out.

The first appointment that has not begun starts later by the delay, and never before now. Time that was free between two
appointments (less the buffers that they need) absorbs delay, so that the ones after are late by less, down to nothing.
Appointments that were squeezed in over others are late with those. A group session moves as one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from clinic_desktop.domain.scheduling.stretches import Stretch


class LateClash(StrEnum):
    """What a shifted appointment runs into."""

    BREAK = "break"
    CLOSING = "closing"
    ELSEWHERE = "elsewhere"
    ANOTHER = "another"
    ROOM = "room"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment that has not begun, in seconds since 1970; buffers in minutes."""

    reference: int
    start: int
    end: int
    location_id: int
    buffer_before: int = 0
    buffer_after: int = 0


@dataclass(frozen=True, slots=True)
class Shifted:
    """Where an appointment goes: ``delay`` seconds later. ``clash`` is what it runs into that it did not before."""

    reference: int
    start: int
    end: int
    delay: int
    clash: LateClash | None = None


def shifted(
    planned: Iterable[Planned],
    delay: int,
    now: int,
    open_at: Mapping[int, Sequence[Stretch]],
    elsewhere: Sequence[Stretch] = (),
    begun: Sequence[Stretch] = (),
) -> tuple[Shifted, ...]:
    """Those of the appointments that begin later than planned, in order of time.

    ``open_at`` has the doctor's working time of the day at each centre; ``elsewhere`` is time that the doctor has given
    away and that does not shift, such as appointments at a centre that is not the asker's; ``begun`` is the time of
    visits that came before their turn. ``delay`` is in seconds and not negative.
    """
    if delay < 0:
        raise ValueError("nobody is late by less than nothing")
    result: list[Shifted] = []
    busy_until: int | None = None
    last_buffer = 0
    for item in sorted(planned, key=lambda one: (one.start, one.reference)):
        if busy_until is None:
            delay = max(delay, now - item.start) if delay else 0
        else:
            gap = item.start - busy_until - 60 * max(last_buffer, item.buffer_before)
            delay = max(0, delay - max(0, gap))
        if busy_until is None or item.end >= busy_until:
            busy_until, last_buffer = item.end, item.buffer_after
        if delay:
            start, end = item.start + delay, item.end + delay
            clash = _clash(item, start, end, open_at, elsewhere)
            if any(low < end and start < high and not (low < item.end and item.start < high) for low, high in begun):
                clash = LateClash.ANOTHER
            result.append(Shifted(item.reference, start, end, delay, clash))
    return tuple(result)


def _clash(
    item: Planned, start: int, end: int, open_at: Mapping[int, Sequence[Stretch]], elsewhere: Sequence[Stretch]
) -> LateClash | None:
    others = [part for place, parts in open_at.items() if place != item.location_id for part in parts]
    if any(low < end and start < high and not (low < item.end and item.start < high) for low, high in others):
        return LateClash.ELSEWHERE
    if any(low < end and start < high for low, high in elsewhere):
        return LateClash.ELSEWHERE
    hours = open_at.get(item.location_id, ())
    if not _inside(item.start, item.end, hours) or _inside(start, end, hours):
        return None
    return LateClash.BREAK if any(low >= item.end for low, _ in hours) else LateClash.CLOSING


def _inside(start: int, end: int, hours: Sequence[Stretch]) -> bool:
    return any(low <= start and end <= high for low, high in hours)
