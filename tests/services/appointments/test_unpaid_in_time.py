"""A booking whose time to be paid is over is cancelled by time alone: no service, list or figure takes it for more."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod
from clinic_desktop.domain.errors import Invalid, SlotTaken, StepNotAllowed
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest
from clinic_desktop.services.appointments.views import ListingFilters
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.overview.service import OverviewService
from clinic_desktop.services.overview.values import Need
from clinic_desktop.services.patients.card import PatientRecords
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.settings import SettingsService
from tests.builders import Clinic, local, new_key
from tests.conftest import SetClock
from tests.services.conftest import MONDAY, TUESDAY

S = AppointmentState


@pytest.fixture
def unpaid(
    database: Database,
    clinic: Clinic,
    clock: SetClock,
    booking: BookingService,
    wish: Callable[..., BookingRequest],
) -> AppointmentView:
    """The patient's own booking for tomorrow 14:00, for which nobody has paid in time."""
    SettingsService(database, clock).change(clinic.admin, {"prepayment_required": True})
    view = booking.book(clinic.patient, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    clock.forward(minutes=15)
    return view


def test_no_step_leads_on_from_it(clinic: Clinic, booking: BookingService, unpaid: AppointmentView) -> None:
    doctor, later = clinic.doctors[0], local(TUESDAY, "16:00")
    steps: tuple[Callable[[], object], ...] = (
        lambda: booking.confirm(clinic.front_desk, unpaid.id, unpaid.version),
        lambda: booking.reject(clinic.front_desk, unpaid.id, unpaid.version, "Late"),
        lambda: booking.cancel(clinic.patient, unpaid.id, unpaid.version, "Ill"),
        lambda: booking.reschedule(clinic.patient, unpaid.id, unpaid.version, doctor, later),
        lambda: booking.change_length(clinic.front_desk, unpaid.id, unpaid.version, 20),
        lambda: booking.set_room(clinic.front_desk, unpaid.id, unpaid.version, clinic.rooms[1]),
    )
    for step in steps:
        with pytest.raises(StepNotAllowed) as refused:
            step()
        assert refused.value.state is S.CANCELLED


def test_its_last_move_is_not_taken_back_any_more(
    database: Database,
    clinic: Clinic,
    clock: SetClock,
    booking: BookingService,
    days: DayService,
    wish: Callable[..., BookingRequest],
) -> None:
    SettingsService(database, clock).change(clinic.admin, {"prepayment_required": True, "undo_minutes": 30})
    first = booking.book(clinic.patient, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    moved = booking.reschedule(clinic.front_desk, first.id, first.version, clinic.doctors[0], local(TUESDAY, "16:00"))
    assert days.appointment(clinic.front_desk, first.id).may_undo
    clock.forward(minutes=15)
    for actor in (clinic.front_desk, clinic.admin):
        assert not days.appointment(actor, first.id).may_undo
        with pytest.raises(StepNotAllowed) as refused:
            booking.undo(actor, moved.id, moved.version)
        assert refused.value.state is S.CANCELLED


def test_lists_and_figures_count_it_as_cancelled(
    database: Database, clinic: Clinic, clock: SetClock, days: DayService, unpaid: AppointmentView
) -> None:
    listed = {
        state: days.listing(clinic.admin, ListingFilters(states=frozenset({state}))).total
        for state in (S.PENDING, S.CANCELLED)
    }
    assert listed == {S.PENDING: 0, S.CANCELLED: 1}
    own = days.patient_appointments(clinic.patient, clinic.patients[0])
    assert (own.upcoming, [visit.card.state for visit in own.past]) == ((), [S.CANCELLED])
    records = PatientRecords(database, clock)
    assert records.card(clinic.front_desk, clinic.patients[0]).next_visit is None
    assert [visit.state for visit in records.visits(clinic.front_desk, clinic.patients[0])] == [S.CANCELLED]
    view = OverviewService(database, clock).overview(clinic.admin, None, MONDAY, TUESDAY)
    assert Need.TO_APPROVE not in {needed.need for needed in view.needs}
    assert (view.appointments, view.still_to_come) == ({S.CANCELLED: 1}, 0)


def test_a_doctor_can_be_retired_over_it(
    database: Database, clinic: Clinic, clock: SetClock, unpaid: AppointmentView
) -> None:
    doctors = PractitionerService(database, clock)
    doctors.deactivate(clinic.admin, clinic.doctors[0])


def test_the_history_says_that_nobody_but_time_ended_it(
    database: Database,
    clinic: Clinic,
    booking: BookingService,
    wish: Callable[..., BookingRequest],
    unpaid: AppointmentView,
) -> None:
    booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    with database.read() as session:
        of_visit = (AppointmentChange.appointment_id == unpaid.id, AppointmentChange.action == "expire")
        change = session.execute(select(AppointmentChange.account_id, AppointmentChange.actor_name).where(*of_visit))
        event = session.execute(
            select(AuditEvent.account_id, AuditEvent.actor_name).where(AuditEvent.action == "expire")
        )
        assert (change.one(), event.one()) == ((None, ""), (None, ""))


def test_an_admin_gives_it_another_time_to_be_paid(
    clinic: Clinic,
    booking: BookingService,
    days: DayService,
    wish: Callable[..., BookingRequest],
    clock: SetClock,
    unpaid: AppointmentView,
) -> None:
    instead = booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    with pytest.raises(SlotTaken):
        booking.undo(clinic.admin, unpaid.id, unpaid.version + 1)
    booking.cancel(clinic.front_desk, instead.id, instead.version, "Ill")
    back = booking.undo(clinic.admin, unpaid.id, unpaid.version + 1)
    assert (back.state, days.appointment(clinic.admin, unpaid.id).card.state) == (S.PENDING, S.PENDING)
    clock.forward(minutes=15)
    assert days.appointment(clinic.admin, unpaid.id).card.state is S.CANCELLED


def test_what_was_handed_back_of_it_keeps_it_from_coming_back(
    database: Database,
    clinic: Clinic,
    clock: SetClock,
    booking: BookingService,
    payments: PaymentService,
    wish: Callable[..., BookingRequest],
) -> None:
    SettingsService(database, clock).change(clinic.admin, {"prepayment_required": True})
    view = booking.book(clinic.patient, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    part = DeskPayment(PaymentMethod.CASH, 10_000, 10_000, "", new_key())
    payments.take_for(clinic.front_desk, view.id, (part,))
    clock.forward(minutes=15)
    instead = booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    booking.cancel(clinic.front_desk, instead.id, instead.version, "Ill")
    version = _version(database, view.id)
    (owed,) = payments.refunds_owed(clinic.front_desk)
    payments.confirm_refund(clinic.front_desk, owed.id, owed.version)
    with pytest.raises(Invalid) as refused:
        booking.undo(clinic.admin, view.id, version)
    assert refused.value.problems == {"undo": "money_went_back"}


def _version(database: Database, appointment_id: int) -> int:
    with database.read() as session:
        return session.scalars(select(Appointment.version).where(Appointment.id == appointment_id)).one()


def test_it_keeps_nobody_from_coming_back_to_their_time(
    database: Database,
    clinic: Clinic,
    clock: SetClock,
    booking: BookingService,
    wish: Callable[..., BookingRequest],
) -> None:
    SettingsService(database, clock).change(clinic.admin, {"prepayment_required": True, "undo_minutes": 30})
    first = booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    gone = booking.cancel(clinic.front_desk, first.id, first.version, "Ill")
    booking.book(clinic.patient, wish("14:00", TUESDAY, patient_id=clinic.patients[0]))
    with pytest.raises(SlotTaken):
        booking.undo(clinic.front_desk, first.id, gone.version)
    clock.forward(minutes=15)
    assert booking.undo(clinic.front_desk, first.id, gone.version).state is S.CONFIRMED
