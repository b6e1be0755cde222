"""Asks for the username of a doctor who gets a login."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.services.practitioners.values import PractitionerProfile
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme


class UsernameDialog(Dialog):
    """``given`` carries the username; it may be empty where the profile has an email or a phone to sign in with."""

    given = Signal(str)

    def __init__(self, theme: Theme, profile: PractitionerProfile, parent: QWidget | None) -> None:
        super().__init__(theme, "", parent)
        self._optional = bool(profile.email or profile.phone)
        title = self.tr("Login for {name}").format(name=isolated(profile.name))
        self.setWindowTitle(title)
        self.body.addWidget(PlainLabel(theme, title, role="section", wrap=True, parent=self))
        detail = (
            self.tr("The email and the phone of the profile sign in too.")
            if self._optional
            else self.tr("The profile has neither email nor phone, so a username is needed.")
        )
        self.body.addWidget(PlainLabel(theme, detail, role="muted", wrap=True, parent=self))
        self.username = TextField(theme, self.tr("Username"), self.tr("Such as asha.menon"), 40, self)
        self.body.addWidget(self.username)
        self.add_button(Button(theme, self.tr("Not now"))).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, self.tr("Give the login"), role="primary"), default=True)
        self.act.clicked.connect(self._give)
        self.username.setFocus()

    def _give(self) -> None:
        if not self.username.text() and not self._optional:
            self.username.set_problem(self.tr("This is needed."))
            self.username.setFocus()
            return
        self.given.emit(self.username.text())
        self.accept()
