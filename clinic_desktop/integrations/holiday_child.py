"""Public holidays from the library ``holidays``, read in a child process.

The library imports every country there is to answer for one: 19 MB that Python would never give back, for a list that
an admin reads once a year.
"""

import json
import subprocess
import sys
from typing import Any, Final

_ARGUMENT: Final = "--public-holidays"
_SECONDS: Final = 30.0


def ask(country: str, region: str | None = None, year: int | None = None) -> dict[str, Any]:
    """``regions``: the codes of the country's regions; ``names``: those and the other names that they go by; ``days``:
    the holidays of the year, where one is named, by ISO date. All are empty for a country that is not known."""
    given = json.dumps({"country": country, "region": region, "year": year})
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # only Windows has it, and would flash a console
    ended = subprocess.run(  # noqa: S603 (our own program)
        _command(), input=given, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False,
        creationflags=flags,
    )  # fmt: skip
    if ended.returncode != 0:
        raise RuntimeError("the public holidays could not be read")
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def main() -> int:
    """The child: answers the one question on standard input."""
    import holidays

    given = json.load(sys.stdin)
    country = given["country"]
    days: dict[str, str] = {}
    if given["year"] is not None:
        try:
            found = holidays.country_holidays(country, subdiv=given["region"], years=given["year"])
            days = {day.isoformat(): str(name) for day, name in sorted(found.items())}
        except NotImplementedError:
            days = {}
    answer = {
        "regions": sorted(set(holidays.list_supported_countries(include_aliases=False).get(country, ()))),
        "names": sorted(set(holidays.list_supported_countries(include_aliases=True).get(country, ()))),
        "days": days,
    }
    # ASCII: the pipe's encoding is the system's.
    sys.stdout.write(json.dumps(answer))
    return 0


def _command() -> list[str]:
    """How this program starts itself as the child, from a checkout, a wheel or a frozen build."""
    if getattr(sys, "frozen", False):
        return [sys.executable, _ARGUMENT]
    return [sys.executable, "-m", "clinic_desktop.integrations.holiday_child"]


if __name__ == "__main__":
    sys.exit(main())
