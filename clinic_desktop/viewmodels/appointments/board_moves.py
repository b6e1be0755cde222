"""Whether a card on the board could go to another place, and what is in its way; known without asking the database."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardColumn, BoardState


@dataclass(frozen=True, slots=True)
class Move:
    """Where a card is wanted: the same length, from ``minute`` in that column."""

    card: BoardCard
    column: BoardColumn
    minute: int

    @property
    def end_minute(self) -> int:
        return self.minute + self.card.end_minute - self.card.start_minute


class Hindrance(StrEnum):
    """What kind of thing is in the way."""

    OUTSIDE = "outside"
    PAST = "past"
    CLOSED = "closed"
    HELD = "held"
    TAKEN = "taken"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in a card's way. ``label`` is why it is closed or who holds it, in words, or whose visit is there."""

    kind: Hindrance
    label: str = ""


Legality = Callable[[BoardState, Move], Obstacle | None]
"""Says at once, without asking the database, what is in a move's way. The service has the last word."""


def obstacle_to(state: BoardState, move: Move) -> Obstacle | None:
    """What keeps the card from there: time gone by or outside the day, closed time, a hold, another card, its pause."""
    if _in_the_past(state, move):
        return Obstacle(Hindrance.PAST)
    if move.minute < state.opens_minute or state.closes_minute < move.end_minute:
        return Obstacle(Hindrance.OUTSIDE)
    for closed in move.column.closed:
        if _meets(move, closed.start_minute, closed.end_minute):
            return Obstacle(Hindrance.CLOSED, closed.label)
    for hold in move.column.holds:
        if _meets(move, hold.start_minute, hold.end_minute):
            return Obstacle(Hindrance.HELD, hold.label)
    return _taken(move)


def _taken(move: Move) -> Obstacle | None:
    """Another visit there, or the pause that it or this one keeps."""
    others = [card for card in move.column.cards if card.takes_time and card.appointment_id != move.card.appointment_id]
    for card in others:
        if _meets(move, card.start_minute, card.end_minute):
            return Obstacle(Hindrance.TAKEN, card.name)
    lead, tail = _own_buffers(move)
    for card in others:
        if card.start_minute < move.end_minute + tail and move.minute - lead < card.end_minute:
            return Obstacle(Hindrance.PAUSE, card.name)
    names = {card.appointment_id: card.name for card in others}
    for buffer in move.column.buffers:
        own = buffer.appointment_id == move.card.appointment_id
        if not own and _meets(move, buffer.start_minute, buffer.end_minute):
            return Obstacle(Hindrance.PAUSE, names.get(buffer.appointment_id, ""))
    return None


def _own_buffers(move: Move) -> tuple[int, int]:
    """Minutes that the card keeps free before and after itself; known only inside its own column."""
    lead = tail = 0
    for buffer in move.column.buffers:
        if buffer.appointment_id == move.card.appointment_id:
            length = buffer.end_minute - buffer.start_minute
            if buffer.end_minute <= move.card.start_minute:
                lead = length
            else:
                tail = length
    return lead, tail


def _in_the_past(state: BoardState, move: Move) -> bool:
    if state.now is None:
        return False
    local = state.now.astimezone(state.zone)
    if move.column.day != local.date():
        return move.column.day < local.date()
    return move.minute < local.hour * 60 + local.minute


def _meets(move: Move, start: int, end: int) -> bool:
    return start < move.end_minute and move.minute < end
