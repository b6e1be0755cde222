"""Turning the pages of a list that begins with what is newest."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class Pager(QWidget):
    """``turned`` carries −1 for newer and 1 for older ones. It is there only while there is more than one page."""

    turned = Signal(int)

    def __init__(self, theme: Theme, locale: QLocale, newer: str, older: str) -> None:
        """``newer`` and ``older`` say what the pages hold, such as "Newer payments"."""
        super().__init__()
        self._locale = locale
        self.newer = IconButton(theme, "chevron-left", newer, framed=True)
        self.older = IconButton(theme, "chevron-right", older, framed=True)
        self.place = PlainLabel(theme, role="caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for widget in (self.newer, self.place, self.older):
            row.addWidget(widget)
        self.newer.clicked.connect(lambda: self.turned.emit(-1))
        self.older.clicked.connect(lambda: self.turned.emit(1))

    def show_page(self, page: int, last: int) -> None:
        """The page in view of those from 0 to ``last``."""
        text = self.tr("Page {page} of {last}")
        self.place.set_text(text.format(page=self._locale.toString(page + 1), last=self._locale.toString(last + 1)))
        self._show_ways(page > 0, page < last)

    def show_open_end(self, page: int, more: bool) -> None:
        """The page in view, where it is only known whether there are ``more``."""
        self.place.set_text(self.tr("Page {page}").format(page=self._locale.toString(page + 1)))
        self._show_ways(page > 0, more)

    def _show_ways(self, back: bool, on: bool) -> None:
        self.setVisible(back or on)
        self.newer.setEnabled(back)
        self.older.setEnabled(on)
