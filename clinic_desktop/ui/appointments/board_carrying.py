"""Carrying visits about: between the board, the days before and after it, and the shelf at its foot."""

from datetime import date

from PySide6.QtCore import QLocale, QObject, QPoint, QTimer, Signal

from clinic_desktop.domain.scheduling import wall_instant
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board.dragging import Where
from clinic_desktop.ui.appointments.board.focus import FreeCell
from clinic_desktop.ui.appointments.board_content import carried_card
from clinic_desktop.ui.appointments.context_bar import ContextBar
from clinic_desktop.ui.appointments.park_shelf import ParkShelf
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.formats import isolated, time_text
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.viewmodels.appointments.board import BoardPageState, BoardViewModel, Mode
from clinic_desktop.viewmodels.appointments.parking import ParkingState, ParkingViewModel
from clinic_desktop.viewmodels.appointments.visit_actions import Deed, Done
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

_TURN_MILLISECONDS = 600
"""How long a card is held over an arrow before the next day comes, and each one after it."""
_MOST_EMPTY_DAYS = 14


class Carrying(QObject):
    """Knows the card in the hand while the board shows another day, and asks for what a drop means. ``emptied`` fires
    when there is none any more, ``moving`` before the clinic is asked to move a visit."""

    emptied = Signal()
    moving = Signal()

    def __init__(
        self,
        board: DayBoard,
        bar: ContextBar,
        shelf: ParkShelf,
        model: BoardViewModel,
        parking: ParkingViewModel,
        desk: VisitDesk,
        session: Session,
        shell: Shell,
        locale: QLocale,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._board, self._bar, self._shelf = board, bar, shelf
        self._model, self._parking, self._desk = model, parking, desk
        self._session, self._shell, self._locale = session, shell, locale
        self._hand: Card | None = None
        self._direction, self._empty_days = 1, 0
        self._turning = 0
        self._from_shelf = False
        self._turn_timer = QTimer(self, interval=_TURN_MILLISECONDS)
        self._turn_timer.timeout.connect(lambda: self.turn(self._turning))
        self._connect()

    # Verbs

    def card(self, appointment_id: int) -> Card | None:
        """The visit as it is: on the board, on the shelf, or as it was taken into the hand."""
        shown = self._model.state.card(appointment_id)
        if shown is not None:
            return shown
        parked = self._parking.state.item(appointment_id)
        if parked is not None:
            return parked.current
        return self._hand if self._hand is not None and self._hand.appointment_id == appointment_id else None

    def turn(self, step: int) -> None:
        """Shows the day before or after; a card in the hand comes along, over days on which nobody works."""
        if step:
            self._direction, self._empty_days = step, 0
            self._model.step(step)

    def on_shown(self, state: BoardPageState) -> None:
        """The page shows that: with a card in the hand, a day on which nobody works is passed over."""
        view = state.day_view
        if state.mode is not Mode.DAY or state.loading or view is None or view.day != state.day or view.columns:
            return
        if self._board.is_moving() and self._empty_days < _MOST_EMPTY_DAYS:
            self._empty_days += 1
            self._model.step(self._direction)

    def park(self, appointment_id: int) -> None:
        """Puts a visit on the shelf; Undo puts it back."""
        card = self.card(appointment_id)
        if card is None or self._is_past() or not self._parking.park(card):
            return
        time = time_text(card.period.start.astimezone(self._session.centre.zone), self._locale)
        text = self.tr("{name} parked · keeps {time} until put down")
        text = text.format(name=isolated(card.patient_name), time=time)
        self._shell.toast(text, Action(text, lambda: self._parking.put_back(appointment_id)))

    def take(self, appointment_id: int) -> None:
        """Takes a parked visit into the hand, to be moved by keys."""
        self._carry(appointment_id, None)

    # Hands

    def _connect(self) -> None:
        board, shelf = self._board, self._shelf
        board.day_stepped.connect(self.turn)
        board.hand_changed.connect(self._on_hand)
        board.carried_over.connect(self._on_over)
        board.let_go_elsewhere.connect(self.park)
        board.park_requested.connect(self.park)
        board.put_down_requested.connect(self._put_down)
        board.card_moved.connect(self._move)
        board.move_refused.connect(self._say_no_move)
        board.move_questioned.connect(self._ask_why_not)
        board.card_shaped.connect(self._shape)
        shelf.taken.connect(self.take)
        shelf.lifted.connect(lambda number: self._carry(number, None, by_keys=False))
        shelf.dragged.connect(lambda at: board.aim_at(board.viewport().mapFromGlobal(at)))
        shelf.let_go.connect(self._let_go)
        shelf.put_back.connect(self._parking.put_back)
        shelf.left.connect(board.setFocus)
        self._parking.state_changed.connect(self._show_parked)
        self._desk.done.connect(self._on_done)

    def _carry(self, appointment_id: int, to: FreeCell | None, *, by_keys: bool = True) -> None:
        parked = self._parking.state.item(appointment_id)
        if parked is None or self._is_past():
            return
        if not parked.may_move:
            name = isolated(parked.card.patient_name)
            self._shell.toast(self.tr("{name} cannot be moved any more").format(name=name), trouble=True)
            return
        card, zone = parked.current, self._session.centre.zone
        self._hand = card
        self._from_shelf = not by_keys
        if by_keys:
            self._board.setFocus()
        day = card.period.start.astimezone(zone).date()
        self._board.carry(carried_card(card, zone), Where(card.practitioner_id, day), to, by_keys=by_keys)

    def _put_down(self, cell: FreeCell) -> None:
        """K on free time: what was parked last is taken into the hand there."""
        parked = self._parking.newest()
        if parked is None:
            self._shell.toast(self.tr("Nothing is parked: press K on a visit first"))
        else:
            self._carry(parked.appointment_id, cell)

    def _let_go(self, at: QPoint) -> None:
        """A parked visit that the mouse carried is let go: beside the board it stays on the shelf."""
        if self._board.is_moving():
            self._board.aim_at(self._board.viewport().mapFromGlobal(at))
            self._board.drop()
            self._board.cancel_move()

    def _move(self, appointment_id: int, practitioner_id: int, day: date, minute: int) -> None:
        card = self.card(appointment_id)
        if card is not None:
            self.moving.emit()
            self._desk.move(card, practitioner_id, day, minute)

    def _say_no_move(self, _appointment_id: int, why: str) -> None:
        self._shell.toast(self.tr("The visit cannot be moved there: {why}").format(why=why), trouble=True)

    def _ask_why_not(self, appointment_id: int, practitioner_id: int, day: date, minute: int) -> None:
        """The visit's dock has every reason, and what the person may pass over."""
        start = wall_instant(day, minute, self._session.centre.zone)
        if start is not None:
            self._shell.open_dock("appointment", appointment_id=appointment_id, move_to=(practitioner_id, start))

    def _shape(self, appointment_id: int, practitioner_id: int, day: date, minute: int, minutes: int) -> None:
        card = self.card(appointment_id)
        if card is None:
            return
        start = card.period.start.astimezone(self._session.centre.zone)
        if (card.practitioner_id, start.date(), start.hour * 60 + start.minute) == (practitioner_id, day, minute):
            self._desk.change_length(card, minutes)
        else:
            self.moving.emit()
            self._desk.move(card, practitioner_id, day, minute, minutes)

    def _on_hand(self, target: object) -> None:
        """A card was taken into the hand, or there is none any more."""
        hand = self._board.in_hand()
        if target is None or hand is None:
            self._stop_turning()
            self._from_shelf = False
            self._shelf.show_hint("")
            self.emptied.emit()
            return
        self._hand = self.card(hand.card.appointment_id) or self._hand
        if hand.by_keys and hand.sizing:
            words = self.tr("↑ ↓ end · Enter keeps it · Esc leaves it as it was")
        elif hand.by_keys:
            words = self.tr(
                "Arrows move · Enter puts it here · Esc back · Shift+↑ ↓ end · Ctrl+← → day · K parks · Q why not"
            )
        elif hand.sizing or self._from_shelf:
            # A line more would push the shelf away under the mouse that has just taken hold of a visit there.
            words = ""
        else:
            words = self.tr("Drop it here to park it · hold it over ‹ or › for another day")
        self._shelf.show_hint(words)

    def _on_over(self, at: QPoint) -> None:
        """The pointer with a card is somewhere on the screen: over an arrow the day turns, over the shelf it parks."""
        hand = self._board.in_hand()
        if hand is None or hand.by_keys or hand.sizing:
            return
        step, parks = self._bar.step_at(at), self._shelf.takes(at)
        self._board.set_elsewhere(parks)
        self._shelf.show_hint(self._shelf.hint, parks)
        if step != self._turning:
            self._turning = step
            if step:
                self._turn_timer.start()
            else:
                self._turn_timer.stop()

    def _stop_turning(self) -> None:
        self._turning = 0
        self._turn_timer.stop()

    def _on_done(self, done: Done) -> None:
        if done.deed is Deed.MOVED:
            self._parking.put_back(done.appointment.id)

    def _show_parked(self, state: ParkingState) -> None:
        self._shelf.show_parked(state.items, self._session.centre.zone)

    def _is_past(self) -> bool:
        return self._model.state.at is not None
