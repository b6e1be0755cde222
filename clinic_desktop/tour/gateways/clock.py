"""The time as a gateway sees it, which a test can set and move."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class ServerClock:
    """Seconds since 1970 by the gateway's clock: the real time, until it is set, moved or tied to another clock."""

    def __init__(self) -> None:
        self._source: Callable[[], float] = time.time
        self._ahead = 0.0

    def __call__(self) -> float:
        return self._source() + self._ahead

    def set(self, at: datetime) -> None:
        """From now on it is this time, and it stands still."""
        seconds = at.timestamp()
        self._source, self._ahead = lambda: seconds, 0.0

    def follow(self, clock: Callable[[], datetime]) -> None:
        """From now on it is what that clock says."""
        self._source, self._ahead = lambda: clock().timestamp(), 0.0

    def forward(self, **interval: float) -> None:
        """Moves by an interval as ``timedelta`` takes it; negative moves back."""
        self._ahead += timedelta(**interval).total_seconds()

    def reset(self) -> None:
        """The real time again."""
        self._source, self._ahead = time.time, 0.0

    def now(self) -> datetime:
        """The time as a value with a zone."""
        return datetime.fromtimestamp(self(), UTC)
