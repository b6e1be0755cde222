"""A card in the hand: where it would land and how long it would be, and whether it may."""

from dataclasses import dataclass, replace
from datetime import date

from clinic_desktop.viewmodels.appointments.board_moves import Legality, Move, Obstacle, length_in
from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardColumn, BoardState

SNAP_MINUTES = 5


def snapped(minute: float) -> int:
    """The minute on the grid of five that is nearest."""
    return round(minute / SNAP_MINUTES) * SNAP_MINUTES


@dataclass(frozen=True, slots=True)
class Where:
    """A doctor's day, whichever board shows it."""

    practitioner_id: int
    day: date

    @classmethod
    def of(cls, column: BoardColumn) -> "Where":
        return cls(column.practitioner_id, column.day)


@dataclass(frozen=True, slots=True)
class Target:
    """A card that is being moved, by mouse or in Move mode (``by_keys``), or whose end is (``sizing``).

    ``origin`` is whose day it comes from, which need not be on the board any more; ``where`` whose it is over, in
    ``column`` of the board. ``length`` is None until it was set by hand. ``grip`` is how many minutes below the card's
    start it was taken; ``away`` says that the pointer is over something beside the board; ``obstacle`` what the
    legality found in the way.
    """

    card: BoardCard
    origin: Where
    where: Where
    column: int
    minute: int
    minutes: int
    length: int | None = None
    grip: float = 0.0
    by_keys: bool = False
    sizing: bool = False
    away: bool = False
    obstacle: Obstacle | None = None

    @property
    def possible(self) -> bool:
        """Whether it may be dropped here."""
        return self.obstacle is None

    @property
    def end_minute(self) -> int:
        return self.minute + self.minutes

    @property
    def placed_anew(self) -> bool:
        """Whether dropping here would change its doctor, day or start."""
        return (self.where, self.minute) != (self.origin, self.card.start_minute)

    @property
    def sized_anew(self) -> bool:
        """Whether the person gave it another length."""
        return self.length not in (None, self.card.end_minute - self.card.start_minute)

    @property
    def moved(self) -> bool:
        """Whether dropping here would change anything."""
        return self.placed_anew or self.sized_anew


def picked_up(
    card: BoardCard, column: BoardColumn, index: int, grip: float = 0.0, *, by_keys: bool = False, sizing: bool = False
) -> Target:
    """The card where it is now."""
    where, minutes = Where.of(column), card.end_minute - card.start_minute
    return Target(card, where, where, index, card.start_minute, minutes, None, grip, by_keys, sizing)


def aimed(target: Target, state: BoardState, column: int, minute: float, legality: Legality) -> Target:
    """The target over another place, snapped to five minutes and kept on the board."""
    if not state.columns:
        return target
    column = min(max(column, 0), len(state.columns) - 1)
    place = state.columns[column]
    where = Where.of(place)
    own = where.practitioner_id == target.origin.practitioner_id
    minutes = length_in(target.card, place, own) if target.length is None else target.length
    start = target.card.start_minute
    # A visit at an odd minute can be dropped where it came from.
    wanted = start if abs(minute - start) < SNAP_MINUTES / 2 else snapped(minute)
    wanted = max(min(wanted, state.closes_minute - minutes), state.opens_minute)
    return _judged(replace(target, column=column, where=where, minute=wanted, minutes=minutes), state, legality)


def sized(target: Target, state: BoardState, end: float, legality: Legality) -> Target:
    """The target with another end, snapped to five minutes; it takes five at least and stays on the board."""
    card_end = target.minute + target.card.end_minute - target.card.start_minute
    wanted = card_end if abs(end - card_end) < SNAP_MINUTES / 2 else snapped(end)
    length = max(min(wanted, state.closes_minute) - target.minute, SNAP_MINUTES)
    return _judged(replace(target, minutes=length, length=length), state, legality)


def stepped(target: Target, state: BoardState, columns: int, steps: int, legality: Legality) -> Target:
    """The target moved by whole columns and steps of five minutes."""
    return aimed(target, state, target.column + columns, _step(target.minute, steps), legality)


def size_stepped(target: Target, state: BoardState, steps: int, legality: Legality) -> Target:
    """The target with its end moved by steps of five minutes."""
    return sized(target, state, _step(target.end_minute, steps), legality)


def kept(target: Target, state: BoardState, legality: Legality) -> Target:
    """The target on a board that has changed, perhaps to another day: with the same doctor where there is one."""
    columns = range(len(state.columns))
    exact = [index for index in columns if Where.of(state.columns[index]) == target.where]
    same = [index for index in columns if state.columns[index].practitioner_id == target.where.practitioner_id]
    found = exact or (same if len(same) == 1 else [target.column])
    return aimed(target, state, found[0], target.minute, legality)


def _step(minute: int, steps: int) -> int:
    if steps > 0:
        return (minute // SNAP_MINUTES + steps) * SNAP_MINUTES
    return (-(-minute // SNAP_MINUTES) + steps) * SNAP_MINUTES if steps else minute


def _judged(target: Target, state: BoardState, legality: Legality) -> Target:
    column = state.columns[target.column]
    move = Move(target.card, column, target.minute, target.minutes, keeps_start=not target.placed_anew)
    return replace(target, obstacle=legality(state, move) if target.moved else None)
