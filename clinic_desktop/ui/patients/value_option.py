"""One of two values that a field can keep: a box with a ring that is filled while it is the chosen one."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_text,
    fill_box,
    mirrored_rect,
    plain_tooltip,
    start_painting,
)
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight


class ValueOption(PaintedButton):
    """``clicked`` says that a person wants this value; which one is chosen is for the view-model to say."""

    def __init__(self, theme: Theme, field: str, text: str, unknown: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._label, self._unknown = " ".join(text.split()), unknown
        self.setCheckable(True)
        self.setAccessibleName(self.tr("{field}: {value}").format(field=field, value=self._label))
        self.setToolTip(plain_tooltip(text))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """The view-model chooses."""

    def text(self) -> str:
        return self._label

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(Size.CONTROL + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        color, px, chosen = self.theme.color, self.theme.px, self.isChecked()
        edge = color("accent") if chosen else color("text3" if self.underMouse() else "border2")
        fill_box(painter, self.rect(), Radius.CONTROL, color("accent_soft" if chosen else "surface"), edge)
        side = px(16)
        ring = mirrored_rect(self, QRect(Space.M, (self.height() - side) // 2, side, side))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color("accent" if chosen else "control"), 1.5))
        painter.drawEllipse(ring.adjusted(1, 1, -1, -1))
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("accent"))
            painter.drawEllipse(QPointF(ring.center()) + QPointF(0.5, 0.5), side / 4, side / 4)
        left = Space.M + side + Space.S
        words = mirrored_rect(self, QRect(left, 0, self.width() - left - Space.S, self.height()))
        draw_text(painter, words, self._label, self._font(), color("text3" if self._unknown else "text"))
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)

    def _font(self) -> QFont:
        weight = Weight.MEDIUM if self.isChecked() else Weight.REGULAR
        return self.theme.font(TextSize.BODY, weight)
