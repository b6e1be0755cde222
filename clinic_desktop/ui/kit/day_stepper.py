"""Going from day to day, or from span to span: today, earlier, later, and which are in view."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class DayStepper(QWidget):
    """``stepped`` carries −1 or 1. It prints the keys T, Ctrl+Left and Ctrl+Right, which are the page's to connect."""

    today_wanted = Signal()
    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.today = Button(theme, self.tr("Today"), key="T")
        self.before = IconButton(theme, "chevron-left", self.tr("Earlier"), framed=True)
        self.before.set_name(self.tr("Earlier"), "Ctrl+Left")
        self.after = IconButton(theme, "chevron-right", self.tr("Later"), framed=True)
        self.after.set_name(self.tr("Later"), "Ctrl+Right")
        self.days = PlainLabel(theme, role="section")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for button in (self.today, self.before, self.after):
            row.addWidget(button)
        row.addWidget(self.days, 1)
        self.today.clicked.connect(self.today_wanted)
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))

    def show_days(self, text: str, may_go_on: bool = True) -> None:
        """What is in view, and whether there is anything later."""
        self.days.set_text(text)
        self.after.setEnabled(may_go_on)
