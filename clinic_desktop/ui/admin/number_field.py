"""A field for a whole number, such as minutes or people."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.theme.theme import Theme

_NO_DIGIT = re.compile(r"[^\d]")


class NumberField(TextField):
    """Takes digits only. ``number_edited`` carries the number, or None for an emptied field, as a person types."""

    number_edited = Signal(object)

    def __init__(
        self, theme: Theme, label: str, hint: str = "", digits: int = 6, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, label, hint, max_length=digits, parent=parent)
        self.edit.keep_left_to_right()
        self.edited.connect(lambda _text: self.number_edited.emit(self.number()))

    def number(self) -> int | None:
        """The number; None where the field is empty."""
        text = self.text()
        return int(text) if text else None

    def set_number(self, number: int | None) -> None:
        """Show a number without telling anyone."""
        if number != self.number() or not self.text():
            self.set_text("" if number is None else str(number))

    def _kept(self, text: str) -> str:
        return _NO_DIGIT.sub("", text)
