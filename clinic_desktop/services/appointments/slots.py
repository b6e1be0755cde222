"""Looking up free time: over days, over doctors, and for the walk-in dock."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.errors import NotFound
from clinic_desktop.domain.period import Clock, Period, local_day
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.scheduling import Against, ServiceRule, WhyNot, free_slots, why_not
from clinic_desktop.services.appointments.choices import DoctorChoice, FreeSlot, NextFree, Who
from clinic_desktop.services.appointments.desk_offer import desk_offer
from clinic_desktop.services.appointments.explaining import Explanation, explain, explain_days
from clinic_desktop.services.appointments.facts import load_facts
from clinic_desktop.services.appointments.limits import limits_for
from clinic_desktop.services.appointments.offerings import Offering, load_offerings
from clinic_desktop.services.appointments.rooms import room_use_for
from clinic_desktop.services.appointments.search import choices, search_times
from clinic_desktop.services.appointments.timetables import (
    days_window,
    in_the_way_of,
    load_hours,
    load_taken,
    zone_of,
)
from clinic_desktop.services.appointments.values import DeskOffer
from clinic_desktop.services.appointments.wishes import FoundTimes, SlotChoices, SlotWishes
from clinic_desktop.services.settings import SettingsBook, load_settings, settings_for


class SlotService:
    """Finds what can be booked. It takes nothing: between looking and booking another desk may be faster."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def free_slots(
        self,
        practitioner_ids: int | Sequence[int] | None,
        location_id: int,
        service_id: int,
        first_day: date,
        last_day: date,
        who: Who = Who.DESK,
        *,
        speciality_id: int | None = None,
        hold_key: str | None = None,
        moving_id: int | None = None,
    ) -> tuple[FreeSlot, ...]:
        """The free starts of one doctor, several, all of a speciality, or (None, None) all at the centre; by time, then
        doctor. ``hold_key`` is the caller's own hold and ``moving_id`` the appointment to be moved: neither is in the
        way."""
        with self._database.read() as session:
            settings = load_settings(session)
            offerings = load_offerings(
                session, settings, location_id, _numbers(practitioner_ids), service_id, speciality_id=speciality_id
            )
            found = self._search(
                session, settings, offerings, service_id, first_day, last_day, who, hold_key, moving_id
            )
        return tuple(sorted((slot for slots in found for slot in slots), key=_by_time))

    def next_free(
        self,
        practitioner_ids: int | Sequence[int] | None,
        location_id: int | None,
        service_id: int | None = None,
        who: Who = Who.DESK,
        *,
        speciality_id: int | None = None,
        days: int = 31,
    ) -> tuple[NextFree, ...]:
        """Each doctor's next free start, at the centre or (None) wherever it is soonest; those without one come last.

        Without ``service_id`` each doctor's own first service counts."""
        with self._database.read() as session:
            settings = load_settings(session)
            offerings = load_offerings(
                session, settings, location_id, _numbers(practitioner_ids), service_id, speciality_id=speciality_id
            )
            now = self._clock()
            # A day early: the centres' zones may lie apart.
            first = now.date() - timedelta(days=1)
            found = self._search(
                session, settings, offerings, service_id, first, first + timedelta(days=days), who, first_only=True
            )
        best: dict[int, NextFree] = {}
        for offering, slots in zip(offerings, found, strict=True):
            slot = slots[0] if slots else None
            known = best.get(offering.practitioner_id)
            if known is None or (slot and (known.slot is None or slot.period.start < known.slot.period.start)):
                best[offering.practitioner_id] = NextFree(
                    offering.practitioner_id, offering.name, offering.location_id, slot
                )
        return tuple(sorted(best.values(), key=lambda item: (item.slot is None, _when(item), item.practitioner_name)))

    def self_days(self, places: Iterable[tuple[int, int]]) -> int:
        """How many days after today patients who book alone may look at: the most that those doctors at those centres
        (number of the centre, number of the doctor) permit."""
        with self._database.read() as session:
            settings = load_settings(session)
        return max((settings.at(*place).self_horizon_days for place in places), default=0)

    def search(self, actor: Actor | None, wishes: SlotWishes) -> FoundTimes:
        """The days of the strip, how full they are, their free times, and everybody's next ones: in one look.

        Refuses with NotAllowed who may not book, or not at a centre that is asked for, and with Invalid wishes that
        make no sense."""
        with self._database.read() as session:
            return search_times(session, actor, wishes, self._clock())

    def choices(self, actor: Actor | None, location_ids: Sequence[int]) -> SlotChoices:
        """The doctors and specialities that the person can ask for at those centres. Refuses who may not book."""
        with self._database.read() as session:
            return choices(session, actor, location_ids)

    def bookable(self, location_id: int) -> tuple[DoctorChoice, ...]:
        """The doctors who take bookings at the centre, by name, whatever day they work."""
        with self._database.read() as session:
            offerings = load_offerings(session, load_settings(session), location_id)
        return tuple(
            DoctorChoice(item.practitioner_id, item.name, item.speciality, item.picture, item.room, item.choices)
            for item in sorted(offerings, key=lambda item: item.name)
            if item.choices
        )

    def offer(self, location_id: int, day: date | None = None, service_id: int | None = None) -> tuple[DeskOffer, ...]:
        """The doctors on duty at the centre that day (None: today), soonest free first."""
        now = self._clock()
        with self._database.read() as session:
            zone = session.execute(select(Location.zone).where(Location.id == location_id)).scalar_one_or_none()
            if zone is None:
                raise NotFound("location", location_id)
            return desk_offer(session, location_id, day or local_day(now, zone_of(zone)), service_id, now)

    def why_not(
        self,
        practitioner_id: int,
        location_id: int,
        service_id: int,
        wanted: Period,
        who: Who = Who.DESK,
        *,
        moving_id: int | None = None,
        hold_key: str | None = None,
    ) -> WhyNot | None:
        """Why the period cannot be booked; None when it can."""
        now = self._clock()
        with self._database.read() as session:
            facts = load_facts(session, practitioner_id, location_id, service_id)
            day = local_day(wanted.start, facts.zone)
            hours = load_hours(session, [practitioner_id], [location_id], day, day)
            taken = load_taken(session, [practitioner_id], wanted, now).get(practitioner_id, ())
            settings = settings_for(session, location_id, practitioner_id)
            rooms = room_use_for(
                session, [facts.service], [location_id], wanted, now, hold_key=hold_key, moving_id=moving_id
            )
        reason = why_not(
            hours.timetable(practitioner_id, location_id, facts.zone),
            facts.service,
            wanted,
            limits_for(settings, who, now),
            in_the_way_of(taken, moving_id, hold_key),
        )
        return reason or rooms.why_not(facts.service, location_id, wanted, taken)

    def explain(
        self,
        actor: Actor,
        practitioner_id: int,
        location_id: int,
        service_id: int,
        starts_at: datetime,
        *,
        minutes: int | None = None,
        moving_id: int | None = None,
        hold_key: str | None = None,
    ) -> Explanation:
        """Everything against that start, in what the person may hear, and whether they may pass over it."""
        with self._database.read() as session:
            return explain(
                session, actor, practitioner_id, location_id, service_id, starts_at, self._clock(),
                minutes=minutes, moving_id=moving_id, hold_key=hold_key,
            )  # fmt: skip

    def explain_days(
        self,
        actor: Actor,
        practitioner_id: int,
        location_id: int,
        service_id: int,
        first_day: date,
        last_day: date,
        *,
        moving_id: int | None = None,
        hold_key: str | None = None,
    ) -> Mapping[date, tuple[Against, ...]]:
        """The days on which the service has no free time, each with the reasons."""
        with self._database.read() as session:
            return explain_days(
                session, actor, practitioner_id, location_id, service_id, first_day, last_day, self._clock(),
                moving_id=moving_id, hold_key=hold_key,
            )  # fmt: skip

    def _search(
        self,
        session: Session,
        settings: SettingsBook,
        offerings: Sequence[Offering],
        service_id: int | None,
        first_day: date,
        last_day: date,
        who: Who,
        hold_key: str | None = None,
        moving_id: int | None = None,
        first_only: bool = False,
    ) -> list[tuple[FreeSlot, ...]]:
        """The free slots of each offering."""
        if not offerings:
            return []
        now = self._clock()
        numbers = sorted({offering.practitioner_id for offering in offerings})
        places = sorted({offering.location_id for offering in offerings})
        hours = load_hours(session, numbers, places, first_day, last_day)
        windows = [days_window(first_day, last_day, offering.zone) for offering in offerings]
        window = Period(min(item.start for item in windows), max(item.end for item in windows))
        taken = load_taken(session, numbers, window, now)
        rooms = room_use_for(
            session, _rules(offerings, service_id), places, window, now, hold_key=hold_key, moving_id=moving_id
        )
        found: list[tuple[FreeSlot, ...]] = []
        for offering in offerings:
            number, place = offering.practitioner_id, offering.location_id
            service = offering.offered(service_id)
            if service is None:
                found.append(())
                continue
            slots = free_slots(
                hours.timetable(number, place, offering.zone),
                service.rule,
                first_day,
                last_day,
                limits_for(settings.at(place, number), who, now),
                in_the_way_of(taken.get(number, ()), moving_id, hold_key),
                offering.step_minutes,
            )
            slots = rooms.leave(slots, service.rule, place)
            wanted = slots[:1] if first_only else slots
            found.append(tuple(FreeSlot(number, place, slot.period, slot.places_left) for slot in wanted))
        return found


def _numbers(practitioner_ids: int | Sequence[int] | None) -> list[int] | None:
    if practitioner_ids is None:
        return None
    return [practitioner_ids] if isinstance(practitioner_ids, int) else list(practitioner_ids)


def _rules(offerings: Sequence[Offering], service_id: int | None) -> list[ServiceRule]:
    return [service.rule for offering in offerings if (service := offering.offered(service_id)) is not None]


def _by_time(slot: FreeSlot) -> tuple[float, int]:
    return slot.period.start.timestamp(), slot.practitioner_id


def _when(item: NextFree) -> float:
    return item.slot.period.start.timestamp() if item.slot else 0.0
