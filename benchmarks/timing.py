"""What every benchmark needs: a median in milliseconds, and a table of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a report. ``floor_ms`` is the bare code's time in the same run; without it there is no ratio."""

    name: str
    ms: float
    floor_ms: float | None = None
    goal: str = ""


def median_ms(function: Callable[[], object], runs: int = 15) -> float:
    """The median time of ``runs`` calls, after one that does not count."""
    return medians_ms([function], runs)[0]


def medians_ms(functions: Sequence[Callable[[], object]], runs: int = 15) -> list[float]:
    """As ``median_ms`` of each, but in turns, so that what else the computer does falls on all of them alike."""
    rounds = [[_once_ms(function) for function in functions] for _ in range(runs + 1)]
    return [median(times) for times in zip(*rounds[1:], strict=True)]


def _once_ms(function: Callable[[], object]) -> float:
    start = perf_counter()
    function()
    return (perf_counter() - start) * 1000


def report(rows: Iterable[Row]) -> None:
    """Print the rows as a table: milliseconds, the ratio to the floor, and the goal for that ratio."""
    print(f"{'what':<52} {'median ms':>10} {'ratio':>7}  goal")
    for row in rows:
        ratio = "" if row.floor_ms is None else f"{row.ms / row.floor_ms:.2f}"
        print(f"{row.name:<52} {row.ms:>10.2f} {ratio:>7}  {row.goal}".rstrip())
