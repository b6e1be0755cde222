"""The till of a desk: opening with a float, what moves in it, counting, closing, and handing it over."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.ledger import LedgerEntry
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.db.models.till import TillSession
from clinic_desktop.domain.codes import PaymentMethod, TillMovementKind, TillState
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, Refused, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.till.booking import hand_over
from clinic_desktop.services.till.service import TillService
from clinic_desktop.services.till.values import MethodCount, TillClosing
from tests.builders import new_key
from tests.services.appointments.test_loose_ends import wait_until_somebody_waits
from tests.services.billing.conftest import card, cash, upi
from tests.services.till.conftest import counted


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def test_a_desk_without_tills_takes_cash_as_ever(clinic, tills, payments, booked, database):
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    here = tills.here(clinic.front_desk, clinic.kolkata)
    assert (here.open, here.required, here.proposal.floated) == (None, False, rupees(0))
    with database.read() as session:
        assert session.scalars(select(Payment.till_session_id)).all() == [None]


def test_where_a_till_is_required_cash_waits_for_it_and_cards_do_not(clinic, tills, payments, booked, settings):
    settings.change(clinic.admin, {"till_required": True})
    first, second = booked("14:00", patient=0).id, booked("14:30").id
    with pytest.raises(Invalid) as refusal:
        payments.take_for(clinic.front_desk, first, (cash(50_000),))
    assert refusal.value.problems == {"till": "till_not_open"}
    payments.take_for(clinic.front_desk, second, (card(50_000),))
    tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    payments.take_for(clinic.front_desk, first, (cash(50_000),))


def test_an_open_till_gathers_what_its_desk_takes_by_every_way(clinic, tills, payments, booked):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    assert (till.state, till.expected(PaymentMethod.CASH)) == (TillState.OPEN, rupees(200))
    payments.take_for(clinic.front_desk, booked().id, (cash(20_000, 50_000), card(10_000), upi(20_000)))
    till = tills.here(clinic.front_desk, clinic.kolkata).open
    assert {one.method: (one.taken, one.payments) for one in till.sums} == {
        PaymentMethod.CASH: (rupees(200), 1),
        PaymentMethod.CARD: (rupees(100), 1),
        PaymentMethod.UPI: (rupees(200), 1),
    }
    assert till.expected(PaymentMethod.CASH) == rupees(400)
    assert (till.receipts.first, till.receipts.last, till.receipts.count) == ("R-2026-00001", "R-2026-00003", 3)


def test_another_desks_money_is_not_in_it(clinic, tills, payments, booked):
    tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    payments.take_for(replace(clinic.front_desk, desk="desk-2"), booked().id, (cash(50_000),))
    assert tills.here(clinic.front_desk, clinic.kolkata).open.expected(PaymentMethod.CASH) == rupees(200)


def test_a_desk_has_one_open_till_and_asking_twice_opens_one(clinic, tills):
    first = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    assert tills.open(clinic.front_desk, clinic.kolkata, 20_000).id == first.id
    with pytest.raises(Invalid) as refusal:
        tills.open(clinic.front_desk, clinic.kolkata, 30_000)
    assert refusal.value.problems == {"till": "till_open"}
    tills.open(replace(clinic.front_desk, desk="desk-2"), clinic.kolkata, 30_000)


def test_a_computer_without_a_name_keeps_no_till(clinic, tills):
    with pytest.raises(Invalid) as refusal:
        tills.open(replace(clinic.front_desk, desk=""), clinic.kolkata, 0)
    assert refusal.value.problems == {"desk": "no_desk"}


def test_cash_moves_in_and_out_once_for_a_key(clinic, tills, held):
    till = tills.open(clinic.front_desk, clinic.kolkata, 100_000)
    key = new_key()
    for _ in range(2):
        till = tills.move(clinic.front_desk, till.id, TillMovementKind.PAY_OUT, 15_000, "Printer paper", key)
    till = tills.move(clinic.front_desk, till.id, TillMovementKind.PAY_IN, 5_000, "Change from the bank", new_key())
    till = tills.move(clinic.front_desk, till.id, TillMovementKind.BANKED, 60_000, "", new_key())
    assert [one.amount for one in till.movements] == [rupees(-150), rupees(50), rupees(-600)]
    assert till.expected(PaymentMethod.CASH) == rupees(300)
    assert held() == {"cash_drawer": 30_000, "safe": -45_000, "expenses": 15_000}


@pytest.mark.parametrize("kind", list(TillMovementKind))
def test_a_movement_is_taken_back_once_and_leaves_the_books_as_they_were(clinic, tills, held, kind):
    till = tills.open(clinic.front_desk, clinic.kolkata, 100_000)
    before = held()
    till = tills.move(clinic.front_desk, till.id, kind, 15_000, "Printer paper", new_key())
    for _ in range(2):
        till = tills.take_movement_back(clinic.front_desk, till.id, till.movements[0].id)
    assert [one.takes_back for one in till.movements] == [False, True]
    assert till.expected(PaymentMethod.CASH) == rupees(1000)
    after = held()
    assert {name: minor for name, minor in after.items() if minor} == {
        name: minor for name, minor in before.items() if minor
    }
    with pytest.raises(NotFound):
        tills.take_movement_back(clinic.front_desk, till.id, till.movements[1].id)


def test_two_desks_that_take_the_same_movement_back_take_it_back_once(clinic, tills, clock):
    till = tills.open(clinic.front_desk, clinic.kolkata, 100_000)
    movement = tills.move(clinic.front_desk, till.id, TillMovementKind.PAY_OUT, 15_000, "Paper", new_key()).movements[0]
    both = threading.Barrier(2)

    def take_back() -> None:
        both.wait()
        tills.take_movement_back(clinic.front_desk, till.id, movement.id)

    threads = [threading.Thread(target=take_back) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tills.till(clinic.front_desk, till.id).expected(PaymentMethod.CASH) == rupees(1000)


def test_a_till_that_is_opened_twice_at_once_is_one_till(clinic, tills):
    """On SQLite as on PostgreSQL: neither press is refused, and the float is in the drawer once."""
    both = threading.Barrier(4)
    found: list[int] = []

    def press() -> None:
        both.wait()
        found.append(tills.open(clinic.front_desk, clinic.kolkata, 20_000).id)

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1


def test_cash_that_is_gone_or_counted_is_not_taken_back(clinic, tills):
    till = tills.open(clinic.front_desk, clinic.kolkata, 10_000)
    put_in = tills.move(clinic.front_desk, till.id, TillMovementKind.PAY_IN, 5_000, "Coins", new_key()).movements[0]
    tills.move(clinic.front_desk, till.id, TillMovementKind.BANKED, 12_000, "", new_key())
    with pytest.raises(Invalid) as refusal:
        tills.take_movement_back(clinic.front_desk, till.id, put_in.id)
    assert refusal.value.problems == {"amount": "more_than_in_till"}
    till = tills.here(clinic.front_desk, clinic.kolkata).open
    tills.close(clinic.front_desk, till.id, counted(till))
    with pytest.raises(Invalid) as refusal:
        tills.take_movement_back(clinic.front_desk, till.id, put_in.id)
    assert refusal.value.problems == {"till": "till_closed"}
    with pytest.raises(NotAllowed):
        tills.take_movement_back(clinic.doctor, till.id, put_in.id)


@pytest.mark.parametrize(
    ("kind", "amount", "reason", "problems"),
    [
        (TillMovementKind.PAY_OUT, 0, "Paper", {"amount": "not_positive"}),
        (TillMovementKind.PAY_IN, -5, "Paper", {"amount": "not_positive"}),
        (TillMovementKind.PAY_OUT, 100, "  ", {"reason": "required"}),
        (TillMovementKind.PAY_OUT, 20_001, "Paper", {"amount": "more_than_in_till"}),
        (TillMovementKind.BANKED, 20_001, "", {"amount": "more_than_in_till"}),
    ],
)
def test_movements_that_cannot_be_are_refused(clinic, tills, kind, amount, reason, problems):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    with pytest.raises(Invalid) as refusal:
        tills.move(clinic.front_desk, till.id, kind, amount, reason, new_key())
    assert refusal.value.problems == problems


def test_a_drawer_can_be_emptied_to_the_last_coin(clinic, tills):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    till = tills.move(clinic.front_desk, till.id, TillMovementKind.BANKED, 20_000, "", new_key())
    assert till.expected(PaymentMethod.CASH) == rupees(0)


def test_a_difference_needs_a_reason_and_is_booked(clinic, tills, payments, booked, held):
    tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    till = tills.here(clinic.front_desk, clinic.kolkata).open
    with pytest.raises(Invalid) as refusal:
        tills.close(clinic.front_desk, till.id, counted(till, 69_500, left=20_000))
    assert refusal.value.problems == {"cash_reason": "difference_reason"}
    closed = tills.close(clinic.front_desk, till.id, counted(till, 69_500, left=20_000, reason="Five missing"))
    assert (closed.number, closed.left) == ("T-2026-00001", rupees(200))
    (count,) = closed.counts
    assert (count.expected, count.counted, count.difference, count.reason) == (
        rupees(700), Money(69_500, "INR"), Money(-500, "INR"), "Five missing",
    )  # fmt: skip
    found = held()
    assert (found["cash_drawer"], found["safe"], found["cash_difference"]) == (20_000, 29_500, 500)


def test_cash_is_counted_by_coins_and_notes(clinic, tills):
    till = tills.open(clinic.front_desk, clinic.kolkata, 120_000)
    pieces = {50_000: 2, 10_000: 2}

    def closing(pieces: dict[int, int]) -> TillClosing:
        return TillClosing((MethodCount(PaymentMethod.CASH, 120_000, 120_000, "", pieces),), 120_000)

    for wrong in ({50_000: 2}, {30_000: 4}, {50_000: -1, 10_000: 17}):
        with pytest.raises(Invalid) as refusal:
            tills.close(clinic.front_desk, till.id, closing(wrong))
        assert refusal.value.problems == {"cash": "not_pieces"}
    closed = tills.close(clinic.front_desk, till.id, closing(pieces))
    assert dict(closed.counts[0].pieces) == pieces


@pytest.mark.parametrize(
    ("closing", "problems"),
    [
        (TillClosing((), 0), {"cash": "required"}),
        (TillClosing((MethodCount(PaymentMethod.CASH, 20_000, None),), 0), {"cash": "required"}),
        (TillClosing((MethodCount(PaymentMethod.CASH, 20_000, 20_000),), 20_001), {"left": "more_than_counted"}),
        (TillClosing((MethodCount(PaymentMethod.CASH, 20_000, 20_000),), -1), {"left": "out_of_bounds"}),
        (
            TillClosing((MethodCount(PaymentMethod.CASH, 20_000, -1, "?"),), 0),
            {"cash": "out_of_bounds", "left": "more_than_counted"},
        ),
    ],
)
def test_closings_that_cannot_be_are_refused(clinic, tills, closing, problems):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    with pytest.raises(Invalid) as refusal:
        tills.close(clinic.front_desk, till.id, closing)
    assert refusal.value.problems == problems
    assert tills.here(clinic.front_desk, clinic.kolkata).open is not None


def test_what_was_paid_after_counting_began_is_never_lost(clinic, tills, payments, booked):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    closing = counted(till)
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    with pytest.raises(StaleRecord):
        tills.close(clinic.front_desk, till.id, closing)
    till = tills.here(clinic.front_desk, clinic.kolkata).open
    assert tills.close(clinic.front_desk, till.id, counted(till, left=0)).expected(PaymentMethod.CASH) == rupees(700)


def test_the_next_till_proposes_what_was_left_and_what_came_since(clinic, tills, payments, booked, held):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    tills.close(clinic.front_desk, till.id, counted(till, left=15_000))
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    here = tills.here(clinic.front_desk, clinic.kolkata)
    assert (here.proposal.left, here.proposal.since, here.proposal.floated) == (rupees(150), rupees(500), rupees(650))
    with pytest.raises(Invalid) as refusal:
        tills.open(clinic.front_desk, clinic.kolkata, 60_000)
    assert refusal.value.problems == {"reason": "difference_reason"}
    tills.open(clinic.front_desk, clinic.kolkata, 60_000, "Somebody took a note")
    assert held()["cash_drawer"] == 60_000
    assert held()["cash_difference"] == 5_000


def test_a_till_is_handed_over_with_the_cash_that_was_counted(clinic, tills, payments, booked, held):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    keeper = next(one for one in tills.colleagues(clinic.front_desk, clinic.kolkata) if one.name == "Centre Manager")
    closed = tills.hand_over(clinic.front_desk, till.id, counted(till), keeper.account_id)
    assert closed.state is TillState.CLOSED
    following = tills.here(clinic.front_desk, clinic.kolkata).open
    assert (following.follows_id, following.opened_by, following.floated) == (till.id, "Centre Manager", rupees(200))
    payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    assert tills.here(clinic.front_desk, clinic.kolkata).open.expected(PaymentMethod.CASH) == rupees(700)
    assert held()["cash_drawer"] == 70_000
    again = tills.hand_over(clinic.front_desk, till.id, counted(till), keeper.account_id)
    assert again.id == closed.id


def test_a_till_is_handed_over_to_nobody_who_may_not_keep_one(database, clinic, tills):
    with database.write() as session:
        session.execute(update(Account).where(Account.id == clinic.manager.account_id).values(active=False))
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    for person in (clinic.front_desk, clinic.doctor, clinic.berlin_desk, clinic.patient):
        with pytest.raises(Invalid) as refusal:
            tills.hand_over(clinic.front_desk, till.id, counted(till), person.account_id)
        assert refusal.value.problems == {"colleague": "not_a_colleague"}
    names = {one.name for one in tills.colleagues(clinic.front_desk, clinic.kolkata)}
    assert names == {"Admin", "Centre Manager"}


def test_a_till_left_open_yesterday_says_so(clinic, clock, tills):
    tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    assert not tills.here(clinic.front_desk, clinic.kolkata).open.overnight
    clock.forward(days=1)
    assert tills.here(clinic.front_desk, clinic.kolkata).open.overnight
    assert tills.tills(clinic.front_desk, clinic.kolkata)[0].overnight


def test_closing_twice_is_one_closing_and_numbers_have_no_gaps(clinic, tills):
    for number in range(1, 4):
        here = tills.here(clinic.front_desk, clinic.kolkata)
        till = tills.open(clinic.front_desk, clinic.kolkata, here.proposal.floated.minor)
        wrong = TillClosing((MethodCount(PaymentMethod.CASH, 0, 5, ""),), 0)
        with pytest.raises(Invalid):
            tills.close(clinic.front_desk, till.id, wrong)
        for _ in range(2):
            assert tills.close(clinic.front_desk, till.id, counted(till)).number == f"T-2026-{number:05d}"
    with pytest.raises(Invalid) as refusal:
        tills.move(clinic.front_desk, till.id, TillMovementKind.PAY_IN, 100, "Coins", new_key())
    assert refusal.value.problems == {"till": "till_closed"}


def test_other_desks_tills_are_for_who_may_see_all(clinic, tills):
    till = tills.open(clinic.front_desk, clinic.kolkata, 20_000)
    neighbour = replace(clinic.front_desk, desk="desk-2")
    manager = replace(clinic.centre_manager, desk="office")
    assert tills.tills(neighbour, clinic.kolkata) == ()
    for forbidden in (
        lambda: tills.till(neighbour, till.id),
        lambda: tills.close(neighbour, till.id, counted(till)),
        lambda: tills.till(clinic.berlin_desk, till.id),
        lambda: tills.here(clinic.doctor, clinic.kolkata),
        lambda: tills.day_report(clinic.patient, clinic.kolkata, till.opened_at.date()),
        lambda: tills.till(clinic.front_desk, till.id + 100),
    ):
        with pytest.raises(NotAllowed):
            forbidden()
    assert tills.here(manager, clinic.kolkata).others == 1
    assert tills.close(manager, till.id, counted(till)).closed_by == "Centre Manager"


def test_a_refund_in_cash_leaves_the_till_of_the_desk_that_hands_it_back(clinic, tills, payments, booked):
    taken = payments.take_for(clinic.front_desk, booked().id, (cash(50_000),))
    desk = replace(clinic.centre_manager, desk="desk-9")
    tills.open(desk, clinic.kolkata, 80_000)
    payments.refund(desk, taken.payment_ids[0], 20_000, "Shorter visit")
    till = tills.here(desk, clinic.kolkata).open
    assert till.expected(PaymentMethod.CASH) == rupees(600)
    assert [(one.given_back, one.refunds) for one in till.sums] == [(rupees(200), 1)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_pays_while_a_till_is_handed_over_pays_into_the_next(database, clock, clinic, booked, tills):
    appointment = booked()
    till = tills.open(clinic.front_desk, clinic.kolkata, 10_000)
    keeper = tills.colleagues(clinic.front_desk, clinic.kolkata)[0]
    pay = threading.Thread(
        target=lambda: PaymentService(database, clock).take_for(clinic.front_desk, appointment.id, (cash(10_000),))
    )
    with database.write() as handing:
        following = hand_over(handing, clinic.front_desk, till.id, counted(till), keeper, clock())
        pay.start()
        wait_until_somebody_waits(database)
    pay.join()
    with database.read() as session:
        assert session.scalars(select(Payment.till_session_id)).all() == [following]


def test_desks_that_pay_while_the_till_is_closed_lose_nothing(database, clock, clinic, booked, tills):
    """Four people pay cash at the desk while it is being handed over again and again: every payment is in one till, or
    in what the next one begins with."""
    appointments = [booked(f"{hour}:{minute}").id for hour in (14, 15) for minute in ("00", "30")]
    till = tills.open(clinic.front_desk, clinic.kolkata, 10_000)
    keeper = tills.colleagues(clinic.front_desk, clinic.kolkata)[0].account_id
    keepers = [keeper, clinic.front_desk.account_id]
    start, refused = threading.Barrier(5), []

    def pay(appointment_id: int) -> None:
        service = PaymentService(database, clock)
        start.wait()
        for _ in range(5):
            try:
                service.take_for(clinic.front_desk, appointment_id, (cash(10_000),))
            except Refused as refusal:
                refused.append(refusal)

    def close() -> None:
        service, turn = TillService(database, clock), 0
        start.wait()
        for _ in range(12):
            open_now = service.here(clinic.front_desk, clinic.kolkata).open
            try:
                service.hand_over(clinic.front_desk, open_now.id, counted(open_now), keepers[turn % 2])
                turn += 1
            except StaleRecord:
                continue

    threads = [threading.Thread(target=pay, args=(one,)) for one in appointments] + [threading.Thread(target=close)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    with database.read() as session:
        assert None not in session.scalars(select(Payment.till_session_id)).all()
        rows = session.execute(select(TillSession.id, TillSession.float_minor).order_by(TillSession.id)).all()
        assert rows[0].id == till.id
    last = tills.here(clinic.front_desk, clinic.kolkata).open
    assert last.expected(PaymentMethod.CASH) == Money(10_000 + 4 * 50_000, "INR")
    with database.read() as session:
        differences = session.scalars(
            select(LedgerEntry.amount_minor).where(LedgerEntry.debit == "cash_difference")
        ).all()
        assert differences == []


def test_the_day_says_what_every_desk_took(clinic, clock, tills, payments, booked, settings):
    settings.change(clinic.admin, {"tax_percent": 18, "tax_name": "GST"})
    till = tills.open(clinic.front_desk, clinic.kolkata, 10_000)
    other = replace(clinic.front_desk, desk="desk-2")
    first = payments.take_for(clinic.front_desk, booked("14:00", patient=0).id, (cash(20_000), card(30_000)))
    invoice = payments.issue(other, booked("14:30").id)
    invoice = payments.set_discount(other, invoice.id, invoice.version, 10_000, "Senior citizen")
    payments.take(other, invoice.id, invoice.version, (cash(40_000),))
    payments.refund(clinic.centre_manager, first.payment_ids[0], 5_000, "Typed wrongly", due_again=True)
    till = tills.here(clinic.front_desk, clinic.kolkata).open
    tills.close(clinic.front_desk, till.id, counted(till, left=10_000))
    manager = replace(clinic.manager, desk="office")
    report = tills.day_report(manager, clinic.kolkata, clock.now.date())
    assert (report.taken, report.given_back) == (rupees(900), rupees(50))
    assert {one.method: (one.taken, one.given_back) for one in report.by_method} == {
        PaymentMethod.CASH: (rupees(600), rupees(50)),
        PaymentMethod.CARD: (rupees(300), rupees(0)),
    }
    assert [(one.desk, one.sums.method) for one in report.sums] == [
        ("desk-1", PaymentMethod.CASH), ("desk-1", PaymentMethod.CARD), ("desk-2", PaymentMethod.CASH),
    ]  # fmt: skip
    assert (report.discounts.count, report.discounts.amount) == (1, rupees(100))
    assert (report.voids.count, report.voids.amount) == (1, rupees(50))
    assert [(tax.name, tax.percent, tax.net + tax.tax) for tax in report.taxes] == [("GST", 18, rupees(900))]
    assert (report.visits.booked, report.visits.arrived) == (2, 0)
    assert (report.receipts.first, report.receipts.last, report.receipts.count) == ("R-2026-00001", "R-2026-00003", 3)
    assert [(row.number, row.difference) for row in report.tills] == [("T-2026-00001", rupees(0))]
    own = tills.day_report(other, clinic.kolkata, clock.now.date())
    assert (own.desk, own.taken, own.tills) == ("desk-2", rupees(400), ())
    assert tills.day_report(manager, clinic.kolkata, clock.now.date() + timedelta(days=1)).sums == ()
