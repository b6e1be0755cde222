"""What a doctor may read of a patient: the one rule behind every door to notes and medical history.

Domain page, section 8: the treating doctor reads. A doctor reads the notes of their own visits always, and colleagues'
notes of a patient whom they are treating: who is with them or booked with them for today, or has been seen by them.
The medical history is read by every doctor to whom the patient has come or will come, to prepare the visit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import AppointmentState, Role
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.services.appointments.timetables import zone_of

_S = AppointmentState
_SEEN = (_S.IN_PROGRESS, _S.COMPLETED)
_EXPECTED = (_S.CONFIRMED, _S.CHECKED_IN)
_NEAR = timedelta(hours=36)
"""No local day of any zone is further away than that."""


@dataclass(frozen=True, slots=True)
class NoteReader:
    """Which notes of one patient somebody may read."""

    practitioner_id: int | None
    treating: bool

    def reads(self, practitioner_id: int) -> bool:
        """Whether they may read the note of that doctor's visit."""
        return self.treating or (self.practitioner_id is not None and practitioner_id == self.practitioner_id)


NOBODY = NoteReader(None, False)


def note_reader(session: Session, actor: Actor, patient_id: int, now: datetime) -> NoteReader:
    """Which of the patient's notes the person may read. Whoever gives notes out asks here, and audits the read."""
    if not permits(actor, Permission.READ_NOTES) or actor.practitioner_id is None:
        return NOBODY
    return NoteReader(actor.practitioner_id, _is_treating(session, actor.practitioner_id, patient_id, now))


def reads_history(session: Session, actor: Actor, patient_id: int) -> bool:
    """Whether the person may read the patient's medical history: conditions and how they are treated."""
    if not permits(actor, Permission.READ_HISTORY):
        return False
    if actor.role is Role.PATIENT:
        return actor.patient_id == patient_id
    return is_patient_of(session, actor, patient_id, but_not=NOTHING_OWED)


def is_patient_of(
    session: Session, actor: Actor, patient_id: int, but_not: Collection[AppointmentState] = frozenset()
) -> bool:
    """Whether the patient has come or will come to the doctor. Of one who only cancelled a doctor sees the card, but
    reads nothing: else booking and cancelling would open every record."""
    own = select(Appointment.id).where(
        Appointment.patient_id == patient_id,
        Appointment.practitioner_id == (actor.practitioner_id or 0),
        Appointment.state.not_in(but_not),
    )
    return session.execute(own.limit(1)).first() is not None


def _is_treating(session: Session, practitioner_id: int, patient_id: int, now: datetime) -> bool:
    near = and_(
        Appointment.state.in_(_EXPECTED), Appointment.starts_at > now - _NEAR, Appointment.starts_at < now + _NEAR
    )
    rows = session.execute(
        select(Appointment.state, Appointment.starts_at, Location.zone)
        .join(Location, Location.id == Appointment.location_id)
        .where(
            Appointment.patient_id == patient_id,
            Appointment.practitioner_id == practitioner_id,
            or_(Appointment.state.in_(_SEEN), near),
        )
    )
    return any(
        row.state in _SEEN or local_day(row.starts_at, zone_of(row.zone)) == local_day(now, zone_of(row.zone))
        for row in rows
    )
