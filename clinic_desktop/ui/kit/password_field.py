"""A field for a password: hidden until asked, and it says when caps lock is on."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from clinic_desktop.domain.passwords import MOST_LENGTH
from clinic_desktop.ui.kit.field import TextField
from clinic_desktop.ui.theme.theme import Theme


class PasswordField(TextField):
    """A password; pasting is allowed. Spaces at the ends count."""

    def __init__(self, theme: Theme, label: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, label, hint, max_length=MOST_LENGTH, parent=parent)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.keep_left_to_right()
        self._eye = self.edit.add_button("eye", self.tr("Show the password"))
        self._eye.clicked.connect(self._turn)
        self.edit.installEventFilter(self)

    def text(self) -> str:
        return self.edit.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._look_at(event)
        elif event.type() == QEvent.Type.FocusOut:
            self.set_note("")
        return False

    def _look_at(self, event: QKeyEvent) -> None:
        """Qt does not tell the state of caps lock, but a capital letter without Shift gives it away."""
        text = event.text()
        if len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.set_note(self.tr("Caps lock is on") if text.isupper() != shifted else "", "warn")

    def _turn(self) -> None:
        hidden = self.edit.echoMode() == QLineEdit.EchoMode.Password
        self.edit.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.set_icon_name("eye-off" if hidden else "eye")
        self._eye.set_name(self.tr("Hide the password") if hidden else self.tr("Show the password"))
