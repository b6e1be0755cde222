"""The floating layer under a field: part of the window, not a window of its own, so that Wayland can place it."""

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.painting import fill_box, start_painting
from clinic_desktop.ui.kit.shadow import Shadow
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space

_GAP = 4
_ANCHOR_LEFT = frozenset({QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.FocusOut})
_WINDOW_LEFT = frozenset({QEvent.Type.Resize, QEvent.Type.WindowDeactivate})


class Popup(QWidget):
    """Opens under (or, without room, over) an anchor and closes on a press anywhere else, or when the window changes.

    The anchor keeps the keyboard, unless the layer takes it for itself.
    """

    closed = Signal()

    def __init__(self, theme: Theme, anchor: QWidget) -> None:
        super().__init__(anchor)
        self.theme = theme
        self.anchor = anchor
        self._shadow = Shadow(theme, Radius.PANEL)
        self._shadow.setParent(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body = QVBoxLayout(self)
        edge = Size.SHADOW
        self.body.setContentsMargins(edge + Space.XS, edge + Space.XS, edge + Space.XS, edge + Space.XS)
        self.body.setSpacing(0)
        self.hide()
        theme.changed.connect(self.close_popup)
        anchor.destroyed.connect(self.deleteLater)

    def open_at(self, width: int, height: int, as_wide: bool = True) -> None:
        """Show the layer with content of that size; ``as_wide`` makes it at least as wide as the anchor."""
        window = self.anchor.window()
        if self.parent() is not window:
            self.setParent(window)
        self.setGeometry(self._place(window, max(width, self.anchor.width()) if as_wide else width, height))
        self.raise_()
        if not self.isVisible():
            self.show()
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def close_popup(self) -> None:
        """Hide the layer; closing a closed one does nothing."""
        if self.isVisible():
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            self._on_press(event.globalPosition().toPoint())
        elif kind == QEvent.Type.FocusOut and self._has_keyboard():
            pass
        elif (kind in _ANCHOR_LEFT and watched is self.anchor) or (
            kind in _WINDOW_LEFT and watched is self.anchor.window()
        ):
            self.close_popup()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        box = self._box()
        self._shadow.draw(painter, box)
        fill_box(painter, box, Radius.PANEL, self.theme.color("surface"), self.theme.color("border2"))

    def _on_press(self, position: QPoint) -> None:
        inside = self._box().contains(self.mapFromGlobal(position))
        on_anchor = self.anchor.rect().contains(self.anchor.mapFromGlobal(position))
        if not inside and not on_anchor:
            self.close_popup()

    def _has_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _box(self) -> QRect:
        edge = Size.SHADOW
        return self.rect().marginsRemoved(QMargins(edge, edge, edge, edge))

    def _place(self, window: QWidget, width: int, height: int) -> QRect:
        frame = 2 * Space.XS
        width = min(width, window.width() - 2 * _GAP)
        top_left = self.anchor.mapTo(window, QPoint(0, 0))
        under = top_left.y() + self.anchor.height() + _GAP
        room_under = window.height() - under - _GAP
        room_over = top_left.y() - 2 * _GAP
        over = height + frame > room_under and room_over > room_under
        height = min(height + frame, max(room_over if over else room_under, self.theme.px(Size.CONTROL) + frame))
        right_to_left = self.anchor.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = top_left.x() + (self.anchor.width() - width if right_to_left else 0)
        left = min(max(left, _GAP), window.width() - width - _GAP)
        top = top_left.y() - _GAP - height if over else under
        edge = Size.SHADOW
        return QRect(left, top, width, height).marginsAdded(QMargins(edge, edge, edge, edge))
