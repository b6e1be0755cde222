"""Choosing a doctor, a service, a day and a free time: for a new booking, and for moving one."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Alternative, Refused
from clinic_desktop.domain.scheduling import wall_instant
from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.services.appointments.explaining import Explanation
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.wishes import FoundTime, FoundTimes, SlotChoices, SlotWishes
from clinic_desktop.viewmodels.appointments.slot_finder import SlotFinder
from clinic_desktop.viewmodels.appointments.slot_picker_state import SlotPickerState
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Centre, Session

DAYS = 7
_WHO_THERE_IS = frozenset({Topic.PRACTITIONERS, Topic.LOCATIONS})


class SlotPicker(ViewModel[SlotPickerState]):
    """``picked`` carries the FreeSlot that a person chose, or None when it was dropped with another doctor or day.
    ``answered`` fires when it is known whether a time that was asked for can be had."""

    picked = Signal(object)
    answered = Signal()

    def __init__(self, session: Session, tasks: Background, slots: SlotService) -> None:
        super().__init__(SlotPickerState(), tasks.database)
        self._session, self._slots = session, slots
        self.finder = SlotFinder(session, tasks, slots)
        self.finder.setParent(self)
        self.finder.taken.connect(self.take_found)
        self._moving_id: int | None = None
        self._hold_key: str | None = None
        self._wanted: datetime | None = None
        self._length: tuple[int | None, int | None] = None, None

    @property
    def centre(self) -> Centre:
        """Where the visit is to be: the centre in view, or another that was chosen here."""
        return self._session.centre_at(self.state.location_id)

    def first_possible(self) -> date:
        """The first day that can be had, and is wished for."""
        today = self._session.clock().astimezone(self.centre.zone).date()
        return max(today, self.state.wishes.not_before or today)

    def begin(
        self,
        practitioner_id: int | None = None,
        service_id: int | None = None,
        day: date | None = None,
        starts_at: datetime | None = None,
        moving_id: int | None = None,
        minutes: int | None = None,
    ) -> None:
        """Starts afresh. ``moving_id`` is the visit that is to be moved, which is not in its own way; with
        the same doctor it takes ``minutes``, whatever the service takes."""
        self._leave_question()
        self._length = practitioner_id, minutes
        self._moving_id, self._hold_key, self._wanted = moving_id, None, starts_at
        wanted = starts_at.astimezone(self.centre.zone).date() if starts_at else day
        today = self._session.today()
        chosen = max(today, wanted or today)
        self.state = SlotPickerState(
            practitioner_id=practitioner_id, service_id=service_id, first_day=chosen, day=chosen, loading=True
        )
        self.show_state()
        self.finder.begin(own=practitioner_id is not None)
        self._load_doctors()

    def again(self, starts_at: datetime | None) -> None:
        """In sight again, as it was: that time is chosen once more where it is still free."""
        self._wanted, self._hold_key = starts_at, None
        self.show_state(starts_at=None)
        self._load_doctors()

    @property
    def asks_for_a_time(self) -> bool:
        """Whether somebody pointed at a time that is not chosen: it is still looked up, or something is against it."""
        return self._wanted is not None or self.state.why is not None

    def set_hold(self, key: str | None) -> None:
        """The desk's own hold, which is not in its way."""
        self._hold_key = key

    def load(self) -> None:
        """Asks for the free times; the chosen one stays chosen while it is free."""
        state, actor = self.state, self._session.actor
        wishes = self._wishes()
        if wishes is None:
            self.finder.forget()
            self.show_state(slots=(), days=(), loading=False)
            return
        self.finder.look(replace(wishes, first_day=self.first_possible()))
        if state.practitioner_id is None:
            self.show_state(loading=False)
            return
        self.show_state(loading=True)
        held = self._hold_key
        self.ask(
            lambda: self._slots.search(actor, wishes),
            lambda found: self._slots_loaded(found, held),
            self._refused,
            question="slots",
        )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed here or at another desk: who can be booked is looked at again, too."""
        if topics & _WHO_THERE_IS:
            self._load_doctors()
        else:
            self.load()

    def wish(self, **changes: object) -> None:
        """Other wishes, by the names of ``TimeWishes``."""
        self.show_state(wishes=replace(self.state.wishes, **changes))  # type: ignore[arg-type]
        first = self.first_possible()
        if self.state.first_day < first or "not_before" in changes:
            self.show_state(first_day=first, day=first)
            self._give_up()
        self.load()

    def take_found(self, found: FoundTime) -> None:
        """One of the next free times of any doctor, here or at another centre."""
        if found.location_id != self.centre.id:
            self.show_state(location_id=found.location_id, doctors=())
        zone = self.centre.zone
        self._wanted = found.period.start
        day = found.period.start.astimezone(zone).date()
        self._give_up()
        self.show_state(practitioner_id=found.practitioner_id, first_day=self._first_with(day), day=day, gone="")
        if self.state.doctors:
            self._keep_service()
            self.load()
        else:
            self._load_doctors()

    def choose_doctor(self, practitioner_id: int) -> None:
        """Another doctor, with their usual service where they do not offer the one chosen."""
        self._change(practitioner_id=practitioner_id, gone="")

    def choose_service(self, service_id: int) -> None:
        """Another service."""
        self._change(service_id=service_id)

    def choose_day(self, day: date) -> None:
        """Another day; one outside the seven brings its own."""
        inside = self.state.first_day <= day < self.state.first_day + timedelta(days=DAYS)
        self.show_state(day=day, first_day=self.state.first_day if inside else day)
        self._give_up()
        if not inside:
            self.load()

    def step_days(self, steps: int) -> None:
        """Seven days on or back, not before today."""
        first = max(self.first_possible(), self.state.first_day + timedelta(days=DAYS * steps))
        self.show_state(first_day=first, day=first, slots=())
        self._give_up()
        self.load()

    def go_to_today(self) -> None:
        """The first day that can be had."""
        first = self.first_possible()
        self.show_state(first_day=first, day=first)
        self._give_up()
        self.load()

    def choose(self, starts_at: datetime) -> None:
        """One of the free times."""
        self._leave_question()
        self.show_state(starts_at=starts_at, why=None, skipped=False, passing=False)
        self.picked.emit(self.state.slot)

    def ask_about(self, minute: int) -> None:
        """A wall-clock time of the day in view: it is chosen where it is free, and else ``why`` says what is against
        it. Where it is no time of that day nothing stays chosen: another time would be booked than the one typed."""
        start = wall_instant(self.state.day, minute, self.centre.zone)
        if start is None:
            self.show_state(skipped=True, why=None, typed=None, passing=False)
            if self.state.starts_at is not None:
                self.show_state(starts_at=None)
                self.picked.emit(None)
            return
        self._ask_why(start)

    def _ask_why(self, start: datetime) -> None:
        state, actor, centre_id = self.state, self._session.actor, self.centre.id
        practitioner_id, service_id = state.practitioner_id, state.service_id
        if practitioner_id is None or service_id is None:
            return
        moving_id, hold_key = self._moving_id, self._hold_key
        minutes = self._length[1] if practitioner_id == self._length[0] else None
        self.show_state(asking=True)
        self.ask(
            lambda: self._slots.explain(
                actor, practitioner_id, centre_id, service_id, start,
                minutes=minutes, moving_id=moving_id, hold_key=hold_key,
            ),
            self._explained,
            lambda refusal: self._not_explained(start, refusal),
            question="why",
        )  # fmt: skip

    def pass_over(self, passing: bool) -> None:
        """To book there anyway, or not after all."""
        self.show_state(passing=passing)

    def set_pass_reason(self, reason: str) -> None:
        """Why it has to be then."""
        self.show_state(pass_reason=reason)

    def choose_alternative(self, option: Alternative) -> None:
        """One of the times that were offered after a lost race."""
        day = option.period.start.astimezone(self.centre.zone).date()
        self._wanted = option.period.start
        self.show_state(practitioner_id=option.practitioner_id, first_day=day, day=day, starts_at=None, gone="")
        self._keep_service()
        self.load()

    def drop(self) -> None:
        """Nothing is chosen any more."""
        self._drop()

    def _change(self, **changes: object) -> None:
        self.show_state(**changes)
        self._keep_service()
        self._give_up()
        self.load()

    def _keep_service(self) -> None:
        doctor = self.state.doctor
        if doctor is not None and self.state.service is None:
            self.show_state(service_id=doctor.services[0].service_id)

    def _give_up(self) -> None:
        """Another day or doctor: neither what was chosen nor what was asked about is meant any more."""
        asked = self.state.asking
        self._leave_question()
        self._drop()
        if asked:
            self.answered.emit()

    def _leave_question(self) -> None:
        """What is being looked up is not wanted any more: its answer must not be taken for one about what is."""
        if self.state.asking:
            self.drop_answers("why")
            self.show_state(asking=False)

    def _drop(self) -> None:
        if self.state.why is not None or self.state.typed is not None or self.state.skipped:
            self.show_state(why=None, typed=None, skipped=False, passing=False)
        if self.state.starts_at is not None:
            self.show_state(starts_at=None)
            self.picked.emit(None)

    def _first_with(self, day: date) -> date:
        """The first day of seven that hold ``day``: those in view where they do."""
        first = self.state.first_day
        return first if first <= day < first + timedelta(days=DAYS) else day

    def _wishes(self) -> SlotWishes | None:
        """What is to be looked for; None while that is not known, or makes no sense."""
        state = self.state
        if state.service_id is None or not state.doctors or not state.wishes.make_sense:
            return None
        since, until = state.wishes.minutes
        return SlotWishes(
            service_id=state.service_id,
            first_day=state.first_day,
            days=DAYS,
            practitioner_ids=() if state.practitioner_id is None else (state.practitioner_id,),
            location_ids=(self.centre.id,),
            from_minute=since,
            until_minute=until,
            weekdays=state.wishes.weekdays,
            hold_key=self._hold_key,
            moving_id=self._moving_id,
        )

    def _load_doctors(self) -> None:
        actor, places = self._session.actor, (self.centre.id,)
        self.ask(lambda: self._slots.choices(actor, places), self._doctors_loaded, self._refused, question="doctors")

    def _doctors_loaded(self, choices: SlotChoices) -> None:
        before, doctors = self.state.doctor, choices.doctors
        self.finder.show_choices(choices)
        known = any(doctor.practitioner_id == self.state.practitioner_id for doctor in doctors)
        if before is not None and not known:
            # Nobody is put in the place of a doctor who was chosen: that is for a person to say.
            self.show_state(doctors=doctors, practitioner_id=None, slots=(), days=(), loading=False, gone=before.name)
            self._give_up()
            self.finder.widen()
            self.load()
            return
        first = doctors[0].practitioner_id if doctors and not self.state.gone else None
        self.show_state(doctors=doctors, practitioner_id=self.state.practitioner_id if known else first)
        self._keep_service()
        self.load()

    def _slots_loaded(self, found: FoundTimes, held: str | None) -> None:
        if held != self._hold_key:
            # Asked before the desk held a time, or let go of it: its own hold would look like somebody else's.
            self.load()
            return
        slots = tuple(slot for day in found.days for slot in day.times)
        self.show_state(slots=slots, days=found.days, loading=False, refusal=None)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and any(slot.period.start == wanted for slot in slots):
            self.choose(wanted)
        elif wanted is not None:
            self._ask_why(wanted)
        elif self.state.starts_at is not None and self.state.slot is None:
            self._drop()
        elif self.state.asking:
            # Somebody typed another time since: its answer is on its way.
            pass
        elif self.state.why is not None or self.state.typed is not None:
            # Another desk may have taken it, or let it go.
            asked = self.state.why.wanted.start if self.state.why else self.state.starts_at
            if asked is not None:
                self._ask_why(asked)
        self._ask_about_empty_days()

    def _ask_about_empty_days(self) -> None:
        state, zone = self.state, self.centre.zone
        full = {slot.period.start.astimezone(zone).date() for slot in state.slots}
        if len(full) == DAYS or state.practitioner_id is None or state.service_id is None:
            return
        actor, centre_id = self._session.actor, self.centre.id
        practitioner_id, service_id = state.practitioner_id, state.service_id
        first, last = state.first_day, state.first_day + timedelta(days=DAYS - 1)
        moving_id, hold_key = self._moving_id, self._hold_key
        self.ask(
            lambda: self._slots.explain_days(
                actor, practitioner_id, centre_id, service_id, first, last, moving_id=moving_id, hold_key=hold_key
            ),
            lambda why_empty: self.show_state(why_empty=why_empty),
            self._refused,
            question="empty days",
        )

    def _explained(self, why: Explanation) -> None:
        practitioner_id, start = self.state.practitioner_id, why.wanted.start
        if not why.is_free or practitioner_id is None:
            again = self.state.why is not None and self.state.why.wanted.start == start
            if self.state.starts_at is not None:
                self.show_state(starts_at=None, typed=None)
                self.picked.emit(None)
            passing = self.state.passing and again and why.may_pass
            self.show_state(why=why, skipped=False, asking=False, passing=passing, refusal=None)
            self.answered.emit()
            return
        same = self.state.starts_at == start
        typed = FreeSlot(practitioner_id, self.centre.id, why.wanted, 1)
        self.show_state(typed=typed, why=None, skipped=False, asking=False, passing=False, refusal=None)
        if not same:
            self.choose(start)
        self.answered.emit()

    def _not_explained(self, start: datetime, refusal: Refused) -> None:
        self.show_state(asking=False)
        if start not in (self.state.starts_at, self.state.why.wanted.start if self.state.why else None):
            # Another time would be booked than the one typed.
            self._drop()
        self._refused(refusal)
        self.answered.emit()

    def _refused(self, refusal: Refused) -> None:
        self.show_state(loading=False, refusal=refusal)
