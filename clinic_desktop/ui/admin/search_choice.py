"""A field for one of very many, such as the time zones: a few letters of any word narrow the list."""

import unicodedata
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.field import TextField
from clinic_desktop.ui.kit.popup_list import PopupList
from clinic_desktop.ui.theme.theme import Theme

_MOST = 60


class SearchChoiceField(TextField):
    """``chosen`` carries the value that a person took. Text that is left without taking one goes back."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, label: str, choices: Sequence[Choice] = (), hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, label, hint, max_length=80, parent=parent)
        self._choices: tuple[Choice, ...] = tuple(choices)
        self._value: object = None
        self.popup = PopupList(theme, self.edit, label)
        self.popup.picked.connect(self._on_picked)
        button = self.edit.add_button("chevron-down", self.tr("Show the list (Alt+Down)"))
        button.clicked.connect(self.open_list)
        self.edit.installEventFilter(self)
        self.edited.connect(self._on_typed)
        self.finished.connect(self._on_left)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show these choices; what was chosen stays."""
        self._choices = tuple(choices)
        if not self.edit.hasFocus():
            self._show_value()

    def value(self) -> object:
        """What is chosen; None for nothing."""
        return self._value

    def set_value(self, value: object) -> None:
        """Choose without telling anyone."""
        if value != self._value or not self.edit.hasFocus():
            self._value = value
            self._show_value()

    def open_list(self) -> None:
        """Open the whole list at what is chosen."""
        self.edit.setFocus()
        self.edit.selectAll()
        self.popup.open_list(self._choices, self._value)

    def matching(self, text: str) -> list[Choice]:
        """The choices of which each typed word begins a word, in their order; those that begin with the text first."""
        wanted = _folded(text).split()
        found = [choice for choice in self._choices if _fits(choice, wanted)]
        found.sort(key=lambda choice: not _folded(choice.text).startswith(_folded(text)))
        return found[:_MOST]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self.popup.handle_key(event):
            return True
        opens = event.key() == Qt.Key.Key_Down
        if opens:
            self.open_list()
        return bool(opens)

    def _on_typed(self, text: str) -> None:
        found = self.matching(text)
        if found:
            self.popup.open_list(found)
        else:
            self.popup.close_popup()
            self.set_note(self.tr("Nothing fits “{text}”").format(text=text), "warn")
            return
        self.set_note("")

    def _on_picked(self, value: object) -> None:
        changed = value != self._value
        self._value = value
        self.set_problem(None)
        self._show_value()
        if changed:
            self.chosen.emit(value)

    def _on_left(self) -> None:
        if not self.popup.isVisible():
            self._show_value()
            if self.problem() is None:
                self.set_note("")

    def _show_value(self) -> None:
        found = next((choice for choice in self._choices if choice.value == self._value), None)
        self.set_text(found.text if found is not None else "")


def _fits(choice: Choice, wanted: Sequence[str]) -> bool:
    parts = _folded(f"{choice.text} {choice.value}").replace("/", " ").replace("_", " ").split()
    return all(any(part.startswith(word) for part in parts) for word in wanted)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))
