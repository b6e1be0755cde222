"""The page of the waiting list: who waits, which recalls are due, and what came of those before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic, Urgency
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.waiting.service import WaitingListService
from clinic_desktop.services.waiting.values import Listed, WaitingFilters, WaitingListing, WishChoices, WishView
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.WAITING_LIST, Topic.APPOINTMENTS, Topic.PATIENTS})


@dataclass(frozen=True, slots=True)
class WaitingListState:
    """``due_by`` narrows the recalls to those due by that day."""

    listed: Listed = Listed.WAITING
    text: str = ""
    practitioner_id: int | None = None
    urgency: Urgency | None = None
    due_by: date | None = None
    choices: WishChoices = field(default_factory=WishChoices)
    listing: WaitingListing | None = None
    refusal: Refused | None = None
    selected_id: int | None = None

    @property
    def selected(self) -> WishView | None:
        """The selected entry."""
        rows = self.listing.rows if self.listing else ()
        return next((row for row in rows if row.id == self.selected_id), None)

    @property
    def is_filtered(self) -> bool:
        """Whether something narrows the list."""
        return bool(self.text or self.practitioner_id or self.urgency or self.due_by)


class WaitingListViewModel(ViewModel[WaitingListState]):
    """``withdrawn`` carries the WishView that was taken off the list."""

    place_fields = ("listed", "text", "practitioner_id", "urgency", "due_by", "selected_id")

    withdrawn = Signal(object)

    def __init__(self, session: Session, tasks: Background, waiting: WaitingListService) -> None:
        super().__init__(WaitingListState(), tasks.database)
        self._session, self._waiting = session, waiting

    def begin(self) -> None:
        """The page is seen, or another centre is looked at."""
        actor, centre_id = self._session.actor, self._session.centre.id
        self.ask(
            lambda: self._waiting.choices(actor, centre_id),
            lambda choices: self.show_state(choices=choices),
            lambda _: None,
            question="choices",
        )
        self.load()

    def load(self) -> None:
        """Asks for the list."""
        state, actor = self.state, self._session.actor
        filters = WaitingFilters(
            self._session.centre.id, state.listed, state.text, state.practitioner_id, state.urgency, state.due_by
        )
        self.ask(
            lambda: self._waiting.listing(actor, filters),
            lambda listing: self.show_state(listing=listing, refusal=None),
            lambda refusal: self.show_state(refusal=refusal),
            question="listing",
        )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed here or at another desk."""
        if topics & _TOPICS:
            self.load()

    def show_part(self, listed: Listed) -> None:
        """The waiting list, the recalls, or what is over."""
        if listed is not self.state.listed:
            self.show_state(listed=listed, selected_id=None, listing=None)
            self.load()

    def filter(self, **changes: object) -> None:
        """Other filters, by the names of the state's fields."""
        self.show_state(**changes)
        self.load()

    def select(self, entry_id: int | None) -> None:
        """Another row, or none."""
        self.show_state(selected_id=entry_id)

    def withdraw(self) -> None:
        """Takes the selected entry off the list."""
        wish, actor = self.state.selected, self._session.actor
        if wish is not None and wish.is_open:
            self.ask(lambda: self._waiting.withdraw(actor, wish.id, wish.version), self._gone)

    def reopen(self, wish: WishView, finished: Callable[[], None]) -> None:
        """Puts an entry back."""
        actor = self._session.actor

        def back(_: WishView) -> None:
            self.load()
            finished()

        self.ask(lambda: self._waiting.reopen(actor, wish.id, wish.version), back)

    def _gone(self, wish: WishView) -> None:
        self.load()
        self.withdrawn.emit(wish)
