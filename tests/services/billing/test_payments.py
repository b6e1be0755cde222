"""Taking money at the desk: invoices, payments in full, in part and split, discounts, receipts and lists."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, PaymentState, PaymentWord
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, Refused, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.values import PaymentFilters
from tests.builders import new_key
from tests.services.billing.conftest import MONDAY, card, cash, set_currency, upi


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def test_before_an_invoice_is_issued_it_says_what_it_would_cost(clinic, payments, booked):
    view = payments.invoice(clinic.front_desk, booked().id)
    assert (view.id, view.number, view.version) == (None, "", 0)
    assert (view.total, view.due, view.word) == (rupees(500), rupees(500), PaymentWord.UNPAID)


def test_cash_gives_change_a_receipt_and_a_balance(clinic, payments, booked):
    done = payments.take_for(clinic.front_desk, booked().id, (cash(30_000, 50_000),))
    assert done.receipt_numbers == ("R-2026-00001",)
    assert (done.change, done.balance) == (rupees(200), rupees(200))
    assert (done.invoice.number, done.invoice.word) == ("I-2026-00001", PaymentWord.PART_PAID)


def test_a_split_is_taken_together(clinic, payments, booked):
    invoice = payments.issue(clinic.front_desk, booked().id)
    done = payments.take(
        clinic.front_desk, invoice.id, invoice.version, (cash(20_000, 50_000), card(10_000), upi(20_000))
    )
    assert done.receipt_numbers == ("R-2026-00001", "R-2026-00002", "R-2026-00003")
    assert (done.change, done.balance) == (rupees(300), rupees(0))
    assert done.invoice.word is PaymentWord.PAID


def test_a_split_with_one_wrong_part_takes_nothing(database, clinic, payments, booked):
    invoice = payments.issue(clinic.front_desk, booked().id)
    with pytest.raises(Invalid) as refusal:
        payments.take(clinic.front_desk, invoice.id, invoice.version, (cash(20_000), card(40_000)))
    assert refusal.value.problems == {"amount": "more_than_due"}
    with database.read() as session:
        assert session.execute(select(Payment.id)).all() == []
    assert payments.invoice(clinic.front_desk, invoice.appointment_id).paid == rupees(0)
    # The numbers that the split had drawn are free again.
    assert payments.take(clinic.front_desk, invoice.id, invoice.version, (cash(50_000),)).receipt_numbers == (
        "R-2026-00001",
    )


@pytest.mark.parametrize(
    ("payment", "problems"),
    [
        (cash(0), {"amount": "not_positive"}),
        (cash(-100), {"amount": "not_positive"}),
        (card(50_001), {"amount": "more_than_due"}),
        (cash(50_000, 49_999), {"tendered": "less_than_amount"}),
        (DeskPayment(PaymentMethod.CARD, 50_000, 60_000, "", "k"), {"tendered": "change_only_from_cash"}),
        (DeskPayment(PaymentMethod.CARD, 50_000, None, "x" * 201, "k"), {"reference": "too_long"}),
    ],
)
def test_what_cannot_be_right_is_refused(clinic, payments, booked, payment, problems):
    appointment = booked()
    with pytest.raises(Invalid) as refusal:
        payments.take_for(clinic.front_desk, appointment.id, (payment,))
    assert refusal.value.problems == problems
    assert payments.invoice(clinic.front_desk, appointment.id).id is None


def test_no_payment_at_all_is_refused(clinic, payments, booked):
    with pytest.raises(Invalid):
        payments.take_for(clinic.front_desk, booked().id, ())


def test_the_same_key_pays_once_also_with_an_old_version(clinic, payments, booked):
    invoice = payments.issue(clinic.front_desk, booked().id)
    split = (cash(20_000, 20_000), card(10_000))
    first = payments.take(clinic.front_desk, invoice.id, invoice.version, split)
    again = payments.take(clinic.front_desk, invoice.id, invoice.version, split)
    assert again.receipt_numbers == first.receipt_numbers
    assert again.invoice.paid == rupees(300)


def test_a_key_that_paid_one_invoice_says_nothing_of_it_to_another(clinic, payments, booked):
    payments.take_for(clinic.front_desk, booked("14:00", patient=0).id, (cash(50_000, key="k"),))
    other = payments.issue(clinic.front_desk, booked("14:30").id)
    with pytest.raises(Invalid) as refusal:
        payments.take(clinic.front_desk, other.id, other.version, (cash(50_000, key="k"),))
    assert refusal.value.problems == {"key": "taken"}
    assert payments.invoice(clinic.front_desk, other.appointment_id).paid == rupees(0)


def test_a_stale_invoice_is_refused(clinic, payments, booked):
    invoice = payments.issue(clinic.front_desk, booked().id)
    payments.take(clinic.front_desk, invoice.id, invoice.version, (cash(10_000),))
    with pytest.raises(StaleRecord) as refusal:
        payments.take(clinic.front_desk, invoice.id, invoice.version, (cash(10_000),))
    assert refusal.value.by_name == "Front Desk"


def test_nothing_is_taken_for_a_cancelled_visit(clinic, payments, booking, booked):
    appointment = booked()
    booking.cancel(clinic.front_desk, appointment.id, appointment.version, "Feels better")
    assert payments.invoice(clinic.front_desk, appointment.id).due == rupees(0)
    with pytest.raises(Invalid):
        payments.take_for(clinic.front_desk, appointment.id, (cash(10_000),))


def test_a_discount_lowers_what_is_due(clinic, payments, booked):
    invoice = payments.issue(clinic.front_desk, booked().id)
    lower = payments.set_discount(clinic.front_desk, invoice.id, invoice.version, 12_550, "Senior citizen")
    assert (lower.discount, lower.total, lower.due) == (
        Money(12_550, "INR"),
        Money(37_450, "INR"),
        Money(37_450, "INR"),
    )
    with pytest.raises(StaleRecord):
        payments.set_discount(clinic.front_desk, invoice.id, invoice.version, 50_000, "Staff")
    free = payments.set_discount(clinic.front_desk, invoice.id, lower.version, 50_000, "Staff")
    assert free.word is PaymentWord.FREE


def test_a_discount_goes_down_to_what_was_paid_and_kept(clinic, payments, booked):
    done = payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    payments.refund(clinic.centre_manager, done.payment_ids[0], 10_000, "Twice", due_again=True)
    invoice = payments.invoice(clinic.front_desk, done.invoice.appointment_id)
    lower = payments.set_discount(clinic.front_desk, invoice.id, invoice.version, 10_000, "Long wait")
    assert (lower.total, lower.due) == (rupees(400), rupees(0))


def test_the_visit_names_each_discount_with_the_reason_of_the_last_one(database, clock, clinic, payments, booked):
    invoice = payments.issue(clinic.front_desk, booked().id)
    first = payments.set_discount(clinic.front_desk, invoice.id, invoice.version, 12_550, "Senior citizen")
    payments.set_discount(clinic.front_desk, invoice.id, first.version, 5_000, "Staff")
    detail = DayService(database, clock).appointment(clinic.front_desk, invoice.appointment_id)
    assert detail.discount == Money(5_000, "INR")
    given = [(step.detail["amount_minor"], step.reason) for step in detail.history if step.action == "discount"]
    assert given == [(12_550, ""), (5_000, "Staff")]


@pytest.mark.parametrize(
    ("amount", "reason", "problems"),
    [
        (-1, "x", {"discount": "out_of_bounds"}),
        (50_001, "x", {"discount": "more_than_price"}),
        (45_000, "x", {"discount": "below_paid"}),
        (1_000, "  ", {"reason": "required"}),
    ],
)
def test_wrong_discounts_are_refused(clinic, payments, booked, amount, reason, problems):
    invoice = payments.take_for(clinic.front_desk, booked().id, (cash(10_000),)).invoice
    with pytest.raises(Invalid) as refusal:
        payments.set_discount(clinic.front_desk, invoice.id, invoice.version, amount, reason)
    assert refusal.value.problems == problems
    assert payments.invoice(clinic.front_desk, invoice.appointment_id).total == rupees(500)


@pytest.mark.parametrize(
    ("currency", "amount", "inclusive", "tax", "total"),
    [
        ("INR", 50_000, True, 7_627, 50_000),
        ("INR", 50_000, False, 9_000, 59_000),
        ("JPY", 3_333, True, 508, 3_333),
        ("JPY", 3_333, False, 600, 3_933),
        ("BHD", 12_345, False, 2_222, 14_567),
    ],
)
def test_tax_is_exact_in_every_currency(
    database, clinic, booking, payments, settings, booked, currency, amount, inclusive, tax, total
):
    set_currency(database, clinic.kolkata, currency)
    settings.change(clinic.admin, {"tax_percent": 18, "tax_inclusive": inclusive, "tax_name": "GST"})
    appointment = booked()
    with database.write() as session:
        from clinic_desktop.db.models.appointments import Appointment

        session.get(Appointment, appointment.id).amount_minor = amount
    invoice = payments.issue(clinic.front_desk, appointment.id)
    assert (invoice.tax, invoice.total) == (Money(tax, currency), Money(total, currency))
    done = payments.take_for(clinic.front_desk, appointment.id, (card(total),))
    assert done.balance == Money(0, currency)
    receipt = payments.receipt(clinic.front_desk, done.payment_ids[0])
    assert receipt.taxes[0].amount == Money(tax, currency)
    assert receipt.taxes[0].inclusive is inclusive


def test_two_desks_that_press_at_once_get_consecutive_numbers_and_take_no_rupee_too_much(
    database, clock, clinic, payments, booked
):
    """Eight desks want the same 500 rupees in parts of 100: five get them, three are told that nothing is left."""
    invoice = payments.issue(clinic.front_desk, booked().id)
    start, outcomes = threading.Barrier(8), []

    def pay() -> None:
        desk = PaymentService(database, clock)
        start.wait()
        try:
            outcomes.append(
                desk.take_for(clinic.front_desk, invoice.appointment_id, (card(10_000),)).receipt_numbers[0]
            )
        except Refused as refusal:
            outcomes.append(refusal.code)

    desks = [threading.Thread(target=pay) for _ in range(8)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    numbers = sorted(outcome for outcome in outcomes if outcome.startswith("R-"))
    assert numbers == [f"R-2026-{number:05d}" for number in range(1, 6)]
    assert [outcome for outcome in outcomes if not outcome.startswith("R-")] == ["SYS_002"] * 3
    with database.read() as session:
        assert session.execute(select(Invoice.paid_minor)).scalar_one() == 50_000


def test_desks_that_race_for_first_invoices_leave_no_gap(database, clock, clinic, booked):
    appointments = [booked(time).id for time in ("14:00", "14:30", "15:00", "15:30", "16:00", "16:30")]
    start = threading.Barrier(6)

    def pay(appointment_id: int) -> None:
        desk = PaymentService(database, clock)
        start.wait()
        desk.take_for(clinic.front_desk, appointment_id, (card(50_000),))

    desks = [threading.Thread(target=pay, args=(number,)) for number in appointments]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join()
    with database.read() as session:
        for column, letter in ((Invoice.number, "I"), (Payment.receipt_number, "R")):
            found = sorted(session.execute(select(column)).scalars())
            assert found == [f"{letter}-2026-{number:05d}" for number in range(1, 7)]


def test_numbers_begin_anew_with_the_centres_year(clinic, clock, payments, booked):
    payments.take_for(clinic.front_desk, booked().id, (cash(10_000),))
    # 31 December, 19:30 in London is New Year in Kolkata.
    clock.now = clock.now.replace(month=12, day=31, hour=19, minute=30)
    late = payments.take_for(clinic.front_desk, booked("14:30", MONDAY + timedelta(days=42)).id, (cash(10_000),))
    assert late.receipt_numbers == ("R-2027-00001",)
    assert late.invoice.number == "I-2027-00001"


def test_a_receipt_says_everything_and_the_second_one_is_a_copy(clinic, payments, booked, clock):
    invoice = payments.issue(clinic.front_desk, booked().id)
    invoice = payments.set_discount(clinic.front_desk, invoice.id, invoice.version, 5_000, "Senior citizen")
    first = payments.take(clinic.front_desk, invoice.id, invoice.version, (card(20_000),))
    clock.forward(seconds=1)
    second = payments.take(clinic.front_desk, invoice.id, first.invoice.version, (cash(25_000, 50_000),))
    receipt = payments.receipt(clinic.front_desk, second.payment_ids[0])
    assert (receipt.number, receipt.copy) == ("R-2026-00002", False)
    assert (receipt.total, receipt.discount) == (rupees(450), rupees(50))
    assert [(line.method, line.amount) for line in receipt.payments] == [
        (PaymentMethod.CARD, rupees(200)),
        (PaymentMethod.CASH, rupees(250)),
    ]
    assert (receipt.tendered, receipt.change, receipt.balance) == (rupees(500), rupees(250), rupees(0))
    assert receipt.issued_at.hour == 11
    assert payments.receipt(clinic.front_desk, second.payment_ids[0]).copy is True
    earlier = payments.receipt(clinic.front_desk, first.payment_ids[0])
    assert (earlier.balance, len(earlier.payments), earlier.copy) == (rupees(250), 1, False)
    assert payments.invoice_paper(clinic.front_desk, invoice.id).number == "I-2026-00001"


def test_a_receipt_that_is_not_there_is_refused(clinic, payments):
    with pytest.raises(NotFound):
        payments.receipt(clinic.admin, 4711)


def test_who_is_here_and_has_not_paid_is_listed(clinic, payments, visits, booking, booked):
    coming, here, paid, part = booked("12:00"), booked("12:30", patient=0), booked("14:00", patient=2), booked("15:00")
    for appointment in (here, paid, part):
        visits.check_in(clinic.front_desk, appointment.id, appointment.version)
    payments.take_for(clinic.front_desk, paid.id, (cash(50_000),))
    payments.take_for(clinic.front_desk, part.id, (cash(10_000),))
    found = payments.unpaid(clinic.front_desk, clinic.kolkata, MONDAY)
    assert [(entry.appointment_id, entry.due, entry.token) for entry in found] == [
        (here.id, rupees(500), "A-001"),
        (part.id, rupees(400), "A-003"),
    ]
    assert coming.id not in [entry.appointment_id for entry in found]


def test_payments_are_listed_with_totals_and_found_by_text(clinic, clock, payments, booked):
    payments.take_for(clinic.front_desk, booked("12:00", patient=0).id, (cash(50_000),))
    clock.forward(minutes=1)
    payments.take_for(clinic.front_desk, booked("12:30", patient=1).id, (card(20_000), card(30_000)))
    page = payments.listing(clinic.front_desk, page_size=2)
    assert (page.total, [row.receipt_number for row in page.rows]) == (3, ["R-2026-00003", "R-2026-00002"])
    assert [(total.method, total.paid, total.count) for total in page.totals] == [
        (PaymentMethod.CARD, rupees(500), 2),
        (PaymentMethod.CASH, rupees(500), 1),
    ]
    assert [row.patient_name for row in payments.listing(clinic.front_desk, PaymentFilters(text="ash ra")).rows] == [
        "Asha Rao"
    ]
    assert payments.listing(clinic.front_desk, PaymentFilters(text="00002")).total == 1
    assert payments.listing(clinic.front_desk, PaymentFilters(text="100%")).total == 0
    assert payments.listing(clinic.front_desk, PaymentFilters(methods=(PaymentMethod.CASH,))).total == 1
    assert payments.listing(clinic.front_desk, PaymentFilters(states=(PaymentState.REFUNDED,))).total == 0
    assert payments.listing(clinic.front_desk, PaymentFilters(first_day=MONDAY, last_day=MONDAY)).total == 3
    assert payments.listing(clinic.front_desk, PaymentFilters(last_day=MONDAY - timedelta(days=1))).total == 0


def test_everybody_sees_what_is_theirs(clinic, payments, booked):
    own, other = booked("12:00", patient=0), booked("12:30", patient=1)
    for appointment in (own, other):
        payments.take_for(clinic.front_desk, appointment.id, (cash(50_000),))
    assert payments.listing(clinic.manager).total == 2
    assert payments.listing(clinic.berlin_desk).total == 0
    assert [row.patient_id for row in payments.listing(clinic.patient).rows] == [clinic.patients[0]]
    assert len(payments.of_patient(clinic.patient, clinic.patients[0])) == 1
    assert payments.of_patient(clinic.berlin_desk, clinic.patients[0]) == ()
    assert payments.receipt(clinic.patient, payments.listing(clinic.patient).rows[0].id).patient_name == "Asha Rao"
    with pytest.raises(NotAllowed):
        payments.of_patient(clinic.patient, clinic.patients[1])
    with pytest.raises(NotAllowed):
        payments.invoice(clinic.patient, other.id)
    with pytest.raises(NotAllowed):
        payments.listing(clinic.doctor)
    with pytest.raises(NotAllowed):
        payments.receipt(clinic.patient, payments.listing(clinic.manager, PaymentFilters(text="Dev")).rows[0].id)


def test_only_the_desks_take_money(clinic, payments, booked):
    appointment = booked()
    for actor in (clinic.doctor, clinic.patient, clinic.coordinator, clinic.berlin_desk):
        with pytest.raises(NotAllowed):
            payments.take_for(actor, appointment.id, (cash(50_000, key=new_key()),))
    assert payments.take_for(clinic.manager, appointment.id, (cash(50_000),)).balance == rupees(0)
    assert appointment.state is AppointmentState.CONFIRMED
