"""The locked desk: who locked it, and the way back in. Nothing of the work is to be seen."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout

from clinic_desktop.domain.permissions import Actor
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.password_field import PasswordField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.shell.card_page import CardPage
from clinic_desktop.ui.shell.password_form import turned_down_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.shell.sign_in import SignInState, SignInViewModel


class LockPage(CardPage):
    """``change_wanted`` asks for the sign-in of somebody else."""

    change_wanted = Signal()

    def __init__(self, theme: Theme, viewmodel: SignInViewModel, actor: Actor, note: str) -> None:
        super().__init__(theme, actor.name)
        self._viewmodel, self._actor = viewmodel, actor
        self.set_title(actor.name, note)
        avatar = Avatar(theme, 56)
        avatar.show_person(actor.name)
        self._password = PasswordField(theme, self.tr("Password"))
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._button = Button(theme, self.tr("Unlock"), icon="lock-open", role="primary", key="Enter")
        change = Button(theme, self.tr("Change person"), icon="users", role="quiet")
        buttons = QHBoxLayout()
        buttons.addWidget(change)
        buttons.addStretch()
        buttons.addWidget(self._button)
        self.body.addWidget(avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self._password)
        self.body.addWidget(self._refusal)
        self.body.addLayout(buttons)
        self._password.edit.returnPressed.connect(self._submit)
        self._button.clicked.connect(self._submit)
        change.clicked.connect(self.change_wanted)
        viewmodel.state_changed.connect(self.show_state)
        viewmodel.turned_down.connect(self._start_again)
        viewmodel.reset()

    def show_state(self, state: SignInState) -> None:
        """Shows how the last try went."""
        self._button.set_busy(self.tr("Unlocking…") if state.busy else None)
        self._refusal.set_text(turned_down_words(state, self.locale()))
        self._refusal.setVisible(state.refusal is not None)
        problems = dict(state.problems)
        self._password.set_problem(problem(problems["password"]) if "password" in problems else None)

    def _start_again(self) -> None:
        # Once: how many tries are left is known a moment later, when somebody may be typing again.
        if self.isVisible():
            self._password.edit.selectAll()
            self._password.edit.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._password.edit.setFocus()

    def _submit(self) -> None:
        if not self._viewmodel.state.busy:
            self._viewmodel.unlock(self._actor, self._password.text())
