"""The shelf at the board's foot: who is parked, from where, and what has changed for them since."""

from datetime import tzinfo

from PySide6.QtCore import QLocale, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.formats import isolated, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import IconButton, PaintedButton
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_icon,
    draw_text,
    fill_box,
    follow_theme,
    mirrored_rect,
    start_painting,
    text_width,
)
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.appointments.parking import Parked

_CHIP_HEIGHT, _CHIP_LEAST, _CHIP_MOST = 40, 150, 290


class ParkChip(PaintedButton):
    """One parked visit. A click or Enter takes it into the hand, a drag carries it, Esc or Delete puts it back."""

    lifted = Signal()
    dragged = Signal(QPoint)
    let_go = Signal(QPoint)
    put_back = Signal()
    walked = Signal(int)

    def __init__(self, theme: Theme, parked: Parked, where: str, changed: str) -> None:
        super().__init__(theme)
        self.parked, self._where, self._changed = parked, where, changed
        self._pressed: QPoint | None = None
        self._carrying = False
        name = isolated(parked.card.patient_name)
        self.setAccessibleName(self.tr("Parked: {name}, {where}").format(name=name, where=where))
        self.setAccessibleDescription(changed)
        self.set_tip(joined(parked.card.patient_name, where, changed, self.tr("Enter takes it · Esc puts it back")))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        name, line = self.theme.font(TextSize.SMALL, Weight.SEMIBOLD), self.theme.font(TextSize.CAPTION)
        words = max(text_width(name, self.parked.card.patient_name), text_width(line, self._line()))
        width = min(max(words + 2 * Space.S + 2, self.theme.px(_CHIP_LEAST)), self.theme.px(_CHIP_MOST))
        return QSize(width, self.theme.px(_CHIP_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(_CHIP_LEAST), self.theme.px(_CHIP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        stale = self.parked.changed
        fill = "warn_soft" if stale else "accent_soft" if self.underMouse() else "surface"
        edge = self.theme.color("warn" if stale else "accent")
        fill_box(painter, self.rect(), Radius.CONTROL, self.theme.color(fill), edge, 1, dashed=True)
        self._paint_words(painter, stale)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.put_back.emit()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = (event.key() == Qt.Key.Key_Right) == (self.layoutDirection() == Qt.LayoutDirection.LeftToRight)
            self.walked.emit(1 if forward else -1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._carrying:
            self.dragged.emit(event.globalPosition().toPoint())
        elif self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            if (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                self._carrying = True
                self.setDown(False)
                self.lifted.emit()
                self.dragged.emit(event.globalPosition().toPoint())
        else:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        carried, self._carrying, self._pressed = self._carrying, False, None
        if carried:
            self.let_go.emit(event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def _line(self) -> str:
        return self._changed or self._where

    def _paint_words(self, painter: QPainter, stale: bool) -> None:
        width, half = self.width() - 2 * Space.S, self.height() // 2
        upper, lower = QRect(Space.S, 3, width, half - 3), QRect(Space.S, half, width, half - 3)
        name = self.theme.font(TextSize.SMALL, Weight.SEMIBOLD)
        draw_text(painter, mirrored_rect(self, upper), self.parked.card.patient_name, name, self.theme.color("text"))
        if stale:
            size = self.theme.px(Size.ICON_TINY)
            pixmap = self.theme.icons.pixmap("triangle-alert", "warn", size, self.devicePixelRatioF())
            draw_icon(painter, pixmap, mirrored_rect(self, QRect(Space.S, half, size, half - 3)))
            lower.setLeft(lower.left() + size + 4)
        color = self.theme.color("warn" if stale else "text2")
        draw_text(painter, mirrored_rect(self, lower), self._line(), self.theme.font(TextSize.CAPTION), color)


class ParkShelf(Foot):
    """``taken`` carries the id of a visit to take into the hand by keys, ``lifted`` of one that the mouse drags;
    ``dragged`` and ``let_go`` where on the screen it is; ``put_back`` the id of one that is to leave the shelf."""

    taken = Signal(object)
    lifted = Signal(object)
    dragged = Signal(QPoint)
    let_go = Signal(QPoint)
    put_back = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme, self._locale = theme, locale
        self.chips: list[ParkChip] = []
        self._shown: tuple[tuple[Parked, ...], tzinfo] | None = None
        self._hint, self._wanted = "", False
        self.setAccessibleName(self.tr("Parked visits"))
        self._title = PlainLabel(theme, self.tr("Parked"), role="label")
        self._words = PlainLabel(theme, role="caption")
        self._items = QWidget(self)
        self._flow = FlowLayout(self._items, Space.S)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(SmallIcon(theme, "archive", "accent", Size.ICON, self))
        head.addWidget(self._title)
        body = QVBoxLayout()
        body.setSpacing(Space.XS)
        body.addWidget(self._items)
        body.addWidget(self._words)
        head.addLayout(body, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.XS + 2, Space.M, Space.XS + 2)
        column.addLayout(head)
        follow_theme(theme, self)
        self._fit()

    def show_parked(self, items: tuple[Parked, ...], zone: tzinfo) -> None:
        """Shows what is parked; times are on the wall clock of ``zone``."""
        if self._shown == (items, zone):
            return
        self._shown = (items, zone)
        focused = next((chip.parked.appointment_id for chip in self.chips if chip.hasFocus()), None)
        place = next((place for place, chip in enumerate(self.chips) if chip.hasFocus()), 0)
        empty(self._flow)
        self.chips = [self._add(item, zone) for item in items]
        if focused is not None:
            self._focus_again(focused, place)
        self._fit()

    @property
    def hint(self) -> str:
        """What is said of the card in the hand."""
        return self._hint

    def show_hint(self, words: str, wanted: bool = False) -> None:
        """What the keys do with the card in the hand; ``wanted``: it would be parked if it were let go now."""
        if (words, wanted) == (self._hint, self._wanted):
            return
        self._hint, self._wanted = words, wanted
        self._words.set_text(words)
        self._fit()
        self.update()

    def takes(self, at: QPoint) -> bool:
        """Whether a card that is let go at that point of the screen is parked."""
        return self.isVisible() and self.rect().contains(self.mapFromGlobal(at))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.fillRect(self.rect(), self._theme.color("accent_soft" if self._wanted else "surface2"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.color("accent" if self._wanted else "border"))

    def _fit(self) -> None:
        self._title.setVisible(bool(self.chips))
        self._words.setVisible(bool(self._hint))
        self._items.setVisible(bool(self.chips))
        self.setVisible(bool(self.chips) or bool(self._hint))

    def _focus_again(self, appointment_id: int, place: int) -> None:
        """Keeps the keyboard on the same visit, else on its neighbour, else gives it back to the board."""
        same = next((chip for chip in self.chips if chip.parked.appointment_id == appointment_id), None)
        if same is not None:
            same.setFocus()
        elif self.chips:
            self.chips[min(place, len(self.chips) - 1)].setFocus()
        else:
            self.left.emit()

    def _add(self, parked: Parked, zone: tzinfo) -> ParkChip:
        number = parked.appointment_id
        chip = ParkChip(self._theme, parked, self._place(parked.card, zone), self._change(parked, zone))
        chip.clicked.connect(lambda: self.taken.emit(number))
        chip.lifted.connect(lambda: self.lifted.emit(number))
        chip.dragged.connect(self.dragged)
        chip.let_go.connect(self.let_go)
        chip.put_back.connect(lambda: self.put_back.emit(number))
        chip.walked.connect(lambda step: self._walk(chip, step))
        back = IconButton(self._theme, "x", "")
        name = isolated(parked.card.patient_name)
        back.set_name(self.tr("Put {name} back").format(name=name), "Esc")
        back.clicked.connect(lambda: self.put_back.emit(number))
        box = QWidget(self._items)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(chip)
        row.addWidget(back)
        self._flow.addWidget(box)
        box.show()
        return chip

    def _walk(self, chip: ParkChip, step: int) -> None:
        place = self.chips.index(chip) + step
        if 0 <= place < len(self.chips):
            self.chips[place].setFocus()

    def _place(self, card: Card, zone: tzinfo) -> str:
        start = card.period.start.astimezone(zone)
        when = f"{weekday_date(start.date(), self._locale)} {time_text(start, self._locale)}"
        return joined(when, card.practitioner_name)

    def _change(self, parked: Parked, zone: tzinfo) -> str:
        """What somebody else did to it meanwhile."""
        if parked.gone:
            return self.tr("Not there any more")
        before, now = parked.card, parked.current
        if now.state is not before.state:
            return self.tr("Now {state}").format(state=state_word(now.state))
        if (now.period, now.practitioner_id) != (before.period, before.practitioner_id):
            return self.tr("Moved to {place}").format(place=self._place(now, zone))
        return self.tr("Changed meanwhile") if parked.changed else ""
