"""Money that came in and went back, by day, currency and doctor."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import DECIDED_REFUND_STATES, PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.invoices import CAME_IN
from clinic_desktop.services.overview.frame import Frame
from clinic_desktop.services.overview.values import Collected, Revenue

_payment, _refund, _invoice = Payment.__table__.c, Refund.__table__.c, Invoice.__table__.c
_WEEK = 7
Amounts = dict[tuple[date, str, int], int]


@dataclass(frozen=True, slots=True)
class Flows:
    """Amounts by (day, currency, doctor). ``by_now`` is the net of a single day before, by currency, up to the same
    time of day."""

    frame: Frame
    paid: Amounts
    refunded: Amounts
    by_now: dict[str, int]

    def currencies(self) -> tuple[str, ...]:
        """The currencies of the centres, the first centre's first."""
        return tuple(dict.fromkeys(row.currency for row in self.frame.local.centres))

    def revenue(self, currency: str) -> Revenue:
        """The period in one currency."""
        frame = self.frame
        net: dict[date, int] = defaultdict(int)
        totals = [0, 0]
        for index, (sign, amounts) in enumerate(((1, self.paid), (-1, self.refunded))):
            for (day, code, _), amount in amounts.items():
                if code == currency:
                    net[day] += sign * amount
                    totals[index] += amount if frame.is_current(day) else 0
        before = sum(amount for day, amount in net.items() if frame.is_before(day))
        return Revenue(
            currency=currency,
            paid=Money(totals[0], currency),
            refunded=Money(totals[1], currency),
            net=Money(totals[0] - totals[1], currency),
            net_before=Money(before, currency),
            daily=tuple(net.get(day, 0) for day in frame.days),
            mean=tuple(_mean(net, day) for day in frame.days),
            net_by_now=Money(self.by_now.get(currency, 0), currency) if frame.first == frame.last else None,
        )

    def of_doctors(self) -> dict[int, tuple[Money, ...]]:
        """Net revenue of the period by doctor, the largest amount first."""
        sums: dict[tuple[int, str], int] = defaultdict(int)
        for sign, amounts in ((1, self.paid), (-1, self.refunded)):
            for (day, currency, doctor), amount in amounts.items():
                if self.frame.is_current(day):
                    sums[doctor, currency] += sign * amount
        found: dict[int, list[Money]] = defaultdict(list)
        for (doctor, currency), amount in sums.items():
            found[doctor].append(Money(amount, currency))
        return {doctor: tuple(sorted(parts, key=lambda part: -part.minor)) for doctor, parts in found.items()}


def load_flows(frame: Frame) -> Flows:
    """Payments by the day they came in, refunds by the day they were decided."""
    source = Payment.__table__.join(Invoice.__table__, _invoice.id == _payment.invoice_id)
    came_in = _payment.state.in_(CAME_IN)
    paid = _grouped(frame, source, _payment.location_id, _payment.paid_at, _payment.amount_minor, came_in)
    back = Refund.__table__.join(source, _payment.id == _refund.payment_id)
    # Not the bare column: SQLite would go through all payments of a centre to find a few refunds.
    place = func.coalesce(_payment.location_id, 0)
    counts = _refund.state.in_(DECIDED_REFUND_STATES)
    decided = func.coalesce(_refund.decided_at, _refund.created_at)
    refunded = _grouped(frame, back, place, decided, _refund.amount_minor, counts)
    by_now: dict[str, int] = defaultdict(int)
    if frame.first == frame.last:
        # The same wall-clock time a week earlier, but for the night on which clocks change.
        until = frame.now - (frame.first - frame.before_first)
        day = frame.before_first
        for sign, found in (
            (
                1,
                _summed(
                    frame, source, _payment.location_id, _payment.paid_at, _payment.amount_minor, came_in, day, until
                ),
            ),
            (-1, _summed(frame, back, place, decided, _refund.amount_minor, counts, day, until)),
        ):
            for currency, total in found:
                by_now[currency] += sign * total
    return Flows(frame, paid, refunded, by_now)


def load_collected(frame: Frame) -> tuple[Collected, ...]:
    """What was paid on the last day, by way of paying, the largest amount of each currency first."""
    rows = frame.session.execute(
        select(_payment.method, _payment.currency, func.sum(_payment.amount_minor), func.count())
        .where(_payment.state.in_(CAME_IN), frame.local.within(_payment.paid_at, _payment.location_id, frame.last))
        .group_by(_payment.method, _payment.currency)
    ).all()
    found = [Collected(PaymentMethod(method), Money(int(total), code), count) for method, code, total, count in rows]
    return tuple(sorted(found, key=lambda one: (one.amount.currency, -one.amount.minor, one.method)))


def _grouped(frame: Frame, source: Any, place: Any, instant: Any, amount: Any, condition: Any) -> Amounts:
    local = frame.local
    rows = frame.session.execute(
        select(
            local.day(instant, place).label("local_day"),
            _payment.currency,
            _invoice.practitioner_id,
            func.sum(amount),
        )
        .select_from(source)
        .where(condition, local.within(instant, place))
        .group_by("local_day", _payment.currency, _invoice.practitioner_id)
    )
    return {(date.fromisoformat(day), currency, doctor): int(total) for day, currency, doctor, total in rows}


def _summed(
    frame: Frame, source: Any, place: Any, instant: Any, amount: Any, condition: Any, day: date, until: datetime
) -> list[tuple[str, int]]:
    """The sums of one local day up to an instant, by currency."""
    rows = frame.session.execute(
        select(_payment.currency, func.sum(amount))
        .select_from(source)
        .where(condition, frame.local.within(instant, place, day, day), instant <= until)
        .group_by(_payment.currency)
    )
    return [(currency, int(total)) for currency, total in rows]


def _mean(net: dict[date, int], day: date) -> int:
    """The mean of the seven days up to that one, in whole minor units."""
    return round(sum(net.get(day - timedelta(days=ago), 0) for ago in range(_WEEK)) / _WEEK)
