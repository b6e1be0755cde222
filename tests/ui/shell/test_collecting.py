"""Payments come in at a program that runs, without anybody doing anything."""

import pytest

from clinic_desktop.domain.codes import LinkState, Topic
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.viewmodels.shell import collecting
from tests.builders import local, new_key
from tests.conftest import SetClock
from tests.services.conftest import MONDAY
from tests.ui.shell.conftest import Program


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, razorpay_server: RazorpayServer, clock: SetClock) -> None:
    monkeypatch.setattr(collecting, "FIRST_MILLISECONDS", 20)
    monkeypatch.setenv("RAZORPAY_API_BASE", razorpay_server.url)
    monkeypatch.setenv("RAZORPAY_KEY_ID", razorpay_server.key_id)
    monkeypatch.setenv("RAZORPAY_KEY_SECRET", razorpay_server.key_secret)
    razorpay_server.clock.follow(clock)


def test_a_link_that_was_paid_is_written_down_by_the_running_program(
    program: Program, clock: SetClock, razorpay_server: RazorpayServer
) -> None:
    clinic, opened = program.clinic, program.app.clinic
    assert clinic is not None and opened is not None
    request = BookingRequest(
        request_key=new_key(), patient_id=clinic.patients[1], practitioner_id=clinic.doctors[0],
        location_id=clinic.kolkata, service_id=clinic.consultation, starts_at=local(MONDAY, "14:00"),
    )  # fmt: skip
    booked = opened.services.booking.book(clinic.front_desk, request)
    checkout = opened.services.checkout
    link = checkout.ask(clinic.front_desk, booked.id)
    assert link.state is LinkState.OPEN
    razorpay_server.pay(next(iter(razorpay_server.books.links)))
    clock.forward(minutes=1)
    # What changes about money, at whatever desk, wakes the program up.
    checkout.watch(clinic.front_desk, link.id, 60)
    program.app._collecting._on_changed(frozenset({Topic.PAYMENTS}), frozenset())
    program.wait(lambda: checkout.link(clinic.front_desk, link.id).state is LinkState.PAID)
    program.settle()


def test_a_program_that_closes_asks_nothing_more(program: Program) -> None:
    running = program.app._collecting
    assert running is not None
    program.app.close()
    running._on_changed(frozenset({Topic.SETTINGS, Topic.PAYMENTS}), frozenset())
    assert not running._timer.isActive()
    assert running._worker is None or running._worker.run_once().asked == 0
