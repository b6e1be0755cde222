"""What the board brings into view by itself, until a hand is on it: today in a week, and a booking being prepared."""

from datetime import date

from clinic_desktop.viewmodels.appointments.board_state import BoardState, Ghost


class Leading:
    """``column`` is to stand at the leading edge, as far as the columns after it fill the view; ``ghost`` is to be in
    sight. Each is followed from when it comes until somebody scrolls, clicks or walks."""

    def __init__(self) -> None:
        self.column: int | None = None
        self.ghost: Ghost | None = None

    def follow(self, before: BoardState | None, state: BoardState, today: date | None) -> None:
        """Another state is shown."""
        if before is None or _days(before) != _days(state):
            was_week = before is not None and len(_days(before)) > 1
            self.column = _column_of_today(state, today, was_week)
        place = _place(state.ghost)
        if place is None:
            self.ghost = None
        elif before is None or place != _place(before.ghost) or _days(before) != _days(state):
            self.ghost = state.ghost

    def let_go(self) -> None:
        """A hand is on the board."""
        self.column = self.ghost = None


def _days(state: BoardState) -> tuple[date, ...]:
    return tuple(dict.fromkeys(column.day for column in state.columns))


def _column_of_today(state: BoardState, today: date | None, was_week: bool) -> int | None:
    """Where today is among several days, else the first of them. None from one day to another: the doctors stay where
    they are."""
    if len(_days(state)) < 2:
        return 0 if was_week else None
    return next((place for place, column in enumerate(state.columns) if column.day == today), 0)


def _place(ghost: Ghost | None) -> tuple[int, date, int, int] | None:
    """Where the ghost stands: that its name is being typed moves nothing."""
    return None if ghost is None else (ghost.practitioner_id, ghost.day, ghost.start_minute, ghost.end_minute)
