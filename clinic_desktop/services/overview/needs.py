"""What waits for a person who runs the clinic."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.checkout import PaymentFinding
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule
from clinic_desktop.domain.codes import (
    AppointmentState,
    FindingState,
    PaymentMethod,
    RefundState,
    RegistrationCheck,
    RuleKind,
)
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import day_period
from clinic_desktop.services.appointments.expiry import in_force
from clinic_desktop.services.billing.owing import BALANCE
from clinic_desktop.services.overview.frame import Frame, centre_today
from clinic_desktop.services.overview.values import Need, Needed

MOST = 500
"""More than so many of a kind are not counted."""
_NAMED = 3
_LOOK_BACK_DAYS = 31
_S = AppointmentState
_booked, _invoice, _refund = Appointment.__table__.c, Invoice.__table__.c, Refund.__table__.c
_payment, _doctor, _finding = Payment.__table__.c, Practitioner.__table__.c, PaymentFinding.__table__.c


def load_needs(frame: Frame) -> tuple[Needed, ...]:
    """Everything that waits, the most pressing first; what nobody has to do is left out."""
    found = (
        _needed(Need.REFUNDS_TO_APPROVE, _refunds(frame, _refund.state == RefundState.REQUESTED)),
        _needed(Need.MONEY_FINDINGS, _findings(frame)),
        _needed(Need.REFUNDS_OWED, _refunds(frame, _waits_for_desk())),
        _needed(Need.UNFINISHED_VISITS, _visits(frame, (_S.CHECKED_IN, _S.IN_PROGRESS))),
        _needed(Need.UNMARKED_VISITS, _visits(frame, (_S.CONFIRMED, _S.PENDING))),
        _needed(Need.TO_APPROVE, _to_approve(frame)),
        _needed(Need.UNPAID_VISITS, _unpaid(frame)),
        _needed(Need.NO_HOURS, _doctors(frame, ~_has_hours(frame))),
        _needed(Need.TO_VERIFY, _doctors(frame, _doctor.registration_check == RegistrationCheck.SUBMITTED)),
        _needed(Need.NO_REGISTRATION, _doctors(frame, _doctor.registration_check == RegistrationCheck.MISSING)),
    )
    return tuple(needed for needed in found if needed is not None)


def _needed(need: Need, rows: Sequence[Any]) -> Needed | None:
    """Rows are (id, name, at, minor, currency); the last three may be None."""
    if not rows:
        return None
    amounts: dict[str, int] = defaultdict(int)
    for *_, minor, currency in rows:
        if currency is not None:
            amounts[currency] += minor
    instants = [at for _, _, at, *_ in rows if at is not None]
    return Needed(
        need=need,
        count=len(rows),
        oldest=min(instants, default=None),
        amounts=tuple(Money(minor, currency) for currency, minor in sorted(amounts.items())),
        names=tuple(dict.fromkeys(name for _, name, *_ in rows))[:_NAMED],
        row_ids=tuple(row_id for row_id, *_ in rows[:_NAMED]),
    )


def _refunds(frame: Frame, condition: ColumnElement[bool]) -> Sequence[Any]:
    statement = (
        select(_refund.id, _booked.patient_name, _refund.created_at, _refund.amount_minor, _refund.currency)
        .join_from(Refund.__table__, Payment.__table__, _payment.id == _refund.payment_id)
        .join(Invoice.__table__, _invoice.id == _payment.invoice_id)
        .join(Appointment.__table__, _booked.id == _invoice.appointment_id)
        .where(condition, func.coalesce(_payment.location_id, 0).in_(frame.location_ids))
        .order_by(_refund.created_at)
        .limit(MOST)
    )
    return frame.session.execute(statement).all()


def _waits_for_desk() -> ColumnElement[bool]:
    """That somebody has to hand it back, or to send it again: what a gateway sends by itself needs nobody."""
    return and_(_refund.state == RefundState.OWED, or_(_refund.method != PaymentMethod.LINK, _refund.due_at.is_(None)))


def _findings(frame: Frame) -> Sequence[Any]:
    # What belongs to no centre is for whoever looks at all of them.
    places = (0, *frame.location_ids)
    statement = (
        select(_finding.id, func.coalesce(_booked.patient_name, ""), _finding.found_at)
        .outerjoin(Appointment.__table__, _booked.id == _finding.appointment_id)
        .where(_finding.state == FindingState.OPEN, func.coalesce(_finding.location_id, 0).in_(places))
        .order_by(_finding.found_at)
        .limit(MOST)
    )
    return [(row[0], row[1], row[2], 0, None) for row in frame.session.execute(statement)]


def _visits(frame: Frame, states: Iterable[AppointmentState]) -> Sequence[Any]:
    """Appointments of days that are over and that nobody has ended."""
    return _appointments(frame, _before_today(frame), _booked.state.in_(tuple(states)), in_force(frame.now))


def _to_approve(frame: Frame) -> Sequence[Any]:
    here = _booked.location_id.in_(frame.location_ids)
    return _appointments(frame, here, _booked.state == _S.PENDING, in_force(frame.now), _booked.starts_at >= frame.now)


def _appointments(frame: Frame, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    statement = select(_booked.id, _booked.patient_name, _booked.starts_at)
    statement = statement.where(*conditions).order_by(_booked.starts_at).limit(MOST)
    return [(row[0], row[1], row[2], 0, None) for row in frame.session.execute(statement)]


def _unpaid(frame: Frame) -> Sequence[Any]:
    """Completed visits of the last month but today's of which something is left to pay."""
    statement = (
        select(_booked.id, _booked.patient_name, _booked.starts_at, BALANCE, _invoice.currency)
        .join_from(Appointment.__table__, Invoice.__table__, _invoice.appointment_id == _booked.id)
        .where(
            _before_today(frame),
            _booked.state == _S.COMPLETED,
            BALANCE > 0,
        )
        .order_by(_booked.starts_at)
        .limit(MOST)
    )
    return frame.session.execute(statement).all()


def _before_today(frame: Frame) -> ColumnElement[bool]:
    """That the appointment's day is over at its centre, but not longer ago than a month."""
    earliest = frame.now - timedelta(days=_LOOK_BACK_DAYS)
    parts = [
        and_(
            _booked.location_id == number,
            _booked.starts_at >= earliest,
            _booked.starts_at < day_period(centre_today(frame, number), zone).start,
        )
        for number, zone in frame.local.zones.items()
    ]
    return or_(*parts) if parts else _booked.id.is_(None)


def _doctors(frame: Frame, condition: ColumnElement[bool]) -> Sequence[Any]:
    works_here = exists().where(
        PractitionerRole.practitioner_id == _doctor.id, PractitionerRole.location_id.in_(frame.location_ids)
    )
    statement = (
        select(_doctor.id, _doctor.name)
        .where(_doctor.active.is_(True), works_here, condition)
        .order_by(_doctor.name)
        .limit(MOST)
    )
    return [(row.id, row.name, None, 0, None) for row in frame.session.execute(statement)]


def _has_hours(frame: Frame) -> ColumnElement[bool]:
    return exists().where(
        Schedule.practitioner_id == _doctor.id,
        ScheduleRule.schedule_id == Schedule.id,
        ScheduleRule.location_id.in_(frame.location_ids),
        ScheduleRule.kind == RuleKind.WORK,
        or_(ScheduleRule.valid_until.is_(None), ScheduleRule.valid_until >= frame.today),
    )
