"""What the booking dock shows."""

from dataclasses import dataclass
from datetime import datetime

from clinic_desktop.domain.errors import Alternative
from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.viewmodels.appointments.person_finding import PersonState


@dataclass(frozen=True, slots=True)
class BookingState(PersonState):
    """``slot`` is the chosen time. ``passes_at`` is a time that is booked against the rules, for a reason that the
    picker has. ``waiting_entry_id`` is the wish that is fulfilled. ``held_until`` is when the hold on the chosen time
    ends. ``repeats`` books a series, of which ``visits`` are chosen."""

    slot: FreeSlot | None = None
    passes_at: datetime | None = None
    held_until: datetime | None = None
    repeats: bool = False
    visits: int = 0
    alternatives: tuple[Alternative, ...] = ()
    waiting_entry_id: int | None = None

    @property
    def can_book(self) -> bool:
        """Whether Ctrl+Enter does something."""
        timed = self.slot is not None and (not self.repeats or self.visits > 0)
        return not self.busy and self.knows_who and (self.passes_at is not None or timed)
