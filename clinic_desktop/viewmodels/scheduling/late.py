"""A doctor runs late: by how much, who begins when instead, and what becomes of those who run into something."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Invalid, Refused, SlotTaken, StaleRecord
from clinic_desktop.domain.scheduling.late import LateClash
from clinic_desktop.services.scheduling.lateness import LatenessService
from clinic_desktop.services.scheduling.values import LateDay, LateVisit, SavedChange, Treatment
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.scheduling.change import KEPT, Outcome, Pick, decision_of, outcome_of
from clinic_desktop.viewmodels.session import Session

USUAL = (5, 10, 15, 20, 30, 45, 60)
"""The minutes to choose from with one key or click; others are typed."""


@dataclass(frozen=True, slots=True)
class LateState:
    """``outcomes`` has what was chosen for those that are not simply to begin later."""

    minutes: int = 15
    day: LateDay | None = None
    outcomes: Mapping[int, Outcome] = field(default_factory=dict)
    note: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    busy: bool = False
    again: bool = False
    refusal: Refused | None = None

    def outcome(self, visit: LateVisit) -> Outcome:
        """What becomes of the visit; KEEP is to begin later."""
        return self.outcomes.get(visit.hit.id, KEPT)

    @property
    def told(self) -> tuple[int, int]:
        """How many patients are told by email, and how many have none."""
        visits = self.day.visits if self.day else ()
        return sum(visit.hit.reachable for visit in visits), sum(not visit.hit.reachable for visit in visits)


class LateViewModel(ViewModel[LateState]):
    """``kept`` carries the SavedChange once everything is done."""

    kept = Signal(object)

    def __init__(self, session: Session, lateness: LatenessService, practitioner_id: int, tasks: Runner) -> None:
        super().__init__(LateState(), tasks)
        self._session, self._lateness, self._practitioner_id = session, lateness, practitioner_id
        self._proposed: set[int] = set()

    def begin(self, minutes: int | None = None) -> None:
        """Asks what the usual delay comes to."""
        self.set_minutes(minutes or self.state.minutes)

    def set_minutes(self, minutes: int) -> None:
        """Another delay: everything is asked anew."""
        self._proposed = set()
        self.show_state(minutes=minutes, outcomes={}, problems=(), refusal=None, again=False)
        self._preview()

    def set_note(self, note: str) -> None:
        """What patients are told beside."""
        self.show_state(note=note, problems=())

    def choose(self, appointment_id: int, pick: Pick) -> None:
        """Chooses for one visit: KEEP begins later, the others take it out of the row, which helps those after it."""
        visit = self._visit(appointment_id)
        outcome = None if visit is None else outcome_of(visit.hit, pick)
        if outcome is not None:
            self.show_state(outcomes={**self.state.outcomes, appointment_id: outcome}, refusal=None, again=False)
            self._preview()

    def save(self) -> None:
        """Does it all."""
        state = self.state
        day = state.day
        if day is None or state.busy or day.minutes != state.minutes:
            return
        cancels = any(state.outcome(visit).treatment is Treatment.CANCEL for visit in day.visits)
        if cancels and not state.note.strip():
            self.show_state(problems=(("note", "required"),))
            return
        self.show_state(busy=True, refusal=None)
        decisions = tuple(decision_of(visit.hit, state.outcome(visit)) for visit in day.visits)
        actor, number = self._session.actor, self._practitioner_id
        self.ask(
            lambda: self._lateness.save(actor, number, day.minutes, day.visits, decisions, state.note.strip()),
            self._kept,
            self._refused,
        )

    def say_on_time(self) -> None:
        """The doctor has caught up."""
        actor, number = self._session.actor, self._practitioner_id
        self.show_state(busy=True)
        self.ask(lambda: self._lateness.say_on_time(actor, number), lambda _: self._kept(None), self._refused)

    def _kept(self, saved: SavedChange | None) -> None:
        self.show_state(busy=False)
        self.kept.emit(saved)

    def _preview(self, again: bool = False) -> None:
        actor, number, minutes = self._session.actor, self._practitioner_id, self.state.minutes
        without = tuple(one for one, outcome in self.state.outcomes.items() if outcome.treatment is not Treatment.KEEP)

        def done(day: LateDay) -> None:
            self.show_state(day=day, problems=(), again=again)
            self._propose(day)

        self.ask(lambda: self._lateness.preview(actor, number, minutes, without), done, self._refused, "preview")

    def _propose(self, day: LateDay) -> None:
        """Who would be seen after closing, or at a time that is not to be had, is proposed another time, once."""
        found = {}
        for visit in day.visits:
            if visit.clash not in (None, LateClash.BREAK, LateClash.HELD) and visit.hit.id not in self._proposed:
                self._proposed.add(visit.hit.id)
                outcome = outcome_of(visit.hit, Pick.OWN) or outcome_of(visit.hit, Pick.OTHER)
                if outcome is not None:
                    found[visit.hit.id] = outcome
        if found:
            self.show_state(outcomes={**self.state.outcomes, **found})
            self._preview()

    def _refused(self, refusal: Refused) -> None:
        problems = tuple(refusal.problems.items()) if isinstance(refusal, Invalid) else ()
        self.show_state(busy=False, problems=problems, refusal=None if problems else refusal)
        if "minutes" in dict(problems):
            self.show_state(day=None)
        if isinstance(refusal, StaleRecord | SlotTaken):
            self._preview(again=True)

    def _visit(self, appointment_id: int) -> LateVisit | None:
        visits = self.state.day.visits if self.state.day else ()
        return next((visit for visit in visits if visit.hit.id == appointment_id), None)
