"""Seven days side by side, each with a word below it such as how many times are free; chevrons go on and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QLineF, QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clinic_desktop.ui.formats import date_text
from clinic_desktop.ui.kit.buttons import IconButton, PaintedButton
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_text,
    fill_box,
    mirrored_rect,
    plain_tooltip,
    start_painting,
)
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, TextSize, Weight

_CENTRE = Qt.AlignmentFlag.AlignCenter
_DAYS = 7
_HATCH_STEP = 7
_WALKING = (Qt.Key.Key_Left, Qt.Key.Key_Right)


@dataclass(frozen=True, slots=True)
class StripDay:
    """One day. ``note`` stands below the number; ``dim`` where there is nothing to take. ``taken`` is how full the day
    is, from 0 to 1 (None: that is not shown), ``closed`` hatches it, and ``words`` say both."""

    day: date
    note: str = ""
    dim: bool = False
    taken: float | None = None
    closed: bool = False
    words: str = ""


class _DayButton(PaintedButton):
    """Weekday, number, note, and a bar of how full it is."""

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._locale = locale
        self.shown = StripDay(date.min)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Which day is chosen is for the owner to say, not for the click."""

    def show_day(self, shown: StripDay, chosen: bool) -> None:
        self.shown = shown
        self.setChecked(chosen)
        spoken = date_text(shown.day, self._locale)
        told = shown.words or shown.note
        self.setAccessibleName(f"{spoken}, {told}" if told else spoken)
        self.setToolTip(plain_tooltip(shown.words) if shown.words else "")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Qt would take an arrow for Tab; the strip knows better.
        if event.key() in _WALKING:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(50), self.theme.px(62))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(34), self.theme.px(62))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        color, px = self.theme.color, self.theme.px
        self._paint_box(painter)
        day = QDate(self.shown.day.year, self.shown.day.month, self.shown.day.day)
        small = self.theme.font(TextSize.CAPTION, Weight.MEDIUM)
        strong = self.theme.font(TextSize.FIELD, Weight.SEMIBOLD)
        text = "text3" if self.shown.dim else "accent" if self.isChecked() else "text"
        width = self.width()
        weekday = self._locale.dayName(day.dayOfWeek(), QLocale.FormatType.ShortFormat)
        draw_text(painter, QRect(2, px(5), width - 4, px(15)), weekday, small, color("text2"), _CENTRE)
        number = self._locale.toString(day.day())
        draw_text(painter, QRect(2, px(19), width - 4, px(20)), number, strong, color(text), _CENTRE)
        note = QRect(2, px(38), width - 4, px(15))
        draw_text(painter, note, self.shown.note, self.theme.font(TextSize.CAPTION), color("text2"), _CENTRE)
        self._paint_bar(painter)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)

    def _paint_box(self, painter: QPainter) -> None:
        color = self.theme.color
        closed = self.shown.closed
        ground = "surface2" if closed else "surface"
        if self.isChecked():
            fill_box(painter, self.rect(), Radius.CONTROL, color(ground if closed else "accent_soft"))
        elif self.underMouse():
            fill_box(painter, self.rect(), Radius.CONTROL, color("surface2"))
        else:
            fill_box(painter, self.rect(), Radius.CONTROL, color(ground))
        if closed and not self.theme.high_contrast:
            self._paint_hatch(painter)
        edge, thick = ("accent", 2) if self.isChecked() else ("control" if self.underMouse() else "border", 1)
        fill_box(painter, self.rect(), Radius.CONTROL, None, color(edge), thick)

    def _paint_hatch(self, painter: QPainter) -> None:
        painter.save()
        inside = QPainterPath()
        inside.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), Radius.CONTROL, Radius.CONTROL)
        painter.setClipPath(inside)
        painter.setPen(QPen(self.theme.color("hatch"), 1.4))
        width, height = self.width(), self.height()
        painter.drawLines([QLineF(x, 0, x - height, height) for x in range(0, width + height, _HATCH_STEP)])
        painter.restore()

    def _paint_bar(self, painter: QPainter) -> None:
        """How much of the day is taken, from where reading begins."""
        taken = self.shown.taken
        if taken is None or self.shown.closed:
            return
        px, color = self.theme.px, self.theme.color
        bar = QRect(px(7), self.height() - px(8), self.width() - 2 * px(7), px(4))
        fill_box(painter, bar, px(2), color("surface3"))
        filled = round(bar.width() * min(1.0, max(0.0, taken)))
        if filled:
            full = "warn" if taken >= 1 else "accent"
            part = mirrored_rect(self, QRect(bar.left(), bar.top(), max(filled, px(4)), bar.height()))
            fill_box(painter, part, px(2), color(full))


class DayStrip(QWidget):
    """``chosen`` carries the date that a person chose, ``stepped`` −1 or 1 for the seven days before or after; T wants
    today."""

    chosen = Signal(object)
    stepped = Signal(int)
    today_wanted = Signal()

    def __init__(self, theme: Theme, locale: QLocale, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self._back = IconButton(theme, "chevron-left", self.tr("Earlier days"))
        self._back.set_name(self.tr("Earlier days"), "PgUp")
        self._on = IconButton(theme, "chevron-right", self.tr("Later days"))
        self._on.set_name(self.tr("Later days"), "PgDown")
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._on.clicked.connect(lambda: self.stepped.emit(1))
        self._can_go_back = False
        self._days = [_DayButton(theme, locale, self) for _ in range(_DAYS)]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        row.addWidget(self._back)
        for button in self._days:
            button.clicked.connect(lambda _=False, button=button: self.chosen.emit(button.shown.day))
            row.addWidget(button, 1)
        row.addWidget(self._on)

    def show_days(self, days: Sequence[StripDay], chosen: date, can_go_back: bool) -> None:
        """Shows up to seven days."""
        for place, button in enumerate(self._days):
            button.setVisible(place < len(days))
            if place < len(days):
                button.show_day(days[place], days[place].day == chosen)
        self._can_go_back = can_go_back
        self._back.set_disabled_reason(None if can_go_back else self.tr("Nothing can be booked before today."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = next((place for place, button in enumerate(self._days) if button.hasFocus()), None)
        if here is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self._act(event.key(), here):
            super().keyPressEvent(event)

    def _act(self, key: int, here: int) -> bool:
        """Whether the key is one of the strip's own."""
        if key in _WALKING:
            forward = (key == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self._go(here + (1 if forward else -1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else _DAYS - 1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._step(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_T:
            self.today_wanted.emit()
        else:
            return False
        return True

    def _go(self, there: int) -> None:
        """To another day; past the edge to the seven beyond, on the side that one comes from."""
        if 0 <= there < _DAYS:
            self._days[there].setFocus()
            self._days[there].click()
        elif self._step(-1 if there < 0 else 1):
            button = self._days[-1 if there < 0 else 0]
            button.setFocus()
            button.click()

    def _step(self, steps: int) -> bool:
        if steps < 0 and not self._can_go_back:
            return False
        self.stepped.emit(steps)
        return True
