"""Another person on a line, with what can be done about them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class PersonRow(QWidget):
    """Name, what tells them apart, and one button."""

    def __init__(
        self, theme: Theme, name: str, detail: str, verb: str, act: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(theme, name, role="strong"))
        words.addWidget(PlainLabel(theme, detail, role="caption", wrap=True))
        self.button = Button(theme, verb)
        self.button.setAccessibleName(self.tr("{verb}: {name}").format(verb=verb, name=name))
        self.button.clicked.connect(act)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addLayout(words, 1)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
