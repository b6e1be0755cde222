"""Payouts as tables for a file."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from clinic_desktop.domain.payouts import Owed, PayoutLineView, PayoutView
from clinic_desktop.domain.tables import Table
from clinic_desktop.ui.billing.words import method_word
from clinic_desktop.ui.payouts.words import kind_text, tr
from clinic_desktop.viewmodels.session import Session


def owed_table(rows: Sequence[Owed]) -> Table:
    """Who has earned something and not been paid."""
    heads = (
        tr("Doctor"), tr("Centre"), tr("Earned since"), tr("Visits"), tr("Patients still owe"), tr("To pay"),
        tr("Currency"),
    )  # fmt: skip
    return Table(
        tr("To pay"),
        heads,
        [
            (
                row.practitioner_name,
                row.location_name,
                row.since,
                row.visits,
                row.due,
                row.balance,
                row.balance.currency,
            )
            for row in rows
        ],
    )


def paid_table(rows: Sequence[PayoutView], session: Session) -> Table:
    """What was paid, with the times of each centre."""
    heads = (
        tr("Payout"), tr("Paid"), tr("Doctor"), tr("Centre"), tr("From"), tr("To"), tr("Visits"), tr("Paid by"),
        tr("Reference"), tr("Note"), tr("Amount"), tr("Currency"), tr("By"), tr("Taken back"), tr("Why"),
    )  # fmt: skip
    found = []
    for row in rows:
        zone = session.centre_at(row.location_id).zone
        found.append(
            (
                row.number, row.paid_at.astimezone(zone), row.practitioner_name, row.location_name, row.period_from,
                row.period_to, row.visits, method_word(row.method), row.reference, row.note, row.amount,
                row.amount.currency, row.made_by, row.voided_at.astimezone(zone) if row.voided_at else None,
                row.void_reason,
            )
        )  # fmt: skip
    return Table(tr("Payouts"), heads, found)


def earnings_table(lines: Sequence[PayoutLineView], zone: ZoneInfo) -> Table:
    """Every visit that brought something, with the days and times of that zone."""
    heads = (
        tr("Earned"), tr("Patient"), tr("Visit"), tr("Invoice"), tr("Why"), tr("Without tax"), tr("Clinic's share"),
        tr("Doctor's"), tr("Patient owes"), tr("Currency"),
    )  # fmt: skip
    return Table(
        tr("Earnings"),
        heads,
        [
            (
                line.earned_at.astimezone(zone), line.patient_name, line.service_name, line.invoice_number,
                kind_text(line.kind), line.charged, line.fee, line.earned, line.due, line.earned.currency,
            )
            for line in lines
        ],
    )  # fmt: skip
