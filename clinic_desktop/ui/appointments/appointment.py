"""The dock of one visit: who, when, money, its next step, moving, cancelling, undo, paper and history."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.appointments.detail_views import AppointmentDetail
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.appointments.cancel_part import CancelPart
from clinic_desktop.ui.appointments.dock_frame import DockFrame
from clinic_desktop.ui.appointments.group_part import GroupPart
from clinic_desktop.ui.appointments.lost_move import LostMove
from clinic_desktop.ui.appointments.lost_race import LostRace
from clinic_desktop.ui.appointments.move_part import MovePart
from clinic_desktop.ui.appointments.room_field import RoomField
from clinic_desktop.ui.appointments.series_panel import SeriesScope, SeriesSiblings
from clinic_desktop.ui.appointments.token_printing import INVOICE_KEY
from clinic_desktop.ui.appointments.visit_endings import VisitEndings
from clinic_desktop.ui.appointments.visit_facts import VisitFacts, VisitMoney, VisitPerson
from clinic_desktop.ui.appointments.visit_history import VisitHistory
from clinic_desktop.ui.appointments.visit_steps import VisitSteps, is_pending, next_step
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.outbox.told_list import ToldList
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.appointments.appointment import Part, VisitDockState, VisitViewModel
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.series_changes import SeriesChangesState
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class VisitParts:
    """What the dock is made from."""

    theme: Theme
    session: Session
    shell: Shell
    hub: ChangeHub
    focus: DeskFocus
    desk: VisitDesk
    portraits: Portraits
    locale: QLocale
    told: ToldList


class VisitDock(Screen):
    """The letters of the keyboard map work here as on the board."""

    def __init__(self, model: VisitViewModel, parts: VisitParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._model, self._parts = model, parts
        self._theme, self._session, self._shell, self._locale = parts.theme, parts.session, parts.shell, parts.locale
        for child in (model, model.picker, parts.desk, parts.portraits):
            child.setParent(self)
        self._seen = False
        self._part = Part.NONE
        self.person = VisitPerson(self._theme, self._session, parts.portraits, self._locale)
        self.facts = VisitFacts(self._theme, self._locale)
        self.money = VisitMoney(self._theme, self._locale)
        self.cancelling = CancelPart(self._theme, model, self._locale)
        self.moving = MovePart(self._theme, model, parts.desk, self._session, self._locale)
        self.history = VisitHistory(self._theme)
        self.siblings = SeriesSiblings(self._theme, self._locale)
        self.scope = SeriesScope(self._theme, model.series)
        self.room = RoomField(self._theme)
        self.group = GroupPart(self._theme, self._locale)
        self.steps = VisitSteps(self._theme, self._session, parts.desk)
        self.race = LostRace(self._theme, self._locale)
        LostMove(self.race, parts.desk, self._session, self._card_of, self)
        VisitEndings(model, parts.desk, self._locale, self)
        self._lay_out()
        self._connect()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(454), self._theme.px(700))

    def enter(self, **arguments: Any) -> None:
        """``appointment_id`` is handed over; ``left`` asks to say that the patient went without being seen, ``move_to``
        (a doctor and a time) what is against moving it there."""
        self._seen = True
        number = arguments["appointment_id"]
        self._parts.focus.select(number)
        self.race.hide()
        self.moving.lead_to_why(arguments.get("move_to") is not None)
        left = self.tr("Left without being seen") if arguments.get("left") else ""
        self._model.begin(number, left, arguments.get("move_to"))
        self._parts.told.model.show_visit(number)
        self.setFocus()

    def leave(self) -> None:
        self._seen = False
        self._model.close_part()

    def has_unsaved(self) -> bool:
        return self._seen and bool(self._model.state.reason.strip())

    def command(self, name: str) -> bool:
        detail = self._model.state.detail
        if name == "refresh":
            self._model.load()
        elif detail is None:
            return False
        elif name == "take_payment":
            self._parts.desk.act(detail.card, "P")
        elif name == "print":
            return self.steps.print_token()
        else:
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().upper()
        detail = self._model.state.detail
        if detail is not None and not event.modifiers() and letter in ("A", "C", "H", "S", "X", "P"):
            self._parts.desk.act(detail.card, letter)
        elif detail is not None and not event.modifiers() and letter == "M" and detail.card.may_move:
            self._model.start_move()
        else:
            super().keyPressEvent(event)

    def show_state(self, state: VisitDockState) -> None:
        """Shows the state."""
        detail = state.detail
        zone = self._session.centre.zone
        unread = detail is None and state.refusal is not None
        self._trouble.setVisible(unread)
        if unread and state.refusal is not None:
            why = refusal_words(state.refusal, zone, self._locale)
            self._trouble.show_trouble(self.tr("This visit cannot be shown"), why, state.refusal.code)
        failed = state.refusal is not None and state.part is not Part.CANCEL and not unread
        self._refusal.set_text(sentence(state.refusal, zone, self._locale) if failed and state.refusal else "")
        self._refusal.setVisible(failed)
        for widget in (self.person, self._body):
            widget.setVisible(detail is not None)
        self._frame.show_foot(detail is not None)
        if detail is None:
            self._part = Part.NONE
            self.steps.show_visit(None, state.part)
            return
        inside = self._has_keys(self.cancelling) or self._has_keys(self.moving)
        self._status.show_state(detail.card.state, state_word(detail.card.state))
        self.person.show_visit(detail)
        self.facts.show_visit(detail)
        self.money.setVisible(detail.card.due is not None)
        self.money.show_visit(detail, self._session.may(Permission.TAKE_PAYMENT))
        self.history.show_history(detail.history, detail.zone, self._locale)
        self.cancelling.setVisible(state.part is Part.CANCEL)
        self.cancelling.show_state(state)
        self.moving.show_state(state)
        self.room.show_state(state)
        self.group.show_visit(detail)
        self._show_series(self._model.series.state)
        self.steps.show_visit(detail, state.part)
        self._show_next(detail)
        self._guide_keys(state.part, inside)

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _has_keys(self, part: QWidget) -> bool:
        focus = self.focusWidget()
        return focus is not None and focus.hasFocus() and part.isAncestorOf(focus)

    def _guide_keys(self, part: Part, inside: bool) -> None:
        """The keys go to what has opened, and to the dock once it is closed: what is hidden hands them to the next
        widget, which is the big button."""
        if part is self._part:
            return
        self._part = part
        if part is Part.CANCEL:
            self.cancelling.ask()
        elif part is Part.NONE and inside:
            self.setFocus()

    def _lay_out(self) -> None:
        self._status = Chip(self._theme, "")
        self._frame = DockFrame(self._theme, self.tr("Visit"), self._status)
        self._frame.close_button.clicked.connect(self._shell.close_dock)
        self._refusal = PlainLabel(self._theme, role="problem", wrap=True)
        self._frame.top.addWidget(self.person)
        self._frame.top.addWidget(self._refusal)
        self._frame.top.addWidget(self.race)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.scope)
        column.addWidget(self.cancelling)
        column.addWidget(self.moving)
        column.addWidget(self.facts)
        column.addWidget(self.room)
        column.addWidget(self.group)
        column.addWidget(self.siblings)
        column.addWidget(self.money)
        column.addWidget(self.steps)
        column.addWidget(self._parts.told)
        column.addWidget(PlainLabel(self._theme, self.tr("History"), role="field-label"))
        column.addWidget(self.history)
        self._trouble = EmptyState(self._theme, "triangle-alert", "", "")
        self._trouble.again.connect(self._model.load)
        self._frame.body.addWidget(self._trouble)
        self._frame.body.addWidget(self._body)
        self._frame.body.addStretch()
        self._hint = PlainLabel(self._theme, role="caption", wrap=True)
        self.act = Button(self._theme, "", role="primary")
        self._frame.foot.addWidget(self._hint, 1)
        self._frame.foot.addWidget(self.act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def _connect(self) -> None:
        model, parts = self._model, self._parts
        model.state_changed.connect(self.show_state)
        model.series.state_changed.connect(self._show_series)
        model.series.refused.connect(self._shell.refuse)
        self.siblings.opened.connect(self._open_visit)
        self.group.opened.connect(self._open_visit)
        self.room.chosen.connect(model.set_room)
        self.moving.moving.connect(self.race.hide)
        self.moving.in_sight.connect(lambda widget: self._frame.page.ensureWidgetVisible(widget))
        self.steps.move_wanted.connect(model.start_move)
        self.steps.cancel_wanted.connect(self._start_cancel)
        on_keys(self, {INVOICE_KEY: self.steps.invoice_button.click})
        self.money.pay_wanted.connect(lambda: self.steps.act("P"))
        self.person.opened.connect(self._open_patient)
        self.act.clicked.connect(self._primary)
        parts.desk.done.connect(lambda _: model.close_part())
        parts.hub.changed.connect(self._on_changed)

    def _show_next(self, detail: AppointmentDetail) -> None:
        letter, text = next_step(detail, self._session)
        self._letter = letter
        self.act.setVisible(bool(letter))
        self._frame.show_foot(bool(letter))
        if letter:
            self.act.set_text(text)
            self.act.set_key(letter)

    def _start_cancel(self) -> None:
        detail = self._model.state.detail
        self._model.start_cancel(detail is not None and is_pending(detail))

    def _primary(self) -> None:
        self.steps.act(self._letter)

    def _card_of(self, _appointment_id: int) -> Card | None:
        detail = self._model.state.detail
        return detail.card if detail is not None else None

    def _open_patient(self) -> None:
        detail = self._model.state.detail
        if detail is not None:
            self._shell.open("patient", patient_id=detail.card.patient_id)

    def _show_series(self, series: SeriesChangesState) -> None:
        state = self._model.state
        self.siblings.show_state(series)
        self.scope.show_state(series, state.part is not Part.NONE and not state.rejecting)

    def _open_visit(self, appointment_id: int) -> None:
        self._shell.open_dock("appointment", appointment_id=appointment_id)

    def _on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        if self._seen:
            self._model.on_changed(topics, rows)
            self._parts.told.model.on_changed(topics)
