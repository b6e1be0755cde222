"""Comparing a gateway's records of a period with ours; each difference becomes a finding that is resolved in place."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.checkout import PaymentFinding, Reconciliation
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import (
    FindingKind,
    FindingState,
    GatewayName,
    PaymentState,
    RefundCause,
    RefundState,
    Topic,
)
from clinic_desktop.domain.errors import GatewayRefused, Invalid, NotAllowed, NotFound
from clinic_desktop.domain.gateways import Gateway, GatewayPayment, GatewayReason, GatewayRefund
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock, Period, day_period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services import audit
from clinic_desktop.services.billing.comparing import (
    Comparing,
    Comparison,
    Difference,
    OurLink,
    OurPayment,
    OurRefund,
    Sums,
)
from clinic_desktop.services.billing.finding_values import (
    AGREES,
    ComparedCurrency,
    ReconciliationView,
    ReconciliationWish,
)
from clinic_desktop.services.checkout.noting import note_finding

if TYPE_CHECKING:
    from clinic_desktop.services.billing.refund_sending import Accounts

LONGEST = timedelta(days=93)
_MARGIN = timedelta(days=2)
"""So much around the period is read of the gateway: what one side has on Monday the other may have on Tuesday."""
_MOST_ASKED = 50
_MOST_LISTED = 50
_COMPARED = (
    FindingKind.ONLY_OURS, FindingKind.ONLY_THEIRS, FindingKind.AMOUNT_DIFFERS, FindingKind.STATE_DIFFERS,
    FindingKind.REFUND_DIFFERS,
)  # fmt: skip
_CAME_IN = (PaymentState.HELD, PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)
_WENT = (RefundState.SENT, RefundState.DONE, RefundState.FAILED)
_CHUNK = 500
_payment, _invoice, _refund = Payment.__table__.c, Invoice.__table__.c, Refund.__table__.c
_finding, _link, _run = PaymentFinding.__table__.c, PaymentLink.__table__.c, Reconciliation.__table__.c


class ReconciliationService:
    """For who reconciles everywhere: a gateway's account is the whole clinic's."""

    def __init__(self, database: Database, clock: Clock, accounts: "Accounts") -> None:
        self._database = database
        self._clock = clock
        self._accounts = accounts

    def run(self, actor: Actor, wish: ReconciliationWish) -> ReconciliationView:
        """Compares, notes what differs and was not noted before, and ends what agrees by now. Running twice finds
        nothing new. Takes as long as the gateway needs to list the period: not for the window's thread. Refuses with
        Invalid a period that is upside down, or longer than three months; with GatewayRefused what the gateway refuses:
        then nothing has changed."""
        _require(actor)
        period = self._period(wish)
        gateway = self._accounts.gateway(wish.gateway)
        payments = tuple(gateway.payments_between(period.start - _MARGIN, period.end + _MARGIN))
        refunds = tuple(gateway.refunds_between(period.start - _MARGIN, period.end + _MARGIN))
        payments += self._asked_one_by_one(gateway, wish.gateway, payments, period)
        now = self._clock()
        with self._database.write() as session:
            comparison = _compare(session, wish.gateway, payments, refunds, period)
            return _keep(session, actor, wish.gateway, comparison, period, now)

    def listing(self, actor: Actor) -> tuple[ReconciliationView, ...]:
        """The latest comparisons, the newest first."""
        _require(actor)
        with self._database.read() as session:
            rows = session.execute(select(*_run).order_by(_run.id.desc()).limit(_MOST_LISTED)).all()
        runs = groupby(rows, key=lambda row: (row.gateway, row.run_at, row.since, row.until))
        return tuple(_view(tuple(group)) for _, group in runs)

    def _period(self, wish: ReconciliationWish) -> Period:
        if wish.first_day > wish.last_day:
            raise Invalid({"last_day": "ends_before_start"})
        if wish.last_day - wish.first_day >= LONGEST:
            raise Invalid({"last_day": "too_long_a_time"})
        with self._database.read() as session:
            zone = session.scalar(select(Location.zone).where(Location.id == wish.location_id))
        if zone is None:
            raise NotFound("location", wish.location_id)
        return Period(day_period(wish.first_day, ZoneInfo(zone)).start, day_period(wish.last_day, ZoneInfo(zone)).end)

    def _asked_one_by_one(
        self, gateway: Gateway, name: GatewayName, listed: Sequence[GatewayPayment], period: Period
    ) -> tuple[GatewayPayment, ...]:
        """Payments of ours in the period that the list lacks: it may have them under quite another day."""
        known = {payment.id for payment in listed}
        with self._database.read() as session:
            ours = session.scalars(
                select(_payment.gateway_payment_id).where(
                    _payment.gateway == name, _payment.paid_at >= period.start, _payment.paid_at < period.end,
                    _payment.state.in_(_CAME_IN),
                )
            ).all()  # fmt: skip
        found = []
        for number in [number for number in ours if number and number not in known][:_MOST_ASKED]:
            try:
                found.append(gateway.payment(number))
            except GatewayRefused as refusal:
                if refusal.reason != GatewayReason.NOT_FOUND:
                    raise
        return tuple(found)


def _require(actor: Actor) -> None:
    require(actor, Permission.RECONCILE)
    if scope_of(actor.role, Permission.RECONCILE) is not Scope.CLINIC:
        raise NotAllowed(Permission.RECONCILE)


def _compare(
    session: Session,
    name: GatewayName,
    payments: Sequence[GatewayPayment],
    refunds: Sequence[GatewayRefund],
    period: Period,
) -> Comparison:
    numbers = {payment.id for payment in payments} | {refund.payment_id for refund in refunds}
    ours = _our_payments(session, name, numbers, period)
    comparing = Comparing(period.start, period.end)
    comparing.payments(payments, ours, _links(session, {payment.key for payment in payments if payment.key}))
    comparing.refunds(refunds, _our_refunds(session, name, refunds, period), ours)
    return comparing.result()


def _our_payments(
    session: Session, name: GatewayName, numbers: Collection[str], period: Period
) -> dict[str, OurPayment]:
    columns = select(
        _payment.id, _payment.gateway_payment_id, _payment.state, _payment.amount_minor, _payment.currency,
        _payment.paid_at, _payment.location_id, _invoice.appointment_id,
    ).join_from(Payment.__table__, Invoice.__table__, _invoice.id == _payment.invoice_id).where(
        _payment.gateway == name, _payment.state.in_(_CAME_IN)
    )  # fmt: skip
    within = and_(_payment.paid_at >= period.start, _payment.paid_at < period.end)
    rows = [*session.execute(columns.where(within))]
    for chunk in _chunks(numbers):
        rows += session.execute(columns.where(_payment.gateway_payment_id.in_(chunk)))
    return {
        row.gateway_payment_id: OurPayment(
            row.id, row.gateway_payment_id, PaymentState(row.state), row.amount_minor, row.currency, row.paid_at,
            row.location_id, row.appointment_id,
        )
        for row in rows
        if row.gateway_payment_id
    }  # fmt: skip


def _our_refunds(
    session: Session, name: GatewayName, theirs: Sequence[GatewayRefund], period: Period
) -> list[OurRefund]:
    columns = (
        select(
            _refund.id, _refund.gateway_refund_id, _refund.key, _refund.state, _refund.amount_minor, _refund.currency,
            _refund.done_at, _refund.sent_at, _refund.created_at, _refund.cause, _refund.payment_id,
            _payment.location_id, _invoice.appointment_id,
        )
        .join_from(Refund.__table__, Payment.__table__, _payment.id == _refund.payment_id)
        .join(Invoice.__table__, _invoice.id == _payment.invoice_id)
        .where(_refund.gateway == name, _refund.state.in_(_WENT))
    )  # fmt: skip
    within = and_(_refund.sent_at >= period.start, _refund.sent_at < period.end)
    rows = [*session.execute(columns.where(within))]
    for chunk in _chunks({refund.id for refund in theirs}):
        rows += session.execute(columns.where(_refund.gateway_refund_id.in_(chunk)))
    for chunk in _chunks({refund.key for refund in theirs if refund.key}):
        rows += session.execute(columns.where(_refund.key.in_(chunk)))
    return [
        OurRefund(
            row.id, row.gateway_refund_id or "", row.key, RefundState(row.state), row.amount_minor, row.currency,
            row.sent_at or row.created_at, row.location_id, row.appointment_id, row.payment_id,
            row.cause == RefundCause.ELSEWHERE,
        )
        for row in {row.id: row for row in rows}.values()
    ]  # fmt: skip


def _links(session: Session, keys: Collection[str]) -> dict[str, OurLink]:
    found: dict[str, OurLink] = {}
    for chunk in _chunks(keys):
        for row in session.execute(
            select(_link.key, _link.id, _link.location_id, _link.appointment_id).where(_link.key.in_(chunk))
        ):
            found[row.key] = OurLink(row.id, row.location_id, row.appointment_id)
    return found


def _keep(
    session: Session, actor: Actor, name: GatewayName, comparison: Comparison, period: Period, now: datetime
) -> ReconciliationView:
    runs = {
        currency: _insert_run(session, actor, name, currency, sums, period, now)
        for currency, sums in sorted((comparison.sums or {"": Sums()}).items())
    }
    new = sum(_note(session, name, difference, runs[difference.currency], now) for difference in comparison.differences)
    _end_agreeing(session, name, comparison.agreeing, now)
    detail: dict[str, object] = {"gateway": name, "differing": len(comparison.differences), "new": new}
    audit.record(session, actor, "reconcile", "reconciliation", min(runs.values()), now, detail=detail)
    announce(session, Topic.PAYMENTS, None, now)
    rows = session.execute(select(*_run).where(_run.id.in_(list(runs.values()))).order_by(_run.id.desc())).all()
    return _view(tuple(rows), new)


def _insert_run(
    session: Session, actor: Actor, name: GatewayName, currency: str, sums: Sums, period: Period, now: datetime
) -> int:
    return int(
        session.execute(
            insert(Reconciliation)
            .values(
                gateway=name, currency=currency, since=period.start, until=period.end, run_at=now,
                run_by_id=actor.account_id, run_by_name=actor.name, compared=sums.compared, differing=sums.differing,
                ours_paid_minor=sums.ours_paid, theirs_paid_minor=sums.theirs_paid,
                ours_refunded_minor=sums.ours_refunded, theirs_refunded_minor=sums.theirs_refunded,
            )
            .returning(_run.id)
        ).scalar_one()
    )  # fmt: skip


def _note(session: Session, name: GatewayName, difference: Difference, run_id: int, now: datetime) -> int:
    """Notes a difference, and says how many are new. One that agreed meanwhile and differs again is open again."""
    number = difference.gateway_id or f"refund-{difference.refund_id}"
    noted = note_finding(
        session, difference.kind, f"{name}:{number}", now,
        location_id=difference.location_id, gateway=name, gateway_id=difference.gateway_id, link_id=difference.link_id,
        payment_id=difference.payment_id, refund_id=difference.refund_id, appointment_id=difference.appointment_id,
        reconciliation_id=run_id, ours_minor=difference.ours_minor, theirs_minor=difference.theirs_minor,
        currency=difference.currency, happened_at=difference.at,
    )  # fmt: skip
    if noted is not None:
        return 1
    again = session.execute(
        update(PaymentFinding)
        .where(_finding.key == f"{difference.kind}:{name}:{number}", _finding.resolution == AGREES)
        .values(
            state=FindingState.OPEN, resolution="", resolved_at=None, version=_finding.version + 1,
            reconciliation_id=run_id, ours_minor=difference.ours_minor, theirs_minor=difference.theirs_minor,
        )
        .returning(_finding.id)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return len(again.all())


def _end_agreeing(session: Session, name: GatewayName, agreeing: Collection[str], now: datetime) -> None:
    """Ends open findings about what is the same on both sides by now."""
    for chunk in _chunks(agreeing):
        session.execute(
            update(PaymentFinding)
            .where(
                _finding.gateway == name, _finding.gateway_id.in_(chunk), _finding.kind.in_(_COMPARED),
                _finding.state == FindingState.OPEN,
            )
            .values(state=FindingState.RESOLVED, resolution=AGREES, resolved_at=now, version=_finding.version + 1)
            .execution_options(synchronize_session=False)
        )  # fmt: skip


def _view(rows: tuple[Any, ...], new: int | None = None) -> ReconciliationView:
    first = rows[0]
    return ReconciliationView(
        ids=tuple(row.id for row in rows),
        gateway=GatewayName(first.gateway),
        since=first.since,
        until=first.until,
        run_at=first.run_at,
        run_by=first.run_by_name,
        currencies=tuple(
            ComparedCurrency(
                row.currency,
                Money(row.ours_paid_minor, row.currency),
                Money(row.theirs_paid_minor, row.currency),
                Money(row.ours_refunded_minor, row.currency),
                Money(row.theirs_refunded_minor, row.currency),
                row.compared,
                row.differing,
            )
            for row in sorted(rows, key=lambda row: row.currency)
            if row.currency
        ),
        new=new,
    )


def _chunks(values: Iterable[str]) -> list[list[str]]:
    """In pieces: SQLite takes so many parameters at once."""
    ordered = sorted(values)
    return [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
