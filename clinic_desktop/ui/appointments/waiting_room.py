"""The waiting room in the dock: who waits, who is due, and who has not paid."""

from typing import Any

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.appointments.queue_list import VisitList
from clinic_desktop.ui.appointments.queue_rows import VisitRow, due_rows, heading, queue_rows
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.formats import minutes_text
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.keycap import Keycap
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.waiting_room import Tab, WaitingRoomState, WaitingRoomViewModel
from clinic_desktop.viewmodels.session import Session

_MINUTE = 60_000
_DUE_NEXT = 6


class WaitingRoomDock(Screen):
    """Loads once a minute and whenever something changed. What is selected here is selected on the board too."""

    def __init__(
        self,
        theme: Theme,
        model: WaitingRoomViewModel,
        session: Session,
        shell: Shell,
        hub: ChangeHub,
        focus: DeskFocus,
        desk: VisitDesk,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._theme, self._model, self._session, self._shell = theme, model, session, shell
        self._focus, self._desk, self._locale = focus, desk, locale
        for child in (model, desk):
            child.setParent(self)
        self._seen = False
        self._minute = QTimer(self, interval=_MINUTE)
        self._longest = PlainLabel(theme, role="caption")
        self._shown_choices = self._choices(model.state)
        self.tabs = Segmented(theme, self._shown_choices, self.tr("Waiting room"))
        self.list = VisitList(theme, self.tr("People"))
        self.empty = EmptyState(theme, "users", "", "")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect(hub)

    @property
    def model(self) -> WaitingRoomViewModel:
        """Whose state is shown."""
        return self._model

    def enter(self, **arguments: Any) -> None:
        self._seen = True
        self._minute.start()
        self._model.load()

    def leave(self) -> None:
        self._seen = False
        self._minute.stop()

    def command(self, name: str) -> bool:
        entry = self.list.entry()
        if name == "take_payment" and entry is not None and self.list.hasFocus():
            self._desk.act(entry, "P")
            return True
        if name == "call_next" and entry is not None:
            self._desk.call_next(entry.practitioner_id)
            return True
        return False

    def show_state(self, state: WaitingRoomState) -> None:
        """Shows the state."""
        choices = self._choices(state)
        if choices != self._shown_choices:
            self._shown_choices = choices
            self.tabs.set_choices(choices)
        self.tabs.set_value(state.tab)
        room = state.room
        longest = room.longest_wait_minutes if room else 0
        text = self.tr("longest {wait}").format(wait=minutes_text(longest, self._locale)) if longest else ""
        self._longest.set_text(text)
        rows = self._rows(state)
        self.list.show_rows(rows, state.selected_id)
        if any(row.entry is not None for row in rows) or (room is None and state.refusal is None):
            self._stack.setCurrentWidget(self.list)
        else:
            self._show_empty(state)

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(Space.M, Space.M, Space.M, 0)
        head.addWidget(PlainLabel(self._theme, self.tr("Waiting room"), role="section"))
        head.addStretch()
        head.addWidget(self._longest)
        tabs = QVBoxLayout()
        tabs.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        tabs.addWidget(self.tabs)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addLayout(tabs)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._made_foot())
        self.begin_keys_at(self.list)

    def _made_foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("role", "bottombar")
        row = QHBoxLayout(foot)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.XS + 2)
        hints = ((("Up", "Down"), self.tr("move")), (("Enter",), self.tr("open")), (("?",), self.tr("all keys")))
        for keys, text in hints:
            for key in keys:
                row.addWidget(Keycap(self._theme, key))
            row.addWidget(PlainLabel(self._theme, text, role="caption"))
        row.addStretch()
        return foot

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        self.tabs.chosen.connect(model.show_tab)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda number: self._shell.open_dock("appointment", appointment_id=number))
        self.list.acted.connect(self._desk.act)
        self._focus.selected_changed.connect(model.select)
        self._minute.timeout.connect(model.load)
        self.empty.again.connect(model.load)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._on_session)

    def _choose(self, appointment_id: int | None) -> None:
        self._model.select(appointment_id)
        if appointment_id is not None:
            self._focus.select(appointment_id)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self._seen:
            self._model.on_changed(topics)

    def _on_session(self) -> None:
        if self._seen and self._session.signed_in:
            self._model.load()

    def _choices(self, state: WaitingRoomState) -> tuple[Choice, ...]:
        counts = ((Tab.WAITING, state.waiting), (Tab.DUE, state.due), (Tab.UNPAID, state.unpaid))
        words = {Tab.WAITING: self.tr("Waiting"), Tab.DUE: self.tr("Due"), Tab.UNPAID: self.tr("Unpaid")}
        shown = counts if self._session.may(Permission.SEE_PAYMENTS) else counts[:-1]
        return tuple(Choice(tab, words[tab], detail=self._locale.toString(len(rows))) for tab, rows in shown)

    def _rows(self, state: WaitingRoomState) -> tuple[VisitRow, ...]:
        room = state.room
        if room is None:
            return ()
        zone, locale = self._session.centre.zone, self._locale
        if state.tab is Tab.DUE:
            return due_rows(state.due, zone, locale)
        if state.tab is Tab.UNPAID:
            return queue_rows(state.unpaid, room, zone, locale)
        waiting = queue_rows(state.waiting, room, zone, locale)
        due = due_rows(state.due[:_DUE_NEXT], zone, locale, compact=True)
        return (*waiting, heading(self.tr("Due next"), self.tr("arrive with A")), *due) if due else waiting

    def _show_empty(self, state: WaitingRoomState) -> None:
        if state.refusal is not None:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self.empty.show_trouble(self.tr("The waiting room could not be read"), why, state.refusal.code)
        else:
            texts = {
                Tab.WAITING: (self.tr("Nobody is waiting"), self.tr("Who arrives gets a token and stands here.")),
                Tab.DUE: (self.tr("Nobody is due"), self.tr("Visits of the next two hours stand here.")),
                Tab.UNPAID: (self.tr("Everybody here has paid"), ""),
            }
            self.empty.show_words(*texts[state.tab])
        self._stack.setCurrentWidget(self.empty)
