"""The columns as they are drawn now: lays a state out, finds what changed, and paints from kept tiles."""

from datetime import datetime

from PySide6.QtCore import QLocale, QRect
from PySide6.QtGui import QPainter

from clinic_desktop.ui.appointments.board.card_painting import CardPainter
from clinic_desktop.ui.appointments.board.geometry import (
    ColumnLayout,
    Geometry,
    PlacedCard,
    changed_spans,
    lay_out,
    merged,
    mirrored,
)
from clinic_desktop.ui.appointments.board.painting import ColumnPainter, ColumnView
from clinic_desktop.ui.appointments.board.texts import Texts
from clinic_desktop.ui.appointments.board.tiles import Tiles
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import END_OF_DAY, BoardColumn, BoardState

Strip = tuple[int, int, int]
"""A column's index, and the pixels from and to which it changed."""

_NOW_REACH = 3


class BoardScene:
    """Knows no widget: the board asks it where things are and lets it draw them."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        self.texts = Texts(theme)
        self._cards = CardPainter(theme, self.texts, locale)
        self._columns = ColumnPainter(theme, self.texts, self._cards)
        self.tiles = Tiles(self._paint_strip)
        self.layouts: list[ColumnLayout] = []
        self.geometry = Geometry(0, END_OF_DAY, 1.0, 0, 0, 0)
        self._views: list[ColumnView] = []
        self._state: BoardState | None = None
        self.keeps_tiles = True
        self._found: dict[int, tuple[int, PlacedCard]] | None = None

    def restyle(self, ratio: float, right_to_left: bool) -> None:
        """Start anew, because the theme, the screen's ratio or the direction changed; ``show`` has to follow."""
        # A tile's edges do not fall between pixels only where a pixel is a whole number of the screen's.
        self.keeps_tiles = ratio == int(ratio)
        self.texts.forget(ratio)
        self._cards.forget(ratio, right_to_left)
        self.tiles.forget(ratio)
        self._state = None

    def show(self, state: BoardState, geometry: Geometry) -> list[Strip] | None:
        """Take a state in. Gives the strips that look different now, or None when everything may."""
        before, self._state = self._state, state
        self._found = None
        keep = before is not None and geometry == self.geometry and before.hidden_states == state.hidden_states
        self.geometry = geometry
        if not keep:
            self.tiles.forget_all()
            self.layouts = [self._laid_out(column, index) for index, column in enumerate(state.columns)]
            self._views = [self._view(index) for index in range(len(self.layouts))]
            return None
        changed: list[Strip] = []
        for index, column in enumerate(state.columns):
            changed += self._take_column(index, column)
        for index, top, bottom in changed:
            self.tiles.repaint(index, self.layouts[index].width, top, bottom)
        return changed

    def draw(self, painter: QPainter, index: int, strip: QRect, x: int, y: int) -> None:
        """Draw a strip of a column, in its own coordinates, with the column's origin at ``x``, ``y``."""
        width = self.layouts[index].width
        if self.keeps_tiles:
            self.tiles.draw(painter, index, width, strip, x, y)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(x, y)
        painter.setClipRect(strip)
        self._paint_strip(painter, index, strip.top(), strip.bottom() + 1)
        painter.restore()

    def warm(self, indexes: range, top: int, bottom: int) -> bool:
        """Paint one tile ahead of being seen; False when there is none left to paint."""
        return self.keeps_tiles and any(
            self.tiles.warm(index, self.layouts[index].width, top, bottom) for index in indexes
        )

    def placed(self, appointment_id: int) -> tuple[int, PlacedCard] | None:
        """The column of a card and the card in its place; None when it is not on the board."""
        if self._found is None:
            self._found = {
                placed.card.appointment_id: (index, placed)
                for index, layout in enumerate(self.layouts)
                for placed in layout.cards
            }
        return self._found.get(appointment_id)

    def card_rect(self, appointment_id: int) -> tuple[int, QRect] | None:
        """The column and the rectangle of a card, as they are on the screen from the column's left edge."""
        found = self.placed(appointment_id)
        if found is None:
            return None
        index, placed = found
        return index, mirrored(placed.rect, self.layouts[index].width, self.geometry.right_to_left)

    def span_rect(self, index: int, start: int, end: int) -> QRect:
        """The rectangle of a time in a column, as it is on the screen from the column's left edge."""
        rect = self.geometry.span_rect(index, start, end)
        return mirrored(rect, self.layouts[index].width, self.geometry.right_to_left)

    def _take_column(self, index: int, column: BoardColumn) -> list[Strip]:
        old = self.layouts[index]
        changed: list[tuple[int, int]] = []
        if column != old.column:
            new = self.layouts[index] = self._laid_out(column, index)
            spans = changed_spans(old, new)
            changed = [(0, self.geometry.height)] if spans is None else spans
        view, before = self._view(index), self._views[index]
        self._views[index] = view
        return [(index, top, bottom) for top, bottom in merged(changed + self._time_spans(before, view))]

    def _time_spans(self, before: ColumnView, view: ColumnView) -> list[tuple[int, int]]:
        """Where the past and the now line moved."""
        if (before.past_minute, before.now_minute) == (view.past_minute, view.now_minute):
            return []
        opens, closes = self.geometry.opens_minute, self.geometry.closes_minute
        minutes = [before.past_minute, view.past_minute]
        minutes += [minute for minute in (before.now_minute, view.now_minute) if minute is not None]
        if min(minutes) < opens or max(minutes) > closes:
            return [(0, self.geometry.height)]
        return [(self.geometry.y(min(minutes)) - _NOW_REACH, self.geometry.y(max(minutes)) + _NOW_REACH)]

    def _laid_out(self, column: BoardColumn, index: int) -> ColumnLayout:
        assert self._state is not None
        cards = self._state.visible_cards(column)
        return lay_out(column, cards, self.geometry, index, self._cards.least_height())

    def _view(self, index: int) -> ColumnView:
        assert self._state is not None
        layout = self.layouts[index]
        now = local_now(self._state)
        if now is None:
            return ColumnView(layout, index, 0, None)
        minute = 60 * now.hour + now.minute
        if layout.column.day != now.date():
            return ColumnView(layout, index, END_OF_DAY if layout.column.day < now.date() else 0, None)
        shown = self.geometry.opens_minute <= minute <= self.geometry.closes_minute
        return ColumnView(layout, index, minute, minute if shown else None)

    def _paint_strip(self, painter: QPainter, index: int, top: int, bottom: int) -> None:
        self._columns.paint(painter, self._views[index], self.geometry, top, bottom)


def local_now(state: BoardState) -> datetime | None:
    """The state's now on the clock on the wall."""
    return None if state.now is None else state.now.astimezone(state.zone)
