"""The bar above a list: which list and a search in the upper row, which days and whose in the lower."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout

from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_NARROW, _NARROWER = 860, 720
"""With less than these widths, at 100 % text size, the lower and the upper row have no room for one line."""


class TwoRowBar(QFrame):
    """Put widgets into ``first_part``, behind the title, and layouts and widgets into ``upper_row`` and
    ``lower_row``.

    Where there is little room the title goes, and what stands beside each other in a row stands below each other.
    """

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("role", "topbar")
        self._title = PlainLabel(theme, title, role="title")
        self.first_part, self.upper_row, self.lower_row = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self.first_part.setSpacing(Space.M)
        self.first_part.addWidget(self._title)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S - 1, Space.L, Space.S - 1)
        column.setSpacing(Space.S)
        self.upper_row.addLayout(self.first_part, 2)
        for row in (self.upper_row, self.lower_row):
            row.setSpacing(Space.S)
            column.addLayout(row)
        theme.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        width, px = self.width(), self.theme.px
        self._title.setVisible(width >= px(_NARROW))
        self.lower_row.setDirection(across if width >= px(_NARROW) else down)
        self.upper_row.setDirection(across if width >= px(_NARROWER) else down)
