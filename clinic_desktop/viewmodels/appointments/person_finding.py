"""Finding the person at the desk while somebody types, or starting a new one: shared by the walk-in and booking
docks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import AppointmentState, Channel, Gender
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.lengths import NAME_LENGTH
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.hits import Found, PatientHit
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_LISTED = 8
_SOME_DIGITS = 3
_WHOLE_PHONE = 7


class Stage(StrEnum):
    FIND = "find"
    NEW = "new"
    READY = "ready"
    ARRIVING = "arriving"


@dataclass(frozen=True, slots=True)
class NewPatient:
    """A new patient as the three fields hold it. The phone or name came from what was searched for."""

    name: str = ""
    phone: str = ""
    birth_date: date | None = None
    birth_estimated: bool = False
    gender: Gender = Gender.UNDISCLOSED
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PersonState:
    """``highlighted`` is an index into ``hits``; one past the last is "New patient". ``namesakes`` counts the others
    whom the same text would have found: at least so many where ``more`` is None, as too many fit to be counted.
    ``earlier`` names whose half-typed visit waits meanwhile, "" where it has no name yet, None where none waits."""

    stage: Stage = Stage.FIND
    query: str = ""
    hits: tuple[PatientHit, ...] = ()
    more: int | None = 0
    answered: str = ""
    highlighted: int = 0
    digits_wanted: int = 4
    patient: PatientHit | None = None
    namesakes: int = 0
    new: NewPatient = NewPatient()
    reason: str = ""
    earlier: str | None = None
    busy: bool = False
    refusal: Refused | None = None

    @property
    def has_person(self) -> bool:
        """Whether somebody was found, or a new patient is being typed: what another panel must not cost."""
        return self.stage in (Stage.READY, Stage.NEW) and not self.busy

    @property
    def has_typed(self) -> bool:
        """Whether more than a search was typed: what even closing the dock must not cost."""
        return self.has_person and (self.stage is Stage.NEW or bool(self.reason.strip()))

    @property
    def name(self) -> str:
        """Who it is, as far as it is known."""
        return self.patient.name if self.patient else self.new.name

    @property
    def offers_new(self) -> bool:
        """Whether "New patient" stands below the hits: as soon as what was typed has been answered."""
        return bool(self.query) and self.answered == self.query

    @property
    def offers_draft(self) -> bool:
        """Whether what was begun before can be gone on with: as long as nobody is looked for."""
        return self.earlier is not None and self.stage is Stage.FIND and not self.query

    @property
    def knows_who(self) -> bool:
        """Whether it is said who is to be booked."""
        return self.stage is Stage.READY or (self.stage is Stage.NEW and bool(self.new.name.strip()))


def digits_wanted(patients: int) -> int:
    """How many last digits of a phone tell people apart (design page, section 4): 4 below 5,000, 5 below 50,000, else
    6."""
    return 4 if patients < 5_000 else 5 if patients < 50_000 else 6


def is_arriving(hit: PatientHit) -> bool:
    """Whether the patient has a confirmed appointment today and only has to be checked in."""
    return hit.booked_today is not None and hit.booked_today.state is AppointmentState.CONFIRMED


def namesakes(hits: Sequence[PatientHit], chosen: PatientHit, more: int | None) -> int:
    """How many other people the same text would have found: the desk is told, so that nobody is picked silently."""
    return sum(hit.id != chosen.id for hit in hits) + (more or 0)


S = TypeVar("S", bound=PersonState)


class PersonFinding(ViewModel[S]):
    """The verbs of finding somebody. What follows from a person having been taken is said by ``choose``."""

    def __init__(self, state: S, session: Session, tasks: Background, patients: PatientService) -> None:
        super().__init__(state, tasks.database)
        self._session, self._all_tasks, self._patients = session, tasks, patients
        self._entered = ""

    def choose(self, **changes: Any) -> None:
        """Replaces fields, and whatever depends on them."""
        self.show_state(**changes)

    def type(self, query: str) -> None:
        """Looks for people while somebody types."""
        query = query.strip()
        self._entered = ""
        self.show_state(stage=Stage.FIND, query=query, patient=None, highlighted=0, refusal=None)
        if not query:
            self.show_state(hits=(), more=0, answered="")
            return
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(
            lambda: self._patients.search(actor, query, centre_id, limit=_LISTED),
            lambda found: self._found(query, found),
            question="search",
            tasks=self._all_tasks.search,
        )

    def move_highlight(self, step: int) -> None:
        """Up or down the list, which ends with "New patient"."""
        last = len(self.state.hits) - (0 if self.state.offers_new else 1)
        self.show_state(highlighted=max(0, min(last, self.state.highlighted + step)))

    def take_highlighted(self) -> None:
        """Enter: takes the highlighted person, or starts a new one. A hand that is faster than the search takes the
        only person who fits, but never one of several whom the eye has not seen."""
        state = self.state
        if state.stage is not Stage.FIND or not state.query:
            return
        if state.answered != state.query:
            self._entered = state.query
            return
        if state.highlighted < len(state.hits):
            self.take(state.hits[state.highlighted])
        else:
            self.start_new()

    def take(self, hit: PatientHit) -> None:
        """This is the person."""
        others = namesakes(self.state.hits, hit, self.state.more)
        self.choose(stage=self.stage_of(hit), patient=hit, namesakes=others, refusal=None)

    def take_known(self, patient_id: int) -> None:
        """A person whom another page knows already."""
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(lambda: self._patients.hit(actor, patient_id, centre_id), self.take)

    def stage_of(self, hit: PatientHit) -> Stage:
        """What comes after this person was taken."""
        return Stage.READY

    def start_new(self) -> None:
        """Nobody fits: a new patient, with the number or the name that was typed."""
        typed = self.state.query
        digits = sum(letter.isdigit() for letter in typed)
        if digits < max(_SOME_DIGITS, len(typed) // 2):
            # The field shows no more than fits a name; it must hold no more either.
            new = NewPatient(name=typed[:NAME_LENGTH])
        else:
            # The last digits alone are no phone: the whole one has to be asked for.
            new = NewPatient(phone=typed if digits >= _WHOLE_PHONE else "")
        self.choose(stage=Stage.NEW, patient=None, namesakes=0, new=new, refusal=None)

    def walk_in_anyway(self) -> None:
        """The patient is booked for later today but wants something else besides."""
        self.choose(stage=Stage.READY)

    def edit_new(self, **fields: Any) -> None:
        """A field of the new patient was typed into."""
        cleared = tuple(pair for pair in self.state.new.problems if pair[0] not in fields)
        self.show_state(new=replace(self.state.new, problems=cleared, **fields), refusal=None)

    def show_problems(self, problems: dict[str, str]) -> None:
        """What is wrong with the new patient's fields."""
        self.show_state(new=replace(self.state.new, problems=tuple(problems.items())))

    def draft(self, source: Channel) -> PatientDraft | None:
        """The new patient to register; None where the person is known."""
        if self.state.patient is not None:
            return None
        new = self.state.new
        return PatientDraft(
            name=new.name,
            phone=new.phone,
            birth_date=new.birth_date,
            birth_estimated=new.birth_estimated,
            gender=new.gender,
            lead_source=source,
            home_location_id=self._session.centre.id,
        )

    def _found(self, query: str, found: Found) -> None:
        if self.state.stage is not Stage.FIND or query != self.state.query:
            return
        meant = not found.hits or found.hits[0].is_meant_by(query)
        self.show_state(hits=found.hits, more=found.more, answered=query, highlighted=0 if meant else len(found.hits))
        if self._entered == query and len(found.hits) <= 1 and meant:
            self.take_highlighted()
        self._entered = ""
