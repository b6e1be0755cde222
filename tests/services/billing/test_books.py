"""The books: every account sums up, can be looked into, and nobody rewrites what was posted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod
from clinic_desktop.domain.errors import Conflict, Invalid, NotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import PayoutRequest
from clinic_desktop.services.billing import books as books_module
from clinic_desktop.services.billing.books import BookFilters, BookService
from clinic_desktop.services.billing.ledger import balance
from clinic_desktop.services.billing.payouts import PayoutService
from tests.builders import new_key
from tests.conftest import SetClock
from tests.services.billing.conftest import card, cash
from tests.services.conftest import MONDAY

SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture
def books(database: Database, clock: SetClock) -> BookService:
    return BookService(database, clock)


@pytest.fixture
def worked(database, clock, clinic, settings, payments, visits, booked):
    """A clinic in which money came in, went back, was earned and was paid out."""
    settings.change(clinic.admin, {"platform_fee_percent": 20, "tax_percent": 18})
    seen = booked("14:00")
    payments.take_for(clinic.front_desk, seen.id, (cash(20_000), card(30_000)))
    visits.complete(clinic.doctor, seen.id, seen.version)
    payments.take_for(clinic.front_desk, booked("15:00", patient=2).id, (cash(50_000),))
    payouts = PayoutService(database, clock)
    total = payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, MONDAY).total
    method = PaymentMethod.BANK_TRANSFER
    return payouts.pay(clinic.admin, PayoutRequest(new_key(), clinic.doctors[0], clinic.kolkata, MONDAY, total, method))


def test_every_account_is_there_and_all_sum_to_nothing(clinic, books, worked):
    trial = books.trial_balance(clinic.admin)
    assert trial.off == ()
    found = {row.account: row.balance for row in trial.rows}
    assert found[LedgerAccount.CASH_DRAWER] == Money(70_000, "INR")
    assert found[LedgerAccount.BANK] == Money(-worked.amount.minor, "INR")
    assert found[LedgerAccount.DOCTOR_PAYABLE] == Money(0, "INR")
    assert sum(money.minor for money in found.values()) == 0
    assert {row.location_name for row in trial.rows} == {"Park Street"}


def test_the_trial_balance_says_the_same_as_each_accounts_balance(database, clinic, books, worked):
    for row in books.trial_balance(clinic.admin).rows:
        with database.read() as session:
            assert balance(session, row.account, "INR", clinic.kolkata) == row.balance
            assert balance(session, row.account, "INR") == row.balance
            assert balance(session, row.account, "EUR").minor == 0


def test_books_that_do_not_add_up_are_named(clinic, books, worked):
    trial = books.trial_balance(clinic.admin)
    broken = replace(trial, rows=tuple(row for row in trial.rows if row.account is not LedgerAccount.BANK))
    assert broken.off == (("Park Street", "INR"),)


def test_an_account_is_looked_into(clinic, books, worked):
    page = books.entries(clinic.admin, BookFilters(account=LedgerAccount.BANK))
    (row,) = page.rows
    assert (row.debit, row.credit) == (LedgerAccount.DOCTOR_PAYABLE, LedgerAccount.BANK)
    assert (row.paper, row.amount) == (worked.number, worked.amount)
    assert page.next_before is None


def test_postings_name_their_papers_and_people(clinic, books, worked):
    rows = books.entries(clinic.admin).rows
    assert {"PO-2026-00001", "R-2026-00001", "R-2026-00002", "I-2026-00001"} <= {row.paper for row in rows}
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)
    receipt = next(row for row in rows if row.paper == "R-2026-00001")
    assert receipt.patient_name and receipt.practitioner_name and receipt.appointment_id is not None


def test_postings_are_found_by_number_name_day_and_centre(clinic, books, worked):
    def found(**filters):
        return len(books.entries(clinic.admin, BookFilters(**filters)).rows)

    every = found()
    assert found(text="r-2026-00001") == 1
    assert found(text="nobody") == 0
    assert found(first_day=MONDAY, last_day=MONDAY) == every
    assert found(last_day=SUNDAY) == 0
    assert found(location_id=clinic.berlin) == found(currency="EUR") == 0
    assert found(location_id=clinic.kolkata, first_day=MONDAY) == every


def test_long_books_come_in_pages_without_gaps(clinic, books, worked, monkeypatch):
    monkeypatch.setattr(books_module, "PAGE", 3)
    every = books.whole(clinic.admin, BookFilters())
    found, before = [], None
    while True:
        page = books.entries(clinic.admin, before=before)
        found += page.rows
        before = page.next_before
        if before is None:
            break
    assert tuple(found) == every


def test_too_many_postings_for_one_file_are_refused(clinic, books, worked, monkeypatch):
    monkeypatch.setattr(books_module, "LONGEST_EXPORT", 2)
    with pytest.raises(Invalid) as refused:
        books.whole(clinic.admin, BookFilters())
    assert refused.value.problems == {"period": "too_many_rows"}


def test_who_may_not_compare_the_books_sees_none(clinic, books, worked):
    for actor in (clinic.front_desk, clinic.doctor, clinic.coordinator, clinic.patient):
        for ask in (books.trial_balance, books.entries, lambda actor: books.whole(actor, BookFilters())):
            with pytest.raises(NotAllowed):
                ask(actor)
    elsewhere = replace(clinic.centre_manager, location_ids=frozenset({clinic.berlin}))
    assert books.trial_balance(elsewhere).rows == () and books.entries(elsewhere).rows == ()
    with pytest.raises(NotAllowed):
        books.trial_balance(elsewhere, clinic.kolkata)


REWRITING = (
    "UPDATE ledger_entry SET amount_minor = amount_minor + 1",
    "UPDATE ledger_entry SET memo = 'x'",
    "DELETE FROM ledger_entry",
    "DELETE FROM ledger_entry WHERE id = 1",
)
ON_SQLITE = (
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
    "REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE id = 1",
    "UPDATE OR REPLACE ledger_entry SET id = 2 WHERE id = 1",
)
ON_POSTGRESQL = (
    "TRUNCATE ledger_entry CASCADE",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry ON CONFLICT (id) DO UPDATE SET amount_minor = 1",
)


@pytest.mark.parametrize("statement", [*REWRITING, *ON_SQLITE, *ON_POSTGRESQL])
def test_nobody_rewrites_a_posting(database, clinic, books, worked, statement):
    if statement in (ON_POSTGRESQL if database.is_sqlite else ON_SQLITE):
        pytest.skip("the other database's words")
    before = books.whole(clinic.admin, BookFilters())
    with pytest.raises(Conflict), database.write() as session:
        session.execute(text(statement))
    assert books.whole(clinic.admin, BookFilters()) == before


def test_a_balance_is_read_from_an_index_alone(database, clinic, worked):
    """Neither with nor without a centre does SQLite look at a row of the ledger."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL says so of large tables only; see benchmarks/ledger_balance.py")
    plans: list[str] = []

    def explain(connection, cursor, statement, parameters, context, many):
        if statement.startswith("SELECT sum"):
            rows = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in rows)

    event.listen(database.engine, "before_cursor_execute", explain)
    with database.read() as session:
        balance(session, LedgerAccount.CASH_DRAWER, "INR")
        balance(session, LedgerAccount.CASH_DRAWER, "INR", clinic.kolkata)
    assert len(plans) == 4 and all("USING COVERING INDEX" in plan for plan in plans)
