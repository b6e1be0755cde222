"""The frame of every page before the work begins: the mark and a title over one card in the middle."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.shell.logo import Logo
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class CardPage(QWidget):
    """Put content into ``body``; ``width`` is the card's, in pixels at 100 %."""

    def __init__(self, theme: Theme, title: str, width: int = 400) -> None:
        super().__init__()
        self.theme = theme
        self._width = width
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("role", "page")
        self._title = PlainLabel(theme, title, role="title", wrap=True)
        self._title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._subtitle = PlainLabel(theme, role="muted", wrap=True)
        self._subtitle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._subtitle.hide()
        self.card = Panel(theme)
        self.body = self.card.body
        self.body.setSpacing(Space.M)
        page = ScrollPage(theme, title, max_width=width, fill=True)
        self.card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        page.body.addStretch(2)
        head = QHBoxLayout()
        head.addStretch()
        head.addWidget(Logo(theme, 44))
        head.addStretch()
        page.body.addLayout(head)
        page.body.addWidget(self._title)
        page.body.addWidget(self._subtitle)
        page.body.addSpacing(Space.S)
        page.body.addWidget(self.card)
        page.body.addStretch(3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """The words above the card."""
        self._title.set_text(title)
        self._subtitle.set_text(subtitle)
        self._subtitle.setVisible(bool(subtitle))
