"""Reading what a person has to look at: how much, and a page of it with what can be done."""

from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.checkout import PaymentFinding
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.billing import standing
from clinic_desktop.domain.codes import (
    AppointmentState,
    FindingKind,
    FindingState,
    GatewayName,
    PaymentMethod,
    PaymentState,
    RefundState,
)
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor, Permission, Scope, permits, scope_of
from clinic_desktop.services.billing.finding_values import (
    FindingChoice,
    FindingFilters,
    FindingPage,
    FindingRow,
    RefundOfFinding,
)
from clinic_desktop.services.billing.listing import LARGEST_PAGE

_C, _K = FindingChoice, FindingKind
_finding, _booked, _invoice = PaymentFinding.__table__.c, Appointment.__table__.c, Invoice.__table__.c
_payment, _refund = Payment.__table__.c, Refund.__table__.c
_ROWS = (
    select(
        *_finding, _booked.patient_name, _booked.starts_at, _booked.state.label("visit_state"),
        _payment.receipt_number, _payment.state.label("payment_state"), _payment.currency.label("paid_currency"),
        _invoice.currency.label("invoice_currency"), _invoice.total_minor, _invoice.paid_minor,
        _invoice.refunded_minor, _refund.version.label("refund_version"), _refund.state.label("refund_state"),
        _refund.amount_minor.label("refund_minor"), _refund.currency.label("refund_currency"),
        _refund.problem.label("refund_problem"), _refund.method.label("refund_method"), _refund.due_at,
    )
    .select_from(PaymentFinding.__table__)
    .outerjoin(Appointment.__table__, _booked.id == _finding.appointment_id)
    .outerjoin(Invoice.__table__, _invoice.appointment_id == _booked.id)
    .outerjoin(Payment.__table__, _payment.id == _finding.payment_id)
    .outerjoin(Refund.__table__, _refund.id == _finding.refund_id)
)  # fmt: skip


def seen_by(actor: Actor) -> list[ColumnElement[bool]]:
    """What keeps a list of findings to those that the actor may see: who reconciles everywhere sees all, a desk what
    was found at its centres. What belongs to no centre is for who reconciles everywhere."""
    if scope_of(actor.role, Permission.RECONCILE) is Scope.CLINIC:
        return []
    if scope_of(actor.role, Permission.TAKE_PAYMENT) >= Scope.CENTRE:
        return [_finding.location_id.in_(sorted(actor.location_ids))]
    return [false()]


def open_findings(session: Session, actor: Actor, location_id: int | None) -> int:
    """How many nobody has looked at yet."""
    statement = select(func.count()).where(_finding.state == FindingState.OPEN, *seen_by(actor))
    if location_id is not None:
        statement = statement.where((_finding.location_id == location_id) | _finding.location_id.is_(None))
    return int(session.execute(statement).scalar_one())


def load_findings(session: Session, actor: Actor, filters: FindingFilters, page: int, page_size: int) -> FindingPage:
    """A page of the findings that the person may see, the newest first."""
    if page < 0 or not 1 <= page_size <= LARGEST_PAGE:
        raise Invalid({"page": "out_of_bounds"})
    wanted = _filtered(_ROWS, actor, filters)
    total = session.execute(select(func.count()).select_from(wanted.with_only_columns(_finding.id).subquery()))
    rows = session.execute(
        wanted.order_by(_finding.found_at.desc(), _finding.id.desc()).offset(page * page_size).limit(page_size)
    )
    return FindingPage(page, page_size, int(total.scalar_one()), tuple(_row(row, actor) for row in rows))


def read_finding(session: Session, actor: Actor, finding_id: int) -> FindingRow | None:
    """One finding; None where there is none that the person may see."""
    row = session.execute(_ROWS.where(_finding.id == finding_id, *seen_by(actor))).one_or_none()
    return None if row is None else _row(row, actor)


