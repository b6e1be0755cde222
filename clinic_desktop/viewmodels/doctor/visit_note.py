"""The note of the visit in view: it saves itself, and what was typed is never lost.

Typing keeps the draft here at once. A pause, another visit or leaving the page sends it to the database; where that
fails the draft stays, is said to be unsaved, and is sent again until it is in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from PySide6.QtCore import QTimer

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused, StaleRecord
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.values import NoteView, VisitNote
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

PAUSE = 1200
"""Milliseconds without a key after which the note is saved."""
RETRY = 5000
"""Milliseconds after which a note that could not be saved is sent again."""


class SaveStage(StrEnum):
    """How the note in view stands against what is stored."""

    EMPTY = "empty"
    SAVED = "saved"
    TYPED = "typed"
    SAVING = "saving"
    FAILED = "failed"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class VisitNoteState:
    """``draft`` is what the fields show. ``theirs`` is what somebody else stored meanwhile, in a conflict only.
    ``loaded`` grows whenever the fields are to take over the draft; typing does not change it."""

    encounter_id: int | None = None
    draft: VisitNote = field(default_factory=VisitNote)
    may_write: bool = False
    loaded: int = 0
    stage: SaveStage = SaveStage.EMPTY
    saved_at: datetime | None = None
    refusal: Refused | None = None
    theirs: VisitNote | None = None


class VisitNoteViewModel(ViewModel[VisitNoteState]):
    """One note at a time is in view; drafts of others that are not stored yet are kept besides."""

    def __init__(self, session: Session, visits: VisitService, tasks: Runner) -> None:
        super().__init__(VisitNoteState(), tasks)
        self._session, self._visits = session, visits
        self._author: Actor | None = None
        self._stored: dict[int, NoteView] = {}
        self._unsaved: dict[int, VisitNote] = {}
        self._under_way: set[int] = set()
        self._conflicts: set[int] = set()
        self._pause = _timer(self, PAUSE, self.save_now)
        self._retry = _timer(self, RETRY, self.save_now)

    @property
    def has_unsaved(self) -> bool:
        """Whether anything typed is not stored yet."""
        return bool(self._unsaved)

    def open(self, encounter_id: int | None) -> None:
        """Shows the note of that visit; the one in view is saved first. None shows no note."""
        if encounter_id == self.state.encounter_id:
            return
        self.save_now()
        self.show_state(
            encounter_id=encounter_id, draft=VisitNote(), may_write=False, loaded=self.state.loaded + 1,
            stage=SaveStage.EMPTY, saved_at=None, refusal=None, theirs=None,
        )  # fmt: skip
        if encounter_id is not None:
            self._load(encounter_id)

    def reload(self) -> None:
        """Takes over what is stored now, unless something typed waits to be saved."""
        encounter_id = self.state.encounter_id
        if encounter_id is not None and encounter_id not in self._unsaved and encounter_id not in self._under_way:
            self._load(encounter_id)

    def write(self, part: str, value: str | date | None) -> None:
        """A person typed into a field of the note."""
        encounter_id = self.state.encounter_id
        if encounter_id is None or not self.state.may_write:
            return
        # Kept for the saving, which may come when this desk is locked or somebody else's already.
        self._author = self._session.actor
        draft = replace(self.state.draft, **{part: value})  # type: ignore[arg-type]
        if draft == self.state.draft:
            return
        self._unsaved[encounter_id] = draft
        stage = SaveStage.CONFLICT if encounter_id in self._conflicts else SaveStage.TYPED
        self.show_state(draft=draft, stage=stage)
        self._pause.start()

    def save_now(self) -> None:
        """Sends everything typed that is not stored yet, but what waits for a person's choice."""
        self._pause.stop()
        self._retry.stop()
        for encounter_id in tuple(self._unsaved):
            if encounter_id not in self._conflicts:
                self._save(encounter_id)

    def unsaved_of(self, encounter_id: int | None) -> VisitNote | None:
        """What was typed for that visit and is not stored yet: it goes along when the visit ends."""
        return self._unsaved.get(encounter_id) if encounter_id is not None else None

    def stored_with_visit(self, encounter_id: int, note: VisitNote) -> None:
        """The end of the visit has stored that note."""
        if self._unsaved.get(encounter_id) == note:
            del self._unsaved[encounter_id]
        self._conflicts.discard(encounter_id)
        if encounter_id == self.state.encounter_id:
            self.show_state(stage=SaveStage.SAVED, saved_at=self._session.clock(), refusal=None, theirs=None)

    def keep_mine(self) -> None:
        """In a conflict: what is in view replaces what somebody else stored."""
        encounter_id = self.state.encounter_id
        if encounter_id in self._conflicts:
            self._conflicts.discard(encounter_id)
            self._save(encounter_id)

    def take_theirs(self) -> None:
        """In a conflict: drops what is in view for what somebody else stored."""
        encounter_id = self.state.encounter_id
        if encounter_id in self._conflicts:
            self._conflicts.discard(encounter_id)
            self._unsaved.pop(encounter_id, None)
            self._show_stored(self._stored[encounter_id])

    def _load(self, encounter_id: int) -> None:
        actor = self._session.actor
        self.ask(
            lambda: self._visits.note(actor, encounter_id),
            self._loaded,
            lambda refusal: self.show_state(refusal=refusal),
            question="note",
        )

    def _loaded(self, view: NoteView) -> None:
        self._stored.setdefault(view.encounter_id, view)
        if view.encounter_id not in self._unsaved and view.encounter_id not in self._under_way:
            self._stored[view.encounter_id] = view
        if view.encounter_id == self.state.encounter_id:
            self._show_stored(view)

    def _show_stored(self, view: NoteView) -> None:
        waiting = self._unsaved.get(view.encounter_id)
        stored = SaveStage.SAVED if view.saved_at else SaveStage.EMPTY
        stage = stored if waiting is None else SaveStage.TYPED
        self.show_state(
            draft=waiting or view.note, may_write=view.may_write, loaded=self.state.loaded + 1, stage=stage,
            saved_at=view.saved_at, refusal=None, theirs=None,
        )  # fmt: skip

    def _save(self, encounter_id: int) -> None:
        note, stored, actor = self._unsaved.get(encounter_id), self._stored.get(encounter_id), self._author
        if note is None or stored is None or actor is None or encounter_id in self._under_way:
            return
        self._under_way.add(encounter_id)
        self._say(encounter_id, stage=SaveStage.SAVING)
        version = stored.version
        self.ask(
            lambda: self._visits.save_note(actor, encounter_id, version, note),
            lambda view: self._saved(note, view),
            lambda refusal: self._not_saved(encounter_id, note, refusal),
        )

    def _saved(self, note: VisitNote, view: NoteView) -> None:
        encounter_id = view.encounter_id
        self._under_way.discard(encounter_id)
        self._stored[encounter_id] = view
        if self._unsaved.get(encounter_id) == note:
            del self._unsaved[encounter_id]
            self._say(encounter_id, stage=SaveStage.SAVED, saved_at=view.saved_at, refusal=None, theirs=None)
        else:
            self._say(encounter_id, stage=SaveStage.TYPED, saved_at=view.saved_at, refusal=None, theirs=None)
            self._pause.start()

    def _not_saved(self, encounter_id: int, note: VisitNote, refusal: Refused) -> None:
        self._under_way.discard(encounter_id)
        if not isinstance(refusal, StaleRecord):
            self._say(encounter_id, stage=SaveStage.FAILED, refusal=refusal)
            self._retry.start()
            return
        actor = self._author
        if actor is None:
            return
        self.ask(
            lambda: self._visits.note(actor, encounter_id),
            lambda view: self._compare(note, view),
            lambda other: self._say(encounter_id, stage=SaveStage.FAILED, refusal=other),
        )

    def _compare(self, note: VisitNote, view: NoteView) -> None:
        """The visit moved on since the note was read: only another text is a conflict, a call or a start is none."""
        encounter_id, before = view.encounter_id, self._stored[view.encounter_id].note
        self._stored[encounter_id] = view
        if view.note in (before, note):
            self._save(encounter_id)
            return
        self._conflicts.add(encounter_id)
        self._say(encounter_id, stage=SaveStage.CONFLICT, theirs=view.note, saved_at=view.saved_at)

    def _say(self, encounter_id: int, **changes: object) -> None:
        if encounter_id == self.state.encounter_id:
            self.show_state(**changes)


def _timer(owner: VisitNoteViewModel, milliseconds: int, do: Callable[[], None]) -> QTimer:
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(do)
    return timer
