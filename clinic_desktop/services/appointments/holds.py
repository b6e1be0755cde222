"""Holds: a short claim on a time while somebody fills the form."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_schedule
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import Role, Topic
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services.appointments.facts import load_facts
from clinic_desktop.services.appointments.hold_owner import drop_all_of, drop_own, is_own
from clinic_desktop.services.appointments.nearest import offering_nearest
from clinic_desktop.services.appointments.placing import find_place
from clinic_desktop.services.appointments.values import HoldGiven
from clinic_desktop.services.settings import settings_for


class HoldService:
    """Gives and releases holds. One that ran out is as good as gone, also when the program that made it is."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def hold(
        self,
        actor: Actor,
        practitioner_id: int,
        location_id: int,
        service_id: int,
        starts_at: datetime,
        *,
        replaces: str | None = None,
        patient_id: int | None = None,
    ) -> HoldGiven:
        """Claims the time, and a room where the service needs one, for that patient if one is known already. Lets go of
        the actor's hold ``replaces``, and of every other one of a patient, who fills one form at a time. Refuses with
        SlotTaken; then the old one stays."""
        require(actor, Permission.BOOK, location_id=location_id, practitioner_id=practitioner_id, patient_id=patient_id)
        now = self._clock()
        with (
            offering_nearest(self._database, actor, (practitioner_id, location_id, service_id), now),
            self._database.write() as session,
        ):
            hold_schedule(session, practitioner_id)
            _sweep(session, now)
            if replaces is not None:
                drop_own(session, actor, replaces)
            if actor.role is Role.PATIENT:
                for freed in drop_all_of(session, actor):
                    announce(session, Topic.SCHEDULES, freed, now)
            return claim(session, actor, practitioner_id, location_id, service_id, starts_at, patient_id, now)

    def renew(self, actor: Actor, key: str) -> HoldGiven:
        """Begins the hold's time anew, while the form is open. Refuses with NotFound one that is gone or ran out: the
        time may be somebody else's by now."""
        require(actor, Permission.BOOK)
        now = self._clock()
        with self._database.write() as session:
            row = session.execute(
                select(Hold.practitioner_id, Hold.location_id, Hold.starts_at, Hold.ends_at).where(
                    Hold.key == key, is_own(actor)
                )
            ).one_or_none()
            if row is None:
                raise NotFound("hold")
            hold_schedule(session, row.practitioner_id)
            minutes = settings_for(session, row.location_id, row.practitioner_id).hold_minutes
            expires_at = now + timedelta(minutes=minutes)
            renewed = session.execute(
                update(Hold)
                .where(Hold.key == key, Hold.expires_at > now)
                .values(expires_at=expires_at)
                .returning(Hold.id)
                .execution_options(synchronize_session=False)
            ).one_or_none()
            if renewed is None:
                raise NotFound("hold")
            announce(session, Topic.SCHEDULES, row.practitioner_id, now)
        return HoldGiven(key, row.practitioner_id, Period(row.starts_at, row.ends_at), expires_at)

    def release(self, actor: Actor, key: str) -> None:
        """Lets go of the actor's own hold; one that is gone is fine. Refuses with NotAllowed somebody else's."""
        require(actor, Permission.BOOK)
        with self._database.write() as session:
            practitioner_id = drop_own(session, actor, key)
            if practitioner_id is not None:
                announce(session, Topic.SCHEDULES, practitioner_id, self._clock())


def claim(
    session: Session,
    actor: Actor,
    practitioner_id: int,
    location_id: int,
    service_id: int,
    starts_at: datetime,
    patient_id: int | None,
    now: datetime,
    *,
    minutes: int | None = None,
) -> HoldGiven:
    """Holds the time inside the caller's transaction, which has locked the schedule; for ``minutes`` if given."""
    facts = load_facts(session, practitioner_id, location_id, service_id)
    settings = settings_for(session, location_id, practitioner_id)
    place = find_place(session, actor, practitioner_id, location_id, facts, settings, starts_at, now)
    key = str(uuid.uuid4())
    expires_at = now + timedelta(minutes=settings.hold_minutes if minutes is None else minutes)
    session.connection().execute(
        insert(Hold.__table__),  # type: ignore[arg-type]
        {
            "key": key,
            "practitioner_id": practitioner_id,
            "location_id": location_id,
            "service_id": service_id,
            "starts_at": place.period.start,
            "ends_at": place.period.end,
            "buffer_before_minutes": facts.service.buffer_before,
            "buffer_after_minutes": facts.service.buffer_after,
            "expires_at": expires_at,
            "account_id": actor.account_id,
            "patient_id": patient_id,
            "room_id": place.room_id if place.room_reserved else None,
            "holder_name": actor.name,
            "desk": actor.desk,
        },
    )
    announce(session, Topic.SCHEDULES, practitioner_id, now)
    return HoldGiven(key, practitioner_id, place.period, expires_at)


def _sweep(session: Session, now: datetime) -> None:
    """Throws away what has run out long ago; until then nobody counts it anyway."""
    session.execute(delete(Hold).where(Hold.expires_at < now - timedelta(hours=1)))
