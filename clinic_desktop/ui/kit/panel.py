"""The card that groups things on a page: a title, a line below it, actions beside it, and a body."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class Panel(QFrame):
    """Put content into ``body``; ``role`` is "panel" or "inset"."""

    def __init__(
        self, theme: Theme, title: str = "", subtitle: str = "", role: str = "panel", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("role", role)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L + 2, Space.L - 2, Space.L + 2, Space.L)
        column.setSpacing(Space.M)
        self._head = QWidget(self)
        self._actions = QHBoxLayout(self._head)
        self._actions.setContentsMargins(0, 0, 0, 0)
        self._actions.setSpacing(Space.S)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = PlainLabel(theme, role="heading", parent=self._head)
        self._subtitle = PlainLabel(theme, role="caption", parent=self._head)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        self._actions.addLayout(words, 1)
        column.addWidget(self._head)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.S)
        column.addLayout(self.body, 1)
        self.set_title(title, subtitle)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """The words at the top; without both, and without actions, the head is not there."""
        self._title.set_text(title)
        self._subtitle.set_text(subtitle)
        self._title.setVisible(bool(title))
        self._subtitle.setVisible(bool(subtitle))
        self._head.setVisible(bool(title or subtitle) or self._actions.count() > 1)
        self.setAccessibleName(title)

    def add_action(self, widget: QWidget) -> None:
        """A button or a legend at the far side of the title."""
        self._actions.addWidget(widget)
        self._head.show()
