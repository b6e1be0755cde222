"""The board page: the day of a centre, the week of a doctor, or the day as a list; the waiting room is in its dock."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import AppointmentState, Topic
from clinic_desktop.domain.errors import Alternative
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.scheduling import wall_instant
from clinic_desktop.services.appointments.views import Card, DayView
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell
from clinic_desktop.ui.appointments.board_body import BoardBody
from clinic_desktop.ui.appointments.board_carrying import Carrying
from clinic_desktop.ui.appointments.context_bar import ContextBar
from clinic_desktop.ui.appointments.doctor_menu import AWAY, LATE, DoctorMenu
from clinic_desktop.ui.appointments.freed_card import FreedCard
from clinic_desktop.ui.appointments.lost_race import LostRace
from clinic_desktop.ui.appointments.park_shelf import ParkShelf
from clinic_desktop.ui.appointments.rewind_bar import RewindBar
from clinic_desktop.ui.appointments.visit_menu import visit_menu
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.formats import date_text, weekday_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.scheduling.hours_desk import HoursDesk
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board import BoardPageState, BoardViewModel, Mode
from clinic_desktop.viewmodels.appointments.board_state import Ghost
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.freed_times import FreedTimesViewModel
from clinic_desktop.viewmodels.appointments.listing import ListingViewModel
from clinic_desktop.viewmodels.appointments.parking import ParkingViewModel
from clinic_desktop.viewmodels.appointments.visit_actions import MoveLost
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
        self.doctor_menu = DoctorMenu(self._theme, self._session, self._shell, parts.hours, self)
        self._seen = False
        self._freed_wait = False
        self._centre_id: int | None = None
        self._lost: MoveLost | None = None
        self._minute = QTimer(self, interval=_MINUTE)
        self.bar = ContextBar(self._theme, self._locale)
        self.race = LostRace(self._theme, self._locale)
        self.rewind = RewindBar(self._theme, self._locale)
        self.rewind.hide()
        parts.freed.setParent(self)
        self.freed = FreedCard(self._theme, parts.freed, self._session, self._shell, self._locale)
        self.missing = Banner(self._theme, "warn", "", icon="user-x")
        self.mark_missing = self.missing.add_action(Button(self._theme, self.tr("Mark as no-show")))
        self.missing.hide()
        self.board = DayBoard(self._theme, locale=self._locale, clock=parts.session.clock, pictures=parts.portraits)
        self.shelf = ParkShelf(self._theme, self._locale)
        self.carrying = Carrying(
            self.board, self.bar, self.shelf, model, parking, parts.desk, self._session, self._shell, self._locale,
            self,
        )  # fmt: skip
        self._parking = parking
        self._listed: tuple[date, frozenset[AppointmentState]] | None = None
        self._ghost_day: date | None = None
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
            self._centre_id = self._session.centre.id
            self._model.forget()
            self._parts.freed.forget()
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

    def foot_height(self) -> int:
        return 0 if self.shelf.isHidden() else max(self.shelf.height(), self.shelf.sizeHint().height())

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
            if self._model.state.mode is Mode.LIST:
                self._listing.load()
            return True
        if self._is_past():
            return False
        card = self._model.state.card(self._parts.focus.selected_id)
        if name == "take_payment" and card is not None:
            self._parts.desk.act(card, "P")
            return True
        if name in (LATE, AWAY):
            return self._say_of_doctor(name)
        if name == "print":
            return self._print(card)
        if name == "call_next":
            return self._call_next(card)
        return False

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("T", self.tr("Today")),
            ("Ctrl+Left", self.tr("The day before")),
            ("Ctrl+Right", self.tr("The day after")),
            ("G", self.tr("Go to a date")),
            ("Enter", self.tr("Open the visit, or book the free time")),
            ("N", self.tr("New booking")),
            ("A", self.tr("Arrived")),
            ("C", self.tr("Call in")),
            ("H", self.tr("Hold, or back to the queue")),
            ("S", self.tr("Skip: called but not there")),
            ("X", self.tr("No-show")),
            ("P", self.tr("Take payment")),
            ("M", self.tr("Move: arrows, Enter; Shift+↑ ↓ its end, Ctrl+← → another day, K parks it, Q why not")),
            ("L", self.tr("Longer or shorter: ↑ ↓ and Enter")),
            ("K", self.tr("Park the visit; on free time, put the parked one there")),
            ("Q", self.tr("Why is this time not free? Also a double click on closed time")),
            ("R", self.tr("Rewind: the day as it stood; Esc back to now")),
            ("D", self.tr("The doctor: running late, not available, hours")),
            ("W", self.tr("The waiting list")),
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
            self._book()
        elif plain and event.key() == Qt.Key.Key_R:
            self._rewind()
        elif plain and event.key() == Qt.Key.Key_D:
            self._open_doctor_menu()
        elif plain and event.key() == Qt.Key.Key_W and self._session.may(Permission.EDIT_WAITING_LIST):
            self._shell.open("waiting_list")
        elif not self._is_past() and self.freed.take_key(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self._is_past():
            self._model.back_to_now()
        elif control and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            back = (event.key() == Qt.Key.Key_Left) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self._model.step(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    # --- Showing ---------------------------------------------------------------------------------------------------

    def show_state(self, state: BoardPageState) -> None:
        """Shows the state."""
        self._show_bar(state)
        self._show_missing(state)
        self._show_rewind(state)
        self.body.show_state(state)
        self.carrying.on_shown(state)
        self.setFocusProxy(self.list if state.mode is Mode.LIST else self.board)
        if state.mode is Mode.LIST:
            self._show_list(state)
        if self._freed_wait and (state.day_view or state.week_view or state.refusal) is not None:
            self._freed_wait = False
            # Nobody waits for the freed times, and asking for them takes time from the day.
            QTimer.singleShot(_PAINTED, self._parts.freed, self._parts.freed.load)

    def _show_bar(self, state: BoardPageState) -> None:
        if not self._session.signed_in or state.day == date.min:
            return
        text, short = date_text(state.day, self._locale), weekday_date(state.day, self._locale)
        self.bar.show_day(text, short, state.day, self._session.today())
        self.bar.show_mode(state.mode, self._doctors(state), state.practitioner_id)
        self.bar.show_counts(self._counts(state))

    def _show_missing(self, state: BoardPageState) -> None:
        shown = state.missing > 0 and self._session.may(Permission.MARK_NO_SHOW)
        if shown:
            title = self.tr("Still booked, and the day is over: {count}")
            count = self._locale.toString(state.missing)
            self.missing.show_words(title.format(count=count), self.tr("They did not come, or nobody noted it."))
        self.missing.setVisible(shown)

    def _show_rewind(self, state: BoardPageState) -> None:
        was_shown = not self.rewind.isHidden()
        if state.at is not None and state.day_view is not None:
            self.rewind.show_day(state.day_view, self._session.clock(), state.at)
        self.rewind.setVisible(state.at is not None)
        self.freed.show_past(state.at is not None)
        if state.at is not None and not was_shown:
            self.rewind.slider.setFocus()
        elif state.at is None and was_shown:
            self.board.setFocus()

    def _show_list(self, state: BoardPageState) -> None:
        """The day as a list; it loads itself when the day or the filter is another."""
        wanted = state.day, state.hidden
        if wanted != self._listed:
            self._listed = wanted
            self._listing.show_days(state.day, state.day, frozenset(AppointmentState) - state.hidden)

    def _doctors(self, state: BoardPageState) -> tuple[Choice, ...]:
        columns = state.day_view.columns if state.day_view else ()
        choices = [Choice(column.practitioner_id, column.name) for column in columns]
        week = state.week_view
        if week is not None and all(choice.value != week.practitioner_id for choice in choices):
            choices.insert(0, Choice(week.practitioner_id, week.practitioner_name))
        return tuple(choices)

    def _counts(self, state: BoardPageState) -> dict[AppointmentState, int]:
        counts = dict.fromkeys(AppointmentState, 0)
        for card in state.cards:
            counts[card.state] += 1
        return counts

    # --- Hands -----------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.race)
        layout.addWidget(self.missing)
        layout.addWidget(self.freed)
        layout.addWidget(self.rewind)
        layout.addWidget(self.body, 1)
        layout.addWidget(self.shelf)
        self.setFocusProxy(self.board)

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
        board.slot_chosen.connect(self._book_at)
        board.why_wanted.connect(self._ask_why)
        board.card_selected.connect(parts.focus.select)
        board.card_opened.connect(lambda number: self._shell.open_dock("appointment", appointment_id=number))
        self.carrying.moving.connect(self.race.hide)
        board.move_refused.connect(self._say_no_move)
        board.action_requested.connect(self._act)
        board.menu_requested.connect(self._open_menu)
        board.head_pressed.connect(self._open_menu_of)
        parts.hours.done.connect(model.load)
        parts.hours.taken_back.connect(model.load)
        parts.focus.selected_changed.connect(self._focus_changed)
        parts.focus.ghost_changed.connect(self._on_ghost)
        parts.focus.parked_changed.connect(self._focus_changed)
        self.carrying.emptied.connect(lambda: self.body.show_state(model.state))
        parts.portraits.arrived.connect(board.show_pictures)
        parts.hub.changed.connect(self._on_changed)
        parts.session.changed.connect(self._on_session)
        parts.desk.move_lost.connect(self._show_race)
        self.mark_missing.clicked.connect(lambda: parts.desk.no_show_all(model.state.day))
        self.race.taken.connect(self._take_instead)
        self.race.closed.connect(self.race.hide)
        self.rewind.moment_chosen.connect(model.rewind)
        self.rewind.closed.connect(model.back_to_now)
        self.body.again_wanted.connect(model.load)
        self.body.next_wanted.connect(lambda: model.step(1))
        self.body.today_wanted.connect(model.go_to_today)
        self._minute.timeout.connect(model.load)
        self._minute.timeout.connect(parts.freed.load)
        parts.focus.own_written.connect(parts.freed.look_at_newest)

    def _on_ghost(self, ghost: Ghost | None) -> None:
        """A time chosen on another day turns the board there, once: whoever turns it back meanwhile is left alone."""
        chosen = None if ghost is None else ghost.day
        is_new, self._ghost_day = chosen != self._ghost_day, chosen
        if ghost is not None and is_new and self._may_follow(ghost):
            self._model.go_to(ghost.day)
        self._focus_changed(ghost)

    def _may_follow(self, ghost: Ghost) -> bool:
        """Whether the time lies on a day that the board could show but does not; nothing is in the hand meanwhile."""
        state = self._model.state
        if not self._seen or state.at is not None or self.board.in_hand() is not None:
            return False
        if state.mode is Mode.WEEK:
            same_week = ghost.day.isocalendar()[:2] == state.day.isocalendar()[:2]
            return ghost.practitioner_id == state.practitioner_id and not same_week
        return state.mode is Mode.DAY and ghost.day != state.day

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
            self._listing.load_doctors()
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

    def _act(self, appointment_id: int, letter: str) -> None:
        card = self._model.state.card(appointment_id)
        if card is not None and not self._is_past():
            self._parts.desk.act(card, letter)

    def _open_menu(self, appointment_id: int, at: QPoint) -> None:
        card = self._model.state.card(appointment_id)
        if card is None or self._is_past():
            return
        menu = visit_menu(
            self._theme,
            self,
            card,
            lambda letter: self._parts.desk.act(card, letter),
            lambda: self._shell.open_dock("appointment", appointment_id=appointment_id),
            lambda: self.board.start_move(appointment_id),
            lambda: self.board.start_sizing(appointment_id),
            lambda: self.board.ask_to_park(appointment_id),
        )
        menu.popup(at)

    def _doctor_in_hand(self) -> int | None:
        """The doctor of the card or free time that the keys are on, of the week in view, or of the selected visit."""
        state, cell = self._model.state, self.board.focused_cell()
        if state.mode is Mode.WEEK:
            return state.practitioner_id
        if isinstance(cell, FreeCell):
            return int(cell.column_key.partition(":")[0])
        number = cell.appointment_id if isinstance(cell, CardCell) else self._parts.focus.selected_id
        card = state.card(number)
        return card.practitioner_id if card is not None else None

    def _open_doctor_menu(self) -> None:
        doctors = self._doctors(self._model.state)
        number = self._doctor_in_hand() or (doctors[0].value if doctors else None)
        if isinstance(number, int):
            self._open_menu_of(number, self.board.head_menu_place(number))

    def _open_menu_of(self, practitioner_id: int, at: QPoint) -> None:
        state = self._model.state
        name = next((one.text for one in self._doctors(state) if one.value == practitioner_id), "")
        is_today = state.day == self._session.today() or state.mode is Mode.WEEK
        if not self._is_past():
            self.doctor_menu.open(practitioner_id, name, at, is_today)

    def _say_of_doctor(self, what: str) -> bool:
        """Asks first of which doctor: the command may come from another page, with nobody in hand."""
        doctors = [one for one in self._doctors(self._model.state) if isinstance(one.value, int)]
        if doctors:
            self.doctor_menu.choose(what, doctors, self.board.mapToGlobal(QPoint(0, 0)))
        return bool(doctors)

    def _is_past(self) -> bool:
        """Whether the day is looked at as it stood: then nothing can be done on it."""
        return self._model.state.at is not None

    def _rewind(self) -> None:
        """Looks at the day as it stood an hour ago, or at its end where it is over; once more goes back to now."""
        view, now = self._model.state.day_view, self._session.clock()
        if self._is_past():
            self._model.back_to_now()
            return
        if view is None or now < view.shown.start:
            self._shell.toast(self.tr("This day has not begun: there is nothing to look back at"))
            return
        self._model.rewind(max(view.shown.start, min(now - _REWIND_FIRST, view.shown.end)))

    def _book(self) -> None:
        if self._session.may(Permission.BOOK) and not self._is_past():
            self._shell.open_dock("booking", day=self._model.state.day)

    def _book_at(self, practitioner_id: int, day: date, minute: int) -> None:
        start = wall_instant(day, minute, self._session.centre.zone)
        if start is not None and not self._is_past() and self._session.may(Permission.BOOK):
            self._shell.open_dock("booking", practitioner_id=practitioner_id, starts_at=start)

    def _ask_why(self, practitioner_id: int, day: date, minute: int) -> None:
        start = wall_instant(day, minute, self._session.centre.zone)
        if start is not None and not self._is_past() and self._session.may(Permission.BOOK):
            self._shell.open_dock("booking", practitioner_id=practitioner_id, starts_at=start, why=True)

    def _say_no_move(self, _appointment_id: int, why: str) -> None:
        self._shell.toast(self.tr("The visit cannot be moved there: {why}").format(why=why), trouble=True)

    def _show_race(self, lost: MoveLost) -> None:
        self._lost = lost
        title = self.tr("The visit was not moved")
        self.race.show_refusal(lost.refusal, self._session.centre.zone, title)

    def _take_instead(self, option: Alternative) -> None:
        lost = self._lost
        card = self.carrying.card(lost.appointment_id) if lost else None
        self.race.hide()
        if card is not None:
            self._parts.desk.move_to(card, option.practitioner_id, option.period.start)

    def _print(self, card: Card | None) -> bool:
        """The selected visit's token; without one, the day sheet of the doctor in view or of every doctor."""
        state = self._model.state
        if card is not None and card.encounter_id is not None and card.token:
            self._parts.desk.printing.print_token(card.encounter_id, say=True)
            return True
        if state.mode is Mode.WEEK and state.practitioner_id is not None:
            self._parts.desk.printing.print_day_sheets((state.practitioner_id,), state.day)
            return True
        doctors = _working(state.day_view)
        if doctors:
            self._parts.desk.printing.print_day_sheets(doctors, state.day)
        return bool(doctors)

    def _call_next(self, card: Card | None) -> bool:
        """Calls the next who waits for the doctor of the selected visit."""
        if card is None:
            return False
        self._parts.desk.call_next(card.practitioner_id)
        return True


def _working(view: DayView | None) -> tuple[int, ...]:
    columns = view.columns if view else ()
    return tuple(column.practitioner_id for column in columns if column.working or column.cards)
