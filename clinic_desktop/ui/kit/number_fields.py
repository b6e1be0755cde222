"""Fields for phones and amounts of money; both read left to right in every language."""

import re

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.money import Money, minor_digits, parse_amount
from clinic_desktop.ui.formats import currency_symbol
from clinic_desktop.ui.kit.field import TextField, cut_words
from clinic_desktop.ui.theme.theme import Theme

_PHONE_SIGNS = re.compile(r"[^\d+ ()\-.]")


class PhoneField(TextField):
    """A phone number as it is typed. Whether it is a real one is the services' business."""

    def __init__(self, theme: Theme, label: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, label, hint, max_length=32, parent=parent)
        self.edit.keep_left_to_right()

    def digits(self) -> str:
        """Only the digits, with the plus sign if there is one."""
        text = self.text()
        return ("+" if text.startswith("+") else "") + "".join(mark for mark in text if mark.isdecimal())

    def _kept(self, text: str) -> str:
        # A pasted number often comes with words or invisible marks around it.
        return _PHONE_SIGNS.sub("", text)


class AmountField(TextField):
    """An amount in one currency. ``amount_edited`` carries Money, or None when the text is no amount."""

    amount_edited = Signal(object)

    def __init__(
        self, theme: Theme, label: str, currency: str, locale: QLocale | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, label, max_length=18, parent=parent)
        self._currency = currency
        self._locale = locale or QLocale()
        self.edit.keep_left_to_right()
        self.edit.set_leading(text=currency_symbol(currency, self._locale))
        self.edited.connect(lambda _text: self.amount_edited.emit(self.money()))
        self.finished.connect(self._on_left)

    @property
    def currency(self) -> str:
        """What amounts here are in."""
        return self._currency

    def money(self) -> Money | None:
        """What was typed; None when it is empty, below zero, or no amount of the currency."""
        try:
            amount = parse_amount(self.text(), self._currency)
        except ValueError:
            return None
        return amount if amount.minor >= 0 else None

    def unread(self) -> bool:
        """Whether something was typed that is no amount, or the beginning of a longer one."""
        return bool(self.text()) and (self.money() is None or self._cut_at is not None)

    def set_money(self, money: Money | None) -> None:
        """Show an amount of the field's own currency; raises ValueError for another."""
        if money is not None and money.currency != self._currency:
            raise ValueError(money.currency)
        self.set_text("" if money is None else str(money.decimal()))
        self.set_problem(None)

    def settle(self) -> None:
        self._on_left()

    def advice(self) -> str:
        if self._cut_at is not None and self.money() is not None:
            return cut_words(self._cut_at)
        digits = minor_digits(self._currency)
        if not digits:
            return self.tr("Type a whole amount such as 1250.")
        return self.tr("Type an amount such as 1250 or {example}.").format(example="1250." + "50".ljust(digits, "0"))

    def _on_left(self) -> None:
        if self.unread():
            self.say_unread()
