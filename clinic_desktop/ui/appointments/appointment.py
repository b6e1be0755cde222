"""The dock of one visit: who, when, money, its next step, moving, cancelling, undo, paper and history."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import QueueState, Topic
from clinic_desktop.domain.errors import Alternative
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.appointments.values import FreeSlot
from clinic_desktop.services.appointments.views import AppointmentDetail
from clinic_desktop.ui.appointments.cancel_part import CancelPart
from clinic_desktop.ui.appointments.dock_frame import DockFrame
from clinic_desktop.ui.appointments.group_part import GroupPart
from clinic_desktop.ui.appointments.lost_race import LostRace
from clinic_desktop.ui.appointments.series_panel import SeriesScope, SeriesShiftPart, SeriesSiblings
from clinic_desktop.ui.appointments.slot_part import SlotPart
from clinic_desktop.ui.appointments.token_printing import INVOICE_KEY
from clinic_desktop.ui.appointments.visit_facts import VisitFacts, VisitMoney, VisitPerson
from clinic_desktop.ui.appointments.visit_history import VisitHistory
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.outbox.told_list import ToldList
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.appointments.appointment import Cancelled, Part, VisitDockState, VisitViewModel
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.series_changes import SeriesChangesState, SeriesDeed, SeriesDone
from clinic_desktop.viewmodels.appointments.visit_actions import MoveLost
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action


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
        self._leads_to_why = False
        self._rooms: tuple[Choice, ...] = ()
        self.person = VisitPerson(self._theme, self._session, parts.portraits, self._locale)
        self.facts = VisitFacts(self._theme, self._locale)
        self.money = VisitMoney(self._theme, self._locale)
        self.cancelling = CancelPart(self._theme, model, self._locale)
        self.slots = SlotPart(self._theme, model.picker, self._session, self._locale, with_service=False)
        self.history = VisitHistory(self._theme)
        self.siblings = SeriesSiblings(self._theme, self._locale)
        self.scope = SeriesScope(self._theme, model.series)
        self.shift = SeriesShiftPart(self._theme, model.series, self._locale)
        self.room = ChoiceField(self._theme, self.tr("Room"))
        self.group = GroupPart(self._theme, self._locale)
        self.race = LostRace(self._theme, self._locale)
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
        self._leads_to_why = arguments.get("move_to") is not None
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
        elif name == "print" and detail.card.encounter_id is not None and detail.card.token:
            self._parts.desk.printing.print_token(detail.card.encounter_id, say=True)
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
        failed = state.refusal is not None and state.part is not Part.CANCEL
        zone = self._session.centre.zone
        self._refusal.set_text(sentence(state.refusal, zone, self._locale) if failed and state.refusal else "")
        self._refusal.setVisible(failed)
        for widget in (self.person, self._body):
            widget.setVisible(detail is not None)
        self._frame.show_foot(detail is not None)
        if detail is None:
            self._part = Part.NONE
            return
        inside = self._has_keys(self.cancelling) or self._has_keys(self._moving)
        self._status.show_state(detail.card.state, state_word(detail.card.state))
        self.person.show_visit(detail)
        self.facts.show_visit(detail)
        self.money.setVisible(detail.card.due is not None)
        self.money.show_visit(detail, self._session.may(Permission.TAKE_PAYMENT))
        self.history.show_history(detail.history, detail.zone, self._locale)
        self.cancelling.setVisible(state.part is Part.CANCEL)
        self.cancelling.show_state(state)
        self._moving.setVisible(state.part is Part.MOVE)
        self._show_room(state)
        self.group.show_visit(detail)
        self._show_series(self._model.series.state)
        self._show_actions(detail, state)
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

    def _show_why(self) -> None:
        """A time that was asked for from outside cannot be had: what can be done about it comes into sight."""
        if self._leads_to_why and self._model.state.part is Part.MOVE:
            self._leads_to_why = False
            # Only once the new lines are laid out is it known where the button is.
            QTimer.singleShot(0, self, self._bring_why)

    def _bring_why(self) -> None:
        why = self.slots.why
        self._frame.page.ensureWidgetVisible(why)
        if why.anyway.isVisible():
            why.anyway.setFocus(Qt.FocusReason.OtherFocusReason)
            self._frame.page.ensureWidgetVisible(why.anyway)

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
        self._moving = self._made_moving()
        column.addWidget(self.scope)
        column.addWidget(self.cancelling)
        column.addWidget(self._moving)
        column.addWidget(self.facts)
        column.addWidget(self.room)
        column.addWidget(self.group)
        column.addWidget(self.siblings)
        column.addWidget(self.money)
        column.addWidget(self._made_actions())
        column.addWidget(self._parts.told)
        column.addWidget(PlainLabel(self._theme, self.tr("History"), role="field-label"))
        column.addWidget(self.history)
        self._frame.body.addWidget(self._body)
        self._frame.body.addStretch()
        self._hint = PlainLabel(self._theme, role="caption", wrap=True)
        self.act = Button(self._theme, "", role="primary")
        self._frame.foot.addWidget(self._hint, 1)
        self._frame.foot.addWidget(self.act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._frame)

    def _made_moving(self) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(PlainLabel(self._theme, self.tr("Move to"), role="heading"))
        column.addWidget(self.slots)
        column.addWidget(self.shift)
        self.stay = Button(self._theme, self.tr("Leave it where it is"), role="quiet")
        column.addWidget(self.stay)
        return box

    def _made_actions(self) -> QWidget:
        theme = self._theme
        box = QWidget()
        row = FlowLayout(box, Space.S)
        self.move_button = Button(theme, self.tr("Move"), icon="calendar-clock", key="M")
        self.hold_button = Button(theme, self.tr("Hold"), icon="pause", key="H")
        self.skip_button = Button(theme, self.tr("Skip: not there"), icon="skip-forward", key="S")
        self.no_show_button = Button(theme, self.tr("No-show"), icon="user-x", key="X")
        self.token_button = Button(theme, self.tr("Print token"), icon="printer", key="Ctrl+P")
        self.receipt_button = Button(theme, self.tr("Print receipt"), icon="receipt-text")
        self.invoice_button = Button(theme, self.tr("Print invoice"), icon="file-text", key=INVOICE_KEY)
        self.undo_button = Button(theme, self.tr("Undo last step"), icon="undo-2")
        self.cancel_button = Button(theme, self.tr("Cancel visit…"), icon="circle-x")
        self._actions = (
            self.move_button,
            self.hold_button,
            self.skip_button,
            self.no_show_button,
            self.token_button,
            self.receipt_button,
            self.invoice_button,
            self.undo_button,
            self.cancel_button,
        )
        for button in self._actions:
            row.addWidget(button)
        return box

    def _connect(self) -> None:
        model, parts = self._model, self._parts
        model.state_changed.connect(self.show_state)
        model.cancelled.connect(self._on_cancelled)
        model.picker.picked.connect(self._move)
        model.series.state_changed.connect(self._show_series)
        model.series.done.connect(self._on_series_done)
        model.series.refused.connect(self._shell.refuse)
        self.siblings.opened.connect(self._open_visit)
        self.group.opened.connect(self._open_visit)
        self.room.chosen.connect(model.set_room)
        self.slots.why.wanted.connect(self._move_anyway)
        self.slots.why.told.connect(self._show_why)
        self.stay.clicked.connect(model.close_part)
        self.move_button.clicked.connect(model.start_move)
        self.cancel_button.clicked.connect(lambda: model.start_cancel(self._is_pending()))
        self.hold_button.clicked.connect(lambda: self._act("H"))
        self.skip_button.clicked.connect(lambda: self._act("S"))
        self.no_show_button.clicked.connect(lambda: self._act("X"))
        self.undo_button.clicked.connect(self._undo)
        self.token_button.clicked.connect(lambda: self.command("print"))
        self.receipt_button.clicked.connect(self._print_receipts)
        self.invoice_button.clicked.connect(self._print_invoice)
        shortcut = QShortcut(QKeySequence(INVOICE_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.invoice_button.click)
        self.money.pay_wanted.connect(lambda: self._act("P"))
        self.person.opened.connect(self._open_patient)
        self.act.clicked.connect(self._primary)
        self.race.taken.connect(self._take_instead)
        self.race.closed.connect(self.race.hide)
        parts.desk.move_lost.connect(self._show_race)
        parts.desk.done.connect(lambda _: model.close_part())
        parts.hub.changed.connect(self._on_changed)

    def _show_actions(self, detail: AppointmentDetail, state: VisitDockState) -> None:
        card = detail.card
        queued = card.queue_state in (QueueState.WAITING, QueueState.CALLED, QueueState.HELD)
        held = card.queue_state is QueueState.HELD
        may_call = self._session.may(Permission.CALL_IN)
        self.move_button.setVisible(card.may_move and not card.queue_only and state.part is not Part.MOVE)
        self.hold_button.setVisible(queued and may_call)
        self.hold_button.set_text(self.tr("Back to the queue") if held else self.tr("Hold"))
        self.skip_button.setVisible(card.queue_state is QueueState.CALLED and may_call)
        self.no_show_button.setVisible(Step.NO_SHOW in card.steps)
        self.token_button.setVisible(bool(card.token))
        self.receipt_button.setVisible(bool(detail.paid) and self._session.may(Permission.SEE_PAYMENTS))
        self.invoice_button.setVisible(
            self._session.may(Permission.SEE_PAYMENTS)
            and (bool(detail.paid) or (bool(card.due) and self._session.may(Permission.TAKE_PAYMENT)))
        )
        self.undo_button.setVisible(detail.may_undo and detail.undo_until is not None)
        self.cancel_button.setVisible(Step.CANCEL in card.steps and state.part is not Part.CANCEL)
        self.cancel_button.set_text(self.tr("Turn down…") if self._is_pending() else self.tr("Cancel visit…"))
        letter, text = self._next_step(detail)
        self._letter = letter
        self.act.setVisible(bool(letter))
        self._frame.show_foot(bool(letter))
        if letter:
            self.act.set_text(text)
            self.act.set_key(letter)

    def _next_step(self, detail: AppointmentDetail) -> tuple[str, str]:
        """The letter and the words of the usual next step; empty where there is none for this person."""
        card = detail.card
        if Step.CONFIRM in card.steps:
            return "A", self.tr("Approve")
        if Step.CHECK_IN in card.steps:
            return "A", self.tr("Arrived")
        if card.queue_state in (QueueState.WAITING, QueueState.HELD) and self._session.may(Permission.CALL_IN):
            return "C", self.tr("Call in")
        return "", ""

    def _is_pending(self) -> bool:
        detail = self._model.state.detail
        return detail is not None and Step.REJECT in detail.card.steps

    def _act(self, letter: str) -> None:
        detail = self._model.state.detail
        if detail is not None:
            self._parts.desk.act(detail.card, letter)

    def _primary(self) -> None:
        self._act(self._letter)

    def _undo(self) -> None:
        detail = self._model.state.detail
        if detail is not None:
            self._parts.desk.undo(detail.card)

    def _print_receipts(self) -> None:
        detail = self._model.state.detail
        if detail is not None:
            self._parts.desk.printing.print_receipts_of(detail.card.appointment_id)

    def _print_invoice(self) -> None:
        detail = self._model.state.detail
        if detail is not None:
            self._parts.desk.printing.print_invoice(detail.card.appointment_id)

    def _open_patient(self) -> None:
        detail = self._model.state.detail
        if detail is not None:
            self._shell.open("patient", patient_id=detail.card.patient_id)

    def _show_series(self, series: SeriesChangesState) -> None:
        state = self._model.state
        self.siblings.show_state(series)
        self.scope.show_state(series, state.part is not Part.NONE and not state.rejecting)
        self.shift.show_state(series)

    def _show_room(self, state: VisitDockState) -> None:
        self.room.setVisible(bool(state.rooms))
        if not state.rooms or state.detail is None:
            return
        choices = tuple(
            Choice(room.room_id, room.name, detail="" if room.free else self.tr("taken then"), enabled=room.free)
            for room in state.rooms
        )
        if choices != self._rooms:
            self._rooms = choices
            self.room.set_choices(choices)
        here = next((room.room_id for room in state.rooms if room.name == state.detail.room), None)
        self.room.set_value(here)

    def _open_visit(self, appointment_id: int) -> None:
        self._shell.open_dock("appointment", appointment_id=appointment_id)

    def _on_series_done(self, done: SeriesDone) -> None:
        count, model = len(done.changed), self._model.series
        words = {
            SeriesDeed.MOVED: self.tr("{name}: %n visits moved", "", count),
            SeriesDeed.CANCELLED: self.tr("{name}: %n visits cancelled", "", count),
            SeriesDeed.UNDONE: self.tr("{name}: %n visits are as they were", "", count),
        }
        said = words[done.deed].format(name=isolated(done.patient_name))
        final = done.deed is SeriesDeed.UNDONE or done.refund_minor
        undo = None if final else Action(said, lambda: model.undo(done))
        self._parts.desk.told.say(said, undo, *(one.appointment_id for one in done.changed))

    def _move(self, slot: FreeSlot | None) -> None:
        detail = self._model.state.detail
        if detail is not None and slot is not None and self._model.state.part is Part.MOVE:
            self.race.hide()
            if self._model.series.state.several:
                self._model.series.propose(slot.practitioner_id, slot.period.start)
                return
            self._parts.desk.move_to(detail.card, slot.practitioner_id, slot.period.start)

    def _move_anyway(self) -> None:
        """Moves only this visit: a series is not moved against the rules as a whole."""
        detail, picking = self._model.state.detail, self._model.picker.state
        if detail is not None and picking.passes_at is not None and picking.practitioner_id is not None:
            reason = picking.pass_reason.strip()
            self._parts.desk.move_to(detail.card, picking.practitioner_id, picking.passes_at, reason)

    def _show_race(self, lost: MoveLost) -> None:
        self.race.show_refusal(lost.refusal, self._session.centre.zone, self.tr("The visit was not moved"))
        self._model.picker.drop()
        self._model.picker.load()

    def _take_instead(self, option: Alternative) -> None:
        detail = self._model.state.detail
        self.race.hide()
        if detail is not None:
            self._parts.desk.move_to(detail.card, option.practitioner_id, option.period.start)

    def _on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        if self._seen:
            self._model.on_changed(topics, rows)
            self._parts.told.model.on_changed(topics)

    def _on_cancelled(self, done: Cancelled) -> None:
        view = done.appointment
        name = isolated(view.patient_name)
        desk = self._parts.desk
        undo: Action | None = None
        if done.rejected:
            text = self.tr("{name} turned down").format(name=name)
        elif done.refund_minor and view.amount is not None:
            amount = money_text(Money(done.refund_minor, view.amount.currency), self._locale)
            text = self.tr("{name} cancelled · {amount} to hand back").format(name=name, amount=amount)
        else:
            text = self.tr("{name} cancelled").format(name=name)
            undo = Action(text, lambda: desk.undo_view(view))
        desk.told.say(text, undo, view.id)
