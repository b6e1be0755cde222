"""A change of hours with the visits that it hits: what is to become of each is chosen, then all is saved at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Invalid, Refused, SlotTaken, StaleRecord
from clinic_desktop.domain.money import Money
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.values import (
    AppointmentHit,
    Decision,
    HoursChange,
    Proposal,
    SavedChange,
    Treatment,
)
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


class Pick(StrEnum):
    """What a person can choose with one key: OWN is the next time of the same doctor, OTHER that of a colleague."""

    KEEP = "keep"
    OWN = "own"
    OTHER = "other"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to become of one visit; a MOVE has its ``time``."""

    treatment: Treatment
    time: Proposal | None = None


KEPT = Outcome(Treatment.KEEP)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a save would come to. ``refund`` has an amount for each currency; ``by_phone`` patients have no email."""

    kept: int
    moved: int
    cancelled: int
    refund: tuple[Money, ...]
    by_email: int
    by_phone: int

    @property
    def touched(self) -> int:
        """How many visits are moved or cancelled."""
        return self.moved + self.cancelled


@dataclass(frozen=True, slots=True)
class ChangeState:
    """``outcomes`` has what was chosen for each hit; ``options`` are the times to choose from for the hit asked about.
    ``problems`` are of the change itself or of the ``reason``; ``again`` says that others are hit than a moment ago."""

    change: HoursChange | None = None
    hits: tuple[AppointmentHit, ...] = ()
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    options_for: int | None = None
    options: tuple[Proposal, ...] = ()
    reason: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    asking: bool = False
    busy: bool = False
    again: bool = False
    refusal: Refused | None = None

    @property
    def totals(self) -> Totals:
        """What saving now would come to."""
        return totals_of(self.hits, self.outcomes)

    @property
    def several_doctors(self) -> bool:
        """Whether visits of more than one doctor are hit."""
        return len({hit.practitioner_id for hit in self.hits}) > 1


def totals_of(hits: tuple[AppointmentHit, ...], outcomes: Mapping[int, Outcome]) -> Totals:
    """What becomes of the hits, counted."""
    count = dict.fromkeys(Treatment, 0)
    refund: dict[str, int] = {}
    by_email = by_phone = 0
    for hit in hits:
        treatment = outcomes.get(hit.id, KEPT).treatment
        count[treatment] += 1
        if treatment is Treatment.CANCEL and hit.paid is not None:
            refund[hit.paid.currency] = refund.get(hit.paid.currency, 0) + hit.paid.minor
        if treatment is not Treatment.KEEP:
            by_email += hit.reachable
            by_phone += not hit.reachable
    amounts = tuple(Money(minor, currency) for currency, minor in sorted(refund.items()))
    return Totals(
        count[Treatment.KEEP], count[Treatment.MOVE], count[Treatment.CANCEL], amounts, by_email, by_phone
    )  # fmt: skip


def outcome_of(hit: AppointmentHit, pick: Pick) -> Outcome | None:
    """What the choice means for that visit; None where it cannot be had."""
    if pick is Pick.KEEP:
        return KEPT
    if pick is Pick.CANCEL:
        return Outcome(Treatment.CANCEL) if Treatment.CANCEL in hit.allowed else None
    time = hit.own if pick is Pick.OWN else hit.other
    return None if time is None or Treatment.MOVE not in hit.allowed else Outcome(Treatment.MOVE, time)


def decision_of(hit: AppointmentHit, outcome: Outcome) -> Decision:
    """What the service is told."""
    time = outcome.time
    if time is None:
        return Decision(hit.id, hit.version, outcome.treatment)
    return Decision(hit.id, hit.version, outcome.treatment, time.practitioner_id, time.period.start)


class ChangeViewModel(ViewModel[ChangeState]):
    """``previewed`` fires when it is known whom the change hits, ``kept`` carries the SavedChange once it is done,
    ``turned_down`` a refusal of the preview or the save that the state also holds.

    ``usual`` are the choices that each hit starts with: the first of them that it can have.
    """

    previewed = Signal()
    kept = Signal(object)
    turned_down = Signal(object)

    def __init__(
        self, session: Session, changes: HoursChangeService, tasks: Runner, usual: tuple[Pick, ...] = ()
    ) -> None:
        super().__init__(ChangeState(), tasks)
        self._session, self._changes, self._usual = session, changes, usual

    def ask_about(self, change: HoursChange) -> None:
        """Asks whom the change would hit. What was chosen for a visit stays while it is hit."""
        self.show_state(change=change, asking=True, refusal=None)
        actor = self._session.actor
        self.ask(lambda: self._changes.preview(actor, change), self._answered, self._refused_preview, "preview")

    def choose(self, appointment_id: int, pick: Pick) -> None:
        """Chooses for one visit; a choice that it cannot have changes nothing."""
        hit = self._hit(appointment_id)
        outcome = None if hit is None else outcome_of(hit, pick)
        if outcome is not None:
            self._set({appointment_id: outcome})

    def choose_all(self, pick: Pick) -> None:
        """Chooses for all; those that cannot have it stay as they were chosen."""
        found = {hit.id: outcome for hit in self.state.hits if (outcome := outcome_of(hit, pick)) is not None}
        self._set(found)

    def ask_times(self, appointment_id: int) -> None:
        """Asks for more times for one visit; the times chosen for the others are not among them."""
        change = self.state.change
        if change is None:
            return
        others = tuple(one for one in self.decisions() if one.appointment_id != appointment_id)
        actor = self._session.actor
        self.show_state(options_for=None, options=())
        self.ask(
            lambda: self._changes.times(actor, change, appointment_id, others),
            lambda found: self.show_state(options_for=appointment_id, options=found),
            question="times",
        )

    def take_time(self, appointment_id: int, time: Proposal) -> None:
        """Moves the visit to one of the times that were asked for."""
        self._set({appointment_id: Outcome(Treatment.MOVE, time)})

    def set_reason(self, reason: str) -> None:
        """What the history and cancelled patients are told."""
        problems = tuple(pair for pair in self.state.problems if pair[0] != "cancel_reason")
        self.show_state(reason=reason, problems=problems)

    def decisions(self) -> tuple[Decision, ...]:
        """What was chosen of each hit, for the service."""
        state = self.state
        return tuple(decision_of(hit, state.outcomes.get(hit.id, KEPT)) for hit in state.hits)

    def save(self) -> None:
        """Makes the change and does what was chosen, all at once."""
        state = self.state
        change = state.change
        if change is None or state.busy:
            return
        if state.totals.cancelled and not state.reason.strip():
            self.show_state(problems=(("cancel_reason", "required"),))
            return
        self.show_state(busy=True, refusal=None, again=False)
        actor, decisions, reason = self._session.actor, self.decisions(), state.reason
        self.ask(lambda: self._changes.save(actor, change, decisions, reason), self._kept, self._refused_save)

    def _kept(self, saved: SavedChange) -> None:
        self.show_state(busy=False, hits=(), outcomes={}, reason="")
        self.kept.emit(saved)

    def _answered(self, hits: tuple[AppointmentHit, ...]) -> None:
        chosen = self.state.outcomes
        outcomes = {}
        for hit in hits:
            before = chosen.get(hit.id)
            kept = before if before is not None and (before.time in (None, hit.own, hit.other)) else None
            outcomes[hit.id] = kept or self._first(hit)
        self.show_state(hits=hits, outcomes=outcomes, problems=(), asking=False)
        self.previewed.emit()

    def _first(self, hit: AppointmentHit) -> Outcome:
        found = (outcome_of(hit, pick) for pick in self._usual)
        return next((outcome for outcome in found if outcome is not None), KEPT)

    def _refused_preview(self, refusal: Refused) -> None:
        problems = tuple(refusal.problems.items()) if isinstance(refusal, Invalid) else ()
        self.show_state(hits=(), outcomes={}, problems=problems, asking=False, refusal=None if problems else refusal)
        self.turned_down.emit(refusal)

    def _refused_save(self, refusal: Refused) -> None:
        problems = tuple(refusal.problems.items()) if isinstance(refusal, Invalid) else ()
        self.show_state(busy=False, problems=problems, refusal=None if problems else refusal)
        self.turned_down.emit(refusal)
        stale_hours = isinstance(refusal, StaleRecord) and refusal.what == "schedule"
        change = self.state.change
        if isinstance(refusal, StaleRecord | SlotTaken) and not stale_hours and change is not None:
            # Somebody booked or moved a visit meanwhile: who is hit now, and where they could go, is asked again.
            actor = self._session.actor
            self.ask(lambda: self._changes.preview(actor, change), self._again, self._refused_preview, "preview")

    def _again(self, hits: tuple[AppointmentHit, ...]) -> None:
        refusal = self.state.refusal
        self._answered(hits)
        self.show_state(again=True, refusal=refusal)

    def _set(self, outcomes: Mapping[int, Outcome]) -> None:
        self.show_state(outcomes={**self.state.outcomes, **outcomes}, refusal=None, again=False, problems=())

    def _hit(self, appointment_id: int) -> AppointmentHit | None:
        return next((hit for hit in self.state.hits if hit.id == appointment_id), None)
