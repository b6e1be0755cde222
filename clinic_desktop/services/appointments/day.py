"""What the screens of a day show: the board, a week, lists, the waiting room and one appointment."""

from datetime import date

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.views import (
    AppointmentDetail,
    DayView,
    Listing,
    ListingFilters,
    ListingSort,
    PatientVisits,
    PractitionerDay,
    QueueEntry,
    WaitingRoom,
    WeekView,
)


class DayService:
    """Reads for screens, each in a few queries that are bounded by what is shown."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def day(self, actor: Actor, location_id: int, day: date) -> DayView:
        """The board of a centre on one day. A doctor sees their own column only."""
        raise NotImplementedError

    def week(
        self, actor: Actor, practitioner_id: int, first_day: date, location_id: int | None = None, days: int = 7
    ) -> WeekView:
        """One doctor's days at a centre (None: the doctor's first)."""
        raise NotImplementedError

    def listing(
        self,
        actor: Actor,
        filters: ListingFilters,
        sort: ListingSort = ListingSort.STARTS,
        page: int = 0,
        page_size: int = 50,
        descending: bool = False,
    ) -> Listing:
        """One page of the appointments that the person may see; pages count from 0."""
        raise NotImplementedError

    def waiting_room(self, actor: Actor, location_id: int) -> WaitingRoom:
        """Who waits at the centre now, in which order and for how long."""
        raise NotImplementedError

    def practitioner_queue(self, actor: Actor, practitioner_id: int, location_id: int | None = None) -> tuple[QueueEntry, ...]:
        """Who is called or waits for one doctor today, next first."""
        raise NotImplementedError

    def doctor_day(self, actor: Actor, practitioner_id: int, day: date) -> PractitionerDay:
        """A doctor's own day."""
        raise NotImplementedError

    def appointment(self, actor: Actor, appointment_id: int) -> AppointmentDetail:
        """One appointment with its history and what may be done with it now."""
        raise NotImplementedError

    def patient_appointments(self, actor: Actor, patient_id: int, past_limit: int = 50) -> PatientVisits:
        """A patient's appointments, for their own screen and the patient card."""
        raise NotImplementedError
