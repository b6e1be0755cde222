"""One setting: what it is called and does at the left, its value at the right, and below it where that comes from."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import GatewayName, PaymentMethod
from clinic_desktop.domain.gateway_settings import BY_CURRENCY, NO_GATEWAY
from clinic_desktop.domain.mail_address import PLAIN, SECURITIES, STARTTLS, TLS
from clinic_desktop.domain.money import Money
from clinic_desktop.services.settings import SettingView, bounds
from clinic_desktop.ui.admin.number_field import NumberField
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.admin.setting_kinds import Kind, Words
from clinic_desktop.ui.formats import isolated, money_text, short_date
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import AmountField, ChoiceField, Field, TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.printing.words import method_text
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.settings import Value

_WIDTH, _LONG_WIDTH = 150, 240
_LONGEST = 254
"""The longest name of a server and the longest email address."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


def _gateway_word(name: str) -> str:
    words = {BY_CURRENCY: _tr("By currency"), NO_GATEWAY: _tr("None")}
    return words.get(name) or gateway_text(name)


def _security_word(security: str) -> str:
    words = {STARTTLS: _tr("STARTTLS"), TLS: _tr("TLS"), PLAIN: _tr("None")}
    return words[security]


class SettingRow(QWidget):
    """``changed`` carries the value that a person typed, or None for none; ``reset_asked`` forgets it."""

    changed = Signal(object)
    reset_asked = Signal()

    def __init__(self, around: Around, words: Words, currency: str) -> None:
        super().__init__()
        self.words, self.around = words, around
        self._currency = currency
        theme = around.theme
        self.field = self._made()
        self._fit()
        # A bound method: the theme outlives the row, and a lambda would go on calling it.
        theme.changed.connect(self._fit)
        self._source = PlainLabel(theme, role="caption", wrap=True)
        self._reset = IconButton(
            theme, "rotate-ccw", self.tr("Back to the default: {setting}").format(setting=words.title)
        )
        self._reset.clicked.connect(lambda: self.reset_asked.emit())
        title = PlainLabel(theme, words.title, role="strong", wrap=True)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(title)
        said.addWidget(PlainLabel(theme, words.explained, role="caption", wrap=True))
        said.addWidget(self._source)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, Space.XS, 0, Space.XS)
        row.setSpacing(Space.S)
        row.addLayout(said, 1)
        row.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.field, 0, Qt.AlignmentFlag.AlignTop)
        unit = PlainLabel(theme, words.unit, role="muted")
        unit.setFixedWidth(theme.px(64))
        unit.setMinimumHeight(theme.px(32))
        row.addWidget(unit, 0, Qt.AlignmentFlag.AlignTop)

    def _fit(self) -> None:
        long = self.words.kind is Kind.LONG_TEXT
        self.field.setFixedWidth(self.around.theme.px(_LONG_WIDTH if long else _WIDTH))

    def show_setting(self, view: SettingView, value: Value, code: str | None, of_clinic: bool) -> None:
        """Shows the value in view, what is wrong with it, and where the stored one comes from."""
        # What is wrong stays as it was typed: beside another value its fault would make no sense.
        if code is None:
            self._show_value(value)
        self._reset.setVisible(view.own)
        default = self._text(view.default)
        standing = _tr("Default {value}") if of_clinic else _tr("The clinic has {value}")
        source = standing.format(value=default)
        if view.own and view.changed_by and view.changed_at is not None:
            zone: ZoneInfo = self.around.session.centre.zone
            day = short_date(view.changed_at.astimezone(zone).date(), self.around.locale)
            changed = _tr("{default} · changed by {name}, {day}")
            source = changed.format(default=source, name=isolated(view.changed_by), day=day)
        self._source.set_text(source)
        if isinstance(self.field, Field):
            self.field.set_problem(self._problem(code) if code else None)

    def _problem(self, code: str) -> str:
        if code != "out_of_bounds" or self.words.kind is not Kind.NUMBER:
            return problem(code)
        least, most = bounds(self.words.key)
        locale: QLocale = self.around.locale
        return _tr("From {least} to {most}").format(least=locale.toString(least), most=locale.toString(most))

    def _made(self) -> Field | CheckBox:
        theme, name, kind = self.around.theme, self.words.title, self.words.kind
        if kind is Kind.SWITCH:
            box = CheckBox(theme, _tr("Yes"))
            box.setAccessibleName(name)
            box.clicked.connect(lambda checked: self.changed.emit(checked))
            return box
        if kind is Kind.METHOD:
            methods = [method for method in PaymentMethod if method is not PaymentMethod.LINK]
            choice = ChoiceField(theme, "", [Choice(str(method), method_text(method)) for method in methods], name)
            choice.chosen.connect(self.changed.emit)
            return choice
        if kind is Kind.SECURITY:
            securities = ChoiceField(theme, "", [Choice(one, _security_word(one)) for one in SECURITIES], name)
            securities.chosen.connect(self.changed.emit)
            return securities
        if kind is Kind.GATEWAY:
            names = (BY_CURRENCY, *GatewayName, NO_GATEWAY)
            gateways = ChoiceField(theme, "", [Choice(str(one), _gateway_word(one)) for one in names], name)
            gateways.chosen.connect(self.changed.emit)
            return gateways
        if kind is Kind.AMOUNT:
            amount = AmountField(theme, "", self._currency, self.around.locale)
            amount.edit.setAccessibleName(name)
            amount.amount_edited.connect(lambda money: self.changed.emit(money.minor if money is not None else None))
            return amount
        if kind in (Kind.TEXT, Kind.LONG_TEXT):
            text = TextField(theme, "", name, 40 if kind is Kind.TEXT else _LONGEST)
            text.edit.setPlaceholderText("")
            text.edited.connect(self.changed.emit)
            return text
        number = NumberField(theme, "", name, digits=9)
        number.edit.setPlaceholderText("")
        number.number_edited.connect(self.changed.emit)
        return number

    def _show_value(self, value: Value) -> None:
        field = self.field
        if isinstance(field, CheckBox):
            field.setChecked(bool(value))
        elif isinstance(field, ChoiceField):
            field.set_value(value)
        elif isinstance(field, AmountField):
            if not field.edit.hasFocus():
                field.set_money(Money(int(value), self._currency))
        elif isinstance(field, NumberField):
            if not field.edit.hasFocus():
                field.set_number(int(value))
        elif isinstance(field, TextField) and field.text() != value:
            field.set_text(str(value))

    def _text(self, value: Value) -> str:
        """The value in words, with its unit."""
        kind, locale = self.words.kind, self.around.locale
        if kind is Kind.SWITCH:
            return _tr("yes") if value else _tr("no")
        if kind is Kind.METHOD:
            return method_text(PaymentMethod(str(value)))
        if kind is Kind.AMOUNT:
            return money_text(Money(int(value), self._currency), locale)
        if kind is Kind.SECURITY:
            return _security_word(str(value))
        if kind is Kind.GATEWAY:
            return _gateway_word(str(value))
        if kind in (Kind.TEXT, Kind.LONG_TEXT):
            return str(value) or _tr("nothing")
        number = locale.toString(int(value))
        return _tr("{number} {unit}").format(number=number, unit=self.words.unit) if self.words.unit else number
