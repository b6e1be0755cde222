"""Public holidays by country and region, from the library ``holidays``."""

from datetime import date


def holidays_of(country: str, region: str | None, year: int) -> list[tuple[date, str]]:
    """The public holidays of a country, and of its region where one is named, in order."""
    # Imported late: the library is big, and few screens ask.
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=region, years=year)
    except NotImplementedError:
        return []
    return sorted((day, str(name)) for day, name in found.items())


def regions_of(country: str) -> tuple[str, ...]:
    """The codes of the country's regions that have holidays of their own."""
    import holidays

    return tuple(sorted(set(holidays.list_supported_countries(include_aliases=False).get(country, ()))))


def is_region(country: str, region: str) -> bool:
    """Whether the country has a region of that code with holidays of its own."""
    import holidays

    return region in holidays.list_supported_countries(include_aliases=True).get(country, ())
