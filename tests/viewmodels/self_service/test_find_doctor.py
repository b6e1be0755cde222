"""A patient books alone, moves a visit, loses a race, and is told so without losing what was typed."""

from datetime import date, timedelta

import pytest

from clinic_desktop.background.tasks import InlineTasks
from clinic_desktop.domain.codes import AppointmentState, Channel, ExceptionKind, Topic
from clinic_desktop.domain.errors import SlotTaken, Unreachable
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.scheduling.values import ExceptionDraft, NewException
from clinic_desktop.services.settings import practitioner_scope
from clinic_desktop.viewmodels.self_service.find_doctor import FindDoctorViewModel
from clinic_desktop.viewmodels.self_service.find_doctor_state import Stage
from tests.builders import local
from tests.later import Later
from tests.viewmodels.small_clinic import SmallClinic, collected


@pytest.fixture
def finder(small: SmallClinic) -> FindDoctorViewModel:
    services = small.services
    model = FindDoctorViewModel(
        small.session(small.clinic.patient), services.practitioners, services.locations, services.slots,
        services.holds, services.booking, InlineTasks(),
    )  # fmt: skip
    model.begin()
    return model


def names(finder: FindDoctorViewModel) -> list[str]:
    return [found.card.name for found in finder.state.doctors]


def choose(finder: FindDoctorViewModel, clock: str, day: date = date(2026, 11, 24)) -> None:
    finder.choose_day(day)
    finder.choose_slot(next(slot for slot in finder.state.day_slots if slot.period.start == local(day, clock)))


