"""The board page: the day of a centre, the week of a doctor, or the day as a list; the waiting room is in its dock."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board.keyboard import zoom_step
from clinic_desktop.ui.appointments.board_acts import BoardActs
from clinic_desktop.ui.appointments.board_body import BoardBody
from clinic_desktop.ui.appointments.board_carrying import Carrying
from clinic_desktop.ui.appointments.board_doctors import BoardDoctors
from clinic_desktop.ui.appointments.board_head import BoardHead
from clinic_desktop.ui.appointments.board_keys import board_key_words
from clinic_desktop.ui.appointments.board_turning import TurningToGhost
from clinic_desktop.ui.appointments.doctor_menu import AWAY, LATE, DoctorMenu
from clinic_desktop.ui.appointments.freed_card import FreedCard
from clinic_desktop.ui.appointments.lost_move import LostMove
from clinic_desktop.ui.appointments.park_shelf import ParkShelf
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.scheduling.hours_desk import HoursDesk
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board import BoardPageState, BoardViewModel, Mode
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.freed_times import FreedTimesViewModel
from clinic_desktop.viewmodels.appointments.listing import ListingViewModel
from clinic_desktop.viewmodels.appointments.parking import ParkingViewModel
from clinic_desktop.viewmodels.session import Session

if TYPE_CHECKING:
    from clinic_desktop.ui.appointments.visit_listing import VisitListing

_MINUTE = 60_000
# Milliseconds after which a day that was read is certainly on the screen, too.
_PAINTED = 100
_REWIND_FIRST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class BoardParts:
    """What the page is made from."""

    theme: Theme
    session: Session
    shell: Shell
    hub: ChangeHub
    focus: DeskFocus
    desk: VisitDesk
    portraits: Portraits
    locale: QLocale
    hours: HoursDesk
    freed: FreedTimesViewModel


class BoardPage(Screen):
    """Reloads when something that it shows changed, and each minute; the view is left where the hand put it."""

    def __init__(
        self,
        model: BoardViewModel,
        listing: ListingViewModel,
        parking: ParkingViewModel,
        parts: BoardParts,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._model, self._listing, self._parts = model, listing, parts
        self._theme, self._session, self._shell, self._locale = parts.theme, parts.session, parts.shell, parts.locale
        for child in (model, listing, parking, parts.desk, parts.portraits):
            child.setParent(self)
        self._seen = False
        self._freed_wait = False
        self._centre_id: int | None = None
        self._minute = QTimer(self, interval=_MINUTE)
        parts.freed.setParent(self)
        self.freed = FreedCard(self._theme, parts.freed, self._session, self._shell, self._locale)
        self.head = BoardHead(self._theme, self._session, self.freed, self._locale)
        self.bar, self.race, self.rewind = self.head.bar, self.head.race, self.head.rewind
        self.board = DayBoard(self._theme, locale=self._locale, clock=parts.session.clock, pictures=parts.portraits)
        self.shelf = ParkShelf(self._theme, self._locale)
        self.carrying = Carrying(
            self.board, self.bar, self.shelf, model, parking, parts.desk, self._session, self._shell, self._locale,
            self,
        )  # fmt: skip
        self._parking = parking
        LostMove(self.race, parts.desk, self._session, self.carrying.card, self)
        self._listed: tuple[date, frozenset[AppointmentState]] | None = None
        self.doctor_menu = DoctorMenu(self._theme, self._session, self._shell, parts.hours, self)
        self.doctors = BoardDoctors(self.board, model, parts.focus, self._session, self.doctor_menu)
        self._acts = BoardActs(
            self._theme, self.board, model, parts.desk, parts.focus, self._session, self._shell, self
        )
        self._turning = TurningToGhost(model, self.board, lambda: self._seen, self)
        self.body = BoardBody(self._theme, self._session, parts.focus, self.board, lambda: self.list, self._locale)
        self._lay_out()
        self._connect()

    @cached_property
    def list(self) -> "VisitListing":
        """The day as a list, made when it is first wanted: most who open the board never do."""
        from clinic_desktop.ui.appointments.visit_listing import VisitListing

        visits = VisitListing(
            self._theme, self._listing, self._session, self._shell, self._parts.desk, self._locale, with_filters=True
        )
        visits.selected.connect(self._parts.focus.select)
        return visits

    # --- Screen ----------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``day``, ``practitioner_id`` (their week) and ``appointment_id`` (its card is selected) may be handed
        over."""
        appointment_id = arguments.pop("appointment_id", None)
        first = not self._seen
        self._seen = True
        if self._centre_id != self._session.centre.id:
            if self._centre_id is not None:
                self._model.forget()
                self._parts.freed.forget()
            self._centre_id = self._session.centre.id
        if appointment_id is not None:
            self._parts.focus.select(appointment_id)
        self._freed_wait = True
        self._model.begin(**arguments)
        if first:
            # After the day, which is what everybody waits for: one worker reads both.
            self._shell.set_home_panel("waiting_room")
            self._shell.open_dock("waiting_room")
            self._minute.start()
        self._parking.refresh()

    def leave(self) -> None:
        self._seen = False
        self._minute.stop()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
            if self._model.state.mode is Mode.LIST:
                self._listing.load()
            return True
        if self._acts.is_past:
            return False
        return self.doctors.say(name) if name in (LATE, AWAY) else self._acts.command(name)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            *board_key_words(),
            *self.freed.key_words(),
            ("+", self.tr("Higher rows; − lower, 0 as usual")),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what neither the board nor a field has taken comes here.
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if plain and event.key() == Qt.Key.Key_T:
            self._model.go_to_today()
        elif plain and event.key() == Qt.Key.Key_G:
            self.bar.open_month()
        elif plain and event.key() == Qt.Key.Key_N:
            self._acts.book()
        elif plain and event.key() == Qt.Key.Key_R:
            self._rewind()
        elif plain and event.key() == Qt.Key.Key_D:
            self.doctors.open_in_hand()
        elif plain and event.key() == Qt.Key.Key_W and self._session.may(Permission.EDIT_WAITING_LIST):
            self._shell.open("waiting_list")
        elif (step := zoom_step(event)) is not None and self.body.currentWidget() is self.board:
            self.board.step_zoom(step)
        elif not self._acts.is_past and self.freed.take_key(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self._acts.is_past:
            self._model.back_to_now()
        elif control and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            back = (event.key() == Qt.Key.Key_Left) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self._model.step(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    # --- Showing ---------------------------------------------------------------------------------------------------

    def show_state(self, state: BoardPageState) -> None:
        """Shows the state."""
        self.head.show_state(state)
        self.body.show_state(state)
        self.carrying.on_shown(state)
        self.begin_keys_at(self.list if state.mode is Mode.LIST else self.board)
        if state.mode is Mode.LIST and self._seen:
            self._show_list(state)
        if self._freed_wait and (state.day_view or state.week_view or state.refusal) is not None:
            self._freed_wait = False
            # Nobody waits for the freed times, and asking for them takes time from the day.
            QTimer.singleShot(_PAINTED, self._parts.freed, self._parts.freed.load)

    def _show_list(self, state: BoardPageState) -> None:
        """The day as a list; it loads itself when the day or the filter is another."""
        wanted = state.day, state.hidden
        if wanted != self._listed:
            if self._listed is None:
                self._listing.load_doctors()
            self._listed = wanted
            self._listing.show_days(state.day, state.day, frozenset(AppointmentState) - state.hidden)

    # --- Hands -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.shelf)
        self.begin_keys_at(self.board)

    def _connect(self) -> None:
        model, bar, board, parts = self._model, self.bar, self.board, self._parts
        model.state_changed.connect(self.show_state)
        model.changed_elsewhere.connect(board.mark_changed)
        bar.today_wanted.connect(model.go_to_today)
        bar.stepped.connect(model.step)
        bar.day_chosen.connect(self._go_to)
        bar.mode_chosen.connect(self._set_mode)
        bar.doctor_chosen.connect(model.show_week_of)
        bar.filtered.connect(model.set_hidden)
        bar.rewind_wanted.connect(self._rewind)
        board.slot_chosen.connect(self._acts.book_at)
        board.why_wanted.connect(self._acts.ask_why)
        board.card_selected.connect(parts.focus.select)
        board.card_opened.connect(self._acts.open_visit)
        self.carrying.moving.connect(self.race.hide)
        board.action_requested.connect(self._acts.act)
        board.menu_requested.connect(self._acts.open_menu)
        board.head_pressed.connect(self.doctors.open_of)
        parts.hours.done.connect(model.load)
        parts.hours.taken_back.connect(model.load)
        parts.focus.selected_changed.connect(self._focus_changed)
        parts.focus.ghost_changed.connect(self._turning.follow)
        parts.focus.ghost_changed.connect(self._focus_changed)
        parts.focus.parked_changed.connect(self._focus_changed)
        parts.focus.holds_changed.connect(self._focus_changed)
        self.carrying.emptied.connect(lambda: self.body.show_state(model.state))
        parts.portraits.arrived.connect(board.show_pictures)
        parts.hub.changed.connect(self._on_changed)
        parts.session.changed.connect(self._on_session)
        self.head.mark_missing.clicked.connect(lambda: parts.desk.no_show_all(model.state.day))
        self.rewind.moment_chosen.connect(model.rewind)
        self.rewind.closed.connect(model.back_to_now)
        self.head.rewind_left.connect(board.setFocus)
        self.body.again_wanted.connect(model.load)
        self.body.next_wanted.connect(lambda: model.step(1))
        self.body.today_wanted.connect(model.go_to_today)
        self._minute.timeout.connect(model.load)
        self._minute.timeout.connect(parts.freed.load)
        parts.focus.own_written.connect(parts.freed.look_at_newest)

    def _focus_changed(self, _what: object) -> None:
        content = self.body.content(self._model.state)
        if content is not None:
            self.board.show_state(content)

    def _on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        if self._seen:
            self._model.on_changed(topics, rows)
            self._parts.freed.on_changed(topics)
            self._parking.on_changed(topics, rows)
            if self._model.state.mode is Mode.LIST:
                self._listing.on_changed(topics)

    def _set_mode(self, mode: Mode) -> None:
        if mode is Mode.LIST:
            self._listed = None
        had_focus = self.board.hasFocus()
        self._model.set_mode(mode)
        if had_focus and mode is Mode.LIST:
            self.list.setFocus()

    def _on_session(self) -> None:
        if self._seen and self._session.signed_in and self._session.centre.id != self._centre_id:
            self._centre_id = self._session.centre.id
            self._model.on_centre_changed()
            self._parts.freed.forget()
            self._parts.freed.load()

    def _go_to(self, day: date) -> None:
        self._model.go_to(day)
        self.board.setFocus()

    def _rewind(self) -> None:
        """Looks at the day as it stood an hour ago, or at its end where it is over; once more goes back to now."""
        view, now = self._model.state.day_view, self._session.clock()
        if self._acts.is_past:
            self._model.back_to_now()
            return
        if view is None or now < view.shown.start:
            self._shell.toast(self.tr("This day has not begun: there is nothing to look back at"))
            return
        self._model.rewind(max(view.shown.start, min(now - _REWIND_FIRST, view.shown.end)))
