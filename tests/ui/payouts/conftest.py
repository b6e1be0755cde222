"""An admin in the real window, at a clinic in which a doctor has earned something today."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.billing.desk import DeskPayment
from tests.builders import new_key
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk


@pytest.fixture
def office(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as office:
        yield office


def seen(office: ReceptionDesk, patient: int = 0, paid: int = 50_000) -> None:
    """A walk-in with doctor 1 who has paid so much of 500 in cash and been seen."""
    clinic, services = office.clinic, office.services
    visit = office.walk_in(patient=patient).appointment
    if paid:
        payment = DeskPayment(PaymentMethod.CASH, paid, None, "", new_key())
        services.payments.take_for(clinic.front_desk, visit.id, (payment,))
    services.visits.complete(clinic.doctor, visit.id, visit.version)
