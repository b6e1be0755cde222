"""Keys that do something while the focus is in a page, a panel or a dialog."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

ACT_KEYS = ("Ctrl+Return", "Ctrl+Enter")
"""Both keys that people call Ctrl+Enter."""


def on_keys(owner: QWidget, acts: Mapping[str, Callable[[], object]], repeats: bool = False) -> None:
    """Each key does its act while ``owner`` or something in it has the focus.

    A key that is held down acts once, unless it ``repeats``: only what steps through something may.
    """
    for key, act in acts.items():
        shortcut = QShortcut(QKeySequence(key), owner)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(repeats)
        shortcut.activated.connect(act)
