"""One number that matters: what it is, how much, how it moved, and where it has been going."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.charts.sparkline import Sparkline
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space

_SHORTEST_LINE = 36


class StatCard(QFrame):
    """A panel with a number, a delta with its arrow, a note and a sparkline."""

    def __init__(self, theme: Theme, title: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setProperty("role", "panel")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(SmallIcon(theme, icon, parent=self))
        head.addWidget(PlainLabel(theme, title, role="label", parent=self), 1)
        column.addLayout(head)
        middle = QHBoxLayout()
        self._number = PlainLabel(theme, role="display", parent=self)
        self._line = Sparkline(theme, self)
        middle.addWidget(self._number, 1)
        middle.addWidget(self._line, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(middle)
        foot = QHBoxLayout()
        foot.setSpacing(Space.XS)
        self._arrow = SmallIcon(theme, "arrow-up-right", "ok", Size.ICON_TINY + 1, self)
        self._delta = PlainLabel(theme, role="good", parent=self)
        self._note = PlainLabel(theme, role="caption", parent=self)
        self._delta.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        foot.addWidget(self._arrow)
        foot.addWidget(self._delta)
        foot.addSpacing(Space.XS)
        foot.addWidget(self._note, 1)
        column.addLayout(foot)
        self._second = PlainLabel(theme, role="caption", parent=self)
        self._second.hide()
        column.addWidget(self._second)
        self._has_line = False
        self.show_number("")

    def show_second_note(self, note: str) -> None:
        """A line of its own below the note; empty takes it away."""
        self._second.set_text(note)
        self._second.setVisible(bool(note))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_line()

    def _fit_line(self) -> None:
        """The line gives way to the number: it gets narrower, and then goes."""
        room = self.width() - 2 * Space.L - self._number.sizeHint().width() - Space.M
        self._line.setVisible(self._has_line and room >= self._theme.px(_SHORTEST_LINE))
        self._line.setFixedWidth(max(1, min(room, self._line.sizeHint().width())))

    def show_number(
        self,
        number: str,
        delta: str = "",
        rising: bool | None = None,
        good: bool | None = None,
        note: str = "",
        series: Sequence[float] = (),
    ) -> None:
        """``delta`` carries its sign; ``good`` says whether that is good news, which a falling number can be."""
        self._number.set_text(number)
        self._delta.set_text(delta)
        self._delta.setVisible(bool(delta))
        self._note.set_text(note)
        tone = {None: "text3", True: "ok", False: "danger"}[good]
        self._delta.set_role({None: "caption", True: "good", False: "problem"}[good])
        self._arrow.show_icon("arrow-up-right" if rising else "arrow-down-right", tone)
        self._arrow.setVisible(bool(delta) and rising is not None)
        self._line.show_data(series)
        self._has_line = len(series) > 1
        self._fit_line()
        self.setAccessibleName(", ".join(part for part in (self._title, number, delta, note) if part))
