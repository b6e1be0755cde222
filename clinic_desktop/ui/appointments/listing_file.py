"""A list of visits as a table for a file."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from clinic_desktop.domain.tables import Cell, Table
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.session import Session


def listing_table(cards: Sequence[Card], session: Session) -> Table:
    """A row for each visit, with the days and times of its centre."""
    heads = (
        _tr("Day"), _tr("From"), _tr("Until"), _tr("Number"), _tr("Patient"), _tr("Phone"), _tr("Doctor"),
        _tr("Service"), _tr("Centre"), _tr("Status"), _tr("Reason"), _tr("Unpaid"),
        _tr("Currency"),
    )  # fmt: skip
    return Table(_tr("Visits"), heads, [_row(card, session) for card in cards])


def _row(card: Card, session: Session) -> tuple[Cell, ...]:
    centre = session.centre_at(card.location_id)
    start, end = card.period.start.astimezone(centre.zone), card.period.end.astimezone(centre.zone)
    return (
        start.date(), start.time(), end.time(), card.patient_number, card.patient_name, card.patient_phone,
        card.practitioner_name, card.service_name, centre.name, state_word(card.state), card.reason,
        card.due or None, card.due.currency if card.due else "",
    )  # fmt: skip


def _tr(text: str) -> str:
    return QCoreApplication.translate("VisitFile", text)
