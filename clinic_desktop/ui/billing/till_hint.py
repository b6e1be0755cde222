"""Says at a desk that keeps tills that none is open, and leads there. Cash is taken all the same."""

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
        words = tr("No till is open at this desk: this cash counts for the next one.")
        self.button = Button(theme, tr("Open the till…"), role="quiet")
        self.button.clicked.connect(self.open_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(PlainLabel(theme, words, role="caption", wrap=True), 1)
        row.addWidget(self.button)
