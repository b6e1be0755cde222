"""A context menu in the house's look; what a person typed stays plain in it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from clinic_desktop.ui.theme.theme import Theme


class Menu(QMenu):
    """Rounded at its corners, which Qt does only for a menu with a see-through window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("role", "floating")
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)

    def add(
        self, text: str, chosen: Callable[[], object], icon: str | None = None, key: str = "", enabled: bool = True
    ) -> QAction:
        """One entry; ``key`` is only printed: whoever owns the screen listens to it. An ampersand is just that."""
        action = QAction(text.replace("&", "&&"), self)
        if icon:
            action.setIcon(self._theme.icons.icon(icon))
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutVisibleInContextMenu(True)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setEnabled(enabled)
        action.triggered.connect(lambda: chosen())
        self.addAction(action)
        return action
