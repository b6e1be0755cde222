"""Dialogs: the frame that all of them share, and the one question before something that cannot be undone."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.empty_state import IconDisc
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class Dialog(QDialog):
    """A dialog that is deleted when it closes. Put content into ``body`` and buttons into the foot with ``add_button``.

    Open it with ``open()``: it blocks its window, never the program.
    """

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None, width: int = 460) -> None:
        super().__init__(parent)
        self.theme = theme
        self._held = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setProperty("role", "dialog")
        self.setMinimumWidth(theme.px(width))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL - 4, Space.XL - 4, Space.XL - 4, Space.L)
        column.setSpacing(Space.L)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.M)
        column.addLayout(self.body, 1)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(Space.S)
        self._foot.addStretch(1)
        column.addLayout(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What grows with what it loads goes up with its foot, so that the buttons stay in sight."""
        super().resizeEvent(event)
        parent = self.parentWidget()
        if parent is None:
            return
        room = parent.window().geometry()
        below = self.geometry().bottom() - room.bottom()
        if below > 0:
            self.move(self.x(), max(room.top(), self.y() - below))

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
