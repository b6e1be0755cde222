"""What the screens of a day show, to whom, and in how many statements."""

from datetime import date

import pytest
from sqlalchemy import update

from clinic_desktop.db.models.organisation import Closure, OpeningHours
from clinic_desktop.db.models.scheduling import ScheduleException
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, PaymentWord, QueueState
from clinic_desktop.domain.errors import NotAllowed, NotFound
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.scheduling import ClosedReason
from clinic_desktop.services.appointments.values import VisitNote
from clinic_desktop.services.appointments.views import ListingFilters, ListingSort, Presence
from clinic_desktop.services.billing.desk import DeskPayment
from tests.builders import BERLIN, local, new_key
from tests.services.conftest import MONDAY, TUESDAY

S = AppointmentState


@pytest.fixture
def column(clinic, days):
    """One doctor's column of Monday's board."""

    def of(doctor: int = 0, actor=None, day=MONDAY):
        view = days.day(actor or clinic.front_desk, clinic.kolkata, day)
        return next(item for item in view.columns if item.practitioner_id == clinic.doctors[doctor])

    return of


def test_the_board_of_an_empty_day(clinic, days, column):
    view = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    assert (view.location_name, view.currency, view.closure) == ("Park Street", "INR", "")
    assert view.shown.start == local(MONDAY, "09:00")
    assert view.shown.end == local(MONDAY, "18:00")
    assert [item.name for item in view.columns] == ["Dr Anita Menon", "Dr Jonas Weber", "Dr Rahul Sen"]
    first = column()
    assert [(stretch.start, stretch.end) for stretch in first.working] == [
        (local(MONDAY, "09:00"), local(MONDAY, "13:00")),
        (local(MONDAY, "14:00"), local(MONDAY, "17:00")),
    ]
    assert [(item.reason, item.label) for item in first.closed] == [
        (ClosedReason.BREAK, "Lunch"),
        (ClosedReason.LEFT, ""),
    ]
    assert first.free[0].period.start == first.next_free.start == local(MONDAY, "11:00")
    assert (first.room, first.speciality, first.presence) == ("Room 1", "General medicine", Presence.FREE)
    assert first.step_minutes == 30


def test_a_card_shows_money_alerts_and_steps(clinic, booking, wish, column):
    booking.book(clinic.front_desk, wish("14:00"))
    payment = DeskPayment(PaymentMethod.CASH, 20_000, 20_000, "", new_key())
    booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2], payment=payment, check_in=True))
    unpaid, part = column().cards
    assert (unpaid.alert, unpaid.payment, unpaid.due) == ("Penicillin", PaymentWord.UNPAID, Money(50_000, "INR"))
    assert unpaid.steps == (Step.CANCEL, Step.CHECK_IN)
    assert unpaid.may_move
    assert (part.payment, part.due, part.token) == (PaymentWord.PART_PAID, Money(30_000, "INR"), "A-001")
    assert part.queue_state is QueueState.WAITING
    assert column(actor=clinic.coordinator).cards[0].steps == (Step.CANCEL,)
    assert column().queue_length == 1


def test_a_centre_may_be_open_until_midnight(clinic, days, database):
    with database.write() as session:
        session.execute(update(OpeningHours).where(OpeningHours.weekday == MONDAY.weekday()).values(end_minute=1440))
    assert days.day(clinic.front_desk, clinic.kolkata, MONDAY).shown.end == local(TUESDAY, "00:00")


def test_counts_and_free_times_follow_what_happens(clinic, booking, visits, wish, days, column, booked):
    booking.cancel(clinic.front_desk, booked.id, 1, "Ill")
    view = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    assert (view.counts[S.CANCELLED], view.counts[S.CONFIRMED], view.counts[S.NO_SHOW]) == (1, 0, 0)
    assert local(MONDAY, "14:00") in [slot.period.start for slot in column().free]
    booking.book(clinic.front_desk, wish("14:00", check_in=True))
    view = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    assert (view.waiting, view.unpaid) == (1, 1)
    assert local(MONDAY, "14:00") not in [slot.period.start for slot in column().free]


def test_holds_are_on_the_board_until_they_run_out(clinic, holds, column, clock):
    holds.hold(clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "14:00"))
    assert [hold.holder_name for hold in column().holds] == ["Front Desk"]
    assert column(actor=clinic.coordinator).holds == column().holds
    clock.forward(minutes=5)
    assert not column().holds


def test_leave_and_holidays_have_their_names(database, clinic, days, column, clock):
    with database.write() as session:
        session.add(Closure(location_id=clinic.kolkata, day=TUESDAY, name="Guru Nanak Jayanti"))
        session.add(
            ScheduleException(
                schedule_id=1, kind="vacation", first_day=date(2026, 11, 25), last_day=date(2026, 11, 26), reason="Goa",
                made_at=clock(),
            )
        )  # fmt: skip
    view = days.day(clinic.front_desk, clinic.kolkata, TUESDAY)
    assert view.closure == "Guru Nanak Jayanti"
    assert all(not item.free and not item.working for item in view.columns)
    away = column(day=date(2026, 11, 25))
    assert [(item.reason, item.label) for item in away.closed] == [(ClosedReason.LEAVE, "Goa")]
    wednesday = days.day(clinic.front_desk, clinic.kolkata, date(2026, 11, 26))
    assert clinic.doctors[1] not in [item.practitioner_id for item in wednesday.columns]


