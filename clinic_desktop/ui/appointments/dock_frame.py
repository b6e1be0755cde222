"""What every dock of the reception has: a head with title and close, a scrolling middle, and a foot."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.appointments.dock_page import dock_page
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.keycap import Keycap
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class DockFrame(QWidget):
    """``top`` stays in sight above what scrolls in ``body``, on ``page``; ``foot`` is a row at the bottom. ``fact`` may
    stand beside the title."""

    def __init__(self, theme: Theme, title: str, fact: QWidget | None = None) -> None:
        super().__init__()
        self.close_button = IconButton(theme, "x", self.tr("Close"))
        self._title = PlainLabel(theme, title, role="title")
        head = QHBoxLayout()
        head.setContentsMargins(Space.L, Space.M, Space.L, Space.XS)
        head.setSpacing(Space.M)
        head.addWidget(self._title)
        if fact is not None:
            head.addWidget(fact)
        head.addStretch()
        head.addWidget(Keycap(theme, "Esc"))
        head.addWidget(self.close_button)
        upper = QWidget()
        self.top = QVBoxLayout(upper)
        self.top.setContentsMargins(Space.L, Space.S, Space.L, 0)
        self.top.setSpacing(Space.S)
        self.page = dock_page(theme, title)
        self.body = self.page.body
        self._foot = QFrame()
        self._foot.setProperty("role", "bottombar")
        self.foot = QHBoxLayout(self._foot)
        self.foot.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.foot.setSpacing(Space.S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(upper)
        layout.addWidget(self.page, 1)
        layout.addWidget(self._foot)

    def show_foot(self, shown: bool) -> None:
        """Whether the foot is there."""
        self._foot.setVisible(shown)
