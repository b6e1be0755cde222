"""One message whole, beside the list: how far it is and why, its text, its history, and what can be done with it."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import MessageState
from clinic_desktop.services.messages.values import MessageStep, MessageView
from clinic_desktop.ui.formats import isolated, left_to_right
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.mail_words import message_problem
from clinic_desktop.ui.outbox.words import (
    kind_word,
    message_look,
    message_state_word,
    step_detail,
    step_text,
    tr,
    when_text,
)
from clinic_desktop.ui.patients.facts import empty
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.outbox.messages import MessagesState
from clinic_desktop.viewmodels.session import Session


class MessagePane(QFrame):
    """The signals say what a person asked for."""

    again_wanted = Signal()
    drop_wanted = Signal()
    visit_wanted = Signal()
    patient_wanted = Signal()

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._session, self._locale = theme, session, locale
        self._shown: MessageView | None = None
        self.setProperty("role", "panel")
        self.setAccessibleName(tr("The message"))
        self.kind = PlainLabel(theme, role="section")
        self.state = Chip(theme, "")
        self.to = PlainLabel(theme, role="strong", wrap=True)
        self.address = PlainLabel(theme, role="caption")
        self.problem = PlainLabel(theme, role="problem", wrap=True)
        self.subject = PlainLabel(theme, role="strong", wrap=True)
        self.body = PlainLabel(theme, role="body", wrap=True)
        self.note = PlainLabel(theme, role="caption", wrap=True)
        self.history = QVBoxLayout()
        self.again = Button(theme, tr("Send again"), icon="send", role="primary", key="R")
        self.drop = Button(theme, tr("Take back"), icon="ban", key="Del")
        self.visit = Button(theme, tr("Visit"), icon="calendar-days", key="↵")
        self.patient = Button(theme, tr("Patient"), icon="user")
        self._nothing = EmptyState(
            theme, "mail", tr("No message is chosen"), tr("Choose one to read what the patient was told.")
        )
        self._build()
        self.again.clicked.connect(self.again_wanted)
        self.drop.clicked.connect(self.drop_wanted)
        self.visit.clicked.connect(self.visit_wanted)
        self.patient.clicked.connect(self.patient_wanted)

    def show_state(self, state: MessagesState) -> None:
        """Shows the message in view; while another one is on its way the former stays."""
        if state.selected_id is None:
            self._pages.setCurrentWidget(self._nothing)
            return
        view = state.view
        if view is None:
            return
        self._pages.setCurrentWidget(self._message)
        self._show_head(view)
        if view != self._shown:
            self._shown = view
            self.subject.set_text(view.subject)
            self.body.set_text(view.text)
            empty(self.history)
            for step in reversed(view.steps):
                self.history.addWidget(self._step(step))
        self._show_actions(view, state.busy)

    def _show_head(self, view: MessageView) -> None:
        row = view.row
        self.kind.set_text(kind_word(row.kind))
        icon, tone = message_look(row)
        self.state.show_fact(
            joined(message_state_word(row), when_text(row, self._session.now(), self._locale)), icon, tone
        )
        self.to.set_text(isolated(row.recipient))
        self.address.set_text(left_to_right(row.address, self._locale) if row.address else tr("no email address"))
        self.problem.set_text(message_problem(row.problem))
        self.problem.setVisible(bool(row.problem))
        failed = row.state is MessageState.FAILED
        self.problem.set_role("problem" if failed else "warning")
        left = row.state is MessageState.SENT
        self.note.set_text(tr("As it was sent, by email") if left else tr("As it would go now, by email"))

    def _show_actions(self, view: MessageView, busy: bool) -> None:
        row = view.row
        waits = row.state is MessageState.QUEUED
        self.again.setVisible(view.can_send)
        self.again.set_text(tr("Send now") if waits else tr("Send again"))
        self.again.set_role("secondary" if waits or row.state is MessageState.SENT else "primary")
        self.again.setEnabled(not busy)
        self.drop.setVisible(view.can_drop)
        self.drop.setEnabled(not busy)
        self.visit.setVisible(row.appointment_id is not None)
        self.patient.setVisible(row.patient_id is not None)

    def _step(self, step: MessageStep) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainLabel(self._theme, step_text(step), role="body", wrap=True))
        below = [step_detail(step, self._session.centre.zone, self._locale), message_problem(step.problem), step.detail]
        for text in below:
            if text:
                column.addWidget(PlainLabel(self._theme, text, role="caption", wrap=True))
        return box

    def _build(self) -> None:
        theme = self._theme
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.kind, 1)
        head.addWidget(self.state)
        letter = Panel(theme, role="inset")
        letter.body.addWidget(self.subject)
        letter.body.addWidget(self.body)
        self.history.setSpacing(Space.S)
        inside = QWidget()
        inside.setProperty("role", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.L, Space.L - 2, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addLayout(head)
        for widget in (self.to, self.address, self.problem, letter, self.note):
            column.addWidget(widget)
        column.addSpacing(Space.S)
        column.addWidget(PlainLabel(theme, tr("History"), role="field-label"))
        column.addLayout(self.history)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName(tr("The message"))
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        line = QFrame()
        line.setProperty("role", "line")
        actions = QWidget()
        row = FlowLayout(actions, Space.S)
        row.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.S + 2)
        for button in (self.again, self.drop, self.visit, self.patient):
            row.addWidget(button)
        self._message = QWidget()
        message = QVBoxLayout(self._message)
        message.setContentsMargins(1, 1, 1, 1)
        message.setSpacing(0)
        message.addWidget(scroll, 1)
        message.addWidget(line)
        message.addWidget(actions)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(self._message)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._pages)
