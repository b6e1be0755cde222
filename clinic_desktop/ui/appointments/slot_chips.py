"""Free times as chips, one of which is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.appointments.option_cards import TimeOption
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class _Chip(TimeOption):
    """A time among times."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt would take an arrow for Tab; the row of chips knows better.
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class SlotChips(QWidget):
    """``chosen`` carries the value of the chip that a person pressed. Arrows, Home and End go from chip to chip."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[tuple[object, str], ...] = ()
        self._chips: list[TimeOption] = []
        self._row = FlowLayout(self, Space.S - 2)
        self.setAccessibleName(accessible_name)

    @property
    def chips(self) -> tuple[TimeOption, ...]:
        return tuple(self._chips)

    def show_options(self, options: Sequence[tuple[object, str]], chosen: object) -> None:
        """Shows values with their words; the chips stay where nothing but the choice changed."""
        had_focus = any(chip.hasFocus() for chip in self._chips)
        if tuple(options) != self._shown:
            self._rebuild(tuple(options))
        for chip in self._chips:
            chip.setChecked(chip.value == chosen)
        if had_focus and not any(chip.hasFocus() for chip in self._chips):
            self._focus_chosen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = next((place for place, chip in enumerate(self._chips) if chip.hasFocus()), None)
        there = None if place is None or event.modifiers() & ~_KEYPAD else self._there(event.key(), place)
        if there is None:
            super().keyPressEvent(event)
        else:
            self._chips[there].setFocus()

    def _there(self, key: int, place: int) -> int | None:
        """Which chip an arrow leads to, in the order of reading; the last and the first are the ends."""
        forward = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        steps = {Qt.Key.Key_Right: forward, Qt.Key.Key_Left: -forward, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if key in steps:
            return min(max(place + steps[Qt.Key(key)], 0), len(self._chips) - 1)
        return {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._chips) - 1}.get(Qt.Key(key))

    def _focus_chosen(self) -> None:
        """Whoever just pressed a chip that is gone goes on from the one that took its place."""
        for chip in self._chips:
            if chip.isChecked():
                chip.setFocus()

    def _rebuild(self, options: tuple[tuple[object, str], ...]) -> None:
        focused = next((chip.value for chip in self._chips if chip.hasFocus()), None)
        self._shown = options
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for value, text in options:
            chip = _Chip(self._theme, text, value)
            chip.setParent(self)
            chip.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._chips.append(chip)
            self._row.addWidget(chip)
            chip.show()
            if focused is not None and value == focused:
                chip.setFocus()
        self.updateGeometry()
