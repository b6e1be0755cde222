"""Many open links followed by several desks, each a process of its own: how often each gateway is asked, whether
anything is asked twice, and what it costs a desk. One desk alone is measured in the same run.

In real time, through both vendors' SDKs, at gateways on loopback; a desk's processor time is that of its process, from
its second round on. ``watching_links.py`` says the same of hours, in simulated time. Exit status 1 where a link was
asked about twice before every other was once, or a gateway was asked more than once a second.

Usage: python -m benchmarks.open_links [--links 300] [--desks 4] [--seconds 45] [--database sqlite|postgresql]
"""

import argparse
import logging
import multiprocessing
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import monotonic, process_time, sleep
from typing import Any

from sqlalchemy import update

from benchmarks.clinics import KINDS, NOW, half_hours, new_clinic, place
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.checkout import GatewayPace
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.period import Clock, utc_now
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.builders import Clinic, new_key
from tests.services.billing.gateways import environment

_PATIENCE = 120
_MOST_PERCENT = 2.0


def main() -> None:
    """Makes the links, lets the desks follow them, and says what that took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--links", type=int, default=300)
    parser.add_argument("--desks", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=45.0)
    parser.add_argument("--database", choices=KINDS, action="append")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    wrong = []
    for kind in asked.database or KINDS:
        with StripeServer() as stripe, RazorpayServer() as razorpay, place(kind) as where:
            wrong += _measure(kind, where, stripe, razorpay, asked)
    print("\n".join(wrong) or "Nothing is wrong.")
    sys.exit(1 if wrong else 0)


def _measure(kind: str, where: str, stripe: StripeServer, razorpay: RazorpayServer, asked: Any) -> list[str]:
    ahead = NOW - utc_now()
    clock = _Ahead(ahead)
    for server in (stripe, razorpay):
        server.clock.follow(clock)
    database, clinic = new_clinic(where)
    keys = environment(stripe, razorpay)
    _make_links(database, clinic, clock, keys, asked.links)
    wrong, costs = [], {}
    for desks in (1, asked.desks):
        with database.write() as session:
            session.execute(update(PaymentLink).values(due_at=clock(), tries=0, claimed_until=None))
            session.execute(update(GatewayPace).values(next_at=clock()))
        for server in (stripe, razorpay):
            server.forget_calls()
        costs[desks] = _follow(database, keys, ahead, desks, asked.seconds)
        for server in (stripe, razorpay):
            wrong += _told(server, kind, desks, asked.seconds)
        share = max(costs[desks]) / asked.seconds * 100
        print(f"{kind}, {desks} desk(s): {share:.2f} % of a core for the busiest desk")
        if desks > 1 and share > _MOST_PERCENT:
            wrong.append(f"{kind}, {desks} desks: {share:.1f} % of a core")
    ratio = max(costs[asked.desks]) / costs[1][0]
    print(f"{kind}: the busiest of {asked.desks} desks takes {ratio:.2f} × what one alone does")
    database.close()
    return wrong


class _Ahead:
    """A clock that runs as always, but so far ahead: the small clinic has its day whenever this is run."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def __call__(self) -> datetime:
        return utc_now() + self._ahead


def _make_links(database: Database, clinic: Clinic, clock: Clock, keys: Mapping[str, str], count: int) -> None:
    """Half of the links from each gateway, one for each of so many visits."""
    accounts = GatewayAccounts(database, keys, clock)
    booking, checkout = BookingService(database, clock), CheckoutService(database, clock, accounts)
    made = 0
    for start in half_hours(2 * count):
        for doctor in (clinic.doctors[0], clinic.doctors[2]):
            if made == count:
                return
            if made in (0, count // 2):
                name = GatewayName.RAZORPAY if made else GatewayName.STRIPE
                SettingsService(database, clock).change(clinic.admin, {"gateway": name.value})
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


def _follow(database: Database, keys: Mapping[str, str], ahead: timedelta, desks: int, seconds: float) -> list[float]:
    """Lets so many desks do their rounds for so long, and gives the processor seconds of each."""
    context = multiprocessing.get_context("spawn")
    url = database.url.render_as_string(hide_password=False)
    barrier, answers = context.Barrier(desks), context.Queue()
    workers = [
        context.Process(target=_desk, args=(url, dict(keys), ahead, seconds, number, barrier, answers))
        for number in range(desks)
    ]
    for worker in workers:
        worker.start()
    costs = [answers.get(timeout=seconds + _PATIENCE) for _ in workers]
    for worker in workers:
        worker.join()
    return costs


def _desk(
    url: str, keys: dict[str, str], ahead: timedelta, seconds: float, number: int, barrier: Any, answers: Any
) -> None:
    """One desk: the rounds that its program does, as often as each says."""
    logging.disable(logging.WARNING)
    database, clock = Database(url), _Ahead(ahead)
    worker = PaymentWorker(database, clock, GatewayAccounts(database, keys, clock), f"desk-{number}")
    # Both SDKs are imported here, which a desk does once a day.
    accounts = GatewayAccounts(database, keys, clock)
    for name in GatewayName:
        accounts.gateway(name)
    barrier.wait()
    worker.run_once()
    began, until = process_time(), monotonic() + seconds
    while (left := until - monotonic()) > 0:
        sleep(min(worker.run_once().wait_seconds, left))
    answers.put(process_time() - began)
    database.close()


def _told(server: StripeServer | RazorpayServer, kind: str, desks: int, seconds: float) -> list[str]:
    """Prints what one gateway saw, and gives what is wrong with it."""
    calls = [call for call in server.calls if call.method == "GET"]
    times = sorted(call.at for call in calls)
    pages = Counter(call.path for call in calls if call.path.startswith("/v1/payment_links/"))
    twice = sum(count - 1 for count in pages.values())
    busiest = max((sum(1 for at in times if start <= at < start + 10) for start in times), default=0)
    name = type(server).__name__.removesuffix("Server")
    print(
        f"{kind}, {desks} desk(s), {name}: {len(times) / seconds:.2f} requests a second, {busiest} in the busiest ten,"
        f" about {len(pages)} links, {twice} of them twice"
    )
    wrong = []
    if busiest > 10:
        wrong.append(f"{kind}, {desks} desks: {name} got {busiest} requests within ten seconds")
    if twice:
        wrong.append(f"{kind}, {desks} desks: {name} was asked {twice} times about what it had been asked")
    return wrong


if __name__ == "__main__":
    main()
