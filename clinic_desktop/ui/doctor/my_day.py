"""The doctor's first page: the day at the left, the visit in view at the right."""

from collections.abc import Callable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.waiting.values import WishView
from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.doctor.day_pane import DayPane
from clinic_desktop.ui.doctor.reason_dialog import ReasonDialog
from clinic_desktop.ui.doctor.visit_page import VisitPage
from clinic_desktop.ui.formats import date_text, isolated, time_text, weekday_date
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.scheduling.absence_dialog import AbsenceDialog
from clinic_desktop.ui.scheduling.hours_desk import HoursDesk
from clinic_desktop.ui.scheduling.late_dialog import LateDialog
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.doctor.my_day import Happened, MyDayState, MyDayViewModel
from clinic_desktop.viewmodels.doctor.recall import RecallViewModel
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

_MINUTE = 60_000
_SECOND = 1000


class MyDayScreen(Screen):
    """J and K go through the day, N calls the next, Ctrl+Enter completes, E writes."""

    def __init__(
        self,
        theme: Theme,
        view_model: MyDayViewModel,
        hours_desk: HoursDesk,
        recall: RecallViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        locale: QLocale,
        picture: Callable[[str], QPixmap | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._view_model, self.hours_desk = theme, view_model, hours_desk
        self._session, self._shell, self._locale = session, shell, locale
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        hours_desk.setParent(self)
        self._recall = recall
        recall.setParent(self)
        self.pane = DayPane(theme, session, locale)
        self.list = self.pane.list
        self.visit = VisitPage(theme, session, locale, picture)
        self._build(theme)
        self._connect(hub)
        self._add_keys()
        self._minute = self._timer(_MINUTE, self._on_minute)
        self._second = self._timer(_SECOND, self._on_second)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        self._minute.start()
        self._second.start()
        self._view_model.load(arguments.get("day"))
        if arguments.get("appointment_id"):
            self._view_model.select(arguments["appointment_id"])
        self.list.setFocus()

    def leave(self) -> None:
        self._minute.stop()
        self._second.stop()
        self._view_model.leave()

    def has_unsaved(self) -> bool:
        return self._view_model.note.has_unsaved

    def command(self, name: str) -> bool:
        verb = {
            "refresh": self._view_model.load, "call_next": self._view_model.call_next,
            "running_late": self.open_late, "not_available": self.open_absence,
        }.get(name)  # fmt: skip
        if verb is not None:
            verb()
        return verb is not None

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("J", self.tr("Next visit of the day")),
            ("K", self.tr("Visit before")),
            ("N", self.tr("Call the next patient in")),
            ("C", self.tr("Call this patient in")),
            ("S", self.tr("Start the visit")),
            ("Ctrl+Enter", self.tr("Complete the visit")),
            ("E", self.tr("Write the note")),
            ("Alt+R", self.tr("Put the patient on the recall list, from the follow-up date")),
            ("Esc", self.tr("Back to the list")),
            ("A", self.tr("The patient is here")),
            ("X", self.tr("The patient did not come")),
            ("H", self.tr("The patient's history")),
            ("L", self.tr("Running late")),
            ("U", self.tr("Not available from now")),
            ("T", self.tr("Today")),
            ("Ctrl+Left", self.tr("Day before")),
            ("Ctrl+Right", self.tr("Day after")),
        )

    # --- Rendering ---------------------------------------------------------------------------------------------------

    def show_state(self, state: MyDayState) -> None:
        """Shows the state; may be called at any time."""
        self.pane.show_day(state)
        if state.view is None:
            self._skeleton.start() if state.refusal is None else self._skeleton.stop()
            self._pages.setCurrentWidget(self._loading if state.refusal is None else self._empty)
        else:
            self._skeleton.stop()
        if state.refusal is not None and state.view is None:
            why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._empty.show_trouble(self.tr("Your day cannot be shown"), why, state.refusal.code)
        card = state.selected
        if state.view is not None and card is None:
            self._show_nobody(state)
        elif card is not None:
            self._pages.setCurrentWidget(self.visit)
            self.visit.show_visit(card, state, self._session.clock())

    def _show_nobody(self, state: MyDayState) -> None:
        self._pages.setCurrentWidget(self._empty)
        self._empty.show_icon("calendar-days")
        day = date_text(state.day or self._session.today(), self._locale)
        closed = not (state.view and state.view.working)
        why = (
            self.tr("You have no hours on that day.")
            if closed
            else self.tr("Bookings appear here as soon as they are made.")
        )
        self._empty.show_words(self.tr("No one is booked on {day}").format(day=day), why)
        self._empty.set_actions(self.tr("See my hours"))

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_act(self, step: str) -> None:
        card = self._view_model.state.selected
        if step == Step.CANCEL and card is not None:
            self._ask_reason(card)
            return
        model = self._view_model
        verbs: dict[str, Callable[[], None]] = {
            Step.CHECK_IN: model.arrive,
            Step.START: model.start,
            Step.COMPLETE: model.complete,
            Step.NO_SHOW: model.no_show,
            "call_in": model.call_in,
            "hold": model.set_aside,
            "skip": model.skip,
            "back_to_queue": model.back_to_queue,
        }
        verbs[step]()

    def _on_key_step(self, step: str) -> None:
        """A key does what the visit's buttons offer, and nothing else."""
        if step in self.visit.banner.offered():
            self._on_act(step)

    def _ask_reason(self, card: Card) -> None:
        start = time_text(card.period.start.astimezone(self._zone()), self._locale)
        question = self.tr("Cancel {name}, {time}?").format(name=isolated(card.patient_name), time=start)
        detail = self.tr("The patient gets everything back that was paid, because the clinic cancels.")
        dialog = ReasonDialog(self._theme, question, detail, self.tr("Keep it"), self.tr("Cancel visit"), self)
        dialog.given.connect(self._view_model.cancel)
        dialog.open()

    def _on_happened(self, happened: Happened) -> None:
        text = words.happened_words(happened.what, happened.appointment.patient_name)
        self._shell.toast(text, Action(text, happened.undo))
        if happened.what == Step.START:
            self.visit.note.start_writing()
        elif happened.what == Step.COMPLETE:
            self.list.setFocus()

    def open_absence(self) -> AbsenceDialog:
        """Asks why and until when the doctor is away from now on."""
        return self.hours_desk.open_absence(self._session.actor.practitioner_id or 0, "", self)

    def open_late(self) -> LateDialog:
        """Asks by how much the doctor is late."""
        return self.hours_desk.open_late(self._session.actor.practitioner_id or 0, "", self)

    def _open_history(self) -> None:
        card = self._view_model.state.selected
        if card is not None:
            self._shell.open("my_patients", patient_id=card.patient_id)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)

    def _on_minute(self) -> None:
        # A locked desk shows nothing and may be somebody else's.
        if self.isVisible():
            self._view_model.load()

    def _on_second(self) -> None:
        if self._pages.currentWidget() is self.visit:
            self.visit.show_time(self._session.clock())

    def _zone(self) -> ZoneInfo:
        view = self._view_model.state.view
        return view.zone if view else self._session.centre.zone

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        self._skeleton = Skeleton(theme, rows=6)
        line = QFrame()
        line.setProperty("role", "line-vertical")
        self._empty = EmptyState(theme, "calendar-days", "", "", "", parent=self)
        self._empty.primary.connect(lambda: self._shell.open("my_hours"))
        self._empty.again.connect(self._view_model.load)
        self._loading = QWidget()
        loading = QVBoxLayout(self._loading)
        loading.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        loading.addWidget(self._skeleton)
        loading.addStretch(1)
        self._pages = QStackedWidget()
        for page in (self._loading, self.visit, self._empty):
            self._pages.addWidget(page)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pane)
        row.addWidget(line)
        row.addWidget(self._pages, 1)

    def _connect(self, hub: ChangeHub) -> None:
        model = self._view_model
        model.state_changed.connect(self.show_state)
        model.happened.connect(self._on_happened)
        model.taken_back.connect(lambda view: self._shell.toast(words.taken_back_words(view.patient_name)))
        model.refused.connect(self._shell.refuse)
        model.note.state_changed.connect(lambda state: self.visit.note.show_note(state, self._session.clock()))
        hub.changed.connect(self._on_changed)
        self.pane.today_wanted.connect(model.today)
        self.pane.turned.connect(model.turn)
        self.pane.next_wanted.connect(model.call_next)
        self.pane.available_set.connect(model.set_available)
        self.pane.absence_wanted.connect(self.open_absence)
        self.pane.late_wanted.connect(self.open_late)
        self.hours_desk.done.connect(model.load)
        self.hours_desk.taken_back.connect(model.load)
        self.list.chosen.connect(model.select)
        self.list.opened.connect(lambda _: self.visit.note.start_writing())
        self.visit.banner.act.connect(self._on_act)
        self.visit.banner.history_wanted.connect(self._open_history)
        self.visit.note.typed.connect(model.note.write)
        self.visit.note.retry_wanted.connect(model.note.save_now)
        self.visit.note.mine_kept.connect(model.note.keep_mine)
        self.visit.note.theirs_taken.connect(model.note.take_theirs)
        self.visit.note.recall_wanted.connect(self._note_recall)
        self._recall.refused.connect(self._shell.refuse)
        self._recall.noted.connect(self._say_recall)

    def _note_recall(self, day: date | None) -> None:
        card = self._view_model.state.selected
        if card is not None:
            self._recall.note(card, day)

    def _say_recall(self, wish: WishView) -> None:
        name, day = isolated(wish.patient_name), weekday_date(wish.first_day, self._locale)
        said = self.tr("{name} is on the recall list from {day}").format(name=name, day=day)
        undone = self.tr("{name} is off the recall list").format(name=name)
        recall = self._recall
        self._shell.toast(said, Action(said, lambda: recall.undo(wish, lambda: self._shell.toast(undone))))

    def _add_keys(self) -> None:
        model = self._view_model
        verbs: dict[str, Callable[[], object]] = {
            "N": model.call_next,
            "C": lambda: self._on_key_step("call_in"),
            "S": lambda: self._on_key_step(Step.START),
            "A": lambda: self._on_key_step(Step.CHECK_IN),
            "X": lambda: self._on_key_step(Step.NO_SHOW),
            "Ctrl+Return": lambda: self._on_key_step(Step.COMPLETE),
            "Ctrl+Enter": lambda: self._on_key_step(Step.COMPLETE),
            "E": self.visit.note.start_writing,
            "H": self._open_history,
            "Alt+R": self.visit.note.want_recall,
            "L": self.open_late,
            "U": self.open_absence,
            "T": model.today,
            "Ctrl+Left": lambda: model.turn(-1),
            "Ctrl+Right": lambda: model.turn(1),
            "Escape": self.list.setFocus,
        }
        on_keys(self, verbs)
        on_keys(self, {"J": lambda: model.move(1), "K": lambda: model.move(-1)}, repeats=True)

    def _timer(self, milliseconds: int, do: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(milliseconds)
        timer.timeout.connect(do)
        return timer
