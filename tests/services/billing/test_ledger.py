"""What is posted, that it always balances, and that nobody rewrites it."""

import pytest
from sqlalchemy import select, text, update

from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import LedgerAccount, MessageKind
from clinic_desktop.domain.errors import Conflict
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.ledger import balance
from tests.services.billing.conftest import MONDAY, card, cash, invoice_row, set_currency, upi


def test_an_invoice_is_owed_by_the_patient_and_held_for_the_visit(clinic, payments, booked, held):
    payments.issue(clinic.front_desk, booked().id)
    assert held() == {"patient_receivable": 50_000, "escrow_held": -50_000}


def test_each_way_of_paying_has_its_own_drawer(database, clinic, payments, booked, held):
    payments.take_for(clinic.front_desk, booked().id, (cash(20_000, 50_000), card(10_000), upi(15_000)))
    assert held() == {
        "cash_drawer": 20_000,
        "card_clearing": 10_000,
        "upi_clearing": 15_000,
        "patient_receivable": 5_000,
        "escrow_held": -50_000,
    }
    with database.read() as session:
        assert balance(session, LedgerAccount.CASH_DRAWER, "INR", clinic.kolkata) == Money(20_000, "INR")
        assert balance(session, LedgerAccount.CASH_DRAWER, "INR", clinic.berlin) == Money(0, "INR")
        assert balance(session, LedgerAccount.ESCROW_HELD, "INR") == Money(-50_000, "INR")


def test_a_completed_visit_releases_its_money_to_doctor_clinic_and_tax(
    clinic, payments, settings, visits, booked, held
):
    settings.change(clinic.admin, {"tax_percent": 18, "platform_fee_percent": 20})
    appointment = booked()
    payments.take_for(clinic.front_desk, appointment.id, (cash(50_000),))
    visits.complete(clinic.doctor, appointment.id, appointment.version)
    # 18 % of 500 are in it: 76.27 tax, 423.73 net, of which the clinic keeps 84.75.
    assert held() == {"cash_drawer": 50_000, "tax": -7_627, "platform_fee": -8_475, "doctor_payable": -33_898}


@pytest.mark.parametrize("currency", ["JPY", "BHD"])
def test_shares_are_exact_in_every_currency(database, clinic, settings, visits, booked, held, currency):
    set_currency(database, clinic.kolkata, currency)
    # A third would not be whole: nothing is lost and nothing is made.
    settings.change(clinic.admin, {"platform_fee_percent": 33})
    appointment = booked()
    with database.write() as session:
        session.execute(text("UPDATE appointment SET amount_minor = 50001"))
    visits.complete(clinic.doctor, appointment.id, appointment.version)
    found = held()
    assert found["patient_receivable"] == 50_001
    assert found["platform_fee"] == -16_500
    assert found["platform_fee"] + found["doctor_payable"] == -50_001


def test_completing_without_paying_issues_the_invoice(clinic, payments, visits, booked, held):
    appointment = booked()
    visits.complete(clinic.doctor, appointment.id, appointment.version)
    assert held() == {"patient_receivable": 50_000, "doctor_payable": -50_000}
    assert payments.invoice(clinic.front_desk, appointment.id).number == "I-2026-00001"


def test_undoing_a_completion_takes_the_release_back(clinic, settings, payments, visits, booking, booked, held):
    settings.change(clinic.admin, {"platform_fee_percent": 20})
    appointment = booked()
    payments.take_for(clinic.front_desk, appointment.id, (cash(50_000),))
    before = held()
    done = visits.complete(clinic.doctor, appointment.id, appointment.version)
    assert held() != before
    undone = booking.undo(clinic.doctor, done.id, done.version)
    assert held() == before
    visits.complete(clinic.doctor, undone.id, undone.version)
    assert held() == {"cash_drawer": 50_000, "platform_fee": -10_000, "doctor_payable": -40_000}


def test_the_clinics_share_is_what_was_agreed_when_the_invoice_was_issued(
    database, clinic, settings, payments, visits, booking, booked, held
):
    settings.change(clinic.admin, {"platform_fee_percent": 20})
    appointment = booked()
    taken = payments.take_for(clinic.front_desk, appointment.id, (cash(50_000),))
    settings.change(clinic.admin, {"platform_fee_percent": 35})
    done = visits.complete(clinic.doctor, appointment.id, appointment.version)
    agreed = {"cash_drawer": 50_000, "platform_fee": -10_000, "doctor_payable": -40_000}
    assert held() == agreed
    settings.change(clinic.admin, {"platform_fee_percent": 0})
    undone = booking.undo(clinic.doctor, done.id, done.version)
    visits.complete(clinic.doctor, undone.id, undone.version)
    assert held() == agreed
    assert invoice_row(database, taken.invoice.id).platform_fee_percent == 20
    later = booked("15:00")
    visits.complete(clinic.doctor, later.id, later.version)
    assert held() == agreed | {"patient_receivable": 50_000, "doctor_payable": -90_000}


def test_nothing_is_owed_after_an_unpaid_visit_is_cancelled(clinic, payments, booking, booked, held):
    appointment = booked()
    payments.issue(clinic.front_desk, appointment.id)
    gone = booking.cancel(clinic.front_desk, appointment.id, appointment.version, "Feels better")
    assert held() == {}
    booking.undo(clinic.front_desk, gone.id, gone.version)
    assert held() == {"patient_receivable": 50_000, "escrow_held": -50_000}


