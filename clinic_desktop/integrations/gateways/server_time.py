"""The time by a gateway's clock, from the Date of its answers: a desk's own clock may be wrong by ten minutes."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_MOST_DRIFT = 2.0


class ServerTime:
    """What the last answer said, and how long ago that was. A computer that slept, or whose clock was set, does not
    know how long: then the time is unknown until the next answer."""

    def __init__(self, steady: Callable[[], float] = time.monotonic, wall: Callable[[], float] = time.time) -> None:
        self._steady, self._wall = steady, wall
        self._heard: tuple[datetime, float, float] | None = None

    def hear(self, date: str | None) -> None:
        """Takes the Date of an answer that has just come; one that is none is ignored."""
        try:
            at = parsedate_to_datetime(date or "")
        except ValueError:
            return
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        self._heard = (at, self._steady(), self._wall())

    def now(self) -> datetime | None:
        """The gateway's time, to a second; None where it is not known."""
        if self._heard is None:
            return None
        at, steady, wall = self._heard
        passed = self._steady() - steady
        if abs(self._wall() - wall - passed) > _MOST_DRIFT:
            return None
        return at + timedelta(seconds=passed)
