"""Booking: what is written, what is refused and what is offered instead."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from clinic_desktop.db.models.appointment_history import AppointmentChange
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.journal import AuditEvent, ChangeNotice
from clinic_desktop.domain.codes import AppointmentState, Channel, PaymentMethod
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound, NotSignedIn, PractitionerUnavailable, SlotTaken
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.choices import Who
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.settings import SettingsService
from tests.builders import BERLIN, local, new_key
from tests.services.conftest import MONDAY, TUESDAY


def count(database, model):
    with database.read() as session:
        return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_booking_is_written_with_snapshots_history_audit_and_notice(database, clinic, booking, wish):
    view = booking.book(clinic.front_desk, wish("14:00", reason="Cough"))

    assert view.state is AppointmentState.CONFIRMED
    assert view.patient_name == "Dev Malhotra"
    assert view.practitioner_name == "Dr Anita Menon"
    assert view.speciality == "General medicine"
    assert view.period.start == local(MONDAY, "14:00")
    assert view.period.minutes == 30
    assert view.amount == view.due == Money(50_000, "INR")
    assert view.first_visit
    with database.read() as session:
        change = session.execute(select(AppointmentChange)).scalar_one()
        assert (change.action, change.from_state, change.to_state) == ("book", None, "confirmed")
        assert change.actor_name == "Front Desk"
        event = session.execute(select(AuditEvent)).scalar_one()
        assert (event.action, event.entity, event.entity_id) == ("book", "appointment", view.id)
        assert "Cough" not in event.detail
        notice = session.execute(select(ChangeNotice)).scalar_one()
        assert (notice.topic, notice.row_id) == ("appointments", view.id)


def test_the_answer_of_a_booking_is_what_is_stored(clinic, booking, wish, days):
    view = booking.book(clinic.front_desk, wish("14:00", reason="Cough", online=True))

    card = days.appointment(clinic.front_desk, view.id).card
    for field in ("version", "state", "patient_name", "period", "amount", "due", "channel", "online", "first_visit"):
        assert getattr(card, field) == getattr(view, field)


def test_prices_are_the_doctors_own_then_the_services_then_the_fee(database, clinic, booking, wish):
    from clinic_desktop.db.models.healthcare_services import ServicePrice

    with database.write() as session:
        session.add(
            ServicePrice(
                service_id=clinic.check_up,
                location_id=clinic.kolkata,
                practitioner_id=clinic.doctors[0],
                price_minor=31_000,
            )
        )
    own = booking.book(clinic.front_desk, wish("14:00", service_id=clinic.check_up))
    others = booking.book(
        clinic.front_desk, wish("14:00", service_id=clinic.check_up, practitioner_id=clinic.doctors[1])
    )
    fee = booking.book(clinic.front_desk, wish("15:00", practitioner_id=clinic.doctors[1]))
    assert [view.amount.minor for view in (own, others, fee)] == [31_000, 25_000, 60_000]
    told_nothing = booking.book(clinic.coordinator, wish("16:00"))
    assert (told_nothing.amount, told_nothing.due) == (None, None)


def test_the_same_request_books_once(database, clinic, booking, wish):
    request = wish("14:00")
    first = booking.book(clinic.front_desk, request)
    assert booking.book(clinic.front_desk, request) == first
    assert count(database, Appointment) == 1


def test_a_strangers_request_key_tells_nothing(clinic, booking, wish, arrival):
    request = wish("14:00")
    booking.book(clinic.front_desk, request)
    for actor, again in (
        (clinic.patient, replace(request, patient_id=clinic.patients[0])),
        (clinic.centre_manager, request),
        (clinic.front_desk, replace(request, patient_id=clinic.patients[2])),
    ):
        with pytest.raises(Invalid) as refusal:
            booking.book(actor, again)
        assert refusal.value.problems == {"request_key": "taken"}
    with pytest.raises(Invalid):
        booking.walk_in(clinic.front_desk, arrival(request_key=request.request_key))


def test_the_loser_hears_who_was_faster_and_what_is_free(clinic, booking, wish, clock):
    booking.book(clinic.centre_manager, wish("14:00"))
    taken_at = clock()
    clock.forward(minutes=1)
    with pytest.raises(SlotTaken) as refusal:
        booking.book(clinic.front_desk, wish("14:00"))

    taken = refusal.value
    assert (taken.reason, taken.by_name, taken.taken_at) == ("taken", "Centre Manager", taken_at)
    own = [option.period.start for option in taken.nearest if option.practitioner_id == clinic.doctors[0]]
    assert own == [local(MONDAY, "14:30"), local(MONDAY, "15:00")]
    foreign = {option.practitioner_id for option in taken.nearest} - {clinic.doctors[0]}
    assert foreign == {clinic.doctors[2]}
    assert len(taken.nearest) == 4


@pytest.mark.parametrize(
    ("time", "reason"), [("10:00", "past"), ("13:15", "break"), ("16:45", "outside_hours"), ("08:00", "past")]
)
def test_times_outside_are_refused_with_the_reason(clinic, booking, wish, time, reason):
    with pytest.raises(SlotTaken) as refusal:
        booking.book(clinic.front_desk, wish(time))
    assert refusal.value.reason == reason
    assert refusal.value.by_name is None
    assert refusal.value.nearest


def test_a_doctor_at_two_centres_is_one_person(clinic, booking, wish):
    thursday = date(2026, 11, 26)
    booking.book(
        clinic.berlin_desk,
        wish(
            location_id=clinic.berlin,
            practitioner_id=clinic.doctors[1],
            starts_at=local(thursday, "10:00", BERLIN),
        ),
    )
    with pytest.raises(SlotTaken):
        booking.book(
            clinic.admin,
            wish(
                location_id=clinic.berlin,
                practitioner_id=clinic.doctors[1],
                starts_at=local(thursday, "10:15", BERLIN),
            ),
        )


def test_buffers_keep_neighbours_apart(clinic, booking, wish):
    booking.book(clinic.front_desk, wish("14:00", service_id=clinic.check_up))
    with pytest.raises(SlotTaken) as refusal:
        booking.book(clinic.front_desk, wish("14:15"))
    assert refusal.value.reason == "buffer_before"
    booking.book(clinic.front_desk, wish("14:30"))


def test_a_group_fills_up_seat_by_seat(database, clinic, booking, wish):
    for number in range(3):
        booking.book(clinic.front_desk, wish("14:00", service_id=clinic.yoga, patient_id=clinic.patients[number]))
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("14:00", service_id=clinic.yoga, patient_id=clinic.patients[3]))
    with database.read() as session:
        assert sorted(session.execute(select(Appointment.seat)).scalars()) == [1, 2, 3]


def test_a_squeeze_in_takes_the_seat_above_with_its_reason(database, clinic, booking, wish):
    booking.book(clinic.front_desk, wish("14:00"))
    squeezed = booking.book(clinic.front_desk, wish("14:00", squeeze_in_reason="Chest pain"))
    assert squeezed.squeezed_in
    with database.read() as session:
        assert session.execute(select(Appointment.seat).where(Appointment.id == squeezed.id)).scalar_one() == 2
        reason = select(AppointmentChange.reason).where(AppointmentChange.appointment_id == squeezed.id)
        assert session.execute(reason).scalar_one() == "Chest pain"
    with pytest.raises(NotAllowed):
        booking.book(clinic.coordinator, wish("14:00", squeeze_in_reason="Please"))
    with pytest.raises(Invalid):
        booking.book(clinic.front_desk, wish("14:00", squeeze_in_reason="  "))
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("13:15", squeeze_in_reason="Lunch is no reason"))


def test_a_draft_is_registered_with_the_booking_or_not_at_all(database, clinic, booking, wish):
    from clinic_desktop.db.models.patients import Patient

    draft = PatientDraft(name="Kabir Das", phone="98300 11111")
    view = booking.book(clinic.front_desk, wish("14:00", patient_id=None, draft=draft))
    assert view.patient_name == "Kabir Das"
    people = count(database, Patient)
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("14:00", patient_id=None, draft=PatientDraft(name="Nobody")))
    assert count(database, Patient) == people


def test_booking_with_payment_and_arrival_is_one_step(clinic, booking, wish):
    payment = DeskPayment(PaymentMethod.CASH, 50_000, 60_000, "", new_key())
    view = booking.book(clinic.front_desk, wish("14:00", payment=payment, check_in=True))
    assert view.state is AppointmentState.CHECKED_IN
    assert view.token == "A-001"
    assert view.due == Money(0, "INR")


def test_who_takes_no_money_books_nothing_that_is_paid(database, clinic, booking, wish):
    paid = wish(
        "14:00", TUESDAY, patient_id=clinic.patients[0], payment=DeskPayment(PaymentMethod.CARD, 1, None, "T", "k")
    )
    for actor in (clinic.coordinator, clinic.doctor, clinic.patient):
        with pytest.raises(NotAllowed) as refusal:
            booking.book(actor, paid)
        assert refusal.value.permission == "take_payment"
    assert count(database, Appointment) == 0


def test_what_cannot_be_booked_at_all(database, clinic, booking, wish):
    with pytest.raises(NotFound):
        booking.book(clinic.admin, wish(practitioner_id=999))
    with pytest.raises(NotFound):
        booking.book(clinic.admin, wish(patient_id=999))
    with pytest.raises(NotFound):
        booking.book(clinic.admin, wish(service_id=999))
    with pytest.raises(NotFound):
        booking.book(clinic.admin, wish(location_id=999))
    with pytest.raises(PractitionerUnavailable):
        booking.book(clinic.admin, wish(location_id=clinic.berlin))
    for wrong in (
        {"patient_id": None},
        {"draft": PatientDraft(name="Two people")},
        {"starts_at": datetime(2026, 11, 23, 14)},  # noqa: DTZ001
        {"request_key": ""},
        {"reason": "x" * 5_000},
        {"starts_at": local(TUESDAY, "14:00"), "check_in": True},
    ):
        with pytest.raises(Invalid):
            booking.book(clinic.admin, wish(**wrong))
    assert count(database, Appointment) == 0


def test_a_retired_service_cannot_be_booked(database, clinic, booking, wish):
    from clinic_desktop.db.models.healthcare_services import HealthcareService, PractitionerService

    with database.write() as session:
        session.get_one(PractitionerService, (clinic.doctors[0], clinic.yoga))
        session.delete(session.get_one(PractitionerService, (clinic.doctors[0], clinic.yoga)))
        session.get_one(HealthcareService, clinic.check_up).active = False
    with pytest.raises(Invalid):
        booking.book(clinic.admin, wish(service_id=clinic.yoga))
    with pytest.raises(NotFound):
        booking.book(clinic.admin, wish(service_id=clinic.check_up))


def test_patients_book_for_themselves_within_their_limits(clinic, booking, wish, clock):
    mine = {"patient_id": clinic.patients[0], "channel": Channel.PHONE}
    view = booking.book(clinic.patient, wish("09:00", TUESDAY, **mine))
    assert (view.channel, view.state) == (Channel.SELF, AppointmentState.CONFIRMED)
    saturday, far = date(2026, 11, 28), date(2027, 1, 5)
    for day, time, reason in ((MONDAY, "11:30", "notice"), (saturday, "10:00", "weekend"), (far, "10:00", "horizon")):
        with pytest.raises(SlotTaken) as refusal:
            booking.book(clinic.patient, wish(time, day, **mine))
        assert refusal.value.reason == reason
    with pytest.raises(NotAllowed):
        booking.book(clinic.patient, wish("10:00", TUESDAY))
    with pytest.raises(NotAllowed):
        booking.book(clinic.patient, wish("10:00", TUESDAY, patient_id=None, draft=PatientDraft(name="Me too")))
    with pytest.raises(NotAllowed):
        booking.book(clinic.patient, wish("09:00", TUESDAY, squeeze_in_reason="Please", **mine))


def test_patients_are_not_told_who_has_the_time(clinic, booking, wish):
    booking.book(clinic.front_desk, wish("10:00", TUESDAY))
    with pytest.raises(SlotTaken) as refusal:
        booking.book(clinic.patient, wish("10:00", TUESDAY, patient_id=clinic.patients[0]))
    assert refusal.value.by_name is None


def test_self_bookings_wait_for_approval_where_the_clinic_says_so(database, clinic, booking, wish, clock):
    SettingsService(database, clock).change(clinic.admin, {"approve_self_bookings": True})
    view = booking.book(clinic.patient, wish("09:00", TUESDAY, patient_id=clinic.patients[0]))
    assert view.state is AppointmentState.PENDING
    assert booking.confirm(clinic.front_desk, view.id, view.version).state is AppointmentState.CONFIRMED


def test_a_booking_that_was_never_paid_in_time_is_free_again(database, clinic, booking, wish, clock):
    view = booking.book(clinic.front_desk, wish("14:00"))
    with database.write() as session:
        row = session.get_one(Appointment, view.id)
        row.state, row.expires_at = AppointmentState.PENDING, clock() + timedelta(minutes=15)
    with pytest.raises(SlotTaken):
        booking.book(clinic.front_desk, wish("14:00"))
    clock.forward(minutes=16)
    other = booking.book(clinic.front_desk, wish("14:00"))
    with database.read() as session:
        assert session.get_one(Appointment, view.id).state == AppointmentState.CANCELLED
        assert session.get_one(Appointment, other.id).seat == 1


def test_slots_on_the_day_of_a_clock_change_are_right(clinic, slots, booking, wish, clock, database):
    """Berlin's clocks go back on 25 October 2026, a Sunday: the hours of the Monday after are an hour later in UTC."""
    clock.now = datetime(2026, 10, 20, 8, tzinfo=UTC)
    before, after = date(2026, 10, 23), date(2026, 10, 29)
    starts = {
        day: slots.free_slots(clinic.doctors[1], clinic.berlin, clinic.consultation, day, day)[0].period.start
        for day in (before, after)
    }
    assert starts[before] == datetime(2026, 10, 23, 7, tzinfo=UTC)
    assert starts[after] == datetime(2026, 10, 29, 8, tzinfo=UTC)
    for day in (before, after):
        view = booking.book(
            clinic.berlin_desk,
            wish(location_id=clinic.berlin, practitioner_id=clinic.doctors[1], starts_at=starts[day]),
        )
        assert view.period.start.astimezone(BERLIN).hour == 9


