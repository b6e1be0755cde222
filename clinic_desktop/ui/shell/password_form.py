"""The fields for a new password, in the sign-in page and in the person's menu."""

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.password_field import PasswordField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem, sentence
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.shell.sign_in import SignInState


def turned_down_words(state: SignInState, locale: QLocale) -> str:
    """Why the password was not taken, on the wall clock of the state's zone, and how many tries are left where there
    are few; "" where nothing was refused."""
    if state.refusal is None:
        return ""
    why = sentence(state.refusal, state.zone, locale)
    if state.tries_left is None:
        return why
    text = QCoreApplication.translate("SignInPage", "{why} Tries left: {count}.")
    return text.format(why=why, count=locale.toString(state.tries_left))


class PasswordForm(QWidget):
    """``submitted`` carries the old password and the new one, twice."""

    submitted = Signal(str, str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._old = PasswordField(theme, self.tr("Present password"))
        self._new = PasswordField(theme, self.tr("New password"))
        self._new.set_note(self.tr("At least 8 characters, and not easy to guess."))
        self._again = PasswordField(theme, self.tr("New password again"))
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self._refusal.hide()
        self.button = Button(theme, self.tr("Change password"), role="primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for widget in (self._old, self._new, self._again, self._refusal, self.button):
            column.addWidget(widget)
        self.button.clicked.connect(self._submit)
        for field in self._fields().values():
            field.edit.returnPressed.connect(self._submit)
        self.setFocusProxy(self._old)

    def show_state(self, state: SignInState) -> None:
        """Shows how the last try went."""
        self.button.set_busy(self.tr("Changing…") if state.busy else None)
        problems = dict(state.problems)
        for name, field in self._fields().items():
            field.set_problem(problem(problems[name]) if name in problems else None)
        self._refusal.set_text(turned_down_words(state, self.locale()))
        self._refusal.setVisible(state.refusal is not None)
        if "old" in problems:
            self._old.show()
        wrong = next((field for name, field in self._fields().items() if name in problems), None)
        if wrong is not None:
            wrong.edit.setFocus()

    def begin(self, old: str) -> None:
        """Puts the keyboard into the form. The old password is known where it has just been typed: nobody is asked for
        it again, unless it turns out to be wrong."""
        self._old.set_text(old)
        self._old.setVisible(not old)
        self.setFocusProxy(self._new if old else self._old)
        self.setFocus()

    def clear(self) -> None:
        """Forgets what was typed."""
        for field in self._fields().values():
            field.set_text("")

    def _fields(self) -> dict[str, PasswordField]:
        return {"old": self._old, "new": self._new, "again": self._again}

    def _submit(self) -> None:
        self.submitted.emit(self._old.text(), self._new.text(), self._again.text())
