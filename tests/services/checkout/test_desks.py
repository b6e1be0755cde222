"""Many desks, one gateway: nobody asks twice, all together ask slowly, and wrong clocks and keys harm nothing."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.shared_time import DatabaseClock, shared_clock
from clinic_desktop.domain.codes import AppointmentState, GatewayName, LinkState
from clinic_desktop.domain.period import utc_now
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.watching import PACE, claim_due, next_ask
from clinic_desktop.services.checkout.worker import PaymentWorker
from clinic_desktop.tour.gateways.faults import FaultKind
from tests.services.billing.gateways import environment
from tests.services.checkout.online import FreshAccounts

KEPT = timedelta(days=7)


def asked_about(online):
    """How often the gateway was asked about each page."""
    return Counter(call.path for call in online.server.calls if call.method == "GET" and "/plink_" in call.path)


@pytest.fixture
def due(online, booking, wish):
    """Links of eight visits, all due at this moment."""
    found = []
    for time in ("14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "12:00", "12:30"):
        view = booking.book(online.clinic.front_desk, wish(time))
        found.append(online.checkout.ask(online.clinic.front_desk, view.id).id)
    online.clock.forward(minutes=10)
    online.server.calls.clear()
    return found


def test_of_two_desks_only_one_claims_a_link(online, due):
    now = online.clock()
    seen = []
    for turn in range(12):
        for sender in ("desk-1", "desk-2"):
            with online.database.write() as session:
                claim = claim_due(session, online.name, False, sender, now + 4 * PACE * turn)
            seen += [claim.link_id] if claim is not None else []
    assert sorted(seen) == sorted(due)


def test_the_desks_together_keep_the_gateways_pace(online, due):
    desks = [online.desk(f"desk-{number}")[1] for number in range(4)]
    for worker in desks:
        worker.run_once()
    assert len(asked_about(online)) == 1
    online.clock.forward(seconds=5)
    for worker in desks:
        worker.run_once()
    assert len(asked_about(online)) == 2


def test_every_due_link_is_asked_once_in_a_round_of_all_desks(online, due):
    desks = [online.desk(f"desk-{number}")[1] for number in range(4)]
    for _ in range(8):
        threads = [threading.Thread(target=worker.run_once) for worker in desks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        online.clock.forward(seconds=3)
    pages = [online.page_of(link_id) for link_id in due]
    asked = asked_about(online)
    looked = [sum(count for path, count in asked.items() if path.endswith(page)) for page in pages]
    assert looked == [1] * 8


def test_what_somebody_looks_at_comes_first(online, due):
    online.checkout.watch(online.clinic.front_desk, due[-1], 60)
    online.work(5)
    assert online.row(PaymentLink, PaymentLink.id == due[-1]).asked_at == online.clock()


def test_watched_links_are_asked_every_few_seconds_and_others_ever_more_rarely():
    now = datetime(2026, 11, 23, tzinfo=UTC)

    def pause(tries=0, age=timedelta(0), watched=False, ended=None, state=LinkState.OPEN):
        until = now + timedelta(minutes=1) if watched else None
        at = next_ask(state, now - age, None if ended is None else now - ended, until, tries, KEPT, now)
        return None if at is None else (at - now).total_seconds()

    assert 2 <= pause(watched=True) <= 3
    assert pause(watched=True, tries=99) == 15
    assert pause() == 20
    assert pause(age=timedelta(minutes=10)) == 60
    assert pause(age=timedelta(days=2)) == 600
    assert pause(state=LinkState.ENDED, ended=timedelta(0)) == 60
    assert pause(state=LinkState.ENDED, ended=timedelta(days=3)) == 12 * 3600
    assert pause(state=LinkState.ENDED, ended=timedelta(days=8)) is None


def test_a_claim_of_a_desk_that_died_lapses(online, booked):
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    online.pay(link.id)
    with online.database.write() as session:
        session.execute(
            update(PaymentLink).values(claimed_by="dead", claimed_until=online.clock() + timedelta(seconds=60))
        )
    online.work(40)
    assert online.payments() == []
    online.work(30)
    assert len(online.payments()) == 1


def test_a_gateway_that_is_busy_is_left_alone_by_all_desks(online, due):
    online.server.faults.add(FaultKind.TOO_MANY, "*")
    online.work(5)
    online.server.calls.clear()
    _, other = online.desk("desk-2")
    online.work(5, other)
    assert online.server.calls == []
    online.work(30, other)
    assert len(online.server.calls) > 0


def test_two_desks_that_press_at_once_make_one_link(online, booked):
    """Scenario 3, with real threads."""
    desks = [online.desk(f"desk-{number}")[0] for number in range(4)]
    found = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(one.ask(online.clinic.front_desk, booked.id).id))
        for one in desks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(online.rows(PaymentLink)) == 1
    assert len(online.pages()) == 1


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_desk_whose_clock_is_wrong_makes_links_that_live_long_enough(online, own_booking, minutes):
    """Scenario 23: the gateway's time is what a link's life is counted by."""
    for server in online.servers.values():
        server.clock.follow(lambda: online.clock() - timedelta(minutes=minutes))
    link = online.checkout.ask(online.clinic.patient, own_booking.id)
    assert link.state is LinkState.OPEN
    online.pay(link.id)
    online.work(30)
    assert online.booking(own_booking.id) == AppointmentState.CONFIRMED
    (payment,) = online.payments()
    assert payment.paid_at <= online.clock()


def test_desks_go_by_the_databases_time(database):
    if database.is_sqlite:
        assert shared_clock(database, utc_now) is utc_now
        return
    clock = shared_clock(database, utc_now)
    assert isinstance(clock, DatabaseClock)
    with database.read() as session:
        told = session.connection().exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    assert abs(clock() - told) < timedelta(seconds=5)


def test_keys_of_another_account_say_so_and_change_nothing(online, booked):
    """Scenario 24."""
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    online.pay(link.id)
    stranger = stranger_keys(online)
    found = CheckoutService(online.database, online.clock, stranger).look(online.clinic.front_desk, link.id)
    assert (found.state, found.problem) == (LinkState.OPEN, "not_found")
    assert online.checkout.look(online.clinic.front_desk, link.id).state is LinkState.PAID


def test_a_desk_with_live_keys_leaves_test_links_alone(online, booked):
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    assert not link.live
    online.pay(link.id)
    live = FreshAccounts(
        online.database,
        environment(*online.servers.values())
        | {"STRIPE_SECRET_KEY": "sk_live_51Loopback0", "RAZORPAY_KEY_ID": "rzp_live_Loopback000000"},
        online.clock,
    )
    online.server.calls.clear()
    online.work(60, PaymentWorker(online.database, online.clock, live, "live desk"))
    assert online.server.calls == []
    found = CheckoutService(online.database, online.clock, live).look(online.clinic.front_desk, link.id)
    assert (found.state, found.problem) == (LinkState.OPEN, "not_found")


def stranger_keys(online):
    """Accounts with keys that work, of somebody else."""
    known = environment(*online.servers.values())
    if online.name is GatewayName.STRIPE:
        online.server.add_account("sk_test_51Another0", "acct_other")
        known["STRIPE_SECRET_KEY"] = "sk_test_51Another0"
    else:
        known |= {"RAZORPAY_KEY_ID": "rzp_test_Another0000000", "RAZORPAY_KEY_SECRET": "another_secret"}
        online.server.add_merchant("rzp_test_Another0000000", "another_secret", "Another00000000")
    return FreshAccounts(online.database, known, online.clock)


def test_no_key_and_nothing_about_the_patient_goes_to_the_gateway(online, booked):
    """Scenario 27."""
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    online.pay(link.id)
    online.checkout.look(online.clinic.front_desk, link.id)
    said = " ".join(call.path + str(call.body) for call in online.server.calls)
    for private in ("Malhotra", "9830054471", "Consultation", "Menon", online.secret):
        assert private not in said
    assert link.key in said


def test_money_outlives_whatever_becomes_of_the_visit(online, booked, booking):
    """Scenario 25: the refund is possible after the visit is over."""
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    online.pay(link.id)
    online.work(30)
    version = online.row(Appointment, Appointment.id == booked.id).version
    booking.cancel(online.clinic.front_desk, booked.id, version, "Patient's wish")
    assert online.invoice(booked.id).refunded_minor == 25_000
    assert online.rows(Invoice)[0].paid_minor == 50_000
