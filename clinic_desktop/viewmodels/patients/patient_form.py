"""The form of a patient, new or known: a draft that is judged while it is typed and kept only by ``save``."""

from dataclasses import dataclass, fields, replace
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.errors import Invalid, Refused, StaleRecord
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.integrations.pictures import Crop, PictureStore
from clinic_desktop.services.patients.card import PatientCard
from clinic_desktop.services.patients.drafts import HistoryDraft, PatientDraft
from clinic_desktop.services.patients.duplicates import LikelyDuplicate
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.services.patients.validation import checked
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_NOBODY = PatientDraft("")
_COMPARED = frozenset({"name", "phone", "birth_date"})


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture that was chosen and is stored when the form is saved."""

    data: bytes
    crop: Crop


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved the patient first: who it was, and what they have in the fields that were changed here too.
    Their other changes have been taken over."""

    refusal: StaleRecord
    theirs: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class PatientFormState:
    """``patient_id`` is None for a new patient. ``problems`` are those of fields that somebody has left, by the names
    of PatientDraft ("history.0.condition" for an entry); ``opened`` counts how often the form was filled anew, so that
    a view knows when to fill its fields."""

    patient_id: int | None = None
    number: str = ""
    version: int = 0
    draft: PatientDraft = _NOBODY
    kept: PatientDraft = _NOBODY
    new_picture: NewPicture | None = None
    problems: tuple[tuple[str, str], ...] = ()
    duplicates: tuple[LikelyDuplicate, ...] = ()
    conflict: Conflict | None = None
    opened: int = 0
    loaded: bool = False
    busy: bool = False
    refusal: Refused | None = None

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed that is not kept yet."""
        return self.loaded and (self.draft != self.kept or self.new_picture is not None)

    def problem(self, field: str) -> str:
        """The code of what is wrong with a field; "" for nothing."""
        return dict(self.problems).get(field, "")


class PatientFormViewModel(ViewModel[PatientFormState]):
    """``saved`` carries the patient's id and whether they are new."""

    saved = Signal(int, bool)

    def __init__(self, session: Session, tasks: Background, patients: PatientService, pictures: PictureStore) -> None:
        super().__init__(PatientFormState(), tasks.database)
        self._session, self._patients, self._pictures = session, patients, pictures
        self._search, self._slow = tasks.search, tasks.slow
        self._left: set[str] = set()

    # --- Filling -----------------------------------------------------------------------------------------------------

    def begin(self, **given: Any) -> None:
        """An empty form, with what is known already, such as ``name`` and ``phone``."""
        self._left.clear()
        draft = PatientDraft(given.pop("name", ""), home_location_id=self._session.centre.id, **given)
        empty = PatientDraft("", home_location_id=self._session.centre.id)
        self.state = PatientFormState(draft=draft, kept=empty, opened=self.state.opened + 1, loaded=True)
        self.state_changed.emit(self.state)
        if draft != empty:
            self._find_duplicates()

    def open(self, patient_id: int) -> None:
        """The form of a known patient."""
        self._left.clear()
        self.state = PatientFormState(patient_id, opened=self.state.opened)
        self.state_changed.emit(self.state)
        actor = self._session.actor
        self.ask(lambda: self._patients.card(actor, patient_id), self._opened, self._not_opened, question="open")

    def _opened(self, card: PatientCard) -> None:
        draft = replace(card.fields, history=card.history)
        self.show_state(
            patient_id=card.id, number=card.number, version=card.version, draft=draft, kept=draft,
            opened=self.state.opened + 1, loaded=True, refusal=None,
        )  # fmt: skip
        self._find_duplicates()

    def _not_opened(self, refusal: Refused) -> None:
        self.show_state(refusal=refusal)

    # --- Typing ------------------------------------------------------------------------------------------------------

    def edit(self, **changes: Any) -> None:
        """Something was typed. A field whose fault was shown is judged again at once."""
        self.show_state(draft=replace(self.state.draft, **changes))
        if self._left:
            self._judge()
        if _COMPARED & changes.keys():
            self._find_duplicates()

    def leave(self, field: str) -> None:
        """A person has left the field: from now on what is wrong with it is said."""
        self._left.add(field)
        self._judge()

    def choose_picture(self, picture: NewPicture | None) -> None:
        """A picture was chosen, or taken away."""
        draft = self.state.draft if picture is not None else replace(self.state.draft, picture="")
        self.show_state(new_picture=picture, draft=draft)

    def add_entry(self) -> None:
        """One more entry of the medical history."""
        self._show_entries((*(self.state.draft.history or ()), HistoryDraft("")))

    def edit_entry(self, index: int, **changes: Any) -> None:
        """Something was typed in an entry."""
        entries = list(self.state.draft.history or ())
        entries[index] = replace(entries[index], **changes)
        self.edit(history=tuple(entries))

    def remove_entry(self, index: int) -> None:
        """Takes an entry out; nothing is lost before the form is saved."""
        entries = list(self.state.draft.history or ())
        del entries[index]
        self._left = {field for field in self._left if not field.startswith("history.")}
        self._show_entries(tuple(entries))

    def _show_entries(self, entries: tuple[HistoryDraft, ...]) -> None:
        self.show_state(draft=replace(self.state.draft, history=entries))
        self._judge()

    # --- Judging -----------------------------------------------------------------------------------------------------

    def _all_problems(self) -> dict[str, str]:
        centre = self._session.centre
        try:
            checked(self.state.draft, centre.country, self._session.today())
        except Invalid as refusal:
            return refusal.problems
        return {}

    def _judge(self) -> None:
        found = self._all_problems()
        problems = tuple((field, code) for field, code in found.items() if field in self._left)
        if problems != self.state.problems:
            self.show_state(problems=problems)

    def _find_duplicates(self) -> None:
        """Who is likely to be the same person as the one being typed."""
        draft, actor, own = self.state.draft, self._session.actor, self.state.patient_id
        few = len(draft.name.strip()) < 2 and not draft.phone.strip()
        if few or not self._session.may(Permission.EDIT_PATIENTS):
            self.show_state(duplicates=())
            return
        self.ask(
            lambda: self._patients.likely_duplicates(actor, draft),
            lambda found: self.show_state(duplicates=tuple(one for one in found if one.id != own)),
            lambda _: None,
            question="duplicates",
            tasks=self._search,
        )

    # --- Saving ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Keeps the form. Faults are shown instead, all of them."""
        state = self.state
        if state.busy or not state.loaded:
            return
        problems = self._all_problems()
        if problems:
            self._left |= problems.keys()
            self.show_state(problems=tuple(problems.items()), refusal=Invalid(problems))
            return
        self.show_state(busy=True, refusal=None, conflict=None)
        picture = state.new_picture
        if picture is None:
            self._save_row(state.draft)
            return
        self.ask(
            lambda: self._pictures.store(picture.data, picture.crop).key,
            lambda key: self._save_row(replace(state.draft, picture=key)),
            self._not_saved,
            tasks=self._slow,
        )

    def take_theirs(self) -> None:
        """The other person's values replace those that were typed here; the next save keeps them."""
        conflict = self.state.conflict
        if conflict is not None:
            draft = replace(self.state.draft, **dict(conflict.theirs))
            self.show_state(draft=draft, conflict=None, refusal=None, opened=self.state.opened + 1)

    def keep_mine(self) -> None:
        """What was typed here goes over what the other person has saved in the same fields."""
        self.show_state(conflict=None, refusal=None)
        self.save()

    def _save_row(self, draft: PatientDraft) -> None:
        actor, patient_id, version = self._session.actor, self.state.patient_id, self.state.version
        self.ask(lambda: self._write(actor, patient_id, version, draft), self._saved, self._not_saved)

    def _write(self, actor: Actor, patient_id: int | None, version: int, draft: PatientDraft) -> int:
        if patient_id is None:
            return self._patients.register(actor, draft).id
        self._patients.save(actor, patient_id, version, draft)
        return patient_id

    def _saved(self, patient_id: int) -> None:
        is_new, former = self.state.patient_id is None, self.state.kept.picture
        if former and (self.state.new_picture is not None or not self.state.draft.picture):
            self.ask(lambda: self._pictures.forget(former), lambda _: None, lambda _: None, tasks=self._slow)
        self.show_state(busy=False, kept=self.state.draft, new_picture=None)
        self.saved.emit(patient_id, is_new)

    def _not_saved(self, refusal: Refused) -> None:
        patient_id = self.state.patient_id
        if isinstance(refusal, StaleRecord) and patient_id is not None:
            actor = self._session.actor
            self.ask(
                lambda: self._patients.card(actor, patient_id),
                lambda card: self._show_conflict(refusal, card),
                lambda worse: self.show_state(busy=False, refusal=worse),
            )
            return
        if isinstance(refusal, Invalid):
            self._left |= refusal.problems.keys()
            self.show_state(problems=tuple(refusal.problems.items()))
        self.show_state(busy=False, refusal=refusal)

    def _show_conflict(self, refusal: StaleRecord, card: PatientCard) -> None:
        """What only they changed is taken over; where both changed the same, a person has to say whose it is to be."""
        state, theirs = self.state, replace(card.fields, history=card.history)
        changed = {
            field.name: getattr(theirs, field.name)
            for field in fields(PatientDraft)
            if getattr(theirs, field.name) != getattr(state.kept, field.name)
        }
        own = {name for name in changed if getattr(state.draft, name) != getattr(state.kept, name)}
        draft = replace(state.draft, **{name: value for name, value in changed.items() if name not in own})
        both = tuple((name, changed[name]) for name in changed if name in own and changed[name] != getattr(draft, name))
        self.show_state(
            busy=False, draft=draft, kept=theirs, version=card.version, opened=state.opened + 1,
            refusal=refusal if both else None, conflict=Conflict(refusal, both) if both else None,
        )  # fmt: skip
        if not both:
            self.save()
