"""What doctors have earned, by day, centre and currency."""

from datetime import date, timedelta

import pytest

from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound
from clinic_desktop.domain.money import Money
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
