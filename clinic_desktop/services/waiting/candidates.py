"""Who would take a time that is free: the waiting list, who waits in the room now, and recalls that are due."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.appointments import Appointment, Encounter
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import PractitionerSpeciality
from clinic_desktop.db.models.waiting import WaitingEntry
from clinic_desktop.domain.codes import (
    AppointmentState,
    QueueState,
    Urgency,
    WaitingKind,
    WaitingState,
)
from clinic_desktop.domain.period import Period, local_day
from clinic_desktop.domain.scheduling.values import MINUTES_IN_DAY
from clinic_desktop.domain.waiting import EVERY_DAY, Opening, Ranked, Source, Stay, Wish, rank
from clinic_desktop.services.appointments.timetables import zone_of
from clinic_desktop.services.waiting.freed_values import Candidate, FreedTime
from clinic_desktop.services.waiting.openings import FreePlace
from clinic_desktop.services.waiting.reading import entry, has_visit, is_in_force, offer, person, wishes

_booked, _visit = Appointment.__table__.c, Encounter.__table__.c
_special = PractitionerSpeciality.__table__.c
_URGENCY = {urgency.value: urgency for urgency in Urgency}
_IS_RECALL = entry.kind == WaitingKind.RECALL
_LISTED = (
    select(
        entry.id, entry.kind, entry.practitioner_id, entry.speciality_id, entry.service_id, entry.first_day,
        entry.last_day, entry.weekdays, entry.from_minute, entry.until_minute, entry.urgency, entry.created_at,
        person.phone, person.email, func.count().over().label("total"),
    )
    .join_from(WaitingEntry.__table__, Patient.__table__, person.id == entry.patient_id)
)  # fmt: skip
_ORDER = (
    case({Urgency.EMERGENCY.value: 0, Urgency.PRIORITY.value: 1}, value=entry.urgency, else_=2),
    case((_IS_RECALL, 1), else_=0),
    case(((person.phone == "") & (person.email == ""), 1), else_=0),
    case((entry.practitioner_id.is_not(None), 0), (entry.speciality_id.is_not(None), 1), else_=2),
    case((_IS_RECALL, entry.first_day)),
    case((~_IS_RECALL, entry.created_at)),
    entry.id,
)
"""The order of ``domain.waiting.rank`` among entries of the list, which have all the same doctor in mind or none."""


class Waiting:
    """Everybody who waits at a centre, for as many free times as need be."""

    def __init__(self, session: Session, location_id: int, zone_name: str, now: datetime) -> None:
        self._session, self._location_id, self._now = session, location_id, now
        self.zone = zone_of(zone_name)
        self._today = local_day(now, self.zone)
        self._offers = self._read_offers()
        self._rooms = self._walk_ins()

    def anybody(self) -> bool:
        """Whether somebody waits at all."""
        known = select(entry.id).where(
            entry.location_id == self._location_id, entry.state == WaitingState.OPEN, entry.last_day >= self._today
        )
        return bool(self._rooms) or self._session.execute(known.limit(1)).first() is not None

    def who(self, place: FreePlace, most: int) -> FreedTime:
        """The first ``most`` who would take the free time, and how many there are in all. Nobody is asked twice for
        one time, nor who has another offer to answer, nor who is with a doctor then."""
        opening = place.opening
        listed, listed_total = self._listed(place, most)
        here = rank(opening, self._in_room(opening), self._now)
        ranked = rank(opening, [*listed, *(item.wish for item in here)], self._now)
        end = max(period.end for period in place.periods.values() if period.start == place.start)
        return FreedTime(
            opening.practitioner_id,
            place.name,
            self._location_id,
            Period(place.start, end),
            self._named(ranked[:most], place),
            listed_total + len(here),
        )

    # --- The list ---------------------------------------------------------------------------------------------------

    def _listed(self, place: FreePlace, most: int) -> tuple[list[Wish], int]:
        """The first of the list for that place, and how many of it fit. The database narrows and orders as ``rank``
        does, so that a long list is not read to its end for the few who are shown."""
        opening = place.opening
        rows = self._session.execute(
            _LISTED.where(
                entry.location_id == self._location_id,
                entry.state == WaitingState.OPEN,
                entry.first_day <= opening.day,
                entry.last_day >= opening.day,
                entry.weekdays.bitwise_and(1 << opening.day.weekday()) != 0,
                or_(*(_fits(number, stay) for number, stay in opening.stays.items())),
                _suits(opening),
                person.active,
                entry.id.not_in(self._asked(place)),
                entry.patient_id.not_in(self._busy(place)),
            )
            .order_by(*_ORDER)
            .limit(most)
        ).all()
        return [_listed(row) for row in rows], rows[0].total if rows else 0

    def _read_offers(self) -> Sequence[Any]:
        return self._session.execute(
            select(offer.entry_id, offer.practitioner_id, offer.starts_at, offer.ends_at, is_in_force(self._now)).where(
                offer.location_id == self._location_id, offer.ends_at > self._now
            )
        ).all()

    def _asked(self, place: FreePlace) -> list[int]:
        """The entries that have an offer to answer, or have answered one for this time."""
        starts = {period.start for period in place.periods.values()}
        return [
            row.entry_id
            for row in self._offers
            if row[-1] or (row.practitioner_id == place.opening.practitioner_id and row.starts_at in starts)
        ]

    def _busy(self, place: FreePlace) -> list[int]:
        """Who of the list is with a doctor meanwhile, at whichever centre."""
        end = max(period.end for period in place.periods.values())
        waiting = select(entry.patient_id).where(
            entry.location_id == self._location_id, entry.state == WaitingState.OPEN
        )
        rows = self._session.execute(
            select(_booked.patient_id).where(
                _booked.patient_id.in_(waiting), *has_visit(Period(place.start, end), self._now)
            )
        )
        return list(rows.scalars())

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


def _fits(service_id: int, stay: Stay) -> Any:
    """The window of the day, as ``domain.waiting.fit`` reads it."""
    return and_(
        entry.service_id == service_id,
        entry.from_minute <= stay.minute,
        or_(entry.until_minute >= MINUTES_IN_DAY, entry.until_minute >= stay.minute + stay.length),
    )


def _suits(opening: Opening) -> Any:
    """The doctor or the speciality that was asked for."""
    return or_(
        entry.practitioner_id == opening.practitioner_id,
        and_(
            entry.practitioner_id.is_(None),
            or_(entry.speciality_id.is_(None), entry.speciality_id.in_(sorted(opening.speciality_ids))),
        ),
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
