"""One message whole, beside the list: how far it is and why, its text, its history, and what can be done with it."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout

from clinic_desktop.domain.codes import MessageState
from clinic_desktop.services.messages.values import MessageStep, MessageView
from clinic_desktop.ui.formats import isolated, left_to_right
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.pane import Pane
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.text_lines import TextLines
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
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.outbox.messages import MessagesState
from clinic_desktop.viewmodels.session import Session


class MessagePane(Pane):
    """The buttons are the page's to connect; those that do nothing now are not there."""

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        nothing = EmptyState(
            theme, "mail", tr("No message is chosen"), tr("Choose one to read what the patient was told.")
        )
        super().__init__(tr("The message"), nothing)
        self._theme, self._session, self._locale = theme, session, locale
        self.kind = PlainLabel(theme, role="section")
        self.state = Chip(theme, "")
        self.to = PlainLabel(theme, role="strong", wrap=True)
        self.address = PlainLabel(theme, role="caption")
        self.problem = PlainLabel(theme, role="problem", wrap=True)
        self.subject = PlainLabel(theme, role="strong", wrap=True)
        self.text = PlainLabel(theme, role="body", wrap=True)
        self.note = PlainLabel(theme, role="caption", wrap=True)
        self.history = TextLines(theme)
        self.again = Button(theme, tr("Send again"), icon="send", role="primary", key="R")
        self.drop = Button(theme, tr("Take back"), icon="ban", key="Del")
        self.visit = Button(theme, tr("Visit"), icon="calendar-days", key="↵")
        self.patient = Button(theme, tr("Patient"), icon="user")
        self._build()

    def show_state(self, state: MessagesState) -> None:
        """Shows the message in view; while another one is on its way the former stays."""
        view = state.view
        if state.selected_id is None:
            self.show_whole(False)
        elif view is not None:
            self.show_whole(True)
            self._show_head(view)
            self.subject.set_text(view.subject)
            self.text.set_text(view.text)
            self.history.show_lines(self._step(step) for step in reversed(view.steps))
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

    def _step(self, step: MessageStep) -> tuple[str, ...]:
        told = step_detail(step, self._session.centre.zone, self._locale)
        return step_text(step), told, message_problem(step.problem), step.detail

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.kind, 1)
        head.addWidget(self.state)
        letter = Panel(self._theme, role="inset")
        letter.body.addWidget(self.subject)
        letter.body.addWidget(self.text)
        self.body.addLayout(head)
        for widget in (self.to, self.address, self.problem, letter, self.note):
            self.body.addWidget(widget)
        self.body.addSpacing(Space.S)
        self.body.addWidget(PlainLabel(self._theme, tr("History"), role="field-label"))
        self.body.addLayout(self.history)
        self.add_actions(self.again, self.drop, self.visit, self.patient)
