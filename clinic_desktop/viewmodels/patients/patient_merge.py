"""Making one patient of two records: who the other one is, whose value each field keeps, and taking it back."""

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Gender
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.patients.card import PatientCard
from clinic_desktop.services.patients.duplicates import LikelyDuplicate
from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.services.patients.registration import COLUMNS
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

# The birth's estimate goes with the birth, notes are put together, and a home centre is nobody's mark.
_NOT_CHOSEN = frozenset({"birth_estimated", "desk_notes", "home_location_id"})
_UNKNOWN = ("", None, Gender.UNDISCLOSED)
_MOST_HITS = 8


class Side(StrEnum):
    KEPT = "kept"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the two records differ, and whose value is to stay."""

    field: str
    kept: object
    given_up: object
    side: Side


@dataclass(frozen=True, slots=True)
class MergeState:
    """``kept`` stays, ``given_up`` goes into it; until there is a second record, ``candidates`` and ``hits`` offer
    some. ``same`` names the fields that both have alike."""

    kept: PatientCard | None = None
    given_up: PatientCard | None = None
    candidates: tuple[LikelyDuplicate, ...] = ()
    query: str = ""
    hits: tuple[PatientHit, ...] = ()
    differences: tuple[Difference, ...] = ()
    same: tuple[str, ...] = ()
    busy: bool = False
    refusal: Refused | None = None


class PatientMergeViewModel(ViewModel[MergeState]):
    """``merged`` carries the kept patient's id and the merge's number; ``undone`` the patient that is back."""

    merged = Signal(int, int)
    undone = Signal(int)

    def __init__(self, session: Session, tasks: Background, patients: PatientService) -> None:
        super().__init__(MergeState(), tasks.database)
        self._session, self._patients, self._search = session, patients, tasks.search

    def begin(self, patient_id: int, other_id: int | None = None) -> None:
        """One record, and the other where it is known already."""
        self.state = MergeState()
        self.state_changed.emit(self.state)
        actor = self._session.actor
        self.ask(
            lambda: (
                self._patients.card(actor, patient_id),
                self._patients.likely_duplicates(actor, patient_id),
                self._patients.card(actor, other_id) if other_id is not None else None,
            ),
            lambda answer: self._begun(*answer),
            self._refused,
            question="begin",
        )

    def _begun(self, kept: PatientCard, candidates: tuple[LikelyDuplicate, ...], given_up: PatientCard | None) -> None:
        self.show_state(kept=kept, candidates=candidates, refusal=None)
        if given_up is not None:
            self._compare(kept, given_up)

    def search(self, text: str) -> None:
        """Looks for the other record by hand."""
        text, actor, kept = text.strip(), self._session.actor, self.state.kept
        self.show_state(query=text)
        if not text or kept is None:
            self.show_state(hits=())
            return
        self.ask(
            lambda: self._patients.search(actor, text, limit=_MOST_HITS).hits,
            lambda hits: self.show_state(hits=tuple(hit for hit in hits if hit.id != kept.id)),
            question="search",
            tasks=self._search,
        )

    def choose(self, other_id: int) -> None:
        """This is the other record."""
        actor, kept = self._session.actor, self.state.kept
        if kept is not None:
            self.ask(
                lambda: self._patients.card(actor, other_id),
                lambda other: self._compare(kept, other),
                self._refused,
                question="choose",
            )

    def choose_another(self) -> None:
        """Back to choosing the other record."""
        self.show_state(given_up=None, differences=(), same=(), refusal=None)

    def swap(self) -> None:
        """Keeps the other number instead; whose value stays in which field is judged anew."""
        if self.state.kept is not None and self.state.given_up is not None:
            self._compare(self.state.given_up, self.state.kept)

    def pick(self, field: str, side: Side) -> None:
        """Says whose value a field keeps."""
        changed = tuple(replace(one, side=side) if one.field == field else one for one in self.state.differences)
        self.show_state(differences=changed)

    def merge(self) -> None:
        """Makes one of the two."""
        state, actor = self.state, self._session.actor
        if state.busy or state.kept is None or state.given_up is None:
            return
        kept_id, given_up_id, choose = state.kept.id, state.given_up.id, self._choices()
        self.show_state(busy=True, refusal=None)
        self.ask(
            lambda: self._patients.merge(actor, kept_id, given_up_id, choose),
            lambda number: self._merged(kept_id, number),
            self._refused,
        )

    def undo(self, merge_number: int) -> None:
        """Takes a merge back."""
        actor = self._session.actor
        given_up = self.state.given_up.id if self.state.given_up is not None else 0
        self.ask(lambda: self._patients.undo_merge(actor, merge_number), lambda _: self.undone.emit(given_up))

    def _merged(self, kept_id: int, number: int) -> None:
        self.show_state(busy=False)
        self.merged.emit(kept_id, number)

    def _refused(self, refusal: Refused) -> None:
        self.show_state(busy=False, refusal=refusal)

    def _choices(self) -> dict[str, object]:
        kept, given_up = self.state.kept, self.state.given_up
        chosen: dict[str, object] = {}
        for one in self.state.differences:
            source = given_up if one.side is Side.GIVEN_UP else kept
            chosen[one.field] = one.given_up if one.side is Side.GIVEN_UP else one.kept
            if one.field == "birth_date" and source is not None:
                chosen["birth_estimated"] = source.fields.birth_estimated
        return chosen

    def _compare(self, kept: PatientCard, given_up: PatientCard) -> None:
        if kept.id == given_up.id:
            return
        differences, same = [], []
        for field in COLUMNS:
            ours, theirs = getattr(kept.fields, field), getattr(given_up.fields, field)
            if field in _NOT_CHOSEN:
                continue
            if ours != theirs:
                side = Side.GIVEN_UP if ours in _UNKNOWN else Side.KEPT
                differences.append(Difference(field, ours, theirs, side))
            elif ours not in _UNKNOWN:
                same.append(field)
        # What needs a decision comes first; where only one of the two knows something there is little to decide.
        differences.sort(key=lambda one: one.kept in _UNKNOWN or one.given_up in _UNKNOWN)
        found = {"differences": tuple(differences), "same": tuple(same)}
        self.show_state(kept=kept, given_up=given_up, refusal=None, hits=(), query="", **found)
