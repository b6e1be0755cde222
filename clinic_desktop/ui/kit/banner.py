"""A line across the page for a state that lasts: offline, read only, a conflict."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.painting import follow_theme, mirrored_rect, start_painting
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space

_ROOM_FOR_WORDS = 220
"""The buttons go below the words before they leave them less than this at 100 % text size."""


class Banner(QWidget):
    """``tone`` is "warn", "danger", "info" or "ok". Buttons come in the order they are added; where there is no room
    for them beside the words they stand below."""

    def __init__(
        self,
        theme: Theme,
        tone: str,
        title: str,
        detail: str = "",
        icon: str = "triangle-alert",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = tone
        self._sign = SmallIcon(theme, icon, tone, Size.ICON, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = PlainLabel(theme, role="strong", parent=self)
        self._detail = PlainLabel(theme, role="label", parent=self)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._detail)
        said = QHBoxLayout()
        said.setSpacing(Space.S + 2)
        said.addWidget(self._sign)
        said.addLayout(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(Space.S + 2)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(Space.XS)
        self._row.setContentsMargins(Space.L - 2, Space.XS + 2, Space.M, Space.XS + 2)
        self._row.addLayout(said, 1)
        self._row.addLayout(self._actions)
        follow_theme(theme, self)
        self.show_words(title, detail)

    def show_words(self, title: str, detail: str = "") -> None:
        """Say something else."""
        self._title.set_text(title)
        self._detail.set_text(detail)
        self._detail.setVisible(bool(detail))
        self.setAccessibleName(f"{title}. {detail}" if detail else title)

    def show_tone(self, tone: str, icon: str) -> None:
        """Take another colour and icon."""
        self._tone = tone
        self._sign.show_icon(icon, tone)
        self.update()

    def add_action(self, button: Button) -> Button:
        """Put a button at the far end and give it back."""
        self._actions.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def add_icon(self, button: IconButton) -> IconButton:
        """Put a small button at the far end and give it back."""
        self._actions.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        words = max(self._title.one_line(), self._detail.one_line(), 1)
        left = self.width() - self._actions.sizeHint().width() - self._theme.px(Size.ICON) - 4 * Space.L
        below = left < min(words, self._theme.px(_ROOM_FOR_WORDS))
        direction = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        if direction is not self._row.direction():
            self._row.setDirection(direction)
            self._row.setAlignment(self._actions, Qt.AlignmentFlag.AlignLeft if below else Qt.AlignmentFlag(0))
            for label in (self._title, self._detail):
                label.set_wrapping(below)
            self.updateGeometry()
        if below and self.height() != self.sizeHint().height():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._height(self._row.minimumSize()))

    def sizeHint(self) -> QSize:
        hint = self._row.sizeHint()
        return QSize(hint.width(), self._height(hint))

    def _height(self, hint: QSize) -> int:
        wraps = self._row.direction() is QBoxLayout.Direction.TopToBottom
        high = self._row.totalHeightForWidth(self.width()) if wraps else hint.height()
        return max(self._theme.px(Size.BANNER), high)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        color = self._theme.color
        painter.fillRect(self.rect(), color(f"{self._tone}_soft"))
        painter.fillRect(mirrored_rect(self, QRect(0, 0, 3, self.height())), color(self._tone))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), color("border"))
