"""Patients read what happened to their visits and when; who at the clinic did it, and why, stays at the clinic."""

from collections.abc import Callable

import pytest

from clinic_desktop.domain.errors import StaleRecord
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.values import BookingRequest
from tests.builders import Clinic, local
from tests.services.conftest import TUESDAY

Wish = Callable[..., BookingRequest]


def test_a_patient_sees_steps_and_times_but_no_names_and_no_reasons(
    clinic: Clinic, booking: BookingService, days: DayService, wish: Wish
) -> None:
    view = booking.book(clinic.front_desk, wish("14:00", patient_id=clinic.patients[0], notes="Difficult"))
    start = local(TUESDAY, "10:00")
    moved = booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], start, "Dr late again")
    booking.cancel(clinic.front_desk, view.id, moved.version, "Owes money")
    theirs = days.appointment(clinic.patient, view.id)
    assert [row.action for row in theirs.history] == ["book", "reschedule", "cancel"]
    assert all(row.at is not None for row in theirs.history)
    assert {(row.actor_name, row.desk, row.reason) for row in theirs.history} == {("", "", "")}
    assert [dict(row.detail) for row in theirs.history] == [{}, {}, {}]
    assert (theirs.created_by_name, theirs.end_reason, theirs.notes) == ("", "", "")
    whole = days.appointment(clinic.front_desk, view.id)
    assert {row.actor_name for row in whole.history} == {clinic.front_desk.name}
    assert (whole.end_reason, whole.history[1].reason) == ("Owes money", "Dr late again")


def test_what_a_patient_did_is_theirs_to_read(
    clinic: Clinic, booking: BookingService, days: DayService, wish: Wish
) -> None:
    view = booking.book(clinic.patient, wish("10:00", TUESDAY, patient_id=clinic.patients[0]))
    booking.cancel(clinic.patient, view.id, view.version, "I am well again")
    theirs = days.appointment(clinic.patient, view.id)
    assert [(row.actor_name, row.reason) for row in theirs.history] == [
        (clinic.patient.name, ""),
        (clinic.patient.name, "I am well again"),
    ]
    assert (theirs.created_by_name, theirs.end_reason) == (clinic.patient.name, "I am well again")


def test_a_patient_who_comes_too_late_is_not_told_who_was_first(
    clinic: Clinic, booking: BookingService, wish: Wish
) -> None:
    view = booking.book(clinic.patient, wish("10:00", TUESDAY, patient_id=clinic.patients[0]))
    start = local(TUESDAY, "11:00")
    booking.reschedule(clinic.front_desk, view.id, view.version, clinic.doctors[0], start)
    with pytest.raises(StaleRecord) as refused:
        booking.cancel(clinic.patient, view.id, view.version, "Ill")
    assert refused.value.by_name is None and refused.value.at is not None
    with pytest.raises(StaleRecord) as refused:
        booking.cancel(clinic.coordinator, view.id, view.version, "Ill")
    assert refused.value.by_name == clinic.front_desk.name
