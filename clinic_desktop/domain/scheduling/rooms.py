"""Slots of a service that needs a room: those at which a room of the centre is left."""

from bisect import bisect_left
from collections.abc import Sequence

from clinic_desktop.domain.scheduling.slots import FreeSlots
from clinic_desktop.domain.scheduling.stretches import Stretch, merged


def with_a_room(slots: FreeSlots, rooms: Sequence[Sequence[Stretch]]) -> FreeSlots:
    """Those of the slots during all of which at least one of the rooms is free.

    ``rooms`` has for each room the stretches, in seconds since 1970, in which it is reserved, in any order. Touching is
    allowed: a room has no buffers. A group session that has begun to fill has its room, so it stays. Without any room
    nothing else does.
    """
    reserved = [merged(stretches) for stretches in rooms]
    if any(not stretches for stretches in reserved):
        return slots
    ends = [[end for _, end in stretches] for stretches in reserved]
    length = slots.length

    def has_room(start: int) -> bool:
        for stretches, until in zip(reserved, ends, strict=True):
            # The first reservation that is not over at the start.
            place = bisect_left(until, start + 1)
            if place == len(stretches) or stretches[place][0] >= start + length:
                return True
        return False

    return slots.only(has_room)
