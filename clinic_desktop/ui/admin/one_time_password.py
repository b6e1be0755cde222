"""Shows a one-time password, which is told once and kept nowhere."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class OneTimePasswordDialog(Dialog):
    """Name, login and password; the password can be copied."""

    def __init__(self, theme: Theme, name: str, login: str, password: str, parent: QWidget | None) -> None:
        super().__init__(theme, "", parent)
        title = self.tr("Password for {name}").format(name=isolated(name))
        self.setWindowTitle(title)
        self.body.addWidget(PlainLabel(theme, title, role="section", wrap=True, parent=self))
        why = self.tr(
            "It is shown only now: write it down or copy it. A new one has to be chosen at the first sign-in."
        )
        self.body.addWidget(PlainLabel(theme, why, role="muted", wrap=True, parent=self))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        self.login = self._shown(self.tr("Login"), login)
        self.password = self._shown(self.tr("One-time password"), password)
        row.addWidget(self.login, 1)
        row.addWidget(self.password, 1)
        self.body.addLayout(row)
        self.copy = Button(theme, self.tr("Copy password"), "copy", parent=self)
        self.copy.clicked.connect(self._copy)
        self.add_foot_widget(self.copy)
        self.done_button = self.add_button(Button(theme, self.tr("It is noted"), role="primary"), default=True)
        self.done_button.clicked.connect(self.accept)
        self.done_button.setFocus()

    def _shown(self, label: str, text: str) -> TextField:
        field = TextField(self.theme, label, parent=self)
        field.set_text(text)
        field.set_read_only(True)
        field.edit.keep_left_to_right()
        return field

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.password.text())
        self.copy.set_text(self.tr("Copied"))
