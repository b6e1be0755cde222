"""Shows a picture and lets a person choose a square of it, by mouse, wheel or keys."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.integrations.pictures import Crop
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize

_EDGE = 240
_CLOSEST = 8.0
_ZOOM_STEP = 1.15
_SMALL_STEP, _LARGE_STEP = 0.02, 0.10
# A press that moves less than this is a click, which centres the square there: nothing needs a drag.
_CLICK_SLACK = 4.0


class CropView(QWidget):
    """A picture behind a fixed square frame. Dragging moves the picture under the frame, the wheel and + − zoom, the
    arrow keys move the frame (Shift: further), 0 starts over, a click centres. ``cropped`` comes after each change that
    a person makes; a picture shown with ``show_still`` cannot be cropped."""

    cropped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._square = QRectF()
        self._can_crop = False
        self._drop_hint = False
        self._pressed_at: QPointF | None = None
        self._dragged_from: QPointF | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    @property
    def has_picture(self) -> bool:
        return not self._image.isNull()

    @property
    def can_crop(self) -> bool:
        return self._can_crop

    def show_picture(self, image: QImage) -> None:
        """Show an upright picture with the largest square in its middle chosen."""
        self._show(image, can_crop=True)

    def show_still(self, image: QImage) -> None:
        """Show a picture that is what it is; a null one shows the empty frame."""
        self._show(image, can_crop=False)

    def set_drop_hint(self, shown: bool) -> None:
        """Light up the frame while a file is held over it."""
        self._drop_hint = shown
        self.update()

    def crop(self) -> Crop | None:
        """The chosen square; None if there is nothing to crop."""
        if not self._can_crop:
            return None
        width, height = self._image.width(), self._image.height()
        return Crop(self._square.x() / width, self._square.y() / height, self._square.width() / min(width, height))

    def chosen_part(self) -> QPixmap | None:
        """What the frame shows now: the chosen square, or the picture that is what it is; None for no picture."""
        if self._image.isNull():
            return None
        part = self._image.copy(self._square.toRect()) if self._can_crop else self._image
        return QPixmap.fromImage(part)

    def zoom_in(self) -> None:
        """Take a smaller square about the same centre."""
        self._zoom(_ZOOM_STEP)

    def zoom_out(self) -> None:
        """Take a larger square about the same centre."""
        self._zoom(1 / _ZOOM_STEP)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_EDGE), self._theme.px(_EDGE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._can_crop or not self._take_key(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if self._can_crop and steps:
            self._zoom(_ZOOM_STEP**steps)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._can_crop and event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged_from is None:
            return
        by = (self._dragged_from - event.position()) * self._pixels_per_point()
        self._dragged_from = event.position()
        self._place(self._square.translated(by))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if (event.position() - self._pressed_at).manhattanLength() < _CLICK_SLACK:
            by = (event.position() - self._frame().center()) * self._pixels_per_point()
            self._place(self._square.translated(by))
        self._pressed_at = self._dragged_from = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.cropped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(self._inside(1), Radius.PANEL, Radius.PANEL)
        painter.fillPath(outline, self._theme.color("sunken"))
        if self.has_picture:
            painter.setClipPath(outline)
            self._paint_picture(painter)
            painter.setClipping(False)
        else:
            self._paint_empty(painter)
        self._paint_outline(painter)
        painter.end()

    def _show(self, image: QImage, can_crop: bool) -> None:
        self._image = image
        self._can_crop = can_crop and not image.isNull()
        self._pressed_at = self._dragged_from = None
        self._square = self._largest_square()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._can_crop else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor if self._can_crop else Qt.CursorShape.ArrowCursor)
        self.update()

    def _take_key(self, event: QKeyEvent) -> bool:
        far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        step = self._square.width() * (_LARGE_STEP if far else _SMALL_STEP)
        moves = {
            Qt.Key.Key_Left: QPointF(-step, 0),
            Qt.Key.Key_Right: QPointF(step, 0),
            Qt.Key.Key_Up: QPointF(0, -step),
            Qt.Key.Key_Down: QPointF(0, step),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._place(self._square.translated(moves[key]))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(_ZOOM_STEP)
            return True
        elif key == Qt.Key.Key_Minus:
            self._zoom(1 / _ZOOM_STEP)
            return True
        elif key == Qt.Key.Key_0:
            self._place(self._largest_square())
        else:
            return False
        self.cropped.emit()
        return True

    def _zoom(self, factor: float) -> None:
        if not self._can_crop:
            return
        largest = float(min(self._image.width(), self._image.height()))
        side = min(max(self._square.width() / factor, largest / _CLOSEST, 1.0), largest)
        square = QRectF(0, 0, side, side)
        square.moveCenter(self._square.center())
        self._place(square)
        self.cropped.emit()

    def _place(self, square: QRectF) -> None:
        """Take the square, brought back inside the picture."""
        square.moveLeft(min(max(square.left(), 0.0), self._image.width() - square.width()))
        square.moveTop(min(max(square.top(), 0.0), self._image.height() - square.height()))
        self._square = square
        self.update()

    def _largest_square(self) -> QRectF:
        side = min(self._image.width(), self._image.height())
        return QRectF((self._image.width() - side) / 2, (self._image.height() - side) / 2, side, side)

    def _inside(self, margin: float) -> QRectF:
        edge = min(self.width(), self.height()) - 2 * margin
        square = QRectF(0, 0, edge, edge)
        square.moveCenter(QRectF(self.rect()).center())
        return square

    def _frame(self) -> QRectF:
        return self._inside(self._theme.px(Space.XL) if self._can_crop else 1)

    def _pixels_per_point(self) -> float:
        return self._square.width() / self._frame().width()

    def _paint_picture(self, painter: QPainter) -> None:
        frame, scale = self._frame(), 1 / self._pixels_per_point()
        whole = QRectF(
            frame.left() - self._square.left() * scale,
            frame.top() - self._square.top() * scale,
            self._image.width() * scale,
            self._image.height() * scale,
        )
        painter.drawImage(whole, self._image)
        if not self._can_crop:
            return
        around = QPainterPath()
        around.addRect(QRectF(self.rect()))
        around.addRect(frame)
        painter.fillPath(around, self._theme.color("scrim"))
        # White on black, so that the frame shows on any picture.
        for colour, width in ((QColor(0, 0, 0, 160), 3), (QColor(255, 255, 255), 1)):
            painter.setPen(QPen(colour, width))
            painter.drawRect(frame)
            painter.drawEllipse(frame)

    def _paint_empty(self, painter: QPainter) -> None:
        size = self._theme.px(Space.XXL)
        icon = self._theme.icons.pixmap("image", "text3", size, self.devicePixelRatioF())
        middle = QRectF(self.rect()).center()
        painter.drawPixmap(QPointF(middle.x() - size / 2, middle.y() - size), icon)
        painter.setPen(self._theme.color("text3"))
        painter.setFont(self._theme.font(TextSize.SMALL))
        below = self._inside(self._theme.px(Space.L))
        below.setTop(middle.y() + Space.S)
        wrapped = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, int(wrapped), self.tr("Drop a picture here"))

    def _paint_outline(self, painter: QPainter) -> None:
        lit = self._drop_hint or self.hasFocus()
        pen = QPen(self._theme.color("focus" if lit else "control"), Size.FOCUS_RING if lit else 1)
        if not self.has_picture and not lit:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._inside(1), Radius.PANEL, Radius.PANEL)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
