"""Small promises: all no shows but the stale one, lengths, buffers, undoing, and who prints a receipt twice."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_rooms, hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.codes import AppointmentState, LedgerAccount
from clinic_desktop.domain.errors import Invalid, Refused, SlotTaken, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.steps import held_rows
from clinic_desktop.services.appointments.values import BookingRequest, NoShows
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.ledger import balance
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.patients.merging import PatientMerging
from clinic_desktop.services.practitioners.lengths import visit_minutes
from clinic_desktop.services.settings import problem_of
from clinic_desktop.ui.messages import words
from tests.builders import Clinic, local
from tests.conftest import SetClock
from tests.services.billing.conftest import cash
from tests.services.conftest import MONDAY, TUESDAY

Wish = Callable[..., BookingRequest]
_PATIENCE = 60


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_no_shows_are_marked_but_for_what_another_desk_is_changing(
    database: Database, clock: SetClock, clinic: Clinic, booking: BookingService, visits: VisitService, wish: Wish
) -> None:
    """On SQLite nobody can be in between: a write transaction is alone with the database."""
    first = booking.book(clinic.front_desk, wish("11:30"))
    second = booking.book(clinic.front_desk, wish("12:00", patient_id=clinic.patients[2]))
    clock.forward(hours=2)
    done: list[NoShows] = []
    marking = threading.Thread(
        target=lambda: done.append(visits.no_show_all(clinic.front_desk, clinic.kolkata, MONDAY))
    )
    with database.write() as other_desk:
        other_desk.execute(
            update(Appointment).where(Appointment.id == first.id).values(version=Appointment.version + 1)
        )
        marking.start()
        wait_until_somebody_waits(database)
    marking.join(_PATIENCE)
    assert done == [NoShows(1, (first.patient_name,))]
    with database.read() as session:
        states = session.execute(select(Appointment.state).order_by(Appointment.id)).scalars().all()
    assert states == ["confirmed", "no_show"]
    assert second.id > first.id


def wait_until_somebody_waits(database: Database) -> None:
    """Until somebody waits for a lock of PostgreSQL."""
    waits = threading.Event()
    for _ in range(_PATIENCE * 100):
        with database.read() as session:
            if session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return
        waits.wait(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_changes_many_visits_keeps_each_from_everybody_else(
    database: Database, clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    view = booking.book(clinic.front_desk, wish("14:00"))
    told: list[Refused] = []

    def cancel() -> None:
        with pytest.raises(StaleRecord) as refused:
            booking.cancel(clinic.front_desk, view.id, view.version, "Ill")
        told.append(refused.value)

    other = threading.Thread(target=cancel)
    with database.write() as many:
        held_rows(many, clinic.manager, [(view.id, view.version)])
        other.start()
        wait_until_somebody_waits(database)
        many.execute(update(Appointment).where(Appointment.id == view.id).values(version=Appointment.version + 1))
    other.join(_PATIENCE)
    assert len(told) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_move_locks_its_doctors_in_the_order_of_their_numbers(
    database: Database, clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    """Who waits for the first of them keeps nobody from the second."""
    first, second = clinic.doctors[0], clinic.doctors[2]
    view = booking.book(clinic.front_desk, wish("14:00", practitioner_id=second))
    moved: list[int] = []
    move = threading.Thread(
        target=lambda: moved.append(
            booking.reschedule(clinic.front_desk, view.id, view.version, first, view.period.start).practitioner_id
        )
    )
    with database.write() as holding:
        hold_schedule(holding, first)
        move.start()
        wait_until_somebody_waits(database)
        with database.write() as other:
            other.execute(text(f"SELECT id FROM schedule WHERE practitioner_id = {second} FOR UPDATE NOWAIT"))
    move.join(_PATIENCE)
    assert moved == [first]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_move_locks_the_rooms_before_its_visit(
    database: Database, clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
    view = booking.book(clinic.front_desk, wish("14:00"))
    moved: list[int] = []
    later = local(MONDAY, "15:00")
    move = threading.Thread(
        target=lambda: moved.append(
            booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], later).id
        )
    )
    with database.write() as holding:
        hold_rooms(holding, clinic.kolkata)
        move.start()
        wait_until_somebody_waits(database)
        with database.write() as other:
            other.execute(text(f"SELECT id FROM appointment WHERE id = {view.id} FOR UPDATE NOWAIT"))
    move.join(_PATIENCE)
    assert moved == [view.id]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_merge_waits_for_a_move_instead_of_meeting_it_half_way(
    database: Database, clock: SetClock, clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    """A move holds the schedule and then wants the appointment; a merge asks for them in the same order."""
    view = booking.book(clinic.front_desk, wish("14:00"))
    merging = PatientMerging(database, clock)
    numbers: list[int] = []
    merge = threading.Thread(
        target=lambda: numbers.append(merging.merge(clinic.admin, clinic.patients[2], clinic.patients[1]))
    )
    with database.write() as move:
        move.execute(text("UPDATE schedule SET revision = revision + 1"))
        merge.start()
        wait_until_somebody_waits(database)
        move.execute(update(Appointment).where(Appointment.id == view.id).values(version=Appointment.version + 1))
    merge.join(_PATIENCE)
    assert len(numbers) == 1
    with database.read() as session:
        assert session.scalar(select(Appointment.patient_id)) == clinic.patients[2]


def test_a_cancelling_whose_money_was_handed_back_stays_and_says_so(
    clinic: Clinic, booking: BookingService, payments: PaymentService, days: DayService, wish: Wish
) -> None:
    view = booking.book(clinic.front_desk, wish("14:00", TUESDAY, payment=cash(50_000)))
    gone = booking.cancel(clinic.front_desk, view.id, view.version, "Ill")
    (owed,) = payments.refunds_owed(clinic.front_desk)
    payments.confirm_refund(clinic.front_desk, owed.id, owed.version)
    for actor in (clinic.front_desk, clinic.admin):
        detail = days.appointment(actor, view.id)
        assert (detail.may_undo, detail.undo_until) == (False, None)
    for actor, reason in ((clinic.front_desk, ""), (clinic.admin, "A mistake")):
        with pytest.raises(Invalid) as refused:
            booking.undo(actor, gone.id, gone.version, reason)
        assert refused.value.problems == {"undo": "money_went_back"}
    assert words(refused.value).startswith("Money was paid back")


def test_a_cancelling_is_taken_back_with_the_money_that_it_owed(
    database: Database, clinic: Clinic, booking: BookingService, payments: PaymentService, days: DayService, wish: Wish
) -> None:
    def ledger() -> dict[LedgerAccount, Money]:
        with database.read() as session:
            return {account: balance(session, account, "INR") for account in LedgerAccount}

    view = booking.book(clinic.front_desk, wish("14:00", TUESDAY, payment=cash(50_000)))
    before = ledger()
    gone = booking.cancel(clinic.front_desk, view.id, view.version, "Wrong patient")
    assert len(payments.refunds_owed(clinic.front_desk)) == 1 and ledger() != before
    assert days.appointment(clinic.front_desk, view.id).undo_until is not None
    back = booking.undo(clinic.front_desk, gone.id, gone.version)
    assert (back.state, back.due) == (AppointmentState.CONFIRMED, Money(0, "INR"))
    assert payments.refunds_owed(clinic.front_desk) == ()
    assert ledger() == before
    # Once more: what is owed now is the whole again.
    booking.cancel(clinic.front_desk, view.id, back.version, "Ill")
    assert [owed.amount.minor for owed in payments.refunds_owed(clinic.front_desk)] == [50_000]


def test_a_squeeze_in_never_passes_closed_hours_and_says_which(
    clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    for time, reason, told in (("13:15", "break", "the doctor has a break"), ("19:00", "outside_hours", "hours")):
        with pytest.raises(SlotTaken) as refused:
            booking.book(clinic.front_desk, wish(time, TUESDAY, squeeze_in_reason="In pain"))
        assert refused.value.reason == reason
        assert told in words(refused.value)


def test_the_doctors_usual_length_holds_where_a_service_has_none_of_its_own_with_them(
    database: Database, clinic: Clinic, booking: BookingService, slots: SlotService, wish: Wish
) -> None:
    with database.write() as session:
        session.execute(
            update(Practitioner).where(Practitioner.id == clinic.doctors[0]).values(default_duration_minutes=20)
        )
    assert booking.book(clinic.front_desk, wish("14:00")).period.minutes == 20
    group = booking.book(clinic.front_desk, wish("15:00", service_id=clinic.yoga))
    assert group.period.minutes == 60
    choice = next(one for one in slots.bookable(clinic.kolkata) if one.practitioner_id == clinic.doctors[0])
    lengths = {service.service_id: service.duration_minutes for service in choice.services}
    assert (lengths[clinic.consultation], lengths[clinic.yoga]) == (20, 60)


@pytest.mark.parametrize(
    ("own", "usual", "capacity", "minutes"),
    [(45, 20, 1, 45), (None, 20, 1, 20), (None, None, 1, 30), (None, 20, 3, 30), (45, 20, 3, 45)],
)
def test_which_length_goes_over_which(own: int | None, usual: int | None, capacity: int, minutes: int) -> None:
    assert visit_minutes(own, usual, 30, capacity) == minutes


@pytest.mark.parametrize("minutes", [0, 721, 1_440, 1_441])
def test_no_visit_is_longer_than_half_a_day_on_either_database(
    clinic: Clinic, booking: BookingService, wish: Wish, minutes: int
) -> None:
    with pytest.raises(Invalid) as refused:
        booking.book(clinic.front_desk, replace(wish("09:00", TUESDAY), duration_minutes=minutes))
    assert refused.value.problems == {"duration_minutes": "out_of_bounds"}


def test_the_widest_buffer_is_one_that_the_booking_check_sees(
    database: Database, clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    assert problem_of("default_buffer_after_minutes", 240) is None
    assert problem_of("default_buffer_after_minutes", 241) == "out_of_bounds"
    with database.write() as session:
        session.execute(
            update(HealthcareService)
            .where(HealthcareService.id == clinic.consultation)
            .values(buffer_after_minutes=240, buffer_before_minutes=240)
        )
    booking.book(clinic.front_desk, wish("09:00", TUESDAY))
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("12:30", TUESDAY, patient_id=clinic.patients[2]))
    assert booking.book(clinic.front_desk, wish("14:00", TUESDAY, patient_id=clinic.patients[2])).period.start == local(
        TUESDAY, "14:00"
    )


def test_a_receipt_that_is_printed_again_is_audited(
    database: Database, clock: SetClock, clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    payments = PaymentService(database, clock)
    view = booking.book(clinic.front_desk, wish("14:00"))
    payment_id = payments.take_for(clinic.front_desk, view.id, (cash(50_000),)).payment_ids[0]
    assert [payments.receipt(clinic.front_desk, payment_id).copy for _ in range(3)] == [False, True, True]
    with database.read() as session:
        events = session.execute(
            select(AuditEvent.actor_name, AuditEvent.entity_id).where(AuditEvent.action == "reprint_receipt")
        ).all()
    assert [tuple(event) for event in events] == [(clinic.front_desk.name, payment_id)] * 2
