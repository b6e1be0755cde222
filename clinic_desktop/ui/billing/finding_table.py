"""Findings as a table for a spreadsheet."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.domain.tables import Cell, Table
from clinic_desktop.services.billing.finding_values import FindingPage, FindingRow
from clinic_desktop.ui.billing.finding_words import kind_word, meaning, resolution_word, tr
from clinic_desktop.ui.gateway_words import gateway_text

_PAGE = 1_000
_MOST = 100_000


def finding_table(read: Callable[[int, int], FindingPage], zone: ZoneInfo, locale: QLocale) -> Table:
    """Every finding that the list lets through, newest first. ``read`` gives a page; times are the centre's."""
    rows: list[FindingRow] = []
    while len(rows) < _MOST:
        page = read(len(rows) // _PAGE, _PAGE)
        rows += page.rows
        if len(page.rows) < _PAGE:
            break
    heads = (
        tr("What"), tr("Found"), tr("Happened"), tr("Gateway"), tr("Patient"), tr("Receipt"), tr("Ours"), tr("Theirs"),
        tr("Currency"), tr("Number at the gateway"), tr("What it means"), tr("Done about it"), tr("By"), tr("Note"),
    )  # fmt: skip
    return Table(tr("Findings"), heads, [_cells(row, zone, locale) for row in rows])


def _cells(row: FindingRow, zone: ZoneInfo, locale: QLocale) -> tuple[Cell, ...]:
    known = row.ours or row.theirs
    return (
        kind_word(row.kind),
        row.found_at.astimezone(zone),
        None if row.happened_at is None else row.happened_at.astimezone(zone),
        gateway_text(row.gateway) if row.gateway is not None else "",
        row.patient_name,
        row.receipt_number,
        row.ours,
        row.theirs,
        known.currency if known is not None else "",
        row.gateway_id,
        meaning(row, locale),
        resolution_word(row.resolution),
        row.resolved_by,
        row.note,
    )
