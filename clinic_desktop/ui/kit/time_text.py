"""Reads times of day as people type them: "9", "930", "9:30", "3pm"."""

import re
from datetime import time

_TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*([ap])?\.?m?\.?")


class TimeTextError(ValueError):
    """The text is no time of day."""


def parse_time(text: str) -> time:
    """The time that ``text`` means; hours go from 0 to 23 unless am or pm follows. Raises TimeTextError."""
    found = _TIME.fullmatch(" ".join(text.casefold().split()))
    if not found:
        raise TimeTextError(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half and not 1 <= hour <= 12:
        raise TimeTextError(text)
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise TimeTextError(text)
    return time(hour, minute)
