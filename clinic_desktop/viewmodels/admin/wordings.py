"""The wording of messages: a draft that is tried out on an invented visit with every letter."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.errors import Refused, WordingRefused
from clinic_desktop.domain.wording import FIELDS_OF, Wording
from clinic_desktop.services.messages.values import WordingPreview, WordingView
from clinic_desktop.services.messages.wording_service import WordingService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_NOTHING = Wording("", "")


@dataclass(frozen=True, slots=True)
class WordingsState:
    """``views`` are all wordings; the one of ``kind`` and ``language`` ("" for any) is edited. ``problem`` says what is
    wrong with the draft, ``preview`` how it read when it was last in order."""

    views: tuple[WordingView, ...] = ()
    kind: MessageKind = MessageKind.CONFIRMATION
    language: str = ""
    draft: Wording = _NOTHING
    stored: Wording = _NOTHING
    version: int = 0
    own: bool = False
    problem: WordingRefused | None = None
    preview: WordingPreview | None = None
    loaded: bool = False
    busy: bool = False
    refusal: Refused | None = None
    save_refusal: Refused | None = None

    @property
    def dirty(self) -> bool:
        """Whether something would be lost by leaving."""
        return self.draft != self.stored

    @property
    def fields(self) -> tuple[str, ...]:
        """What the kind in view knows."""
        return FIELDS_OF[self.kind]

    @property
    def languages(self) -> frozenset[str]:
        """The languages in which the kind in view has a wording of its own."""
        return frozenset(view.language for view in self.views if view.kind is self.kind and view.language)


class WordingsViewModel(ViewModel[WordingsState]):
    """``saved`` fires once the draft is kept; ``was_reset`` carries the WordingView that was given up."""

    place_fields = ("kind", "language")

    saved = Signal()
    was_reset = Signal(object)

    def __init__(self, session: Session, wordings: WordingService, tasks: Runner) -> None:
        super().__init__(WordingsState(), tasks)
        self._session, self._wordings = session, wordings

    # --- What is in view ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Asks for all wordings; a draft is not touched."""
        actor = self._session.actor
        self.ask(lambda: self._wordings.listing(actor), self._loaded, self._not_loaded, question="list")

    def choose(self, kind: MessageKind, language: str = "") -> None:
        """Takes another wording into view; the draft is dropped. In a language that has none of its own it begins with
        the wording for all."""
        view = _found(self.state.views, kind, language)
        whole = _found(self.state.views, kind, "")
        stored = view or whole
        if stored is None:
            return
        self.state = replace(
            self.state, kind=kind, language=language, draft=stored.wording, stored=stored.wording,
            version=view.version if view else 0, own=view.own if view else False, problem=None, save_refusal=None,
        )  # fmt: skip
        self._try_out()

    def edit(self, subject: str | None = None, body: str | None = None) -> None:
        """Another subject or text."""
        draft = self.state.draft
        draft = Wording(draft.subject if subject is None else subject, draft.body if body is None else body)
        self.state = replace(self.state, draft=draft, problem=None, save_refusal=None)
        self._try_out()

    def discard(self) -> None:
        """Back to what is stored."""
        self.choose(self.state.kind, self.state.language)

    # --- Keeping it --------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Makes the draft the clinic's wording."""
        state, actor = self.state, self._session.actor
        if state.busy or not state.dirty:
            return
        self.show_state(busy=True, save_refusal=None)
        self.ask(
            lambda: self._wordings.save(actor, state.kind, state.language, state.draft, state.version),
            lambda _: self._kept(),
            self._not_kept,
        )

    def reset(self) -> None:
        """Gives up the clinic's own wording."""
        state, actor = self.state, self._session.actor
        view = _found(state.views, state.kind, state.language)
        if state.busy or view is None or not view.own:
            return
        self.show_state(busy=True)
        self.ask(
            lambda: self._wordings.reset(actor, view.kind, view.language),
            lambda _: self._given_up(view),
            self._not_kept,
        )

    def put_back(self, view: WordingView) -> None:
        """Takes a reset back."""
        actor = self._session.actor

        def done(_nothing: None) -> None:
            self._settle()
            self.load()

        self.ask(lambda: self._wordings.save(actor, view.kind, view.language, view.wording, 0), done)

    def _try_out(self) -> None:
        """Says at once what was typed, and how it reads as soon as that is known."""
        self.state_changed.emit(self.state)
        state, actor = self.state, self._session.actor
        self.ask(
            lambda: self._wordings.preview(actor, state.kind, state.draft),
            lambda preview: self.show_state(preview=preview, problem=None),
            self._not_tried,
            question="preview",
        )

    def _not_tried(self, refusal: Refused) -> None:
        if isinstance(refusal, WordingRefused):
            self.show_state(problem=refusal)
        else:
            self.refused.emit(refusal)

    def _kept(self) -> None:
        self._settle()
        self.saved.emit()
        self.load()

    def _given_up(self, view: WordingView) -> None:
        self._settle()
        self.was_reset.emit(view)
        self.load()

    def _settle(self) -> None:
        """Nothing typed is left to lose: what is stored may come into view."""
        self.state = replace(self.state, stored=self.state.draft, busy=False)

    def _not_kept(self, refusal: Refused) -> None:
        problem = refusal if isinstance(refusal, WordingRefused) else None
        self.show_state(busy=False, problem=problem, save_refusal=refusal)

    def _loaded(self, views: tuple[WordingView, ...]) -> None:
        first = not self.state.loaded
        self.state = replace(self.state, views=views, loaded=True, refusal=None)
        if first or not self.state.dirty:
            self.choose(self.state.kind, self.state.language)
        else:
            self.state_changed.emit(self.state)

    def _not_loaded(self, refusal: Refused) -> None:
        self.show_state(refusal=refusal)


def _found(views: tuple[WordingView, ...], kind: MessageKind, language: str) -> WordingView | None:
    return next((view for view in views if view.kind is kind and view.language == language), None)
