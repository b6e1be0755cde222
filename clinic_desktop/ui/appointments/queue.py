"""The queue page: everybody who is here, in a column for each doctor, with tokens and waits."""

from typing import Any

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import QueueState, Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.appointments.queue_list import VisitList
from clinic_desktop.ui.appointments.queue_rows import VisitRow, due_rows, heading, queue_rows
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.appointments.wait_words import accuracy_words
from clinic_desktop.ui.appointments.waiting_screen import WaitingScreen
from clinic_desktop.ui.formats import minutes_text
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.waiting_room import DoctorQueue, WaitingRoomState, WaitingRoomViewModel
from clinic_desktop.viewmodels.session import Session

_MINUTE = 60_000
_COLUMN = 348
_DUE = 4


class QueueColumn(QWidget):
    """One doctor: who is with them, who is called, waits or is held, and who is due."""

    def __init__(self, theme: Theme, session: Session, desk: VisitDesk, shell: Shell, locale: QLocale) -> None:
        super().__init__()
        self._session, self._desk, self._locale = session, desk, locale
        self._practitioner_id = 0
        self._avatar = Avatar(theme, 36)
        self._name = PlainLabel(theme, role="strong")
        self._detail = PlainLabel(theme, role="caption")
        self._next = Button(theme, self.tr("Call next"), icon="megaphone", role="primary")
        self._next.clicked.connect(lambda: desk.call_next(self._practitioner_id))
        self.list = VisitList(theme, "", grows=True)
        self.list.opened.connect(lambda number: shell.open_dock("appointment", appointment_id=number))
        self.list.acted.connect(desk.act)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._detail)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(self._avatar)
        head.addLayout(words, 1)
        panel = Panel(theme)
        panel.body.addLayout(head)
        panel.body.addWidget(self._next)
        panel.body.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)
        layout.addStretch(1)

    def show_queue(self, queue: DoctorQueue, state: WaitingRoomState) -> None:
        """Shows the doctor's people."""
        room = state.room
        if room is None:
            return
        self._practitioner_id = queue.practitioner_id
        self._avatar.show_person(queue.name)
        self._name.set_text(queue.name)
        ready = [entry for entry in queue.waiting if entry.queue_state is not QueueState.HELD]
        longest = max((entry.wait_minutes for entry in ready), default=0)
        count = self.tr("%Ln waiting", "", len(queue.waiting))
        wait = self.tr("longest {wait}").format(wait=minutes_text(longest, self._locale)) if ready else ""
        self._detail.set_text(joined(queue.room, count, wait))
        self._next.setVisible(any(entry.queue_state is QueueState.WAITING for entry in ready))
        self._next.set_key("F9" if queue.practitioner_id == state.next_doctor else None)
        self.list.setAccessibleName(self.tr("Queue of {doctor}").format(doctor=queue.name))
        zone = self._session.centre.zone
        rows: list[VisitRow] = list(queue_rows(queue.entries, room, zone, self._locale, with_doctor=False))
        if queue.due:
            rows.append(heading(self.tr("Due next"), self.tr("arrive with A")))
            rows += due_rows(queue.due[:_DUE], zone, self._locale, compact=True, with_doctor=False)
        self.list.show_rows(tuple(rows), state.selected_id)


