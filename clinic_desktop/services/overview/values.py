"""What the overview shows: figures, each with that of the period before, and what they are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clinic_desktop.domain.codes import AppointmentState, PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.waits import WaitError


@dataclass(frozen=True, slots=True)
class Revenue:
    """Money that was paid and given back in one currency; ``daily`` has one net amount (minor units) for every day of
    ``OverviewView.days``, and ``mean`` that of the seven days up to each. ``net_before`` is that of the whole period
    before; ``net_by_now`` that of a single day before up to the same time of day, what a day that still runs can be
    compared with, and None for longer periods."""

    currency: str
    paid: Money
    refunded: Money
    net: Money
    net_before: Money
    daily: tuple[int, ...]
    mean: tuple[int, ...]
    net_by_now: Money | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, such as no shows of those who were expected, or booked minutes of offered minutes."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The share in percent; None where there is no whole."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Waits:
    """How long patients waited from arrival to being seen: in minutes, None where nobody did."""

    count: int
    average: float | None
    percentile_90: int | None


@dataclass(frozen=True, slots=True)
class WeekdayCounts:
    """Appointments that started on one weekday (0 is Monday) of the period, by state."""

    weekday: int
    states: Mapping[AppointmentState, int]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How full an hour of a weekday is: minutes booked of minutes offered."""

    weekday: int
    hour: int
    use: Share


@dataclass(frozen=True, slots=True)
class DoctorFigures:
    """One doctor in the period, ranked by revenue. ``revenue`` has one amount per currency, the largest first."""

    practitioner_id: int
    name: str
    picture: str
    revenue: tuple[Money, ...]
    visits: int
    use: Share


@dataclass(frozen=True, slots=True)
class Collected:
    """What was paid one way on the last day of the period."""

    method: PaymentMethod
    amount: Money
    count: int


class Need(StrEnum):
    """What waits for somebody. The first seven are about appointments and money, the others about doctors."""

    REFUNDS_TO_APPROVE = "refunds_to_approve"
    MONEY_FINDINGS = "money_findings"
    REFUNDS_OWED = "refunds_owed"
    UNFINISHED_VISITS = "unfinished_visits"
    UNMARKED_VISITS = "unmarked_visits"
    UNPAID_VISITS = "unpaid_visits"
    TO_APPROVE = "to_approve"
    NO_HOURS = "no_hours"
    TO_VERIFY = "to_verify"
    NO_REGISTRATION = "no_registration"


@dataclass(frozen=True, slots=True)
class Needed:
    """Something that needs a person: how often, since when, how much money, and a few of the rows it is about."""

    need: Need
    count: int
    oldest: datetime | None = None
    amounts: tuple[Money, ...] = ()
    names: tuple[str, ...] = ()
    row_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The clinic or one centre from ``first_day`` to ``last_day``, as it stands at ``at``.

    The period before is as long and ends on the day before; that of a single day is the same weekday a week earlier.
    ``before_first_day`` is its first day. ``days`` are the days of the daily series: those of the
    period, or the thirty up to its last day where it is shorter. ``still_to_come`` counts appointments of the period
    that have not begun. The heat covers ``heat_days`` up to the last day of the period (today and later left out).
    ``wait_error`` is of the last 30 days.
    """

    location_id: int | None
    first_day: date
    last_day: date
    before_first_day: date
    at: datetime
    days: tuple[date, ...]
    currencies: tuple[str, ...]
    revenue: tuple[Revenue, ...]
    appointments: Mapping[AppointmentState, int]
    appointments_before: Mapping[AppointmentState, int]
    appointments_daily: tuple[int, ...]
    still_to_come: int
    slots_filled: Share
    slots_filled_before: Share
    slots_filled_daily: tuple[float | None, ...]
    waits: Waits
    waits_before: Waits
    waits_daily: tuple[float | None, ...]
    no_shows: Share
    no_shows_before: Share
    no_shows_daily: tuple[float | None, ...]
    weekdays: tuple[WeekdayCounts, ...]
    heat: tuple[HeatCell, ...]
    heat_days: int
    doctors: tuple[DoctorFigures, ...]
    collected: tuple[Collected, ...]
    payments_waiting: int
    registrations: int
    registrations_before: int
    needs: tuple[Needed, ...]
    wait_error: WaitError | None = None

    @property
    def booked(self) -> int:
        """Appointments of the period that were not cancelled or rejected."""
        return _kept(self.appointments)

    @property
    def booked_before(self) -> int:
        """As ``booked``, in the period before."""
        return _kept(self.appointments_before)


def _kept(counts: Mapping[AppointmentState, int]) -> int:
    gone = (AppointmentState.CANCELLED, AppointmentState.REJECTED)
    return sum(count for state, count in counts.items() if state not in gone)
