"""The board as it stood: whatever happens after a moment, looking back at it shows what was seen then."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import Invalid, NotAllowed, Refused
from clinic_desktop.services.scheduling.lateness import LatenessService
from tests.builders import local, new_key
from tests.services.conftest import MONDAY, TUESDAY

S = AppointmentState


@pytest.fixture
def stood(clinic, days):
    """What a person saw on Monday's board: each card's doctor, name, time, state, token and place in the queue."""

    def seen(view):
        return {
            card.appointment_id: (
                column.practitioner_id, card.patient_name, card.period, card.state, card.token, card.queue_state,
                card.wait_minutes,
            )
            for column in view.columns
            for card in column.cards
        }  # fmt: skip

    def at(moment=None, day=MONDAY):
        if moment is None:
            return seen(days.day(clinic.front_desk, clinic.kolkata, day))
        return seen(days.day_at(clinic.front_desk, clinic.kolkata, day, moment))

    return at


def test_what_was_moved_away_stands_where_it_stood(clinic, booking, booked, stood, clock):
    before, seen = clock(), stood()
    clock.now += timedelta(minutes=5)
    booking.reschedule(clinic.front_desk, booked.id, booked.version, clinic.doctors[0], local(TUESDAY, "10:00"))
    assert stood() == {}
    assert stood(before) == seen
    assert stood(before, TUESDAY) == {}
    assert list(stood(clock(), TUESDAY)) == [booked.id]


def test_a_delay_that_was_said_later_is_not_said_of_the_past(clinic, days, booked, database, clock):
    before = clock()
    clock.now += timedelta(minutes=5)
    lateness = LatenessService(database, clock)
    lateness.save(
        clinic.front_desk, clinic.doctors[0], 40, lateness.preview(clinic.front_desk, clinic.doctors[0], 40).visits
    )
    assert days.day(clinic.front_desk, clinic.kolkata, MONDAY).columns[0].late_minutes == 40
    past = days.day_at(clinic.front_desk, clinic.kolkata, MONDAY, before)
    assert [column.late_minutes for column in past.columns] == [0] * len(past.columns)


def test_what_was_not_booked_yet_is_not_there(clinic, booking, wish, stood, clock):
    before = clock()
    clock.now += timedelta(minutes=1)
    booking.book(clinic.front_desk, wish("15:00"))
    assert stood(before) == {}
    assert len(stood(clock())) == 1


def test_who_came_twice_is_shown_as_waiting_each_time(clinic, booking, visits, booked, stood, clock):
    arrived = visits.check_in(clinic.front_desk, booked.id, booked.version).appointment
    clock.now += timedelta(minutes=5)
    first, seen = clock(), stood()
    clock.now += timedelta(minutes=1)
    back = booking.undo(clinic.front_desk, booked.id, arrived.version)
    clock.now += timedelta(minutes=30)
    between = clock()
    visits.check_in(clinic.front_desk, booked.id, back.version)
    clock.now += timedelta(minutes=30)
    assert stood(first) == seen
    assert stood(between)[booked.id][3:] == (S.CHECKED_IN, "A-001", "waiting", 0)


def test_a_board_of_the_past_offers_nothing_to_do(clinic, days, booked, clock):
    view = days.day_at(clinic.front_desk, clinic.kolkata, MONDAY, clock())
    cards = [card for column in view.columns for card in column.cards]
    assert [(card.steps, card.may_move, card.due) for card in cards] == [((), False, None)]
    assert not any(column.free or column.holds or column.next_free for column in view.columns)


def test_the_future_cannot_be_looked_at_and_patients_see_nothing(clinic, days, clock):
    with pytest.raises(Invalid):
        days.day_at(clinic.front_desk, clinic.kolkata, MONDAY, clock() + timedelta(seconds=1))
    with pytest.raises(NotAllowed):
        days.day_at(clinic.patient, clinic.kolkata, MONDAY, clock())


def test_a_doctor_sees_only_what_was_theirs(clinic, days, booking, booked, clock):
    before = clock()
    clock.now += timedelta(minutes=1)
    booking.reschedule(clinic.front_desk, booked.id, booked.version, clinic.doctors[2], local(MONDAY, "16:00"))
    assert _numbers(days.day_at(clinic.doctor, clinic.kolkata, MONDAY, before)) == [booked.id]
    assert _numbers(days.day_at(clinic.doctor, clinic.kolkata, MONDAY, clock())) == []


@pytest.mark.parametrize("seed", range(4))
def test_after_a_busy_morning_every_moment_is_as_it_was_seen(clinic, booking, visits, wish, stood, clock, seed):
    random = Random(seed)
    seen, known = [], {}
    for _ in range(40):
        try:
            view = _anything(random, clinic, booking, visits, wish, known)
            known[view.id] = view
        except Refused:
            pass
        seen.append((clock(), stood()))
        clock.now += timedelta(minutes=random.choice((1, 2, 4)))
    for moment, then in seen:
        assert stood(moment) == then


def _numbers(view):
    return [card.appointment_id for column in view.columns for card in column.cards]


def _anything(random, clinic, booking, visits, wish, known):
    """One thing that happens at a desk."""
    desk, doctor = clinic.front_desk, clinic.doctors[0]
    if not known or random.random() < 0.35:
        start = f"{random.randrange(11, 17):02}:{random.choice((0, 30)):02}"
        request = wish(start, patient_id=random.choice(clinic.patients), check_in=random.random() < 0.3)
        return booking.book(desk, replace(request, request_key=new_key()))
    one = random.choice(list(known.values()))
    time = local(random.choice((MONDAY, TUESDAY)), f"{random.randrange(11, 17):02}:00")
    other = random.choice((doctor, clinic.doctors[2]))
    what = {
        "move": lambda: booking.reschedule(desk, one.id, one.version, other, time),
        "cancel": lambda: booking.cancel(desk, one.id, one.version, "Ill"),
        "undo": lambda: booking.undo(desk, one.id, one.version),
        "arrive": lambda: visits.check_in(desk, one.id, one.version).appointment,
        "start": lambda: visits.start(clinic.doctor, one.id, one.version),
        "complete": lambda: visits.complete(clinic.doctor, one.id, one.version),
        "no show": lambda: visits.no_show(desk, one.id, one.version),
    }
    return what[random.choice(list(what))]()
