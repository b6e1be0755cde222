"""The cells that the keyboard walks over: the cards and free times of each column, in order of time."""

from dataclasses import dataclass

from clinic_desktop.ui.appointments.board.geometry import ColumnLayout


@dataclass(frozen=True, slots=True)
class CardCell:
    """A card. It stays the focused one wherever it goes."""

    appointment_id: int


@dataclass(frozen=True, slots=True)
class FreeCell:
    """A free start in a column."""

    column_key: str
    minute: int


Cell = CardCell | FreeCell


def cells(layout: ColumnLayout) -> list[tuple[int, Cell]]:
    """A column's cells with their minutes, from early to late."""
    key = layout.column.key
    found: list[tuple[int, int, Cell]] = [
        (placed.card.start_minute, order, CardCell(placed.card.appointment_id))
        for order, placed in enumerate(layout.cards)
    ]
    found += [(minute, len(found), FreeCell(key, minute)) for minute in layout.column.free_starts]
    return [(minute, cell) for minute, _, cell in sorted(found, key=lambda item: item[:2])]


def place_of(layouts: list[ColumnLayout], cell: Cell) -> tuple[int, int] | None:
    """The index of the cell's column and its minute; None when it is not on the board any more."""
    for index, layout in enumerate(layouts):
        if isinstance(cell, FreeCell):
            if layout.column.key == cell.column_key and cell.minute in layout.column.free_starts:
                return index, cell.minute
        else:
            placed = layout.placed(cell.appointment_id)
            if placed is not None:
                return index, placed.card.start_minute
    return None


def first_cell(layouts: list[ColumnLayout], minute: int) -> Cell | None:
    """Where the keyboard starts: in the first column that has a cell, the first at or after ``minute``."""
    for layout in layouts:
        found = cells(layout)
        if found:
            return next((cell for start, cell in found if start >= minute), found[-1][1])
    return None


def next_in_column(layouts: list[ColumnLayout], cell: Cell, step: int) -> Cell:
    """The cell before (−1) or after (1) in the same column; the cell itself at the end."""
    place = place_of(layouts, cell)
    if place is None:
        return cell
    column = [other for _, other in cells(layouts[place[0]])]
    return column[min(max(column.index(cell) + step, 0), len(column) - 1)]


def end_of_column(layouts: list[ColumnLayout], cell: Cell, last: bool) -> Cell:
    """The first or last cell of the cell's column."""
    place = place_of(layouts, cell)
    if place is None:
        return cell
    return cells(layouts[place[0]])[-1 if last else 0][1]


def next_column(layouts: list[ColumnLayout], cell: Cell, step: int) -> Cell:
    """The cell nearest in time in the next column that has any; the cell itself when there is none."""
    place = place_of(layouts, cell)
    if place is None:
        return cell
    index, minute = place
    index += step
    while 0 <= index < len(layouts):
        found = cells(layouts[index])
        if found:
            return min(found, key=lambda item: abs(item[0] - minute))[1]
        index += step
    return cell
