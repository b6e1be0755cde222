"""A card on its way to another time: where it would land, and whether it may."""

from dataclasses import dataclass, replace

from clinic_desktop.viewmodels.appointments.board_moves import Legality, Move, Obstacle
from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardState

SNAP_MINUTES = 5


def snapped(minute: float) -> int:
    """The minute on the grid of five that is nearest."""
    return round(minute / SNAP_MINUTES) * SNAP_MINUTES


@dataclass(frozen=True, slots=True)
class Target:
    """A card that is being moved, by mouse or in Move mode (``by_keys``). ``grip`` is how many minutes below the card's
    start it was taken; ``obstacle`` what the legality found in the way at the present place."""

    card: BoardCard
    origin: int
    column: int
    minute: int
    grip: float = 0.0
    by_keys: bool = False
    obstacle: Obstacle | None = None

    @property
    def possible(self) -> bool:
        """Whether it may be dropped here."""
        return self.obstacle is None

    @property
    def length(self) -> int:
        return self.card.end_minute - self.card.start_minute

    @property
    def moved(self) -> bool:
        """Whether dropping here would change anything."""
        return (self.column, self.minute) != (self.origin, self.card.start_minute)


def picked_up(card: BoardCard, column: int, grip: float = 0.0, by_keys: bool = False) -> Target:
    """The card where it is now."""
    return Target(card, column, column, card.start_minute, grip, by_keys)


def aimed(target: Target, state: BoardState, column: int, minute: float, legality: Legality) -> Target:
    """The target over another place, snapped to five minutes and kept on the board."""
    start = target.card.start_minute
    # A visit at an odd minute can be dropped where it came from.
    wanted = start if abs(minute - start) < SNAP_MINUTES / 2 else snapped(minute)
    wanted = min(max(wanted, state.opens_minute), state.closes_minute - target.length)
    column = min(max(column, 0), len(state.columns) - 1)
    moved = replace(target, column=column, minute=wanted)
    obstacle = legality(state, Move(target.card, state.columns[column], wanted)) if moved.moved else None
    return replace(moved, obstacle=obstacle)


def stepped(target: Target, state: BoardState, columns: int, steps: int, legality: Legality) -> Target:
    """The target moved by whole columns and steps of five minutes."""
    minute = target.minute
    if steps > 0:
        minute = (minute // SNAP_MINUTES + steps) * SNAP_MINUTES
    elif steps < 0:
        minute = (-(-minute // SNAP_MINUTES) + steps) * SNAP_MINUTES
    return aimed(target, state, target.column + columns, minute, legality)
