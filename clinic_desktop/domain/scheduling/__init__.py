"""When a doctor can be booked: working time, free slots, and why a time is not free. Pure functions over values.

- ``working_time`` turns weekly hours and exceptions into instants, ``closed_time`` gives reasons for the rest; module
  ``wall_clock`` holds the rules for days on which clocks change.
- ``free_slots`` lists what can be booked; its docstring states the rule for every edge.
- ``with_a_room`` leaves of them those at which a room is free, for a service that needs one.
- ``why_not`` gives the reason code for a time that cannot be booked, ``fits`` says whether it can, at any minute;
  ``is_candidate`` says whether it is a minute at which visits begin.
- ``reasons_against`` gives all reasons with how far they reach, ``why_day_is_full`` those of a day with nothing free.
"""

from clinic_desktop.domain.scheduling.explaining import reasons_against, why_day_is_full
from clinic_desktop.domain.scheduling.hours import closed_time, working_time
from clinic_desktop.domain.scheduling.reasons import OVERBOOKED, clash, fits, in_the_way, why_not
from clinic_desktop.domain.scheduling.rooms import with_a_room
from clinic_desktop.domain.scheduling.slots import FreeSlots, free_slots, is_candidate, is_session_of
from clinic_desktop.domain.scheduling.values import (
    Against,
    BookingLimits,
    Busy,
    ClosedInterval,
    ClosedReason,
    Closure,
    DatedException,
    ServiceRule,
    Slot,
    Timetable,
    WeeklyRule,
    WhyNot,
)
from clinic_desktop.domain.scheduling.wall_clock import exists, skipped_minutes, wall_instant

__all__ = [
    "OVERBOOKED",
    "Against",
    "BookingLimits",
    "Busy",
    "ClosedInterval",
    "ClosedReason",
    "Closure",
    "DatedException",
    "FreeSlots",
    "ServiceRule",
    "Slot",
    "Timetable",
    "WeeklyRule",
    "WhyNot",
    "clash",
    "closed_time",
    "exists",
    "fits",
    "free_slots",
    "in_the_way",
    "is_candidate",
    "is_session_of",
    "reasons_against",
    "skipped_minutes",
    "wall_instant",
    "why_day_is_full",
    "why_not",
    "with_a_room",
    "working_time",
]