def test_where_the_doctor_is(clinic, booking, visits, arrival, column, clock):
    assert column().presence is Presence.FREE
    done = booking.walk_in(clinic.front_desk, arrival())
    visits.start(clinic.doctor, done.appointment.id, 1)
    assert column().presence is Presence.WITH_PATIENT
    clock.forward(minutes=45)
    assert column().late_minutes == 15
    clock.now = local(MONDAY, "13:30")
    assert column(2).presence is Presence.ON_BREAK
    clock.now = local(MONDAY, "08:00")
    assert column(2).presence is Presence.NOT_IN_YET
    clock.now = local(MONDAY, "17:30")
    assert column(2).presence is Presence.LEFT


def test_a_doctor_sees_their_own_column_and_a_patient_none(clinic, days, booked):
    assert [item.practitioner_id for item in days.day(clinic.doctor, clinic.kolkata, MONDAY).columns] == [
        clinic.doctors[0]
    ]
    for read in (
        lambda actor: days.day(actor, clinic.kolkata, MONDAY),
        lambda actor: days.waiting_room(actor, clinic.kolkata),
        lambda actor: days.week(actor, clinic.doctors[0], MONDAY),
        lambda actor: days.doctor_day(actor, clinic.doctors[0], MONDAY),
        lambda actor: days.practitioner_queue(actor, clinic.doctors[0]),
    ):
        with pytest.raises(NotAllowed):
            read(clinic.patient)
        read(clinic.doctor)
    with pytest.raises(NotAllowed):
        days.day(clinic.berlin_desk, clinic.kolkata, MONDAY)
    with pytest.raises(NotAllowed):
        days.doctor_day(clinic.other_doctor, clinic.doctors[0], MONDAY)
    with pytest.raises(NotFound):
        days.day(clinic.admin, 999, MONDAY)


def test_a_week_of_one_doctor(clinic, booking, wish, days):
    booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    week = days.week(clinic.front_desk, clinic.doctors[0], MONDAY)
    assert len(week.days) == 7
    assert [len(day.cards) for day in week.days] == [0, 1, 0, 0, 0, 0, 0]
    assert [bool(day.working) for day in week.days] == [True] * 6 + [False]
    assert week.days[1].fullness_percent == 7
    assert len(week.days[1].free) == 13
    berlin = days.week(clinic.admin, clinic.doctors[1], MONDAY, clinic.berlin)
    assert berlin.days[3].free[0].period.start == local(date(2026, 11, 26), "09:00", BERLIN)


def test_a_doctors_own_day(clinic, booking, visits, wish, arrival, days, clock):
    booking.book(clinic.front_desk, wish("15:00", patient_id=clinic.patients[2]))
    first = booking.walk_in(clinic.front_desk, arrival()).appointment
    waiting = booking.walk_in(clinic.front_desk, arrival(patient_id=clinic.patients[3])).appointment
    view = days.doctor_day(clinic.doctor, clinic.doctors[0], MONDAY)
    assert (view.with_me, view.next_card.appointment_id, view.done) == (None, first.id, 0)
    started = visits.start(clinic.doctor, first.id, 1)
    view = days.doctor_day(clinic.doctor, clinic.doctors[0], MONDAY)
    assert (view.with_me.appointment_id, view.next_card.appointment_id) == (first.id, waiting.id)
    visits.complete(clinic.doctor, first.id, started.version, VisitNote(plan="Rest"))
    view = days.doctor_day(clinic.doctor, clinic.doctors[0], MONDAY)
    assert (view.done, len(view.cards), len(view.queue)) == (1, 3, 1)
    assert view.zone.key == "Asia/Kolkata"
    thursday = days.doctor_day(clinic.other_doctor, clinic.doctors[1], date(2026, 11, 26))
    assert thursday.zone.key == "Europe/Berlin"


def test_lists_filter_sort_and_page(clinic, booking, wish, days):
    for number, time in enumerate(("14:00", "14:30", "15:00")):
        booking.book(clinic.front_desk, wish(time, patient_id=clinic.patients[number]))
    booking.book(clinic.front_desk, wish("10:00", TUESDAY, practitioner_id=clinic.doctors[1]))
    booking.book(
        clinic.berlin_desk,
        wish(
            location_id=clinic.berlin, practitioner_id=clinic.doctors[1],
            starts_at=local(date(2026, 11, 26), "10:00", BERLIN),
        ),
    )  # fmt: skip

    def listed(actor=clinic.admin, sort=ListingSort.STARTS, page=0, size=50, descending=False, **filters):
        found = days.listing(actor, ListingFilters(**filters), sort, page, size, descending)
        return [card.patient_name for card in found.cards], found.total

    assert listed()[1] == 5
    assert listed(first_day=MONDAY, last_day=MONDAY)[1] == 3
    assert listed(first_day=TUESDAY)[1] == 2
    assert listed(location_ids=frozenset({clinic.berlin}))[1] == 1
    assert listed(practitioner_ids=frozenset({clinic.doctors[1]}))[1] == 2
    assert listed(states=frozenset({S.CANCELLED}))[1] == 0
    assert listed(patient_id=clinic.patients[1])[1] == 3
    assert listed(unpaid_only=True)[1] == 5
    assert listed(last_day=MONDAY, sort=ListingSort.PATIENT)[0] == ["Asha Rao", "Dev Malhotra", "Meera Iyer"]
    assert listed(sort=ListingSort.STARTS, page=1, size=2) == (["Meera Iyer", "Dev Malhotra"], 5)
    assert listed(last_day=MONDAY, descending=True)[0][0] == "Meera Iyer"
    assert listed(clinic.front_desk)[1] == 4
    assert listed(clinic.berlin_desk)[1] == 1
    assert listed(clinic.doctor)[1] == 3
    assert listed(clinic.patient)[0] == ["Asha Rao"]


