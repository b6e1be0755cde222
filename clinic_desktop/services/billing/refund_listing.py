"""Lists of refunds by what they wait for, and how many wait."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import (
    GatewayName,
    PaymentMethod,
    RefundCause,
    RefundState,
    Role,
)
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import day_period
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.services.billing.finding_reading import open_findings
from clinic_desktop.services.billing.listing import LARGEST_PAGE, visible_to

_refund, _payment, _invoice = Refund.__table__.c, Payment.__table__.c, Invoice.__table__.c
_booked, _event = Appointment.__table__.c, AuditEvent.__table__.c


class RefundGroup(StrEnum):
    """What a refund waits for. OWED waits for a person, also to be sent again after it failed; AT_GATEWAY is on its
    way; ENDED was not approved, or taken back."""

    TO_APPROVE = "to_approve"
    OWED = "owed"
    AT_GATEWAY = "at_gateway"
    FAILED = "failed"
    DONE = "done"
    ENDED = "ended"


def _group(group: RefundGroup) -> ColumnElement[bool]:
    by_gateway = _refund.method == PaymentMethod.LINK
    going = and_(_refund.state == RefundState.OWED, by_gateway, _refund.due_at.is_not(None))
    conditions: dict[RefundGroup, ColumnElement[bool]] = {
        RefundGroup.TO_APPROVE: _refund.state == RefundState.REQUESTED,
        RefundGroup.OWED: and_(
            _refund.state == RefundState.OWED, or_(_refund.method != PaymentMethod.LINK, _refund.due_at.is_(None))
        ),
        RefundGroup.AT_GATEWAY: or_(_refund.state == RefundState.SENT, going),
        RefundGroup.FAILED: _refund.state == RefundState.FAILED,
        RefundGroup.DONE: _refund.state == RefundState.DONE,
        RefundGroup.ENDED: _refund.state == RefundState.REJECTED,
    }
    return conditions[group]


@dataclass(frozen=True, slots=True)
class RefundFilters:
    """Which refunds to list; what is None or empty filters nothing. Days are local days of the centre on which a refund
    was made, both included. ``text`` is part of a patient's name, or the beginning of a credit note's or a receipt's
    number."""

    groups: tuple[RefundGroup, ...] = ()
    methods: tuple[PaymentMethod, ...] = ()
    causes: tuple[RefundCause, ...] = ()
    location_ids: tuple[int, ...] = ()
    patient_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class RefundRow:
    """One refund in a list. ``may_decide`` says that the person may approve or reject it: nobody approves their own.
    ``replaces`` is whether it is owed because an earlier try failed; ``done_by`` who gave it back at a desk. Patients
    see no names of staff."""

    id: int
    version: int
    group: RefundGroup
    state: RefundState
    payment_id: int
    invoice_id: int
    appointment_id: int
    receipt_number: str
    credit_note_number: str
    patient_id: int
    patient_name: str
    patient_phone: str
    location_id: int
    method: PaymentMethod
    paid_by: PaymentMethod
    gateway: GatewayName | None
    cause: RefundCause
    amount: Money
    reason: str
    reference: str
    problem: str
    made_by: str
    created_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    sent_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    done_by: str
    due_again: bool
    replaces: bool
    terminal: str
    card_last4: str
    may_decide: bool
    asked_yourself: bool


@dataclass(frozen=True, slots=True)
class RefundTotal:
    """What the listed refunds of one currency come to."""

    amount: Money
    count: int


@dataclass(frozen=True, slots=True)
class RefundPage:
    """One page of refunds, newest first; ``page`` counts from 0. ``totals`` are of all that pass the filters."""

    page: int
    page_size: int
    total: int
    rows: tuple[RefundRow, ...]
    totals: tuple[RefundTotal, ...]


@dataclass(frozen=True, slots=True)
class RefundsWaiting:
    """What waits for somebody: refunds to approve by this person, at every centre where they may; to hand back or send
    again; and findings to look at, for whom they are for."""

    to_approve: int = 0
    owed: int = 0
    findings: int = 0

    def __bool__(self) -> bool:
        return bool(self.to_approve or self.owed or self.findings)


_SOURCE = (
    Refund.__table__.join(Payment.__table__, _payment.id == _refund.payment_id)
    .join(Invoice.__table__, _invoice.id == _payment.invoice_id)
    .join(Appointment.__table__, _booked.id == _invoice.appointment_id)
)


def load_refunds(session: Session, actor: Actor, filters: RefundFilters, page: int, page_size: int) -> RefundPage:
    """A page of the refunds that the person may see."""
    if page < 0 or not 1 <= page_size <= LARGEST_PAGE:
        raise Invalid({"page": "out_of_bounds"})
    conditions = [*visible_to(actor), *_conditions(session, filters)]
    rows = session.execute(
        select(
            *_refund, _payment.invoice_id, _payment.receipt_number, _payment.method.label("paid_by"),
            _payment.terminal, _payment.card_last4, _payment.location_id.label("centre_id"),
            _invoice.appointment_id, _invoice.patient_id, _booked.patient_name, _booked.patient_phone,
            _group_column().label("group"), _confirmed_by().label("confirmed_by"),
        )
        .select_from(_SOURCE)
        .where(*conditions)
        .order_by(_refund.created_at.desc(), _refund.id.desc())
        .offset(page * page_size)
        .limit(page_size)
    )  # fmt: skip
    found = tuple(_row(row, actor) for row in rows)
    sums = session.execute(
        select(_refund.currency, func.sum(_refund.amount_minor), func.count())
        .select_from(_SOURCE)
        .where(*conditions)
        .group_by(_refund.currency)
        .order_by(_refund.currency)
    ).all()
    totals = tuple(RefundTotal(Money(int(amount), currency), int(count)) for currency, amount, count in sums)
    return RefundPage(page, page_size, sum(total.count for total in totals), found, totals)


def count_waiting(session: Session, actor: Actor, location_id: int | None) -> RefundsWaiting:
    """How much waits for the person, at one centre or at all of theirs. What is to be approved is counted at all of
    them: it may wait for nobody else."""
    if not permits(actor, Permission.TAKE_PAYMENT):
        return RefundsWaiting()
    theirs = visible_to(actor)
    here = [] if location_id is None else [_payment.location_id == location_id]

    def count(*conditions: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(_SOURCE).where(*conditions, *theirs)
        return int(session.execute(statement).scalar_one())

    by_another = or_(_refund.made_by_id.is_(None), _refund.made_by_id != actor.account_id)
    approves = permits(actor, Permission.APPROVE_REFUND)
    return RefundsWaiting(
        to_approve=count(_group(RefundGroup.TO_APPROVE), by_another) if approves else 0,
        owed=count(_group(RefundGroup.OWED), *here),
        findings=open_findings(session, actor, location_id),
    )


def _group_column() -> ColumnElement[str]:
    return case(*((_group(group), group.value) for group in RefundGroup), else_=RefundGroup.ENDED.value)


def _confirmed_by() -> Any:
    """Who said of a refund that it was handed back: the audit has it."""
    return (
        select(func.max(_event.actor_name))
        .where(_event.entity == "refund", _event.entity_id == _refund.id, _event.action == "confirm_refund")
        .correlate(Refund.__table__)
        .scalar_subquery()
    )


def _done_by(row: Any) -> str:
    """Cash that is given back in the moment it is asked for is given by who asks."""
    if row.confirmed_by:
        return str(row.confirmed_by)
    at_once = row.method == PaymentMethod.CASH and row.done_at is not None and row.done_at == row.created_at
    return str(row.made_by_name) if at_once else ""


def _conditions(session: Session, filters: RefundFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.groups:
        conditions.append(or_(*(_group(group) for group in filters.groups)))
    if filters.methods:
        conditions.append(_refund.method.in_(filters.methods))
    if filters.causes:
        conditions.append(_refund.cause.in_(filters.causes))
    if filters.patient_id is not None:
        conditions.append(_invoice.patient_id == filters.patient_id)
    if filters.first_day is not None or filters.last_day is not None:
        conditions.append(_days(session, filters.location_ids, filters.first_day, filters.last_day))
    elif filters.location_ids:
        conditions.append(_payment.location_id.in_(filters.location_ids))
    words = filters.text.split()
    if words:
        named = and_(*(func.lower(_booked.patient_name).contains(word.lower(), autoescape=True) for word in words))
        number = filters.text.strip().upper()
        numbers = (_refund.credit_note_number, _payment.receipt_number)
        numbered = [column.startswith(number, autoescape=True) for column in numbers]
        ends = [column.endswith(number, autoescape=True) for column in numbers]
        conditions.append(or_(named, *numbered, *ends))
    return conditions


def _days(
    session: Session, location_ids: Collection[int], first: date | None, last: date | None
) -> ColumnElement[bool]:
    """The local days of each centre: the same dates are other instants elsewhere."""
    statement = select(Location.id, Location.zone)
    if location_ids:
        statement = statement.where(Location.id.in_(location_ids))
    parts = []
    for row in session.execute(statement):
        part = [_payment.location_id == row.id]
        if first is not None:
            part.append(_refund.created_at >= day_period(first, ZoneInfo(row.zone)).start)
        if last is not None:
            part.append(_refund.created_at < day_period(last, ZoneInfo(row.zone)).end)
        parts.append(and_(*part))
    return or_(*parts) if parts else false()


def _row(row: Any, actor: Actor) -> RefundRow:
    own = row.made_by_id == actor.account_id
    may = permits(actor, Permission.APPROVE_REFUND, location_id=row.centre_id)
    group = RefundGroup(row.group)
    named = actor.role is not Role.PATIENT
    return RefundRow(
        id=row.id,
        version=row.version,
        group=group,
        state=RefundState(row.state),
        payment_id=row.payment_id,
        invoice_id=row.invoice_id,
        appointment_id=row.appointment_id,
        receipt_number=row.receipt_number or "",
        credit_note_number=row.credit_note_number or "",
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_phone=row.patient_phone,
        location_id=row.centre_id,
        method=PaymentMethod(row.method),
        paid_by=PaymentMethod(row.paid_by),
        gateway=None if row.gateway is None else GatewayName(row.gateway),
        cause=RefundCause(row.cause),
        amount=Money(row.amount_minor, row.currency),
        reason=row.reason if named else "",
        reference=row.reference,
        problem=row.problem,
        made_by=row.made_by_name if named else "",
        created_at=row.created_at,
        decided_by=row.decided_by_name if named else "",
        decided_at=row.decided_at,
        decision_reason=row.decision_reason if named else "",
        sent_at=row.sent_at,
        due_at=row.due_at,
        done_at=row.done_at,
        done_by=_done_by(row) if named else "",
        due_again=row.due_again,
        replaces=row.replaces_id is not None,
        terminal=row.terminal,
        card_last4=row.card_last4,
        may_decide=may and not own and group is RefundGroup.TO_APPROVE,
        asked_yourself=own,
    )
