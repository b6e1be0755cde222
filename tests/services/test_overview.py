"""The overview's figures: each right for a day that was made by hand, compared with the period before."""

from datetime import date, timedelta

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest, WalkInRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.appointments.walk_in import WalkInService
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.overview import OverviewService
from clinic_desktop.services.overview.values import Need, Share
from tests.builders import local, new_key
from tests.conftest import SetClock

MONDAY = date(2026, 11, 23)
S = AppointmentState


@pytest.fixture
def figures(database: Database, clock: SetClock) -> OverviewService:
    return OverviewService(database, clock)


@pytest.fixture
def monday(database, clock, clinic):
    """At 17:30: three visits of doctor 1 took place (waits of 10, 20 and 60 minutes; one paid in cash, one by card and
    half refunded, one unpaid), one patient did not come, one cancelled, and one in Berlin is still to come."""
    booking, visits, payments = (kind(database, clock) for kind in (BookingService, VisitService, PaymentService))

    def book(time: str, patient: int, doctor: int = 0):
        return booking.book(
            clinic.front_desk,
            BookingRequest(
                request_key=new_key(), patient_id=clinic.patients[patient], practitioner_id=clinic.doctors[doctor],
                location_id=clinic.kolkata, service_id=clinic.consultation, starts_at=local(MONDAY, time),
            ),
        )  # fmt: skip

    booked = {time: book(time, patient) for patient, time in enumerate(("11:30", "12:00", "12:30", "14:00", "15:00"))}
    for time, wait in (("11:30", 10), ("12:00", 20), ("12:30", 60)):
        clock.now = local(MONDAY, time)
        here = visits.check_in(clinic.front_desk, booked[time].id, booked[time].version).appointment
        clock.forward(minutes=wait)
        seen = visits.start(clinic.doctor, here.id, here.version)
        visits.complete(clinic.doctor, seen.id, seen.version)
    payments.take_for(clinic.front_desk, booked["11:30"].id, (_paid(PaymentMethod.CASH),))
    card = payments.take_for(clinic.front_desk, booked["12:00"].id, (_paid(PaymentMethod.CARD),))
    payments.refund(clinic.manager, card.payment_ids[0], 25_000, "Long wait")
    clock.now = local(MONDAY, "17:30")
    visits.no_show(clinic.front_desk, booked["14:00"].id, booked["14:00"].version)
    booking.cancel(clinic.front_desk, booked["15:00"].id, booked["15:00"].version, "Travelling")
    return booked


def _paid(method: PaymentMethod) -> DeskPayment:
    return DeskPayment(method, 50_000, None, "", new_key())


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def test_a_day_is_counted_right(clinic, figures, monday):
    view = figures.overview(clinic.admin, clinic.kolkata, MONDAY, MONDAY)
    assert view.appointments == {S.COMPLETED: 3, S.NO_SHOW: 1, S.CANCELLED: 1}
    assert (view.booked, view.booked_before, view.still_to_come) == (4, 0, 0)
    [inr] = view.revenue
    assert (inr.paid, inr.refunded, inr.net, inr.net_before) == (rupees(1000), rupees(250), rupees(750), rupees(0))
    assert (inr.daily[-1], inr.mean[-1]) == (75_000, round(75_000 / 7))
    assert [(one.method, one.amount, one.count) for one in view.collected] == [
        (PaymentMethod.CARD, rupees(500), 1),
        (PaymentMethod.CASH, rupees(500), 1),
    ]
    assert view.payments_waiting == 1
    assert (view.waits.count, view.waits.average, view.waits.percentile_90) == (3, 30, 60)
    assert (view.no_shows, view.no_shows.percent) == (Share(1, 4), 25.0)
    assert [(one.weekday, one.states[S.COMPLETED]) for one in view.weekdays] == [(0, 3)]
    # Three doctors work seven hours; four half hours of the first are taken, also by who did not come.
    assert view.slots_filled == Share(120, 3 * 420)
    assert [(one.practitioner_id, one.revenue, one.visits, one.use) for one in view.doctors] == [
        (clinic.doctors[0], (rupees(750),), 3, Share(120, 420)),
        (clinic.doctors[2], (), 0, Share(0, 420)),
        (clinic.doctors[1], (), 0, Share(0, 420)),
    ]
    assert len(view.days) == len(inr.daily) == len(view.waits_daily) == len(view.slots_filled_daily) == 30


def test_a_week_later_the_day_is_what_it_is_compared_with(clinic, clock, figures, monday):
    clock.forward(days=7)
    view = figures.overview(clinic.admin, None, MONDAY + timedelta(days=7), MONDAY + timedelta(days=7))
    assert view.before_first_day == MONDAY
    assert view.appointments == {}
    assert view.appointments_before == {S.COMPLETED: 3, S.NO_SHOW: 1, S.CANCELLED: 1}
    assert [(one.currency, one.net_before.minor) for one in view.revenue] == [("INR", 75_000), ("EUR", 0)]
    assert view.slots_filled_before.part == 120
    assert view.waits_before.average == 30
    week = figures.overview(clinic.admin, None, MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))
    assert (week.before_first_day, week.booked_before) == (MONDAY - timedelta(days=6), 4)


def test_a_day_that_still_runs_is_compared_with_as_much_of_the_same_weekday(clinic, clock, figures, monday):
    next_monday = MONDAY + timedelta(days=7)
    clock.now = local(next_monday, "17:45")
    assert figures.overview(clinic.admin, clinic.kolkata, next_monday, next_monday).revenue[0].net_by_now == rupees(750)
    clock.now = local(next_monday, "12:00")
    assert figures.overview(clinic.admin, clinic.kolkata, next_monday, next_monday).revenue[0].net_by_now == rupees(0)
    assert figures.overview(clinic.admin, clinic.kolkata, MONDAY, next_monday).revenue[0].net_by_now is None


