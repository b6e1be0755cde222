"""Below the settings of the mail server: the password, which stays on this computer, and a test that says how far a
letter comes."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.mail_address import PLAIN
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import PasswordField, TextField
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.text_lines import IconLine
from clinic_desktop.ui.mail_words import message_problem
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.mail_trial import MailTrialState, MailTrialViewModel

_STEPS = ("name", "connection", "encryption", "login", "accepted")
"""As ``integrations/mail.py`` takes them."""


class MailPart(QWidget):
    """``settings`` gives the settings as they stand in the form, saved or not."""

    def __init__(
        self, theme: Theme, model: MailTrialViewModel, settings: Callable[[], ClinicSettings], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._settings = theme, model, settings
        self.password = PasswordField(theme, self.tr("Password"))
        self.kept = PlainLabel(theme, role="caption", wrap=True)
        self.keep = Button(theme, self.tr("Keep on this computer"), icon="key-round")
        self.to = TextField(theme, self.tr("Send a test letter to"), self.tr("An address of your own"), max_length=254)
        self.test = Button(theme, self.tr("Send a test"), icon="send")
        self.steps = QVBoxLayout()
        self.steps.setSpacing(Space.XS)
        self._build()
        self.password.edited.connect(model.type_password)
        self.password.edit.returnPressed.connect(self._keep)
        self.keep.clicked.connect(self._keep)
        self.to.edited.connect(model.type_address)
        self.to.edit.returnPressed.connect(self._test)
        self.test.clicked.connect(self._test)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    def show_state(self, state: MailTrialState) -> None:
        """Shows the state; may be called at any time."""
        self.password.set_text(state.password)
        self._show_kept(state)
        self.keep.set_busy(self.tr("Keeping…") if state.keeping else None)
        self.keep.set_disabled_reason(None if state.password else self.tr("Type the password first."))
        if self.to.text() != state.to:
            self.to.set_text(state.to)
        self.to.set_problem(problem(state.problem) if state.problem else None)
        self.test.set_busy(self.tr("Trying…") if state.trying else None)
        self._show_steps(state)

    def _show_kept(self, state: MailTrialState) -> None:
        notes = {
            None: self.tr(
                "It stays in this computer's key store and never goes into the database. Each computer that is to send"
                " messages needs it once."
            ),
            True: self.tr("Kept in this computer's key store."),
            False: self.tr("This computer has no key store: the password holds until the program is closed."),
        }
        roles = {None: "caption", True: "good", False: "warning"}
        self.kept.set_text(notes[state.kept])
        self.kept.set_role(roles[state.kept])

    def _show_steps(self, state: MailTrialState) -> None:
        empty(self.steps)
        result, tried = state.result, state.tried
        if result is None or tried is None:
            return
        for step in _STEPS:
            if step in result.steps:
                self.steps.addWidget(
                    IconLine(self._theme, "circle-check", "ok", self._done_word(step, tried), "good", self)
                )
                continue
            self.steps.addWidget(
                IconLine(self._theme, "circle-x", "danger", message_problem(result.reason), "problem", self)
            )
            if result.detail:
                said = self.tr("The server says: {answer}").format(answer=isolated(result.detail))
                self.steps.addWidget(PlainLabel(self._theme, said, role="caption", wrap=True, parent=self))
            return

    def _done_word(self, step: str, tried: ClinicSettings) -> str:
        to = isolated(self._model.state.to)
        words = {
            "name": self.tr("The server's name is known."),
            "connection": self.tr("The server answers."),
            "encryption": self.tr("The connection is encrypted, and the server is who it says."),
            "login": self.tr("The user and the password are right."),
            "accepted": self.tr("The letter is on its way. Look whether it arrives at {address}.").format(address=to),
        }
        if step == "encryption" and tried.mail_security == PLAIN:
            return self.tr("The connection is not encrypted.")
        if step == "login" and not tried.mail_user:
            return self.tr("No login is used.")
        return words[step]

    def _keep(self) -> None:
        self._model.keep(self._settings())

    def _test(self) -> None:
        self._model.send_test(self._settings())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.XS, 0, Space.XS)
        column.setSpacing(Space.M)
        kept = QVBoxLayout()
        kept.setSpacing(Space.XS)
        kept.addLayout(self._row(self.password, self.keep))
        kept.addWidget(self.kept)
        column.addLayout(kept)
        column.addLayout(self._row(self.to, self.test))
        column.addLayout(self.steps)

    def _row(self, field: TextField, button: Button) -> QHBoxLayout:
        """A field with its button beside the line."""
        beside = QVBoxLayout()
        beside.setSpacing(Space.XS)
        beside.addWidget(PlainLabel(self._theme, " ", role="field-label", parent=self))
        beside.addWidget(button)
        beside.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(field, 1)
        row.addLayout(beside)
        return row
