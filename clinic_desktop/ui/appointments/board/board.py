"""The day board: what a person sees of a day, and does with it by mouse and by keys."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from clinic_desktop.domain.period import Clock, utc_now
from clinic_desktop.ui.appointments.board import words
from clinic_desktop.ui.appointments.board.carrying import CarryingBoard
from clinic_desktop.ui.appointments.board.dragging import Target
from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell, place_of
from clinic_desktop.ui.appointments.board.keyboard import handle_key
from clinic_desktop.ui.appointments.board.marks import ChangeMarks
from clinic_desktop.ui.appointments.board.overlays import RING_REACH, OverlayPainter
from clinic_desktop.ui.appointments.board.view import Pictures
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_moves import Legality, obstacle_to
from clinic_desktop.viewmodels.appointments.board_state import END_OF_DAY, BoardColumn

_STEP = 5
"""Minutes to which a place that is pointed at is rounded."""


def _no_picture(key: str) -> QPixmap | None:
    return None


class DayBoard(CarryingBoard):
    """Doctors side by side for a day, or one doctor's week. Every signal is something that a person did.

    ``slot_chosen``: practitioner_id, date, minute — free time was clicked, or Enter or N pressed on it.
    ``card_selected``: appointment_id — one click, or the keyboard came to the card (None when it left all cards).
    ``card_opened``: appointment_id — Enter or a double click.
    ``card_moved``: appointment_id, practitioner_id, date, minute — dropped on a possible place, by mouse or keys.
    ``card_shaped``: the same and a length in minutes — its end was moved, perhaps with its start.
    ``park_requested``: appointment_id — K; ``put_down_requested``: a FreeCell — K on free time.
    ``move_questioned``: as ``card_moved`` — Q where the card in the hand can not go; it is let go.
    ``move_refused``: appointment_id, why in words — dropped where it can not go; nothing moved.
    ``action_requested``: appointment_id, one letter of A C H S X P V.
    ``menu_requested``: appointment_id, global position — right button or the menu key on a card.
    ``zoom_changed``: pixels per minute at 100 % text. ``day_stepped``: −1 or 1.
    ``why_wanted``: practitioner_id, date, minute — Q on a cell, or a double click on time that is not free.
    """

    card_opened = Signal(object)
    action_requested = Signal(object, str)
    menu_requested = Signal(object, QPoint)
    day_stepped = Signal(int)
    why_wanted = Signal(object, object, int)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        locale: QLocale | None = None,
        clock: Clock = utc_now,
        pictures: Pictures = _no_picture,
        legality: Legality = obstacle_to,
    ) -> None:
        super().__init__(theme, parent, locale or QLocale(), clock, pictures, legality)
        self._overlays = OverlayPainter(theme, self._scene.texts)
        self._marks = ChangeMarks(theme, self)
        self._marks.changed.connect(self._repaint_marks)
        self.setAccessibleName(self.tr("Day board"))

    # What is shown

    def mark_changed(self, appointment_ids: Iterable[int]) -> None:
        """Show for two seconds that another desk changed these."""
        self._marks.mark(appointment_ids)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(900), self._theme.px(640))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(160))

    # Overlays

    def paint_overlays(self, painter: QPainter) -> None:
        right = self._scene.geometry.right_to_left
        for parked in self._parked_rects():
            self._overlays.parked(painter, parked, right)
        if self._hover is not None and self._target is None:
            self._paint_offer(painter, self._hover)
        ghost = self._ghost()
        if ghost is not None:
            self._overlays.ghost(painter, ghost[0], ghost[1], right)
        for appointment_id, strength in self._marks.strengths().items():
            rect = self.card_rect(appointment_id)
            if rect is not None:
                self._overlays.changed(painter, rect, strength)
        if self._target is not None:
            self._paint_target(painter, self._target)
        else:
            self._paint_focus(painter)

    def _parked_rects(self) -> list[QRect]:
        parked = self._state.parked_ids if self._state else ()
        return [rect for number in parked if (rect := self.card_rect(number)) is not None]

    def _paint_focus(self, painter: QPainter) -> None:
        focus = self._focus if self.hasFocus() else None
        if self._selected is not None and focus != CardCell(self._selected):
            rect = self.card_rect(self._selected)
            if rect is not None:
                self._overlays.selected(painter, rect)
        rect = self.cell_rect(focus) if focus is not None else None
        if rect is not None and focus is not None:
            if isinstance(focus, FreeCell):
                self._paint_offer(painter, focus)
            self._overlays.ring(painter, rect)

    def _paint_offer(self, painter: QPainter, cell: FreeCell) -> None:
        rect = self.cell_rect(cell)
        if rect is not None:
            time = words.minute_text(cell.minute, self._locale)
            self._overlays.offer(painter, rect, time, self._scene.geometry.right_to_left)

    def _paint_target(self, painter: QPainter, target: Target) -> None:
        origin = self.card_rect(target.card.appointment_id)
        if origin is not None:
            self._overlays.moving_from(painter, origin)
        rect, right = self.target_rect(), self._scene.geometry.right_to_left
        if rect is None:
            return
        if target.possible:
            self._overlays.ghost(painter, rect, self._target_text(target), right)
        else:
            self._overlays.refused(painter, rect)
        if target.by_keys:
            self._overlays.ring(painter, rect)
        if not target.possible:
            self._overlays.reason(painter, self._tag_rect(rect, target), self._target_text(target), right)

    def _target_text(self, target: Target) -> str:
        return words.target_text(target, self._locale)

    def _tag_rect(self, rect: QRect, target: Target) -> QRect:
        return self._overlays.tag_rect(rect, self.viewport().rect(), self._target_text(target))

    def ghost_rect(self) -> QRect | None:
        ghost = self._ghost()
        return ghost[0] if ghost is not None else None

    def _ghost(self) -> tuple[QRect, str] | None:
        ghost = self._state.ghost if self._state else None
        for index, column in enumerate(self._columns()):
            if ghost and (column.practitioner_id, column.day) == (ghost.practitioner_id, ghost.day):
                text = words.ghost_text(ghost.start_minute, ghost.label, self._locale)
                return self.span_rect(index, ghost.start_minute, ghost.end_minute), text
        return None

    def overlay_rects(self) -> list[QRect]:
        found = super().overlay_rects()
        rect = self.target_rect()
        if rect is not None and self._target is not None:
            found.append(rect)
            if not self._target.possible:
                found.append(self._tag_rect(rect, self._target))
        if self._target is not None:
            origin = self.card_rect(self._target.card.appointment_id)
            if origin is not None:
                found.append(origin)
        found += self._parked_rects()
        ghost = self._ghost() if len(self._columns()) == len(self._scene.layouts) else None
        return [*found, ghost[0]] if ghost is not None else found

    def _repaint_marks(self, appointment_ids: frozenset[int]) -> None:
        for appointment_id in appointment_ids:
            rect = self.card_rect(appointment_id)
            if rect is not None:
                self.viewport().update(rect.adjusted(-RING_REACH, -RING_REACH, RING_REACH, RING_REACH))

    # Events

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        with self._overlays_change():
            self._hover = None
        super().scrollContentsBy(dx, dy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.touch()
        if self._focus is None and self._awaited is not None:
            # What was just booked may be on another day: who goes on by keys does not wait for it.
            self.focus_first()
        if handle_key(self, event):
            event.accept()
            return
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.touch()
        if event.button() == Qt.MouseButton.LeftButton:
            if self._target is not None:
                self.cancel_move()
            self._mouse.press(event.position().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event.position().toPoint(), bool(event.buttons() & Qt.MouseButton.LeftButton))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._mouse.release(event.position().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        cell = self.cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and isinstance(cell, CardCell):
            self.card_opened.emit(cell.appointment_id)
        elif event.button() == Qt.MouseButton.LeftButton and cell is None:
            self._ask_why_at(event.position().toPoint())

    def ask_why(self) -> bool:
        """A person asks what is against the time of the focused cell; False where there is none."""
        place = place_of(self._scene.layouts, self._focus) if self._focus is not None else None
        if place is None:
            return False
        column = self._scene.layouts[place[0]].column
        self.why_wanted.emit(column.practitioner_id, column.day, place[1])
        return True

    def _ask_why_at(self, at: QPoint) -> None:
        found = self._minute_at(at)
        if found is not None:
            self.why_wanted.emit(found[0].practitioner_id, found[0].day, found[1] // _STEP * _STEP)

    def _minute_at(self, at: QPoint) -> tuple[BoardColumn, int] | None:
        """The column and the minute of the day under a point."""
        place = self.place_at(at)
        if place is None:
            return None
        minute = int(self._scene.geometry.minute(place[1].y()))
        return self._scene.layouts[place[0]].column, min(max(minute, 0), END_OF_DAY - 1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = self.viewport().mapFromGlobal(event.globalPos())
        cell = self._focus if by_key else self.cell_at(at)
        if not isinstance(cell, CardCell):
            return
        rect = self.card_rect(cell.appointment_id)
        self.focus_cell(cell, scroll=by_key)
        below = self.viewport().mapToGlobal(rect.bottomLeft()) if rect is not None else event.globalPos()
        self.menu_requested.emit(cell.appointment_id, below if by_key else event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._focus is None and self._awaited is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.focus_first()
        with self._overlays_change():
            pass

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._target is not None and self._target.by_keys:
            self.cancel_move()
        with self._overlays_change():
            pass

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self.hover(None)
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        cell = self.cell_at(event.pos())
        nobody = self._minute_at(event.pos()) if cell is None else None
        if nobody is not None:
            text = words.closed_tooltip(*nobody)
            QToolTip.showText(event.globalPos(), text, self.viewport(), QRect(event.pos(), QSize(1, 1)))
            return
        found = self._card(cell.appointment_id) if isinstance(cell, CardCell) else None
        if found is None or isinstance(cell, FreeCell) or cell is None:
            QToolTip.hideText()
            return
        area = self.card_rect(cell.appointment_id) or QRect()
        QToolTip.showText(event.globalPos(), words.card_tooltip(found[1], self._locale), self.viewport(), area)