def test_the_heat_shows_hours_that_are_over(clinic, clock, figures, monday):
    clock.forward(days=1)
    view = figures.overview(clinic.admin, clinic.kolkata, MONDAY, MONDAY + timedelta(days=1))
    cells = {(cell.weekday, cell.hour): cell.use for cell in view.heat}
    assert view.heat_days == 28
    # Four Mondays of three doctors; the half hours at 11:30, 12:00, 12:30 and 14:00 were taken on one of them.
    assert [cells[0, hour] for hour in (10, 11, 12, 14)] == [Share(part, 720) for part in (0, 30, 60, 30)]
    assert (0, 13) not in cells
    assert (6, 10) not in cells


def test_what_waits_for_somebody_is_listed(database, clinic, clock, figures, monday):
    with database.write() as session:
        session.get(Practitioner, clinic.doctors[1]).registration_check = "submitted"
    view = figures.overview(clinic.admin, None, MONDAY, MONDAY)
    needs = {needed.need: needed for needed in view.needs}
    assert set(needs) == {Need.REFUNDS_OWED, Need.TO_VERIFY}
    assert (needs[Need.REFUNDS_OWED].amounts, needs[Need.REFUNDS_OWED].names) == ((rupees(250),), ("Dev Malhotra",))
    assert needs[Need.TO_VERIFY].names == ("Dr Rahul Sen",)
    with database.write() as session:
        session.get(Appointment, monday["12:30"].id).state = S.IN_PROGRESS
    clock.forward(days=1)
    needs = {needed.need: needed for needed in figures.overview(clinic.admin, None, MONDAY, MONDAY).needs}
    assert needs[Need.UNFINISHED_VISITS].names == ("Meera Iyer",)


def test_an_unpaid_visit_waits_from_the_next_day_on(clinic, clock, figures, monday):
    clock.forward(days=1)
    needs = {needed.need: needed for needed in figures.overview(clinic.admin, None, MONDAY, MONDAY).needs}
    assert (needs[Need.UNPAID_VISITS].count, needs[Need.UNPAID_VISITS].amounts) == (1, (rupees(500),))


def test_a_doctor_without_hours_is_listed(database, clinic, figures):
    from clinic_desktop.db.models.scheduling import ScheduleRule

    with database.write() as session:
        for rule in session.query(ScheduleRule).filter_by(schedule_id=clinic.doctors[2]):
            session.delete(rule)
    [needed] = figures.overview(clinic.admin, None, MONDAY, MONDAY).needs
    assert (needed.need, needed.names) == (Need.NO_HOURS, ("Dr Jonas Weber",))


def test_an_average_wait_is_not_half_a_minute_short(database, clock, clinic, figures):
    walk_ins, visits = WalkInService(database, clock), VisitService(database, clock)
    clock.now = local(MONDAY, "10:00")
    for patient, seconds in ((0, 115), (3, 100)):
        request = WalkInRequest(
            request_key=new_key(), patient_id=clinic.patients[patient], practitioner_id=clinic.doctors[0],
            location_id=clinic.kolkata, service_id=clinic.consultation,
        )  # fmt: skip
        here = walk_ins.walk_in(clinic.front_desk, request).appointment
        clock.forward(seconds=seconds)
        seen = visits.start(clinic.doctor, here.id, here.version)
        visits.complete(clinic.doctor, seen.id, seen.version)
    assert figures.overview(clinic.admin, clinic.kolkata, MONDAY, MONDAY).waits.average == 2


def test_registrations_are_counted_where_patients_are_at_home(clinic, figures):
    long_ago = MONDAY - timedelta(days=30)
    assert figures.overview(clinic.admin, None, long_ago, MONDAY).registrations == 5
    assert figures.overview(clinic.admin, clinic.berlin, long_ago, MONDAY).registrations == 0
    later = figures.overview(clinic.admin, None, MONDAY - timedelta(days=20), MONDAY)
    assert (later.registrations, later.registrations_before) == (0, 5)


def test_who_sees_which_centres(clinic, figures, monday):
    assert figures.overview(clinic.manager, None, MONDAY, MONDAY).currencies == ("INR", "EUR")
    assert figures.overview(clinic.centre_manager, None, MONDAY, MONDAY).currencies == ("INR",)
    with pytest.raises(NotAllowed):
        figures.overview(clinic.centre_manager, clinic.berlin, MONDAY, MONDAY)
    for actor in (clinic.front_desk, clinic.doctor, clinic.patient, clinic.coordinator):
        with pytest.raises(NotAllowed):
            figures.overview(actor, None, MONDAY, MONDAY)


def test_an_empty_centre_has_nothing_but_does_not_fail(clinic, figures):
    view = figures.overview(clinic.admin, clinic.berlin, MONDAY, MONDAY)
    assert (view.booked, view.waits.average, view.no_shows.percent) == (0, None, None)
    assert [one.net.minor for one in view.revenue] == [0]


def test_impossible_periods_and_places_are_refused(clinic, figures):
    with pytest.raises(Invalid):
        figures.overview(clinic.admin, None, MONDAY, MONDAY - timedelta(days=1))
    with pytest.raises(Invalid):
        figures.overview(clinic.admin, None, MONDAY - timedelta(days=400), MONDAY)
    with pytest.raises(NotFound):
        figures.overview(clinic.admin, 4711, MONDAY, MONDAY)
