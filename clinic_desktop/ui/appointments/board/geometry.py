"""Where things lie on the board: minutes to pixels, columns, and cards that share a column.

All lengths are whole device-independent pixels, measured from the leading side; ``mirrored`` turns a rectangle into
where a right-to-left layout wants it. Time runs from top to bottom in every layout.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect

from clinic_desktop.viewmodels.appointments.board_state import BoardCard, BoardColumn

CARD_INSET = 4
"""Pixels between a column's edge and its cards."""

CARD_GAP = 2
"""Pixels between two cards that follow each other."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """The grid of one board: from ``opens_minute`` to ``closes_minute``, columns over ``width`` pixels."""

    opens_minute: int
    closes_minute: int
    pixels_per_minute: float
    column_count: int
    width: int
    pad: int
    right_to_left: bool = False

    @property
    def height(self) -> int:
        return 2 * self.pad + round((self.closes_minute - self.opens_minute) * self.pixels_per_minute)

    def y(self, minute: float) -> int:
        """The pixel at which a minute starts."""
        return self.pad + round((minute - self.opens_minute) * self.pixels_per_minute)

    def minute(self, y: float) -> float:
        """The minute at a pixel, inside the opening time."""
        minute = self.opens_minute + (y - self.pad) / self.pixels_per_minute
        return min(max(minute, self.opens_minute), self.closes_minute)

    def left(self, index: int) -> int:
        """The leading edge of a column; ``column_count`` gives the end of the last."""
        return index * self.width // max(1, self.column_count)

    def column_width(self, index: int) -> int:
        return self.left(index + 1) - self.left(index)

    def column_at(self, x: int) -> int | None:
        """The column under a distance from the leading side."""
        if not self.column_count or not 0 <= x < self.width:
            return None
        index = min(self.column_count - 1, x * self.column_count // self.width)
        return index + 1 if x >= self.left(index + 1) else index

    def span_rect(self, index: int, start: float, end: float) -> QRect:
        """The place of a card of that time in an undivided column, from the column's leading edge."""
        top = self.y(max(start, self.opens_minute)) + CARD_GAP // 2
        bottom = self.y(min(end, self.closes_minute)) - CARD_GAP // 2
        return QRect(CARD_INSET, top, self.column_width(index) - 2 * CARD_INSET, max(bottom - top, 2))

    def hours(self, top: int, bottom: int) -> range:
        """The whole hours whose line may touch those pixels."""
        first = math.ceil(self.minute(top - 1) / 60)
        last = math.floor(self.minute(bottom + 1) / 60)
        return range(first, last + 1)


def mirrored(rect: QRect, width: int, right_to_left: bool) -> QRect:
    """The rectangle inside something ``width`` wide, where the layout's direction wants it."""
    if not right_to_left:
        return rect
    return QRect(width - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())


def lanes(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For spans in order of their start: each one's lane, and how many lanes its group of overlapping spans has."""
    placed: list[tuple[int, int]] = []
    group: list[int] = []
    ends: list[int] = []
    for index, (start, end) in enumerate(spans):
        if ends and start >= max(ends):
            _close_group(placed, group, len(ends))
            group, ends = [], []
        lane = next((number for number, until in enumerate(ends) if until <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        else:
            ends[lane] = end
        placed.append((lane, 1))
        group.append(index)
    _close_group(placed, group, len(ends))
    return placed


def _close_group(placed: list[tuple[int, int]], group: list[int], count: int) -> None:
    for index in group:
        placed[index] = (placed[index][0], count)


@dataclass(frozen=True, slots=True)
class PlacedCard:
    """A card and its rectangle, from its column's leading edge and the content's top."""

    card: BoardCard
    rect: QRect


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """A column with its visible cards placed, in order of their start."""

    column: BoardColumn
    width: int
    cards: tuple[PlacedCard, ...]

    def card_at(self, x: int, y: int) -> PlacedCard | None:
        """The card at a point; half the gap around a card belongs to it."""
        grown = CARD_GAP // 2
        for placed in self.cards:
            if placed.rect.adjusted(0, -grown, 0, grown).contains(x, y):
                return placed
        return None

    def placed(self, appointment_id: int) -> PlacedCard | None:
        return next((placed for placed in self.cards if placed.card.appointment_id == appointment_id), None)

    def free_start_at(self, minute: float) -> int | None:
        """The free start whose time covers a minute: the latest such."""
        length = self.column.slot_minutes
        fitting = [start for start in self.column.free_starts if start <= minute < start + length]
        return max(fitting, default=None)


def lay_out(
    column: BoardColumn, cards: Sequence[BoardCard], geometry: Geometry, index: int, least_height: int
) -> ColumnLayout:
    """Place the cards of a column. Cards that would touch, or be too low for their name, stand side by side."""
    least_minutes = math.ceil((least_height + CARD_GAP) / geometry.pixels_per_minute)
    spans = [(card.start_minute, max(card.end_minute, card.start_minute + least_minutes)) for card in cards]
    placed = []
    for card, span, (lane, count) in zip(cards, spans, lanes(spans), strict=True):
        whole = geometry.span_rect(index, *span)
        if count > 1:
            start = lane * (whole.width() + CARD_GAP) // count
            end = (lane + 1) * (whole.width() + CARD_GAP) // count - CARD_GAP
            whole = QRect(whole.x() + start, whole.y(), end - start, whole.height())
        placed.append(PlacedCard(card, whole))
    return ColumnLayout(column, geometry.column_width(index), tuple(placed))


def changed_spans(old: ColumnLayout, new: ColumnLayout) -> list[tuple[int, int]] | None:
    """The stretches of pixels in which two layouts of one column look different; None when all of it may."""
    if (old.width, old.column.key, _ground(old.column)) != (new.width, new.column.key, _ground(new.column)):
        return None
    if old.cards == new.cards:
        return []
    before = {placed.card.appointment_id: placed for placed in old.cards}
    after = {placed.card.appointment_id: placed for placed in new.cards}
    different = [
        placed.rect
        for one, other in ((before, after), (after, before))
        for number, placed in one.items()
        if other.get(number) != placed
    ]
    return merged((rect.top() - CARD_GAP, rect.bottom() + 1 + CARD_GAP) for rect in different)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches in order, those that meet as one."""
    result: list[tuple[int, int]] = []
    for top, bottom in sorted(spans):
        if result and top <= result[-1][1]:
            result[-1] = (result[-1][0], max(bottom, result[-1][1]))
        else:
            result.append((top, bottom))
    return result


def _ground(column: BoardColumn) -> tuple[object, ...]:
    """What is drawn behind the cards."""
    return column.day, column.closed, column.buffers, column.holds
