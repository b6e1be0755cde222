"""Series: planned with every clash in sight, booked all or none, and changed one, from here on, or all."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update

from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.messages import Message
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.scheduling import Schedule
from clinic_desktop.db.models.series import AppointmentSeries
from clinic_desktop.domain.codes import AppointmentState, Channel, MessageKind
from clinic_desktop.domain.default_wording import DEFAULT_WORDING
from clinic_desktop.domain.errors import Invalid, NotAllowed, Refused, SlotTaken, StaleRecord
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments import moving, undoing
from clinic_desktop.services.messages.letters import MessageFacts, letter_of
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.series.recurrence import Pattern, Repeat, rule_of
from clinic_desktop.services.series.values import Proposed, Scope, SeriesRequest, SeriesWish
from tests.builders import BERLIN, local, new_key
from tests.services.appointments.test_races import overlaps, together
from tests.services.conftest import TUESDAY

WEEK = timedelta(days=7)


@pytest.fixture
def every_week(clinic):
    """A wish for doctor 1 each Tuesday at a time, four times."""

    def make(minute: int = 14 * 60, first: date = TUESDAY, pattern: Pattern | None = None, **changes) -> SeriesWish:
        fields = {
            "practitioner_id": clinic.doctors[0],
            "location_id": clinic.kolkata,
            "service_id": clinic.consultation,
            "first_day": first,
            "minute": minute,
            "rule": rule_of(pattern or Pattern(Repeat.WEEKLY, 1, 4), first),
        }
        return SeriesWish(**(fields | changes))

    return make


@pytest.fixture
def ask(clinic):
    def make(wish: SeriesWish, starts, **changes) -> SeriesRequest:
        fields = {"request_key": new_key(), "wish": wish, "starts": tuple(starts), "patient_id": clinic.patients[1]}
        return SeriesRequest(**(fields | changes))

    return make


@pytest.fixture
def four(clinic, series, every_week, ask):
    """Four Tuesdays at 14:00, booked."""
    wish = every_week()
    plan = series.plan(clinic.front_desk, wish)
    return series.book(clinic.front_desk, ask(wish, [item.period.start for item in plan.occurrences]))


def counted(database) -> tuple[int, int]:
    with database.read() as session:
        return tuple(
            session.execute(select(func.count()).select_from(model)).scalar_one()
            for model in (Appointment, AppointmentSeries)
        )


def test_a_plan_shows_every_occurrence_and_books_nothing(database, clinic, series, every_week):
    plan = series.plan(clinic.front_desk, every_week())
    assert [item.period.start for item in plan.occurrences] == [local(TUESDAY + WEEK * n, "14:00") for n in range(4)]
    assert plan.clashes == 0
    assert counted(database) == (0, 0)


def test_each_clash_has_its_reason_and_what_is_free_near_it(clinic, booking, series, every_week, wish):
    booking.book(clinic.front_desk, wish("14:00", TUESDAY + WEEK))
    plan = series.plan(clinic.front_desk, every_week())
    assert [item.why for item in plan.occurrences] == [None, WhyNot.TAKEN, None, None]
    found = [(item.kind, item.period.start) for item in plan.occurrences[1].proposals]
    assert found == [
        (Proposed.THAT_DAY, local(TUESDAY + WEEK, "14:30")),
        (Proposed.THAT_DAY, local(TUESDAY + WEEK, "15:00")),
        (Proposed.NEXT_DAY, local(TUESDAY + WEEK + timedelta(days=1), "14:00")),
    ]


def test_hours_and_the_horizon_clash_too(clinic, series, every_week):
    lunch = series.plan(clinic.front_desk, every_week(13 * 60))
    assert {item.why for item in lunch.occurrences} == {WhyNot.BREAK}
    sunday = series.plan(clinic.front_desk, every_week(10 * 60, date(2026, 11, 29), Pattern(Repeat.DAILY, 1, 2)))
    assert [item.why for item in sunday.occurrences] == [WhyNot.OUTSIDE_HOURS, None]


def test_a_series_keeps_its_wall_clock_time_across_a_clock_change(database, clinic, series, every_week):
    with database.write() as session:
        session.execute(update(Schedule).values(step_minutes=30))
    first = date(2027, 3, 18)
    wish = every_week(10 * 60, first, Pattern(Repeat.WEEKLY, 1, 3), practitioner_id=clinic.doctors[1],
                      location_id=clinic.berlin)  # fmt: skip
    plan = series.plan(clinic.berlin_desk, wish)
    assert [item.period.start.astimezone(BERLIN).hour for item in plan.occurrences] == [10, 10, 10]
    assert [item.period.start.hour for item in plan.occurrences] == [9, 9, 8]
    skipped = series.plan(clinic.berlin_desk, every_week(2 * 60 + 30, date(2027, 3, 27), Pattern(Repeat.DAILY, 1, 2),
                          practitioner_id=clinic.doctors[1], location_id=clinic.berlin))  # fmt: skip
    assert [item.why for item in skipped.occurrences] == [WhyNot.OUTSIDE_HOURS, WhyNot.NO_SUCH_TIME]
    assert skipped.occurrences[1].period is None


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;COUNT=10000", "FREQ=WEEKLY;UNTIL=20990101", "nonsense"])
def test_endless_and_huge_rules_are_refused(database, clinic, series, every_week, ask, rule):
    wish = every_week(rule=rule)
    with pytest.raises(Invalid):
        series.plan(clinic.front_desk, wish)
    with pytest.raises(Invalid):
        series.book(clinic.front_desk, ask(wish, [local(TUESDAY, "14:00")]))
    assert counted(database) == (0, 0)


def test_what_is_chosen_is_booked_in_order_with_one_message(database, clinic, series, every_week, ask):
    with database.write() as session:
        session.execute(update(Patient).values(email="dev@example.org"))
    wish = every_week()
    starts = [item.period.start for item in series.plan(clinic.front_desk, wish).occurrences]
    starts[2] += timedelta(hours=1)
    view = series.book(clinic.front_desk, ask(wish, [starts[2], starts[0], starts[3]], reason="Back pain"))
    assert [(item.position, item.period.start) for item in view.members] == [
        (1, starts[0]), (2, starts[2]), (3, starts[3]),
    ]  # fmt: skip
    with database.read() as session:
        messages = session.execute(select(Message.kind, Message.data)).all()
    assert [message.kind for message in messages] == ["confirmation"]
    data = json.loads(messages[0].data)
    assert len(data["series"]) == 3
    assert data["note"].splitlines()[1] == "2/3  2026-12-08  15:00"


def test_all_are_booked_or_none(database, clinic, booking, series, every_week, ask, wish):
    plan = every_week()
    starts = [item.period.start for item in series.plan(clinic.front_desk, plan).occurrences]
    booking.book(clinic.front_desk, wish("14:00", TUESDAY + WEEK * 2))
    with pytest.raises(SlotTaken) as refused:
        series.book(clinic.front_desk, ask(plan, starts))
    assert refused.value.period.start == starts[2]
    assert counted(database) == (1, 0)


def test_the_same_request_books_once(database, clinic, series, every_week, ask):
    wish = every_week()
    starts = [item.period.start for item in series.plan(clinic.front_desk, wish).occurrences]
    request = ask(wish, starts)
    told = together(*[lambda: series.book(clinic.front_desk, request) for _ in range(4)])
    assert {view.series_id for view in told} == {told[0].series_id}
    assert counted(database) == (4, 1)


def test_two_desks_with_the_same_times_do_not_both_get_them(database, clinic, series, every_week, ask):
    wish = every_week()
    starts = [item.period.start for item in series.plan(clinic.front_desk, wish).occurrences]
    told = together(
        *[
            lambda n=n: series.book(clinic.front_desk, ask(wish, starts, patient_id=clinic.patients[n]))
            for n in range(3)
        ]
    )
    assert sum(isinstance(answer, SlotTaken) for answer in told) == 2
    assert counted(database) == (4, 1)
    assert overlaps(database) == 0


def test_a_new_patient_is_registered_with_the_series(database, clinic, series, every_week, ask):
    wish = every_week()
    starts = [item.period.start for item in series.plan(clinic.front_desk, wish).occurrences]
    draft = PatientDraft(name="Nila Das", lead_source=Channel.PHONE)
    view = series.book(clinic.front_desk, ask(wish, starts, patient_id=None, draft=draft))
    assert view.patient_name == "Nila Das"
    with database.read() as session:
        assert set(session.execute(select(Appointment.patient_id)).scalars()) == {view.patient_id}


def test_rooms_are_found_for_each_of_a_series(database, clinic, booking, series, every_week, ask, wish):
    with database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
    plan = every_week()
    starts = [item.period.start for item in series.plan(clinic.front_desk, plan).occurrences]
    for doctor in clinic.doctors[1:]:
        booking.book(clinic.front_desk, wish("14:00", TUESDAY + WEEK, practitioner_id=doctor))
    view = series.book(clinic.front_desk, ask(plan, starts))
    assert len(view.members) == 4
    again = every_week(practitioner_id=clinic.doctors[1])
    clash = series.plan(clinic.front_desk, again)
    assert [item.why for item in clash.occurrences] == [None, WhyNot.TAKEN, None, None]


def test_others_may_not_see_or_book(clinic, series, every_week, four):
    with pytest.raises(NotAllowed):
        series.plan(clinic.berlin_desk, every_week())
    with pytest.raises(NotAllowed):
        series.series(clinic.berlin_desk, four.series_id)
    with pytest.raises(NotAllowed):
        series.series(clinic.patient, four.series_id)


def moves_of(shift):
    return [(item.member.appointment_id, item.member.version, item.target.start) for item in shift.shifted]


@pytest.mark.parametrize(("scope", "count"), [(Scope.THIS, 1), (Scope.LATER, 3), (Scope.ALL, 4)])
def test_a_move_is_shown_for_each_then_made_and_undone_at_once(database, clinic, series, four, scope, count):
    second = four.members[1]
    start = second.period.start + timedelta(days=1, hours=1)
    shift = series.preview_move(clinic.front_desk, second.appointment_id, clinic.doctors[0], start, scope)
    assert len(shift.shifted) == count
    assert shift.clashes == 0
    changed = series.move(clinic.front_desk, moves_of(shift), clinic.doctors[0])
    moved = {item.member.appointment_id for item in shift.shifted}
    now = series.series(clinic.front_desk, four.series_id)
    for before, after in zip(four.members, now.members, strict=True):
        apart = timedelta(days=1, hours=1) if before.appointment_id in moved else timedelta(0)
        assert after.period.start == before.period.start + apart
    series.undo(clinic.front_desk, changed)
    back = series.series(clinic.front_desk, four.series_id)
    assert [item.period for item in back.members] == [item.period for item in four.members]


def test_a_move_to_another_doctor_that_is_undone_at_once_tells_nothing(database, clinic, booking, series, four):
    with database.write() as session:
        session.execute(update(Patient).values(email="asha@example.org"))
    first = four.members[0]
    booking.reschedule(clinic.front_desk, first.appointment_id, 1, clinic.doctors[2], local(TUESDAY, "15:00"))
    booking.undo(clinic.front_desk, first.appointment_id, 2)
    with database.read() as session:
        told = session.execute(select(Message.kind, Message.state).where(Message.appointment_id.is_not(None))).all()
    assert [tuple(row) for row in told] == [("reschedule", "dropped")]


def test_a_series_can_be_moved_onto_its_own_times(clinic, series, every_week, ask):
    wish = every_week(pattern=Pattern(Repeat.DAILY, 1, 3))
    starts = [item.period.start for item in series.plan(clinic.front_desk, wish).occurrences]
    view = series.book(clinic.front_desk, ask(wish, starts))
    first = view.members[0]
    for days in (1, -1):
        now = series.series(clinic.front_desk, view.series_id).members[0]
        target = now.period.start + timedelta(days=days)
        shift = series.preview_move(clinic.front_desk, first.appointment_id, clinic.doctors[0], target, Scope.ALL)
        assert shift.clashes == 0
        changed = series.move(clinic.front_desk, moves_of(shift), clinic.doctors[0])
    series.undo(clinic.front_desk, changed)
    assert series.series(clinic.front_desk, view.series_id).members[0].period.start == starts[1]


def test_one_that_cannot_be_moved_leaves_all_where_they_are(clinic, booking, series, four, wish):
    booking.book(clinic.front_desk, wish("15:00", TUESDAY + WEEK * 3))
    first = four.members[0]
    start = first.period.start + timedelta(hours=1)
    shift = series.preview_move(clinic.front_desk, first.appointment_id, clinic.doctors[0], start, Scope.ALL)
    assert [item.why for item in shift.shifted] == [None, None, None, WhyNot.TAKEN]
    with pytest.raises(SlotTaken):
        series.move(clinic.front_desk, moves_of(shift), clinic.doctors[0])
    assert series.series(clinic.front_desk, four.series_id).members == four.members


def test_another_doctor_takes_the_rest_over(clinic, series, four):
    third = four.members[2]
    shift = series.preview_move(
        clinic.front_desk, third.appointment_id, clinic.doctors[2], third.period.start, Scope.LATER
    )
    series.move(clinic.front_desk, moves_of(shift), clinic.doctors[2])
    now = series.series(clinic.front_desk, four.series_id)
    assert [item.practitioner_id for item in now.members] == [clinic.doctors[0]] * 2 + [clinic.doctors[2]] * 2


def test_the_rest_is_cancelled_and_taken_back_at_once(clinic, series, four):
    second = four.members[1]
    preview = series.preview_cancel(clinic.front_desk, second.appointment_id, Scope.LATER)
    assert [item.position for item in preview.members] == [2, 3, 4]
    members = [(item.appointment_id, item.version) for item in preview.members]
    changed = series.cancel(clinic.front_desk, members, "Moved away")
    states = [item.state for item in series.series(clinic.front_desk, four.series_id).members]
    assert states == [AppointmentState.CONFIRMED] + [AppointmentState.CANCELLED] * 3
    series.undo(clinic.front_desk, changed)
    states = {item.state for item in series.series(clinic.front_desk, four.series_id).members}
    assert states == {AppointmentState.CONFIRMED}


def test_a_stale_member_refuses_the_whole_change(clinic, booking, series, four):
    booking.reschedule(
        clinic.front_desk, four.members[3].appointment_id, 1, clinic.doctors[0],
        four.members[3].period.start + timedelta(hours=2),
    )  # fmt: skip
    members = [(item.appointment_id, item.version) for item in four.members]
    with pytest.raises(StaleRecord):
        series.cancel(clinic.front_desk, members, "Moved away")
    states = {item.state for item in series.series(clinic.front_desk, four.series_id).members}
    assert states == {AppointmentState.CONFIRMED}


def test_what_is_over_or_has_arrived_is_left_alone(clinic, clock, series, four):
    clock.now = local(TUESDAY + WEEK, "15:00")
    last = four.members[3]
    preview = series.preview_cancel(clinic.front_desk, last.appointment_id, Scope.ALL)
    assert [item.position for item in preview.members] == [3, 4]


def test_two_desks_that_change_one_series_do_not_wait_for_each_other_for_ever(database, clinic, series, four):
    last = four.members[3]

    def shift(hours: int):
        found = series.preview_move(
            clinic.front_desk, last.appointment_id, clinic.doctors[2], last.period.start + timedelta(hours=hours),
            Scope.ALL,
        )  # fmt: skip
        return series.move(clinic.front_desk, moves_of(found), clinic.doctors[2])

    told = together(lambda: shift(1), lambda: shift(2))
    assert sum(isinstance(answer, Refused) for answer in told) <= 1
    assert overlaps(database) == 0


def test_taking_back_locks_the_former_doctors_too_before_any_visit(database, clinic, series, four, monkeypatch):
    first = four.members[0]
    found = series.preview_move(
        clinic.front_desk, first.appointment_id, clinic.doctors[2], first.period.start, Scope.ALL
    )
    changed = series.move(clinic.front_desk, moves_of(found), clinic.doctors[2])
    locked = []

    def note(session, practitioner_id):
        locked.append(practitioner_id)
        return hold_schedule(session, practitioner_id)

    for module in (undoing, moving):
        monkeypatch.setattr(module, "hold_schedule", note)
    series.undo(clinic.front_desk, changed)
    assert locked[:2] == [clinic.doctors[0], clinic.doctors[2]]


def test_a_single_visit_is_no_series(clinic, series, booked):
    with pytest.raises(Invalid):
        series.preview_cancel(clinic.front_desk, booked.id, Scope.ALL)


def test_the_message_brings_a_calendar_with_every_visit(database, clinic, series, clock, every_week, ask):
    with database.write() as session:
        session.execute(update(Patient).values(email="dev@example.org"))
    wish = every_week()
    series.book(clinic.front_desk, ask(wish, [local(TUESDAY + WEEK * n, "14:00") for n in range(4)]))
    with database.read() as session:
        row = session.execute(select(Message)).scalar_one()
    facts = MessageFacts(
        row.id, MessageKind.CONFIRMATION, row.cause, row.recipient, row.address, row.created_at, json.loads(row.data)
    )
    letter = letter_of(facts, DEFAULT_WORDING[MessageKind.CONFIRMATION], "clinic@example.org", clock())
    assert letter.method == "PUBLISH"
    assert letter.calendar.count("BEGIN:VEVENT") == 4
    assert "4/4  2026-12-15  14:00" in letter.text


def test_a_series_that_is_taken_back_at_once_sends_nothing(database, clinic, series, every_week, ask):
    with database.write() as session:
        session.execute(update(Patient).values(email="dev@example.org"))
    wish = every_week()
    view = series.book(clinic.front_desk, ask(wish, [local(TUESDAY + WEEK * n, "14:00") for n in range(4)]))
    series.cancel(
        clinic.front_desk, [(item.appointment_id, item.version) for item in view.members], "Taken back", by_clinic=True
    )
    with database.read() as session:
        assert set(session.execute(select(Message.state)).scalars()) == {"dropped"}


def test_what_becomes_of_one_does_not_take_the_news_of_the_others_back(
    database, clinic, booking, series, every_week, ask
):
    with database.write() as session:
        session.execute(update(Patient).values(email="dev@example.org"))
    wish = every_week()
    view = series.book(clinic.front_desk, ask(wish, [local(TUESDAY + WEEK * n, "14:00") for n in range(4)]))
    first = view.members[0]
    booking.reschedule(
        clinic.front_desk, first.appointment_id, first.version, clinic.doctors[0], local(TUESDAY, "15:00")
    )
    with database.read() as session:
        told = session.execute(select(Message.kind, Message.state).order_by(Message.id)).all()
    assert [(row.kind, row.state) for row in told] == [("confirmation", "queued"), ("reschedule", "queued")]


def test_a_hold_is_out_of_the_way_of_its_own_plan_only(clinic, holds, series, every_week):
    given = holds.hold(
        clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(TUESDAY, "14:00")
    )
    assert series.plan(clinic.front_desk, every_week(hold_key=given.key)).clashes == 0
    assert series.plan(clinic.coordinator, every_week()).occurrences[0].why is WhyNot.HOLD
    with pytest.raises(NotAllowed):
        series.plan(clinic.coordinator, every_week(hold_key=given.key))
