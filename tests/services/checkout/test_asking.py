"""Asking for a link: one for an appointment, whoever asks, however often, whatever becomes of the answer."""

from datetime import timedelta
from threading import Timer

import pytest
from sqlalchemy import update

from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import AppointmentState, LinkKind, LinkState, PaymentMethod, PaymentState
from clinic_desktop.domain.errors import GatewayRefused, Invalid, NotAllowed
from clinic_desktop.integrations.gateways.patience import Patience
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.values import NoLink
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.tour.gateways.faults import FaultKind
from tests.services.billing.gateways import environment
from tests.services.checkout.online import FreshAccounts


def test_a_link_is_asked_for_paid_and_written_down_with_everything(online, booked):
    desk = online.clinic.front_desk
    link = online.checkout.ask(desk, booked.id)
    assert (link.state, link.amount.minor, link.problem) == (LinkState.OPEN, 50_000, "")
    assert link.url
    online.pay(link.id)
    assert online.checkout.look(desk, link.id).state is LinkState.PAID
    payment = online.payments()[0]
    assert (payment.method, payment.state, payment.amount_minor) == (PaymentMethod.LINK, PaymentState.PAID, 50_000)
    assert payment.receipt_number == "R-2026-00001"
    assert payment.till_session_id is None
    assert online.invoice(booked.id).paid_minor == 50_000
    assert online.balance("gateway_clearing") == 50_000
    assert online.balance("patient_receivable") == 0


def test_the_offer_says_by_what_and_how_much_and_shows_the_live_link(online, booked):
    desk = online.clinic.front_desk
    offer = online.checkout.offer(desk, booked.id)
    assert (offer.gateway, offer.due.minor, offer.link, offer.problem) == (online.name, 50_000, None, None)
    link = online.checkout.ask(desk, booked.id)
    assert online.checkout.offer(desk, booked.id).link == link
    assert online.checkout.open_count(desk) == 1
    assert [row.id for row in online.checkout.listing(desk).rows] == [link.id]


def test_a_second_desk_sees_the_link_of_the_first(online, booked):
    first = online.checkout.ask(online.clinic.front_desk, booked.id)
    other, _ = online.desk("desk-2")
    assert other.ask(online.clinic.manager, booked.id) == first
    assert len(online.pages()) == 1


def test_the_answer_is_lost_and_asking_again_asks_for_the_same_page(online, booked):
    online.server.faults.add(FaultKind.LOSE_REPLY, online.creating, method="POST")
    desk = online.clinic.front_desk
    lost = online.checkout.ask(desk, booked.id)
    assert (lost.state, lost.url) == (LinkState.REQUESTED, "")
    assert lost.problem == "network"
    found = online.checkout.ask(desk, booked.id)
    assert (found.id, found.state, found.key) == (lost.id, LinkState.OPEN, lost.key)
    assert len(online.pages()) == 1


def test_the_worker_recovers_a_page_whose_answer_was_lost(online, booked):
    online.server.faults.add(FaultKind.LOSE_REPLY, online.creating, method="POST")
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    online.work(60)
    assert online.state(link.id) == LinkState.OPEN
    assert len(online.pages()) == 1


@pytest.mark.parametrize(
    "fault",
    [
        FaultKind.TOO_MANY, FaultKind.SERVER_ERROR, FaultKind.BAD_GATEWAY, FaultKind.PORTAL, FaultKind.LOSE_REQUEST,
        FaultKind.EMPTY, FaultKind.NULL, FaultKind.NULL_ERROR, FaultKind.RESET,
    ],
)  # fmt: skip
def test_what_passes_is_never_called_failed(online, booked, fault):
    online.checkout.offer(online.clinic.front_desk, booked.id)
    online.server.faults.add(fault, online.creating, method="POST")
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    assert link.state is LinkState.REQUESTED
    assert link.problem in {"busy", "broken", "network"}
    online.work(60)
    assert online.state(link.id) == LinkState.OPEN


def test_offline_nothing_is_asked_and_nothing_is_left_behind(online, booked):
    with online.offline(), pytest.raises(GatewayRefused):
        online.checkout.ask(online.clinic.front_desk, booked.id)
    assert online.rows(PaymentLink) == []


def test_a_definite_refusal_fails_the_link_and_says_why(online, booked):
    online.server.faults.add(FaultKind.UNAUTHORISED, online.creating, method="POST")
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    assert (link.state, link.problem) == (LinkState.FAILED, "wrong_key")
    again = online.checkout.ask(online.clinic.front_desk, booked.id)
    assert again.state is LinkState.OPEN
    assert again.key.endswith("-2")


def test_keys_are_of_the_clinic_the_appointment_and_the_attempt(online, booked):
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    reference, appointment, attempt = link.key.split("-")
    assert (len(reference), int(appointment), int(attempt)) == (8, booked.id, 1)


