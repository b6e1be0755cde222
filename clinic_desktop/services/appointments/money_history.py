"""What was taken off the price of a visit, paid for it and paid back, as steps of its history."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, RefundState
from clinic_desktop.domain.money_back import MoneyBack, money_back
from clinic_desktop.services.appointments.detail_views import HistoryRow

PAY, PAY_BACK, DISCOUNT = "pay", "pay_back", "discount"
_paid, _back, _event = Payment.__table__.c, Refund.__table__.c, AuditEvent.__table__.c


def money_steps(
    session: Session, invoice_id: int, steps: Iterable[HistoryRow], *, with_names: bool
) -> tuple[HistoryRow, ...]:
    """The steps with those of the invoice's money between them, in order of time. ``with_names`` is off for patients:
    of the clinic's people they read nothing."""
    found = tuple(steps)
    rows = session.execute(
        union_all(
            select(
                _paid.paid_at.label("at"), _paid.taken_by_name.label("name"), _paid.desk, _paid.amount_minor,
                _paid.currency, _paid.method, literal(PAY).label("action"),
            ).where(_paid.invoice_id == invoice_id, _paid.paid_at.is_not(None)),
            select(
                _back.done_at, _back.made_by_name, literal(""), _back.amount_minor, _back.currency, null(),
                literal(PAY_BACK),
            )
            .join_from(Refund.__table__, Payment.__table__, _paid.id == _back.payment_id)
            .where(_paid.invoice_id == invoice_id, _back.done_at.is_not(None)),
        )
    ).all()  # fmt: skip
    money = [_step(row, found, with_names) for row in rows]
    money += _discount_steps(session, invoice_id, found, with_names)
    return tuple(sorted((*found, *money), key=lambda step: step.at))


def load_back(session: Session, invoice_id: int | None) -> MoneyBack:
    """How far what goes back of the invoice's payments is on its way."""
    if invoice_id is None:
        return MoneyBack()
    rows = session.execute(
        select(_back.state, _back.method, _back.amount_minor)
        .join_from(Refund.__table__, Payment.__table__, _paid.id == _back.payment_id)
        .where(_paid.invoice_id == invoice_id)
    ).all()
    return money_back((RefundState(row.state), PaymentMethod(row.method), row.amount_minor) for row in rows)


def _discount_steps(
    session: Session, invoice_id: int, steps: tuple[HistoryRow, ...], with_names: bool
) -> list[HistoryRow]:
    """Each discount that was given; the reason is known of the last one."""
    rows = session.execute(
        select(_event.at, _event.actor_name, _event.desk, _event.detail)
        .where(_event.entity == "invoice", _event.entity_id == invoice_id, _event.action == DISCOUNT)
        .order_by(_event.id)
    ).all()
    if not rows:
        return []
    terms = select(Invoice.currency, Invoice.discount_reason).where(Invoice.id == invoice_id)
    currency, reason = session.execute(terms).one()
    made = []
    for row in rows:
        state = _state_at(row.at, steps)
        detail = {"amount_minor": json.loads(row.detail)["amount_minor"], "currency": currency}
        name, desk, why = (row.actor_name, row.desk, reason if row is rows[-1] else "") if with_names else ("", "", "")
        made.append(HistoryRow(row.at, name, desk, DISCOUNT, state, state, why, detail))
    return made


def _state_at(at: datetime, steps: tuple[HistoryRow, ...]) -> AppointmentState:
    """How the visit stood then."""
    return next((step.to_state for step in reversed(steps) if step.at <= at), AppointmentState.CONFIRMED)


def _step(row: Any, steps: tuple[HistoryRow, ...], with_names: bool) -> HistoryRow:
    state = _state_at(row.at, steps)
    detail = {"amount_minor": row.amount_minor, "currency": row.currency, "method": row.method}
    name, desk = (row.name, row.desk) if with_names else ("", "")
    return HistoryRow(row.at, name, desk, row.action, state, state, "", detail)
