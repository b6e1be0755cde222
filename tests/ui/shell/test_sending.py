"""Messages leave from a program that runs, without anybody doing anything."""

import pytest
from sqlalchemy import update

from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.viewmodels.shell import sending
from tests.builders import local, new_key
from tests.conftest import SetClock
from tests.mail_server import mail_server
from tests.services.conftest import MONDAY
from tests.ui.shell.conftest import Program


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "EVERY_MILLISECONDS", 20)


def test_a_booking_is_confirmed_by_the_running_program(program: Program, clock: SetClock) -> None:
    clinic, opened = program.clinic, program.app.clinic
    assert clinic is not None and opened is not None
    with opened.database.write() as session:
        session.execute(update(Patient).where(Patient.id == clinic.patients[1]).values(email="dev@example.org"))
    with mail_server() as server:
        # The program looks only once a minute while it has no mail server; new settings wake it up.
        opened.services.settings.change(
            clinic.admin,
            {
                "mail_host": "127.0.0.1", "mail_port": server.port, "mail_security": "none",
                "mail_from": "desk@lotus.example",
            },
        )  # fmt: skip
        request = BookingRequest(
            request_key=new_key(), patient_id=clinic.patients[1], practitioner_id=clinic.doctors[0],
            location_id=clinic.kolkata, service_id=clinic.consultation, starts_at=local(MONDAY, "14:00"),
        )  # fmt: skip
        opened.services.booking.book(clinic.front_desk, request)
        clock.forward(seconds=10)
        program.wait(lambda: server.letters)
        assert str(server.letters[0]["To"]) == "Dev Malhotra <dev@example.org>"
        program.settle()


def test_a_program_that_closes_sends_nothing_more(program: Program) -> None:
    running = program.app._sending
    assert running is not None
    program.app.close()
    assert program.app._sending is None
    running._on_changed(frozenset({Topic.SETTINGS, Topic.MESSAGES}), frozenset())
    assert not running._timer.isActive()
    assert running._worker is None or running._worker.run_once().sent == 0
