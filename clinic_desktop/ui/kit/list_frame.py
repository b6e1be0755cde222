"""The card that holds a list whose rows reach its edges, and below a line what can be done with them."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.theme.tokens import Space


class ListFrame(QFrame):
    """``listed`` takes the room that ``feet`` leave."""

    def __init__(self, listed: QWidget, *feet: QWidget) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        column = QVBoxLayout(self)
        column.setContentsMargins(1, Space.XS, 1, 1)
        column.setSpacing(0)
        column.addWidget(listed, 1)
        if not feet:
            return
        column.addWidget(hairline())
        below = Foot()
        rows = QVBoxLayout(below)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for foot in feet:
            rows.addWidget(foot)
        column.addWidget(below)


def hairline() -> QFrame:
    """A line across."""
    line = QFrame()
    line.setProperty("role", "line")
    return line