def test_work_through_the_night_of_a_clock_change(database, clinic, slots):
    """On 25 October 2026 Berlin's 02:00 to 03:00 comes twice: night work has two more half hours, none twice by
    mistake."""
    from clinic_desktop.db.models.scheduling import Schedule, ScheduleRule

    sunday = date(2026, 10, 25)
    with database.write() as session:
        schedule = session.execute(
            select(Schedule.id).where(Schedule.practitioner_id == clinic.doctors[1])
        ).scalar_one()
        session.add(
            ScheduleRule(
                schedule_id=schedule, location_id=clinic.berlin, kind="work", weekday=6, start_minute=60, end_minute=300
            )
        )
    slots._clock = lambda: datetime(2026, 10, 20, 8, tzinfo=UTC)
    found = slots.free_slots(clinic.doctors[1], clinic.berlin, clinic.consultation, sunday, sunday)
    assert len(found) == 10
    assert len({slot.period.start for slot in found}) == 10


def test_slots_of_several_doctors_come_in_order(clinic, slots, booking, wish):
    booking.book(clinic.front_desk, wish("11:00"))
    found = slots.free_slots(None, clinic.kolkata, clinic.consultation, MONDAY, MONDAY)
    assert found[0].practitioner_id == clinic.doctors[1]
    assert found[0].period.start == local(MONDAY, "11:00")
    assert {slot.practitioner_id for slot in found} == set(clinic.doctors)
    cardiologists = slots.free_slots(
        None, clinic.kolkata, clinic.consultation, MONDAY, MONDAY, speciality_id=clinic.cardiology
    )
    assert {slot.practitioner_id for slot in cardiologists} == {clinic.doctors[1]}


