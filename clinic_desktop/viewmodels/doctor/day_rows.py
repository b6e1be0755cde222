"""The lines of a doctor's day in their order: visits, breaks, and where now is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import ClosedReason
from clinic_desktop.services.appointments.detail_views import PractitionerDay
from clinic_desktop.services.appointments.views import Card

HIDDEN_STATES = frozenset({AppointmentState.CANCELLED, AppointmentState.REJECTED})
"""Visits that are not to be seen in the day's list."""
_SHOWN_REASONS = frozenset(
    {
        ClosedReason.BREAK, ClosedReason.BLOCKED, ClosedReason.UNAVAILABLE, ClosedReason.LEAVE, ClosedReason.HOLIDAY,
        ClosedReason.BETWEEN_HOURS,
    }
)  # fmt: skip


class RowKind(StrEnum):
    VISIT = "visit"
    CLOSED = "closed"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line. A visit has a card, a closed stretch a period with its reason and label."""

    kind: RowKind
    at: datetime
    card: Card | None = None
    period: Period | None = None
    reason: ClosedReason | None = None
    label: str = ""


def day_rows(view: PractitionerDay, is_today: bool) -> tuple[DayRow, ...]:
    """The day's lines by time. The line of now is there today only, and not before the first or behind the last line
    of an empty day."""
    rows = [DayRow(RowKind.VISIT, card.period.start, card) for card in view.cards if card.state not in HIDDEN_STATES]
    rows += [
        DayRow(RowKind.CLOSED, closed.period.start, None, closed.period, closed.reason, closed.label)
        for closed in view.closed
        if closed.reason in _SHOWN_REASONS
    ]
    if is_today and rows:
        rows.append(DayRow(RowKind.NOW, view.now))
    return tuple(sorted(rows, key=_place))


def _place(row: DayRow) -> tuple[datetime, bool, int]:
    return row.at, row.kind is RowKind.VISIT, row.card.appointment_id if row.card else 0
