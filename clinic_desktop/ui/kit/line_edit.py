"""The line that people type into, with room for a sign before the text and signs or small buttons after it."""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.painting import draw_icon, draw_text, start_painting, text_width
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space, TextSize


class _InnerButton(IconButton):
    """A small button inside the line; the keyboard stays in the line."""

    def __init__(self, theme: Theme, icon: str, accessible_name: str, parent: QWidget) -> None:
        super().__init__(theme, icon, accessible_name, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class LineEdit(QLineEdit):
    """A line edit in the house's look. Frame, focus ring and fault come from the stylesheet."""

    def __init__(
        self, theme: Theme, accessible_name: str, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._leading_icon = ""
        self._leading_text = ""
        self._sign: tuple[str, str] | None = None
        self._buttons: list[IconButton] = []
        self._always_left_to_right = False
        self.setAccessibleName(accessible_name)
        self.setPlaceholderText(placeholder)
        self._align()
        theme.changed.connect(self._arrange)

    def set_leading(self, icon: str = "", text: str = "") -> None:
        """An icon or a short text, such as a currency sign, before what is typed."""
        self._leading_icon, self._leading_text = icon, text
        self._arrange()

    def set_sign(self, icon: str | None, token: str = "text3") -> None:  # noqa: S107 (a colour)
        """An icon after the text: a fault, a tick."""
        self._sign = (icon, token) if icon else None
        self._arrange()

    def set_problem(self, wrong: bool) -> None:
        """Edge in the danger colour, or not."""
        if self.property("problem") != wrong:
            self.setProperty("problem", wrong)
            self.style().unpolish(self)
            self.style().polish(self)

    def add_button(self, icon: str, accessible_name: str) -> IconButton:
        """A small button at the end of the line."""
        button = _InnerButton(self.theme, icon, accessible_name, self)
        self._buttons.append(button)
        self._arrange()
        return button

    def keep_left_to_right(self) -> None:
        """For phones, amounts and codes: they read left to right in every language, only their place is mirrored."""
        self._always_left_to_right = True
        self._align()

    def kept_room(self) -> int:
        """Room at the end of the line that a subclass paints into."""
        return 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()
            self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not (self._leading_icon or self._leading_text or self._sign):
            return
        painter = start_painting(self)
        side, ratio = self.theme.px(Size.ICON_SMALL), self.devicePixelRatioF()
        if self._leading_icon:
            pixmap = self.theme.icons.pixmap(self._leading_icon, "text3", side, ratio)
            draw_icon(painter, pixmap, self._placed(Space.S + 2, side))
        elif self._leading_text:
            box = self._placed(Space.S + 2, self._leading_width())
            draw_text(painter, box, self._leading_text, self.theme.font(TextSize.BODY), self.theme.color("text3"))
        if self._sign:
            pixmap = self.theme.icons.pixmap(*self._sign, side, ratio)
            left = self.width() - self._buttons_width() - side - Space.S - 2
            draw_icon(painter, pixmap, self._placed(left, side))

    def _right_to_left(self) -> bool:
        parent = self.parentWidget()
        widget = parent if self._always_left_to_right and parent is not None else self
        return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft

    def _align(self) -> None:
        if self._always_left_to_right:
            self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        # Left to itself, Qt aligns by the letters typed: a Latin name would jump to the other side of its field.
        side = Qt.AlignmentFlag.AlignRight if self._right_to_left() else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)

    def _placed(self, left: int, width: int) -> QRect:
        box = QRect(left, 0, width, self.height())
        if self._right_to_left():
            box.moveLeft(self.width() - left - width)
        return box

    def _leading_width(self) -> int:
        if self._leading_icon:
            return self.theme.px(Size.ICON_SMALL)
        return text_width(self.theme.font(TextSize.BODY), self._leading_text) + 1 if self._leading_text else 0

    def _buttons_width(self) -> int:
        return sum(self._button_side() for button in self._buttons if not button.isHidden())

    def _button_side(self) -> int:
        return min(self.theme.px(Size.TARGET_MIN + 2), max(Size.TARGET_MIN, self.height() - 6))

    def _arrange(self) -> None:
        leading = self._leading_width() + Space.S if self._leading_width() else 0
        trailing = (
            self.kept_room() + self._buttons_width() + (self.theme.px(Size.ICON_SMALL) + Space.XS if self._sign else 0)
        )
        if self._right_to_left():
            leading, trailing = trailing, leading
        self.setTextMargins(leading, 0, trailing, 0)
        side = self._button_side()
        left = self.width() - self._buttons_width() - 4
        for button in self._buttons:
            if button.isHidden():
                continue
            box = self._placed(left, side)
            button.setGeometry(box.x(), (self.height() - side) // 2, side, side)
            left += side
        self.update()
