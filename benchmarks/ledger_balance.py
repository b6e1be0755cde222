"""The balance of an account with 1,000,000 postings, beside one indexed sum of a million by hand, on both databases.

One account has a million debits, another half a million on either side; both at two centres. The floor is one
SELECT sum() over the index, on the bare driver's connection, of as many postings.

Usage: python -m benchmarks.ledger_balance [--postings 1000000] [--runs 7] [--database sqlite|postgresql]
"""

import argparse
from collections.abc import Iterator
from typing import Any

from benchmarks.clinics import KINDS, NOW, new_clinic, place
from benchmarks.timing import Row, median_ms, report
from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import LedgerAccount
from clinic_desktop.services.billing.books import BookFilters, BookService
from clinic_desktop.services.billing.ledger import balance
from tests.builders import Clinic

_A = LedgerAccount
_COLUMNS = ("at", "debit", "credit", "amount_minor", "currency", "location_id", "memo")
_BY_HAND = "SELECT sum(amount_minor) FROM ledger_entry WHERE debit = 'cash_drawer' AND currency = 'INR'"
_AT_ONE_BY_HAND = f"{_BY_HAND} AND location_id = 1"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postings", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--database", choices=KINDS)
    options = parser.parse_args()
    for kind in KINDS if options.database is None else (options.database,):
        with place(kind) as where:
            database, clinic = new_clinic(where)
            _fill(database, options.postings, clinic)
            report(_measured(database, clinic, kind, options.runs))
            database.close()


def _measured(database: Database, clinic: Clinic, kind: str, runs: int) -> list[Row]:
    books = BookService(database, lambda: NOW)
    floor = median_ms(lambda: _by_hand(database, _BY_HAND), runs)
    floor_at_one = median_ms(lambda: _by_hand(database, _AT_ONE_BY_HAND), runs)
    one_side = median_ms(lambda: _balance(database, _A.CASH_DRAWER), runs)
    both_sides = median_ms(lambda: _balance(database, _A.CARD_CLEARING), runs)
    at_one = median_ms(lambda: _balance(database, _A.CASH_DRAWER, clinic.kolkata), runs)
    trial = median_ms(lambda: books.trial_balance(clinic.admin), 3)
    newest = median_ms(lambda: books.entries(clinic.admin, BookFilters(account=_A.CASH_DRAWER)), runs)
    return [
        Row(f"{kind}: one indexed sum by hand", floor),
        Row(f"{kind}: balance, all on one side", one_side, floor, "2"),
        Row(f"{kind}: balance, half on either side", both_sides, floor, "2"),
        Row(f"{kind}: one indexed sum by hand, one centre", floor_at_one),
        Row(f"{kind}: balance at one centre", at_one, floor_at_one, "2"),
        Row(f"{kind}: every account (4 × as many legs)", trial, floor),
        Row(f"{kind}: the newest 100 postings of an account", newest),
    ]


def _balance(database: Database, account: LedgerAccount, location_id: int | None = None) -> None:
    with database.read() as session:
        balance(session, account, "INR", location_id)


def _by_hand(database: Database, statement: str) -> None:
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(statement)
        cursor.fetchall()
        cursor.close()
    finally:
        connection.close()


def _rows(count: int, clinic: Clinic) -> Iterator[tuple[Any, ...]]:
    at = NOW.replace(tzinfo=None).isoformat(" ") + ".000000"
    half = count // 2
    legs = (
        (_A.CASH_DRAWER, _A.PATIENT_RECEIVABLE, count),
        (_A.CARD_CLEARING, _A.TAX, half),
        (_A.TAX, _A.CARD_CLEARING, half),
    )
    for debit, credit, times in legs:
        for number in range(times):
            centre = clinic.kolkata if number % 2 else clinic.berlin
            yield at, debit.value, credit.value, 1 + number % 99_991, "INR", centre, ""


def _fill(database: Database, count: int, clinic: Clinic) -> None:
    names = ", ".join(_COLUMNS)
    connection = database.engine.raw_connection()
    driver: Any = connection.driver_connection
    if database.is_sqlite:
        marks = ", ".join("?" * len(_COLUMNS))
        driver.execute("BEGIN IMMEDIATE")
        driver.executemany(f"INSERT INTO ledger_entry ({names}) VALUES ({marks})", _rows(count, clinic))
        driver.execute("COMMIT")
        driver.execute("ANALYZE")
    else:
        driver.execute("SET statement_timeout = 0")
        with driver.cursor().copy(f"COPY ledger_entry ({names}) FROM STDIN") as copy:
            for row in _rows(count, clinic):
                copy.write_row(row)
        driver.commit()
        driver.autocommit = True
        # What autovacuum does by itself soon after so many rows.
        driver.execute("VACUUM ANALYZE ledger_entry")
        driver.autocommit = False
    connection.close()


if __name__ == "__main__":
    main()
