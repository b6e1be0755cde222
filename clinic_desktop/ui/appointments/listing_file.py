"""A list of visits as a table for a file."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.session import Session


def listing_table(cards: Sequence[Card], session: Session) -> list[list[str]]:
    """The heads, and a row for each visit: days as 2026-11-23 and times as 14:05 of the visit's centre, since another
    program is to read them."""
    heads = [
        _tr("Day"), _tr("From"), _tr("Until"), _tr("Number"), _tr("Patient"), _tr("Phone"), _tr("Doctor"),
        _tr("Service"), _tr("Centre"), _tr("Status"), _tr("Reason"), _tr("Unpaid"),
    ]  # fmt: skip
    return [heads, *[_row(card, session) for card in cards]]


def _row(card: Card, session: Session) -> list[str]:
    centre = session.centre_at(card.location_id)
    start, end = card.period.start.astimezone(centre.zone), card.period.end.astimezone(centre.zone)
    due = str(card.due.decimal()) if card.due else ""
    return [
        start.date().isoformat(), f"{start:%H:%M}", f"{end:%H:%M}", card.patient_number, card.patient_name,
        card.patient_phone, card.practitioner_name, card.service_name, centre.name, state_word(card.state), card.reason,
        due,
    ]  # fmt: skip


def _tr(text: str) -> str:
    return QCoreApplication.translate("VisitFile", text)
