"""How long a change at one desk takes to be heard by another program on the same database.

One process books; this one watches. The time is from just before ``book`` is called to the callback here, so it holds
the booking itself; both read the computer's clock.

Usage: python -m benchmarks.live [--runs 100] [--database sqlite|postgresql]
"""

import argparse
import multiprocessing
import queue
import random
from statistics import quantiles
from time import sleep, time
from typing import Any

from benchmarks.booking import wish
from benchmarks.clinics import KINDS, clock, half_hours, new_clinic, place
from benchmarks.timing import Row, report
from clinic_desktop.db.database import Change, Database
from clinic_desktop.db.watch import ChangeWatch
from clinic_desktop.services.appointments.booking import BookingService
from tests.builders import Clinic


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--database", choices=KINDS, action="append")
    options = parser.parse_args()
    rows = []
    for kind in options.database or KINDS:
        with place(kind) as where:
            delays = measure(where, options.runs)
        cuts = quantiles(delays, n=20)
        rows += [
            Row(f"heard by another program, {kind}, median", cuts[9]),
            Row("  p95", cuts[18], goal="at most 300 ms"),
        ]
    report(rows)


def measure(where: str, runs: int) -> list[float]:
    """The delays in milliseconds."""
    database, clinic = new_clinic(where)
    heard: queue.Queue[tuple[float, Change]] = queue.Queue()
    watch = ChangeWatch(database, lambda changes: [heard.put((time(), change)) for change in changes])
    watch.start()
    watch.wait_until_listening(10)
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    url = database.url.render_as_string(hide_password=False)
    desk = context.Process(target=_desk, args=(url, clinic, runs, told))
    desk.start()
    booked = dict(told.get(timeout=60) for _ in range(runs))
    delays = []
    while len(delays) < runs:
        at, change = heard.get(timeout=10)
        if change.row_id in booked:
            delays.append((at - booked[change.row_id]) * 1000)
    desk.join()
    watch.stop()
    database.close()
    return delays


def _desk(url: str, clinic: Clinic, runs: int, told: Any) -> None:
    """Books now and then, and says when each booking began."""
    database = Database(url)
    booking = BookingService(database, clock)
    for number, start in enumerate(half_hours(runs)):
        sleep(random.uniform(0.05, 0.2))
        begin = time()
        told.put((booking.book(clinic.front_desk, wish(clinic, number, start)).id, begin))
    database.close()


if __name__ == "__main__":
    main()
