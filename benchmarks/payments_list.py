"""A page of the list of payments with its totals, among 100,000 payments of three years, on both databases.

The floor is the page alone by hand: the newest fifty of a centre through the index, names joined, no totals.

Usage: python -m benchmarks.payments_list [--payments 100000] [--runs 9] [--database sqlite|postgresql]
"""

import argparse
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.clinics import KINDS, NOW, clock, new_clinic, place
from benchmarks.timing import Row, median_ms, report
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.values import PaymentFilters
from clinic_desktop.services.demo.bulk import Bulk
from tests.builders import Clinic

_FIRST = ("Asha", "Dev", "Fatima", "Imran", "Lakshmi", "Meera", "Nikhil", "Priya", "Rahul", "Sunita", "Tariq", "Zoya")
_LAST = ("Rao", "Menon", "Sheikh", "Iyer", "Nair", "Das", "Bose", "Kapoor", "Singh", "Reddy", "Ghosh", "Pillai")
_BY_HAND = (
    "SELECT p.id, p.receipt_number, a.patient_name, p.amount_minor FROM payment p JOIN invoice i ON i.id = p.invoice_id"
    " JOIN appointment a ON a.id = i.appointment_id WHERE p.location_id = 1 AND p.state = 'paid'"
    " ORDER BY p.paid_at DESC, p.id DESC LIMIT 50"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--payments", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--database", choices=KINDS)
    options = parser.parse_args()
    for kind in KINDS if options.database is None else (options.database,):
        with place(kind) as where:
            database, clinic = new_clinic(where)
            _fill(database, clinic, options.payments)
            report(_measured(database, clinic, kind, options.runs))
            database.close()


def _measured(database: Database, clinic: Clinic, kind: str, runs: int) -> Iterator[Row]:
    payments, today = PaymentService(database, clock), date(2026, 11, 23)
    here = (clinic.kolkata,)
    asked = {
        "everything, one centre": (PaymentFilters(location_ids=here), 0),
        "everything, all centres": (PaymentFilters(), 0),
        "everything, the last page": (PaymentFilters(location_ids=here), -1),
        "a month": (PaymentFilters(today - timedelta(days=30), today, location_ids=here), 0),
        "a year, by card": (PaymentFilters(today - timedelta(days=365), today, (PaymentMethod.CARD,), (), here), 0),
        "one doctor": (PaymentFilters(location_ids=here, practitioner_id=clinic.doctors[1]), 0),
        "a name": (PaymentFilters(location_ids=here, text="lakshmi iyer"), 0),
        "a receipt": (PaymentFilters(location_ids=here, text="R-2025-00042"), 0),
        "an amount": (PaymentFilters(location_ids=here, text="512.00"), 0),
    }
    yield Row(f"{kind}: the newest fifty by hand", median_ms(lambda: _by_hand(database), runs))
    for name, (filters, page) in asked.items():
        if page < 0:
            page = payments.listing(clinic.admin, filters).total // 50 - 1
        yield Row(
            f"{kind}: {name}",
            median_ms(lambda filters=filters, page=page: payments.listing(clinic.admin, filters, page), runs),
        )


def _by_hand(database: Database) -> None:
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(_BY_HAND)
        cursor.fetchall()
        cursor.close()
    finally:
        connection.close()


def _fill(database: Database, clinic: Clinic, count: int) -> None:
    chance = random.Random(20261123)
    facts = [_fact(number, count, clinic, chance) for number in range(1, count + 1)]
    with database.write() as session:
        bulk = Bulk(session)
        bulk.load(Appointment, _APPOINTMENT, (_appointment(*fact, clinic) for fact in facts))
        bulk.load(Invoice, _INVOICE, (_invoice(*fact, clinic) for fact in facts))
        bulk.load(Payment, _PAYMENT, (_payment(*fact) for fact in facts))
        bulk.finish()
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")


def _fact(number: int, count: int, clinic: Clinic, chance: random.Random) -> tuple[Any, ...]:
    at = NOW - timedelta(minutes=(count - number) * 3 * 365 * 1440 // count)
    name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}"
    centre = clinic.kolkata if chance.random() < 0.8 else clinic.berlin
    method = chance.choice(("cash", "cash", "card", "upi", "bank_transfer", "link"))
    return number, at, name, centre, chance.choice(clinic.doctors), chance.randrange(100, 90_000), method


_APPOINTMENT = (
    "id version request_key patient_id practitioner_id location_id service_id room_reserved starts_at ends_at"
    " buffer_before_minutes buffer_after_minutes seat queue_only squeezed_in passed_over state state_changed_at"
    " patient_name patient_phone patient_email practitioner_name speciality service_name amount_minor currency purpose"
    " reason symptoms notes online channel urgency first_visit end_reason created_by_name created_at"
)
_INVOICE = (
    "id version appointment_id patient_id practitioner_id location_id number currency amount_minor discount_minor"
    " discount_reason tax_minor tax_name tax_percent tax_inclusive platform_fee_percent total_minor paid_minor"
    " refunded_minor issued_at"
)
_PAYMENT = (
    "id version key invoice_id location_id method state amount_minor currency reference receipt_number desk"
    " taken_by_name created_at paid_at receipt_printed declared terminal card_last4"
)


def _appointment(
    number: int, at: datetime, name: str, centre: int, doctor: int, amount: int, _method: str, clinic: Clinic
) -> tuple[Any, ...]:
    patient = clinic.patients[number % len(clinic.patients)]
    return (
        number, 1, f"b-{number}", patient, doctor, centre, clinic.consultation, False, at, at + timedelta(minutes=30),
        0, 0, 1, True, False, "", "completed", at, name, "", "", "Dr Somebody", "", "Consultation", amount, "INR", "",
        "", "", "", False, "phone", "routine", False, "", "", at,
    )  # fmt: skip


def _invoice(
    number: int, at: datetime, _name: str, centre: int, doctor: int, amount: int, _method: str, clinic: Clinic
) -> tuple[Any, ...]:
    patient = clinic.patients[number % len(clinic.patients)]
    return (
        number, 1, number, patient, doctor, centre, f"I-{at.year}-{number:05d}", "INR", amount, 0, "", 0, "", 0, True,
        20, amount, amount, 0, at,
    )  # fmt: skip


def _payment(
    number: int, at: datetime, _name: str, centre: int, _doctor: int, amount: int, method: str
) -> tuple[Any, ...]:
    return (
        number, 1, f"p-{number}", number, centre, method, "paid", amount, "INR", "", f"R-{at.year}-{number:05d}",
        f"desk-{number % 3}", "Ravi", at, at, 1, False, "", "",
    )  # fmt: skip


if __name__ == "__main__":
    main()
