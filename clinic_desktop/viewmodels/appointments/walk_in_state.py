"""What the walk-in dock shows, as values; and the choices that it makes for the person at the desk."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from clinic_desktop.domain.codes import PaymentMethod, Urgency
from clinic_desktop.domain.errors import Alternative
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Period
from clinic_desktop.services.appointments.values import DeskOffer, WalkInDone
from clinic_desktop.viewmodels.appointments.person_finding import PersonState, Stage

PROMISE = timedelta(minutes=60)
"""The doctor last seen is taken again where they have time within this; else whoever is free soonest."""


@dataclass(frozen=True, slots=True)
class WalkInState(PersonState):
    """``queued`` is a wish for the queue
    instead of a time. ``method`` None means that it is paid later; ``methods`` are
    those that can be taken here. ``alternatives`` are offered after a lost race, and
    ``offered`` is the one that was taken. ``gone`` is a chosen time that another desk took meanwhile."""

    doctors: tuple[DeskOffer, ...] = ()
    loaded: bool = False
    practitioner_id: int | None = None
    starts_at: datetime | None = None
    queued: bool = False
    offered: datetime | None = None
    gone: datetime | None = None
    method: PaymentMethod | None = PaymentMethod.CASH
    methods: tuple[PaymentMethod | None, ...] = (None,)
    urgency: Urgency = Urgency.ROUTINE
    print_token: bool = True
    alternatives: tuple[Alternative, ...] = ()
    done: WalkInDone | None = None

    @property
    def doctor(self) -> DeskOffer | None:
        """The doctor that is chosen."""
        return next((doctor for doctor in self.doctors if doctor.practitioner_id == self.practitioner_id), None)

    @property
    def period(self) -> Period | None:
        """The time that is chosen; None for the queue."""
        doctor = self.doctor
        if doctor is None or self.starts_at is None:
            return None
        for start in doctor.starts:
            if start.start == self.starts_at:
                return start
        length = next((s.duration_minutes for s in doctor.services if s.service_id == doctor.service_id), 30)
        return Period(self.starts_at, self.starts_at + timedelta(minutes=length))

    @property
    def fee(self) -> Money | None:
        """What the chosen doctor costs."""
        return self.doctor.fee if self.doctor else None

    @property
    def can_book(self) -> bool:
        """Whether Ctrl+Enter does something."""
        return not self.busy and ((self.knows_who and self.doctor is not None) or self.stage is Stage.ARRIVING)


def with_choices(state: WalkInState, now: datetime) -> WalkInState:
    """Doctor and time chosen as the desk would: the doctor last seen where they are free within the promise, else
    whoever is free soonest, else the shortest queue. A choice that still stands is kept."""
    doctor = state.doctor or _best_doctor(state, now)
    if doctor is None:
        return replace(state, practitioner_id=None, starts_at=None, queued=False)
    same = state.practitioner_id == doctor.practitioner_id
    if same and (state.queued or _still_stands(state, doctor)):
        return state
    start = doctor.next_free.start if doctor.next_free else None
    return replace(state, practitioner_id=doctor.practitioner_id, starts_at=start, queued=start is None)


def reloaded(before: WalkInState, doctors: tuple[DeskOffer, ...], now: datetime) -> WalkInState:
    """The state with fresh offers; a chosen time that is no longer free is named in ``gone``, never changed
    silently."""
    after = with_choices(replace(before, doctors=doctors, loaded=True), now)
    chosen = before.stage in (Stage.READY, Stage.NEW) and before.starts_at is not None
    lost = chosen and after.starts_at != before.starts_at and before.starts_at is not None and before.starts_at > now
    return replace(after, gone=before.starts_at if lost else before.gone)


def _still_stands(state: WalkInState, doctor: DeskOffer) -> bool:
    start = state.starts_at
    return start is not None and (start == state.offered or any(period.start == start for period in doctor.starts))


def _best_doctor(state: WalkInState, now: datetime) -> DeskOffer | None:
    last = state.patient.last_practitioner_id if state.patient else None
    for doctor in state.doctors:
        if doctor.practitioner_id == last and doctor.next_free and doctor.next_free.start - now <= PROMISE:
            return doctor
    free = [(doctor.next_free.start, doctor) for doctor in state.doctors if doctor.next_free is not None]
    if free:
        # Two are free at the same time: the patient is seen sooner by whoever is less behind.
        return min(free, key=lambda pair: (pair[0], pair[1].late_minutes, pair[1].queue_length))[1]
    return min(state.doctors, key=lambda doctor: doctor.wait_minutes, default=None)
