"""Painting one appointment: ground, status bar, name, second line and icons."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QLocale, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.appointments.board.geometry import PlacedCard, mirrored
from clinic_desktop.ui.appointments.board.texts import Line, Texts, draw_line, draw_line_centred
from clinic_desktop.ui.appointments.board.words import minute_text
from clinic_desktop.ui.formats import currency_symbol, left_to_right
from clinic_desktop.ui.kit.painting import fill_box
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Edge, Radius, StatusLook, TextSize, Weight
from clinic_desktop.viewmodels.appointments.board_state import BoardCard

BAR_WIDTH = 3
_TEXT_INSET = 10
_ICON = 14
_ICON_GAP = 6
_ICON_STROKE = 2.2
_WORD_GAP = 7
_NAME_LEAST = 36
_NARROW = 100
_MOST_GROUNDS = 400
_AS_TEXT = "text:"
_CURRENCY_ICONS: Mapping[str, str] = MappingProxyType(
    {"INR": "indian-rupee", "USD": "dollar-sign", "EUR": "euro"},
)


class CardPainter:
    """Paints cards into a column. The grounds of cards of one size and state are drawn once and kept."""

    def __init__(self, theme: Theme, texts: Texts, locale: QLocale) -> None:
        self._theme = theme
        self._texts = texts
        self._locale = locale
        self._ratio = 1.0
        self._right_to_left = False
        self._grounds: dict[tuple[StatusLook, int, int], QPixmap] = {}
        self._times: dict[int, str] = {}
        self._colors: dict[str, QColor] = {}

    def forget(self, ratio: float, right_to_left: bool) -> None:
        """Start anew: the theme, the screen's ratio of pixels or the direction changed."""
        self._ratio = ratio
        self._right_to_left = right_to_left
        self._grounds.clear()
        self._colors.clear()

    def least_height(self) -> int:
        """The lowest card that still shows its name."""
        return self._texts.height(TextSize.SMALL, Weight.SEMIBOLD) + 1

    def paint(self, painter: QPainter, placed: PlacedCard, width: int) -> None:
        """Paint the card into its column, which is ``width`` wide."""
        card, logical = placed.card, placed.rect
        look = self._theme.status(card.state)
        rect = mirrored(logical, width, self._right_to_left)
        painter.drawPixmap(rect.topLeft(), self._ground(look, rect.size()))
        name_height = self._texts.height(TextSize.SMALL, Weight.SEMIBOLD)
        second_height = self._texts.height(TextSize.CAPTION, Weight.REGULAR)
        pad = self._theme.px(6)
        two_lines = logical.height() >= pad + name_height + second_height + self._theme.px(5)
        top = logical.y() + pad if two_lines else logical.y() + (logical.height() - name_height) // 2
        end_inset = _TEXT_INSET if logical.width() >= self._theme.px(_NARROW) else _TEXT_INSET // 2
        content = QRect(logical.x() + _TEXT_INSET, top, logical.width() - _TEXT_INSET - end_inset, name_height)
        icons = self._icons(card, look)
        wanted = self._texts.line(card.name, TextSize.SMALL, Weight.SEMIBOLD, logical.width(), look.struck).width
        row = self._icon_row(icons, content.width(), wanted if two_lines else self._theme.px(_NAME_LEAST))
        room = self._paint_icons(painter, icons[:row], content, width)
        self._paint_name(painter, card, look, QRect(content.x(), top, room, name_height), width)
        if two_lines:
            below = QRect(content.x(), top + name_height + self._theme.px(2), content.width(), second_height)
            room = self._paint_icons(painter, icons[row:], below, width)
            below.setWidth(room)
            self._paint_second_line(painter, card, look, below, width)

    def _paint_name(self, painter: QPainter, card: BoardCard, look: StatusLook, box: QRect, width: int) -> None:
        line = self._texts.line(card.name, TextSize.SMALL, Weight.SEMIBOLD, box.width(), look.struck)
        quiet = look.recedes or card.state is AppointmentState.NO_SHOW
        color = self._color("text2" if quiet else "text")
        draw_line(painter, line, mirrored(box, width, self._right_to_left), color, self._right_to_left)

    def _paint_second_line(self, painter: QPainter, card: BoardCard, look: StatusLook, box: QRect, width: int) -> None:
        right = self._right_to_left
        mark = left_to_right(card.token, self._locale) if card.token else self._time(card.start_minute)
        line = self._texts.line(mark, TextSize.CAPTION, Weight.SEMIBOLD, self._theme.px(120))
        if line.width > box.width():
            return
        draw_line(painter, line, mirrored(box, width, right), self._color(look.text), right)
        start = line.width + self._theme.px(_WORD_GAP)
        rest = QRect(box.x() + start, box.y(), box.width() - start, box.height())
        if card.second_line and rest.width() > self._theme.px(16):
            words = self._texts.line(card.second_line, TextSize.CAPTION, Weight.REGULAR, rest.width())
            draw_line(painter, words, mirrored(rest, width, right), self._color("text2"), right)

    def _icon_row(self, icons: list[tuple[str, str]], width: int, name_width: int) -> int:
        """How many icons stand beside the name: those that leave it whole, and the state's where there is any room."""
        count = 0
        for name, _ in icons:
            width -= self._icon_width(name) + self._theme.px(_ICON_GAP)
            if width < name_width and (count or width < self._theme.px(_NAME_LEAST)):
                break
            count += 1
        return count

    def _icon_width(self, name: str) -> int:
        symbol = self._symbol(name)
        return max(self._theme.px(_ICON), symbol.width) if symbol else self._theme.px(_ICON)

    def _paint_icons(self, painter: QPainter, icons: list[tuple[str, str]], row: QRect, width: int) -> int:
        """Paint icons from the row's trailing end inwards, as many as fit; gives the width that is left."""
        size = self._theme.px(_ICON)
        end = row.x() + row.width()
        for name, color in icons:
            symbol = self._symbol(name)
            taken = self._icon_width(name)
            if end - taken < row.x():
                break
            box = QRect(end - taken, row.y() + (row.height() - size) // 2, taken, size)
            box = mirrored(box, width, self._right_to_left)
            if symbol:
                draw_line_centred(painter, symbol, box, self._color(color))
            else:
                pixmap = self._theme.icons.pixmap(name, color, size, self._ratio, _ICON_STROKE)
                painter.drawPixmap(box.topLeft(), pixmap)
            end -= taken + self._theme.px(_ICON_GAP)
        return max(0, end - row.x())

    def _symbol(self, name: str) -> Line | None:
        """A currency without an icon, as text."""
        if not name.startswith(_AS_TEXT):
            return None
        return self._texts.line(name.removeprefix(_AS_TEXT), TextSize.SMALL, Weight.BOLD, self._theme.px(3 * _ICON))

    def _icons(self, card: BoardCard, look: StatusLook) -> list[tuple[str, str]]:
        """Names and colours from the trailing end; those at the end of the list go first where there is no room."""
        icons = [(look.icon, look.text)]
        if card.unpaid:
            known = _CURRENCY_ICONS.get(card.unpaid)
            icons.append((known or _AS_TEXT + currency_symbol(card.unpaid, self._locale), "danger"))
        if card.alert:
            icons.append(("triangle-alert", "danger"))
        if card.video:
            icons.append(("video", look.text))
        if card.first_visit:
            icons.append(("star", look.text))
        return icons

    def _ground(self, look: StatusLook, size: QSize) -> QPixmap:
        key = (look, size.width(), size.height())
        if key not in self._grounds:
            if len(self._grounds) >= _MOST_GROUNDS:
                self._grounds.clear()
            self._grounds[key] = self._drawn_ground(look, size)
        return self._grounds[key]

    def _drawn_ground(self, look: StatusLook, size: QSize) -> QPixmap:
        pixmap = QPixmap(size * self._ratio)
        pixmap.setDevicePixelRatio(self._ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, size.width(), size.height())
        outline = QPainterPath()
        outline.addRoundedRect(box, Radius.CARD, Radius.CARD)
        painter.setClipPath(outline)
        painter.fillRect(box, QColor(look.fill))
        bar_x = size.width() - BAR_WIDTH if self._right_to_left else 0
        painter.fillRect(QRectF(bar_x, 0, BAR_WIDTH, size.height()), QColor(look.bar))
        painter.setClipping(False)
        if look.edge is Edge.FULL:
            fill_box(painter, box, Radius.CARD, None, QColor(look.bar), 2.0 if self._theme.high_contrast else 1.5)
        elif look.edge is Edge.DASHED:
            fill_box(painter, box, Radius.CARD, None, QColor(look.bar), 1.0, dashed=True)
        painter.end()
        return pixmap

    def _color(self, name: str) -> QColor:
        if name not in self._colors:
            self._colors[name] = QColor(name) if name.startswith("#") else self._theme.color(name)
        return self._colors[name]

    def _time(self, minute: int) -> str:
        if minute not in self._times:
            self._times[minute] = minute_text(minute, self._locale)
        return self._times[minute]
