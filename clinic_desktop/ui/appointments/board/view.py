"""The scrolling view under the board: columns with heads, the times at the side, zoom, and what is painted when."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import cast

from PySide6.QtCore import QEvent, QLocale, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from clinic_desktop.ui.appointments.board.geometry import Geometry
from clinic_desktop.ui.appointments.board.margins import HEADER_HEIGHT, ColumnHeads, TimeGutter
from clinic_desktop.ui.appointments.board.scene import BoardScene, Strip, local_now
from clinic_desktop.ui.appointments.board.tiles import TILE_HEIGHT
from clinic_desktop.ui.kit.viewport import give_viewport
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import BOARD_PIXELS_PER_MINUTE
from clinic_desktop.viewmodels.appointments.board_state import BoardState

Pictures = Callable[[str], QPixmap | None]
"""Gives the picture of a key at once, or None while there is none; call ``show_pictures`` when it has come."""

COLUMN_LEAST = 150
ZOOM_LEAST, ZOOM_MOST = 1.0, 6.0
_ZOOM_FACTOR = 1.25
_PAD = 10
_WARM_MILLISECONDS = 15
_NOW_FROM_TOP = 0.35


class BoardView(QAbstractScrollArea):
    """Draws a state and scrolls over it as it is told. When it moves by itself is ``FollowingView``'s business, what a
    person does with the cards the board's."""

    zoom_changed = Signal(float)
    head_pressed = Signal(int, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None, locale: QLocale, pictures: Pictures) -> None:
        super().__init__(parent)
        self._theme = theme
        self._locale = locale
        self._state: BoardState | None = None
        self._zoom: float | None = None
        self._scene = BoardScene(theme, locale)
        self._heads = ColumnHeads(theme, self._scene.texts, pictures, self)
        self._heads.pressed.connect(self.head_pressed)
        self._gutter = TimeGutter(theme, self._scene.texts, locale, self)
        self._warm_timer = QTimer(self, singleShot=True, interval=_WARM_MILLISECONDS)
        self._warm_timer.timeout.connect(self._warm_one)
        self.setFrameShape(QFrame.Shape.NoFrame)
        viewport = give_viewport(self)
        viewport.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        viewport.setMouseTracking(True)
        theme.changed.connect(self._restyle)
        self._restyle()

    # What is shown

    def show_state(self, state: BoardState) -> None:
        """Draw the state; what did not change is not painted again."""
        self._state = state
        geometry = self._wanted_geometry()
        if geometry != self._scene.geometry:
            self._lay_out()
        else:
            self._show_strips(self._scene.show(state, geometry))
            self._show_margins()

    def show_now(self, moment: datetime) -> None:
        """Move the now line; a state without one stays so."""
        if self._state is None or self._state.now is None:
            return
        state = self._state = replace(self._state, now=moment)
        if self._scene.geometry == self._wanted_geometry():
            self._show_strips(self._scene.show(state, self._scene.geometry))
            self._show_margins()

    def head_menu_place(self, practitioner_id: int) -> QPoint:
        """Where the menu of a doctor's head opens, on the screen."""
        return self._heads.menu_place(practitioner_id)

    def show_pictures(self) -> None:
        """Ask for the pictures of the heads again, because some have come."""
        self._heads.update()

    def paint_overlays(self, painter: QPainter) -> None:
        """For the board: paint what lies over the columns, in viewport coordinates."""

    # Coordinates

    def geometry_of_day(self) -> Geometry:
        """The grid as it is now."""
        return self._scene.geometry

    def column_origin(self, index: int) -> QPoint:
        """Where a column's content starts, on the left and on top, in viewport coordinates."""
        geometry = self._scene.geometry
        left = geometry.left(index) - self.horizontalScrollBar().value()
        if geometry.right_to_left:
            left = self.viewport().width() - left - geometry.column_width(index)
        return QPoint(left, -self.verticalScrollBar().value())

    def place_at(self, at: QPoint) -> tuple[int, QPoint] | None:
        """The column under a point of the viewport, and the point from the column's leading edge; None beside them."""
        index = self.column_at(at.x())
        if index is None:
            return None
        origin = self.column_origin(index)
        x = at.x() - origin.x()
        if self._scene.geometry.right_to_left:
            x = self._scene.geometry.column_width(index) - 1 - x
        return index, QPoint(x, at.y() - origin.y())

    def column_at(self, x: int) -> int | None:
        """The column at a distance from the viewport's left edge."""
        if self._scene.geometry.right_to_left:
            x = self.viewport().width() - 1 - x
        return self._scene.geometry.column_at(x + self.horizontalScrollBar().value())

    def span_rect(self, index: int, start: int, end: int) -> QRect:
        """The rectangle of a time in a column, in viewport coordinates."""
        return self._scene.span_rect(index, start, end).translated(self.column_origin(index))

    def card_rect(self, appointment_id: int) -> QRect | None:
        """The rectangle of a card in viewport coordinates; None when it is not shown."""
        found = self._scene.card_rect(appointment_id)
        return found[1].translated(self.column_origin(found[0])) if found else None

    # Zoom and scrolling

    def pixels_per_minute(self) -> float:
        """The height of a minute at 100 % text."""
        return BOARD_PIXELS_PER_MINUTE[self._theme.density] if self._zoom is None else self._zoom

    def set_zoom(self, pixels_per_minute: float | None) -> None:
        """Set the height of a minute at 100 % text, brought inside the limits; None for the density's own."""
        if pixels_per_minute is not None:
            pixels_per_minute = min(max(pixels_per_minute, ZOOM_LEAST), ZOOM_MOST)
        self._zoom_around(pixels_per_minute, self.viewport().height() // 2)

    def step_zoom(self, step: int, y: int | None = None) -> None:
        """Make rows higher (1), lower (−1) or as the density has them (0), keeping the time at ``y`` in its place."""
        before = self.pixels_per_minute()
        wanted = min(max(before * _ZOOM_FACTOR**step, ZOOM_LEAST), ZOOM_MOST) if step else None
        self._zoom_around(wanted, self.viewport().height() // 2 if y is None else y)
        if self.pixels_per_minute() != before:
            self.zoom_changed.emit(self.pixels_per_minute())

    def _zoom_around(self, pixels_per_minute: float | None, y: int) -> None:
        bar = self.verticalScrollBar()
        minute = self._scene.geometry.minute(bar.value() + y)
        self._zoom = pixels_per_minute
        self._lay_out()
        bar.setValue(self._scene.geometry.y(minute) - y)

    def scroll_to_now(self) -> None:
        """Bring the now line into the upper third of the view; without one, show the day from its start."""
        now = self._now_minute()
        bar = self.verticalScrollBar()
        wanted = 0 if now is None else self._scene.geometry.y(now) - round(self.viewport().height() * _NOW_FROM_TOP)
        bar.setValue(wanted)

    def bring_into_view(self, rect: QRect, reach: int = 4) -> None:
        """Scroll as little as shows a rectangle that is given in viewport coordinates."""
        view = self.viewport().rect()
        wanted = rect.adjusted(-reach, -reach, reach, reach)
        down = min(0, wanted.top()) if wanted.top() < 0 else max(0, min(wanted.bottom() - view.bottom(), wanted.top()))
        across = wanted.left() if wanted.left() < 0 else max(0, min(wanted.right() - view.right(), wanted.left()))
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + down)
        side = self.horizontalScrollBar()
        side.setValue(side.value() + (-across if self._scene.geometry.right_to_left else across))

    def _now_minute(self) -> int | None:
        """The minute of the now line, if any column has it."""
        now = local_now(self._state) if self._state else None
        if now is None or self._state is None:
            return None
        minute = 60 * now.hour + now.minute
        on_board = any(column.day == now.date() for column in self._state.columns)
        return minute if on_board and self._state.opens_minute <= minute <= self._state.closes_minute else None

    # Layout

    def _wanted_geometry(self) -> Geometry:
        state = self._state
        count = len(state.columns) if state else 0
        return Geometry(
            state.opens_minute if state else 0,
            state.closes_minute if state else 1,
            self.pixels_per_minute() * self._theme.scale,
            count,
            max(self.viewport().width(), count * self._theme.px(COLUMN_LEAST)),
            self._theme.px(_PAD),
            self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
        )

    def _lay_out(self) -> None:
        geometry = self._wanted_geometry()
        if self._state is None:
            return
        self._show_strips(self._scene.show(self._state, geometry))
        view = self.viewport().size()
        tiles = (view.height() // TILE_HEIGHT + 2) * max(1, len(self._state.columns))
        self._scene.tiles.most = max(32, 3 * tiles // 2)
        for bar, whole, seen in (
            (self.verticalScrollBar(), geometry.height, view.height()),
            (self.horizontalScrollBar(), geometry.width, view.width()),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(self._theme.px(24))
        self._show_margins()

    def _restyle(self) -> None:
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._scene.restyle(self.devicePixelRatioF(), right_to_left)
        gutter, header = self._gutter.wanted_width(), self._theme.px(HEADER_HEIGHT)
        # Qt mirrors the scroll bars but not these margins.
        self.setViewportMargins(*((0, header, gutter, 0) if right_to_left else (gutter, header, 0, 0)))
        self._place_margins()
        self._heads.update()
        self._gutter.update()
        self._lay_out()

    def _place_margins(self) -> None:
        view = self.viewport().geometry()
        gutter, header = self._gutter.wanted_width(), self._theme.px(HEADER_HEIGHT)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        heads_x = view.x() if right_to_left else view.x() - gutter
        self._heads.setGeometry(heads_x, view.y() - header, view.width() + gutter, header)
        gutter_x = view.x() + view.width() if right_to_left else view.x() - gutter
        self._gutter.setGeometry(gutter_x, view.y(), gutter, view.height())

    def _show_margins(self) -> None:
        if self._state is None:
            return
        now = local_now(self._state)
        days = {column.day for column in self._state.columns}
        today = next(
            (column.key for column in self._state.columns if len(days) > 1 and now and column.day == now.date()), ""
        )
        geometry = self._scene.geometry
        self._heads.show_columns(
            self._state.columns, geometry, self._gutter.width(), self.horizontalScrollBar().value(), today
        )
        self._gutter.show_times(geometry, self.verticalScrollBar().value(), self._now_minute())

    def _show_strips(self, strips: list[Strip] | None) -> None:
        if strips is None:
            self.viewport().update()
            self._warm_timer.start()
            return
        for index, top, bottom in strips:
            origin = self.column_origin(index)
            width = self._scene.geometry.column_width(index)
            self.viewport().update(QRect(origin.x(), origin.y() + top, width, bottom - top))

    def _warm_one(self) -> None:
        """Paint what is just outside the view while nothing else happens, so that scrolling only copies."""
        if self._state is None or not self.isVisible():
            return
        top = self.verticalScrollBar().value()
        height = self.viewport().height()
        last = min(self._scene.geometry.height, top + height + TILE_HEIGHT)
        if self._scene.warm(self._seen_columns(self.viewport().rect()), max(0, top - TILE_HEIGHT), last):
            self._warm_timer.start()

    def _seen_columns(self, rect: QRect) -> range:
        """The columns that a rectangle of the viewport touches."""
        ends = (self.column_at(rect.left()), self.column_at(rect.right()))
        count = self._scene.geometry.column_count
        known = [index for index in ends if index is not None]
        return range(min(known, default=0), max(known, default=count - 1) + 1)

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._state is None or not self._state.columns:
            painter.fillRect(event.rect(), self._theme.color("surface"))
            return
        for rect in cast(Iterable[QRect], event.region()):
            self._paint_columns(painter, rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_overlays(painter)

    def _paint_columns(self, painter: QPainter, rect: QRect) -> None:
        height = self._scene.geometry.height
        if not self._scene.keeps_tiles:
            # Edges between the screen's pixels are blended, so there has to be a ground to blend with.
            painter.fillRect(rect, self._theme.color("surface"))
        for index in self._seen_columns(rect):
            origin = self.column_origin(index)
            column = QRect(origin.x(), origin.y(), self._scene.geometry.column_width(index), height)
            part = column.intersected(rect)
            if not part.isEmpty():
                self._scene.draw(painter, index, part.translated(-origin), origin.x(), origin.y())
        below = rect.intersected(QRect(rect.x(), height - self.verticalScrollBar().value(), rect.width(), 1 << 20))
        if not below.isEmpty():
            painter.fillRect(below, self._theme.color("surface2"))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.viewport().scroll(-dx if right_to_left else dx, dy)
        self._show_margins()
        self._warm_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_margins()
        self._lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._warm_timer.stop()
        # 4 MB, 8 on a large screen, that are painted again in some milliseconds.
        self._scene.tiles.forget_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.step_zoom(1 if event.angleDelta().y() > 0 else -1, round(event.position().y()))
            event.accept()
            return
        super().wheelEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._restyle()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._restyle()
        return super().event(event)
