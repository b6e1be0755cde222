"""What can be wrong with money that is handed over at a desk, before anything is written."""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_name
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import day_period, local_day
from clinic_desktop.domain.upi import upi_reference

_REFERENCE_LENGTH = 200
_TERMINAL_LENGTH = 64
_LAST4 = re.compile(r"[0-9]{4}")
_payment = Payment.__table__.c
_SAME_REFERENCE = Prepared(
    select(_payment.receipt_number)
    .where(
        _payment.method == PaymentMethod.UPI,
        _payment.reference == bindparam("reference"),
        _payment.paid_at >= bindparam("day_start"),
        _payment.paid_at < bindparam("day_end"),
    )
    .limit(1)
)


def checked(payment: Any) -> dict[str, object]:
    """What is kept of how somebody paid at the desk (a DeskPayment): the columns of its row. Refuses with Invalid an
    amount that is not positive, less cash than the amount, change from anything but cash, and numbers that cannot be
    right."""
    problems = _amount_problems(payment)
    reference = " ".join(payment.reference.split())
    if payment.method is PaymentMethod.UPI:
        found = upi_reference(reference)
        if found is None:
            problems["reference"] = "not_a_upi_reference"
        reference = found or ""
    if len(reference) > _REFERENCE_LENGTH:
        problems["reference"] = "too_long"
    card = payment.method is PaymentMethod.CARD
    terminal, last4 = (payment.terminal.strip(), payment.card_last4.strip()) if card else ("", "")
    if len(terminal) > _TERMINAL_LENGTH:
        problems["terminal"] = "too_long"
    if last4 and not _LAST4.fullmatch(last4):
        problems["card_last4"] = "not_four_digits"
    if problems:
        raise Invalid(problems)
    return {
        "method": payment.method,
        "amount_minor": payment.amount_minor,
        "tendered_minor": payment.tendered_minor,
        "reference": reference,
        "declared": payment.method is PaymentMethod.UPI,
        "terminal": terminal,
        "card_last4": last4,
    }


def refuse_used_reference(session: Session, method: PaymentMethod, reference: str, zone: str, now: datetime) -> None:
    """Refuses with Invalid the reference of a UPI payment that was entered already that day, at any centre. Two desks
    that enter it at once wait for each other."""
    if method is not PaymentMethod.UPI:
        return
    hold_name(session, f"upi:{reference}")
    day = day_period(local_day(now, ZoneInfo(zone)), ZoneInfo(zone))
    wanted = {"reference": reference, "day_start": day.start, "day_end": day.end}
    if _SAME_REFERENCE.first(session.connection(), wanted) is not None:
        raise Invalid({"reference": "reference_used"})


def _amount_problems(payment: Any) -> dict[str, str]:
    problems = {}
    if payment.method is PaymentMethod.LINK:
        problems["method"] = "not_a_method"
    if payment.amount_minor <= 0:
        problems["amount"] = "not_positive"
    elif payment.tendered_minor is not None and payment.tendered_minor < payment.amount_minor:
        problems["tendered"] = "less_than_amount"
    elif payment.tendered_minor not in (None, payment.amount_minor) and payment.method is not PaymentMethod.CASH:
        problems["tendered"] = "change_only_from_cash"
    return problems
