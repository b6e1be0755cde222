"""What every benchmark needs: a median in milliseconds, and a table of them."""

from collections.abc import Callable, Iterable
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
    function()
    times = []
    for _ in range(runs):
        start = perf_counter()
        function()
        times.append(perf_counter() - start)
    return median(times) * 1000


def report(rows: Iterable[Row]) -> None:
    """Print the rows as a table: milliseconds, the ratio to the floor, and the goal for that ratio."""
    print(f"{'what':<52} {'median ms':>10} {'ratio':>7}  goal")
    for row in rows:
        ratio = "" if row.floor_ms is None else f"{row.ms / row.floor_ms:.2f}"
        print(f"{row.name:<52} {row.ms:>10.2f} {ratio:>7}  {row.goal}".rstrip())
