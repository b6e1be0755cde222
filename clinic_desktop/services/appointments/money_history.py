"""What was paid for a visit and paid back, as steps of its history."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import Session

from clinic_desktop.db.models import Payment, Refund
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.views import HistoryRow

PAY, PAY_BACK = "pay", "pay_back"
_paid, _back = Payment.__table__.c, Refund.__table__.c


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
    return tuple(sorted((*found, *money), key=lambda step: step.at))


def _step(row: Any, steps: tuple[HistoryRow, ...], with_names: bool) -> HistoryRow:
    state = next((step.to_state for step in reversed(steps) if step.at <= row.at), AppointmentState.CONFIRMED)
    detail = {"amount_minor": row.amount_minor, "currency": row.currency, "method": row.method}
    name, desk = (row.name, row.desk) if with_names else ("", "")
    return HistoryRow(row.at, name, desk, row.action, state, state, "", detail)