def test_nothing_can_be_asked_for_what_is_not_owed(online, booked, booking):
    booking.cancel(online.clinic.front_desk, booked.id, booked.version, "No reason")
    assert online.checkout.offer(online.clinic.front_desk, booked.id).problem is NoLink.NOT_OWED
    with pytest.raises(Invalid) as refusal:
        online.checkout.ask(online.clinic.front_desk, booked.id)
    assert refusal.value.problems == {"link": NoLink.NOT_OWED}


@pytest.mark.parametrize("amount", [0, -1, 50_001])
def test_amounts_that_cannot_be(online, booked, amount):
    with pytest.raises(Invalid):
        online.checkout.ask(online.clinic.front_desk, booked.id, amount)
    assert online.rows(PaymentLink) == []


def test_too_small_is_said_before_anything_is_asked(online, booked):
    with pytest.raises(Invalid) as refusal:
        online.checkout.ask(online.clinic.front_desk, booked.id, 5)
    assert refusal.value.problems == {"link": NoLink.TOO_SMALL}


def test_a_clinic_without_a_gateway_says_so(online, booked):
    SettingsService(online.database, online.clock).change(online.clinic.admin, {"gateway": "none"})
    assert online.checkout.offer(online.clinic.front_desk, booked.id).problem is NoLink.NO_GATEWAY


def test_a_short_life_is_a_session_and_a_long_one_a_payment_link(online, booked, own_booking):
    week = online.checkout.ask(online.clinic.front_desk, booked.id)
    assert week.kind is LinkKind.LINK
    assert week.ends_at == online.clock() + timedelta(days=3)
    short = online.checkout.ask(online.clinic.patient, own_booking.id)
    assert short.kind is (LinkKind.SESSION if online.name == "stripe" else LinkKind.LINK)
    row = online.row(PaymentLink, PaymentLink.id == short.id)
    least = timedelta(minutes=31 if online.name == "stripe" else 16)
    assert row.gateway_ends_at - online.clock() >= least
    assert row.ends_at == online.clock() + timedelta(minutes=15)
    assert row.holds_booking


def test_patients_ask_for_their_own_only(online, booked, own_booking):
    patient = online.clinic.patient
    link = online.checkout.ask(patient, own_booking.id)
    other = online.checkout.ask(online.clinic.front_desk, booked.id)
    assert [row.id for row in online.checkout.listing(patient).rows] == [link.id]
    for verb in (online.checkout.link, online.checkout.look, online.checkout.end):
        with pytest.raises(NotAllowed):
            verb(patient, other.id)
    with pytest.raises(NotAllowed):
        online.checkout.ask(patient, booked.id)
    assert online.checkout.links_of(patient, booked.id) == ()


def test_a_link_can_be_sent_once(online, booked):
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    give_addresses(online, "asha@example.org")
    assert online.checkout.send(online.clinic.front_desk, link.id)
    assert online.messages("payment_link") == 1
    assert not online.checkout.send(online.clinic.front_desk, link.id)


def test_a_link_is_sent_to_nobody_without_an_address(online, booked):
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    give_addresses(online, "")
    with pytest.raises(Invalid) as refused:
        online.checkout.send(online.clinic.front_desk, link.id)
    assert refused.value.problems == {"message": "no_address"}
    assert online.messages("payment_link") == 0


def give_addresses(online, email):
    with online.database.write() as session:
        session.execute(update(Patient).values(email=email))


def test_paying_in_time_books_what_waited_for_it(online, own_booking):
    link = online.checkout.ask(online.clinic.patient, own_booking.id)
    online.pay(link.id)
    online.work(30)
    assert online.booking(own_booking.id) == AppointmentState.CONFIRMED
    assert online.state(link.id) == LinkState.PAID


def test_a_gateway_that_stalls_is_not_waited_for_without_end(online, booked):
    """Scenario 28: the call ends, the row stays and is asked about again."""
    hasty = FreshAccounts(
        online.database, environment(*online.servers.values()), online.clock, Patience(connect=1, read=0.2, whole=0.4)
    )
    checkout = CheckoutService(online.database, online.clock, hasty)
    checkout.ask(online.clinic.front_desk, booked.id)
    online.server.faults.add(FaultKind.STALL, times=None, seconds=5)
    link = checkout.look(online.clinic.front_desk, online.rows(PaymentLink)[0].id)
    assert (link.state, link.problem) == (LinkState.OPEN, "stalled")
    online.server.faults.clear()
    assert online.checkout.look(online.clinic.front_desk, link.id).problem == ""


def test_a_program_that_ends_in_the_middle_leaves_a_row_to_be_asked_about(online, booked):
    online.checkout.offer(online.clinic.front_desk, booked.id)
    online.server.faults.add(FaultKind.STALL, online.creating, method="POST", seconds=5, after=True)
    Timer(0.3, online.accounts.stop).start()
    link = online.checkout.ask(online.clinic.front_desk, booked.id)
    assert link.state is LinkState.REQUESTED
    online.server.faults.clear()
    _, worker = online.desk("after the start")
    online.work(60, worker)
    assert online.state(link.id) == LinkState.OPEN
    assert len(online.pages()) == 1