def test_doctors_come_with_their_next_free_time(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    assert len(names(finder)) == 3 and finder.state.practitioner_id is not None
    soonest = finder.state.doctors[0].next_free
    assert soonest is not None and soonest.period.start >= small.clock() + timedelta(hours=1)


def test_doctors_who_are_free_in_the_country_one_is_in_come_first(
    finder: FindDoctorViewModel, small: SmallClinic
) -> None:
    thursday, clinic = date(2026, 11, 26), small.clinic
    small.clock.now = local(thursday, "16:00")
    session = finder._session
    first = {}
    for centre in (clinic.kolkata, clinic.berlin):
        session.look_at(session.centre_at(centre))
        finder.load()
        first[centre] = finder.state.doctors[0].next_free
    assert {centre: slot.location_id for centre, slot in first.items() if slot} == {
        clinic.kolkata: clinic.kolkata,
        clinic.berlin: clinic.berlin,
    }


def test_filters_by_speciality_centre_and_fee(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    finder.filter(speciality_id=small.clinic.cardiology)
    assert names(finder) == ["Dr Rahul Sen"]
    finder.filter(speciality_id=None, location_id=small.clinic.berlin)
    assert set(names(finder)) == {"Dr Rahul Sen", "Dr Jonas Weber"}
    finder.filter(location_id=None, max_fee=Money(50_000, "INR"))
    assert names(finder) == ["Dr Anita Menon"]
    finder.filter(text="nobody of that name")
    assert names(finder) == []
    finder.clear_filters()
    assert len(names(finder)) == 3


def test_the_zone_of_the_centre_says_which_day_it_is(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    finder.choose_doctor(small.clinic.doctors[1])
    finder.choose_place(small.clinic.berlin)
    assert finder.state.place is not None and finder.state.zone.key == "Europe/Berlin"
    starts = {slot.period.start.astimezone(finder.state.zone).time().hour for slot in finder.state.day_slots}
    assert min(starts) == 9 and finder.state.price == Money(5_000, "EUR")


def test_days_tell_how_full_they_are(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    finder.choose_doctor(small.clinic.doctors[0])
    days = {choice.day: choice.free for choice in finder.days()}
    assert days[date(2026, 11, 28)] == 0 and days[date(2026, 11, 24)] == 14
    small.book(local(date(2026, 11, 24), "09:00"))
    finder.load()
    assert {choice.day: choice.free for choice in finder.days()}[date(2026, 11, 24)] == 13


def test_booking_keeps_reason_and_symptoms(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    booked = collected(finder.booked)
    finder.choose_doctor(small.clinic.doctors[0])
    choose(finder, "10:00")
    finder.go_on()
    assert finder.state.stage is Stage.CONFIRM and finder.state.hold is not None
    finder.set_reason("Cough ")
    finder.set_symptoms("Since Monday")
    finder.book()
    assert finder.state.stage is Stage.DONE and len(booked) == 1
    view = finder.state.booked
    assert view is not None and view.state is AppointmentState.CONFIRMED and view.channel is Channel.SELF
    detail = small.services.days.appointment(small.clinic.patient, view.id)
    assert detail.card.reason == "Cough" and detail.symptoms == "Since Monday"


def test_a_held_time_is_free_again_after_going_back(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    finder.choose_doctor(small.clinic.doctors[0])
    choose(finder, "10:00")
    finder.go_on()
    finder.leave()
    assert finder.state.hold is None and finder.state.stage is Stage.CHOOSE
    assert small.book(local(date(2026, 11, 24), "10:00")).id


def test_a_time_that_went_away_is_said_and_the_text_kept(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    finder.choose_doctor(small.clinic.doctors[0])
    finder.set_reason("Cough")
    choose(finder, "10:00")
    small.book(local(date(2026, 11, 24), "10:00"), 1)
    finder.go_on()
    assert isinstance(finder.state.refusal, SlotTaken) and finder.state.stage is Stage.CHOOSE
    assert finder.state.slot is None and finder.state.reason == "Cough"
    assert local(date(2026, 11, 24), "10:00") not in {slot.period.start for slot in finder.state.day_slots}


def test_a_visit_moves_to_another_time(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    booked = small.book(local(date(2026, 11, 25), "10:00"))
    visit = small.services.days.patient_appointments(small.clinic.patient, small.clinic.patients[0]).upcoming[0]
    finder.begin(visit)
    assert names(finder) == ["Dr Anita Menon"] and finder.state.service_id == small.clinic.consultation
    choose(finder, "11:00")
    finder.go_on()
    finder.book()
    assert finder.state.stage is Stage.DONE
    moved = small.services.days.appointment(small.clinic.patient, booked.id)
    assert moved.card.period.start == local(date(2026, 11, 24), "11:00")
    finder.begin()
    assert finder.state.moving is None and finder.state.stage is Stage.CHOOSE


def test_days_without_free_times_say_why_and_name_nobody(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    finder.choose_doctor(small.clinic.doctors[0])
    by_day = {choice.day: choice for choice in finder.days()}
    sunday = by_day[date(2026, 11, 29)]
    assert sunday.free == 0
    assert [item.why for item in sunday.why] == [WhyNot.WEEKEND]
    assert all(item.booking is None and not item.label for choice in by_day.values() for item in choice.why)
    assert all(choice.free == 0 or not choice.why for choice in by_day.values())


def test_as_far_ahead_as_the_clinic_permits_is_looked_at(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    """Thirty days unless an admin sets another limit, also a farther one, and one doctor another."""
    today = date(2026, 11, 23)

    def last_day() -> date:
        finder.load()
        return max(choice.day for choice in finder.days())

    doctor, settings = finder.state.practitioner_id, small.services.settings
    assert doctor is not None and last_day() <= today + timedelta(days=30)
    settings.change(small.clinic.admin, {"self_horizon_days": 60})
    assert today + timedelta(days=58) <= last_day() <= today + timedelta(days=60)
    settings.change(small.clinic.admin, {"self_horizon_days": 90}, practitioner_scope(doctor))
    assert last_day() >= today + timedelta(days=88)
    settings.change(small.clinic.admin, {"self_horizon_days": 20}, practitioner_scope(doctor))
    assert last_day() <= today + timedelta(days=20)


def test_a_doctor_who_is_free_in_six_weeks_only_says_when(finder: FindDoctorViewModel, small: SmallClinic) -> None:
    clinic, day = small.clinic, date(2026, 11, 23)
    small.services.settings.change(clinic.admin, {"self_horizon_days": 60})
    leave = ExceptionDraft(ExceptionKind.VACATION, day, day + timedelta(days=42))
    hours = NewException(clinic.doctors[0], leave)
    small.services.hours_changes.save(clinic.admin, hours, ())
    finder.load()
    found = next(found for found in finder.state.doctors if found.card.id == clinic.doctors[0])
    assert found.next_free is not None and found.next_free.period.start.date() > day + timedelta(days=42)


def test_that_the_database_is_away_is_not_said_any_more_once_it_is_back(finder: FindDoctorViewModel) -> None:
    later = Later()
    finder._tasks = later
    later.lose_next = Unreachable("database")
    finder.load()
    later.let_go()
    assert isinstance(finder.state.refusal, Unreachable) and finder.state.doctors
    finder.on_changed(frozenset({Topic.APPOINTMENTS}))
    later.let_go()
    assert finder.state.refusal is None
