"""The booking dock (N): who, with which doctor, which service, which day and time; booked by phone."""

from functools import partial
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Alternative
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.series.values import SeriesView
from clinic_desktop.ui.appointments.dock_frame import DockFrame
from clinic_desktop.ui.appointments.person_part import PersonPart, draft_words
from clinic_desktop.ui.appointments.series_part import SeriesPart
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.appointments.slot_part import SlotPart
from clinic_desktop.ui.appointments.told_toast import ToldToast
from clinic_desktop.ui.billing.giving_back import ask_giving_back
from clinic_desktop.ui.formats import isolated, money_text, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import all_read
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.shell.idle import IdleWatch
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.booking import BookingViewModel
from clinic_desktop.viewmodels.appointments.booking_state import BookingState
from clinic_desktop.viewmodels.appointments.person_finding import Stage
from clinic_desktop.viewmodels.appointments.taking_back import Asking
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

_RENEW_EVERY = 20_000
"""Milliseconds between renewals of the hold: a third of the shortest one."""
_ACTIVE = 120_000
"""Whoever did nothing for so many milliseconds has gone away: their hold is left to run out."""
_LONG = 24 * 3600 * 1000


class BookingDock(Screen):
    """The dock's view. It says what was booked, with Undo."""

    def __init__(
        self,
        theme: Theme,
        model: BookingViewModel,
        session: Session,
        shell: Shell,
        hub: ChangeHub,
        told: ToldToast,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "surface")
        self._theme, self._model, self._session = theme, model, session
        self._shell, self._told, self._locale = shell, told, locale
        for child in (model, model.picker, told):
            child.setParent(self)
        self._open = False
        self._idle = IdleWatch(self)
        self._renewing = QTimer(self)
        self._renewing.setInterval(_RENEW_EVERY)
        self._renewing.timeout.connect(self._keep_hold)
        self._stage = Stage.FIND
        self.person = PersonPart(theme, model, session, locale)
        self.slots = SlotPart(theme, model.picker, session, locale)
        self.series = SeriesPart(theme, model.planner, session, locale)
        self._lay_out()
        self._connect(hub)
        self.show_state(model.state)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(454), self._theme.px(700))

    def enter(self, **arguments: Any) -> None:
        """``day``, ``practitioner_id``, ``starts_at``, ``patient_id`` and ``query`` may be handed over. A person who
        was found already stays when another time is chosen on the board, also after the dock was closed or gave way to
        another panel. With ``why`` the question is why that time is not free: the next time can be typed at once."""
        why = arguments.pop("why", False)
        self._enter(arguments)
        if why:
            self.slots.why.time.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _enter(self, arguments: dict[str, Any]) -> None:
        if not self._open:
            self.slots.finder.fold()
            self._frame.page.verticalScrollBar().setValue(0)
        if self.has_unsaved() and arguments.get("patient_id") is None:
            self._resume()
            if arguments.get("starts_at") is not None:
                self._model.picker.begin(arguments.get("practitioner_id"), None, None, arguments["starts_at"])
            self._focus_again()
            return
        self._settle()
        self._open = True
        self._stage = Stage.FIND
        self._model.begin(**arguments)
        self._focus_current()

    def leave(self) -> None:
        # Esc closes the dock and nothing more: who was looked up stays with the time that was found for them.
        self._settle()
        self._go(self._model.state.has_person)

    def has_unsaved(self) -> bool:
        return self._model.state.stage is not Stage.FIND

    def kept_words(self) -> str:
        return "" if self._open else draft_words(self._model.state)

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.picker.load()
        elif name == "act":
            self._book()
        return name in ("refresh", "act")

    def show_state(self, state: BookingState) -> None:
        """Shows the state."""
        moved, self._stage = state.stage is not self._stage, state.stage
        self.person.show_state(state)
        self._refusal.set_text(
            sentence(state.refusal, self._model.picker.centre.zone, self._locale) if state.refusal else ""
        )
        self._refusal.setVisible(state.refusal is not None)
        self._instead.show_options(self._options(state.alternatives), None)
        self._instead.setVisible(bool(state.alternatives))
        self._show_foot(state)
        self._show_untold(state)
        self.wait.setVisible(self._session.signed_in and self._session.may(Permission.EDIT_WAITING_LIST))
        if self.reason.text() != state.reason.strip():
            self.reason.set_text(state.reason)
        if moved:
            self._focus_current()

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _resume(self) -> None:
        if not self._open:
            self._open = True
            self._stage = self._model.state.stage
            self.person.new.refill(self._model.state)
            self._model.resume()

    def _go(self, keep: bool) -> None:
        if not self._open:
            return
        self._open = False
        if keep:
            self._model.put_aside()
        else:
            self._model.end()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._idle.start(_LONG)
        self._renewing.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._idle.stop()
        self._renewing.stop()

    def _keep_hold(self) -> None:
        if self._open and self._idle.quiet() < _ACTIVE:
            self._model.keep_hold()

    def _settle(self) -> None:
        if self._open and self._model.state.stage is Stage.NEW:
            self.person.new.settle()

    def _finish(self) -> None:
        """It is done: the dock closes, where nothing else has taken its place meanwhile."""
        was_open, self._open = self._open, False
        self._model.end()
        if was_open:
            self._shell.close_dock()

    def _lay_out(self) -> None:
        self._frame = frame = DockFrame(self._theme, self.tr("New booking"))
        frame.close_button.clicked.connect(self._shell.close_dock)
        self._refusal = PlainLabel(self._theme, role="problem", wrap=True)
        self._instead = SlotChips(self._theme, self.tr("Free instead"))
        self.untold = PlainLabel(self._theme, role="caption", wrap=True)
        for widget in (self.person, self.untold, self._refusal, self._instead):
            frame.top.addWidget(widget)
        self.reason = TextField(self._theme, "", self.tr("Reason for visit (optional)"), max_length=300)
        nothing = self.tr("Nothing suits: put on the waiting list")
        self.wait = Button(self._theme, nothing, icon="hourglass", role="quiet", key="Alt+W")
        middle: tuple[QWidget, ...] = (self.slots, self.wait, self.series, self.reason)
        for part in middle:
            frame.body.addWidget(part)
        frame.body.addStretch()
        words = QVBoxLayout()
        words.setSpacing(0)
        self._amount = PlainLabel(self._theme, role="title")
        self._summary = PlainLabel(self._theme, role="caption")
        words.addWidget(self._amount)
        words.addWidget(self._summary)
        frame.foot.addLayout(words, 1)
        self.act = Button(self._theme, self.tr("Book"), role="primary", key="Ctrl+Enter")
        frame.foot.addWidget(self.act)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.picker.state_changed.connect(self._on_picking)
        model.refused.connect(self._shell.refuse)
        model.booked.connect(self._on_booked)
        model.series_booked.connect(self._on_series_booked)
        self.reason.edited.connect(model.set_reason)
        self._instead.chosen.connect(model.choose_alternative)
        self.act.clicked.connect(self._book)
        self.wait.clicked.connect(self._wait_instead)
        hub.changed.connect(self._on_changed)
        on_keys(self, {"Alt+W": self._wait_instead, **dict.fromkeys(ACT_KEYS, self._book)})

    def _wait_instead(self) -> None:
        """No time suits: the same person, doctor and service are put on the waiting list."""
        if not self._session.may(Permission.EDIT_WAITING_LIST) or not all_read(self.person):
            return
        person, picking = self._model.state, self._model.picker.state
        self._open = False
        self._model.end()
        self._shell.open_dock(
            "wish", person=person, practitioner_id=picking.practitioner_id, service_id=picking.service_id
        )

    def _focus_again(self) -> None:
        if self._model.state.stage is Stage.NEW:
            self.person.new.go_on(self._model.state)
        else:
            self._focus_current()

    def _focus_current(self) -> None:
        stage = self._model.state.stage
        if stage is Stage.NEW:
            self.person.new.start(self._model.state)
        elif stage is Stage.FIND:
            self.person.finding.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.reason.setFocus()

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self._open:
            self._model.on_changed(topics)

    def _show_untold(self, state: BookingState) -> None:
        """Nobody is stopped by a missing address; who is told nothing should hear the time now."""
        patient = state.patient
        reachable = patient is not None and patient.has_email
        self.untold.setVisible(state.knows_who and not reachable)
        self.untold.set_text(self.tr("No email address: no message can be sent. Tell them the time now."))

    def _on_picking(self, _state: object) -> None:
        self._show_foot(self._model.state)

    def _options(self, alternatives: tuple[Alternative, ...]) -> tuple[tuple[object, str], ...]:
        zone = self._model.picker.centre.zone
        text = self.tr("{day} {time}, {doctor}")
        options = []
        for option in alternatives:
            start = option.period.start.astimezone(zone)
            day, time = weekday_date(start.date(), self._locale), time_text(start, self._locale)
            options.append((option, text.format(day=day, time=time, doctor=isolated(option.practitioner_name))))
        return tuple(options)

    def _show_foot(self, state: BookingState) -> None:
        picking = self._model.picker.state
        service, doctor = picking.service, picking.doctor
        visits = max(1, state.visits) if self._books_series(state) else 1
        price = service.price if service else None
        self._amount.set_text(money_text(Money(price.minor * visits, price.currency), self._locale) if price else "")
        each = ""
        if price is not None and visits > 1:
            each = self.tr("{count} × {price}").format(
                count=self._locale.toString(visits), price=money_text(price, self._locale)
            )
        when = ""
        chosen = state.passes_at or (state.slot.period.start if state.slot else None)
        if chosen is not None:
            start = chosen.astimezone(self._model.picker.centre.zone)
            when = joined(weekday_date(start.date(), self._locale), time_text(start, self._locale))
        centre = self._model.picker.centre
        where = isolated(centre.name) if centre.id != self._session.centre.id else ""
        self._summary.set_text(joined(each, doctor.name if doctor else "", when, where))
        self.act.set_busy(self.tr("Booking…") if state.busy else None)
        if not state.busy:
            self.act.set_text(self._act_text(state))
        self.act.set_disabled_reason(None if state.can_book or state.busy else self._why_not(state))

    def _act_text(self, state: BookingState) -> str:
        if not self._books_series(state):
            return self.tr("Book")
        return self.tr("Book %Ln visits", "", state.visits)

    def _books_series(self, state: BookingState) -> bool:
        return state.repeats and state.passes_at is None

    def _why_not(self, state: BookingState) -> str:
        if state.stage is Stage.FIND:
            return self.tr("Find the person first, or take “New patient”.")
        if not state.knows_who:
            return self.tr("The name is missing.")
        if self._model.picker.state.passing:
            return self.tr("Say why it has to be then.")
        return self.tr("Choose a free time.")

    def _book(self) -> None:
        if all_read(self):
            self._model.book()

    def _on_series_booked(self, view: SeriesView) -> None:
        model, name, count = self._model, isolated(view.patient_name), len(view.members)
        first = view.members[0]
        start = first.period.start.astimezone(view.zone)
        said = self.tr("{name}: %Ln visits booked from {day} {time} with {doctor}", "", count).format(
            name=name,
            day=weekday_date(start.date(), self._locale),
            time=time_text(start, self._locale),
            doctor=isolated(first.practitioner_name),
        )
        asking = self._asking(
            self.tr("Take the series of {name} back?").format(name=name),
            self.tr("{name}: series taken back").format(name=name),
            self.tr("{name}: series taken back · {amount} to hand back"),
            name,
        )
        self._finish()
        undo = Action(said, lambda: model.undo_series(view, asking))
        self._told.say(said, undo, *(member.appointment_id for member in view.members))

    def _on_booked(self, view: AppointmentView) -> None:
        model, name = self._model, isolated(view.patient_name)
        start = view.period.start.astimezone(self._session.centre_at(view.location_id).zone)
        said = self.tr("{name} booked · {day} {time} with {doctor}").format(
            name=name,
            day=weekday_date(start.date(), self._locale),
            time=time_text(start, self._locale),
            doctor=isolated(view.practitioner_name),
        )
        asking = self._asking(
            self.tr("Take the booking of {name} back?").format(name=name),
            self.tr("{name}: booking taken back").format(name=name),
            self.tr("{name}: booking taken back · {amount} to hand back"),
            name,
        )
        self._finish()
        self._told.say(said, Action(said, lambda: model.undo(view, asking)), view.id)

    def _asking(self, question: str, undone: str, owed: str, name: str) -> Asking:
        """``undone`` is said where nothing goes back, else ``owed`` with the name and the amount."""

        def finished(back: Money | None) -> None:
            paid = money_text(back, self._locale) if back is not None else ""
            self._shell.toast(owed.format(name=name, amount=paid) if back is not None else undone)

        return Asking(partial(ask_giving_back, self._theme, self, self._locale, question), finished)
