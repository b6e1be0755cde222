"""What the screen in the waiting room shows: tokens and rooms, and never who has them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from clinic_desktop.domain.codes import QueueState
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.queue import load_queue

_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A token with the room to go to, which is empty where the doctor has none there. ``minutes`` is the likely wait,
    ``first`` says that nobody goes in to that doctor before. ``called_at`` is set while the token is called."""

    token: str
    room: str
    practitioner_name: str
    minutes: int
    first: bool
    called_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenBoard:
    """``called`` has the latest call first, ``following`` who goes in soonest; ``at`` is when it was read."""

    at: datetime
    called: tuple[ShownToken, ...]
    following: tuple[ShownToken, ...]


def load_tokens(
    session: Session, actor: Actor, location_id: int, now: datetime, practitioner_id: int | None = None
) -> TokenBoard:
    """The tokens of a centre, or of one doctor there; who is set aside or with the doctor is not shown."""
    called: list[ShownToken] = []
    following: list[ShownToken] = []
    with_somebody: set[int] = set()
    for entry in load_queue(session, actor, location_id, now, practitioner_id):
        doctor = entry.practitioner_id
        if entry.queue_state is QueueState.CALLED:
            called.append(
                ShownToken(
                    entry.token, entry.room, entry.practitioner_name, 0, True, entry.called_at or entry.arrived_at
                )
            )
        elif entry.queue_state is QueueState.WAITING:
            first = doctor not in with_somebody
            with_somebody.add(doctor)
            following.append(
                ShownToken(entry.token, entry.room, entry.practitioner_name, entry.expected_minutes, first)
            )
    called.sort(key=lambda shown: shown.called_at or now, reverse=True)
    following.sort(key=lambda shown: (not shown.first, shown.minutes))
    return TokenBoard(now, tuple(called[:_MOST_SHOWN]), tuple(following[:_MOST_SHOWN]))
