"""Says at a desk that keeps tills that none is open, or one of an earlier day, and leads there. Cash is taken all the
same."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class TillHint(QWidget):
    """``open_wanted``: the page of the till."""

    open_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = PlainLabel(theme, role="caption", wrap=True)
        self.button = Button(theme, "", role="quiet")
        self.button.clicked.connect(self.open_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)

    def show_till(self, overnight: bool) -> None:
        """Says which of the two it is."""
        if overnight:
            self._words.set_text(tr("The till of this desk is open since an earlier day."))
            self.button.set_text(tr("Count and close it…"))
        else:
            self._words.set_text(tr("No till is open at this desk: this cash counts for the next one."))
            self.button.set_text(tr("Open the till…"))
