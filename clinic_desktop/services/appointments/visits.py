"""Visits: arrival, the queue, the consultation, its note, and those who did not come."""

from datetime import date

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.values import AppointmentView, CheckedIn, NoteView, VisitNote


class VisitService:
    """What happens to an appointment on its day. ``version`` is always the appointment's, but for notes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def check_in(self, actor: Actor, appointment_id: int, version: int) -> CheckedIn:
        """The patient has arrived: gives a token and a place in the queue."""
        raise NotImplementedError

    def call_in(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Calls a waiting or held patient; the screens show token and room."""
        raise NotImplementedError

    def hold(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Sets a waiting or called patient aside."""
        raise NotImplementedError

    def skip(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Called but not there: back behind those who wait now with the same urgency, and counted."""
        raise NotImplementedError

    def back_to_queue(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Puts a held or called patient back to their place."""
        raise NotImplementedError

    def start(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """The consultation begins."""
        raise NotImplementedError

    def complete(
        self, actor: Actor, appointment_id: int, version: int, note: VisitNote | None = None
    ) -> AppointmentView:
        """Ends the visit, with its note if there is one; arrival and start are filled in where they were left out."""
        raise NotImplementedError

    def complete_and_call_next(
        self, actor: Actor, appointment_id: int, version: int, note: VisitNote | None = None
    ) -> tuple[AppointmentView, AppointmentView | None]:
        """Ends the visit and starts the next in that doctor's queue (None: nobody waits)."""
        raise NotImplementedError

    def no_show(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """The patient did not come; only after the start."""
        raise NotImplementedError

    def no_show_all(self, actor: Actor, location_id: int, day: date) -> int:
        """Marks every confirmed appointment of the day whose time is over; gives how many."""
        raise NotImplementedError

    def save_note(self, actor: Actor, encounter_id: int, version: int, note: VisitNote) -> NoteView:
        """Keeps the note; only the treating doctor may. Refuses a stale version with what is stored now."""
        raise NotImplementedError

    def note(self, actor: Actor, encounter_id: int) -> NoteView:
        """The note, for those who may read notes; the read is audited."""
        raise NotImplementedError
