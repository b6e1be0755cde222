"""The waiting room beside the board: who has not paid, whose next patient is called, and when it is read again."""

import pytest

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.viewmodels.appointments.waiting_room import WaitingRoomViewModel
from tests.builders import local
from tests.later import Later
from tests.viewmodels.small_clinic import SmallClinic


@pytest.fixture
def room(small: SmallClinic) -> WaitingRoomViewModel:
    return WaitingRoomViewModel(small.session(small.clinic.front_desk), Background.inline(), small.services.days)


def test_who_is_with_the_doctor_and_has_not_paid_is_among_the_unpaid(
    small: SmallClinic, room: WaitingRoomViewModel
) -> None:
    today = small.clock().date()
    inside = small.arrive(local(today, "11:00"), 1).appointment
    small.services.visits.start(small.clinic.doctor, inside.id, inside.version)
    waits = small.arrive(local(today, "11:30"), 2).appointment
    room.load()
    assert {entry.appointment_id for entry in room.state.unpaid} == {inside.id, waits.id}
    assert [entry.appointment_id for entry in room.state.waiting] == [waits.id]


def test_f9_is_for_the_doctor_of_who_is_selected_else_for_the_first_for_whom_somebody_waits(
    small: SmallClinic, room: WaitingRoomViewModel
) -> None:
    today, clinic = small.clock().date(), small.clinic
    inside = small.arrive(local(today, "11:00"), 1).appointment
    small.services.visits.start(clinic.doctor, inside.id, inside.version)
    small.arrive(local(today, "11:00"), 2, doctor=2)
    room.load()
    assert room.state.next_doctor == clinic.doctors[2]
    room.select(inside.id)
    assert room.state.next_doctor == clinic.doctors[0]


def test_it_is_read_again_when_something_in_it_may_have_changed(small: SmallClinic, room: WaitingRoomViewModel) -> None:
    room._tasks = later = Later()
    for topic in Topic:
        room.on_changed(frozenset({topic}))
        asked = bool(later.waiting)
        later.let_go()
        assert asked is (topic in (Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS)), topic
