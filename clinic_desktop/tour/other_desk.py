"""Another desk: its own connection to the same database, as another program would have."""

import uuid

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import Channel
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.integrations.pictures import PictureFiles
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.clinic import build_services
from clinic_desktop.services.demo import PASSWORD


class OtherDesk:
    """Somebody at the front desk of the first centre."""

    def __init__(self, url: str, clock: Clock, pictures: PictureFiles) -> None:
        self._database = Database(url)
        self._services = build_services(self._database, clock, pictures)
        self._actor = self._services.sign_in.sign_in("care", PASSWORD, "Desk 2")

    @property
    def name(self) -> str:
        """Who sits there."""
        return self._actor.name

    def book(self, patient_id: int, practitioner_id: int, service_id: int, period: Period) -> int:
        """Books by phone, and gives the appointment's number."""
        request = BookingRequest(
            request_key=str(uuid.uuid4()), practitioner_id=practitioner_id, location_id=1, service_id=service_id,
            starts_at=period.start, patient_id=patient_id, channel=Channel.PHONE,
        )  # fmt: skip
        return self._services.booking.book(self._actor, request).id

    def close(self) -> None:
        """Gives the connections up."""
        self._database.close()
