"""What the walk-in dock chooses by itself, and what it never does."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from clinic_desktop.domain.codes import Gender
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.services.appointments.values import DeskOffer
from clinic_desktop.services.patients.hits import PatientHit, Why
from clinic_desktop.viewmodels.appointments.person_finding import Stage, digits_wanted, namesakes
from clinic_desktop.viewmodels.appointments.walk_in import ghost_of
from clinic_desktop.viewmodels.appointments.walk_in_state import WalkInState, reloaded, with_choices
from tests.builders import KOLKATA, local

NOW = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)


def offer(number: int, *minutes: int, late: int = 0, wait: int = 0) -> DeskOffer:
    starts = tuple(Period(NOW + timedelta(minutes=minute), NOW + timedelta(minutes=minute + 30)) for minute in minutes)
    return DeskOffer(
        practitioner_id=number, name=f"Dr {number}", speciality="", picture="", room="", service_id=1,
        fee=Money(50_000, "INR"), services=(), next_free=starts[0] if starts else None, starts=starts,
        queue_length=0, wait_minutes=wait, late_minutes=late,
    )  # fmt: skip


def hit(number: int = 1, last: int | None = None) -> PatientHit:
    return PatientHit(
        id=number, number=f"P-{number}", name="Asha Rao", phone="+919830012345", birth_date=None,
        birth_estimated=False, gender=Gender.FEMALE, picture="", has_allergies=False, has_email=False,
        last_visit_at=None, last_practitioner_id=last, last_practitioner_name="", booked_today=None, why=Why.PHONE_END,
    )  # fmt: skip


def ready(*doctors: DeskOffer, last: int | None = None) -> WalkInState:
    return with_choices(WalkInState(stage=Stage.READY, patient=hit(last=last), doctors=doctors), NOW)


def test_the_doctor_last_seen_is_taken_within_the_promise() -> None:
    assert ready(offer(1, 10), offer(2, 60), last=2).practitioner_id == 2
    assert ready(offer(1, 10), offer(2, 61), last=2).practitioner_id == 1


def test_else_whoever_is_free_soonest_and_less_behind() -> None:
    assert ready(offer(1, 30), offer(2, 10)).practitioner_id == 2
    assert ready(offer(1, 30, late=40), offer(2, 30, late=5)).practitioner_id == 2


def test_without_free_time_the_shortest_wait_in_the_queue() -> None:
    state = ready(offer(1, wait=50), offer(2, wait=20))
    assert (state.practitioner_id, state.starts_at, state.queued) == (2, None, True)


def test_nobody_on_duty_leaves_nothing_to_book() -> None:
    assert not ready().can_book


def test_a_choice_that_still_stands_is_kept_when_offers_come_again() -> None:
    chosen = replace(ready(offer(1, 10, 40)), starts_at=NOW + timedelta(minutes=40))
    assert reloaded(chosen, (offer(1, 10, 40),), NOW).starts_at == chosen.starts_at
    queued = replace(ready(offer(1, 10)), starts_at=None, queued=True)
    assert reloaded(queued, (offer(1, 10),), NOW).starts_at is None


def test_a_choice_that_is_gone_is_named() -> None:
    chosen = ready(offer(1, 10))
    after = reloaded(chosen, (offer(1, 40),), NOW)
    assert (after.gone, after.starts_at) == (NOW + timedelta(minutes=10), NOW + timedelta(minutes=40))


def test_a_time_that_has_simply_passed_is_no_loss() -> None:
    chosen = ready(offer(1, 10))
    assert reloaded(chosen, (offer(1, 40),), NOW + timedelta(minutes=11)).gone is None


@pytest.mark.parametrize(("patients", "digits"), [(20, 4), (4_999, 4), (5_000, 5), (49_999, 5), (50_000, 6)])
def test_more_patients_need_more_digits(patients: int, digits: int) -> None:
    assert digits_wanted(patients) == digits


def test_namesakes_count_everybody_else_who_fits() -> None:
    assert namesakes((hit(1), hit(2)), hit(1), 3) == 4
    assert namesakes((hit(1),), hit(1), 0) == 0


@pytest.mark.parametrize(
    ("first", "last", "minutes"),
    [("11:00", "11:30", (660, 690)), ("23:45", "00:15", (1425, 1440)), ("23:30", "00:00", (1410, 1440))],
)
def test_a_ghost_is_as_long_as_its_booking_and_ends_with_the_day(
    first: str, last: str, minutes: tuple[int, int]
) -> None:
    day = date(2026, 11, 23)
    end = local(day if last > first else day + timedelta(days=1), last)
    ghost = ghost_of(Period(local(day, first), end), 1, "Asha Rao", KOLKATA)
    assert (ghost.day, ghost.start_minute, ghost.end_minute) == (day, *minutes)
