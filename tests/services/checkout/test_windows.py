"""A booking that waits for a link's money: paid it stands, unpaid it ends, and while nobody knows its time is kept."""

import pytest

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import AppointmentState, LinkEnd, LinkState, RefundCause, RefundState
from clinic_desktop.domain.errors import SlotTaken
from clinic_desktop.services.billing import prepaid
from clinic_desktop.services.billing.prepaid import PAYMENT_WINDOW_ENDED
from clinic_desktop.services.checkout import worker
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.tour.gateways.faults import FaultKind
from tests.services.conftest import TUESDAY


@pytest.fixture
def link(online, own_booking):
    return online.checkout.ask(online.clinic.patient, own_booking.id)


def test_while_the_link_lives_the_booking_says_until_when_it_waits(online, own_booking, link, days):
    row = online.row(Appointment, Appointment.id == own_booking.id)
    assert (row.expires_at, row.pay_until) == (None, link.ends_at)


def test_unpaid_the_link_is_ended_at_the_gateway_and_then_the_time_is_free(online, own_booking, link, booking, wish):
    online.work(14 * 60)
    assert online.booking(own_booking.id) == AppointmentState.PENDING
    online.work(61)
    row = online.row(PaymentLink, PaymentLink.id == link.id)
    assert (row.state, row.end_reason) == (LinkState.ENDED, LinkEnd.WINDOW)
    gone = online.row(Appointment, Appointment.id == own_booking.id)
    assert (gone.state, gone.end_reason) == (AppointmentState.CANCELLED, PAYMENT_WINDOW_ENDED)
    booking.book(online.clinic.front_desk, wish("14:00", TUESDAY))


def test_paid_in_the_last_second_it_is_booked(online, own_booking, link):
    online.clock.forward(minutes=14, seconds=59)
    online.pay(link.id)
    online.work(30)
    assert online.booking(own_booking.id) == AppointmentState.CONFIRMED
    assert online.state(link.id) == LinkState.PAID
    assert online.refunds() == []


def test_without_a_network_the_time_is_kept_until_the_gateway_has_answered(online, own_booking, link, booking, wish):
    with online.offline():
        online.work(16 * 60)
        assert online.state(link.id) == LinkState.ENDING
        online.work(600)
        with pytest.raises(SlotTaken):
            booking.book(online.clinic.front_desk, wish("14:00", TUESDAY))
    online.worker = online.desk("desk-9")[1]
    online.work(900)
    assert online.state(link.id) == LinkState.ENDED
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED


def test_the_program_was_shut_when_the_money_came(online, own_booking, link):
    online.pay(link.id)
    online.clock.forward(hours=3)
    _, worker = online.desk("desk-2")
    online.work(0, worker)
    assert online.booking(own_booking.id) == AppointmentState.CONFIRMED
    assert len(online.payments()) == 1


def test_ended_by_hand_the_booking_waits_for_the_rest_of_its_time(online, own_booking, link, booking, wish):
    ended = online.checkout.end(online.clinic.patient, link.id)
    assert (ended.state, ended.end_reason) == (LinkState.ENDED, LinkEnd.CANCELLED)
    row = online.row(Appointment, Appointment.id == own_booking.id)
    assert (row.expires_at, row.pay_until) == (link.ends_at, None)
    again = online.checkout.ask(online.clinic.patient, own_booking.id)
    assert again.ends_at == link.ends_at
    online.work(16 * 60)
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED


def test_a_link_that_cannot_be_made_leaves_the_booking_its_time(online, own_booking):
    online.server.faults.add(FaultKind.UNAUTHORISED, online.creating, method="POST")
    failed = online.checkout.ask(online.clinic.patient, own_booking.id)
    assert failed.state is LinkState.FAILED
    assert online.row(Appointment, Appointment.id == own_booking.id).expires_at is not None


def test_paid_late_and_the_time_is_free_it_is_booked(online, own_booking, link):
    if online.name == "stripe":
        pytest.skip("a session that was expired takes no money; see the payment links below")
    online.server.fail(online.page_of(link.id))
    online.work(16 * 60)
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED
    online.server.capture_late(online.page_of(link.id))
    online.work(2 * 3600)
    assert online.booking(own_booking.id) == AppointmentState.CONFIRMED
    assert online.state(link.id) == LinkState.PAID
    assert online.refunds() == []
    assert (online.balance("patient_receivable"), online.balance("escrow_held")) == (0, -50_000)


def test_paid_late_and_somebody_else_has_the_time_all_goes_back(online, own_booking, link, booking, wish):
    if online.name == "stripe":
        pytest.skip("a session that was expired takes no money; see the payment links below")
    online.server.fail(online.page_of(link.id))
    online.work(16 * 60)
    booking.book(online.clinic.front_desk, wish("14:00", TUESDAY))
    online.server.capture_late(online.page_of(link.id))
    online.work(2 * 3600)
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED
    (refund,) = online.refunds()
    assert (refund.cause, refund.state, refund.amount_minor) == (RefundCause.LATE, RefundState.OWED, 50_000)
    assert online.findings() == ["paid_late"]
    online.send_refunds(1)
    assert online.refunds()[0].state == RefundState.DONE
    assert online.balance("gateway_clearing") == 0
    assert online.balance("patient_receivable") == 0
    online.work(3600)
    assert len(online.refunds()) == 1