def test_an_invoice_of_a_visit_that_will_not_be_is_owed_by_nobody(clinic, payments, booking, booked, held):
    view = booked()
    booking.cancel(clinic.front_desk, view.id, view.version, "Ill")
    payments.issue(clinic.front_desk, view.id)
    assert held() == {}


def test_what_a_late_cancelling_keeps_is_earned_and_taxed(clinic, settings, payments, booking, booked, held):
    settings.change(clinic.admin, {"platform_fee_percent": 20, "tax_percent": 25})
    appointment = booked()
    payments.take_for(clinic.front_desk, appointment.id, (card(50_000),))
    booking.cancel(clinic.front_desk, appointment.id, appointment.version, "Travelling")
    # Three hours before the start half goes back, as soon as somebody sends it.
    kept = {"tax": -5_000, "platform_fee": -4_000, "doctor_payable": -16_000}
    assert held() == {"card_clearing": 50_000, "refunds": -25_000} | kept
    owed = payments.refunds_owed(clinic.front_desk)[0]
    payments.confirm_refund(clinic.front_desk, owed.id, owed.version, "RRN 1")
    assert held() == {"card_clearing": 25_000} | kept


def test_a_no_show_owes_nothing_and_forfeits_what_was_paid(clinic, clock, payments, visits, booked, held):
    unpaid, paid = booked("12:00"), booked("12:30", patient=2)
    payments.issue(clinic.front_desk, unpaid.id)
    payments.take_for(clinic.front_desk, paid.id, (card(20_000),))
    clock.forward(hours=3)
    visits.no_show(clinic.front_desk, unpaid.id, unpaid.version)
    visits.no_show(clinic.front_desk, paid.id, paid.version)
    assert held() == {"card_clearing": 20_000, "doctor_payable": -20_000}


def test_a_no_show_pays_back_what_the_policy_says(
    database, clinic, settings, clock, payments, visits, booking, booked, held
):
    settings.change(clinic.admin, {"no_show_refund_percent": 40})
    with database.write() as session:
        session.execute(update(Patient).values(email="patient@example.org"))
    one, other = booked("12:00"), booked("12:30", patient=2)
    payments.take_for(clinic.front_desk, one.id, (card(20_000),))
    payments.take_for(clinic.front_desk, other.id, (cash(50_000),))
    clock.forward(hours=3)
    missed = visits.no_show(clinic.front_desk, one.id, one.version)
    assert visits.no_show_all(clinic.front_desk, clinic.kolkata, MONDAY).marked == 1
    assert sorted(owed.amount.minor for owed in payments.refunds_owed(clinic.front_desk)) == [8_000, 20_000]
    assert held() == {"card_clearing": 20_000, "cash_drawer": 50_000, "refunds": -28_000, "doctor_payable": -42_000}
    with database.read() as session:
        told = session.scalars(select(Message.appointment_id).where(Message.kind == MessageKind.REFUND)).all()
    assert sorted(told) == [one.id, other.id]
    booking.undo(clinic.front_desk, one.id, missed.version)
    assert [owed.amount.minor for owed in payments.refunds_owed(clinic.front_desk)] == [20_000]
    assert held() == {
        "card_clearing": 20_000, "cash_drawer": 50_000, "refunds": -20_000, "doctor_payable": -30_000,
        "escrow_held": -50_000, "patient_receivable": 30_000,
    }  # fmt: skip


def test_a_discount_of_a_completed_visit_comes_out_of_the_shares(clinic, settings, payments, visits, booked, held):
    settings.change(clinic.admin, {"platform_fee_percent": 20})
    appointment = booked()
    visits.complete(clinic.doctor, appointment.id, appointment.version)
    invoice = payments.invoice(clinic.front_desk, appointment.id)
    payments.set_discount(clinic.front_desk, invoice.id, invoice.version, 10_000, "Long wait")
    assert held() == {"patient_receivable": 40_000, "platform_fee": -8_000, "doctor_payable": -32_000}


@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET amount_minor = 1", "DELETE FROM ledger_entry"])
def test_nobody_rewrites_the_ledger(database, clinic, payments, booked, held, statement):
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    before = held()
    with pytest.raises(Conflict), database.write() as session:
        session.execute(text(statement))
    assert held() == before


def test_nobody_replaces_a_posting(database, clinic, payments, booked):
    payments.issue(clinic.front_desk, booked().id)
    if database.is_sqlite:
        with pytest.raises(Conflict), database.write() as session:
            session.execute(text("INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry"))


@pytest.mark.parametrize(("column", "value"), [("amount_minor", "0"), ("amount_minor", "-5"), ("credit", "debit")])
def test_the_database_refuses_postings_that_are_none(database, clinic, payments, booked, column, value):
    payments.issue(clinic.front_desk, booked().id)
    columns = "at, debit, credit, amount_minor, currency, location_id, invoice_id, memo"
    changed = columns.replace(column, value)
    with pytest.raises(Conflict), database.write() as session:
        session.execute(text(f"INSERT INTO ledger_entry ({columns}) SELECT {changed} FROM ledger_entry"))