class QueuePage(Screen):
    """Loads once a minute and whenever something changed."""

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
        self.setProperty("role", "page")
        self._theme, self._model, self._session, self._shell = theme, model, session, shell
        self._focus, self._desk, self._locale, self._hub = focus, desk, locale, hub
        for child in (model, desk):
            child.setParent(self)
        self._seen = False
        self._columns: list[QueueColumn] = []
        self._minute = QTimer(self, interval=_MINUTE)
        self._waiting = Chip(theme, "", icon="users")
        self._longest = Chip(theme, "", icon="clock")
        self._unpaid = Chip(theme, "", icon="banknote")
        for chip in (self._waiting, self._longest, self._unpaid):
            chip.hide()
        self.show_screen = Button(theme, self.tr("Waiting-room screen"), icon="tv", key="T")
        self.show_screen.clicked.connect(self.open_screen)
        self.screen_window: WaitingScreen | None = None
        self.accuracy = PlainLabel(theme, role="caption")
        self.empty = EmptyState(theme, "users", self.tr("Nobody is here"), self.tr("Who arrives gets a token."))
        self._lay_out()
        self._connect(hub)

    def enter(self, **arguments: Any) -> None:
        self._seen = True
        self._minute.start()
        self._model.load()
        self._model.load_wait_error()
        if arguments.get("screen"):
            self.open_screen()

    def open_screen(self) -> None:
        """Opens the screen of the waiting room for the centre in view, or brings the one that is open to the front."""
        window = self.screen_window
        if window is not None and isValid(window) and window.isVisible():
            if window.centre_id == self._session.centre.id:
                window.raise_()
                return
            window.close()
        window = WaitingScreen(self._theme, self._model.screen(), self._session, self._hub, self._locale)
        self.screen_window = window
        window.open_beside(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_T and not event.modifiers():
            self.open_screen()
        else:
            super().keyPressEvent(event)

    def leave(self) -> None:
        self._seen = False
        self._minute.stop()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
            return True
        doctor = self._model.state.next_doctor
        if name == "call_next" and doctor is not None:
            self._desk.call_next(doctor)
            return True
        column = next((column for column in self._columns if column.list.hasFocus()), None)
        entry = column.list.entry() if column else None
        if name == "take_payment" and entry is not None:
            self._desk.act(entry, "P")
            return True
        return False

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("C", self.tr("Call in")),
            ("H", self.tr("Hold, or back to the queue")),
            ("S", self.tr("Skip: called but not there")),
            ("U / D", self.tr("More or less urgent")),
            ("X", self.tr("Did not come, or left without being seen")),
            ("A", self.tr("Arrived")),
            ("P", self.tr("Take payment")),
            ("Enter", self.tr("Open the visit")),
            ("T", self.tr("Waiting-room screen")),
        )

    def show_state(self, state: WaitingRoomState) -> None:
        """Shows the state."""
        room = state.room
        for chip in (self._waiting, self._longest, self._unpaid):
            chip.setVisible(room is not None)
        if room is None and state.refusal is not None:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self.empty.show_trouble(self.tr("The queue could not be read"), why, state.refusal.code)
            self._stack.show_page(self.empty)
        if room is None:
            return
        alert = room.longest_wait_minutes >= room.alert_minutes
        warned = room.longest_wait_minutes >= room.warn_minutes
        self._waiting.show_fact(self.tr("%Ln waiting", "", len(state.waiting)), "users", "neutral")
        longest = self.tr("longest {wait}").format(wait=minutes_text(room.longest_wait_minutes, self._locale))
        self._longest.show_fact(longest, "clock", "danger" if alert else "warn" if warned else "neutral")
        self._unpaid.show_fact(self.tr("%Ln unpaid", "", len(state.unpaid)), "banknote", "neutral")
        self._unpaid.setVisible(self._session.may(Permission.SEE_PAYMENTS))
        self.accuracy.set_text(accuracy_words(state.wait_error, self._locale))
        self._show_columns(state)

    def _show_columns(self, state: WaitingRoomState) -> None:
        queues = state.by_doctor
        while len(self._columns) < len(queues):
            column = QueueColumn(self._theme, self._session, self._desk, self._shell, self._locale)
            column.setFixedWidth(self._theme.px(_COLUMN))
            column.list.chosen.connect(self._choose)
            self._columns.append(column)
            self._row.insertWidget(len(self._columns) - 1, column)
        for place, column in enumerate(self._columns):
            column.setVisible(place < len(queues))
            if place < len(queues):
                column.show_queue(queues[place], state)
        if not queues:
            self.empty.show_words(self.tr("Nobody is here"), self.tr("Who arrives gets a token and stands here."))
        self._stack.show_page(self._scroll if queues else self.empty)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "topbar")
        head = QHBoxLayout(bar)
        head.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        head.setSpacing(Space.S)
        head.addWidget(PlainLabel(self._theme, self.tr("Queue"), role="title"))
        head.addStretch()
        for chip in (self._waiting, self._longest, self._unpaid):
            head.addWidget(chip)
        head.addWidget(self.show_screen)
        inner = QWidget()
        inner.setProperty("role", "clear")
        self._row = QHBoxLayout(inner)
        self._row.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._row.setSpacing(Space.L)
        self._row.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setAccessibleName(self.tr("Queue"))
        self._scroll.setWidget(inner)
        self._stack = LoadingStack(self._theme, self._scroll, self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._made_foot())

    def _made_foot(self) -> QWidget:
        foot = Foot(bar=True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.addWidget(self.accuracy, 1)
        return foot

    def _connect(self, hub: ChangeHub) -> None:
        self._model.state_changed.connect(self.show_state)
        self._minute.timeout.connect(self._model.load)
        self.empty.again.connect(self._model.load)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._on_session)
        self._theme.changed.connect(self._fit)

    def _fit(self) -> None:
        for column in self._columns:
            column.setFixedWidth(self._theme.px(_COLUMN))

    def _choose(self, appointment_id: int | None) -> None:
        if appointment_id is not None:
            self._model.select(appointment_id)
            self._focus.select(appointment_id)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self._seen:
            self._model.on_changed(topics)

    def _on_session(self) -> None:
        if self._seen and self._session.signed_in:
            self._model.load()
