"""Words at the near side, amounts in columns at the far side: the sums of a till and of a day."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


@dataclass(frozen=True, slots=True)
class Figures:
    """One line. ``look`` is the role of its texts; ``looks`` are those of single columns where they differ."""

    texts: tuple[str, ...]
    look: str = "body"
    looks: tuple[str, ...] = ()


class FigureGrid(QWidget):
    """A table to read, not to choose from; a line under its heads."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: object = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.S - 2)
        self._grid.setColumnStretch(0, 1)

    def show_figures(self, heads: Sequence[str], lines: Sequence[Figures]) -> None:
        """Shows the lines; the same ones again change nothing."""
        if (tuple(heads), tuple(lines)) == self._shown:
            return
        self._shown = (tuple(heads), tuple(lines))
        empty(self._grid)
        row = 0
        if heads:
            self._add_row(0, Figures(tuple(heads), "caption"))
            line = QFrame(self)
            line.setProperty("role", "line")
            self._grid.addWidget(line, 1, 0, 1, len(heads))
            row = 2
        for place, figures in enumerate(lines, row):
            self._add_row(place, figures)

    def _add_row(self, row: int, figures: Figures) -> None:
        for column, text in enumerate(figures.texts):
            look = figures.looks[column] if figures.looks and figures.looks[column] else figures.look
            label = PlainLabel(self._theme, text, role=look, wrap=column == 0, parent=self)
            if column:
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            else:
                self._grid.addWidget(label, row, column)
