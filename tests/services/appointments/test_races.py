"""Desks that want the same thing at the same moment: threads, processes, and raw statements past the services."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Conflict, Refused, SlotTaken, StaleRecord
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.billing.desk import DeskPayment
from tests.builders import local, make_clinic, new_key
from tests.conftest import NOW
from tests.processes import programs
from tests.services.conftest import MONDAY, TUESDAY

_DESKS = 6


def together(*works):
    """Does all of it at the same moment, each on a thread; gives results or refusals."""
    barrier = Barrier(len(works))

    def run(work):
        barrier.wait()
        try:
            return work()
        except Refused as refusal:
            return refusal

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def overlaps(database) -> int:
    """How many pairs of appointments of one doctor and seat overlap."""
    counts = "state NOT IN ('cancelled', 'rejected', 'no_show') AND NOT queue_only"
    pairs = text(
        f"WITH taken AS (SELECT * FROM appointment WHERE {counts})"
        " SELECT count(*) FROM taken a JOIN taken b ON a.practitioner_id = b.practitioner_id AND a.seat = b.seat"
        " AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at"
    )
    with database.read() as session:
        return session.execute(pairs).scalar_one()


def test_of_many_desks_one_gets_the_slot(database, clinic, booking, wish):
    for time in ("14:00", "14:30", "15:00"):
        told = together(*[lambda time=time: booking.book(clinic.front_desk, wish(time)) for _ in range(_DESKS)])
        refused = [answer for answer in told if isinstance(answer, Refused)]
        assert len(refused) == _DESKS - 1
        assert {type(refusal) for refusal in refused} == {SlotTaken}
        assert {refusal.by_name for refusal in refused} == {"Front Desk"}
    assert overlaps(database) == 0


def test_of_many_desks_one_holds_the_slot(clinic, holds):
    place = (clinic.doctors[0], clinic.kolkata, clinic.consultation)
    desks = [replace(clinic.front_desk, desk=f"desk-{number}") for number in range(4)]
    for time in ("14:00", "15:00", "16:00"):
        told = together(*[partial(holds.hold, desk, *place, local(MONDAY, time)) for desk in desks])
        assert sum(isinstance(answer, SlotTaken) for answer in told) == 3


def test_the_same_request_from_many_threads_books_once(database, clinic, booking, wish):
    request = wish("14:00")
    told = together(*[lambda: booking.book(clinic.front_desk, request) for _ in range(_DESKS)])
    assert len({view.id for view in told}) == 1


def test_the_same_walk_in_from_many_threads_happens_once(database, clinic, booking, arrival):
    request = arrival(payment=DeskPayment(PaymentMethod.CASH, 50_000, 50_000, "", new_key()))
    told = together(*[lambda: booking.walk_in(clinic.front_desk, request) for _ in range(_DESKS)])
    assert {(done.token, done.receipt_number) for done in told} == {("A-001", told[0].receipt_number)}
    with database.read() as session:
        assert session.execute(select(func.count()).select_from(Payment)).scalar_one() == 1


def test_tokens_have_no_gaps_when_desks_race(database, clinic, booking, arrival):
    def walk_in(number):
        doctor = clinic.doctors[number % 3]
        # Every third is refused, after it had its token.
        payment = DeskPayment(PaymentMethod.CASH, 10**9, None, "", new_key()) if number % 3 == 0 else None
        return booking.walk_in(clinic.front_desk, arrival(practitioner_id=doctor, payment=payment))

    together(*[lambda number=number: walk_in(number) for number in range(9)])
    with database.read() as session:
        numbers = session.execute(select(Encounter.token_number).order_by(Encounter.token_number)).scalars().all()
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_two_moves_towards_each_other_do_not_wait_for_ever(database, clinic, booking, wish):
    doctors = clinic.doctors[0], clinic.doctors[2]
    views = [booking.book(clinic.front_desk, wish("14:00", TUESDAY, practitioner_id=doctor)) for doctor in doctors]

    def swap(time):
        one, two = views
        return together(
            lambda: booking.reschedule(clinic.front_desk, one.id, one.version, doctors[1], time),
            lambda: booking.reschedule(clinic.front_desk, two.id, two.version, doctors[0], time),
        )

    for round_number in range(6):
        told = swap(local(TUESDAY, f"{14 + round_number % 3}:30"))
        assert not [answer for answer in told if isinstance(answer, Refused)]
        views, doctors = told, (doctors[1], doctors[0])
    assert overlaps(database) == 0


def test_of_two_changes_of_one_appointment_one_is_stale(clinic, booking, visits, booked):
    told = together(
        lambda: booking.cancel(clinic.front_desk, booked.id, 1, "Ill"),
        lambda: visits.check_in(clinic.front_desk, booked.id, 1),
        lambda: booking.reschedule(clinic.front_desk, booked.id, 1, clinic.doctors[2], local(MONDAY, "16:00")),
    )
    refusals = [answer for answer in told if isinstance(answer, Refused)]
    assert [type(refusal) for refusal in refusals] == [StaleRecord, StaleRecord]


def test_the_last_place_of_a_group_is_given_once(database, clinic, booking, wish):
    told = together(
        *[
            lambda patient=patient: booking.book(
                clinic.front_desk, wish("14:00", service_id=clinic.yoga, patient_id=patient)
            )
            for patient in clinic.patients
        ]
    )
    assert sum(isinstance(answer, SlotTaken) for answer in told) == 2
    with database.read() as session:
        assert sorted(session.execute(select(Appointment.seat)).scalars()) == [1, 2, 3]


@pytest.mark.parametrize("change", ["insert", "move", "revive"])
def test_the_database_itself_refuses_an_overlap(database, clinic, booking, wish, booked, change):
    other = booking.book(clinic.front_desk, wish("15:00"))
    gone = booking.cancel(clinic.front_desk, other.id, 1, "Ill") if change == "revive" else other
    if change == "revive":
        booking.book(clinic.front_desk, wish("15:00"))
    columns = [column.name for column in Appointment.__table__.columns if column.name not in ("id", "request_key")]
    names = ", ".join(columns)
    first = f"FROM appointment b WHERE b.id = {booked.id}"
    times = f"starts_at = (SELECT b.starts_at {first}), ends_at = (SELECT b.ends_at {first})"
    statements = {
        "insert": f"INSERT INTO appointment (request_key, {names}) SELECT 'raw', {names} {first}",
        "move": f"UPDATE appointment SET {times} WHERE id = {other.id}",
        "revive": f"UPDATE appointment SET state = 'confirmed' WHERE id = {gone.id}",
    }
    with pytest.raises(Conflict), database.write() as session:
        session.execute(text(statements[change]))
    assert overlaps(database) == 0


@pytest.mark.parametrize("start", ["2026-11-23T08:35:00", "2026-11-23 08:35:00+00:00", "2026-11-23 08:35", "noon"])
def test_sqlite_refuses_times_that_it_cannot_compare(sqlite_database_url, clock, start):
    database = Database(sqlite_database_url)
    clinic = make_clinic(database, clock)
    request = BookingRequest(
        request_key=new_key(),
        practitioner_id=clinic.doctors[0],
        location_id=clinic.kolkata,
        service_id=clinic.consultation,
        starts_at=local(MONDAY, "14:00"),
        patient_id=clinic.patients[1],
    )
    BookingService(database, clock).book(clinic.front_desk, request)
    with pytest.raises(Conflict), database.write() as session:
        session.execute(text("UPDATE appointment SET starts_at = :start"), {"start": start})
    database.close()


def _desk(url, clinic, seed, attempts, answers):
    """One program: books random times of three doctors."""
    database = Database(url)
    booking = BookingService(database, lambda: NOW)
    choose = random.Random(seed)
    booked, refusals = [], Counter()
    for _ in range(attempts):
        start = local(TUESDAY, "09:00") + timedelta(minutes=5 * choose.randrange(95))
        request = BookingRequest(
            request_key=new_key(), patient_id=choose.choice(clinic.patients),
            practitioner_id=choose.choice(clinic.doctors), location_id=clinic.kolkata, service_id=clinic.consultation,
            starts_at=start, )  # fmt: skip
        try:
            booked.append(booking.book(clinic.front_desk, request).id)
        except Refused as refusal:
            refusals[type(refusal).__name__] += 1
    answers.put((booked, refusals))
    database.close()


def test_programs_that_book_at_random_never_overlap_and_lose_nothing(database, database_url, clinic):
    context = programs()
    answers = context.Queue()
    desks = [context.Process(target=_desk, args=(database_url, clinic, seed, 40, answers)) for seed in range(3)]
    for desk in desks:
        desk.start()
    told = [answers.get(timeout=60) for _ in desks]
    for desk in desks:
        desk.join()
    booked = sorted(number for numbers, _ in told for number in numbers)
    refusals = sum((refused for _, refused in told), Counter())
    assert overlaps(database) == 0
    with database.read() as session:
        assert sorted(session.execute(select(Appointment.id)).scalars()) == booked
    assert set(refusals) == {"SlotTaken"}
    assert len(booked) + refusals.total() == 120
