"""What patients may say about themselves: name, contacts, picture, emergency contact, language."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.integrations.pictures import Crop, PictureStore
from clinic_desktop.services.patients.card import PatientCard
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture that was chosen and is not stored yet."""

    data: bytes
    crop: Crop


@dataclass(frozen=True, slots=True)
class MeState:
    """``draft`` is what the fields show; ``stored`` is what is kept. ``loaded`` grows when the fields are to take over
    the draft. ``picture_gone`` says that the picture is to be removed, ``picture`` that another one replaces it."""

    card: PatientCard | None = None
    stored: PatientDraft | None = None
    draft: PatientDraft | None = None
    picture: NewPicture | None = None
    picture_gone: bool = False
    loaded: int = 0
    problems: tuple[tuple[str, str], ...] = ()
    busy: bool = False
    refusal: Refused | None = None

    @property
    def dirty(self) -> bool:
        """Whether something was changed that is not saved."""
        return self.draft != self.stored or self.picture is not None or self.picture_gone


class MeViewModel(ViewModel[MeState]):
    """``saved`` fires once the changes are kept."""

    saved = Signal()

    def __init__(self, session: Session, patients: PatientService, pictures: PictureStore, tasks: Background) -> None:
        super().__init__(MeState(), tasks.database)
        self._session, self._patients, self._pictures, self._slow = session, patients, pictures, tasks.slow

    def load(self) -> None:
        """Asks for what is kept; changes that are not saved stay in the fields."""
        actor = self._session.actor
        self.ask(
            lambda: self._patients.card(actor, actor.patient_id or 0),
            self._loaded,
            lambda refusal: self.show_state(refusal=refusal),
            question="card",
        )

    def on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        """Something changed at the clinic."""
        card = self.state.card
        mine = Topic.PATIENTS in topics and (card is None or not rows or card.id in rows)
        if mine and not self.state.dirty and not self.state.busy:
            self.load()

    def change(self, **fields: Any) -> None:
        """A person typed into a field of the draft."""
        if self.state.draft is None:
            return
        problems = tuple(pair for pair in self.state.problems if pair[0] not in fields)
        self.show_state(draft=replace(self.state.draft, **fields), problems=problems, refusal=None)

    def change_picture(self, picture: NewPicture | None) -> None:
        """Another picture was chosen, or (None) the picture was taken away."""
        had = bool(self.state.stored and self.state.stored.picture)
        self.show_state(picture=picture, picture_gone=picture is None and had)

    def discard(self) -> None:
        """Back to what is kept."""
        self.show_state(
            draft=self.state.stored, picture=None, picture_gone=False, problems=(), refusal=None,
            loaded=self.state.loaded + 1,
        )  # fmt: skip

    def save(self) -> None:
        """Keeps the changes; a new picture is stored first."""
        if self.state.draft is None or self.state.busy or not self.state.dirty:
            return
        self.show_state(busy=True, refusal=None, problems=())
        picture = self.state.picture
        if picture is None:
            key = "" if self.state.picture_gone else self.state.draft.picture
            self._save(replace(self.state.draft, picture=key))
            return
        draft = self.state.draft
        self.ask(
            lambda: self._pictures.store(picture.data, picture.crop).key,
            lambda key: self._save(replace(draft, picture=key)),
            self._not_saved,
            tasks=self._slow,
        )

    def _save(self, draft: PatientDraft) -> None:
        card = self.state.card
        if card is None:
            return
        actor = self._session.actor
        before = self.state.stored.picture if self.state.stored else ""

        def kept(_version: int) -> None:
            if before and before != draft.picture:
                self.ask(lambda: self._pictures.forget(before), lambda _: None, lambda _: None, tasks=self._slow)
            self.show_state(busy=False, picture=None, picture_gone=False, stored=draft, draft=draft)
            self.saved.emit()
            self.load()

        self.ask(lambda: self._patients.save(actor, card.id, card.version, draft), kept, self._not_saved)

    def _loaded(self, card: PatientCard) -> None:
        fields = replace(card.fields, history=None)
        if self.state.stored is not None and self.state.dirty:
            return
        self.show_state(card=card, stored=fields, draft=fields, loaded=self.state.loaded + 1, refusal=None, problems=())

    def _not_saved(self, refusal: Refused) -> None:
        problems = tuple(refusal.problems.items()) if isinstance(refusal, Invalid) else ()
        self.show_state(busy=False, problems=problems, refusal=None if problems else refusal)
