"""Below the settings of online payments, one for each gateway: its keys, which stay on this computer, and a test that
says in words what is wrong."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.domain.gateway_keys import GatewayKeys
from clinic_desktop.services.checkout.accounts import GatewayStanding
from clinic_desktop.services.checkout.key_ring import KeySource
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.gateway_words import gateway_problem, gateway_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.fields import PasswordField, TextField
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.text_lines import IconLine
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.gateway_trial import GatewayTrialState, GatewayTrialViewModel


class GatewayPart(QWidget):
    """Keys go in and are never shown again."""

    def __init__(self, theme: Theme, model: GatewayTrialViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._model = theme, model
        self._title = PlainLabel(theme, gateway_text(model.name), role="strong")
        self._badge = QHBoxLayout()
        self.standing = PlainLabel(theme, role="caption", wrap=True)
        self.key_id = TextField(theme, self.tr("Key ID"), self.tr("Begins with rzp_"), max_length=64)
        razorpay = model.name is GatewayName.RAZORPAY
        self.secret = PasswordField(theme, self.tr("Key secret") if razorpay else self.tr("Secret key"))
        self.webhook = PasswordField(theme, self.tr("Webhook secret"))
        self.webhook_note = PlainLabel(theme, role="caption", wrap=True)
        self.keep = Button(theme, self.tr("Keep on this computer"), icon="key-round")
        self.forget = Button(theme, self.tr("Remove from this computer"), icon="trash-2", role="quiet")
        self.test = Button(theme, self.tr("Test the connection"), icon="globe")
        self.kept = PlainLabel(theme, role="caption", wrap=True)
        self.found = QVBoxLayout()
        self.found.setSpacing(Space.XS)
        self._build(razorpay)
        self._connect()
        self.show_state(model.state)

    def show_state(self, state: GatewayTrialState) -> None:
        """Shows the state; may be called at any time."""
        self._show_keys(state)
        self._show_standing(state.standing)
        self._show_kept(state)
        self.keep.set_busy(self.tr("Keeping…") if state.keeping else None)
        nothing = state.keys == GatewayKeys()
        self.keep.set_disabled_reason(self.tr("Type a key first.") if nothing else None)
        self.test.set_busy(self.tr("Asking…") if state.trying else None)
        self._show_found(state)

    def _show_keys(self, state: GatewayTrialState) -> None:
        for name, field in (("key_id", self.key_id), ("secret", self.secret), ("webhook_secret", self.webhook)):
            value = getattr(state.keys, name)
            if field.text() != value:
                field.set_text(value)
            code = state.problems.get(name)
            field.set_problem(problem(code) if code else None)

    def _show_standing(self, standing: GatewayStanding | None) -> None:
        empty(self._badge)
        if standing is None:
            return
        has_key = standing.source is not KeySource.NONE
        if has_key:
            live, test = self.tr("Live: real money"), self.tr("Test: no real money")
            chip = Chip(self._theme, live if standing.live else test, tone="ok" if standing.live else "warn")
            self._badge.addWidget(chip)
        self._badge.addStretch(1)
        words = {
            KeySource.NONE: self.tr("No key is kept on this computer."),
            KeySource.ENVIRONMENT: self.tr("The key comes from this computer's environment."),
            KeySource.KEPT: self.tr("A key is kept on this computer."),
            KeySource.TYPED: self.tr("A key was typed here; it holds until the program is closed."),
        }
        said = words[standing.source]
        if standing.lacks == "address":
            said = gateway_problem(standing.name, standing.lacks)
        elif has_key and standing.key_id:
            said = self.tr("{standing} Its ID is {id}.").format(standing=said, id=isolated(standing.key_id))
        self.standing.set_text(said)
        self.standing.set_role("problem" if standing.lacks == "address" else "caption")
        has_hook = standing.webhook_source is not KeySource.NONE
        self.webhook_note.set_text(
            self.tr("This computer has a webhook secret.")
            if has_hook
            else self.tr(
                "Only a computer that receives webhooks needs their secret. Payments are found without them too."
            )
        )
        self.forget.setVisible(KeySource.KEPT in (standing.source, standing.webhook_source) or self._typed(standing))

    @staticmethod
    def _typed(standing: GatewayStanding) -> bool:
        return KeySource.TYPED in (standing.source, standing.webhook_source)

    def _show_kept(self, state: GatewayTrialState) -> None:
        notes = {
            None: self.tr(
                "Keys stay in this computer's key store and never go into the database. Each computer that is to ask"
                " for payments needs them once."
            ),
            True: self.tr("Kept in this computer's key store."),
            False: self.tr("This computer has no key store: the keys hold until the program is closed."),
        }
        self.kept.set_text(notes[state.kept])
        self.kept.set_role({None: "caption", True: "good", False: "warning"}[state.kept])

    def _show_found(self, state: GatewayTrialState) -> None:
        empty(self.found)
        if state.account is not None:
            name = isolated(state.account.name)
            works = self.tr("The key works. Account: {name}.").format(name=name) if name else self.tr("The key works.")
            self._line("circle-check", "ok", works, "good")
            if state.account.live:
                self._line("circle-check", "ok", self.tr("It moves real money."), "good")
            else:
                self._line("info", "warn", self.tr("It is a test key: nobody really pays with it."), "warning")
        elif state.refusal is not None:
            refusal = state.refusal
            said = gateway_problem(refusal.gateway, refusal.reason, refusal.detail)
            self._line("circle-x", "danger", said, "problem")

    def _line(self, icon: str, token: str, text: str, role: str) -> None:
        self.found.addWidget(IconLine(self._theme, icon, token, text, role, self))

    def _typed_keys(self) -> None:
        self._model.type_keys(
            GatewayKeys(self.key_id.text().strip(), self.secret.text().strip(), self.webhook.text().strip())
        )

    def _connect(self) -> None:
        for field in (self.key_id, self.secret, self.webhook):
            field.edited.connect(lambda _text: self._typed_keys())
            field.edit.returnPressed.connect(self._model.keep)
        self.keep.clicked.connect(self._model.keep)
        self.forget.clicked.connect(self._model.forget)
        self.test.clicked.connect(self._model.test)
        self._model.state_changed.connect(self.show_state)

    def _build(self, razorpay: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.XS, 0, Space.XS)
        column.setSpacing(Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self._title)
        head.addLayout(self._badge, 1)
        column.addLayout(head)
        column.addWidget(self.standing)
        keys = QHBoxLayout()
        keys.setSpacing(Space.S)
        if not razorpay:
            self.key_id.setParent(self)
            self.key_id.hide()
        for field in (self.key_id, self.secret, self.webhook) if razorpay else (self.secret, self.webhook):
            # What is wrong with one must not push the others down.
            keys.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(keys)
        column.addWidget(self.webhook_note)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for button in (self.keep, self.test, self.forget):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.kept)
        column.addLayout(self.found)
