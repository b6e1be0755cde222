"""Booking for oneself: find a doctor, choose a time, say why, and it is booked. Also moves a visit to another time."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Channel, Topic
from clinic_desktop.domain.errors import Refused, SlotTaken, Unreachable
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.scheduling import Against
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.choices import FreeSlot, NextFree, Who
from clinic_desktop.services.appointments.detail_views import PatientVisit
from clinic_desktop.services.appointments.holds import HoldService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import AppointmentView, BookingRequest, HoldGiven
from clinic_desktop.services.location_values import address_line
from clinic_desktop.services.locations import LocationService
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import (
    OfferedServiceView,
    PractitionerCard,
    PractitionerProfile,
    SpecialityView,
)
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.self_service.find_doctor_state import (
    ALL_DOCTORS,
    DayChoice,
    FindDoctorState,
    FoundDoctor,
    Place,
    Stage,
)
from clinic_desktop.viewmodels.session import Session

_MOST_DAYS = 366
"""So many days from today are looked at at most, however far ahead the clinic lets patients book."""
_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.SCHEDULES, Topic.PRACTITIONERS})


class FindDoctorViewModel(ViewModel[FindDoctorState]):
    """``booked`` carries the AppointmentView once a visit is booked or moved."""

    booked = Signal(object)

    def __init__(
        self,
        session: Session,
        practitioners: PractitionerService,
        locations: LocationService,
        slots: SlotService,
        holds: HoldService,
        booking: BookingService,
        tasks: Runner,
    ) -> None:
        super().__init__(FindDoctorState(), tasks)
        self._session, self._practitioners, self._locations = session, practitioners, locations
        self._slots, self._holds, self._booking = slots, holds, booking
        self._request_key = str(uuid.uuid4())

    # --- Beginning ---------------------------------------------------------------------------------------------------

    def begin(self, moving: PatientVisit | None = None) -> None:
        """A new booking, or another time for a visit. A booking that was begun is kept; one that is done is not."""
        if moving is None and self.state.moving is None and self.state.stage is not Stage.DONE:
            self.load()
            return
        self._let_go()
        self._request_key = str(uuid.uuid4())
        self.state = replace(
            FindDoctorState(moving=moving), places=self.state.places, specialities=self.state.specialities
        )
        self.show_state()
        self.load()

    def load(self) -> None:
        """Asks for the doctors who pass the filters, and for the free times of the one in view."""
        actor, filters, moving = self._session.actor, self.state.filters, self.state.moving

        def work() -> tuple[
            tuple[Place, ...], tuple[SpecialityView, ...], tuple[PractitionerCard, ...], dict[int, NextFree]
        ]:
            places = tuple(
                Place(p.id, p.name, address_line(p.address, p.city), ZoneInfo(p.zone), p.currency)
                for p in self._locations.listing()
            )
            cards = self._practitioners.directory(actor, filters)
            if moving is not None:
                cards = tuple(card for card in cards if card.id == moving.card.practitioner_id) or cards
            numbers = [card.id for card in cards]
            # A day more: where it is late, today is tomorrow elsewhere.
            ahead = self._ahead([(role.location_id, card.id) for card in cards for role in card.roles]) + 1
            free = self._slots.next_free(numbers, filters.location_id, None, Who.SELF, days=ahead) if numbers else ()
            return places, self._practitioners.specialities(), cards, {item.practitioner_id: item for item in free}

        self.ask(work, self._loaded, lambda refusal: self.show_state(refusal=refusal, loaded=True), question="doctors")
        if self.state.practitioner_id is not None and self.state.profile is not None:
            self._load_slots()

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed at the clinic: free times may have come or gone."""
        if topics & _TOPICS and self.state.stage is Stage.CHOOSE and not self.state.busy:
            self.load()

    def leave(self) -> None:
        """The page is left: nobody waits for a time that is only held."""
        if self.state.stage is not Stage.DONE:
            self.back()

    # --- Finding -----------------------------------------------------------------------------------------------------

    def filter(self, **changes: object) -> None:
        """Other filters: text, speciality_id, location_id, language, max_fee."""
        self.show_state(filters=replace(self.state.filters, **changes))  # type: ignore[arg-type]
        self.load()

    def clear_filters(self) -> None:
        """All doctors again."""
        self.show_state(filters=ALL_DOCTORS)
        self.load()

    def choose_doctor(self, practitioner_id: int) -> None:
        """Shows that doctor's free times."""
        if practitioner_id == self.state.practitioner_id:
            return
        self.show_state(
            practitioner_id=practitioner_id,
            profile=None,
            slots=(),
            slots_loaded=False,
            day=None,
            slot=None,
            refusal=None,
        )
        actor = self._session.actor

        def work() -> PractitionerProfile:
            profile = self._practitioners.profile(actor, practitioner_id)
            offered = {service.id for service in self._practitioners.services()}
            return replace(profile, services=tuple(s for s in profile.services if s.service_id in offered))

        self.ask(work, self._profile_loaded, self._failed, "profile")

    def choose_place(self, place_id: int) -> None:
        """Another centre of the doctor."""
        self.show_state(place_id=place_id, slot=None, day=None)
        if self.state.service is None:
            self.show_state(service_id=_usual(self.state.services))
        self._load_slots()

    def choose_service(self, service_id: int) -> None:
        """Another service of the doctor."""
        self.show_state(service_id=service_id, slot=None)
        self._load_slots()

    def choose_day(self, day: date) -> None:
        self.show_state(day=day, slot=None)

    def choose_slot(self, slot: FreeSlot) -> None:
        self.show_state(slot=slot, refusal=None)

    def days(self) -> tuple[DayChoice, ...]:
        """Every day that may be looked at, with how many starts are free."""
        today = local_day(self._session.clock(), self.state.zone)
        counts: dict[date, int] = {}
        for slot in self.state.slots:
            day = local_day(slot.period.start, self.state.zone)
            counts[day] = counts.get(day, 0) + 1
        last = max((today + timedelta(days=6), *counts))
        count = (last - today).days + 1
        shown = [today + timedelta(days=after) for after in range(count)]
        why = self.state.why_empty
        return tuple(DayChoice(day, counts.get(day, 0), () if counts.get(day) else why.get(day, ())) for day in shown)

    # --- Booking -----------------------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Holds the chosen time while the person says why they come. A visit that moves needs no hold: its own time may
        touch the new one."""
        state = self.state
        if state.slot is None or state.busy or state.service_id is None:
            return
        if state.moving is not None:
            self.show_state(stage=Stage.CONFIRM, refusal=None)
            return
        self.show_state(busy=True, refusal=None)
        actor, slot, service_id = self._session.actor, state.slot, state.service_id

        def held(hold: HoldGiven) -> None:
            self.show_state(busy=False, hold=hold, stage=Stage.CONFIRM)

        self.ask(
            lambda: self._holds.hold(actor, slot.practitioner_id, slot.location_id, service_id, slot.period.start),
            held,
            self._failed,
        )

    def back(self) -> None:
        """Back to the times; the held one is free for others again."""
        self._let_go()
        self.show_state(stage=Stage.CHOOSE, refusal=None)

    def set_reason(self, reason: str) -> None:
        self.show_state(reason=reason)

    def set_symptoms(self, symptoms: str) -> None:
        self.show_state(symptoms=symptoms)

    def book(self) -> None:
        """Books the chosen time, or moves the visit to it."""
        state = self.state
        if state.slot is None or state.busy or state.service_id is None:
            return
        self.show_state(busy=True, refusal=None)
        actor, slot, moving = self._session.actor, state.slot, state.moving
        if moving is not None:
            card, reason = moving.card, state.reason
            self.ask(
                lambda: self._booking.reschedule(
                    actor, card.appointment_id, card.version, slot.practitioner_id, slot.period.start, reason,
                    location_id=slot.location_id,
                ),
                self._done,
                self._failed,
            )  # fmt: skip
            return
        request = BookingRequest(
            request_key=self._request_key,
            practitioner_id=slot.practitioner_id,
            location_id=slot.location_id,
            service_id=state.service_id,
            starts_at=slot.period.start,
            patient_id=actor.patient_id,
            channel=Channel.SELF,
            reason=state.reason.strip(),
            symptoms=state.symptoms.strip(),
            online=bool(state.service and state.service.online),
            hold_key=state.hold.key if state.hold else None,
        )
        self.ask(lambda: self._booking.book(actor, request), self._done, self._failed)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _loaded(
        self,
        answer: tuple[tuple[Place, ...], tuple[SpecialityView, ...], tuple[PractitionerCard, ...], dict[int, NextFree]],
    ) -> None:
        places, specialities, cards, free = answer
        found = [FoundDoctor(card, free[card.id].slot if card.id in free else None) for card in cards]
        near = self._near()
        found.sort(
            key=lambda one: (
                one.next_free is None,
                one.next_free is not None and one.next_free.location_id not in near,
                _start(one.next_free),
                one.card.name,
            )
        )
        if self.state.filters == ALL_DOCTORS:
            languages = sorted({language for card in cards for language in card.languages}, key=str.casefold)
            fees = sorted(
                {role.fee for card in cards for role in card.roles}, key=lambda fee: (fee.currency, fee.minor)
            )
            self.show_state(languages=tuple(languages), fees=tuple(fees))
        used = tuple(speciality for speciality in specialities if speciality.practitioners)
        # What the doctors could not be read for is over; what a booking was refused for stays.
        refusal = self.state.refusal
        if isinstance(refusal, Unreachable) or not self.state.doctors:
            refusal = None
        self.show_state(places=places, specialities=used, doctors=tuple(found), loaded=True, refusal=refusal)
        if self.state.moving is not None and self.state.practitioner_id is None:
            self.choose_doctor(self.state.moving.card.practitioner_id)
        elif self.state.practitioner_id is None and found and self.state.moving is None:
            self.choose_doctor(found[0].card.id)

    def _near(self) -> frozenset[int]:
        """The centres in the country of the one in view: nobody means the soonest time on another continent, which one
        click would book."""
        here = self._session.centre.country
        return frozenset(centre.id for centre in self._session.centres if centre.country == here)

    def _profile_loaded(self, profile: PractitionerProfile) -> None:
        if profile.id != self.state.practitioner_id:
            return
        known = {place.id for place in self.state.places}
        own = [role.location_id for role in profile.roles if role.location_id in known]
        moving, wanted = self.state.moving, self.state.filters.location_id
        soonest = next((one.next_free for one in self.state.doctors if one.card.id == profile.id), None)
        first = moving.card.location_id if moving else wanted or (soonest.location_id if soonest else None)
        place_id = first if first in own else next(iter(own), None)
        self.show_state(profile=profile, place_id=place_id, service_id=None)
        services = self.state.services
        service_id = moving.card.service_id if moving else _usual(services)
        self.show_state(service_id=service_id)
        self._load_slots()

    def _load_slots(self) -> None:
        state = self.state
        if state.practitioner_id is None or state.place_id is None or state.service_id is None:
            self.show_state(slots=(), slots_loaded=True)
            return
        today = local_day(self._session.clock(), state.zone)
        practitioner_id, place_id, service_id = state.practitioner_id, state.place_id, state.service_id
        moving_id = state.moving.card.appointment_id if state.moving else None
        hold_key = state.hold.key if state.hold else None

        def work() -> tuple[FreeSlot, ...]:
            last = today + timedelta(days=self._ahead([(place_id, practitioner_id)]))
            return self._slots.free_slots(
                practitioner_id, place_id, service_id, today, last, Who.SELF, moving_id=moving_id, hold_key=hold_key
            )

        self.ask(work, self._slots_loaded, self._failed, question="slots")

    def _slots_loaded(self, slots: tuple[FreeSlot, ...]) -> None:
        days = [local_day(slot.period.start, self.state.zone) for slot in slots]
        moving = self.state.moving
        wanted = self.state.day or (local_day(moving.card.period.start, self.state.zone) if moving else None)
        day = wanted if wanted in days else next(iter(days), None)
        chosen = self.state.slot
        kept = next((slot for slot in slots if chosen and slot.period == chosen.period), None)
        self.show_state(
            slots=slots, slots_loaded=True, day=day, slot=kept if self.state.stage is Stage.CHOOSE else chosen
        )

        self._ask_about_empty_days()

    def _ask_about_empty_days(self) -> None:
        state, actor = self.state, self._session.actor
        practitioner_id, place_id, service_id = state.practitioner_id, state.place_id, state.service_id
        if practitioner_id is None or place_id is None or service_id is None:
            return
        today = local_day(self._session.clock(), state.zone)
        moving_id = state.moving.card.appointment_id if state.moving else None
        hold_key = state.hold.key if state.hold else None

        def work() -> Mapping[date, tuple[Against, ...]]:
            last = today + timedelta(days=self._ahead([(place_id, practitioner_id)]))
            return self._slots.explain_days(
                actor, practitioner_id, place_id, service_id, today, last, moving_id=moving_id, hold_key=hold_key
            )

        self.ask(
            work,
            lambda why_empty: self.show_state(why_empty=why_empty),
            self._failed,
            question="empty days",
        )

    def _ahead(self, places: Iterable[tuple[int, int]]) -> int:
        """How many days after today to look at; asks the database."""
        return min(self._slots.self_days(places), _MOST_DAYS)

    def _done(self, view: AppointmentView) -> None:
        self.show_state(busy=False, hold=None, stage=Stage.DONE, booked=view, refusal=None)
        self.booked.emit(view)

    def _failed(self, refusal: Refused) -> None:
        if isinstance(refusal, SlotTaken):
            # What was typed is kept; only the time has to be chosen again.
            self._let_go()
            self._request_key = str(uuid.uuid4())
            self.show_state(busy=False, refusal=refusal, stage=Stage.CHOOSE, slot=None)
            self._load_slots()
            return
        self.show_state(busy=False, refusal=refusal)

    def _let_go(self) -> None:
        hold = self.state.hold
        if hold is None or not self._session.signed_in:
            return
        self.show_state(hold=None)
        actor = self._session.actor
        self.ask(lambda: self._holds.release(actor, hold.key), lambda _: None, lambda _: None)


def _usual(services: tuple[OfferedServiceView, ...]) -> int | None:
    """The service that most people come for: the one that the clinic had first."""
    return min((service.service_id for service in services), default=None)


def _start(slot: FreeSlot | None) -> float:
    return slot.period.start.timestamp() if slot else 0.0
