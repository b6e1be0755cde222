"""What doctors have earned, by day, centre and currency."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import PayoutRequest
from clinic_desktop.services.billing.payouts import PayoutService
from tests.builders import new_key
from tests.services.billing.conftest import MONDAY, cash


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


@pytest.fixture
def seen(clinic, settings, booked, payments, visits):
    """Completes one paid and one unpaid visit on Monday; the clinic keeps a fifth."""
    settings.change(clinic.admin, {"platform_fee_percent": 20})
    paid, unpaid = booked("12:00"), booked("12:30", patient=2)
    payments.take_for(clinic.front_desk, paid.id, (cash(50_000),))
    for appointment in (paid, unpaid):
        visits.complete(clinic.doctor, appointment.id, appointment.version)


def test_a_doctor_sees_what_the_day_brought(clinic, earnings, seen):
    view = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY)
    assert (view.visits, view.visits_before, view.practitioner_name) == (2, 0, "Dr Anita Menon")
    [inr] = view.currencies
    assert (inr.today, inr.week, inr.month, inr.period) == (rupees(800),) * 4
    assert (inr.period_before, inr.unpaid) == (rupees(0), rupees(500))
    assert [(day.day, day.earned, day.visits) for day in inr.days] == [(MONDAY, rupees(800), 2)]
    [centre] = [centre for centre in inr.centres if centre.visits]
    assert (centre.location_name, centre.charged, centre.unpaid, centre.earned) == (
        "Park Street",
        rupees(1000),
        rupees(500),
        rupees(800),
    )


def test_a_week_later_it_is_the_period_before(clinic, clock, earnings, seen):
    clock.forward(days=7)
    week = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))
    [inr] = week.currencies
    assert (inr.today, inr.week, inr.period, inr.period_before) == (rupees(0), rupees(0), rupees(0), rupees(800))
    assert inr.month == rupees(800)
    assert (week.visits, week.visits_before, len(inr.days)) == (0, 2, 7)


def test_this_week_begins_where_the_asker_has_it_begin(clinic, clock, earnings, seen):
    """What was seen on Monday is of this week on the Sunday after it, unless that day begins another."""
    clock.forward(days=6)
    sunday = MONDAY + timedelta(days=6)
    weeks = [
        earnings.earnings(clinic.doctor, clinic.doctors[0], sunday, sunday, first).currencies[0].week
        for first in (0, 6)
    ]
    assert weeks == [rupees(800), rupees(0)]


def test_an_undone_visit_is_earned_no_more(clinic, earnings, booked, visits, booking):
    appointment = booked("12:00")
    done = visits.complete(clinic.doctor, appointment.id, appointment.version)
    booking.undo(clinic.doctor, done.id, done.version)
    view = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY)
    assert view.visits == 0
    assert [part.period for part in view.currencies] == [rupees(0)]


def test_who_sees_whose(clinic, earnings, seen):
    for actor in (clinic.admin, clinic.manager, clinic.centre_manager):
        assert earnings.earnings(actor, clinic.doctors[0], MONDAY, MONDAY).visits == 2
    for actor in (clinic.other_doctor, clinic.front_desk, clinic.patient, clinic.coordinator):
        with pytest.raises(NotAllowed):
            earnings.earnings(actor, clinic.doctors[0], MONDAY, MONDAY)


def test_days_in_the_wrong_order_and_strangers_are_refused(clinic, earnings):
    with pytest.raises(Invalid):
        earnings.earnings(clinic.admin, clinic.doctors[0], MONDAY, MONDAY - timedelta(days=1))
    with pytest.raises(Invalid):
        earnings.earnings(clinic.admin, clinic.doctors[0], date(2020, 1, 1), MONDAY)
    with pytest.raises(NotFound):
        earnings.earnings(clinic.admin, 4711, MONDAY, MONDAY)


def test_what_was_kept_paid_out_and_is_still_owed_is_told(database, clinic, clock, earnings, seen):
    payouts = PayoutService(database, clock)
    [before] = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY).currencies
    assert (before.charged, before.fee, before.paid_out, before.owed) == (
        rupees(1000), rupees(200), rupees(0), rupees(800),
    )  # fmt: skip
    request = PayoutRequest(
        new_key(), clinic.doctors[0], clinic.kolkata, MONDAY, rupees(400), PaymentMethod.UPI, only_paid=True
    )
    paid = payouts.pay(clinic.admin, request)
    [after] = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY).currencies
    assert (after.period, after.paid_out, after.owed) == (rupees(800), rupees(400), rupees(400))
    payouts.void(clinic.admin, paid.id, paid.version, "Wrong account")
    [again] = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY).currencies
    assert (again.paid_out, again.owed) == (rupees(0), rupees(800))


def test_what_is_paid_in_advance_is_held_less_tax_and_the_clinics_share(clinic, settings, earnings, payments, booked):
    settings.change(clinic.admin, {"platform_fee_percent": 20, "tax_percent": 25, "tax_inclusive": True})
    payments.take_for(clinic.front_desk, booked("14:00").id, (cash(50_000),))
    payments.take_for(clinic.front_desk, booked("15:00", patient=2).id, (cash(25_000),))
    payments.issue(clinic.front_desk, booked("15:30", patient=0).id)
    [inr] = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY).currencies
    # 750 came in, of which 150 are tax; the clinic keeps 120 of the rest.
    assert (inr.held, inr.held_visits, inr.period, inr.owed) == (rupees(480), 2, rupees(0), rupees(0))


def test_a_doctor_takes_out_every_visit_of_a_period(database, clinic, earnings, seen):
    lines = earnings.lines(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY, "INR")
    assert [(line.charged, line.fee, line.earned, line.due) for line in lines] == [
        (rupees(500), rupees(100), rupees(400), rupees(0)),
        (rupees(500), rupees(100), rupees(400), rupees(500)),
    ]
    assert earnings.lines(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY, "EUR") == ()
    sunday = MONDAY - timedelta(days=1)
    assert earnings.lines(clinic.doctor, clinic.doctors[0], sunday, sunday, "INR") == ()
    with pytest.raises(NotAllowed):
        earnings.lines(clinic.other_doctor, clinic.doctors[0], MONDAY, MONDAY, "INR")
    with database.read() as session:
        assert session.scalars(select(AuditEvent.actor_name).where(AuditEvent.action == "export")).all()[0] == "Doctor"
