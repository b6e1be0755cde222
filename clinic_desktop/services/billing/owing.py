"""What visits cost and what of it is due, as rows and as conditions: every list and card asks here."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.billing import NOTHING_OWED, Standing, price, standing
from clinic_desktop.domain.codes import AppointmentState, LinkState
from clinic_desktop.domain.settings import ClinicSettings

_booked, _invoice, _link = Appointment.__table__.c, Invoice.__table__.c, PaymentLink.__table__.c

BALANCE: ColumnElement[int] = _invoice.total_minor - _invoice.paid_minor + _invoice.refunded_minor
"""What an invoice still asks for, if its visit owes anything: see ``is_owed``."""
_LINKED = (
    exists()
    .where(
        _link.invoice_id == _invoice.id,
        _link.state.in_((LinkState.REQUESTED, LinkState.OPEN, LinkState.PROCESSING)),
    )
    .correlate(Invoice.__table__)
    .label("linked")
)
"""Whether a payment link of the invoice waits to be paid."""
MONEY = (
    _invoice.total_minor, _invoice.paid_minor, _invoice.refunded_minor, _invoice.tax_percent, _invoice.tax_inclusive,
    _LINKED,
)  # fmt: skip
"""The columns of the invoice (all None where there is none) that ``standing_of`` and ``price_of_row`` need, beside the
appointment's ``state`` and ``amount_minor``."""


def is_owed() -> ColumnElement[bool]:
    """That something is left to pay of an issued invoice."""
    return and_(BALANCE > 0, _booked.state.not_in(NOTHING_OWED))


def is_unpaid() -> ColumnElement[bool]:
    """That something is left to pay of the visit, also where no invoice (an outer join) has been issued yet."""
    charged = or_(BALANCE > 0, and_(_invoice.id.is_(None), _booked.amount_minor > 0))
    return and_(charged, _booked.state.not_in(NOTHING_OWED))


def price_of_row(row: Any, settings: ClinicSettings) -> int:
    """What was agreed for the visit, with the tax that comes on top of it, before any discount."""
    if row.total_minor is None:
        return price(row.amount_minor, 0, settings.tax_percent, settings.tax_inclusive).total
    return price(row.amount_minor, 0, row.tax_percent, row.tax_inclusive).total


def standing_of(row: Any, settings: ClinicSettings) -> Standing:
    """How the visit of a row stands with money: as its invoice says, or would say if it were issued now."""
    state = AppointmentState(row.state)
    if row.total_minor is None:
        return standing(state, price_of_row(row, settings))
    return standing(state, row.total_minor, row.paid_minor, row.refunded_minor, bool(row.linked))
