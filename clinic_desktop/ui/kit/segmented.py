"""A segmented control: a few choices side by side, one of them chosen, arrow keys move."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_icon,
    draw_text,
    fill_box,
    follow_theme,
    mirrored_rect,
    plain_tooltip,
    start_painting,
    text_width,
)
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight


class _Segment(QRadioButton):
    """One choice; a radio button to the keyboard and the screen reader."""

    def __init__(self, theme: Theme, choice: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_choice(choice)
        follow_theme(theme, self)

    def show_choice(self, choice: Choice) -> None:
        """Stand for this choice."""
        self.choice = choice
        self.setAccessibleName(f"{choice.text} {choice.detail}".strip())
        self.setEnabled(choice.enabled)
        self.setToolTip(plain_tooltip(choice.key) if choice.key else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        font = self.theme.font(TextSize.SMALL, Weight.SEMIBOLD)
        height = max(self.theme.px(Size.CONTROL - 6), QFontMetrics(font).height() + Space.S)
        return QSize(self._content_width() + 2 * self.theme.px(11), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._content_width() + Space.M, self.sizeHint().height())

    def hitButton(self, position: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        color = self.theme.color
        chosen = self.isChecked()
        if chosen:
            fill_box(
                painter, self.rect(), Radius.CARD, color("surface3" if self.theme.dark else "surface"), color("border2")
            )
        hovered = self.underMouse() and self.isEnabled()
        token = "disabled" if not self.isEnabled() else "text" if chosen or hovered else "text2"
        font = self.theme.font(TextSize.SMALL, Weight.SEMIBOLD if chosen else Weight.MEDIUM)
        left = max(Space.XS, (self.width() - self._content_width()) // 2)
        if self.choice.icon:
            size = self.theme.px(Size.ICON_SMALL)
            name = "accent" if chosen else token
            pixmap = self.theme.icons.pixmap(self.choice.icon, name, size, self.devicePixelRatioF())
            draw_icon(painter, pixmap, mirrored_rect(self, QRect(left, 0, size, self.height())))
            left += size + self.theme.px(6)
        words = text_width(font, self.choice.text) + 1
        draw_text(
            painter, mirrored_rect(self, QRect(left, 0, words, self.height())), self.choice.text, font, color(token)
        )
        left += words + self.theme.px(6)
        if self.choice.detail:
            room = QRect(left, 0, max(0, self.width() - left), self.height())
            draw_text(painter, mirrored_rect(self, room), self.choice.detail, font, color(token))
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CARD)

    def _content_width(self) -> int:
        font = self.theme.font(TextSize.SMALL, Weight.SEMIBOLD)
        width = text_width(font, self.choice.text) + 1
        if self.choice.icon:
            width += self.theme.px(Size.ICON_SMALL) + self.theme.px(6)
        if self.choice.detail:
            width += text_width(font, self.choice.detail) + self.theme.px(6) + 1
        return width


class Segmented(QWidget):
    """A row of choices. A choice's ``detail`` is its count. ``chosen`` is emitted only when a person chose."""

    chosen = Signal(object)

    def __init__(
        self, theme: Theme, choices: Sequence[Choice], accessible_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._segments: list[_Segment] = []
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(1)
        follow_theme(theme, self)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show these choices; what was chosen stays chosen if it is still there, else the first is."""
        chosen = self.value()
        had_focus = any(segment.hasFocus() for segment in self._segments)
        for old in self._segments[len(choices) :]:
            self._row.removeWidget(old)
            old.hide()
            old.setParent(None)
            old.deleteLater()
        del self._segments[len(choices) :]
        for segment, choice in zip(self._segments, choices, strict=False):
            segment.show_choice(choice)
        # A segment that stays keeps its place among what Tab walks through.
        for choice in choices[len(self._segments) :]:
            self._add(choice)
        self.set_value(chosen)
        if self._segments and (chosen is None or self.value() != chosen):
            self._segments[0].setChecked(True)
        if had_focus:
            self.setFocus()

    def _add(self, choice: Choice) -> None:
        segment = _Segment(self._theme, choice, self)
        segment.clicked.connect(self._on_clicked)
        self._row.addWidget(segment)
        if self._segments:
            # As Qt has it for those that are not chosen, but only once the choice changes: Tab goes to the chosen one.
            segment.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            QWidget.setTabOrder(self._segments[-1], segment)
        self._segments.append(segment)
        segment.show()

    def value(self) -> object:
        """What is chosen, or None when nothing is."""
        return next((segment.choice.value for segment in self._segments if segment.isChecked()), None)

    def set_value(self, value: object) -> None:
        """Choose without telling anyone."""
        for segment in self._segments:
            if segment.choice.value == value:
                segment.setChecked(True)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        for segment in self._segments:
            if segment.isChecked():
                segment.setFocus(reason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        color = self._theme.color
        token = "surface2" if self._theme.dark else "sunken"
        fill_box(painter, self.rect(), Radius.CARD + 3, color(token), color("border"))

    def _on_clicked(self) -> None:
        self.chosen.emit(self.value())
