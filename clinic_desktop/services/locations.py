"""The clinic, its centres, their rooms, opening hours and days on which they are closed."""

from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_name, hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Closure, Location, OpeningHours, Organization, Room
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Invalid, NotFound, NotSignedIn
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services import audit
from clinic_desktop.services import location_rows as rows
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.location_values import (
    ClinicView,
    LocationClosure,
    LocationDraft,
    LocationView,
    OpeningInterval,
    PublicHoliday,
    RoomView,
)
from clinic_desktop.services.public_holidays import holidays_of, regions_of
from clinic_desktop.services.scheduling.coming import refuse_while_coming
from clinic_desktop.services.versions import next_version, raise_version

__all__ = [
    "ClinicView",
    "LocationClosure",
    "LocationDraft",
    "LocationService",
    "LocationView",
    "OpeningInterval",
    "PublicHoliday",
    "RoomView",
]

_PNG = b"\x89PNG\r\n\x1a\n"
_LARGEST_LOGO = 400_000
_NAMES = "locations"
"""The name that who looks at all centres locks first: two desks at once see neither what the other writes."""


class LocationService:
    """Reads and changes the centres. Everybody may read them; changing needs EDIT_LOCATIONS."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def clinic(self) -> ClinicView:
        """The clinic; refuses with NotFound before the first start."""
        with self._database.read() as session:
            clinic = session.scalars(select(Organization).limit(1)).first()
        if clinic is None:
            raise NotFound("organization")
        return ClinicView(clinic.version, clinic.name, clinic.country, clinic.currency)

    def save_clinic(self, actor: Actor | None, version: int, name: str, country: str, currency: str) -> int:
        """Saves the clinic's name, country and currency, and gives the new version. Needs EDIT_SETTINGS."""
        require(actor, Permission.EDIT_SETTINGS)
        checks = Fields()
        cleaned = checks.name("name", name), checks.country("country", country), checks.currency("currency", currency)
        checks.done()
        now = self._clock()
        with self._database.write() as session:
            clinic_id = session.scalar(select(Organization.id).limit(1))
            if clinic_id is None:
                raise NotFound("organization")
            new_version = next_version(session, Organization, clinic_id, version, "organization")
            clinic = session.get_one(Organization, clinic_id)
            clinic.name, clinic.country, clinic.currency = cleaned
            audit.record(session, actor, "save_clinic", "organization", clinic_id, now)
            announce(session, Topic.LOCATIONS, None, now)
        return new_version

    def logo(self) -> bytes:
        """The clinic's logo for papers, as a PNG; empty where there is none."""
        with self._database.read() as session:
            return session.scalar(select(Organization.logo).limit(1)) or b""

    def save_logo(self, actor: Actor | None, content: bytes) -> bytes:
        """Makes that PNG the logo, or nothing where it is empty, and gives the one that was there. Refuses with Invalid
        what is no small PNG: see ``integrations/logo.py``. Needs EDIT_SETTINGS."""
        require(actor, Permission.EDIT_SETTINGS)
        if content and not (content.startswith(_PNG) and len(content) <= _LARGEST_LOGO):
            raise Invalid({"logo": "not_a_logo"})
        now = self._clock()
        with self._database.write() as session:
            clinic_id = session.scalar(select(Organization.id).limit(1).with_for_update())
            if clinic_id is None:
                raise NotFound("organization")
            former = session.scalar(select(Organization.logo).where(Organization.id == clinic_id)) or b""
            session.execute(
                update(Organization)
                .where(Organization.id == clinic_id)
                .values(logo=content or None)
                .execution_options(synchronize_session=False)
            )
            audit.record(session, actor, "save_logo", "organization", clinic_id, now)
            announce(session, Topic.LOCATIONS, None, now)
        return former

    def listing(self, include_inactive: bool = False) -> tuple[LocationView, ...]:
        """The centres by name."""
        with self._database.read() as session:
            return tuple(rows.views(session) if include_inactive else rows.views(session, Location.active.is_(True)))

    def centres_of(self, actor: Actor | None) -> tuple[LocationView, ...]:
        """The active centres that the person may look at: their own, or all for a role that reaches the whole clinic
        and for patients, who may book anywhere."""
        if actor is None:
            raise NotSignedIn
        everywhere = scope_of(actor.role, Permission.SEE_APPOINTMENTS) is Scope.CLINIC or actor.patient_id is not None
        return tuple(view for view in self.listing() if everywhere or view.id in actor.location_ids)

    def location(self, location_id: int) -> LocationView:
        """One centre."""
        with self._database.read() as session:
            views = rows.views(session, Location.id == location_id)
        if not views:
            raise NotFound("location", location_id)
        return views[0]

    def add(self, actor: Actor | None, draft: LocationDraft, opening: tuple[OpeningInterval, ...] = ()) -> int:
        """Adds a centre. Refuses with Invalid, also for a zone or region that does not exist."""
        require(actor, Permission.EDIT_LOCATIONS)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, _NAMES)
            rows.refuse_taken_name(session, rows.checked(draft).name, None)
            location_id = rows.create_location(session, draft, opening)
            self._note(session, actor, "add_location", location_id, now)
        return location_id

    def save(self, actor: Actor | None, location_id: int, version: int, draft: LocationDraft) -> int:
        """Saves a centre and gives its new version. The currency stays once anything was booked in it."""
        require(actor, Permission.EDIT_LOCATIONS)
        checked = rows.checked(draft)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, _NAMES)
            new_version = next_version(session, Location, location_id, version, "location")
            location = session.get_one(Location, location_id)
            # One that two had before names were looked at keeps nobody from changing the rest.
            if checked.name != location.name:
                rows.refuse_taken_name(session, checked.name, location_id)
            if checked.currency != location.currency and rows.has_booked(session, location_id):
                raise Invalid({"currency": "in_use"})
            rows.fill(location, checked)
            self._note(session, actor, "save_location", location_id, now)
        return new_version

    def deactivate(self, actor: Actor | None, location_id: int) -> None:
        """Closes a centre for good; refuses with Invalid for the last one and while appointments are to come there."""
        require(actor, Permission.EDIT_LOCATIONS)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, _NAMES)
            # No booking slips in between the look at what is to come and the end.
            for practitioner_id in rows.doctors_at(session, location_id):
                hold_schedule(session, practitioner_id)
            raise_version(session, Location, location_id, "location")
            others = select(Location.id).where(Location.active, Location.id != location_id).limit(1)
            if session.scalar(others) is None:
                raise Invalid({"active": "last_location"})
            refuse_while_coming(session, now, Appointment.location_id == location_id)
            session.get_one(Location, location_id).active = False
            self._note(session, actor, "deactivate_location", location_id, now)

    def reactivate(self, actor: Actor | None, location_id: int) -> None:
        """Opens the centre again. Refuses with Invalid while another one in use has its name."""
        require(actor, Permission.EDIT_LOCATIONS)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, _NAMES)
            raise_version(session, Location, location_id, "location")
            location = session.get_one(Location, location_id)
            rows.refuse_taken_name(session, location.name, location_id)
            location.active = True
            self._note(session, actor, "reactivate_location", location_id, now)

    def add_room(self, actor: Actor | None, location_id: int, name: str) -> int:
        """Adds a room. Refuses with Invalid, also for the name of another room of the centre."""
        require(actor, Permission.EDIT_LOCATIONS)
        now = self._clock()
        with self._database.write() as session:
            raise_version(session, Location, location_id, "location")
            cleaned = rows.room_name(session, name, location_id, None)
            room = Room(location_id=location_id, name=cleaned)
            session.add(room)
            session.flush()
            self._note(session, actor, "add_room", location_id, now, {"room_id": room.id})
        return room.id

    def save_room(self, actor: Actor | None, room_id: int, name: str, active: bool) -> None:
        """Renames a room, or takes it out of or back into use. Refuses as ``add_room`` does."""
        require(actor, Permission.EDIT_LOCATIONS)
        now = self._clock()
        with self._database.write() as session:
            room = session.get(Room, room_id)
            if room is None:
                raise NotFound("room", room_id)
            raise_version(session, Location, room.location_id, "location")
            cleaned = rows.room_name(session, name, room.location_id, room)
            room.name, room.active = cleaned, active
            self._note(session, actor, "save_room", room.location_id, now, {"room_id": room_id, "active": active})

    def save_opening(self, actor: Actor | None, location_id: int, opening: tuple[OpeningInterval, ...]) -> None:
        """Replaces the opening hours. Refuses with Invalid hours that overlap or end before they start."""
        require(actor, Permission.EDIT_LOCATIONS)
        rows.check_opening(opening)
        now = self._clock()
        with self._database.write() as session:
            raise_version(session, Location, location_id, "location")
            session.execute(delete(OpeningHours).where(OpeningHours.location_id == location_id))
            rows.add_opening(session, location_id, opening)
            self._note(session, actor, "save_opening", location_id, now)

    def closures(self, first_day: date, last_day: date, location_id: int | None = None) -> tuple[LocationClosure, ...]:
        """The closed days in that stretch, both ends included: of the clinic and of the centre, or of every centre."""
        statement = select(Closure).where(Closure.day.between(first_day, last_day)).order_by(Closure.day, Closure.id)
        if location_id is not None:
            statement = statement.where(rows.holds_at(location_id))
        with self._database.read() as session:
            found = session.scalars(statement).all()
        return tuple(LocationClosure(row.id, row.location_id, row.day, row.name) for row in found)

    def add_closure(self, actor: Actor | None, location_id: int | None, day: date, name: str) -> int:
        """Closes a centre, or the whole clinic, on a day. Refuses with Invalid a day that is closed already."""
        require(actor, Permission.EDIT_LOCATIONS)
        cleaned = rows.one_name(name)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, "closures")
            if location_id is not None and session.get(Location, location_id) is None:
                raise NotFound("location", location_id)
            if day in rows.closed_days(session, location_id, day, day):
                raise Invalid({"day": "closed_already"})
            closure = Closure(location_id=location_id, day=day, name=cleaned)
            session.add(closure)
            session.flush()
            self._note(session, actor, "add_closure", location_id, now, {"day": day.isoformat()})
            announce(session, Topic.SCHEDULES, None, now)
        return closure.id

    def remove_closure(self, actor: Actor | None, closure_id: int) -> None:
        """Opens on that day after all."""
        require(actor, Permission.EDIT_LOCATIONS)
        now = self._clock()
        with self._database.write() as session:
            closure = session.get(Closure, closure_id)
            if closure is None:
                raise NotFound("closure", closure_id)
            session.delete(closure)
            detail: dict[str, object] = {"day": closure.day.isoformat()}
            self._note(session, actor, "remove_closure", closure.location_id, now, detail)
            announce(session, Topic.SCHEDULES, None, now)

    def holiday_regions(self, country: str) -> tuple[str, ...]:
        """The codes of the country's regions that have holidays of their own."""
        return regions_of(country)

    def public_holidays(self, location_id: int, year: int) -> tuple[PublicHoliday, ...]:
        """The public holidays of the centre's country and region in that year, in order; none for a country that the
        library ``holidays`` does not know."""
        with self._database.read() as session:
            location = session.get(Location, location_id)
            if location is None:
                raise NotFound("location", location_id)
            closed = rows.closed_days(session, location_id, date(year, 1, 1), date(year, 12, 31))
        found = holidays_of(location.country, location.holiday_region, year)
        return tuple(PublicHoliday(day, name, day in closed) for day, name in found)

    def close_on(self, actor: Actor | None, location_id: int, holidays: tuple[PublicHoliday, ...]) -> int:
        """Closes the centre on those holidays, and says how many days are new."""
        require(actor, Permission.EDIT_LOCATIONS)
        if not holidays:
            return 0
        now = self._clock()
        days = [holiday.day for holiday in holidays]
        with self._database.write() as session:
            hold_name(session, "closures")
            if session.get(Location, location_id) is None:
                raise NotFound("location", location_id)
            closed = rows.closed_days(session, location_id, min(days), max(days))
            new = {holiday.day: rows.one_name(holiday.name) for holiday in holidays if holiday.day not in closed}
            session.add_all(Closure(location_id=location_id, day=day, name=name) for day, name in new.items())
            self._note(session, actor, "add_holidays", location_id, now, {"days": [day.isoformat() for day in new]})
            announce(session, Topic.SCHEDULES, None, now)
        return len(new)

    def _note(
        self,
        session: Session,
        actor: Actor | None,
        action: str,
        location_id: int | None,
        now: datetime,
        detail: dict[str, object] | None = None,
    ) -> None:
        audit.record(session, actor, action, "location", location_id, now, location_id, detail)
        announce(session, Topic.LOCATIONS, location_id, now)
