"""A clinic's figures as the overview gets them, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from clinic_desktop.domain.codes import AppointmentState, PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.waits import WaitError
from clinic_desktop.services.overview.values import (
    Collected,
    DoctorFigures,
    HeatCell,
    Need,
    Needed,
    OverviewView,
    Revenue,
    Share,
    Waits,
    WeekdayCounts,
)
from tests.conftest import NOW

_S = AppointmentState
_DAILY = (
    58,
    57,
    63,
    63,
    56,
    71,
    0,
    62,
    49,
    56,
    61,
    75,
    73,
    0,
    53,
    70,
    45,
    66,
    64,
    65,
    0,
    58,
    60,
    54,
    68,
    55,
    71,
    0,
    66,
    38,
)


_KNOWN = ("location_id", "first_day", "last_day", "before_first_day", "at", "days", "heat_days")


def sample(first: date, last: date, location_id: int | None = None) -> OverviewView:
    """A busy clinic in two currencies; the last day is under way."""
    days = tuple(last - timedelta(days=29 - index) for index in range(30))
    daily = tuple(100_000 * value for value in _DAILY)
    euros = tuple(6_000 * value for value in _DAILY)
    counts = {_S.COMPLETED: 24, _S.CONFIRMED: 13, _S.CHECKED_IN: 3, _S.IN_PROGRESS: 1, _S.CANCELLED: 2, _S.NO_SHOW: 1}
    return OverviewView(
        location_id=location_id,
        first_day=first,
        last_day=last,
        before_first_day=first - timedelta(days=7),
        at=NOW,
        days=days,
        currencies=("INR", "EUR"),
        revenue=(_revenue("INR", daily), _revenue("EUR", euros)),
        appointments=counts,
        appointments_before={_S.COMPLETED: 38, _S.NO_SHOW: 1},
        appointments_daily=tuple(value // 2 for value in _DAILY),
        still_to_come=13,
        slots_filled=Share(860, 1000),
        slots_filled_before=Share(820, 1000),
        slots_filled_daily=tuple(float(value) + 20 if value else None for value in _DAILY),
        waits=Waits(24, 15.2, 31),
        wait_error=WaitError(212, 4, 11),
        waits_before=Waits(30, 12.1, 28),
        waits_daily=tuple(10 + value / 10 if value else None for value in _DAILY),
        no_shows=Share(30, 730),
        no_shows_before=Share(39, 735),
        no_shows_daily=tuple(8 - index / 8 for index in range(30)),
        weekdays=tuple(
            WeekdayCounts(day, {_S.COMPLETED: 58 - 3 * day, _S.NO_SHOW: 4, _S.CANCELLED: 6}) for day in range(6)
        ),
        heat=tuple(
            HeatCell(day, hour, Share(max(0, 100 - 8 * abs(hour - 11) - 3 * day), 100 if hour != 13 else 0))
            for day in range(6)
            for hour in range(9, 18)
        ),
        heat_days=28,
        doctors=(
            DoctorFigures(1, "Dr Asha Menon", "", (Money(31_240_000, "INR"),), 212, Share(94, 100)),
            DoctorFigures(2, "Dr Imran Sheikh", "", (Money(28_630_000, "INR"),), 190, Share(88, 100)),
            DoctorFigures(3, "Dr. Jonas Weber", "", (Money(1_280_000, "EUR"),), 120, Share(81, 100)),
        ),
        collected=(
            Collected(PaymentMethod.UPI, Money(1_770_000, "INR"), 12),
            Collected(PaymentMethod.CASH, Money(1_040_000, "INR"), 8),
            Collected(PaymentMethod.CARD, Money(690_000, "INR"), 3),
            Collected(PaymentMethod.CARD, Money(35_000, "EUR"), 3),
        ),
        payments_waiting=5,
        registrations=9,
        registrations_before=7,
        needs=(
            Needed(Need.REFUNDS_OWED, 2, NOW - timedelta(days=2), (Money(75_000, "INR"),), (), (4, 5)),
            Needed(Need.TO_VERIFY, 1, None, (), ("Dr Joseph Fernandes",), (3,)),
        ),
    )


def empty(first: date, last: date) -> OverviewView:
    """A clinic on its first morning."""
    full = sample(first, last)
    nothing: dict[str, Any] = dict.fromkeys(("currencies", "revenue", "weekdays", "heat", "doctors", "collected"), ())
    numbers = dict.fromkeys(("still_to_come", "payments_waiting", "registrations", "registrations_before"), 0)
    shares = dict.fromkeys(("slots_filled", "slots_filled_before", "no_shows", "no_shows_before"), Share(0, 0))
    series = dict.fromkeys(("slots_filled_daily", "waits_daily", "no_shows_daily"), (None,) * 30)
    known = {name: getattr(full, name) for name in _KNOWN}
    return OverviewView(
        **known, **nothing, **numbers, **shares, **series, needs=(), appointments={}, appointments_before={},
        appointments_daily=(0,) * 30, waits=Waits(0, None, None), waits_before=Waits(0, None, None),
    )  # fmt: skip


class SampleOverview:
    """Answers with the sample, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int | None, date, date]] = []
        self.is_empty = False
        self.hours: range | None = None

    def overview(self, actor: Actor, location_id: int | None, first_day: date, last_day: date) -> OverviewView:
        """See ``OverviewService.overview``."""
        self.asked.append((location_id, first_day, last_day))
        if self.is_empty:
            return empty(first_day, last_day)
        found = sample(first_day, last_day, location_id)
        if self.hours is None:
            return found
        heat = tuple(HeatCell(day, hour, Share(hour * 4, 100)) for day in range(7) for hour in self.hours)
        return replace(found, heat=heat)


def _revenue(currency: str, daily: tuple[int, ...]) -> Revenue:
    mean = tuple(sum(daily[max(0, i - 6) : i + 1]) // min(7, i + 1) for i in range(len(daily)))
    net = Money(daily[-1], currency)
    before = Money(daily[-1] * 92 // 100, currency)
    by_now = Money(daily[-1] * 80 // 100, currency)
    return Revenue(currency, net, Money(0, currency), net, before, daily, mean, by_now)
