"""A storm about money: links, payers, desks, refunds, banks, faults and time at random, through the real SDKs.

Steps are drawn from a seed. After each stretch (a clinic of its own, with one of the two gateways) the faults end and
the worker runs until nothing more can come. Then no payment may count twice or be missing, nobody may have paid more
than they owe, no more may have gone back of a payment than came in, every account of an invoice must be what it should
be, the ledger must sum to zero, and its clearing account must say what the gateway's own books say. Exit status 1
otherwise, with the seed.

Usage: python -m benchmarks.money_storm [--steps 100000] [--stretch 4000] [--seed 1] [--database sqlite|postgresql]
"""

import argparse
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from benchmarks.clinics import KINDS, new_clinic, place
from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.conftest import SetClock
from tests.services.billing.gateways import environment
from tests.services.checkout.online import RETURN, FreshAccounts, Online
from tests.services.checkout.random_life import RandomLife

_MEMORY = Path("/dev/shm")


def main() -> None:
    """Runs the storm and says what it found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--stretch", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=KINDS, default="sqlite")
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    if _MEMORY.is_dir():
        tempfile.tempdir = str(_MEMORY)
    counts: Counter[str] = Counter()
    wrong, done, began = [], 0, perf_counter()
    with StripeServer() as stripe, RazorpayServer() as razorpay, place(asked.database) as where:
        servers = {GatewayName.STRIPE: stripe, GatewayName.RAZORPAY: razorpay}
        while done < asked.steps:
            steps = min(asked.stretch, asked.steps - done)
            seed = asked.seed + done // asked.stretch
            name = list(GatewayName)[seed % 2]
            found = _stretch(servers, where, name, seed, steps, counts)
            wrong += [f"seed {seed}, {name}: {one}" for one in found]
            done += steps
            print(f"{done:7} steps, {perf_counter() - began:5.0f} s, {len(wrong)} wrong", flush=True)
    for verb, count in sorted(counts.items()):
        print(f"  {verb:40} {count}")
    print("\n".join(wrong) or "Nothing is wrong.")
    sys.exit(1 if wrong else 0)


def _stretch(
    servers: "dict[GatewayName, StripeServer | RazorpayServer]",
    where: str,
    name: GatewayName,
    seed: int,
    steps: int,
    counts: "Counter[str]",
) -> list[str]:
    """One clinic's life, and what is wrong at its end."""
    clock = SetClock()
    for server in servers.values():
        server.reset()
        server.clock.follow(clock)
    database, clinic = new_clinic(where)
    try:
        wanted = {"gateway": name.value, "return_address": RETURN, "prepayment_required": True}
        SettingsService(database, clock).change(clinic.admin, wanted)
        accounts = FreshAccounts(database, environment(*servers.values()), clock)
        checkout, worker = CheckoutService(database, clock, accounts), PaymentWorker(database, clock, accounts, "desk")
        online = Online(name, servers[name], servers, database, clock, clinic, accounts, checkout, worker)
        life = RandomLife(online, seed)
        for number in range(steps):
            life.step()
            if number % 500 == 0:
                servers[name].calls.clear()
        life.come_to_rest()
        counts += life.counts
        return life.wrongs()
    except GatewayRefused as refusal:
        return [f"the end could not be looked at: {refusal.reason}"]
    finally:
        database.close()


if __name__ == "__main__":
    main()
