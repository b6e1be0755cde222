"""Which reasons against a time a person may pass over, and what permission that needs.

Other bookings, pauses and rooms are passed over by squeezing in; hours, closures and limits by booking outside them.
Nobody passes over time that has gone by, that the clocks skip, or that another desk is booking at the moment: the last
is over in a few minutes, and two people would be told the same time.
"""

from collections.abc import Iterable
from types import MappingProxyType

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.scheduling import WhyNot

_SQUEEZING = (WhyNot.TAKEN, WhyNot.BUFFER_BEFORE, WhyNot.BUFFER_AFTER, WhyNot.ROOM)
_OUTSIDE = (
    WhyNot.NOTICE, WhyNot.HORIZON, WhyNot.WEEKEND, WhyNot.HOLIDAY, WhyNot.LEAVE, WhyNot.UNAVAILABLE, WhyNot.BLOCKED,
    WhyNot.BREAK, WhyNot.OUTSIDE_HOURS,
)  # fmt: skip

NEEDED = MappingProxyType(
    dict.fromkeys(_SQUEEZING, Permission.SQUEEZE_IN) | dict.fromkeys(_OUTSIDE, Permission.BOOK_OUTSIDE_HOURS)
)
"""What passing over a reason needs; a reason that is not named stands against everybody."""


def first_that_stands(reasons: Iterable[WhyNot]) -> WhyNot | None:
    """The first of the reasons that nobody may pass over."""
    return next((reason for reason in reasons if reason not in NEEDED), None)


def first_not_squeezed(reasons: Iterable[WhyNot]) -> WhyNot | None:
    """The first of the reasons that squeezing in alone does not pass over."""
    return next((reason for reason in reasons if reason not in _SQUEEZING), None)


def needed_for(reasons: Iterable[WhyNot]) -> tuple[Permission, ...]:
    """The permissions that passing over all of them needs, each once."""
    return tuple(dict.fromkeys(NEEDED[reason] for reason in reasons if reason in NEEDED))