def test_a_list_finds_patients_by_text(database, clinic, booking, wish, days):
    from clinic_desktop.services.patients.drafts import PatientDraft

    booking.book(clinic.front_desk, wish("14:00", patient_id=None, draft=PatientDraft(name="Kabir Das")))
    booking.book(clinic.front_desk, wish("15:00"))
    found = days.listing(clinic.front_desk, ListingFilters(text="kab"))
    assert [card.patient_name for card in found.cards] == ["Kabir Das"]
    assert days.listing(clinic.front_desk, ListingFilters(text="nobody at all")).total == 0


def test_a_patients_own_appointments(clinic, booking, visits, wish, days, clock):
    mine = {"patient_id": clinic.patients[0]}
    soon = booking.book(clinic.front_desk, wish("14:00", **mine))
    later = booking.book(clinic.front_desk, wish("14:00", TUESDAY, **mine))
    gone = booking.book(clinic.front_desk, wish("15:00", TUESDAY, **mine))
    booking.cancel(clinic.patient, gone.id, 1, "Ill")
    visits_view = days.patient_appointments(clinic.patient, clinic.patients[0])
    assert [visit.card.appointment_id for visit in visits_view.upcoming] == [soon.id, later.id]
    assert [visit.refund_percent for visit in visits_view.upcoming] == [50, 100]
    assert all(visit.may_cancel and visit.may_reschedule for visit in visits_view.upcoming)
    assert [visit.card.state for visit in visits_view.past] == [S.CANCELLED]
    clock.now = local(MONDAY, "14:10")
    started = days.patient_appointments(clinic.patient, clinic.patients[0]).upcoming[0]
    assert not started.may_cancel
    with pytest.raises(NotAllowed):
        days.patient_appointments(clinic.patient, clinic.patients[1])
    assert not days.patient_appointments(clinic.berlin_desk, clinic.patients[0]).upcoming
    assert not days.patient_appointments(clinic.other_doctor, clinic.patients[0]).upcoming
    assert len(days.patient_appointments(clinic.doctor, clinic.patients[0]).past) == 1


def test_the_number_of_statements_does_not_grow_with_the_day(database, clinic, booking, wish, days):
    sent = []
    do_execute = database.engine.dialect.do_execute
    database.engine.dialect.do_execute = lambda *given: (sent.append(given[1]), do_execute(*given))[1]

    def statements(read) -> int:
        sent.clear()
        read()
        return len([sql for sql in sent if not sql.startswith("BEGIN")])

    reads = (
        lambda: days.day(clinic.front_desk, clinic.kolkata, MONDAY),
        lambda: days.week(clinic.front_desk, clinic.doctors[0], MONDAY),
        lambda: days.waiting_room(clinic.front_desk, clinic.kolkata),
        lambda: days.listing(clinic.front_desk, ListingFilters(first_day=MONDAY)),
        lambda: days.doctor_day(clinic.doctor, clinic.doctors[0], MONDAY),
    )

    def book_all(*times: str) -> None:
        for number, time in enumerate(times):
            for doctor in clinic.doctors:
                request = wish(
                    time, practitioner_id=doctor, patient_id=clinic.patients[number % 5], check_in=number % 2 == 0
                )
                booking.book(clinic.front_desk, request)

    book_all("11:00")
    before = [statements(read) for read in reads]
    book_all("11:30", "12:00", "14:00", "14:30", "15:00")
    assert [statements(read) for read in reads] == before
    assert max(before) <= 16


def test_a_doctor_hears_whether_their_own_visits_are_paid_and_no_amounts(clinic, days, booking, payments, wish):
    booked = booking.book(clinic.front_desk, wish("14:00", TUESDAY))
    told = [days.appointment(clinic.doctor, booked.id).card]
    payments.take_for(
        clinic.front_desk, booked.id, (DeskPayment(PaymentMethod.CARD, booked.due.minor, None, "T1", new_key()),)
    )
    told.append(days.appointment(clinic.doctor, booked.id).card)
    assert [card.payment for card in told] == [PaymentWord.UNPAID, PaymentWord.PAID]
    assert [(card.amount, card.due) for card in told] == [(None, None), (None, None)]
