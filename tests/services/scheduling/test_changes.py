"""Changing hours with the visits that this hits: proposals, one save, nothing half done, one undo."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.organisation import Closure
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.scheduling import ScheduleException
from clinic_desktop.domain.codes import AppointmentState, ExceptionKind, MessageKind, MessageState, QueueState
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, SlotTaken, StaleRecord, StepNotAllowed
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.hours import ExceptionDraft, HoursService
from clinic_desktop.services.scheduling.values import (
    Absence,
    AppointmentHit,
    CopiedWeek,
    Decision,
    HoursChange,
    NewClosures,
    NewException,
    NewHours,
    Treatment,
)
from tests.builders import BERLIN, Clinic, local
from tests.conftest import SetClock
from tests.services.billing.conftest import cash
from tests.services.conftest import MONDAY, TUESDAY

Wish = Callable[..., BookingRequest]
WEDNESDAY = TUESDAY + timedelta(days=1)
CONFIRMED, CANCELLED = AppointmentState.CONFIRMED, AppointmentState.CANCELLED


@pytest.fixture
def changes(database: Database, clock: SetClock, clinic: Clinic) -> HoursChangeService:
    with database.write() as session:
        session.execute(update(Patient).values(email="asha@example.org"))
    return HoursChangeService(database, clock)


@pytest.fixture
def tuesday(booking: BookingService, clinic: Clinic, wish: Wish) -> list[AppointmentView]:
    """Three consultations with doctor 1 on Tuesday."""
    return [booking.book(clinic.front_desk, wish(at, TUESDAY)) for at in ("10:00", "11:00", "15:00")]


def day_off(clinic: Clinic, day: date = TUESDAY, last: date | None = None, doctor: int = 0) -> NewException:
    draft = ExceptionDraft(ExceptionKind.DAY_OFF, day, last or day, None, reason="Ill")
    return NewException(clinic.doctors[doctor], draft)


def keep(hit: AppointmentHit) -> Decision:
    return Decision(hit.id, hit.version, Treatment.KEEP)


def cancel(hit: AppointmentHit) -> Decision:
    return Decision(hit.id, hit.version, Treatment.CANCEL)


def to_own(hit: AppointmentHit) -> Decision:
    assert hit.own is not None
    return Decision(hit.id, hit.version, Treatment.MOVE, hit.own.practitioner_id, hit.own.period.start)


def to_other(hit: AppointmentHit) -> Decision:
    assert hit.other is not None
    return Decision(hit.id, hit.version, Treatment.MOVE, hit.other.practitioner_id, hit.other.period.start)


def states(database: Database, numbers: Sequence[int]) -> list[tuple[int, datetime, str]]:
    with database.read() as session:
        rows = session.scalars(select(Appointment).where(Appointment.id.in_(numbers)).order_by(Appointment.id))
        return [(row.practitioner_id, row.starts_at, row.state) for row in rows]


def letters(database: Database, *wanted: str) -> list[tuple[int | None, str]]:
    with database.read() as session:
        rows = session.scalars(select(Message).where(Message.state.in_(wanted or ("queued",))).order_by(Message.id))
        return [(row.appointment_id, row.kind) for row in rows]


def test_each_visit_that_is_hit_comes_with_the_next_time_of_its_doctor_and_of_a_colleague(
    changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    found = changes.preview(clinic.manager, day_off(clinic))
    assert [hit.id for hit in found] == [view.id for view in tuesday]
    own = [hit.own.period.start for hit in found if hit.own]
    assert own == [local(WEDNESDAY, at) for at in ("09:00", "09:30", "10:00")]
    other = [(hit.other.practitioner_id, hit.other.period.start) for hit in found if hit.other]
    assert other == [(clinic.doctors[2], local(TUESDAY, at)) for at in ("10:00", "11:00", "15:00")]
    assert all(hit.reachable and hit.paid is None and hit.allowed == frozenset(Treatment) for hit in found)


def test_proposals_go_round_what_is_booked_already(
    changes: HoursChangeService, booking: BookingService, clinic: Clinic, wish: Wish, tuesday: list[AppointmentView]
) -> None:
    booking.book(clinic.front_desk, wish("09:30", WEDNESDAY))
    booking.book(clinic.front_desk, wish("10:00", TUESDAY, practitioner_id=clinic.doctors[2]))
    found = changes.preview(clinic.manager, day_off(clinic))
    assert [hit.own.period.start for hit in found if hit.own] == [
        local(WEDNESDAY, at) for at in ("09:00", "10:00", "10:30")
    ]
    assert found[0].other is not None and found[0].other.period.start == local(TUESDAY, "10:30")


def test_a_doctor_moves_only_to_their_own_time(
    changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    found = changes.preview(clinic.doctor, day_off(clinic))
    assert found[0].own is not None and found[0].other is None
    elsewhere = Decision(found[0].id, 1, Treatment.MOVE, clinic.doctors[2], local(TUESDAY, "10:00"))
    with pytest.raises(NotAllowed):
        changes.save(clinic.doctor, day_off(clinic), [elsewhere, keep(found[1]), keep(found[2])])


def test_one_save_keeps_moves_and_cancels(
    database: Database, changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    first, second, third = changes.preview(clinic.manager, day_off(clinic))
    done = changes.save(clinic.manager, day_off(clinic), [to_other(first), to_own(second), cancel(third)], "Dr is ill")
    assert (done.moved, done.cancelled, done.kept, done.refunded_minor) == (2, 1, 0, 0)
    assert states(database, [view.id for view in tuesday]) == [
        (clinic.doctors[2], local(TUESDAY, "10:00"), CONFIRMED),
        (clinic.doctors[0], local(WEDNESDAY, "09:30"), CONFIRMED),
        (clinic.doctors[0], local(TUESDAY, "15:00"), CANCELLED),
    ]
    told = letters(database)
    # The confirmations had not left: whoever was moved hears of the new time only, the cancelled of nothing.
    assert told == [(first.id, MessageKind.CONFIRMATION), (second.id, MessageKind.CONFIRMATION)]
    with database.read() as session:
        steps = session.scalars(select(AppointmentChange).order_by(AppointmentChange.id)).all()
        assert [(row.appointment_id, row.action, row.reason) for row in steps[3:]] == [
            (third.id, "cancel", "Dr is ill"),
            (first.id, "reschedule", "Dr is ill"),
            (second.id, "reschedule", "Dr is ill"),
        ]
        assert steps[4].former_starts_at == local(TUESDAY, "10:00")
        assert json.loads(steps[4].detail)["former"]["practitioner_id"] == clinic.doctors[0]
        moved = session.get_one(Appointment, first.id)
        assert (moved.practitioner_name, moved.version, moved.seat) == ("Dr Jonas Weber", 2, 1)
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "reschedule")).all()) == 2


def test_patients_who_knew_their_time_are_told_of_the_new_one_or_that_it_is_off(
    database: Database, changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    with database.write() as session:
        session.execute(update(Message).values(state=MessageState.SENT))
    first, second, third = changes.preview(clinic.manager, day_off(clinic))
    changes.save(clinic.manager, day_off(clinic), [to_own(first), keep(second), cancel(third)], "Ill")
    assert letters(database) == [(third.id, MessageKind.CANCELLATION), (first.id, MessageKind.RESCHEDULE)]
    with database.read() as session:
        said = json.loads(session.scalars(select(Message).where(Message.kind == MessageKind.RESCHEDULE)).one().data)
    assert said["former_starts_at"] == local(TUESDAY, "10:00").isoformat()
    assert said["starts_at"] == local(WEDNESDAY, "09:00").isoformat()


def test_who_stays_is_marked_in_the_history(
    database: Database, changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    found = changes.preview(clinic.manager, day_off(clinic))
    done = changes.save(clinic.manager, day_off(clinic), [keep(hit) for hit in found])
    assert (done.moved, done.cancelled, done.kept) == (0, 0, 3)
    with database.read() as session:
        actions = session.scalars(select(AppointmentChange.action)).all()
    assert actions.count("keep_outside_hours") == 3
    assert changes.preview(clinic.manager, day_off(clinic)) == ()


def test_one_undo_takes_hours_moves_and_cancellings_back(
    database: Database, changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    before = states(database, [view.id for view in tuesday])
    first, second, third = changes.preview(clinic.manager, day_off(clinic))
    done = changes.save(clinic.manager, day_off(clinic), [to_other(first), to_own(second), cancel(third)], "Ill")
    assert done.undo is not None
    changes.undo(clinic.manager, done.undo)
    assert states(database, [view.id for view in tuesday]) == before
    with database.read() as session:
        assert session.scalars(select(ScheduleException)).all() == []
    assert sorted(letters(database)) == [(view.id, MessageKind.CONFIRMATION) for view in tuesday]
    with pytest.raises(NotFound):
        changes.undo(clinic.manager, done.undo)


def test_undo_is_all_or_nothing(
    database: Database, changes: HoursChangeService, booking: BookingService, clinic: Clinic, wish: Wish,
    tuesday: list[AppointmentView],
) -> None:  # fmt: skip
    first, second, third = changes.preview(clinic.manager, day_off(clinic))
    done = changes.save(clinic.manager, day_off(clinic), [to_own(first), to_own(second), keep(third)], "Ill")
    booking.cancel(clinic.manager, second.id, 2, "Rang")
    assert done.undo is not None
    with pytest.raises(StaleRecord):
        changes.undo(clinic.manager, done.undo)
    with database.read() as session:
        assert len(session.scalars(select(ScheduleException)).all()) == 1
        assert session.get_one(Appointment, first.id).starts_at == local(WEDNESDAY, "09:00")


def test_weekly_hours_come_back_with_their_visits(
    database: Database, changes: HoursChangeService, clinic: Clinic, clock: SetClock, tuesday: list[AppointmentView]
) -> None:
    hours = HoursService(database, clock)
    view = hours.hours(clinic.manager, clinic.doctors[0])
    mornings = tuple(rule for rule in view.rules if rule.weekday != 1)
    change = NewHours(clinic.doctors[0], 1, mornings, 20)
    found = changes.preview(clinic.manager, change)
    done = changes.save(clinic.manager, change, [to_own(hit) for hit in found])
    assert done.version == 2 and done.undo is not None
    changes.undo(clinic.manager, done.undo)
    after = hours.hours(clinic.manager, clinic.doctors[0])
    assert (set(after.rules), after.step_minutes, after.version) == (set(view.rules), None, 3)


def test_undo_does_not_take_back_what_was_changed_since(
    changes: HoursChangeService, booking: BookingService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    found = changes.preview(clinic.manager, day_off(clinic))
    done = changes.save(clinic.manager, day_off(clinic), [to_own(found[0]), keep(found[1]), keep(found[2])], "Ill")
    moved = booking.reschedule(clinic.manager, found[0].id, 2, clinic.doctors[2], local(WEDNESDAY, "15:00"))
    booking.undo(clinic.manager, moved.id, moved.version)
    assert done.undo is not None
    with pytest.raises(StaleRecord):
        changes.undo(clinic.manager, done.undo)


def test_two_desks_change_one_week(
    database: Database, changes: HoursChangeService, clinic: Clinic, clock: SetClock, tuesday: list[AppointmentView]
) -> None:
    hours = HoursService(database, clock)
    rules = hours.hours(clinic.manager, clinic.doctors[0]).rules
    hours.save_rules(clinic.admin, clinic.doctors[0], 1, tuple(each for each in rules if each.weekday))
    change = NewHours(clinic.doctors[0], 1, ())
    with pytest.raises(StaleRecord) as refused:
        changes.save(clinic.manager, change, [keep(hit) for hit in changes.preview(clinic.manager, change)])
    assert refused.value.by_name == clinic.admin.name
    assert len(hours.hours(clinic.manager, clinic.doctors[0]).rules) == len(rules) - 2


def test_a_visit_that_was_booked_meanwhile_stops_the_save(
    database: Database, changes: HoursChangeService, booking: BookingService, clinic: Clinic, wish: Wish,
    tuesday: list[AppointmentView],
) -> None:  # fmt: skip
    found = changes.preview(clinic.manager, day_off(clinic))
    booking.book(clinic.front_desk, wish("12:00", TUESDAY))
    with pytest.raises(StaleRecord):
        changes.save(clinic.manager, day_off(clinic), [cancel(hit) for hit in found], "Ill")
    with database.read() as session:
        assert session.scalars(select(ScheduleException)).all() == []
    assert {state for _, _, state in states(database, [view.id for view in tuesday])} == {CONFIRMED}


def test_a_time_that_was_taken_meanwhile_stops_the_save(
    database: Database, changes: HoursChangeService, booking: BookingService, clinic: Clinic, wish: Wish,
    tuesday: list[AppointmentView],
) -> None:  # fmt: skip
    found = changes.preview(clinic.manager, day_off(clinic))
    booking.book(clinic.front_desk, wish("10:00", WEDNESDAY))
    with pytest.raises(SlotTaken) as refused:
        changes.save(clinic.manager, day_off(clinic), [to_own(hit) for hit in found])
    assert refused.value.period.start == local(WEDNESDAY, "10:00")
    with database.read() as session:
        assert session.scalars(select(ScheduleException)).all() == []


def test_two_visits_cannot_go_to_one_time(
    changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    first, second, third = changes.preview(clinic.manager, day_off(clinic))
    same = replace(to_own(second), starts_at=local(WEDNESDAY, "09:10"))
    with pytest.raises(SlotTaken):
        changes.save(clinic.manager, day_off(clinic), [to_own(first), same, keep(third)])
    into_the_day_off = replace(to_own(first), starts_at=local(TUESDAY, "16:00"))
    with pytest.raises(SlotTaken) as refused:
        changes.save(clinic.manager, day_off(clinic), [into_the_day_off, keep(second), keep(third)])
    assert refused.value.reason == "leave"


def test_other_times_to_choose_from_leave_out_what_was_chosen_for_the_others(
    changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    first, second, third = changes.preview(clinic.manager, day_off(clinic))
    options = changes.times(clinic.manager, day_off(clinic), third.id, [to_own(first), to_own(second)])
    own = [option.period.start for option in options if option.practitioner_id == clinic.doctors[0]]
    assert own[:2] == [local(WEDNESDAY, "10:00"), local(WEDNESDAY, "10:30")]
    assert {option.practitioner_id for option in options} == {clinic.doctors[0], clinic.doctors[2]}


def test_cancelling_needs_a_reason_and_gives_all_back_that_was_paid(
    database: Database, changes: HoursChangeService, payments: PaymentService, clinic: Clinic,
    tuesday: list[AppointmentView],
) -> None:  # fmt: skip
    invoice = payments.issue(clinic.front_desk, tuesday[0].id).id
    assert invoice is not None
    payments.take(clinic.front_desk, invoice, 1, (cash(50_000),))
    found = changes.preview(clinic.manager, day_off(clinic))
    assert found[0].paid is not None and found[0].paid.minor == 50_000
    decisions = [cancel(hit) for hit in found]
    with pytest.raises(Invalid):
        changes.save(clinic.manager, day_off(clinic), decisions, " ")
    done = changes.save(clinic.manager, day_off(clinic), decisions, "Ill")
    # Money that goes back stays back.
    assert (done.refunded_minor, done.cancelled, done.undo) == (50_000, 3, None)


def test_a_patient_who_is_here_moves_within_the_day_or_leaves_the_queue(
    database: Database, changes: HoursChangeService, booking: BookingService, visits: VisitService, clinic: Clinic,
    wish: Wish,
) -> None:  # fmt: skip
    here = booking.book(clinic.front_desk, wish("14:00"))
    visits.check_in(clinic.front_desk, here.id, here.version)
    absence = Absence(clinic.doctors[0], "Emergency")
    (hit,) = changes.preview(clinic.front_desk, absence)
    assert hit.own is None and hit.other is not None and hit.other.period.start == local(MONDAY, "14:00")
    tomorrow = Decision(hit.id, hit.version, Treatment.MOVE, clinic.doctors[2], local(TUESDAY, "10:00"))
    with pytest.raises(StepNotAllowed):
        changes.save(clinic.front_desk, absence, [tomorrow])
    done = changes.save(clinic.front_desk, absence, [to_other(hit)])
    with database.read() as session:
        visit = session.scalars(select(Encounter)).one()
        assert (visit.practitioner_id, visit.queue_state) == (clinic.doctors[2], QueueState.WAITING)
    assert done.undo is not None
    changes.undo(clinic.front_desk, done.undo)
    with database.read() as session:
        assert session.scalars(select(Encounter)).one().practitioner_id == clinic.doctors[0]
    (hit,) = changes.preview(clinic.front_desk, absence)
    changes.save(clinic.front_desk, absence, [cancel(hit)], "Emergency")
    with database.read() as session:
        assert session.scalars(select(Encounter)).one().queue_state == QueueState.LEFT


def test_a_service_that_needs_a_room_finds_one(
    database: Database, changes: HoursChangeService, clinic: Clinic, tuesday: list[AppointmentView]
) -> None:
    with database.write() as session:
        session.execute(
            update(HealthcareService).where(HealthcareService.id == clinic.consultation).values(needs_room=True)
        )
    found = changes.preview(clinic.manager, day_off(clinic))
    changes.save(clinic.manager, day_off(clinic), [to_other(hit) for hit in found])
    with database.read() as session:
        moved = session.scalars(select(Appointment)).all()
        assert all(row.room_reserved and row.room_id is not None for row in moved)


def test_people_of_one_group_stay_together_while_there_are_places(
    changes: HoursChangeService, booking: BookingService, clinic: Clinic, wish: Wish
) -> None:
    for patient in clinic.patients[:3]:
        booking.book(clinic.front_desk, wish("10:00", TUESDAY, patient_id=patient, service_id=clinic.yoga))
    found = changes.preview(clinic.manager, day_off(clinic))
    starts = [hit.own.period.start for hit in found if hit.own]
    assert starts == [local(WEDNESDAY, "09:00")] * 3
    assert changes.save(clinic.manager, day_off(clinic), [to_own(hit) for hit in found]).moved == 3


def test_a_closed_day_hits_every_doctor_of_the_centre(
    database: Database, changes: HoursChangeService, booking: BookingService, clinic: Clinic, wish: Wish,
    tuesday: list[AppointmentView],
) -> None:  # fmt: skip
    other = booking.book(clinic.front_desk, wish("10:00", TUESDAY, practitioner_id=clinic.doctors[2]))
    closing = NewClosures(clinic.kolkata, ((TUESDAY, "Diwali"),))
    found = changes.preview(clinic.admin, closing)
    assert {hit.id for hit in found} == {view.id for view in (*tuesday, other)}
    assert all(hit.other and hit.other.period.start >= local(WEDNESDAY, "00:00") for hit in found)
    done = changes.save(clinic.admin, closing, [to_own(hit) for hit in found])
    with pytest.raises(Invalid) as refused:
        changes.preview(clinic.admin, closing)
    assert refused.value.problems == {"day": "closed_already"}
    assert done.undo is not None
    changes.undo(clinic.admin, done.undo)
    with database.read() as session:
        assert session.scalars(select(Closure)).all() == []
    with pytest.raises(NotAllowed):
        changes.save(clinic.front_desk, closing, [])


def test_the_desk_says_that_a_doctor_is_away_but_does_not_edit_hours(
    changes: HoursChangeService, clinic: Clinic
) -> None:
    changes.save(clinic.front_desk, Absence(clinic.doctors[0], "Ill"), [])
    for actor in (clinic.coordinator, clinic.patient, clinic.other_doctor, clinic.berlin_desk):
        with pytest.raises(NotAllowed):
            changes.preview(actor, Absence(clinic.doctors[0], "Ill"))
    with pytest.raises(NotAllowed):
        changes.preview(clinic.front_desk, day_off(clinic))


@pytest.mark.parametrize("change_of_clocks", [date(2027, 3, 28), date(2027, 10, 31)])
def test_on_a_day_when_the_clocks_change_visits_move_to_times_that_exist(
    database: Database, changes: HoursChangeService, booking: BookingService, clinic: Clinic, clock: SetClock,
    wish: Wish, change_of_clocks: date,
) -> None:  # fmt: skip
    clock.now = local(change_of_clocks - timedelta(days=7), "06:00", BERLIN)
    hours = HoursService(database, clock)
    view = hours.hours(clinic.admin, clinic.doctors[1])
    night = replace(view.rules[0], location_id=clinic.berlin, weekday=6, start_minute=0, end_minute=6 * 60)
    hours.save_rules(clinic.admin, clinic.doctors[1], 1, (night,))
    fields = {"practitioner_id": clinic.doctors[1], "location_id": clinic.berlin}
    start = local(change_of_clocks, "01:30", BERLIN)
    booked = booking.book(clinic.admin, wish("00:00", TUESDAY, starts_at=start, **fields))
    later = replace(night, start_minute=2 * 60)
    change: HoursChange = NewHours(clinic.doctors[1], 2, (later,))
    (hit,) = changes.preview(clinic.admin, change)
    assert hit.id == booked.id and hit.own is not None
    # 02:00 is skipped in spring, so the hours begin at 03:00; in autumn they begin at the first 02:00.
    assert hit.own.period.start - start == timedelta(minutes=30)
    changes.save(clinic.admin, change, [to_own(hit)])
    assert states(database, [booked.id])[0][1] == start + timedelta(minutes=30)


def test_a_week_is_copied_to_other_doctors_with_whom_it_hits_and_taken_back(
    database: Database, changes: HoursChangeService, booking: BookingService, clinic: Clinic, clock: SetClock,
    wish: Wish,
) -> None:  # fmt: skip
    hours = HoursService(database, clock)
    hit = booking.book(clinic.front_desk, wish("15:00", TUESDAY, practitioner_id=clinic.doctors[2]))
    week = tuple(replace(each, end_minute=12 * 60) for each in hours.hours(clinic.manager, clinic.doctors[0]).rules
                 if each.end_minute == 17 * 60)  # fmt: skip
    before = [set(hours.hours(clinic.manager, doctor).rules) for doctor in clinic.doctors]
    copy = CopiedWeek(clinic.kolkata, week, ((clinic.doctors[1], 1), (clinic.doctors[2], 1)))
    (found,) = changes.preview(clinic.manager, copy)
    assert found.id == hit.id and found.own is not None
    done = changes.save(clinic.manager, copy, [to_own(found)])
    after = [set(hours.hours(clinic.manager, doctor).rules) for doctor in clinic.doctors]
    assert after[2] == set(week) and set(week) < after[1], "what a doctor has at other centres stays"
    assert done.undo is not None
    with pytest.raises(StaleRecord):
        changes.save(clinic.manager, copy, ())
    changes.undo(clinic.manager, done.undo)
    assert [set(hours.hours(clinic.manager, doctor).rules) for doctor in clinic.doctors] == before
    with pytest.raises(NotAllowed):
        changes.preview(clinic.doctor, copy)
    with pytest.raises(Invalid):
        changes.preview(clinic.manager, replace(copy, targets=()))
