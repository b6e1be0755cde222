"""Painting one appointment: ground, status bar, name, second line and icons."""

from collections.abc import Mapping
from dataclasses import dataclass
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
_ICON_STROKE = 2.2
_MOST_GROUNDS = 400
_CURRENCY_ICONS: Mapping[str, str] = MappingProxyType(
    {"INR": "indian-rupee", "USD": "dollar-sign", "EUR": "euro"},
)
_MarkKey = tuple[AppointmentState, str, bool, bool, bool, bool, bool]


@dataclass(frozen=True, slots=True)
class Lengths:
    """The lengths of cards at the present text size, in pixels."""

    name: int
    second: int
    pad: int
    row_gap: int
    word_gap: int
    icon: int
    icon_gap: int
    least_name: int
    narrow: int
    two_lines: int
    longest_mark: int

    @classmethod
    def of(cls, theme: Theme, texts: Texts) -> "Lengths":
        name = texts.height(TextSize.SMALL, Weight.SEMIBOLD)
        second = texts.height(TextSize.CAPTION, Weight.REGULAR)
        pad = theme.px(6)
        return cls(
            name=name,
            second=second,
            pad=pad,
            row_gap=theme.px(2),
            word_gap=theme.px(7),
            icon=theme.px(14),
            icon_gap=theme.px(6),
            least_name=theme.px(36),
            narrow=theme.px(100),
            two_lines=pad + name + second + theme.px(5),
            longest_mark=theme.px(120),
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """One icon of a card, or a currency's sign as text where there is no icon for it."""

    width: int
    color: QColor
    pixmap: QPixmap | None = None
    line: Line | None = None


class CardPainter:
    """Paints cards into a column. The grounds of cards of one size and state are drawn once and kept."""

    def __init__(self, theme: Theme, texts: Texts, locale: QLocale) -> None:
        self._theme = theme
        self._texts = texts
        self._locale = locale
        self._ratio = 1.0
        self._right_to_left = False
        self._lengths = Lengths.of(theme, texts)
        self._grounds: dict[tuple[AppointmentState, int, int], QPixmap] = {}
        self._marks: dict[_MarkKey, list[Mark]] = {}
        self._times: dict[int, str] = {}
        self._colors: dict[str, QColor] = {}

    def forget(self, ratio: float, right_to_left: bool) -> None:
        """Start anew: the theme, the screen's ratio of pixels or the direction changed."""
        self._ratio = ratio
        self._right_to_left = right_to_left
        self._lengths = Lengths.of(self._theme, self._texts)
        self._grounds.clear()
        self._marks.clear()
        self._colors.clear()

    def least_height(self) -> int:
        """The lowest card that still shows its name."""
        return self._lengths.name + 1

    def paint(self, painter: QPainter, placed: PlacedCard, width: int) -> None:
        """Paint the card into its column, which is ``width`` wide."""
        card, box, lengths = placed.card, placed.rect, self._lengths
        look = self._theme.status(card.state)
        painter.drawPixmap(mirrored(box, width, self._right_to_left).topLeft(), self._ground(card.state, box.size()))
        two_lines = box.height() >= lengths.two_lines
        top = box.y() + (lengths.pad if two_lines else (box.height() - lengths.name) // 2)
        end_inset = _TEXT_INSET if box.width() >= lengths.narrow else _TEXT_INSET // 2
        row = QRect(box.x() + _TEXT_INSET, top, box.width() - _TEXT_INSET - end_inset, lengths.name)
        marks = self._marks_of(card, look)
        name = self._texts.line(card.name, TextSize.SMALL, Weight.SEMIBOLD, row.width(), look.struck)
        beside = self._marks_beside(marks, row.width(), name.width if two_lines else lengths.least_name)
        room = self._paint_marks(painter, marks[:beside], row, width)
        self._paint_name(painter, card, look, QRect(row.x(), top, room, lengths.name), width)
        if two_lines:
            below = QRect(row.x(), top + lengths.name + lengths.row_gap, row.width(), lengths.second)
            below.setWidth(self._paint_marks(painter, marks[beside:], below, width))
            self._paint_second_line(painter, card, look, below, width)

    def _paint_name(self, painter: QPainter, card: BoardCard, look: StatusLook, box: QRect, width: int) -> None:
        line = self._texts.line(card.name, TextSize.SMALL, Weight.SEMIBOLD, box.width(), look.struck)
        quiet = look.recedes or card.state is AppointmentState.NO_SHOW
        color = self._color("text2" if quiet else "text")
        draw_line(painter, line, mirrored(box, width, self._right_to_left), color, self._right_to_left)

    def _paint_second_line(self, painter: QPainter, card: BoardCard, look: StatusLook, box: QRect, width: int) -> None:
        right = self._right_to_left
        mark = left_to_right(card.token, self._locale) if card.token else self._time(card.start_minute)
        line = self._texts.line(mark, TextSize.CAPTION, Weight.SEMIBOLD, self._lengths.longest_mark)
        if line.width > box.width():
            return
        draw_line(painter, line, mirrored(box, width, right), self._color(look.text), right)
        start = line.width + self._lengths.word_gap
        rest = QRect(box.x() + start, box.y(), box.width() - start, box.height())
        if card.second_line and rest.width() > self._lengths.icon:
            words = self._texts.line(card.second_line, TextSize.CAPTION, Weight.REGULAR, rest.width())
            draw_line(painter, words, mirrored(rest, width, right), self._color("text2"), right)

    def _marks_beside(self, marks: list[Mark], width: int, name_width: int) -> int:
        """How many icons stand beside the name: those that leave it whole, and the state's where there is any room."""
        for count, mark in enumerate(marks):
            width -= mark.width + self._lengths.icon_gap
            if width < name_width and (count or width < self._lengths.least_name):
                return count
        return len(marks)

    def _paint_marks(self, painter: QPainter, marks: list[Mark], row: QRect, width: int) -> int:
        """Paint icons from the row's trailing end inwards, as many as fit; gives the width that is left."""
        size = self._lengths.icon
        end = row.x() + row.width()
        top = row.y() + (row.height() - size) // 2
        for mark in marks:
            if end - mark.width < row.x():
                break
            box = mirrored(QRect(end - mark.width, top, mark.width, size), width, self._right_to_left)
            if mark.pixmap is not None:
                painter.drawPixmap(box.topLeft(), mark.pixmap)
            elif mark.line is not None:
                draw_line_centred(painter, mark.line, box, mark.color)
            end -= mark.width + self._lengths.icon_gap
        return max(0, end - row.x())

    def _marks_of(self, card: BoardCard, look: StatusLook) -> list[Mark]:
        """The card's icons from its trailing end; those at the end of the list go first where there is no room."""
        key = (
            card.state, card.unpaid, card.link_sent, bool(card.alert), card.video, card.first_visit,
            bool(card.passed_over),
        )  # fmt: skip
        if key not in self._marks:
            marks = [self._icon(look.icon, look.text)]
            if card.unpaid and card.link_sent:
                marks.append(self._icon("link", "warn"))
            elif card.unpaid:
                marks.append(self._currency(card.unpaid))
            if card.alert:
                marks.append(self._icon("triangle-alert", "danger"))
            if card.passed_over:
                marks.append(self._icon("clock-alert", look.text))
            if card.video:
                marks.append(self._icon("video", look.text))
            if card.first_visit:
                marks.append(self._icon("star", look.text))
            self._marks[key] = marks
        return self._marks[key]

    def _icon(self, name: str, color: str) -> Mark:
        size = self._lengths.icon
        pixmap = self._theme.icons.pixmap(name, color, size, self._ratio, _ICON_STROKE)
        return Mark(size, self._color(color), pixmap=pixmap)

    def _currency(self, currency: str) -> Mark:
        if currency in _CURRENCY_ICONS:
            return self._icon(_CURRENCY_ICONS[currency], "danger")
        sign = currency_symbol(currency, self._locale)
        line = self._texts.line(sign, TextSize.SMALL, Weight.BOLD, 3 * self._lengths.icon)
        return Mark(max(self._lengths.icon, line.width), self._color("danger"), line=line)

    def _ground(self, state: AppointmentState, size: QSize) -> QPixmap:
        key = (state, size.width(), size.height())
        if key not in self._grounds:
            if len(self._grounds) >= _MOST_GROUNDS:
                self._grounds.clear()
            self._grounds[key] = self._drawn_ground(self._theme.status(state), size)
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
            edge = 2.0 if self._theme.high_contrast else 1.5
            fill_box(painter, box, Radius.CARD, None, QColor(look.bar), edge)
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
