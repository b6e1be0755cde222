"""Working time of a doctor at a centre on a day, and the reasons for the rest of the day."""

from datetime import date

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling.values import ClosedInterval, Timetable


def working_time(timetable: Timetable, day: date) -> tuple[Period, ...]:
    """The doctor's working intervals of that local day, in order, never touching."""
    raise NotImplementedError


def closed_time(timetable: Timetable, day: date, bounds: Period) -> tuple[ClosedInterval, ...]:
    """The stretches of that local day inside ``bounds`` in which the doctor takes nobody, each with its reason, in order."""
    raise NotImplementedError
