"""The list of payments: what every filter lets through, links that wait among them, and the file of all."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import GatewayName, LinkKind, LinkState, PaymentMethod, PaymentState
from clinic_desktop.domain.errors import Invalid, NotAllowed
from clinic_desktop.services.billing import payment_listing
from clinic_desktop.services.billing.values import PaymentFilters, PaymentMark, PaymentRow
from tests.builders import Clinic
from tests.services.billing.conftest import card, cash, upi
from tests.services.conftest import MONDAY

PENDING = (PaymentState.PENDING,)


@pytest.fixture
def taken(database: Database, clinic: Clinic, clock, payments, booked) -> list[int]:
    """Cash of 500 from Dev, and a card of 123.45 and UPI of 300 from Fatima, a minute apart."""
    first = payments.take_for(clinic.front_desk, booked("12:00", patient=1).id, (cash(50_000),))
    clock.forward(minutes=1)
    second = payments.take_for(clinic.front_desk, booked("12:30", patient=2).id, (card(12_345), upi(30_000)))
    return [*first.payment_ids, *second.payment_ids]


@pytest.fixture
def waiting(database: Database, clinic: Clinic, clock, payments, booked) -> int:
    """A link over 400 that can still be paid, and one that has ended."""
    invoice = payments.issue(clinic.front_desk, booked("15:00", patient=0).id)
    row: dict[str, Any] = {
        "version": 1, "appointment_id": invoice.appointment_id, "invoice_id": invoice.id,
        "location_id": clinic.kolkata, "gateway": GatewayName.RAZORPAY, "kind": LinkKind.LINK, "live": False,
        "amount_minor": 40_000, "currency": "INR", "paid_minor": 0, "url": "", "holds_booking": False, "end_reason": "",
        "created_at": clock(), "created_by_name": "Ravi", "desk": "desk-2", "tries": 0, "problem": "",
        "claimed_by": "",
    }  # fmt: skip
    with database.write() as session:
        ended = row | {"key": "ended", "attempt": 1, "state": LinkState.ENDED}
        live = row | {"key": "live", "attempt": 2, "state": LinkState.OPEN}
        session.execute(insert(PaymentLink), [ended, live])
        return int(session.scalars(select(PaymentLink.id).where(PaymentLink.key == "live")).one())


def found(payments, actor, **filters: Any) -> list[int]:
    return [row.id for row in payments.listing(actor, PaymentFilters(**filters)).rows]


def test_payments_are_found_by_number_reference_card_and_amount(database, clinic, payments, taken):
    in_cash, by_card, by_upi = taken
    with database.write() as session:
        session.execute(update(Payment).where(Payment.id == by_card).values(card_last4="4242"))
    reference = payments.listing(clinic.admin, PaymentFilters(methods=(PaymentMethod.UPI,))).rows[0].reference
    for text, expected in (
        ("500", [in_cash]), ("500.00", [in_cash]), ("123.45", [by_card]), ("4242", [by_card]), (reference, [by_upi]),
        ("R-2026-00002", [by_card]), ("r-2026-00002", [by_card]), ("00003", [by_upi]), ("R-2026", taken[::-1]),
        ("dev", [in_cash]), ("DEV", [in_cash]), ("500 dev", []), ("nobody", []), ("%", []), ("  ", taken[::-1]),
    ):  # fmt: skip
        assert found(payments, clinic.admin, text=text) == expected, text


def test_payments_are_narrowed_by_desk_gateway_doctor_and_state(database, clinic, payments, taken):
    in_cash, by_card, by_upi = taken
    with database.write() as session:
        session.execute(update(Payment).where(Payment.id == in_cash).values(desk="desk-9"))
        session.execute(
            update(Payment)
            .where(Payment.id == by_card)
            .values(gateway=GatewayName.STRIPE, gateway_payment_id="pi_1", state=PaymentState.HELD)
        )
    assert found(payments, clinic.admin, desks=("desk-9",)) == [in_cash]
    assert found(payments, clinic.admin, practitioner_id=clinic.doctors[0]) == [by_upi, in_cash]
    assert found(payments, clinic.admin, practitioner_id=clinic.doctors[1]) == []
    assert found(payments, clinic.admin) == [by_upi, in_cash]
    assert found(payments, clinic.admin, states=(PaymentState.HELD,)) == [by_card]
    assert found(payments, clinic.admin, states=(PaymentState.HELD,), gateways=(GatewayName.STRIPE,)) == [by_card]
    assert found(payments, clinic.admin, states=(PaymentState.HELD,), gateways=(GatewayName.RAZORPAY,)) == []
    assert payments.desks(clinic.front_desk) == ("desk-1", "desk-9")
    assert payments.desks(clinic.berlin_desk) == ()


def test_links_that_wait_are_listed_without_being_counted_as_taken(clinic, payments, taken, waiting):
    page = payments.listing(clinic.front_desk, PaymentFilters(states=PENDING))
    (row,) = page.rows
    assert (row.id, row.state, row.method) == (-waiting, PaymentState.PENDING, PaymentMethod.LINK)
    assert (row.amount.minor, row.receipt_number, row.patient_name, row.desk) == (40_000, "", "Asha Rao", "desk-2")
    assert (page.total, page.totals) == (1, ())
    assert -waiting not in found(payments, clinic.front_desk)


def test_links_that_wait_are_narrowed_as_payments_are(clinic, payments, waiting):
    for filters, fits in (
        ({"text": "asha"}, True), ({"text": "dev"}, False), ({"text": "400"}, True), ({"text": "401"}, False),
        ({"gateways": (GatewayName.RAZORPAY,)}, True), ({"gateways": (GatewayName.STRIPE,)}, False),
        ({"methods": (PaymentMethod.LINK,)}, True), ({"methods": (PaymentMethod.CASH,)}, False),
        ({"first_day": MONDAY}, True), ({"last_day": MONDAY - timedelta(days=1)}, False),
        ({"location_ids": (clinic.berlin,)}, False), ({"desks": ("desk-2",)}, True), ({"desks": ("desk-1",)}, False),
        ({"practitioner_id": clinic.doctors[0]}, True), ({"patient_id": clinic.patients[1]}, False),
    ):  # fmt: skip
        assert bool(found(payments, clinic.admin, states=PENDING, **filters)) is fits, filters
    assert found(payments, clinic.berlin_desk, states=PENDING) == []
    assert found(payments, clinic.patient, states=PENDING) == [-waiting]


def test_all_that_pass_go_into_a_file_and_that_is_noted(database, clinic, payments, taken):
    rows: tuple[PaymentRow, ...] = payments.whole_listing(
        clinic.front_desk, PaymentFilters(methods=(PaymentMethod.UPI,))
    )
    assert [row.id for row in rows] == [taken[2]]
    with database.read() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert (event.account_id, event.detail) == (clinic.front_desk.account_id, '{"rows": 1}')
    with pytest.raises(NotAllowed):
        payments.whole_listing(clinic.doctor, PaymentFilters())


def test_too_many_payments_for_one_file_are_refused(clinic, payments, taken, monkeypatch):
    monkeypatch.setattr(payment_listing, "LONGEST_EXPORT", 2)
    with pytest.raises(Invalid) as refused:
        payments.whole_listing(clinic.admin, PaymentFilters())
    assert refused.value.problems == {"period": "too_many_rows"}


def test_pages_follow_each_other_without_gaps(clinic, payments, taken):
    pages = [payments.listing(clinic.admin, page=number, page_size=1) for number in range(4)]
    assert [row.id for page in pages for row in page.rows] == taken[::-1]
    assert {page.total for page in pages} == {3}


def test_a_page_below_a_payment_is_what_follows_it_whatever_is_taken_meanwhile(clinic, clock, payments, booked, taken):
    newest = payments.listing(clinic.admin, page_size=1).rows[-1]
    clock.forward(minutes=1)
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    found, below = [], PaymentMark(newest.paid_at, newest.id)
    for number in range(1, 4):
        page = payments.listing(clinic.admin, page=number, page_size=1, below=below)
        found += [row.id for row in page.rows]
        if page.rows:
            below = PaymentMark(page.rows[-1].paid_at, page.rows[-1].id)
    assert found == taken[-2::-1]
    assert (page.page, page.total) == (3, 4)


def test_another_page_counts_nothing_again_that_is_known(clinic, payments, taken, booked):
    first = payments.listing(clinic.admin, page_size=1)
    below = PaymentMark(first.rows[-1].paid_at, first.rows[-1].id)
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    second = payments.listing(clinic.admin, page=1, page_size=1, below=below, totals=first.totals)
    assert (second.totals, second.total) == (first.totals, 3)
    assert payments.listing(clinic.admin, page=1, page_size=1, below=below).total == 4
