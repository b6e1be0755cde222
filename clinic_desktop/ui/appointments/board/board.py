"""The day board: what a person sees of a day, and does with it by mouse and by keys."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from clinic_desktop.domain.period import Clock, utc_now
from clinic_desktop.ui.appointments.board import accessibility, words
from clinic_desktop.ui.appointments.board.dragging import Target, aimed, picked_up, stepped
from clinic_desktop.ui.appointments.board.focus import CardCell, Cell, FreeCell, cells, first_cell, place_of
from clinic_desktop.ui.appointments.board.geometry import ColumnLayout
from clinic_desktop.ui.appointments.board.keyboard import handle_key
from clinic_desktop.ui.appointments.board.marks import ChangeMarks
from clinic_desktop.ui.appointments.board.mouse import BoardMouse
from clinic_desktop.ui.appointments.board.overlays import RING_REACH, OverlayPainter
from clinic_desktop.ui.appointments.board.view import BoardView, Pictures
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import (
    BoardCard,
    BoardColumn,
    BoardState,
    Legality,
    looks_possible,
)


def _no_picture(key: str) -> QPixmap | None:
    return None


class DayBoard(BoardView):
    """Doctors side by side for a day, or one doctor's week. Every signal is something that a person did.

    ``slot_chosen``: practitioner_id, date, minute — free time was clicked, or Enter or N pressed on it.
    ``card_selected``: appointment_id — one click, or the keyboard came to the card (None when it left all cards).
    ``card_opened``: appointment_id — Enter or a double click.
    ``card_moved``: appointment_id, practitioner_id, date, minute — dropped on a possible place, by mouse or keys.
    ``move_refused``: appointment_id — dropped where it can not go; nothing moved.
    ``action_requested``: appointment_id, one letter of A C H S X P V.
    ``menu_requested``: appointment_id, global position — right button or the menu key on a card.
    ``zoom_changed``: pixels per minute at 100 % text. ``day_stepped``: −1 or 1.
    """

    slot_chosen = Signal(object, object, int)
    card_selected = Signal(object)
    card_opened = Signal(object)
    card_moved = Signal(object, object, object, int)
    move_refused = Signal(object)
    action_requested = Signal(object, str)
    menu_requested = Signal(object, QPoint)
    day_stepped = Signal(int)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        locale: QLocale | None = None,
        clock: Clock = utc_now,
        pictures: Pictures = _no_picture,
        legality: Legality = looks_possible,
    ) -> None:
        accessibility.install()
        super().__init__(theme, parent, locale or QLocale(), clock, pictures)
        self._legality = legality
        self._overlays = OverlayPainter(theme, self._scene.texts)
        self._mouse = BoardMouse(self)
        self._marks = ChangeMarks(theme, self)
        self._marks.changed.connect(self._repaint_marks)
        self._focus: Cell | None = None
        self._hover: FreeCell | None = None
        self._selected: int | None = None
        self._target: Target | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Day board"))

    # What is shown

    def show_state(self, state: BoardState) -> None:
        """Draw the state; what did not change is not painted again.

        The selection follows ``state.selected_id`` when that changes. Focus and view stay where the hand is.
        """
        before = self._state
        with self._overlays_change():
            super().show_state(state)
            if before is None or state.selected_id != before.selected_id:
                self._selected = state.selected_id
                if state.selected_id is not None and not self.hasFocus():
                    self._focus = CardCell(state.selected_id)
            self._keep_focus(before)
            self._hover = None
            self._keep_target()

    def mark_changed(self, appointment_ids: Iterable[int]) -> None:
        """Show for two seconds that another desk changed these."""
        self._marks.mark(appointment_ids)

    def show_card(self, appointment_id: int) -> bool:
        """Bring a card into view and the focus cell onto it; False when it is not on the board."""
        if self.card_rect(appointment_id) is None:
            return False
        self._put_focus(CardCell(appointment_id), scroll=True)
        return True

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(900), self._theme.px(640))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(220), self._theme.px(160))

    # Cells

    def layouts(self) -> list[ColumnLayout]:
        """The columns with their cards placed."""
        return self._scene.layouts

    def cell_at(self, at: QPoint) -> Cell | None:
        """The card or the free time at a point of the viewport."""
        place = self.place_at(at)
        if place is None:
            return None
        index, inside = place
        layout = self._scene.layouts[index]
        placed = layout.card_at(inside.x(), inside.y())
        if placed is not None:
            return CardCell(placed.card.appointment_id)
        start = layout.free_start_at(self._scene.geometry.minute(inside.y()))
        return None if start is None else FreeCell(layout.column.key, start)

    def cell_rect(self, cell: Cell) -> QRect | None:
        """A cell's rectangle in viewport coordinates; None when it is not on the board."""
        if isinstance(cell, CardCell):
            return self.card_rect(cell.appointment_id)
        place = place_of(self._scene.layouts, cell)
        if place is None:
            return None
        index, minute = place
        return self.span_rect(index, minute, minute + self._scene.layouts[index].column.slot_minutes)

    def cell_name(self, cell: Cell) -> str:
        """What a screen reader says of a cell; "" when it is not on the board."""
        place = place_of(self._scene.layouts, cell)
        if place is None:
            return ""
        layout = self._scene.layouts[place[0]]
        if isinstance(cell, FreeCell):
            return words.free_name(cell.minute, layout.column, self._locale)
        placed = layout.placed(cell.appointment_id)
        return words.card_name(placed.card, layout.column, self._locale) if placed else ""

    def accessible_cells(self) -> list[Cell]:
        """Every card, column by column, then the free times of the focused column."""
        found: list[Cell] = [
            CardCell(placed.card.appointment_id) for layout in self._scene.layouts for placed in layout.cards
        ]
        place = place_of(self._scene.layouts, self._focus) if self._focus else None
        if place is not None:
            found += [cell for _, cell in cells(self._scene.layouts[place[0]]) if isinstance(cell, FreeCell)]
        return found

    def is_selected(self, cell: Cell) -> bool:
        return isinstance(cell, CardCell) and cell.appointment_id == self._selected

    # Focus and selection

    def focused_cell(self) -> Cell | None:
        """The cell that keys act on."""
        return self._focus

    def focus_cell(self, cell: Cell, scroll: bool = True) -> None:
        """A person came to a cell: focus it and select its card."""
        self._put_focus(cell, scroll)
        wanted = cell.appointment_id if isinstance(cell, CardCell) else None
        self._select(wanted)

    def focus_first(self) -> None:
        """Start at the present time in the first column, or at the selected card."""
        now = self._now_minute()
        cell: Cell | None = CardCell(self._selected) if self._selected is not None else None
        if cell is None or place_of(self._scene.layouts, cell) is None:
            cell = first_cell(self._scene.layouts, now if now is not None else 0)
        if cell is not None:
            self._put_focus(cell, scroll=True)

    def clear_selection(self) -> None:
        """A person clicked beside all cards and free times."""
        self._select(None)

    def choose_slot(self, cell: FreeCell) -> None:
        """A person wants to book at a free time."""
        column = next((column for column in self._columns() if column.key == cell.column_key), None)
        if column is not None:
            self.slot_chosen.emit(column.practitioner_id, column.day, cell.minute)

    def hover(self, cell: Cell | None) -> None:
        """The pointer is over a cell."""
        wanted = cell if isinstance(cell, FreeCell) else None
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor if cell is None else Qt.CursorShape.PointingHandCursor)
        if wanted != self._hover:
            with self._overlays_change():
                self._hover = wanted

    def _select(self, appointment_id: int | None) -> None:
        if appointment_id == self._selected:
            return
        with self._overlays_change():
            self._selected = appointment_id
        self.card_selected.emit(appointment_id)

    def _put_focus(self, cell: Cell, scroll: bool) -> None:
        with self._overlays_change():
            self._focus = cell
        rect = self.cell_rect(cell)
        if scroll and rect is not None:
            self.bring_into_view(rect)
        if self.hasFocus():
            found = self.accessible_cells()
            if cell in found:
                accessibility.tell_focus(self, found.index(cell))

    def _keep_focus(self, before: BoardState | None) -> None:
        """A focused cell that went away leaves the focus to what is nearest in its column."""
        if self._focus is None or place_of(self._scene.layouts, self._focus) is not None:
            return
        gone, self._focus = self._focus, None
        minute = gone.minute if isinstance(gone, FreeCell) else _start_of(before, gone.appointment_id)
        key = gone.column_key if isinstance(gone, FreeCell) else _column_of(before, gone.appointment_id)
        for layout in self._scene.layouts:
            found = cells(layout) if layout.column.key == key else []
            if found:
                self._focus = min(found, key=lambda item: abs(item[0] - minute))[1]

    def _columns(self) -> tuple[BoardColumn, ...]:
        return self._state.columns if self._state else ()

    # Moving a card

    def is_moving(self) -> bool:
        """Whether a card is in the hand, by mouse or in Move mode."""
        return self._target is not None

    def is_busy(self) -> bool:
        return self.is_moving()

    def start_move(self, appointment_id: int) -> bool:
        """Enter Move mode with a card: arrows move it, Enter drops it, Esc leaves. False when it may not move."""
        return self._take(appointment_id, 0.0, by_keys=True)

    def pick_up(self, appointment_id: int, at: QPoint) -> bool:
        """Start to drag a card that was taken at a point of the viewport; False when it may not move."""
        place = self.place_at(at)
        card = self._card(appointment_id)
        if place is None or card is None:
            return False
        grip = self._scene.geometry.minute(place[1].y()) - card[1].start_minute
        return self._take(appointment_id, grip, by_keys=False)

    def aim_at(self, at: QPoint) -> None:
        """The dragged card is over a point of the viewport."""
        place = self.place_at(QPoint(min(max(at.x(), 0), self.viewport().width() - 1), at.y()))
        if self._target is None or place is None:
            return
        minute = self._scene.geometry.minute(place[1].y()) - self._target.grip
        self._aim(place[0], minute)

    def step_target(self, columns: int, steps: int) -> None:
        """Move the card in the hand by columns and steps of five minutes."""
        if self._target is None or self._state is None:
            return
        self._set_target(stepped(self._target, self._state, columns, steps, self._legality))
        target = self._target
        self.bring_into_view(self._target_rect(target))
        column = self._state.columns[target.column]
        accessibility.announce(self, words.target_name(target.minute, column, target.possible, self._locale))

    def drop(self) -> None:
        """Let the card go. Where it can not stay nothing moves, and Move mode goes on."""
        target = self._target
        if target is None or self._state is None:
            return
        if not target.possible:
            self.move_refused.emit(target.card.appointment_id)
            return
        self.cancel_move()
        if target.moved:
            column = self._state.columns[target.column]
            self.card_moved.emit(target.card.appointment_id, column.practitioner_id, column.day, target.minute)

    def cancel_move(self) -> None:
        """Leave Move mode, or give up a drag; the card stays where it was."""
        self._mouse.cancel()
        self._set_target(None)

    def _take(self, appointment_id: int, grip: float, by_keys: bool) -> bool:
        found = self._card(appointment_id)
        if found is None or not found[1].movable:
            return False
        self._set_target(picked_up(found[1], found[0], grip, by_keys))
        return True

    def _aim(self, column: int, minute: float) -> None:
        if self._target is not None and self._state is not None:
            self._set_target(aimed(self._target, self._state, column, minute, self._legality))

    def _set_target(self, target: Target | None) -> None:
        if target == self._target:
            return
        with self._overlays_change():
            self._target = target
        if target is None:
            self.viewport().unsetCursor()
        elif not target.by_keys:
            shape = Qt.CursorShape.ClosedHandCursor if target.possible else Qt.CursorShape.ForbiddenCursor
            self.viewport().setCursor(shape)

    def _keep_target(self) -> None:
        """A card that somebody else changed meanwhile is taken out of the hand."""
        if self._target is None:
            return
        found = self._card(self._target.card.appointment_id)
        if found is None or found[1].version != self._target.card.version or found[0] != self._target.origin:
            self.cancel_move()
        else:
            self._aim(self._target.column, self._target.minute)

    def _card(self, appointment_id: int) -> tuple[int, BoardCard] | None:
        for index, layout in enumerate(self._scene.layouts):
            placed = layout.placed(appointment_id)
            if placed is not None:
                return index, placed.card
        return None

    # Overlays

    def paint_overlays(self, painter: QPainter) -> None:
        right = self._scene.geometry.right_to_left
        if self._hover is not None and self._target is None:
            self._paint_offer(painter, self._hover)
        ghost = self._ghost()
        if ghost is not None:
            self._overlays.ghost(painter, ghost[0], ghost[1], True, right)
        for appointment_id, strength in self._marks.strengths().items():
            rect = self.card_rect(appointment_id)
            if rect is not None:
                self._overlays.changed(painter, rect, strength)
        if self._target is not None:
            self._paint_target(painter, self._target)
        else:
            self._paint_focus(painter)

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
        text = words.target_text(target.minute, target.card.name, target.possible, self._locale)
        rect = self._target_rect(target)
        self._overlays.ghost(painter, rect, text, target.possible, self._scene.geometry.right_to_left)
        if target.by_keys:
            self._overlays.ring(painter, rect)

    def _target_rect(self, target: Target) -> QRect:
        return self.span_rect(target.column, target.minute, target.minute + target.length)

    def _ghost(self) -> tuple[QRect, str] | None:
        ghost = self._state.ghost if self._state else None
        for index, column in enumerate(self._columns()):
            if ghost and (column.practitioner_id, column.day) == (ghost.practitioner_id, ghost.day):
                text = words.ghost_text(ghost.start_minute, ghost.label, self._locale)
                return self.span_rect(index, ghost.start_minute, ghost.end_minute), text
        return None

    @contextmanager
    def _overlays_change(self) -> Iterator[None]:
        """Paint again where an overlay was before, and where one is after, what happens inside."""
        before = self._overlay_rects()
        yield
        for rect in before + self._overlay_rects():
            self.viewport().update(rect)

    def _overlay_rects(self) -> list[QRect]:
        found = [self.cell_rect(cell) for cell in (self._hover, self._focus) if cell is not None]
        if self._selected is not None:
            found.append(self.card_rect(self._selected))
        if self._target is not None and self._target.column < len(self._scene.layouts):
            found += [self._target_rect(self._target), self.card_rect(self._target.card.appointment_id)]
        ghost = self._ghost() if len(self._columns()) == len(self._scene.layouts) else None
        if ghost is not None:
            found.append(ghost[0])
        return [rect.adjusted(-RING_REACH, -RING_REACH, RING_REACH, RING_REACH) for rect in found if rect is not None]

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
        if self._focus is None and event.reason() != Qt.FocusReason.MouseFocusReason:
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
        found = self._card(cell.appointment_id) if isinstance(cell, CardCell) else None
        if found is None or isinstance(cell, FreeCell) or cell is None:
            QToolTip.hideText()
            return
        area = self.card_rect(cell.appointment_id) or QRect()
        QToolTip.showText(event.globalPos(), words.card_tooltip(found[1], self._locale), self.viewport(), area)


def _start_of(state: BoardState | None, appointment_id: int) -> int:
    columns = state.columns if state else ()
    return next(
        (card.start_minute for column in columns for card in column.cards if card.appointment_id == appointment_id), 0
    )


def _column_of(state: BoardState | None, appointment_id: int) -> str:
    columns = state.columns if state else ()
    return next(
        (column.key for column in columns for card in column.cards if card.appointment_id == appointment_id), ""
    )