def test_the_next_free_time_of_each_doctor(clinic, slots, booking, wish):
    booking.book(clinic.front_desk, wish("11:00"))
    found = {item.practitioner_id: item.slot.period.start for item in slots.next_free(None, clinic.kolkata)}
    assert found == {
        clinic.doctors[0]: local(MONDAY, "11:30"),
        clinic.doctors[1]: local(MONDAY, "11:00"),
        clinic.doctors[2]: local(MONDAY, "11:00"),
    }
    anywhere = slots.next_free(clinic.doctors[1], None, clinic.consultation, Who.SELF)
    assert anywhere[0].slot.period.start == local(MONDAY, "12:00")


def test_the_docks_offer(clinic, slots, booking, wish):
    booking.book(clinic.front_desk, wish("11:00"))
    offers = {offer.practitioner_id: offer for offer in slots.offer(clinic.kolkata)}
    first = offers[clinic.doctors[0]]
    assert first.next_free.start == local(MONDAY, "11:30")
    assert len(first.starts) == 5
    assert first.fee == Money(50_000, "INR")
    assert first.room == "Room 1"
    assert [choice.name for choice in first.services] == ["Consultation", "Check-up", "Back school"]
    assert (first.queue_length, first.late_minutes) == (0, 0)
    assert not slots.offer(clinic.berlin, MONDAY)


