"""The page of messages: what patients were told at the centre in view, what failed, and doing something about it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import MessageKind, MessageState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.messages.service import LARGEST_PAGE, MessageService
from clinic_desktop.services.messages.values import MessageFilter, MessageRow, MessageView, OutboxState
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

PAGE_SIZE = 100
# What is put into the outbox is published with the appointment that it is about.
TOPICS = frozenset({Topic.MESSAGES, Topic.APPOINTMENTS, Topic.WAITING_LIST})
_FRESH = timedelta(days=7)


class MessagesTab(StrEnum):
    """Which messages are listed."""

    ALL = "all"
    FAILED = "failed"
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"


_STATES = {
    MessagesTab.ALL: frozenset[MessageState](),
    MessagesTab.FAILED: frozenset({MessageState.FAILED}),
    MessagesTab.WAITING: frozenset({MessageState.QUEUED, MessageState.SENDING}),
    MessagesTab.SENT: frozenset({MessageState.SENT}),
    MessagesTab.DROPPED: frozenset({MessageState.DROPPED}),
}


@dataclass(frozen=True, slots=True)
class MessagesState:
    """``rows`` are those that failed in the last week, then all newest first. ``view`` is the selected message whole,
    None until it has come; it need not be in the list. ``more`` says that there are older ones than the list holds."""

    tab: MessagesTab = MessagesTab.ALL
    kind: MessageKind | None = None
    day: date | None = None
    text: str = ""
    limit: int = PAGE_SIZE
    rows: tuple[MessageRow, ...] = ()
    more: bool = False
    outbox: OutboxState | None = None
    selected_id: int | None = None
    view: MessageView | None = None
    loaded: bool = False
    busy: bool = False
    refusal: Refused | None = None

    @property
    def filtered(self) -> bool:
        """Whether some messages are kept from view."""
        return self.tab is not MessagesTab.ALL or self.kind is not None or self.day is not None or bool(self.text)

    @property
    def may_grow(self) -> bool:
        """Whether older ones can be had without a narrower question."""
        return self.more and self.limit < LARGEST_PAGE


@dataclass(frozen=True, slots=True)
class _Answer:
    rows: tuple[MessageRow, ...]
    more: bool
    outbox: OutboxState


class MessagesViewModel(ViewModel[MessagesState]):
    """``sent_again``, ``dropped`` and ``restored`` carry the message's row once it has been kept."""

    place_fields = ("tab", "kind", "day", "text", "limit", "selected_id")

    sent_again = Signal(object)
    dropped = Signal(object)
    restored = Signal(object)

    def __init__(self, session: Session, tasks: Runner, messages: MessageService) -> None:
        super().__init__(MessagesState(), tasks)
        self._session, self._messages = session, messages

    # --- What is in view ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Asks again for the list and for the message in view."""
        self.ask(self._reading(), self._loaded, self._not_loaded, question="list")
        if self.state.selected_id is not None:
            self._load_view()

    def show_tab(self, tab: MessagesTab) -> None:
        """Only what failed, waits, was sent or was taken back; or everything."""
        self._filter(tab=tab)

    def set_kind(self, kind: MessageKind | None) -> None:
        """Only one kind of message."""
        self._filter(kind=kind)

    def set_day(self, day: date | None) -> None:
        """Only what was written on one day."""
        self._filter(day=day)

    def search(self, text: str) -> None:
        """Only messages to people whose name or address has that in it."""
        self._filter(text=text.strip())

    def show_all(self) -> None:
        """Without any filter."""
        self._filter(tab=MessagesTab.ALL, kind=None, day=None, text="")

    def show_older(self) -> None:
        """More of the list."""
        if self.state.may_grow:
            self._filter(limit=min(self.state.limit + PAGE_SIZE, LARGEST_PAGE))

    def select(self, message_id: int | None) -> None:
        """Another message, or none."""
        if message_id == self.state.selected_id:
            return
        self.show_state(selected_id=message_id, view=None)
        if message_id is not None:
            self._load_view()

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & TOPICS and self.state.loaded:
            self.load()

    def _filter(self, **changes: object) -> None:
        if "limit" not in changes:
            changes |= {"limit": PAGE_SIZE, "selected_id": None, "view": None}
        self.show_state(**changes)
        self.load()

    def _reading(self) -> Callable[[], _Answer]:
        state, actor, messages = self.state, self._session.actor, self._messages
        centre_id, week_ago = self._session.centre.id, self._session.clock() - _FRESH
        wanted = MessageFilter(
            states=_STATES[state.tab],
            kinds=frozenset({state.kind}) if state.kind else frozenset(),
            day=state.day,
            location_id=centre_id,
            text=state.text,
        )

        def work() -> _Answer:
            page = messages.listing(actor, wanted, limit=state.limit)
            failed: tuple[MessageRow, ...] = ()
            if state.tab is MessagesTab.ALL:
                failed = messages.listing(actor, replace(wanted, states=_STATES[MessagesTab.FAILED])).rows
            rows = _failed_first(failed, page.rows, week_ago)
            return _Answer(rows, page.before_id is not None, messages.state(actor, centre_id))

        return work

    def _loaded(self, answer: _Answer) -> None:
        self.show_state(rows=answer.rows, more=answer.more, outbox=answer.outbox, loaded=True, refusal=None)
        if self.state.selected_id is None and answer.rows:
            # What failed is read without another key.
            self.select(answer.rows[0].id)

    def _not_loaded(self, refusal: Refused) -> None:
        self.show_state(refusal=refusal)

    def _load_view(self) -> None:
        actor, number, messages = self._session.actor, self.state.selected_id, self._messages
        assert number is not None
        self.ask(lambda: messages.message(actor, number), self._view_loaded, question="view")

    def _view_loaded(self, view: MessageView) -> None:
        if view.row.id == self.state.selected_id:
            self.show_state(view=view)

    # --- Doing something about it ------------------------------------------------------------------------------------

    def send_again(self) -> None:
        """Sends the message in view now; what was sent already goes as a new one."""
        view, actor = self.state.view, self._session.actor
        if view is not None and view.can_send:
            row = view.row
            self._act(lambda: self._messages.send_again(actor, row.id, row.version), lambda: self.sent_again.emit(row))

    def drop(self) -> None:
        """Takes the message in view back before it leaves."""
        view, actor = self.state.view, self._session.actor
        if view is not None and view.can_drop:
            row = view.row
            self._act(lambda: self._messages.drop(actor, row.id, row.version), lambda: self.dropped.emit(row))

    def put_back(self, row: MessageRow) -> None:
        """Lets a message go that was taken back here."""
        actor, messages = self._session.actor, self._messages

        def work() -> None:
            messages.put_back(actor, row.id, messages.message(actor, row.id).row.version)

        self._act(work, lambda: self.restored.emit(row))

    def _act(self, work: Callable[[], object], done: Callable[[], None]) -> None:
        if self.state.busy:
            return
        self.show_state(busy=True)

        def finished(_answer: object) -> None:
            self.show_state(busy=False)
            done()
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(busy=False)
            self.refused.emit(refusal)
            self.load()

        self.ask(work, finished, refused)


def _failed_first(
    failed: tuple[MessageRow, ...], rows: tuple[MessageRow, ...], since: datetime
) -> tuple[MessageRow, ...]:
    """What failed lately stands at the top; what failed long ago stands where its time puts it."""
    first = tuple(row for row in failed if row.created_at > since)
    numbers = {row.id for row in first}
    return first + tuple(row for row in rows if row.id not in numbers)
