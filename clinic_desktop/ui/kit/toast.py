"""Toasts: what just happened, at the bottom of the window for a few seconds, with a way to undo it."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import (
    QDateTime,
    QEasingCurve,
    QEvent,
    QMargins,
    QObject,
    QPoint,
    QRect,
    QSize,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QEnterEvent,
    QFontMetrics,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QGraphicsOpacityEffect, QWidget

from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.foot import feet_height
from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.painting import (
    draw_icon,
    draw_lines,
    draw_text,
    fill_box,
    follow_theme,
    lines_height,
    mirrored_rect,
    start_painting,
    text_width,
)
from clinic_desktop.ui.kit.shadow import Shadow
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Duration, Radius, Size, Space, TextSize, Weight

_KEPT = 50
_DISTANCE = 26
# Milliseconds.
_LOOK = 150


@dataclass(frozen=True, slots=True)
class ToastRecord:
    """One thing that was said, for the bell."""

    text: str
    shown_at: QDateTime


class _UndoButton(PaintedButton):
    """The word and its key, in the toast's own colours."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.key = ""
        self.set_word(self.tr("Undo"))

    def set_word(self, word: str) -> None:
        """What it does."""
        self.setAccessibleName(word)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        font = self.theme.font(TextSize.BODY, Weight.SEMIBOLD)
        width = text_width(font, self.accessibleName()) + 2 * Space.S + 1
        if self.key:
            width += keycap_size(self.theme, self.key).width() + Space.S
        return QSize(width, max(self.theme.px(Size.TARGET_MIN + 4), QFontMetrics(font).height() + Space.S))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        font = self.theme.font(TextSize.BODY, Weight.SEMIBOLD)
        words = text_width(font, self.accessibleName()) + 1
        color = self.theme.color("tooltip_accent")
        if self.underMouse():
            hover = self.theme.color("on_tooltip")
            hover.setAlpha(24)
            fill_box(painter, self.rect(), Radius.CONTROL, hover)
        text = mirrored_rect(self, QRect(Space.S, 0, words, self.height()))
        draw_text(painter, text, self.accessibleName(), font, color)
        if self.key:
            size = keycap_size(self.theme, self.key)
            box = QRect(2 * Space.S + words, (self.height() - size.height()) // 2, size.width(), size.height())
            draw_keycap(painter, self.theme, mirrored_rect(self, box), self.key, KeycapGround.TOOLTIP)
        if self.hasFocus():
            fill_box(painter, self.rect(), Radius.CONTROL, None, color, Size.FOCUS_RING)


class ToastHost(QWidget):
    """Shows one toast at a time; the newest wins, ``history`` keeps the old ones. It lies over ``parent``, at the
    bottom of ``page``, the part of it whose neighbours stay free, or of all of it, above its feet.

    A toast stays 5 s, or 8 s with Undo, and waits while the mouse or the focus is on it and while a screen reader is
    at work. ``shown`` tells the bell.
    """

    shown = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget, page: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        # Never the parent itself: the two would keep each other alive, and be taken apart while still on the screen.
        self._page = page
        self._text = ""
        self._icon = "circle-check"
        self._undo: Callable[[], None] | None = None
        self.history: deque[ToastRecord] = deque(maxlen=_KEPT)
        self._shadow = Shadow(theme, Radius.PANEL)
        self._shadow.setParent(self)
        self._button = _UndoButton(theme, self)
        self._button.clicked.connect(self.undo_now)
        self._button.installEventFilter(self)
        self._shortcut = QShortcut(parent)
        self._shortcut.setEnabled(False)
        self._shortcut.activated.connect(self.undo_now)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        # Another page comes into view, or answers and shows its foot, while the toast is there.
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK)
        self._looking.timeout.connect(self._place)
        self._motion = QVariantAnimation(self)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._move_in)
        self._opacity = QGraphicsOpacityEffect(self)
        self._opacity.setEnabled(False)
        self.setGraphicsEffect(self._opacity)
        self.hide()
        (page or parent).installEventFilter(self)
        follow_theme(theme, self)
        theme.changed.connect(self._place)

    def show_toast(
        self,
        text: str,
        undo: Callable[[], None] | None = None,
        key: str = "Ctrl+Z",
        icon: str = "circle-check",
        listen: bool = True,
        word: str = "",
    ) -> None:
        """Say ``text``; with ``undo``, a button and ``key`` call it once while the toast is there. The button says
        ``word``, else "Undo".

        An empty ``key`` prints none. Where ``listen`` is False or ``key`` empty, the keyboard is left to the caller,
        who may call ``undo_now``.
        """
        self._text, self._icon, self._undo = text, icon, undo
        self.history.append(ToastRecord(text, QDateTime.currentDateTime()))
        self._button.key = key
        self._button.set_word(word or self.tr("Undo"))
        self._button.setVisible(undo is not None)
        self._button.updateGeometry()
        self._shortcut.setKey(QKeySequence(key))
        self._shortcut.setEnabled(listen and undo is not None and bool(key))
        self.setAccessibleName(text)
        self._place()
        self.raise_()
        self.show()
        self._looking.start()
        self._start_motion()
        self._resume()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self.shown.emit(text)

    def undo_now(self) -> None:
        """Undo what the toast speaks of, as its button does; nothing when there is nothing to undo."""
        undo, self._undo = self._undo, None
        self.dismiss()
        if undo is not None:
            undo()

    def can_undo(self) -> bool:
        """Whether a toast with Undo is showing."""
        return self._undo is not None

    def dismiss(self) -> None:
        """Take the toast away; from now on it cannot be undone here."""
        self._timer.stop()
        self._looking.stop()
        self._motion.stop()
        self._shortcut.setEnabled(False)
        self._undo = None
        self.hide()

    def sizeHint(self) -> QSize:
        return self._content_size() + QSize(2 * Size.SHADOW, 2 * Size.SHADOW)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._resume()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is (self._page or self.parent()):
            self._place()
        elif watched is self._button and event.type() == QEvent.Type.FocusIn:
            self._timer.stop()
        elif watched is self._button and event.type() == QEvent.Type.FocusOut:
            self._resume()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        color, px, box = self._theme.color, self._theme.px, self._box()
        self._shadow.draw(painter, box)
        fill_box(painter, box, Radius.PANEL, color("tooltip"))
        side = px(Size.ICON)
        left = box.left() + Space.L - 2
        pixmap = self._theme.icons.pixmap(self._icon, "tooltip_ok", side, self.devicePixelRatioF())
        draw_icon(painter, pixmap, mirrored_rect(self, QRect(left, box.top(), side, box.height())))
        left += side + Space.S + 2
        font = self._theme.font(TextSize.BODY, Weight.MEDIUM)
        width = box.right() - left - Space.M - self._undo_width()
        words = mirrored_rect(self, QRect(left, box.top(), width, box.height()))
        if width < text_width(font, self._text):
            draw_lines(painter, words, self._text, font, color("on_tooltip"))
        else:
            draw_text(painter, words, self._text, font, color("on_tooltip"))
        if self._undo is not None:
            line = QRect(left + width + Space.M, box.center().y() - px(9), 1, px(18))
            painter.fillRect(mirrored_rect(self, line), color("tooltip_line"))

    def _undo_width(self) -> int:
        return self._button.sizeHint().width() + Space.L if self._undo is not None else 0

    def _content_size(self, room: int | None = None) -> QSize:
        """On one line, or on as many as it takes where there is no more ``room``."""
        font = self._theme.font(TextSize.BODY, Weight.MEDIUM)
        words = text_width(font, self._text) + 2
        around = 2 * Space.L + self._theme.px(Size.ICON) + Space.S + self._undo_width()
        tall = QFontMetrics(font).height()
        if room is not None and words + around > room:
            words = max(1, room - around)
            tall = lines_height(font, self._text, words)
        return QSize(words + around, max(self._theme.px(44), tall + 2 * Space.M))

    def _box(self) -> QRect:
        edge = Size.SHADOW
        return self.rect().marginsRemoved(QMargins(edge, edge, edge, edge))

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None:
            return
        page = self._page
        room = host.rect() if page is None else QRect(page.mapTo(host, QPoint()), page.size())
        edges = QSize(2 * Size.SHADOW, 2 * Size.SHADOW)
        size = self._content_size(room.width() - edges.width()) + edges
        width = min(size.width(), room.width())
        left = room.left() + (room.width() - width) // 2
        place = QRect(left, 0, width, size.height())
        foot = 0 if page is None else feet_height(page, place.translated(-room.topLeft()))
        place.moveBottom(max(size.height(), room.bottom() - foot - _DISTANCE + Size.SHADOW))
        self.setGeometry(place)
        box, hint = self._box(), self._button.sizeHint()
        left = box.right() - hint.width() - Space.S
        place = QRect(QPoint(left, box.center().y() - hint.height() // 2), hint)
        self._button.setGeometry(mirrored_rect(self, place))

    def _start_motion(self) -> None:
        self._motion.stop()
        length = self._theme.duration(Duration.TOAST_MOTION)
        if not length:
            return
        self._motion.setDuration(length)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.start()

    def _move_in(self, share: float) -> None:
        self._opacity.setEnabled(share < 1)
        self._opacity.setOpacity(share)

    def _resume(self) -> None:
        """Count the time again, unless somebody needs longer."""
        if not self.isVisible() or self.underMouse() or self._button.hasFocus() or QAccessible.isActive():
            return
        self._timer.start(Duration.TOAST_UNDO if self._undo is not None else Duration.TOAST)
