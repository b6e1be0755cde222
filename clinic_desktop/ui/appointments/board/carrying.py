"""A board on which cards can be taken into the hand: moved, made longer, carried to another day, and put down."""

from dataclasses import replace

from PySide6.QtCore import QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.period import Clock
from clinic_desktop.ui.appointments.board import accessibility, words
from clinic_desktop.ui.appointments.board.cell_board import CellBoard
from clinic_desktop.ui.appointments.board.dragging import (
    Target,
    Where,
    aimed,
    kept,
    picked_up,
    size_stepped,
    sized,
    stepped,
)
from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell
from clinic_desktop.ui.appointments.board.mouse import BoardMouse
from clinic_desktop.ui.appointments.board.view import Pictures
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_moves import Legality
from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardState

_GRIP = 6
"""Pixels above a card's lower edge that take hold of its end."""
_GRIP_LEAST_CARD = 18
_GRIP_FROM_SHELF = 5.0
"""Minutes: the pointer stays inside what it carries."""


class CarryingBoard(CellBoard):
    """``hand_changed`` carries the Target in the hand, or None, whenever it is another card or none; ``carried_over``
    where on the screen the pointer is with it; ``let_go_elsewhere`` the id of a card dropped beside the board, at a
    place that ``set_elsewhere`` has claimed. The other signals are told at ``DayBoard``."""

    card_moved = Signal(object, object, object, int)
    card_shaped = Signal(object, object, object, int, int)
    move_refused = Signal(object, str)
    park_requested = Signal(object)
    put_down_requested = Signal(object)
    move_questioned = Signal(object, object, object, int)
    hand_changed = Signal(object)
    carried_over = Signal(QPoint)
    let_go_elsewhere = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None,
        locale: QLocale,
        clock: Clock,
        pictures: Pictures,
        legality: Legality,
    ) -> None:
        super().__init__(theme, parent, locale, clock, pictures)
        self._legality = legality
        self._mouse = BoardMouse(self)
        self._target: Target | None = None
        self._elsewhere = False

    def show_state(self, state: BoardState) -> None:
        """Draw the state. A card in the hand stays there when another day is shown, and falls out of it when it is on
        this one and somebody changed it."""
        with self._overlays_change():
            super().show_state(state)
            self._keep_target()

    # What is in the hand

    def is_moving(self) -> bool:
        """Whether a card is in the hand, by mouse or in Move mode."""
        return self._target is not None

    def is_busy(self) -> bool:
        return self.is_moving()

    def in_hand(self) -> Target | None:
        """The card in the hand and where it would go."""
        return self._target

    def start_move(self, appointment_id: int) -> bool:
        """Enter Move mode with a card: arrows move it, Enter drops it, Esc leaves. False when it may not move."""
        return self._take(appointment_id, 0.0, by_keys=True)

    def start_sizing(self, appointment_id: int) -> bool:
        """Enter Move mode with a card's end: arrows up and down make it shorter and longer."""
        return self._take(appointment_id, 0.0, by_keys=True, sizing=True)

    def pick_up(self, appointment_id: int, at: QPoint) -> bool:
        """Start to drag a card that was taken at a point of the viewport; False when it may not move."""
        place = self.place_at(at)
        card = self._card(appointment_id)
        if place is None or card is None:
            return False
        grip = self._scene.geometry.minute(place[1].y()) - card[1].start_minute
        return self._take(appointment_id, grip, by_keys=False)

    def pick_up_end(self, appointment_id: int) -> bool:
        """Start to drag a card's lower edge."""
        return self._take(appointment_id, 0.0, by_keys=False, sizing=True)

    def carry(self, card: BoardCard, origin: Where, to: FreeCell | None = None, *, by_keys: bool = True) -> bool:
        """Take a visit into the hand that need not be on this board, over that free time, or at its own time in the
        column with the focus. False where there is no column."""
        if self._state is None or not self._state.columns:
            return False
        index, minute = 0, card.start_minute
        cell = to or self._focus
        for number, layout in enumerate(self._scene.layouts):
            if isinstance(cell, FreeCell) and layout.column.key == cell.column_key:
                index, minute = number, minute if to is None else to.minute
            elif isinstance(cell, CardCell) and layout.placed(cell.appointment_id) is not None:
                index = number
        start = picked_up(card, self._state.columns[index], index, by_keys=by_keys)
        where = start.where
        grip = 0.0 if by_keys else _GRIP_FROM_SHELF
        target = Target(card, origin, where, index, minute, start.minutes, None, grip, by_keys)
        self._elsewhere = False
        self._set_target(aimed(target, self._state, index, minute, self._legality))
        if by_keys:
            self._show_and_say()
        return True

    # Moving it

    def end_grip_at(self, at: QPoint) -> CardCell | None:
        """The card whose lower edge is at that point and can be pulled."""
        cell = self.cell_at(at)
        if not isinstance(cell, CardCell):
            return None
        rect, card = self.card_rect(cell.appointment_id), self._card(cell.appointment_id)
        if rect is None or card is None or not card[1].movable or rect.height() < _GRIP_LEAST_CARD:
            return None
        return cell if at.y() > rect.bottom() - _GRIP else None

    def aim_at(self, at: QPoint) -> None:
        """The dragged card, or its end, is over a point of the viewport."""
        if self._target is None:
            return
        self.carried_over.emit(self.viewport().mapToGlobal(at))
        place = self.place_at(QPoint(min(max(at.x(), 0), self.viewport().width() - 1), at.y()))
        if self._target is None or self._state is None or place is None:
            return
        minute = self._scene.geometry.minute(place[1].y())
        if self._target.sizing:
            self._set_target(sized(self._target, self._state, minute, self._legality))
            return
        target = aimed(self._target, self._state, place[0], minute - self._target.grip, self._legality)
        self._set_target(_away(target, self._elsewhere or not self._is_inside(at)))

    def set_elsewhere(self, elsewhere: bool) -> None:
        """Whether what is under the pointer, beside the board, takes a card that is dropped there."""
        self._elsewhere = elsewhere

    def is_away(self) -> bool:
        """Whether the pointer with the card is beside the board."""
        return self._target is not None and self._target.away

    def step_target(self, columns: int, steps: int) -> None:
        """Move the card in the hand by columns and steps of five minutes."""
        if self._target is None or self._state is None or not self._state.columns:
            return
        if self._target.sizing and not columns:
            self.step_end(steps)
            return
        self._set_target(stepped(self._target, self._state, columns, steps, self._legality))
        self._show_and_say()

    def step_end(self, steps: int) -> None:
        """Move the end of the card in the hand by steps of five minutes."""
        if self._target is None or self._state is None or not self._state.columns:
            return
        self._set_target(size_stepped(self._target, self._state, steps, self._legality))
        self._show_and_say()

    def drop(self) -> None:
        """Let the card go. Where it can not stay nothing moves, and Move mode goes on."""
        target = self._target
        if target is None or self._state is None or not self._state.columns:
            return
        if target.away:
            if self._elsewhere:
                self.let_go_elsewhere.emit(target.card.appointment_id)
            return
        number, where = target.card.appointment_id, target.where
        if target.obstacle is not None:
            self.move_refused.emit(number, words.obstacle_text(target.obstacle))
            return
        self.cancel_move()
        if target.sized_anew:
            self.card_shaped.emit(number, where.practitioner_id, where.day, target.minute, target.minutes)
        elif target.moved:
            self.card_moved.emit(number, where.practitioner_id, where.day, target.minute)

    def ask_why_not(self) -> None:
        """A person asks what is against the place where the card in the hand is; it leaves the hand."""
        target = self._target
        if target is not None and not target.sizing and not target.away and target.obstacle is not None:
            self.cancel_move()
            where = target.where
            number = target.card.appointment_id
            self.move_questioned.emit(number, where.practitioner_id, where.day, target.minute)

    def may_carry(self, appointment_id: int) -> bool:
        """Whether that card is on the board and may be moved."""
        found = self._card(appointment_id)
        return found is not None and found[1].movable

    def ask_to_park(self, appointment_id: int) -> bool:
        """A person wants a card on the shelf; False when it may not move."""
        if not self.may_carry(appointment_id):
            return False
        self.park_requested.emit(appointment_id)
        return True

    def park(self) -> None:
        """Put the card in the hand onto the shelf."""
        if self._target is not None:
            number = self._target.card.appointment_id
            self.cancel_move()
            self.park_requested.emit(number)

    def cancel_move(self) -> None:
        """Leave Move mode, or give up a drag; the card stays where it was."""
        self._mouse.cancel()
        self._set_target(None)

    def target_rect(self) -> QRect | None:
        """Where the card in the hand would go, in viewport coordinates; None where that is not on the board."""
        target = self._target
        if target is None or target.away or target.column >= len(self._scene.layouts):
            return None
        return self.span_rect(target.column, target.minute, target.end_minute)

    def _take(self, appointment_id: int, grip: float, *, by_keys: bool, sizing: bool = False) -> bool:
        found = self._card(appointment_id)
        if found is None or self._state is None or not found[1].movable:
            return False
        column = self._state.columns[found[0]]
        self._elsewhere = False
        self._set_target(picked_up(found[1], column, found[0], grip, by_keys=by_keys, sizing=sizing))
        return True

    def _set_target(self, target: Target | None) -> None:
        before = self._target
        if target == before:
            return
        with self._overlays_change():
            self._target = target
        if target is None:
            self.viewport().unsetCursor()
        elif target.sizing:
            self.viewport().setCursor(Qt.CursorShape.SizeVerCursor)
        elif not target.by_keys:
            allowed = target.possible or target.away
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor if allowed else Qt.CursorShape.ForbiddenCursor)
        if (before is None) != (target is None):
            self.hand_changed.emit(target)

    def _keep_target(self) -> None:
        """A card on this board that somebody else changed meanwhile is taken out of the hand."""
        target, state = self._target, self._state
        if target is None or state is None:
            return
        found = self._card(target.card.appointment_id)
        if found is None:
            changed = any(Where.of(column) == target.origin for column in state.columns)
        else:
            changed = Where.of(state.columns[found[0]]) != target.origin or found[1].version != target.card.version
        if changed:
            self.cancel_move()
        else:
            self._set_target(kept(target, state, self._legality))
            if target.by_keys and state.columns and self._target is not None and self._target.where != target.where:
                self._show_and_say()

    def _show_and_say(self) -> None:
        """Brings the target into view and has a screen reader say where it would go."""
        rect, target = self.target_rect(), self._target
        if rect is None or target is None or self._state is None:
            return
        self.bring_into_view(rect)
        column = self._state.columns[target.column]
        accessibility.announce(self, words.target_name(target, column, self._locale))

    def _is_inside(self, at: QPoint) -> bool:
        return self.rect().contains(self.mapFromGlobal(self.viewport().mapToGlobal(at)))


def _away(target: Target, away: bool) -> Target:
    return replace(target, away=away)
