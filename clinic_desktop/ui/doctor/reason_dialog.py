"""Asks for the reason before a visit is cancelled."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme


class ReasonDialog(Dialog):
    """``given`` carries the reason; an empty one is not taken."""

    given = Signal(str)

    def __init__(self, theme: Theme, question: str, detail: str, keep: str, act: str, parent: QWidget | None) -> None:
        super().__init__(theme, question, parent)
        self.body.addWidget(PlainLabel(theme, question, role="section", wrap=True, parent=self))
        if detail:
            self.body.addWidget(PlainLabel(theme, detail, role="muted", wrap=True, parent=self))
        self.reason = TextField(theme, self.tr("Reason"), parent=self)
        self.body.addWidget(self.reason)
        self.add_button(Button(theme, keep)).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, act, role="danger"), default=True)
        self.act.clicked.connect(self._give)
        self.reason.setFocus()

    def _give(self) -> None:
        if not self.reason.text():
            self.reason.set_problem(self.tr("Say why, so that the desk can tell the patient."))
            self.reason.setFocus()
            return
        self.given.emit(self.reason.text())
        self.accept()
