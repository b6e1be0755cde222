"""Paying doctors what they earned: never twice, exactly, and to be taken back only by a counter-entry."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.ledger import LedgerEntry, PayoutLine
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refused, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import LineKind, PayoutFilters, PayoutRequest, PayoutView
from clinic_desktop.services.billing.payouts import PayoutService
from tests.builders import Clinic, new_key
from tests.conftest import SetClock
from tests.services.billing.conftest import card, cash, invoice_row
from tests.services.conftest import MONDAY, TUESDAY

SUNDAY = MONDAY - timedelta(days=1)


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


@pytest.fixture
def payouts(database: Database, clock: SetClock) -> PayoutService:
    return PayoutService(database, clock)


@pytest.fixture
def seen(clinic, payments, visits, booked) -> Callable[..., Any]:
    """A visit that was paid (500 rupees, in cash) and completed."""

    def see(time: str = "14:00", paid: int = 50_000, **where: Any) -> Any:
        appointment = booked(time, **where)
        if paid:
            payments.take_for(clinic.front_desk, appointment.id, (cash(paid),))
        return visits.complete(clinic.doctor, appointment.id, appointment.version)

    return see


@pytest.fixture
def request_of(clinic, payouts) -> Callable[..., PayoutRequest]:
    """A payout of all that doctor 1 is owed in Kolkata up to today."""

    def make(until: date = MONDAY, **changes: Any) -> PayoutRequest:
        proposal = payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, until)
        request = PayoutRequest(
            new_key(), clinic.doctors[0], clinic.kolkata, until, proposal.total, PaymentMethod.BANK_TRANSFER, "UTR 1"
        )
        return replace(request, **changes)

    return make


def test_what_was_earned_less_the_clinics_share_is_owed_and_paid(clinic, settings, payouts, seen, request_of, held):
    settings.change(clinic.admin, {"platform_fee_percent": 20})
    seen("14:00")
    seen("14:30", patient=2)
    (owed,) = payouts.owed(clinic.admin, MONDAY)
    assert (owed.balance, owed.visits, owed.since, owed.due) == (rupees(800), 2, MONDAY, rupees(0))
    proposal = payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, MONDAY)
    assert (proposal.charged, proposal.fee, proposal.total) == (rupees(1000), rupees(200), rupees(800))
    assert [(line.charged, line.fee, line.earned) for line in proposal.lines] == [
        (rupees(500), rupees(100), rupees(400))
    ] * 2
    paid = payouts.pay(clinic.admin, request_of())
    assert (paid.number, paid.amount, paid.visits) == ("PO-2026-00001", rupees(800), 2)
    assert (paid.period_from, paid.period_to, paid.made_by) == (MONDAY, MONDAY, "Admin")
    assert held() == {"cash_drawer": 100_000, "platform_fee": -20_000, "bank": -80_000}
    assert payouts.owed(clinic.admin, MONDAY) == ()


def test_cash_comes_out_of_the_safe(clinic, payouts, seen, request_of, held):
    seen()
    payouts.pay(clinic.manager, request_of(method=PaymentMethod.CASH))
    assert held() == {"cash_drawer": 50_000, "safe": -50_000}


def test_a_lost_answer_pays_once(clinic, payouts, seen, request_of, held):
    seen()
    request = request_of()
    first = payouts.pay(clinic.admin, request)
    seen("15:00")
    assert payouts.pay(clinic.admin, request) == first
    assert held()["bank"] == -50_000
    assert len(payouts.history(clinic.admin)) == 1


def test_two_admins_pay_once(database, clinic, payouts, seen, request_of, held):
    seen()
    requests = [request_of() for _ in range(4)]
    start = Barrier(len(requests))

    def pay(request: PayoutRequest) -> PayoutView | Refused:
        start.wait()
        try:
            return payouts.pay(clinic.admin, request)
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(requests)) as pool:
        answers = list(pool.map(pay, requests))
    refusals = [answer for answer in answers if isinstance(answer, StaleRecord)]
    assert len(refusals) == 3 and {refusal.by_name for refusal in refusals} == {"Admin"}
    assert held()["bank"] == -50_000


def test_the_database_refuses_to_pay_a_posting_twice(database, clinic, payouts, seen, request_of):
    seen()
    first = payouts.pay(clinic.admin, request_of())
    seen("15:00")
    second = payouts.pay(clinic.admin, request_of())
    with pytest.raises(Conflict), database.write() as session:
        session.execute(
            text(
                "INSERT INTO payout_line (payout_id, entry_id, amount_minor, voided)"
                " SELECT :other, entry_id, amount_minor, voided FROM payout_line WHERE payout_id = :first"
            ),
            {"first": first.id, "other": second.id},
        )


def test_what_changed_since_the_person_looked_is_not_paid(clinic, payouts, seen, request_of, held):
    seen()
    request = request_of()
    seen("15:00")
    with pytest.raises(StaleRecord):
        payouts.pay(clinic.admin, request)
    assert "bank" not in held()


def test_only_what_was_earned_up_to_the_day_is_paid(clinic, clock, payouts, seen, request_of):
    seen()
    clock.forward(days=1)
    seen("15:00", day=TUESDAY)
    assert payouts.pay(clinic.admin, request_of(MONDAY)).amount == rupees(500)
    (owed,) = payouts.owed(clinic.admin, TUESDAY)
    assert (owed.balance, owed.since, owed.last_number) == (rupees(500), TUESDAY, "PO-2026-00001")
    second = payouts.pay(clinic.admin, request_of(TUESDAY))
    assert (second.number, second.period_from) == ("PO-2026-00002", TUESDAY)


def test_a_day_ends_by_the_clock_of_the_centre(clinic, clock, visits, payouts, booked):
    early, late = booked("14:00"), booked("15:00")
    clock.now = clock.now.replace(hour=18, minute=29)  # 23:59 in Kolkata
    visits.complete(clinic.doctor, early.id, early.version)
    clock.forward(minutes=2)
    visits.complete(clinic.doctor, late.id, late.version)
    assert payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, MONDAY).total == rupees(500)
    assert payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, TUESDAY).total == rupees(1000)


def test_a_refund_after_the_payout_is_carried_into_the_next(clinic, clock, payments, payouts, seen, request_of, held):
    done = seen()
    payouts.pay(clinic.admin, request_of())
    payment = payments.invoice(clinic.front_desk, done.id).payments[0]
    payments.refund(clinic.admin, payment.id, 20_000, "Long wait")
    (owed,) = payouts.owed(clinic.admin, MONDAY)
    assert owed.balance == rupees(-200)
    with pytest.raises(Invalid) as refused:
        payouts.pay(clinic.admin, request_of())
    assert refused.value.problems == {"amount": "nothing_to_pay_out"}
    seen("15:00")
    request = request_of()
    assert request.amount == rupees(300)
    paid = payouts.pay(clinic.admin, request)
    statement = payouts.statement(clinic.admin, paid.id)
    assert [(line.kind, line.earned) for line in statement.lines] == [
        (LineKind.CORRECTION, rupees(-200)),
        (LineKind.VISIT, rupees(500)),
    ]
    assert "doctor_payable" not in held()


def test_an_undone_visit_leaves_nothing_to_pay(clinic, booking, payouts, seen):
    done = seen()
    booking.undo(clinic.doctor, done.id, done.version)
    assert payouts.owed(clinic.admin, MONDAY) == ()


def test_what_patients_still_owe_is_said_and_can_wait(clinic, payments, payouts, seen, request_of):
    seen("14:00")
    unpaid = seen("14:30", paid=20_000, patient=2)
    (owed,) = payouts.owed(clinic.admin, MONDAY)
    assert (owed.balance, owed.due) == (rupees(1000), rupees(300))
    proposal = payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, MONDAY, only_paid=True)
    assert (proposal.total, proposal.left_out, len(proposal.lines)) == (rupees(500), rupees(500), 1)
    payouts.pay(clinic.admin, request_of(amount=rupees(500), only_paid=True))
    payments.take_for(clinic.front_desk, unpaid.id, (cash(30_000),))
    assert request_of(only_paid=True).amount == rupees(500)


def test_what_a_missed_visit_forfeits_is_a_line_of_its_own(clinic, clock, payments, visits, payouts, booked):
    missed = booked("12:00")
    payments.take_for(clinic.front_desk, missed.id, (card(20_000),))
    clock.forward(hours=3)
    visits.no_show(clinic.front_desk, missed.id, missed.version)
    (line,) = payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, MONDAY).lines
    assert (line.kind, line.earned) == (LineKind.KEPT, rupees(200))


def test_taking_a_payout_back_owes_its_visits_again_and_forgets_nothing(
    database, clinic, payouts, seen, request_of, held
):
    seen()
    before = held()
    paid = payouts.pay(clinic.admin, request_of())
    voided = payouts.void(clinic.manager, paid.id, paid.version, " Wrong account ")
    assert (voided.voided_by, voided.void_reason) == ("Manager", "Wrong account")
    assert held() == before
    (owed,) = payouts.owed(clinic.admin, MONDAY)
    assert (owed.balance, owed.visits, owed.since, owed.last_number) == (rupees(500), 1, MONDAY, "")
    assert len(payouts.statement(clinic.admin, paid.id).lines) == 1
    again = payouts.pay(clinic.admin, request_of())
    assert again.number == "PO-2026-00002"
    assert [payout.number for payout in payouts.history(clinic.admin)] == ["PO-2026-00002", "PO-2026-00001"]
    with database.read() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.entity == "payout")).all()
        assert session.scalar(select(func.count()).select_from(PayoutLine)) == 2
    assert sorted(actions) == ["pay_out", "pay_out", "void_payout"]


def test_a_payout_is_taken_back_once_and_with_a_reason(clinic, payouts, seen, request_of, held):
    seen()
    paid = payouts.pay(clinic.admin, request_of())
    for reason, problem in (("  ", "required"), ("x" * 501, "too_long")):
        with pytest.raises(Invalid) as refused:
            payouts.void(clinic.admin, paid.id, paid.version, reason)
        assert refused.value.problems == {"reason": problem}
    voided = payouts.void(clinic.admin, paid.id, paid.version, "Wrong account")
    with pytest.raises(StaleRecord):
        payouts.void(clinic.admin, paid.id, paid.version, "Again")
    with pytest.raises(Invalid):
        payouts.void(clinic.admin, paid.id, voided.version, "Again")
    assert "bank" not in held()


def test_bad_requests_are_refused_in_words(clinic, payouts, seen, request_of):
    seen()
    request = request_of()
    for changes, field, problem in (
        ({"method": PaymentMethod.CARD}, "method", "not_a_method"),
        ({"reference": "x" * 81}, "reference", "too_long"),
        ({"note": "x" * 501}, "note", "too_long"),
        ({"until_day": TUESDAY}, "until_day", "in_the_future"),
    ):
        with pytest.raises(Invalid) as refused:
            payouts.pay(clinic.admin, replace(request, **changes))
        assert refused.value.problems == {field: problem}
    with pytest.raises(StaleRecord):
        payouts.pay(clinic.admin, replace(request, amount=Money(50_000, "EUR")))
    with pytest.raises(NotFound):
        payouts.propose(clinic.admin, 999, clinic.kolkata, MONDAY)
    with pytest.raises(NotFound):
        payouts.propose(clinic.admin, clinic.doctors[0], 999, MONDAY)


def test_doctors_see_their_own_payouts_and_pay_nobody(clinic, payouts, seen, request_of):
    seen()
    paid = payouts.pay(clinic.admin, request_of())
    assert [one.id for one in payouts.history(clinic.doctor)] == [paid.id]
    assert payouts.history(clinic.other_doctor) == ()
    assert payouts.statement(clinic.doctor, paid.id).payout == paid
    for actor in (clinic.other_doctor, clinic.front_desk, clinic.patient, clinic.coordinator):
        with pytest.raises(NotAllowed):
            payouts.statement(actor, paid.id)
    for actor in (clinic.doctor, clinic.centre_manager, clinic.front_desk, clinic.patient, clinic.coordinator):
        with pytest.raises(NotAllowed):
            payouts.pay(actor, request_of())
        with pytest.raises(NotAllowed):
            payouts.void(actor, paid.id, paid.version, "No")
        with pytest.raises(NotAllowed):
            payouts.void(actor, 999, 1, "No")
    with pytest.raises(NotAllowed):
        payouts.propose(clinic.doctor, clinic.doctors[1], clinic.kolkata, MONDAY)


def test_a_centre_manager_sees_the_payouts_of_their_centre(clinic, payouts, seen, request_of):
    seen()
    assert len(payouts.owed(clinic.centre_manager, MONDAY)) == 1
    paid = payouts.pay(clinic.admin, request_of())
    assert [one.id for one in payouts.history(clinic.centre_manager)] == [paid.id]
    elsewhere = replace(clinic.centre_manager, location_ids=frozenset({clinic.berlin}))
    assert payouts.history(elsewhere) == () and payouts.owed(elsewhere, MONDAY) == ()


def test_the_history_is_narrowed_by_doctor_centre_and_days(clinic, clock, payouts, seen, request_of):
    seen()
    first = payouts.pay(clinic.admin, request_of())
    clock.forward(days=1)
    seen("15:00", day=TUESDAY)
    second = payouts.pay(clinic.admin, request_of(TUESDAY))

    def found(**filters: Any) -> list[int]:
        return [one.id for one in payouts.history(clinic.admin, PayoutFilters(**filters))]

    assert found(practitioner_id=clinic.doctors[0]) == [second.id, first.id]
    assert found(practitioner_id=clinic.doctors[1]) == found(location_id=clinic.berlin) == []
    assert found(last_day=MONDAY) == [first.id]
    assert found(first_day=TUESDAY) == [second.id]


def test_a_payout_does_not_lower_what_a_doctor_earned(clinic, payouts, earnings, seen, request_of):
    seen()
    before = earnings.earnings(clinic.doctor, clinic.doctors[0], SUNDAY, MONDAY).currencies[0].period
    payouts.pay(clinic.admin, request_of())
    assert earnings.earnings(clinic.doctor, clinic.doctors[0], SUNDAY, MONDAY).currencies[0].period == before


@pytest.mark.parametrize("percent", [1, 33, 67])
def test_shares_and_payouts_sum_to_what_was_charged(database, clinic, settings, payouts, seen, request_of, percent):
    settings.change(clinic.admin, {"platform_fee_percent": percent, "tax_percent": 18})
    done = seen()
    proposal = payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, MONDAY)
    (line,) = proposal.lines
    assert line.earned + line.fee == line.charged
    with database.read() as session:
        invoice_id = session.scalar(select(LedgerEntry.invoice_id).where(LedgerEntry.invoice_id.is_not(None)).limit(1))
    invoice = invoice_row(database, invoice_id)
    assert line.charged.minor == invoice.total_minor - invoice.tax_minor
    assert done.id == invoice.appointment_id


def test_a_clinic_with_two_centres_numbers_and_pays_each(clinic: Clinic, payouts, seen, request_of):
    seen()
    assert payouts.pay(clinic.admin, request_of()).number == "PO-2026-00001"
    proposal = payouts.propose(clinic.admin, clinic.doctors[0], clinic.berlin, MONDAY)
    assert proposal.total == Money(0, "EUR") and proposal.lines == () and proposal.since is None


def test_payouts_that_leave_as_a_file_are_noted(database, clinic, payouts, seen, request_of):
    seen()
    paid = payouts.pay(clinic.admin, request_of())
    assert [one.id for one in payouts.whole_history(clinic.doctor)] == [paid.id]
    assert payouts.whole_history(clinic.other_doctor) == ()
    with database.read() as session:
        noted = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "export").order_by(AuditEvent.id))
        assert list(noted) == ['{"rows": 1}', '{"rows": 0}']
    with pytest.raises(NotAllowed):
        payouts.whole_history(clinic.front_desk)


def test_what_was_paid_is_found_through_its_index(database, clinic, payouts, seen, request_of):
    """Without it every posting is looked for among all lines of all payouts: 19 s in a year of the demo."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL chooses by the size of the tables")
    seen()
    payouts.pay(clinic.admin, request_of())
    plans: list[str] = []

    def explain(connection, cursor, statement, parameters, context, many):
        if "NOT payout_line.voided" in statement and not statement.startswith("EXPLAIN"):
            rows = connection.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in rows if "payout_line" in row[3])

    event.listen(database.engine, "before_cursor_execute", explain)
    payouts.owed(clinic.admin, MONDAY)
    payouts.propose(clinic.admin, clinic.doctors[0], clinic.kolkata, MONDAY)
    assert len(plans) == 2 and all("uq_payout_line_entry" in plan for plan in plans), plans
