"""Many open links that several desks watch: how often a gateway is asked, whether anything is asked twice, and what it
costs each desk. One desk alone is measured beside them, in the same run.

Time is simulated: each desk does a round when its last one said so, and its processor time is that of its own thread,
without the gateway's, which runs in the same process. Exit status 1 where a link was asked about by two desks within
the time that it was to be left alone, or a gateway was asked more than once a second.

Usage: python -m benchmarks.watching_links [--links 300] [--desks 4] [--minutes 30] [--database sqlite|postgresql]
"""

import argparse
import itertools
import logging
import sys
from collections import defaultdict
from datetime import timedelta
from time import thread_time

from sqlalchemy import update

from benchmarks.clinics import KINDS, half_hours, new_clinic, place
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.checkout import GatewayPace
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from tests.builders import Clinic, new_key
from tests.conftest import SetClock
from tests.services.billing.gateways import environment

_LEAST_PAUSE = 15.0
"""An open link that nobody looks at is left alone for 20 seconds at least."""


def main() -> None:
    """Makes the links, lets the desks watch them, and says what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=300)
    parser.add_argument("--desks", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    wrong = []
    with RazorpayServer() as server, place(asked.database) as where:
        clock = SetClock()
        server.clock.follow(clock)
        database, clinic = new_clinic(where)
        accounts = GatewayAccounts(database, environment(_Nobody(), server), clock)
        SettingsService(database, clock).change(clinic.admin, {"gateway": GatewayName.RAZORPAY.value})
        _make_links(database, clinic, clock, accounts, asked.links)
        for desks in (1, asked.desks):
            with database.write() as session:
                session.execute(update(PaymentLink).values(due_at=clock(), tries=0, claimed_until=None))
                session.execute(update(GatewayPace).values(next_at=clock()))
            server.calls.clear()
            began = clock()
            costs = _watch(database, clock, accounts, desks, asked.minutes)
            wrong += _told(server, began.timestamp(), asked.minutes, desks, costs)
        database.close()
    print("\n".join(wrong) or "Nothing is wrong.")
    sys.exit(1 if wrong else 0)


class _Nobody:
    """Stripe, which has no keys here."""

    secret_key, url = "", "http://127.0.0.1:9"


def _make_links(database: Database, clinic: Clinic, clock: SetClock, accounts: GatewayAccounts, count: int) -> None:
    """One link from the gateway for each of so many visits."""
    booking, checkout = BookingService(database, clock), CheckoutService(database, clock, accounts)
    made = 0
    for start in half_hours(2 * count):
        for doctor in (clinic.doctors[0], clinic.doctors[2]):
            if made == count:
                return
            request = BookingRequest(
                request_key=new_key(), patient_id=clinic.patients[1], practitioner_id=doctor,
                location_id=clinic.kolkata, service_id=clinic.consultation, starts_at=start,
            )  # fmt: skip
            try:
                view = booking.book(clinic.front_desk, request)
            except Refused:
                continue
            checkout.ask(clinic.front_desk, view.id)
            made += 1


def _watch(database: Database, clock: SetClock, accounts: GatewayAccounts, desks: int, minutes: float) -> list[float]:
    """Lets the desks do their rounds for so long, and gives the processor seconds of each."""
    workers = [PaymentWorker(database, clock, accounts, f"desk-{number}") for number in range(desks)]
    due = [clock() + timedelta(seconds=0.7 * number) for number in range(desks)]
    costs, until = [0.0] * desks, clock() + timedelta(minutes=minutes)
    while True:
        number = min(range(desks), key=lambda one: due[one])
        if due[number] > until:
            return costs
        clock.now = max(due[number], clock.now)
        began = thread_time()
        done = workers[number].run_once()
        costs[number] += thread_time() - began
        due[number] = clock() + timedelta(seconds=done.wait_seconds)


def _told(server: RazorpayServer, began: float, minutes: float, desks: int, costs: list[float]) -> list[str]:
    """Prints what the gateway saw, and gives what is wrong with it."""
    asked: defaultdict[str, list[float]] = defaultdict(list)
    for call in server.calls:
        asked[call.path].append(call.at - began)
    times = sorted(at for found in asked.values() for at in found)
    busiest = max(sum(1 for at in times if start <= at < start + 10) for start in times)
    pauses = [later - earlier for found in asked.values() for earlier, later in itertools.pairwise(found)]
    share = max(costs) / (minutes * 60) * 100
    print(
        f"{desks} desk(s): {len(times)} questions about {len(asked)} links in {minutes:g} minutes,"
        f" {len(times) / minutes / 60:.2f} a second, {busiest} in the busiest ten seconds; the shortest pause"
        f" of a link {min(pauses, default=0):.0f} s; {share:.2f} % of a core for the busiest desk"
    )
    wrong = []
    if busiest > 10:
        wrong.append(f"{desks} desks: {busiest} questions within ten seconds")
    if min(pauses, default=_LEAST_PAUSE) < _LEAST_PAUSE:
        wrong.append(f"{desks} desks: a link was asked about again after {min(pauses):.1f} s")
    if share > 2:
        wrong.append(f"{desks} desks: {share:.1f} % of a core")
    return wrong


if __name__ == "__main__":
    main()
