"""A field for a time of day: "9", "930", "9:30" or "3pm", or picked from a list."""

from datetime import time

from PySide6.QtCore import QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.formats import time_text
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.field import TextField
from clinic_desktop.ui.kit.popup_list import PopupList
from clinic_desktop.ui.kit.time_text import TimeTextError, parse_time
from clinic_desktop.ui.theme.theme import Theme


class TimeField(TextField):
    """``chosen`` carries the time, or None for an emptied field, when a person left the field or took one of the list.
    A text that cannot be read is told to nobody: see ``unread``.

    ``step`` minutes lie between the times of the list.
    """

    chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        label: str,
        hint: str = "",
        step: int = 15,
        locale: QLocale | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, hint, max_length=12, parent=parent)
        self._locale = locale or QLocale()
        self._step = step
        self._value: time | None = None
        self._told: time | None = None
        self.edit.keep_left_to_right()
        self._button = self.edit.add_button("clock", self.tr("Pick a time (Alt+Down)"))
        self._button.clicked.connect(self.open_list)
        self._list = PopupList(theme, self.edit, label)
        self._list.picked.connect(self._on_picked)
        self.edit.installEventFilter(self)
        self.finished.connect(self._on_left)

    def value(self) -> time | None:
        """The time; None when the field is empty or wrong."""
        return self._value

    def set_time(self, moment: time | None) -> None:
        """Show a time without telling anyone."""
        self._value = self._told = moment
        self.set_text(time_text(moment, self._locale) if moment is not None else "")
        self.set_problem(None)

    def unread(self) -> bool:
        """Whether something was typed that is no time of day."""
        text = self.text()
        if not text or (self._value is not None and text == time_text(self._value, self._locale)):
            return False
        try:
            parse_time(text)
        except TimeTextError:
            return True
        return False

    def advice(self) -> str:
        return self.tr("Type a time such as 9:30, 930 or 3pm.")

    def settle(self) -> None:
        self._on_left()

    def open_list(self) -> None:
        """Open the list of times at the one that is set."""
        self.edit.setFocus()
        times = [time(minute // 60, minute % 60) for minute in range(0, 24 * 60, self._step)]
        before = [moment for moment in times if moment <= (self._value or time(9))]
        self._list.open_list([Choice(moment, time_text(moment, self._locale)) for moment in times], before[-1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self._list.handle_key(event):
            return True
        opens = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        if opens:
            self.open_list()
        return bool(opens)

    def _on_picked(self, moment: time) -> None:
        changed = moment != self._told
        self.set_time(moment)
        if changed:
            self.chosen.emit(moment)

    def _on_left(self) -> None:
        text = self.text()
        if self._value is not None and text == time_text(self._value, self._locale):
            return
        if not text:
            changed = self._told is not None
            self._value = self._told = None
            if changed:
                self.chosen.emit(None)
            return
        try:
            self._on_picked(parse_time(text))
        except TimeTextError:
            self._value = None
            self.say_unread()
