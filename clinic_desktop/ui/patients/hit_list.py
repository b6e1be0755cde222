"""The list of people that a search found, painted whole: one widget, so that a key press is on screen at once."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.painting import draw_icon, draw_text, fill_box, follow_theme, mirrored_rect, start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight


@dataclass(frozen=True, slots=True)
class HitRow:
    """One row. With an ``icon`` it is something to do, such as "New patient"; else a person, with their initials."""

    title: str
    detail: str = ""
    icon: str = ""
    alert: bool = False


class HitList(QWidget):
    """Shows rows with one highlighted. The keyboard stays in the search field above; ``taken`` carries a row that was
    clicked, ``highlight_moved`` where the highlighted one is."""

    taken = Signal(int)
    highlight_moved = Signal(QRect)

    def __init__(self, theme: Theme, accessible_name: str) -> None:
        super().__init__()
        self._theme = theme
        self._rows: tuple[HitRow, ...] = ()
        self._highlighted = 0
        self._name = accessible_name
        self.setAccessibleName(accessible_name)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def show_rows(self, rows: tuple[HitRow, ...], highlighted: int) -> None:
        """Shows the rows; the highlighted one is also told to a screen reader."""
        moved = rows != self._rows or highlighted != self._highlighted
        grown = len(rows) != len(self._rows)
        self._rows, self._highlighted = rows, highlighted
        if grown:
            self.updateGeometry()
        if moved:
            self.update()
            self._announce()
            self.highlight_moved.emit(self.row_rect(highlighted))

    @property
    def rows(self) -> tuple[HitRow, ...]:
        return self._rows

    @property
    def highlighted(self) -> int:
        return self._highlighted

    def row_rect(self, row: int) -> QRect:
        """Where a row is painted."""
        height = self._row_height()
        return QRect(0, row * height, self.width(), height)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._row_height() * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(160), self._row_height() * len(self._rows))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y()) // self._row_height()
        self.setProperty("hovered", row)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.setProperty("hovered", -1)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y()) // self._row_height()
        if event.button() == Qt.MouseButton.LeftButton and 0 <= row < len(self._rows):
            self.taken.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        for place, row in enumerate(self._rows):
            if self.row_rect(place).intersects(event.rect()):
                self._paint_row(painter, place, row)

    def _paint_row(self, painter: QPainter, place: int, row: HitRow) -> None:
        theme, px, box = self._theme, self._theme.px, self.row_rect(place)
        chosen = place == self._highlighted
        if chosen or self.property("hovered") == place:
            ground = theme.color("accent_soft" if chosen else "surface2")
            fill_box(painter, box.adjusted(0, 1, 0, -1), Radius.CONTROL, ground)
        side = px(30)
        plate = mirrored_rect(self, QRect(px(Space.S), box.y() + (box.height() - side) // 2, side, side))
        if row.icon:
            icon = theme.icons.pixmap(row.icon, "accent", px(Size.ICON), self.devicePixelRatioF())
            draw_icon(painter, icon, plate)
        else:
            draw_avatar(painter, theme, plate, row.title)
        left = px(Space.S) + side + px(10)
        cap = keycap_size(theme, "Enter") if chosen else QSize()
        far = cap.width() + px(Space.S) * 2 if chosen else px(Space.S)
        alert = px(Size.ICON_SMALL) + px(Space.S) if row.alert else 0
        width = max(0, self.width() - left - far - alert)
        half = box.height() // 2
        top = QRect(left, box.y() + px(4), width, half - px(4))
        strong, small = theme.font(TextSize.BODY, Weight.SEMIBOLD), theme.font(TextSize.SMALL)
        if row.detail:
            draw_text(painter, mirrored_rect(self, top), row.title, strong, theme.color("text"))
            below = QRect(left, box.y() + half, width, half - px(4))
            draw_text(painter, mirrored_rect(self, below), row.detail, small, theme.color("text2"))
        else:
            whole = QRect(left, box.y(), width, box.height())
            draw_text(painter, mirrored_rect(self, whole), row.title, strong, theme.color("text"))
        if row.alert:
            spot = QRect(left + width, box.y(), alert, box.height())
            icon = theme.icons.pixmap("triangle-alert", "danger", px(Size.ICON_SMALL), self.devicePixelRatioF())
            draw_icon(painter, icon, mirrored_rect(self, spot))
        if chosen:
            top_of_cap = box.y() + (box.height() - cap.height()) // 2
            spot = QRect(self.width() - cap.width() - px(Space.S), top_of_cap, cap.width(), cap.height())
            draw_keycap(painter, theme, mirrored_rect(self, spot), "Enter", KeycapGround.SURFACE)

    def _row_height(self) -> int:
        return self._theme.px(46)

    def _announce(self) -> None:
        if 0 <= self._highlighted < len(self._rows) and self.isVisible():
            row = self._rows[self._highlighted]
            text = f"{row.title}, {row.detail}" if row.detail else row.title
            self.setAccessibleDescription(text)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


class HitScroll(QScrollArea):
    """As high as the list in it, and less where there is no room: then the highlighted row is kept in sight."""

    def __init__(self, hits: HitList) -> None:
        super().__init__()
        self._hits = hits
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        hits.setProperty("role", "clear")
        self.setWidget(hits)
        hits.highlight_moved.connect(self._keep_in_sight)

    def sizeHint(self) -> QSize:
        return self._hits.sizeHint()

    def minimumSizeHint(self) -> QSize:
        few = self._hits.row_rect(0).height() * min(3, len(self._hits.rows))
        return QSize(self._hits.minimumSizeHint().width(), few)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def _keep_in_sight(self, row: QRect) -> None:
        self.updateGeometry()
        self.ensureVisible(0, row.top(), 0, 0)
        self.ensureVisible(0, row.bottom(), 0, 0)
