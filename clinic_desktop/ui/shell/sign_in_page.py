"""Where a person signs in."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.field import TextField
from clinic_desktop.ui.kit.password_field import PasswordField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.shell.card_page import CardPage
from clinic_desktop.ui.shell.password_form import PasswordForm, turned_down_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.shell.sign_in import SignInState, SignInViewModel


class SignInPage(CardPage):
    """Login and password; a new password where the person has to change it. ``back_wanted`` goes back to the lock."""

    back_wanted = Signal()

    def __init__(self, theme: Theme, viewmodel: SignInViewModel, clinic_name: str) -> None:
        super().__init__(theme, clinic_name)
        self._viewmodel = viewmodel
        self._clinic_name = clinic_name
        self._offline = Chip(theme, self.tr("The database cannot be reached"), icon="cloud-off", tone="danger")
        self._offline.hide()
        self._note = PlainLabel(theme, role="muted", wrap=True)
        self._note.hide()
        self._login = TextField(theme, self.tr("Email, username or phone"))
        self._password = PasswordField(theme, self.tr("Password"))
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._button = Button(theme, self.tr("Sign in"), icon="log-in", role="primary", key="Enter")
        self._back = Button(theme, self.tr("Back"), role="quiet")
        self._back.hide()
        self._new_password: PasswordForm | None = None
        for widget in (
            self._offline, self._note, self._login, self._password, self._refusal, self._button, self._back,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self._login.edit.returnPressed.connect(self._next)
        self._password.edit.returnPressed.connect(self._submit)
        self._button.clicked.connect(self._submit)
        self._back.clicked.connect(self.back_wanted)
        viewmodel.state_changed.connect(self.show_state)
        viewmodel.turned_down.connect(self._start_again)
        self.show_state(viewmodel.state)

    def prepare(self, note: str = "", back: bool = False, login: str = "") -> None:
        """Empties the fields for the next person; ``note`` says why they are asked."""
        self._viewmodel.reset()
        self._login.set_text(login)
        self._password.set_text("")
        if self._new_password is not None:
            self._new_password.clear()
        self._note.set_text(note)
        self._note.setVisible(bool(note))
        self._back.setVisible(back)
        (self._password if login else self._login).edit.setFocus()

    def show_connection(self, connected: bool) -> None:
        """Whether the database can be reached."""
        self._offline.setVisible(not connected)

    def show_state(self, state: SignInState) -> None:
        """Shows how the last try went."""
        changing = state.arrival is not None
        self.set_title(
            self.tr("Choose a new password") if changing else self._clinic_name,
            self.tr("The one you were given is for one use only.") if changing else "",
        )
        begins = changing and (self._new_password is None or self._new_password.isHidden())
        if changing or self._new_password is not None:
            # Before the fields above it go, so that the focus goes on into it.
            self._form().setVisible(changing)
        if begins:
            self._form().begin(self._password.text())
        for widget in (self._login, self._password, self._button):
            widget.setVisible(not changing)
        if changing:
            self._refusal.hide()
            self._form().show_state(state)
            return
        self._button.set_busy(self.tr("Signing in…") if state.busy else None)
        self._refusal.set_text(turned_down_words(state, self.locale()))
        self._refusal.setVisible(state.refusal is not None)
        problems = dict(state.problems)
        self._login.set_problem(problem(problems["login"]) if "login" in problems else None)
        self._password.set_problem(problem(problems["password"]) if "password" in problems else None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        (self._password if self._login.text() else self._login).edit.setFocus()

    def _form(self) -> PasswordForm:
        """Made for the first who has to choose a new password: hardly anybody has to."""
        if self._new_password is None:
            self._new_password = PasswordForm(self.theme, self)
            self._new_password.submitted.connect(self._change)
            self.body.insertWidget(self.body.indexOf(self._back), self._new_password)
        return self._new_password

    def _start_again(self) -> None:
        # Once: how many tries are left is known a moment later, when somebody may be typing again.
        if self.isVisible():
            self._password.edit.selectAll()
            self._password.edit.setFocus()

    def _next(self) -> None:
        if self._password.text():
            self._submit()
        else:
            self._password.edit.setFocus()

    def _submit(self) -> None:
        if not self._viewmodel.state.busy:
            self._viewmodel.sign_in(self._login.text(), self._password.text())

    def _change(self, old: str, new: str, again: str) -> None:
        arrival = self._viewmodel.state.arrival
        if arrival is not None:
            self._viewmodel.change_password(arrival.actor, old, new, again)
