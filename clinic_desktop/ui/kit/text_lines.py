"""Lines of text: one with smaller ones below it, for facts and what has happened, and one behind an icon."""

from collections.abc import Iterable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class TextLines(QVBoxLayout):
    """Shows what ``show_lines`` gets; put it into a layout before."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[tuple[str, ...], ...] = ()
        self.setSpacing(Space.S)

    def show_lines(self, lines: Iterable[tuple[str, ...]]) -> None:
        """The first word of each is its text, the others stand below it; empty ones are left out."""
        lines = tuple(lines)
        if lines == self._shown:
            return
        self._shown = lines
        empty(self)
        for text, *below in lines:
            self.addWidget(self._line(text, below))

    def _line(self, text: str, below: list[str]) -> QWidget:
        box = QWidget(self.parentWidget())
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainLabel(self._theme, text, role="body", wrap=True))
        for detail in below:
            if detail:
                column.addWidget(PlainLabel(self._theme, detail, role="caption", wrap=True))
        return box


class IconLine(QWidget):
    """A text that wraps behind an icon in the colour of ``token``; ``role`` is that of a PlainLabel."""

    def __init__(
        self, theme: Theme, icon: str, token: str, text: str, role: str = "body", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(SmallIcon(theme, icon, token, parent=self))
        row.addWidget(PlainLabel(theme, text, role=role, wrap=True, parent=self), 1)
