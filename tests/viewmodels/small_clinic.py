"""The small clinic with its services and a signed-in person: what tests of view-models start from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from clinic_desktop.db.database import Database
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, CheckedIn
from clinic_desktop.services.clinic import Services, build_services
from clinic_desktop.viewmodels.session import Centre, Session
from tests.builders import BERLIN, KOLKATA, Clinic, make_clinic, new_key
from tests.conftest import SetClock


@dataclass
class SmallClinic:
    """``at`` sets the clock; the others do what another desk would do meanwhile."""

    clinic: Clinic
    services: Services
    clock: SetClock

    @classmethod
    def open(cls, database: Database, clock: SetClock, folder: Path) -> "SmallClinic":
        clinic = make_clinic(database, clock, searchable=True)
        return cls(clinic, build_services(database, clock, ImageStore(folder, clock)), clock)

    def session(self, actor: Actor) -> Session:
        """Somebody who has signed in."""
        session = Session(self.clock)
        kolkata = Centre(self.clinic.kolkata, "Park Street", KOLKATA, "INR", "IN", "Lotus Clinic")
        berlin = Centre(self.clinic.berlin, "Mitte", BERLIN, "EUR", "DE", "Lotus Clinic")
        session.begin(actor, (kolkata, berlin), kolkata)
        return session

    def book(self, start: datetime, patient: int = 0, doctor: int = 0, reason: str = "") -> AppointmentView:
        """An appointment made at the desk."""
        request = BookingRequest(
            request_key=new_key(),
            practitioner_id=self.clinic.doctors[doctor],
            location_id=self.clinic.kolkata,
            service_id=self.clinic.consultation,
            starts_at=start,
            patient_id=self.clinic.patients[patient],
            reason=reason,
        )
        return self.services.booking.book(self.clinic.front_desk, request)

    def arrive(self, start: datetime, patient: int = 0, doctor: int = 0) -> CheckedIn:
        """A patient who is booked for that time and has arrived now."""
        booked = self.book(start, patient, doctor)
        return self.services.visits.check_in(self.clinic.front_desk, booked.id, booked.version)


def collected(signal: object) -> list[object]:
    """Everything that a signal with one argument says from now on."""
    heard: list[object] = []
    connect: Callable[[Callable[[object], None]], object] = signal.connect  # type: ignore[attr-defined]
    connect(heard.append)
    return heard
