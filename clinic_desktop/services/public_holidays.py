"""Public holidays by country and region. What was asked before is answered at once."""

from datetime import date
from functools import lru_cache

from clinic_desktop.integrations import holiday_child


@lru_cache(maxsize=32)
def holidays_of(country: str, region: str | None, year: int) -> tuple[tuple[date, str], ...]:
    """The public holidays of a country, and of its region where one is named, in order."""
    days = holiday_child.ask(country, region, year)["days"]
    return tuple((date.fromisoformat(day), name) for day, name in days.items())


def regions_of(country: str) -> tuple[str, ...]:
    """The codes of the country's regions that have holidays of their own."""
    return _regions(country)[0]


def is_region(country: str, region: str) -> bool:
    """Whether the country has a region of that code with holidays of its own."""
    return region in _regions(country)[1]


@lru_cache(maxsize=32)
def _regions(country: str) -> tuple[tuple[str, ...], frozenset[str]]:
    answer = holiday_child.ask(country)
    return tuple(answer["regions"]), frozenset(answer["names"])
