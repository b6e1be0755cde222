"""Fields for one or several of a set: a line that opens a list, moved through by letters and arrows."""

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QElapsedTimer, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.field import Field
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_icon,
    draw_text,
    fill_box,
    mirrored_rect,
    start_painting,
    text_width,
)
from clinic_desktop.ui.kit.popup_list import PopupList
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize

_TYPE_AHEAD_PAUSE = 1000


class ChoiceLine(PaintedButton):
    """The line itself: shows what is chosen and hands its keys on."""

    typed = Signal(str)
    stepped = Signal(int)

    def __init__(self, theme: Theme, label: str, hint: str, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._label = label
        self._hint = hint
        self._shown = ""
        self._icon = ""
        self._letters = ""
        self._pause = QElapsedTimer()
        self.list: PopupList | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(label)

    def show_chosen(self, text: str, icon: str = "") -> None:
        """Show what is chosen, or the hint for nothing."""
        self._shown, self._icon = text, icon
        self.setAccessibleName(f"{self._label}, {text}" if text else self._label)
        self.update()

    def shown(self) -> str:
        """The words in the line."""
        return self._shown

    def sizeHint(self) -> QSize:
        font = self.theme.font(TextSize.BODY)
        height = max(self.theme.px(Size.CONTROL), QFontMetrics(font).height() + Space.S)
        wanted = text_width(font, self._shown or self._hint) + 2 * Space.M + self.theme.px(Size.ICON) + Space.S
        return QSize(max(wanted, self.theme.px(120)), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(72), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Between letters a space belongs to the name that is typed: it takes nothing then.
        between = event.text() == " " and self._letters_going()
        if self.list is not None and not between and self.list.handle_key(event):
            return
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        text = event.text()
        if event.key() in steps and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.click()
        elif event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif text and text.isprintable() and (text != " " or self._letters_going()):
            self._letters = self._letters + text if self._letters_going() else text
            self._pause.start()
            self.typed.emit(self._letters)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        color, off = self.theme.color, not self.isEnabled()
        wrong = bool(self.property("problem"))
        edge = "danger" if wrong else "border2" if off else "text3" if self.underMouse() else "control"
        fill_box(painter, self.rect(), Radius.CONTROL, color("surface2" if off else "surface"), color(edge))
        side = self.theme.px(Size.ICON_SMALL)
        left = Space.M + 1
        if self._icon:
            pixmap = self.theme.icons.pixmap(self._icon, "text2", side, self.devicePixelRatioF())
            draw_icon(painter, pixmap, mirrored_rect(self, QRect(left, 0, side, self.height())))
            left += side + Space.S
        chevron = QRect(self.width() - side - Space.S, 0, side, self.height())
        pixmap = self.theme.icons.pixmap("chevron-down", "disabled" if off else "text2", side, self.devicePixelRatioF())
        draw_icon(painter, pixmap, mirrored_rect(self, chevron))
        token = "text3" if off or not self._shown else "text"
        room = mirrored_rect(self, QRect(left, 0, chevron.left() - left - Space.XS, self.height()))
        draw_text(painter, room, self._shown or self._hint, self.theme.font(TextSize.BODY), color(token))
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)

    def _letters_going(self) -> bool:
        return self._pause.isValid() and self._pause.elapsed() < _TYPE_AHEAD_PAUSE


class _ListField(Field):
    """What both kinds share: the line, the list, and finding a choice by its first letters."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, label: str, hint: str, many: bool, parent: QWidget | None) -> None:
        super().__init__(theme, label, parent)
        self.choices: tuple[Choice, ...] = ()
        self.line = ChoiceLine(theme, label or hint, hint, self)
        self.set_control(self.line)
        self.popup = PopupList(theme, self.line, label or hint, many)
        self.line.list = self.popup
        self.line.clicked.connect(self._on_clicked)
        self.line.typed.connect(self._on_typed)
        self.line.stepped.connect(self._on_stepped)
        self.popup.picked.connect(self._on_picked)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show these choices; what was chosen stays chosen where it is still there. An open list stays open where
        they are the same: a page may say so again after each tick."""
        if tuple(choices) != self.choices:
            self.choices = tuple(choices)
            self.popup.close_popup()
        self._show()

    def set_disabled_reason(self, reason: str | None) -> None:
        """Switch the field off and say why in the tooltip, or on again with None."""
        self.line.set_disabled_reason(reason)

    def _on_clicked(self) -> None:
        if self.popup.isVisible():
            self.popup.close_popup()
        elif self.choices:
            self._open()

    def _starting_with(self, letters: str) -> Choice | None:
        """The choice that begins with the letters, else one with a word that does: "Berl" finds "Europe/Berlin"."""
        wanted = letters.casefold()
        takeable = [(choice, choice.text.casefold()) for choice in self.choices if choice.enabled]
        for choice, text in takeable:
            if text.startswith(wanted):
                return choice
        inside = re.compile(rf"(?<![^\W_]){re.escape(wanted)}")
        return next((choice for choice, text in takeable if inside.search(text)), None)

    def _open(self) -> None:
        raise NotImplementedError

    def _show(self) -> None:
        raise NotImplementedError

    def _on_typed(self, letters: str) -> None:
        raise NotImplementedError

    def _on_stepped(self, step: int) -> None:
        raise NotImplementedError

    def _on_picked(self, value: object) -> None:
        raise NotImplementedError


class ChoiceField(_ListField):
    """One of several. ``chosen`` carries the value and is emitted only when a person chose."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        choices: Sequence[Choice] = (),
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, hint, many=False, parent=parent)
        self._value: object = None
        self.set_choices(choices)

    def value(self) -> object:
        """What is chosen; None for nothing."""
        return self._value

    def set_value(self, value: object) -> None:
        """Choose without telling anyone; a value that is not among the choices shows as nothing."""
        self._value = value
        self._show()

    def _show(self) -> None:
        found = next((choice for choice in self.choices if choice.value == self._value), None)
        self.line.show_chosen(found.text if found else "", found.icon if found else "")

    def _open(self) -> None:
        self.popup.open_list(
            self.choices, self._value, frozenset() if self._value is None else frozenset({self._value})
        )

    def _on_typed(self, letters: str) -> None:
        found = self._starting_with(letters)
        if found is None:
            return
        if self.popup.isVisible():
            self.popup.highlight(found.value)
        else:
            self._on_picked(found.value)

    def _on_stepped(self, step: int) -> None:
        takeable = [choice.value for choice in self.choices if choice.enabled]
        if not takeable:
            return
        place = takeable.index(self._value) + step if self._value in takeable else 0
        if 0 <= place < len(takeable):
            self._on_picked(takeable[place])

    def _on_picked(self, value: object) -> None:
        self.set_problem(None)
        if value != self._value:
            self.set_value(value)
            self.chosen.emit(value)


class MultiChoiceField(_ListField):
    """Any number of several. ``chosen`` carries a tuple of values in the order of the choices."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        choices: Sequence[Choice] = (),
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, label, hint, many=True, parent=parent)
        self._values: frozenset[object] = frozenset()
        self.set_choices(choices)

    def values(self) -> tuple[object, ...]:
        """What is chosen, in the order of the choices."""
        return tuple(choice.value for choice in self.choices if choice.value in self._values)

    def set_values(self, values: Iterable[object]) -> None:
        """Choose without telling anyone."""
        self._values = frozenset(values)
        self._show()

    def _show(self) -> None:
        self.line.show_chosen(", ".join(choice.text for choice in self.choices if choice.value in self._values))
        self.popup.set_marked(self._values)

    def _open(self) -> None:
        self.popup.open_list(self.choices, None, self._values)

    def _on_typed(self, letters: str) -> None:
        if not self.popup.isVisible():
            self._open()
        found = self._starting_with(letters)
        if found is not None:
            self.popup.highlight(found.value)

    def _on_stepped(self, step: int) -> None:
        self._open()

    def _on_picked(self, value: object) -> None:
        self.set_problem(None)
        self._values = self._values ^ {value}
        self._show()
        self.chosen.emit(self.values())
