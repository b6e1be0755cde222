"""Changing one's own password."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.permissions import Actor
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.shell.password_form import PasswordForm
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel


class PasswordDialog(Dialog):
    """Closes as accepted when the password has been changed."""

    def __init__(self, theme: Theme, parent: QWidget, viewmodel: SignInViewModel, actor: Actor) -> None:
        super().__init__(theme, "", parent, width=380)
        title = self.tr("Change password")
        self.setWindowTitle(title)
        self.body.addWidget(PlainLabel(theme, title, role="section"))
        form = PasswordForm(theme, self)
        self.body.addWidget(form)
        self.add_button(Button(theme, self.tr("Keep the old one"), key="Esc")).clicked.connect(self.reject)
        self.add_button(form.button)
        viewmodel.reset()
        form.submitted.connect(lambda old, new, again: viewmodel.change_password(actor, old, new, again))
        viewmodel.state_changed.connect(form.show_state)
        viewmodel.password_changed.connect(self.accept)
        form.setFocus()
