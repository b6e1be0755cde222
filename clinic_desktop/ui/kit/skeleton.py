"""Grey shapes where rows will come, drawn only when loading takes longer than a blink."""

from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.painting import fill_box, follow_theme, mirrored_rect, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Duration, Radius, Space

_WIDTHS = (0.46, 0.43, 0.40, 0.37)


class Skeleton(QWidget):
    """``start`` shows nothing for 150 ms; ``stop`` hides it at once."""

    def __init__(self, theme: Theme, rows: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows = rows
        self.shown = False
        self.setAccessibleName(self.tr("Loading"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(Duration.SKELETON_DELAY)
        self._timer.timeout.connect(self._show)
        follow_theme(theme, self)

    def start(self) -> None:
        """Loading has begun."""
        self.shown = False
        self._timer.start()
        self.show()

    def stop(self) -> None:
        """Loading is over."""
        self._timer.stop()
        self.shown = False
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._rows * self._row())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.shown:
            return
        painter = start_painting(self)
        color, px = self._theme.color("skeleton"), self._theme.px
        disc, left = px(36), px(36) + Space.L
        for row in range(self._rows):
            top = row * self._row() + Space.S
            long = round(self.width() * _WIDTHS[row % len(_WIDTHS)])
            far = round(self.width() * 0.16)
            shapes = (
                (QRect(0, top, disc, disc), disc / 2),
                (QRect(left, top + 2, long, px(12)), Radius.KEYCAP),
                (QRect(left, top + px(22), round(self.width() * 0.26), px(10)), Radius.KEYCAP),
                (QRect(self.width() - far, top + px(12), far, px(12)), Radius.KEYCAP),
            )
            for rect, radius in shapes:
                fill_box(painter, mirrored_rect(self, rect), radius, color)

    def _row(self) -> int:
        return self._theme.px(54)

    def _show(self) -> None:
        self.shown = True
        self.update()


def loading_shapes(theme: Theme, parent: QWidget) -> Skeleton:
    """Shapes that have begun already, for a list that is made anew whenever its content changes."""
    shapes = Skeleton(theme, parent=parent)
    shapes.start()
    return shapes
