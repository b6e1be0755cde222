"""Facts about a person: a quiet word, and what it is for this patient."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from clinic_desktop.ui.kit.copy_label import CopyLabel
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class Fact(QWidget):
    """A word and its value side by side: "Sex Male"."""

    def __init__(self, theme: Theme, label: str, value: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, Space.S, 0)
        row.setSpacing(Space.XS + 1)
        row.addWidget(PlainLabel(theme, label, role="caption", parent=self))
        row.addWidget(PlainLabel(theme, value, role="label", parent=self))
        self.setAccessibleName(f"{label} {value}")


class FactTable(QWidget):
    """Facts below each other, the words in a column of their own. What is empty is left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[tuple[str, str], ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.XS + 2)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        """Shows these pairs."""
        facts = tuple((label, value) for label, value in facts if value)
        if facts == self._shown:
            return
        self._shown = facts
        empty(self._grid)
        for row, (label, value) in enumerate(facts):
            word = PlainLabel(self._theme, label, role="caption", parent=self)
            text = CopyLabel(self._theme, value, parent=self)
            self._grid.addWidget(word, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1)
