"""Who would take a time that is free: the waiting list, who waits in the room now, and recalls that are due."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models import (
    Appointment,
    Encounter,
    Patient,
    PractitionerSpeciality,
    WaitingEntry,
)
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.db.types import UtcDateTime
from clinic_desktop.domain.codes import (
    OCCUPYING_STATES,
    AppointmentState,
    OfferState,
    QueueState,
    Urgency,
    WaitingKind,
    WaitingState,
)
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import EVERY_DAY, Opening, Ranked, Source, Wish, rank
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.waiting.openings import FreePlace
from clinic_desktop.services.waiting.reading import entry, offer, person, wishes
from clinic_desktop.services.waiting.values import Candidate, FreedTime

_booked, _visit = Appointment.__table__.c, Encounter.__table__.c
_special = PractitionerSpeciality.__table__.c
_URGENCY = {urgency.value: urgency for urgency in Urgency}
_OPEN = Prepared(
    select(
        entry.id, entry.kind, entry.patient_id, entry.practitioner_id, entry.speciality_id, entry.service_id,
        entry.first_day, entry.last_day, entry.weekdays, entry.from_minute, entry.until_minute, entry.urgency,
        entry.created_at, person.phone, person.email,
    )
    .join_from(WaitingEntry.__table__, Patient.__table__, person.id == entry.patient_id)
    .where(
        entry.state == WaitingState.OPEN,
        entry.location_id == bindparam("location_id"),
        entry.last_day >= bindparam("today", None, type_=Date),
        person.active,
    )
)  # fmt: skip
_OFFERED = Prepared(
    select(offer.entry_id, offer.practitioner_id, offer.starts_at, offer.state, offer.expires_at).where(
        offer.location_id == bindparam("location_id"),
        offer.starts_at > bindparam("after", None, type_=UtcDateTime),
    )
)


class Waiting:
    """Everybody who waits at a centre, read once and ranked for as many free times as need be."""

    def __init__(self, session: Session, location_id: int, zone_name: str, now: datetime) -> None:
        self._session, self._location_id, self._now = session, location_id, now
        self.zone = zone_of(zone_name)
        self._today = local_day(now, self.zone)
        rows = _OPEN.all(session.connection(), {"location_id": location_id, "today": self._today})
        self._patients = {(row.kind, row.id): row.patient_id for row in rows}
        self._listed = [_listed(row) for row in rows]
        self._rooms = self._walk_ins()
        self._held, self._answered = self._offered() if rows else (frozenset(), frozenset())

    def __bool__(self) -> bool:
        return bool(self._listed or self._rooms)

    def who(self, place: FreePlace, most: int) -> FreedTime:
        """The first ``most`` who would take the free time, and how many there are in all. Nobody is asked twice for
        one time, nor who has another offer to answer, nor who is with a doctor then."""
        opening = place.opening
        busy = self._busy(place)
        listed = [
            wish
            for wish in self._listed
            if wish.number not in self._held and self._patients[wish.source, wish.number] not in busy
        ]
        ranked = [
            item
            for item in rank(opening, [*listed, *self._in_room(opening)], self._now)
            if not self._was_asked(item.wish, place)
        ]
        end = max(period.end for period in place.periods.values() if period.start == place.start)
        return FreedTime(
            opening.practitioner_id,
            place.name,
            self._location_id,
            Period(place.start, end),
            self._named(ranked[:most], place),
            len(ranked),
        )

    # --- What is in the way -----------------------------------------------------------------------------------------

    def _offered(self) -> tuple[frozenset[int], frozenset[tuple[int, int, datetime]]]:
        """The entries with an offer to answer, and (entry, doctor, start) of what was answered or ran out."""
        rows = _OFFERED.all(
            self._session.connection(), {"location_id": self._location_id, "after": self._now.replace(hour=0)}
        )
        held = frozenset(row.entry_id for row in rows if row.state == OfferState.OPEN and row.expires_at > self._now)
        return held, frozenset((row.entry_id, row.practitioner_id, row.starts_at) for row in rows)

    def _was_asked(self, wish: Wish, place: FreePlace) -> bool:
        start = place.periods[wish.service_id].start
        return wish.source is not Source.WALK_IN and (
            (wish.number, place.opening.practitioner_id, start) in self._answered
        )

    def _busy(self, place: FreePlace) -> set[int]:
        """The patients who are booked at the centre meanwhile."""
        end = max(period.end for period in place.periods.values())
        rows = self._session.execute(
            select(_booked.patient_id).where(
                _booked.location_id == self._location_id,
                _booked.starts_at < end,
                _booked.ends_at > place.start,
                _booked.state.in_(OCCUPYING_STATES),
                ~_booked.queue_only,
            )
        )
        return set(rows.scalars())

    # --- The waiting room -------------------------------------------------------------------------------------------

    def _walk_ins(self) -> list[tuple[Wish, frozenset[int]]]:
        """Who waits today without a time of their own, with the specialities of the doctor whom they wait for."""
        rows = self._session.execute(
            select(_booked.id, _booked.practitioner_id, _booked.service_id, _visit.urgency, _visit.arrived_at)
            .join_from(Encounter.__table__, Appointment.__table__, _booked.id == _visit.appointment_id)
            .where(
                _visit.location_id == self._location_id,
                _visit.day == self._today,
                _visit.queue_state == QueueState.WAITING,
                _booked.queue_only,
                _booked.state == AppointmentState.CHECKED_IN,
            )
        ).all()
        if not rows:
            return []
        specialities: dict[int, set[int]] = {}
        for doctor, speciality in self._session.execute(
            select(_special.practitioner_id, _special.speciality_id).where(
                _special.practitioner_id.in_({row.practitioner_id for row in rows})
            )
        ):
            specialities.setdefault(doctor, set()).add(speciality)
        return [
            (
                Wish(
                    Source.WALK_IN, row.id, row.practitioner_id, None, row.service_id, self._today, self._today,
                    EVERY_DAY, 0, MINUTES_IN_DAY, _URGENCY[row.urgency], row.arrived_at, True,
                ),
                frozenset(specialities.get(row.practitioner_id, ())),
            )
            for row in rows
        ]  # fmt: skip

    def _in_room(self, opening: Opening) -> list[Wish]:
        """Who waits in the room, as far as this doctor is concerned: for the doctor, or for one of the speciality."""
        wishes = []
        for wish, specialities in self._rooms:
            shared = min(specialities & opening.speciality_ids, default=None)
            if wish.practitioner_id == opening.practitioner_id:
                wishes.append(wish)
            elif shared is not None:
                wishes.append(wish._replace(practitioner_id=None, speciality_id=shared))
        return wishes

    # --- Names ------------------------------------------------------------------------------------------------------

    def _named(self, ranked: Sequence[Ranked], place: FreePlace) -> tuple[Candidate, ...]:
        listed = [item.wish.number for item in ranked if item.wish.source is not Source.WALK_IN]
        here = [item.wish.number for item in ranked if item.wish.source is Source.WALK_IN]
        entries = {row.id: row for row in self._session.execute(wishes(entry.id.in_(listed)))} if listed else {}
        visits = {row.id: row for row in self._session.execute(_visits(here))} if here else {}
        return tuple(
            _candidate(item, (visits if item.wish.source is Source.WALK_IN else entries)[item.wish.number], place)
            for item in ranked
        )


def _listed(row: Any) -> Wish:
    recall = row.kind == WaitingKind.RECALL
    return Wish(
        Source.RECALL if recall else Source.WAITING,
        row.id,
        row.practitioner_id,
        row.speciality_id,
        row.service_id,
        row.first_day,
        row.last_day,
        row.weekdays,
        row.from_minute,
        row.until_minute,
        _URGENCY[row.urgency],
        datetime.combine(row.first_day, time(0), UTC) if recall else row.created_at,
        bool(row.phone or row.email),
    )


def _visits(numbers: Sequence[int]) -> Any:
    """Who waits in the room, with the columns of ``wishes`` that a candidate needs."""
    return select(
        _booked.id,
        _booked.version,
        _booked.patient_id,
        _booked.patient_name,
        _booked.patient_phone,
        _booked.patient_email,
        _booked.service_name,
        _booked.practitioner_name,
        _booked.speciality,
        _booked.reason.label("note"),
    ).where(_booked.id.in_(numbers))


def _candidate(ranked: Ranked, row: Any, place: FreePlace) -> Candidate:
    wish = ranked.wish
    listed = wish.source is not Source.WALK_IN
    return Candidate(
        source=wish.source,
        number=wish.number,
        version=row.version,
        patient_id=row.patient_id,
        patient_name=row.patient_name,
        patient_phone=row.patient_phone,
        patient_email=row.patient_email,
        fit=ranked.fit,
        urgency=wish.urgency,
        since=wish.since,
        service_id=wish.service_id,
        service_name=row.service_name,
        period=place.periods[wish.service_id],
        practitioner_name=row.practitioner_name or "",
        speciality=row.speciality or "",
        weekdays=wish.weekdays,
        from_minute=wish.from_minute,
        until_minute=wish.until_minute,
        note=row.note,
        earlier_than_id=row.appointment_id if listed else None,
    )
