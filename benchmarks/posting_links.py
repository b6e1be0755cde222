"""Posting what a gateway says that a link has brought: the payment, its ledger entries, the receipt number, the
appointment that it confirms, the link, the audit and the patient's messages, in one transaction.

The floor is the same statements, recorded beforehand, sent in one transaction through the bare driver.

Usage: python -m benchmarks.posting_links [--runs 100] [--database sqlite|postgresql|both]
"""

import argparse
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import update

from benchmarks.booking import Statement, bare, clinic_with_addresses, wish
from benchmarks.clinics import KINDS, NOW, clock, half_hours, place
from benchmarks.timing import Row, report
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Organization
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import AppointmentState, GatewayName, LinkState
from clinic_desktop.domain.gateways import GatewayPayment, MoneyState, Page, PageState
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.checkout.applying import Said, apply
from clinic_desktop.services.checkout.requesting import Now, Terms, insert_link, wanted_of
from clinic_desktop.services.settings import SettingsService

_GATEWAY = GatewayName.RAZORPAY


def main() -> None:
    """Measures on both databases."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--database", choices=(*KINDS, "both"), default="both")
    asked = parser.parse_args()
    rows: list[Row] = []
    for kind in KINDS if asked.database == "both" else (asked.database,):
        with place(kind) as where:
            rows.append(_measured(kind, where, asked.runs))
    report(rows)


def _measured(kind: str, where: str, runs: int) -> Row:
    database = _waiting(where, runs)
    recorded = _record(database, runs)
    database.close()
    floor_database = _waiting(where, runs)
    floor_database.close()
    send, close = bare(kind, floor_database)
    database = _waiting(where, runs)
    by_hand, by_service = [], []
    for number in range(1, runs + 1):
        start = perf_counter()
        send(recorded[number - 1])
        middle = perf_counter()
        _heard(database, number)
        by_service.append(perf_counter() - middle)
        by_hand.append(middle - start)
    close()
    database.close()
    print(f"{kind}: {len(recorded[0])} statements, by hand {median(by_hand) * 1000:.2f} ms")
    return Row(f"post what a link brought, {kind}", median(by_service) * 1000, median(by_hand) * 1000, "at most 2.5")


def _waiting(where: str, runs: int) -> Database:
    """A clinic with so many bookings that wait for their money, and a link for each."""
    database, clinic = clinic_with_addresses(where)
    SettingsService(database, clock).change(clinic.admin, {"message_hold_seconds": 0})
    booking = BookingService(database, clock)
    for number, start in enumerate(half_hours(runs)):
        booking.book(clinic.front_desk, wish(clinic, number, start))
    with database.write() as session:
        session.execute(update(Organization).values(reference="benchmrk"))
        session.execute(update(Appointment).values(state=AppointmentState.PENDING, expires_at=half_hours(1)[0]))
        for number in range(1, runs + 1):
            wanted = wanted_of(session, clinic.front_desk, number, Now(NOW, NOW))
            terms = Terms(_GATEWAY, False, NOW)
            insert_link(session, clinic.front_desk, wanted, terms, None, "benchmark", NOW)
        session.execute(update(PaymentLink).values(state=LinkState.OPEN, gateway_id=PaymentLink.key, url="https://x"))
    return database


def _heard(database: Database, number: int) -> None:
    key = f"benchmrk-{number}-1"
    paid = GatewayPayment(f"pay_{number:014d}", MoneyState.DONE, 50_000, "INR", 0, NOW, key, number)
    page = Page(key, key, "https://x", PageState.PAID, 50_000, "INR", NOW, None, (paid,))
    with database.write() as session:
        apply(session, number, Said(page), NOW)


def _record(database: Database, runs: int) -> list[list[Statement]]:
    """Does everything once, and keeps what was sent for each payment."""
    sent: list[Statement] = []
    do_execute = database.engine.dialect.do_execute

    def keep(cursor: Any, sql: str, parameters: Any, context: Any = None) -> None:
        if not sql.startswith("BEGIN"):
            sent.append((sql, parameters))
        do_execute(cursor, sql, parameters, context)

    database.engine.dialect.do_execute = keep  # type: ignore[method-assign]
    recorded = []
    for number in range(1, runs + 1):
        _heard(database, number)
        recorded.append(list(sent))
        sent.clear()
    return recorded


if __name__ == "__main__":
    main()
