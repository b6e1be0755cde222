"""What a doctor has earned."""

from dataclasses import dataclass
from datetime import date, datetime

from clinic_desktop.db.database import Database
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor


@dataclass(frozen=True, slots=True)
class DayEarned:
    """What one local day brought in one currency: for the doctor, after tax and the clinic's share."""

    day: date
    earned: Money
    visits: int


@dataclass(frozen=True, slots=True)
class CentreEarned:
    """What the period brought at one centre. ``charged`` is what patients were charged for completed visits, of which
    ``unpaid`` has not been paid yet; ``earned`` is the doctor's part."""

    location_id: int
    location_name: str
    visits: int
    charged: Money
    unpaid: Money
    earned: Money


@dataclass(frozen=True, slots=True)
class EarningsOf:
    """What a doctor has earned in one currency. ``week`` began on Monday; ``days`` has every day of the period."""

    currency: str
    today: Money
    week: Money
    month: Money
    period: Money
    period_before: Money
    unpaid: Money
    days: tuple[DayEarned, ...]
    centres: tuple[CentreEarned, ...]


@dataclass(frozen=True, slots=True)
class EarningsView:
    """A doctor's earnings from ``first_day`` to ``last_day``, as they stand at ``at``; one part per currency."""

    practitioner_id: int
    practitioner_name: str
    first_day: date
    last_day: date
    at: datetime
    visits: int
    visits_before: int
    currencies: tuple[EarningsOf, ...]


class EarningsService:
    """Doctors see their own earnings, centre managers those at their centres, admins and managers all."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def earnings(self, actor: Actor, practitioner_id: int, first_day: date, last_day: date) -> EarningsView:
        """The earnings of those local days (at most a year), today's, this week's and this month's."""
        raise NotImplementedError
