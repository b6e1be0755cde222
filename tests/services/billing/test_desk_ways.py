"""Ways to pay at the desk: what is kept of cards, UPI and bank transfers, splits that add up, and change (scenarios 20,
21 and 26 of the payments page)."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Invalid, NotAllowed, Refused
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from tests.builders import new_key, upi_reference
from tests.services.billing.conftest import agreed, card, cash, set_currency, upi


def by_upi(amount: int, reference: str, key: str | None = None) -> DeskPayment:
    return DeskPayment(PaymentMethod.UPI, amount, None, reference, key or new_key())


def test_a_card_keeps_its_terminal_last_digits_and_approval(clinic, payments, booked):
    payment = DeskPayment(PaymentMethod.CARD, 50_000, None, " 004 917 ", new_key(), " T-77 ", "4242")
    taken = payments.take_for(clinic.front_desk, booked().id, (payment,))
    (kept,) = taken.invoice.payments
    assert (kept.reference, kept.terminal, kept.card_last4, kept.declared) == ("004 917", "T-77", "4242", False)


def test_a_desk_remembers_its_terminals_the_latest_first(clinic, payments, booked):
    for place, name in enumerate(("T-1", "T-2", "T-1")):
        payment = DeskPayment(PaymentMethod.CARD, 10_000, None, "", new_key(), name)
        payments.take_for(clinic.front_desk, booked(f"14:{place * 30:02d}" if place < 2 else "15:00").id, (payment,))
    assert payments.desk_ways(clinic.front_desk, clinic.kolkata).terminals == ("T-1", "T-2")
    assert payments.desk_ways(replace(clinic.front_desk, desk="desk-2"), clinic.kolkata).terminals == ()


def test_upi_is_declared_by_its_reference(clinic, payments, booked):
    taken = payments.take_for(clinic.front_desk, booked().id, (by_upi(50_000, "4288 1190 2231"),))
    (kept,) = taken.invoice.payments
    assert (kept.reference, kept.declared) == ("428811902231", True)


@pytest.mark.parametrize(
    ("payment", "problems"),
    [
        (by_upi(100, "42881190223", "k"), {"reference": "not_a_upi_reference"}),
        (by_upi(100, "", "k"), {"reference": "not_a_upi_reference"}),
        (DeskPayment(PaymentMethod.CARD, 100, None, "", "k", "", "42"), {"card_last4": "not_four_digits"}),
        (DeskPayment(PaymentMethod.CARD, 100, None, "", "k", "x" * 65), {"terminal": "too_long"}),
        (DeskPayment(PaymentMethod.BANK_TRANSFER, 100, None, "x" * 201, "k"), {"reference": "too_long"}),
        (DeskPayment(PaymentMethod.UPI, 100, 200, "428811902231", "k"), {"tendered": "change_only_from_cash"}),
        (DeskPayment(PaymentMethod.LINK, 100, None, "", "k"), {"method": "not_a_method"}),
    ],
)
def test_numbers_that_cannot_be_right_are_refused(clinic, payments, booked, payment, problems):
    with pytest.raises(Invalid) as refusal:
        payments.take_for(clinic.front_desk, booked().id, (payment,))
    assert refusal.value.problems == problems


def test_a_upi_reference_is_taken_once_a_day_but_a_repeat_finds_its_payment(clinic, clock, payments, booked):
    reference = upi_reference()
    first, second, third = booked("14:00", patient=0).id, booked("14:30").id, booked("15:00").id
    payment = by_upi(50_000, reference)
    taken = payments.take_for(clinic.front_desk, first, (payment,))
    assert payments.take_for(clinic.front_desk, first, (payment,)).payment_ids == taken.payment_ids
    with pytest.raises(Invalid) as refusal:
        payments.take_for(clinic.front_desk, second, (by_upi(50_000, reference),))
    assert refusal.value.problems == {"reference": "reference_used"}
    clock.forward(days=1)
    payments.take_for(clinic.front_desk, third, (by_upi(50_000, reference),))


def test_two_desks_that_enter_one_reference_take_it_once(database, clock, clinic, booked):
    reference, start, outcomes = upi_reference(), threading.Barrier(4), []
    visits = [booked(time).id for time in ("14:00", "14:30", "15:00", "15:30")]

    def pay(appointment_id: int) -> None:
        start.wait()
        try:
            PaymentService(database, clock).take_for(clinic.front_desk, appointment_id, (by_upi(50_000, reference),))
            outcomes.append("taken")
        except Refused as refusal:
            outcomes.append(refusal.problems["reference"])

    threads = [threading.Thread(target=pay, args=(visit,)) for visit in visits]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["reference_used"] * 3 + ["taken"]


def test_a_desk_hears_of_upi_tills_and_deposits_only_where_they_are_set(clinic, payments, settings, tills):
    plain = payments.desk_ways(clinic.front_desk, clinic.kolkata)
    assert (plain.upi_address, plain.deposit_percent, plain.keeps_tills) == ("", 0, False)
    settings.change(clinic.admin, {"upi_address": "lotus@okbank", "deposit_percent": 20})
    till = tills.open(clinic.front_desk, clinic.kolkata, 0)
    known = payments.desk_ways(clinic.front_desk, clinic.kolkata)
    assert (known.upi_address, known.upi_name, known.deposit_percent) == ("lotus@okbank", "Lotus Clinic", 20)
    assert (known.till_open, known.keeps_tills) == (True, True)
    assert till.desk == clinic.front_desk.desk
    # Berlin takes euros.
    assert payments.desk_ways(clinic.berlin_desk, clinic.berlin).upi_address == ""
    with pytest.raises(NotAllowed):
        payments.desk_ways(clinic.patient, clinic.kolkata)


# --- Scenario 20: exact minor units, parts that sum to the whole ------------------------------------------------------


@pytest.mark.parametrize("minor", [1_999, 820, 1_708, 29, 1])
@pytest.mark.parametrize("parts", [3, 7])
def test_a_price_split_into_equal_parts_is_paid_to_the_last_unit(
    database, clinic, payments, booked, held, minor, parts
):
    appointment = booked()
    agreed(database, appointment.id, minor)
    shares = [minor // parts + (place < minor % parts) for place in range(parts) if minor // parts or place < minor]
    done = payments.take_for(clinic.front_desk, appointment.id, tuple(card(share) for share in shares))
    assert (done.balance, done.invoice.paid) == (Money(0, "INR"), Money(minor, "INR"))
    assert held()["card_clearing"] == minor
    with pytest.raises(Invalid):
        payments.take_for(clinic.front_desk, appointment.id, (card(1),))


# --- Scenario 21: currencies without decimals and with three ----------------------------------------------------------


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 500), ("KWD", 5_120), ("KWD", 5_125), ("INR", 40)])
def test_minor_units_of_any_currency_are_taken_as_they_are(database, clinic, payments, booked, currency, minor):
    set_currency(database, clinic.kolkata, currency)
    appointment = booked()
    agreed(database, appointment.id, minor, currency)
    done = payments.take_for(clinic.front_desk, appointment.id, (cash(minor),))
    assert (done.invoice.paid, done.balance) == (Money(minor, currency), Money(0, currency))


# --- Scenario 26: split between cash and others, change from cash only ------------------------------------------------


@pytest.mark.parametrize("other", [card, upi])
def test_what_is_no_cash_is_never_capped_or_corrected(database, clinic, payments, booked, other):
    appointment = booked()
    for split in ((cash(20_000), other(30_001)), (other(50_001),), (other(30_001), cash(20_000))):
        with pytest.raises(Invalid) as refusal:
            payments.take_for(clinic.front_desk, appointment.id, split)
        assert refusal.value.problems == {"amount": "more_than_due"}
    with database.read() as session:
        assert session.scalars(select(Payment.id)).all() == []
    done = payments.take_for(clinic.front_desk, appointment.id, (other(30_001), cash(19_999, 20_000)))
    assert (done.change, done.balance) == (Money(1, "INR"), Money(0, "INR"))


def test_change_comes_from_the_cash_of_a_split_alone(clinic, payments, booked):
    done = payments.take_for(clinic.front_desk, booked().id, (card(30_000), cash(20_000, 50_000)))
    assert done.change == Money(30_000, "INR")
    kept = {payment.method: (payment.amount.minor, payment.tendered) for payment in done.invoice.payments}
    assert kept[PaymentMethod.CARD] == (30_000, None)
    assert kept[PaymentMethod.CASH] == (20_000, Money(50_000, "INR"))