def test_a_hold_keeps_others_away_until_it_runs_out(clinic, booking, holds, wish, clock, slots):
    start = local(MONDAY, "14:00")
    held = holds.hold(clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, start)
    with pytest.raises(SlotTaken) as refusal:
        booking.book(clinic.coordinator, wish("14:00"))
    assert (refusal.value.reason, refusal.value.by_name) == ("hold", "Front Desk")
    assert slots.why_not(clinic.doctors[0], clinic.kolkata, clinic.consultation, held.period) == "hold"
    with pytest.raises(SlotTaken):
        holds.hold(clinic.coordinator, clinic.doctors[0], clinic.kolkata, clinic.consultation, start)
    taken = booking.book(clinic.front_desk, wish("14:00", hold_key=held.key))
    # The hold has become the booking: with it the time is free again.
    booking.cancel(clinic.front_desk, taken.id, taken.version, "Ill")
    booking.book(clinic.coordinator, wish("14:00"))
    other = holds.hold(
        clinic.front_desk, clinic.doctors[0], clinic.kolkata, clinic.consultation, local(MONDAY, "15:00")
    )
    clock.forward(minutes=5)
    booking.book(clinic.coordinator, wish("15:00"))
    holds.release(clinic.front_desk, other.key)


def test_nobody_lets_go_of_no_hold(days, holds, clinic):
    with pytest.raises(NotSignedIn):
        holds.release(None, "k")
    with pytest.raises(NotSignedIn):
        days.patient_appointments(None, clinic.patients[0])


def test_a_new_hold_replaces_the_old_one_and_release_frees(clinic, booking, holds, wish):
    place = (clinic.doctors[0], clinic.kolkata, clinic.consultation)
    first = holds.hold(clinic.front_desk, *place, local(MONDAY, "14:00"))
    second = holds.hold(clinic.front_desk, *place, local(MONDAY, "14:15"), replaces=first.key)
    with pytest.raises(SlotTaken):
        booking.book(clinic.coordinator, wish("14:00"))
    with pytest.raises(NotAllowed):
        holds.release(clinic.coordinator, second.key)
    with pytest.raises(SlotTaken):
        booking.book(clinic.coordinator, wish("14:00"))
    holds.release(clinic.front_desk, second.key)
    booking.book(clinic.coordinator, wish("14:00"))


def test_the_docks_fee_has_the_tax_on_top_in_it(database, clock, clinic, slots):
    SettingsService(database, clock).change(
        clinic.admin, {"tax_percent": 18, "tax_inclusive": False, "tax_name": "GST"}
    )
    fees = {offer.practitioner_id: offer.fee for offer in slots.offer(clinic.kolkata)}
    assert fees[clinic.doctors[0]] == Money(59_000, "INR")
