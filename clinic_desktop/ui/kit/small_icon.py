"""An icon on its own, in a token's colour."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.ui.kit.painting import draw_icon, follow_theme, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size


class SmallIcon(QWidget):
    """Takes no clicks and no focus; give it an accessible name only where no words say the same."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        token: str = "text3",  # noqa: S107 (a colour)
        size: int = Size.ICON_SMALL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._token, self._size = theme, icon, token, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def show_icon(self, icon: str, token: str) -> None:
        """Show another icon."""
        self._icon, self._token = icon, token
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        side = min(self.width(), self.height())
        pixmap = self._theme.icons.mirrored(
            self._icon, self._token, side, self.devicePixelRatioF(), self.layoutDirection()
        )
        draw_icon(start_painting(self), pixmap, self.rect())
