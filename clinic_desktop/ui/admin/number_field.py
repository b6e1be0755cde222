"""A field for a whole number, such as minutes or people."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.field import TextField, cut_words
from clinic_desktop.ui.theme.theme import Theme

# Letters fall away. A point or a sign does not: 1.5 must never become 15, nor −5 become 5.
_NO_NUMBER = re.compile(r"[^\d.,+\-−]")


class NumberField(TextField):
    """Takes a whole number. ``number_edited`` carries it, or None for an emptied field and for what is no whole number,
    as a person types."""

    number_edited = Signal(object)

    def __init__(
        self, theme: Theme, label: str, hint: str = "", digits: int = 6, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, label, hint, max_length=digits, parent=parent)
        self.edit.keep_left_to_right()
        self.edited.connect(lambda _text: self.number_edited.emit(self.number()))
        self.finished.connect(self.settle)

    def number(self) -> int | None:
        """The number; None where the field is empty, or holds no whole number."""
        text = self.text()
        return int(text) if text.isdecimal() else None

    def unread(self) -> bool:
        """Whether something was typed that is no whole number, or the beginning of a longer one."""
        return bool(self.text()) and (self.number() is None or self._cut_at is not None)

    def advice(self) -> str:
        if self._cut_at is not None and self.number() is not None:
            return cut_words(self._cut_at)
        return self.tr("Type a whole number such as 30.")

    def settle(self) -> None:
        if self.unread():
            self.say_unread()

    def set_number(self, number: int | None) -> None:
        """Show a number without telling anyone."""
        if number != self.number() or not self.text():
            self.set_text("" if number is None else str(number))

    def _kept(self, text: str) -> str:
        return _NO_NUMBER.sub("", text)
