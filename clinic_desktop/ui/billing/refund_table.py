"""Refunds as a table for a spreadsheet."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from clinic_desktop.domain.tables import Cell, Table
from clinic_desktop.services.billing.refund_listing import RefundPage, RefundRow
from clinic_desktop.ui.billing.refund_words import standing_word, tr, trouble_text, way_word, why_text
from clinic_desktop.ui.billing.words import method_word

_PAGE = 1_000
_MOST = 100_000


def refund_table(read: Callable[[int, int], RefundPage], zone: ZoneInfo) -> Table:
    """Every refund that the list lets through, newest first. ``read`` gives a page; times are on the centre's clock."""
    rows: list[RefundRow] = []
    while len(rows) < _MOST:
        page = read(len(rows) // _PAGE, _PAGE)
        rows += page.rows
        if len(page.rows) < _PAGE:
            break
    heads = (
        tr("Asked for"), tr("Given back"), tr("State"), tr("Patient"), tr("Amount"), tr("Currency"), tr("Way back"),
        tr("Paid by"), tr("Receipt"), tr("Credit note"), tr("Why"), tr("Asked by"), tr("Approved by"),
        tr("Reference"), tr("Problem"),
    )  # fmt: skip
    return Table(tr("Refunds"), heads, [_cells(row, zone) for row in rows])


def _cells(row: RefundRow, zone: ZoneInfo) -> tuple[Cell, ...]:
    approved = row.decided_by if row.decided_by != row.made_by else ""
    return (
        row.created_at.astimezone(zone),
        row.done_at.astimezone(zone) if row.done_at is not None else None,
        standing_word(row),
        row.patient_name,
        row.amount,
        row.amount.currency,
        way_word(row.method, row.gateway),
        method_word(row.paid_by),
        row.receipt_number,
        row.credit_note_number,
        why_text(row),
        row.made_by,
        approved,
        row.reference,
        trouble_text(row),
    )
