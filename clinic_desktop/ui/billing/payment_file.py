"""The list of payments as a table for a file."""

from collections.abc import Sequence

from clinic_desktop.domain.tables import Cell, Table
from clinic_desktop.services.billing.values import PaymentRow
from clinic_desktop.ui.billing.words import method_word, payment_row_word, tr
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.viewmodels.session import Session


def payments_table(rows: Sequence[PaymentRow], session: Session) -> Table:
    """A row for each payment, with the times of its centre."""
    heads = (
        tr("Receipt"), tr("Paid"), tr("Patient"), tr("Doctor"), tr("Invoice"), tr("Paid by"), tr("Gateway"),
        tr("Reference"), tr("Card"), tr("State"), tr("Amount"), tr("Given back"), tr("Currency"), tr("Centre"),
        tr("Desk"), tr("Taken by"),
    )  # fmt: skip
    return Table(tr("Payments"), heads, [_row(row, session) for row in rows])


def _row(row: PaymentRow, session: Session) -> tuple[Cell, ...]:
    centre = session.centre_at(row.location_id)
    return (
        row.receipt_number, row.paid_at.astimezone(centre.zone), row.patient_name, row.practitioner_name,
        row.invoice_number, method_word(row.method), gateway_text(row.gateway) if row.gateway else "", row.reference,
        row.card_last4, payment_row_word(row), row.amount, row.given_back, row.amount.currency, centre.name,
        row.desk, row.taken_by,
    )  # fmt: skip
