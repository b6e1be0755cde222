"""Whether a card on the board could go to another place, and what is in its way; known without asking the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import OVERBOOKED, WhyNot, wall_instant
from clinic_desktop.services.appointments.move_rules import Carried
from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardColumn, BoardState


@dataclass(frozen=True, slots=True)
class Move:
    """Where a card is wanted: from ``minute`` in that column, for ``length`` minutes (None: as long as it is).
    ``keeps_start``: only its end is moved."""

    card: BoardCard
    column: BoardColumn
    minute: int
    length: int | None = None
    keeps_start: bool = False

    @property
    def minutes(self) -> int:
        return self.card.end_minute - self.card.start_minute if self.length is None else self.length

    @property
    def end_minute(self) -> int:
        return self.minute + self.minutes


class Hindrance(StrEnum):
    """What kind of thing is in the way."""

    OUTSIDE = "outside"
    PAST = "past"
    CLOSED = "closed"
    HELD = "held"
    TAKEN = "taken"
    PAUSE = "pause"
    NOT_OFFERED = "not_offered"
    ELSEWHERE = "elsewhere"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is in a card's way. ``label`` is why it is closed or who holds it, in words, or whose visit is there; of a
    RULE it is the code of the reason (WhyNot)."""

    kind: Hindrance
    label: str = ""


Legality = Callable[[BoardState, Move], Obstacle | None]
"""Says at once, without asking the database, what is in a move's way. The service has the last word."""


def obstacle_to(state: BoardState, move: Move) -> Obstacle | None:
    """What keeps the card from there. The rules that came with the column decide; what is drawn there has the words: a
    name, "Lunch", who holds it. A column without rules is judged by what is drawn."""
    shown = _drawn(state, move)
    rules = move.column.rules
    if rules is None:
        return shown
    if rules.rule(move.card.service_id) is None:
        return Obstacle(Hindrance.NOT_OFFERED)
    start = wall_instant(move.column.day, move.minute, state.zone)
    if start is None:
        return Obstacle(Hindrance.RULE, WhyNot.NO_SUCH_TIME)
    wanted = Period(start, start + timedelta(minutes=move.minutes))
    carried = _carried(state, move)
    now = max(rules.limits.now, state.now or rules.limits.now)
    reason = rules.why_not(carried, wanted, now, keeps_start=move.keeps_start)
    if reason is None:
        return None
    if shown is not None and shown.kind is not Hindrance.OUTSIDE:
        return shown
    elsewhere = reason in OVERBOOKED and rules.is_elsewhere(carried, wanted)
    return Obstacle(Hindrance.ELSEWHERE) if elsewhere else Obstacle(Hindrance.RULE, reason)


def length_in(card: BoardCard, column: BoardColumn, own: bool) -> int:
    """How long the visit would be there: with its own doctor as it is, with another as they do that service."""
    rule = None if own or column.rules is None else column.rules.rule(card.service_id)
    return card.end_minute - card.start_minute if rule is None else rule.duration_minutes


def _carried(state: BoardState, move: Move) -> Carried:
    card = move.card
    period = Period(datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
    if any(item.appointment_id == card.appointment_id for item in move.column.cards):
        start = wall_instant(move.column.day, card.start_minute, state.zone)
        if start is not None:
            period = Period(start, start + timedelta(minutes=card.end_minute - card.start_minute))
    return Carried(card.appointment_id, card.service_id, period, card.squeezed_in, card.room_reserved)


def _drawn(state: BoardState, move: Move) -> Obstacle | None:
    """Time gone by or outside the day, closed time, a hold, another card or its pause, as far as they are drawn."""
    if _in_the_past(state, move):
        return Obstacle(Hindrance.PAST)
    if move.keeps_start and move.end_minute <= move.card.end_minute:
        return None
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
    minute = local.hour * 60 + local.minute
    return move.end_minute <= minute if move.keeps_start else move.minute < minute


def _meets(move: Move, start: int, end: int) -> bool:
    return start < move.end_minute and move.minute < end
