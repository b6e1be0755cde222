"""Bookings that patients make themselves and have to pay first."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import ServicePrice
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod
from clinic_desktop.domain.errors import SlotTaken
from clinic_desktop.services.appointments.placing import free_expired
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.prepaid import end_unpaid, revive
from clinic_desktop.services.settings import SettingsService
from tests.builders import new_key
from tests.services.conftest import TUESDAY


@pytest.fixture
def pays_first(database, clinic, clock):
    SettingsService(database, clock).change(clinic.admin, {"prepayment_required": True})


def own_wish(clinic, wish):
    return wish("14:00", TUESDAY, patient_id=clinic.patients[0])


def pay(payments, clinic, view, minor):
    payments.take_for(clinic.front_desk, view.id, (DeskPayment(PaymentMethod.CASH, minor, minor, "", new_key()),))


def state_of(database, view):
    with database.read() as session:
        row = session.execute(select(Appointment.state, Appointment.expires_at).where(Appointment.id == view.id)).one()
    return row.state, row.expires_at


def test_a_self_booking_waits_for_its_money_and_keeps_the_time(database, clinic, clock, booking, wish, pays_first):
    view = booking.book(clinic.patient, own_wish(clinic, wish))
    assert state_of(database, view) == (AppointmentState.PENDING, clock() + timedelta(minutes=15))
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("14:00", TUESDAY))


def test_what_costs_nothing_waits_for_no_money(database, clinic, booking, wish, pays_first):
    with database.write() as session:
        session.add(
            ServicePrice(
                service_id=clinic.consultation, location_id=clinic.kolkata, practitioner_id=clinic.doctors[0],
                price_minor=0,
            )
        )  # fmt: skip
    assert booking.book(clinic.patient, own_wish(clinic, wish)).state is AppointmentState.CONFIRMED


def test_only_what_waits_in_vain_is_freed(database, clinic, clock, booking, wish, pays_first):
    waits = booking.book(clinic.patient, own_wish(clinic, wish))
    approved = booking.book(clinic.front_desk, wish("15:00", TUESDAY))
    with database.write() as session:
        session.execute(update(Appointment).where(Appointment.id == approved.id).values(expires_at=clock()))
    found = []
    for minutes in (14, 1):
        clock.forward(minutes=minutes)
        with database.write() as session:
            free_expired(session, [waits.id, approved.id], clock())
        found.append([state_of(database, view)[0] for view in (waits, approved)])
    assert found == [["pending", "confirmed"], ["cancelled", "confirmed"]]


def test_the_desk_books_without_waiting(clinic, booking, wish, pays_first):
    assert booking.book(clinic.front_desk, wish("14:00", TUESDAY)).state is AppointmentState.CONFIRMED


def test_paid_in_full_it_is_confirmed(database, clinic, booking, wish, payments, pays_first):
    view = booking.book(clinic.patient, own_wish(clinic, wish))
    pay(payments, clinic, view, 20_000)
    assert state_of(database, view)[0] == AppointmentState.PENDING
    pay(payments, clinic, view, 30_000)
    assert state_of(database, view) == (AppointmentState.CONFIRMED, None)


def test_unpaid_its_time_becomes_free_without_anybody_doing_anything(
    database, clinic, clock, booking, slots, wish, pays_first
):
    view = booking.book(clinic.patient, own_wish(clinic, wish))
    clock.forward(minutes=15)
    free = slots.free_slots(clinic.doctors[0], clinic.kolkata, clinic.consultation, TUESDAY, TUESDAY)
    assert view.period.start in {slot.period.start for slot in free}
    booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    assert state_of(database, view)[0] == AppointmentState.CANCELLED


def test_what_was_paid_of_it_goes_back_with_its_time(database, clinic, clock, booking, wish, payments, pays_first):
    view = booking.book(clinic.patient, own_wish(clinic, wish))
    pay(payments, clinic, view, 20_000)
    clock.forward(minutes=15)
    booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    assert [owed.amount.minor for owed in payments.refunds_owed(clinic.front_desk)] == [20_000]
    with database.read() as session:
        history = select(AppointmentChange.action).where(AppointmentChange.appointment_id == view.id)
        assert session.scalars(history.order_by(AppointmentChange.id)).all()[-1] == "expire"


def test_money_that_comes_when_the_visit_has_begun_books_nothing_again(
    database, clinic, clock, booking, wish, pays_first
):
    view = booking.book(clinic.patient, own_wish(clinic, wish))
    with database.write() as session:
        end_unpaid(session, view.id, clock())
    for now, stands in ((view.period.start, False), (view.period.start - timedelta(seconds=1), True)):
        with database.write() as session:
            assert revive(session, view.id, now) is stands


def test_money_that_comes_late_revives_it_while_nobody_else_has_the_time(
    database, clinic, clock, booking, wish, payments, pays_first
):
    view = booking.book(clinic.patient, own_wish(clinic, wish))
    clock.forward(minutes=20)
    pay(payments, clinic, view, 50_000)
    assert state_of(database, view)[0] == AppointmentState.CONFIRMED
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("14:00", TUESDAY))


def test_screens_say_until_when_it_is_to_be_paid_and_then_that_it_is_over(
    clinic, clock, booking, days, wish, pays_first
):
    view = booking.book(clinic.patient, own_wish(clinic, wish))
    assert view.pay_until == clock() + timedelta(minutes=15)
    assert days.appointment(clinic.front_desk, view.id).card.pay_until == view.pay_until
    clock.forward(minutes=15)
    card = days.appointment(clinic.front_desk, view.id).card
    assert (card.state, card.pay_until, card.steps) == (AppointmentState.CANCELLED, None, ())
    (column,) = [c for c in days.day(clinic.front_desk, clinic.kolkata, TUESDAY).columns if c.cards]
    assert column.cards[0].state is AppointmentState.CANCELLED
