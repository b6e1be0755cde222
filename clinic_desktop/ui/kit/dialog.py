"""Dialogs: the frame that all of them share, and the one question before something that cannot be undone."""

from PySide6.QtCore import QMargins, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.empty_state import IconDisc
from clinic_desktop.ui.kit.painting import fill_box, start_painting
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.shadow import Scrim, Shadow
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space

_EDGE = Size.SHADOW


class Dialog(QDialog):
    """A dialog that is deleted when it closes. Put content into ``body`` and buttons into the foot with ``add_button``.

    Open it with ``open()``: it blocks its window, never the program, and dims what it blocks. It paints its own panel
    and shadow in place of the system's frame, and is moved by any part of it that is no control.
    """

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None, width: int = 460) -> None:
        super().__init__(parent)
        self.theme = theme
        self._held = self._moved = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._shadow = Shadow(theme, Radius.DIALOG)
        self._shadow.setParent(self)
        self._scrim: Scrim | None = None
        theme.changed.connect(self.update)
        room = theme.px(width) if parent is None else min(theme.px(width), parent.window().width() - 2 * Space.XL)
        self.setMinimumWidth(room + 2 * _EDGE)
        column = QVBoxLayout(self)
        side = _EDGE + Space.XL - 4
        column.setContentsMargins(side, side, side, _EDGE + Space.L)
        column.setSpacing(Space.L)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.M)
        column.addLayout(self.body, 1)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(Space.S)
        self._foot.addStretch(1)
        column.addLayout(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What grows with what it loads stays in the middle until somebody moves it, and its buttons in sight."""
        super().resizeEvent(event)
        parent = self.parentWidget()
        if parent is None:
            return
        room = parent.window().geometry()
        if self._scrim is not None and not self._moved:
            self.move(room.center() - self.rect().center())
        below = self.geometry().bottom() - _EDGE - room.bottom()
        if below > 0:
            self.move(self.x(), max(room.top() - _EDGE, self.y() - below))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is not None and self._scrim is None:
            over = parent.window()
            if not self._moved:
                self.move(over.geometry().center() - self.rect().center())
            around = (_EDGE, Radius.DIALOG) if isinstance(over, Dialog) else (0, 0)
            self._scrim = Scrim(self.theme, over, *around)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        scrim, self._scrim = self._scrim, None
        if scrim is not None and isValid(scrim):
            scrim.hide()
            scrim.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        self._shadow.draw(painter, self._panel())
        fill_box(painter, self._panel(), Radius.DIALOG, self.theme.color("surface"), self.theme.color("border2"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self.windowHandle()
        on_panel = self._panel().contains(event.position().toPoint())
        if on_panel and event.button() == Qt.MouseButton.LeftButton and handle is not None:
            self._moved = True
            handle.startSystemMove()
        event.accept()

    def _panel(self) -> QRect:
        return self.rect().marginsRemoved(QMargins(_EDGE, _EDGE, _EDGE, _EDGE))

    def add_button(self, button: Button, default: bool = False) -> Button:
        """Put a button at the end of the foot; Enter anywhere presses the default one."""
        button.setParent(self)
        self._foot.addWidget(button)
        button.setDefault(default)
        return button

    def hold(self, held: bool) -> None:
        """While something is being done that cannot be called back, the dialog stays: who closed it with Esc would
        never hear what came of it."""
        self._held = held

    def reject(self) -> None:
        """Closes it without doing anything, unless something is being done."""
        if not self._held:
            super().reject()

    def add_foot_widget(self, widget: QWidget) -> None:
        """Put something at the start of the foot, such as a hint."""
        self._foot.insertWidget(0, widget)


class Question(Dialog):
    """Asks before something that cannot be undone. ``acted`` is the answer to act, ``kept`` the safe one.

    Enter and Escape are both the safe answer. Where nothing is deleted, Ctrl+Enter acts.
    """

    acted = Signal()
    kept = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None,
        question: str,
        detail: str,
        keep_text: str,
        act_text: str,
        danger: bool,
    ) -> None:
        super().__init__(theme, question, parent)
        self.setAccessibleName(question)
        self.setAccessibleDescription(detail)
        head = QHBoxLayout()
        head.setSpacing(Space.L)
        icon, tone = ("circle-x", "danger") if danger else ("circle-question-mark", "accent")
        head.addWidget(IconDisc(theme, icon, tone, parent=self), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(Space.S - 2)
        words.addStretch(1)
        words.addWidget(PlainLabel(theme, question, role="section", wrap=True, parent=self))
        if detail:
            words.addWidget(PlainLabel(theme, detail, role="muted", wrap=True, parent=self))
        words.addStretch(1)
        head.addLayout(words, 1)
        self.body.addLayout(head)
        self._keep = self.add_button(Button(theme, keep_text), default=True)
        if danger:
            self._act = self.add_button(Button(theme, act_text, role="danger"))
        else:
            self._act = self.add_button(Button(theme, act_text, role="primary", key="Ctrl+↵"))
            on_keys(self, dict.fromkeys(ACT_KEYS, self._act.click))
        self._keep.clicked.connect(self.reject)
        self._act.clicked.connect(self.accept)
        self.accepted.connect(self.acted)
        self.rejected.connect(self.kept)
        self._keep.setFocus()


def ask(
    theme: Theme, parent: QWidget | None, question: str, detail: str, keep_text: str, act_text: str, danger: bool = True
) -> Question:
    """Open a question and return at once; connect to its ``acted``. The words of the buttons are verbs."""
    asked = Question(theme, parent, question, detail, keep_text, act_text, danger)
    asked.open()
    return asked
