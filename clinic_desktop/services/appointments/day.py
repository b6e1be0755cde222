"""What the screens of a day show: the board, a week, lists, the waiting room and one appointment."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, require, require_staff
from clinic_desktop.services import audit
from clinic_desktop.services.appointments.board import load_day, load_week
from clinic_desktop.services.appointments.listing import COUNT_LIMIT, MOST_ROWS, load_listing
from clinic_desktop.services.appointments.queue import load_waiting_room
from clinic_desktop.services.appointments.views import (
    Card,
    DayView,
    Listing,
    ListingFilters,
    ListingSort,
    QueueEntry,
    WaitingRoom,
    WeekView,
)

if TYPE_CHECKING:
    from clinic_desktop.domain.waits import WaitError
    from clinic_desktop.services.appointments.detail_views import AppointmentDetail, PatientVisits, PractitionerDay
    from clinic_desktop.services.appointments.display import TokenBoard
    from clinic_desktop.services.patients.search import PatientSearch

_MOST_FOUND = 200
_MOST_DAYS = 42


class DayService:
    """Reads for screens, each in a few queries that are bounded by what is shown. What the board does not need is
    imported when it is first asked for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    @cached_property
    def _search(self) -> "PatientSearch":
        from clinic_desktop.services.patients.search import PatientSearch

        return PatientSearch(self._database, self._clock)

    def day(self, actor: Actor, location_id: int, day: date) -> DayView:
        """The board of a centre on one day. A doctor sees their own column only; patients see none."""
        require_staff(actor, location_id)
        with self._database.read() as session:
            return load_day(session, actor, location_id, day, self._clock())

    def day_at(self, actor: Actor, location_id: int, day: date, at: datetime) -> DayView:
        """The board of a centre as it stood at that moment, to be looked at only. Refuses with Invalid a moment that
        has not come yet."""
        from clinic_desktop.services.appointments.rewind import load_day_at

        require_staff(actor, location_id)
        with self._database.read() as session:
            return load_day_at(session, actor, location_id, day, at, self._clock())

    def week(
        self, actor: Actor, practitioner_id: int, first_day: date, location_id: int | None = None, days: int = 7
    ) -> WeekView:
        """One doctor's days at a centre (None: the doctor's first)."""
        from clinic_desktop.services.appointments.doctor_day import centres_of

        with self._database.read() as session:
            place = location_id or centres_of(session, practitioner_id)[0]
            require_staff(actor, place, practitioner_id)
            return load_week(
                session, actor, practitioner_id, place, first_day, max(1, min(days, _MOST_DAYS)), self._clock()
            )

    def listing(
        self,
        actor: Actor,
        filters: ListingFilters,
        sort: ListingSort = ListingSort.STARTS,
        page: int = 0,
        page_size: int = 50,
        descending: bool = False,
    ) -> Listing:
        """One page of the appointments that the person may see; pages count from 0. The text finds patients. Who may
        not see payments can neither ask who owes nor sort by the price."""
        require(actor, Permission.SEE_APPOINTMENTS)
        if filters.unpaid_only or sort is ListingSort.AMOUNT:
            require(actor, Permission.SEE_PAYMENTS)
        found = None
        if filters.text.strip():
            hits = self._search.search(actor, filters.text, limit=_MOST_FOUND).hits
            found = [hit.id for hit in hits]
        with self._database.read() as session:
            return load_listing(session, actor, filters, found, sort, page, page_size, descending, self._clock())

    def whole_listing(
        self, actor: Actor, filters: ListingFilters, sort: ListingSort = ListingSort.STARTS, descending: bool = False
    ) -> tuple[Card, ...]:
        """Every appointment that the filters let through, for a file; of more than 10,000 the first. That somebody took
        them out is noted in the audit."""
        cards: list[Card] = []
        page = 0
        while len(cards) < COUNT_LIMIT:
            listing = self.listing(actor, filters, sort, page, MOST_ROWS, descending)
            cards += listing.cards
            page += 1
            if len(listing.cards) < MOST_ROWS:
                break
        with self._database.write() as session:
            audit.record(session, actor, "export", "appointment", None, self._clock(), detail={"rows": len(cards)})
        return tuple(cards)

    def waiting_room(self, actor: Actor, location_id: int) -> WaitingRoom:
        """Who waits at the centre now, in which order and for how long. A doctor sees those who wait for them."""
        require_staff(actor, location_id)
        with self._database.read() as session:
            return load_waiting_room(session, actor, location_id, self._clock(), actor.practitioner_id)

    def token_board(self, actor: Actor, location_id: int) -> "TokenBoard":
        """The tokens that are called and those that follow, for the screen in the waiting room: no names."""
        from clinic_desktop.services.appointments.display import load_tokens

        require_staff(actor, location_id)
        with self._database.read() as session:
            return load_tokens(session, actor, location_id, self._clock(), actor.practitioner_id)

    def wait_error(self, actor: Actor, location_id: int) -> "WaitError":
        """How wrong the waits were that patients of the centre were told in the last 30 days."""
        from clinic_desktop.services.appointments.promises import ERROR_DAYS, load_wait_error

        require_staff(actor, location_id)
        with self._database.read() as session:
            return load_wait_error(session, [location_id], self._clock() - timedelta(days=ERROR_DAYS))

    def practitioner_queue(
        self, actor: Actor, practitioner_id: int, location_id: int | None = None
    ) -> tuple[QueueEntry, ...]:
        """Who is called, waits or is held for one doctor today, next first."""
        from clinic_desktop.services.appointments.doctor_day import centres_of, queue_of

        with self._database.read() as session:
            places = [location_id] if location_id else centres_of(session, practitioner_id)
            for place in places:
                require_staff(actor, place if location_id else None, practitioner_id)
            return queue_of(session, actor, practitioner_id, places, self._clock())

    def doctor_day(self, actor: Actor, practitioner_id: int, day: date) -> "PractitionerDay":
        """A doctor's own day, over all their centres, in the zone of the one where they work that day."""
        from clinic_desktop.services.appointments.doctor_day import load_doctor_day

        require_staff(actor, None, practitioner_id)
        with self._database.read() as session:
            return load_doctor_day(session, actor, practitioner_id, day, self._clock())

    def appointment(self, actor: Actor, appointment_id: int) -> "AppointmentDetail":
        """One appointment with its history and what may be done with it now."""
        from clinic_desktop.services.appointments.history import load_detail

        with self._database.read() as session:
            return load_detail(session, actor, appointment_id, self._clock())

    def patient_appointments(self, actor: Actor, patient_id: int, past_limit: int = 50) -> "PatientVisits":
        """A patient's appointments, for their own screen and the patient card."""
        from clinic_desktop.services.appointments.history import load_patient_visits

        require(actor, Permission.SEE_APPOINTMENTS)
        if actor.role is Role.PATIENT:
            require(actor, Permission.SEE_APPOINTMENTS, patient_id=patient_id)
        with self._database.read() as session:
            return load_patient_visits(session, actor, patient_id, past_limit, self._clock())
