"""The board's cells: which card or free time is where, has the focus, is selected, and what it is called."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QLocale, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.period import Clock
from clinic_desktop.ui.appointments.board import accessibility, words
from clinic_desktop.ui.appointments.board.focus import CardCell, Cell, FreeCell, cells, first_cell, place_of
from clinic_desktop.ui.appointments.board.following import FollowingView
from clinic_desktop.ui.appointments.board.geometry import ColumnLayout
from clinic_desktop.ui.appointments.board.overlays import RING_REACH
from clinic_desktop.ui.appointments.board.view import Pictures
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardColumn, BoardState


class CellBoard(FollowingView):
    """A view whose cards and free times can be pointed at, walked over by keys, and read out."""

    slot_chosen = Signal(object, object, int)
    card_selected = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None, locale: QLocale, clock: Clock, pictures: Pictures) -> None:
        accessibility.install()
        super().__init__(theme, parent, locale, clock, pictures)
        self._focus: Cell | None = None
        self._hover: FreeCell | None = None
        self._selected: int | None = None
        self._awaited: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_state(self, state: BoardState) -> None:
        """Draw the state; what did not change is not painted again.

        The selection follows ``state.selected_id`` when that changes. Focus and view stay where the hand is; to a card
        that was selected before it came, such as one just booked, both go once it is there.
        """
        before = self._state
        with self._overlays_change():
            super().show_state(state)
            if before is None or state.selected_id != before.selected_id:
                self._selected = state.selected_id
                there = state.selected_id is None or self.card_rect(state.selected_id) is not None
                self._awaited = None if there else state.selected_id
                if state.selected_id is not None and not self.hasFocus():
                    self._focus = CardCell(state.selected_id)
            self._keep_focus(before)
            self._hover = None
        if self._awaited is not None and self.card_rect(self._awaited) is not None:
            self._put_focus(CardCell(self._awaited), scroll=self.hasFocus())

    def show_card(self, appointment_id: int) -> bool:
        """Bring a card into view and the focus cell onto it; False when it is not on the board."""
        if self.card_rect(appointment_id) is None:
            return False
        self._put_focus(CardCell(appointment_id), scroll=True)
        return True

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
        if placed is None:
            return ""
        parked = self._state is not None and cell.appointment_id in self._state.parked_ids
        return words.card_name(placed.card, layout.column, self._locale, parked)

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
        self._awaited = None
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

    def _card(self, appointment_id: int) -> tuple[int, BoardCard] | None:
        found = self._scene.placed(appointment_id)
        return None if found is None else (found[0], found[1].card)

    @contextmanager
    def _overlays_change(self) -> Iterator[None]:
        """Paint again where an overlay was before, and where one is after, what happens inside."""
        before = self.overlay_rects()
        yield
        for rect in before + self.overlay_rects():
            self.viewport().update(rect.adjusted(-RING_REACH, -RING_REACH, RING_REACH, RING_REACH))

    def overlay_rects(self) -> list[QRect]:
        """Where overlays are now, in viewport coordinates; the board adds its own."""
        found = [self.cell_rect(cell) for cell in (self._hover, self._focus) if cell is not None]
        if self._selected is not None:
            found.append(self.card_rect(self._selected))
        return [rect for rect in found if rect is not None]


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