def _filtered(statement: Select[Any], actor: Actor, filters: FindingFilters) -> Select[Any]:
    conditions = seen_by(actor)
    if filters.states:
        conditions.append(_finding.state.in_(filters.states))
    if filters.kinds:
        conditions.append(_finding.kind.in_(filters.kinds))
    if filters.location_ids:
        conditions.append(or_(_finding.location_id.in_(filters.location_ids), _finding.location_id.is_(None)))
    if filters.gateway is not None:
        conditions.append(_finding.gateway == filters.gateway)
    if filters.reconciliation_ids:
        conditions.append(_finding.reconciliation_id.in_(filters.reconciliation_ids))
    text = filters.text.strip()
    if text:
        named = func.lower(_booked.patient_name).contains(text.lower(), autoescape=True)
        conditions.append(or_(named, _finding.gateway_id.startswith(text, autoescape=True)))
    return statement.where(*conditions)


def _row(row: Any, actor: Actor) -> FindingRow:
    currency = row.currency or row.invoice_currency or ""

    def money(minor: int | None) -> Money | None:
        return None if minor is None or not currency else Money(minor, currency)

    due = None
    if row.total_minor is not None:
        stands = standing(AppointmentState(row.visit_state), row.total_minor, row.paid_minor, row.refunded_minor)
        due = Money(stands.due, row.invoice_currency)
    refund = None
    if row.refund_id is not None and row.refund_version is not None:
        amount = Money(row.refund_minor, row.refund_currency)
        refund = RefundOfFinding(row.refund_id, row.refund_version, amount, row.refund_problem)
    return FindingRow(
        id=row.id,
        version=row.version,
        kind=_K(row.kind),
        state=FindingState(row.state),
        location_id=row.location_id,
        gateway=GatewayName(row.gateway) if row.gateway else None,
        gateway_id=row.gateway_id,
        appointment_id=row.appointment_id,
        patient_name=row.patient_name or "",
        starts_at=row.starts_at,
        payment_id=row.payment_id,
        receipt_number=row.receipt_number or "",
        link_id=row.link_id,
        refund=refund,
        ours=money(row.ours_minor),
        theirs=money(row.theirs_minor),
        due=due,
        happened_at=row.happened_at,
        found_at=row.found_at,
        resolution=row.resolution,
        note=row.note,
        resolved_by=row.resolved_by_name,
        resolved_at=row.resolved_at,
        choices=_choices(row, due, actor),
    )


def _choices(row: Any, due: Money | None, actor: Actor) -> tuple[FindingChoice, ...]:
    """What the person can do about it as it stands now, the likeliest first."""
    if row.state != FindingState.OPEN:
        return ()
    found: list[FindingChoice] = []
    if _waits_for_desk(row) and permits(actor, Permission.TAKE_PAYMENT, location_id=row.location_id):
        found += [_C.SEND_AGAIN, _C.ANOTHER_WAY]
    if not may_resolve(actor, row.location_id):
        return tuple(found)
    if row.payment_state == PaymentState.HELD:
        fits = row.paid_currency == row.invoice_currency and due is not None and due.minor > 0
        # Money that is held belongs to somebody: it has to go one way or the other.
        return (_C.ACCEPT, _C.GIVE_BACK) if fits else (_C.GIVE_BACK,)
    if row.kind == _K.ONLY_THEIRS:
        found.append(_C.LOOK if row.link_id is not None else _C.ATTACH)
    elif row.kind == _K.REFUND_DIFFERS and row.payment_id is not None and row.refund_id is None:
        found.append(_C.LOOK)
    return (*found, _C.SEEN)


def may_resolve(actor: Actor, location_id: int | None) -> bool:
    """Whether the person may resolve a finding there; what belongs to no centre is for who reconciles everywhere."""
    if location_id is None:
        return scope_of(actor.role, Permission.RECONCILE) is Scope.CLINIC
    return permits(actor, Permission.RECONCILE, location_id=location_id)


def _waits_for_desk(row: Any) -> bool:
    by_gateway = row.refund_method == PaymentMethod.LINK
    return bool(row.refund_state == RefundState.OWED and by_gateway and row.due_at is None)