def test_a_deposit_confirms_the_booking(online, own_booking):
    SettingsService(online.database, online.clock).change(online.clinic.admin, {"deposit_percent": 20})
    assert online.checkout.offer(online.clinic.patient, own_booking.id).deposit.minor == 10_000
    link = online.checkout.ask(online.clinic.patient, own_booking.id, 10_000)
    online.pay(link.id)
    online.work(30)
    assert online.booking(own_booking.id) == AppointmentState.CONFIRMED
    assert online.state(link.id) == LinkState.PAID
    assert online.checkout.offer(online.clinic.patient, own_booking.id).due.minor == 40_000


def test_a_part_that_was_paid_goes_back_with_the_booking(online, own_booking):
    link = online.checkout.ask(online.clinic.patient, own_booking.id, 20_000)
    online.pay(link.id)
    online.work(30)
    assert online.booking(own_booking.id) == AppointmentState.PENDING
    rest = online.checkout.ask(online.clinic.patient, own_booking.id)
    assert (rest.amount.minor, rest.holds_booking) == (30_000, True)
    online.work_on(20, every=60)
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED
    assert [(row.cause, row.amount_minor) for row in online.refunds()] == [(RefundCause.POLICY, 20_000)]
    assert online.balance("patient_receivable") == 0


def test_a_part_that_was_paid_does_not_hold_the_time_for_ever(online, own_booking, booking, wish):
    link = online.checkout.ask(online.clinic.patient, own_booking.id, 20_000)
    online.pay(link.id)
    online.work(30)
    online.clock.forward(minutes=20)
    booking.book(online.clinic.front_desk, wish("14:00", TUESDAY))
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED
    assert [(row.cause, row.amount_minor) for row in online.refunds()] == [(RefundCause.POLICY, 20_000)]


def test_a_cancelling_that_is_taken_back_does_not_hold_the_time_for_ever(online, own_booking, link, booking):
    version = online.row(Appointment, Appointment.id == own_booking.id).version
    cancelled = booking.cancel(online.clinic.front_desk, own_booking.id, version, "By mistake")
    online.work(5)
    assert online.state(link.id) == LinkState.ENDED
    booking.undo(online.clinic.front_desk, own_booking.id, cancelled.version)
    assert online.booking(own_booking.id) == AppointmentState.PENDING
    online.work(5 * 60)
    assert online.booking(own_booking.id) == AppointmentState.PENDING
    online.work(16 * 60)
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED


def test_a_guard_that_the_rules_did_not_foresee_costs_the_time_and_not_the_money(
    online, own_booking, link, monkeypatch
):
    if online.name == "stripe":
        pytest.skip("a session that was expired takes no money")
    online.server.fail(online.page_of(link.id))
    online.work(16 * 60)
    online.server.capture_late(online.page_of(link.id))
    with online.database.write() as session:
        # Somebody else's visit at the same time, of which the rules are kept from knowing.
        columns = ", ".join(
            one.key for one in Appointment.__table__.columns if one.key not in ("id", "request_key", "state")
        )
        session.connection().exec_driver_sql(
            f"INSERT INTO appointment (request_key, state, {columns}) SELECT 'other', 'confirmed', {columns}"
            f" FROM appointment WHERE id = {own_booking.id}"
        )
    monkeypatch.setattr(prepaid, "_former_place", lambda *_: {"seat": 1})
    online.work(2 * 3600)
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED
    assert [(row.cause, row.amount_minor) for row in online.refunds()] == [(RefundCause.LATE, 50_000)]


def test_a_part_that_was_paid_goes_back_when_the_time_to_pay_is_over(online, own_booking):
    link = online.checkout.ask(online.clinic.patient, own_booking.id, 10_000)
    online.pay(link.id)
    online.work(30)
    assert online.booking(own_booking.id) == AppointmentState.PENDING
    online.work(20 * 60)
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED
    assert [(row.amount_minor, row.cause) for row in online.refunds()] == [(10_000, RefundCause.POLICY)]
    assert online.balance("patient_receivable") == 0


def test_a_person_who_approves_ends_the_time_to_pay(online, own_booking, link, booking):
    version = online.row(Appointment, Appointment.id == own_booking.id).version
    booking.confirm(online.clinic.front_desk, own_booking.id, version)
    row = online.row(Appointment, Appointment.id == own_booking.id)
    assert (row.state, row.expires_at, row.pay_until) == (AppointmentState.CONFIRMED, None, None)
    online.work(20 * 60)
    assert online.booking(own_booking.id) == AppointmentState.CONFIRMED


def test_links_that_are_over_and_bookings_that_are_left_are_never_locked_together(online, own_booking, monkeypatch):
    """Appointments are locked before links: a desk that does so would wait for a worker that waits for it."""
    online.pay(online.checkout.ask(online.clinic.patient, own_booking.id, 10_000).id)
    online.work(30)
    seen = []
    for name in ("mark_window_ends", "end_left_over"):
        real = getattr(worker, name)
        monkeypatch.setattr(worker, name, lambda session, now, real=real: seen.append(session) or real(session, now))
    monkeypatch.setattr(worker, "is_over", lambda _session, _now: True)
    online.work(20 * 60)
    assert len(seen) == 2 and seen[0] is not seen[1]
    assert online.booking(own_booking.id) == AppointmentState.CANCELLED
