"""What is said when something unexpected happens: one calm dialog with a reference, and the program lives on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.empty_state import IconDisc
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class CrashDialog(Dialog):
    """Tells the reference; the report itself is in the log."""

    def __init__(self, theme: Theme, parent: QWidget, reference: str) -> None:
        super().__init__(theme, "", parent)
        title = self.tr("Something unexpected happened")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.reference = reference
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(IconDisc(theme, "triangle-alert", "warn"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(PlainLabel(theme, title, role="section", wrap=True))
        detail = self.tr(
            "The program goes on, and what was saved is safe. If the last step did not happen, try it again."
        )
        words.addWidget(PlainLabel(theme, detail, role="muted", wrap=True))
        told = self.tr("SYS_001, reference {reference}").format(reference=reference)
        words.addWidget(PlainLabel(theme, told, role="caption"))
        row.addLayout(words, 1)
        self.body.addLayout(row)
        copy = self.add_button(Button(theme, self.tr("Copy the reference"), icon="copy", role="quiet"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(told))
        self.add_button(Button(theme, self.tr("Go on"), role="primary"), default=True).clicked.connect(self.accept)
