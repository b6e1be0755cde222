"""Large things to press: a doctor, a day, a time."""

from datetime import date
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_text,
    fill_box,
    mirrored_rect,
    start_painting,
    text_width,
)
from clinic_desktop.ui.self_service import words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Space, TextSize, Weight
from clinic_desktop.viewmodels.self_service.find_doctor_state import DayChoice, FoundDoctor

# Some scripts are higher than the interface font.
_LEADING = 4
_CENTRE = Qt.AlignmentFlag.AlignCenter


class _TouchBox(PaintedButton):
    """A box that can be chosen; what is chosen has a strong edge and a soft fill."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(theme, parent)
        self.setCheckable(True)

    def _paint_box(self, painter: QPainter, radius: int = Radius.PANEL) -> None:
        painter.setLayoutDirection(self.layoutDirection())
        color = self.theme.color
        if self.isChecked():
            fill_box(painter, self.rect(), radius, color("accent_soft"), color("accent"), 2.5)
        else:
            hovered = self.underMouse() and self.isEnabled()
            fill = color("surface2") if hovered or not self.isEnabled() else color("surface")
            fill_box(painter, self.rect(), radius, fill, color("control" if hovered else "border2"))
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect().adjusted(3, 3, -3, -3), radius - 2)

    def _line(self, size: int, weight: int = Weight.REGULAR) -> int:
        return QFontMetrics(self.theme.font(size, weight)).height()

    def _write(
        self, painter: QPainter, box: QRect, text: str, size: int, token: str, weight: int = Weight.REGULAR
    ) -> None:
        draw_text(painter, mirrored_rect(self, box), text, self.theme.font(size, weight), self.theme.color(token))


class DoctorCard(_TouchBox):
    """Portrait, name, speciality and languages, next free time and fee."""

    def __init__(
        self,
        theme: Theme,
        found: FoundDoctor,
        picture: QPixmap | None,
        zone: ZoneInfo,
        today: date,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        card = found.card
        self.practitioner_id = card.id
        self._name, self._picture = card.name, picture
        self._speciality = ", ".join(card.specialities) or card.qualifications
        self._languages = ", ".join(card.languages)
        self._free = self.tr("No free time in the next weeks")
        if found.next_free is not None:
            start = found.next_free.period.start.astimezone(zone)
            self._free = self.tr("Free: {when}").format(when=words.when_text(start, today, locale))
        self._has_time = found.next_free is not None
        here = found.next_free.location_id if found.next_free else card.primary_location_id
        role = next((role for role in card.roles if role.location_id == here), card.roles[0] if card.roles else None)
        self._fee = money_text(role.fee, locale) if role else ""
        self._place = role.location_name if role else ""
        parts = (isolated(card.name), self._speciality, self._languages, self._free, self._place, self._fee)
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_picture(self, picture: QPixmap | None) -> None:
        """The picture has come."""
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        lines = self._line(TextSize.SECTION, Weight.SEMIBOLD) + 3 * (self._line(TextSize.FIELD) + _LEADING)
        return QSize(self.theme.px(340), max(self.theme.px(112), lines + 2 * Space.L))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        self._paint_box(painter)
        side = self.theme.px(72)
        disc = QRect(Space.L, (self.height() - side) // 2, side, side)
        draw_avatar(painter, self.theme, mirrored_rect(self, disc), self._name, self._picture)
        left, room = disc.right() + Space.L, self.width() - disc.right() - 2 * Space.L
        name, line = self._line(TextSize.SECTION, Weight.SEMIBOLD), self._line(TextSize.FIELD) + _LEADING
        top = (self.height() - name - 3 * line - Space.XS) // 2
        self._write(painter, QRect(left, top, room, name), self._name, TextSize.SECTION, "text", Weight.SEMIBOLD)
        top += name + 2
        self._write(painter, QRect(left, top, room, line), self._speciality, TextSize.FIELD, "text2")
        top += line
        aside = self.tr("{languages} · {place}").format(languages=self._languages, place=self._place)
        aside = aside if self._languages else self._place
        self._write(painter, QRect(left, top, room, line), aside, TextSize.FIELD, "text3")
        top += line + 2
        font = self.theme.font(TextSize.FIELD, Weight.SEMIBOLD)
        fee = text_width(self.theme.font(TextSize.FIELD), self._fee) + 2
        width = min(text_width(font, self._free) + 2, room - fee - Space.M)
        token = "ok" if self._has_time else "text3"
        self._write(painter, QRect(left, top, width, line), self._free, TextSize.FIELD, token, Weight.SEMIBOLD)
        self._write(painter, QRect(left + width + Space.M, top, fee, line), self._fee, TextSize.FIELD, "text2")


class DayButton(_TouchBox):
    """A day and how full it is, or ``why`` nothing is free."""

    def __init__(
        self,
        theme: Theme,
        choice: DayChoice,
        today: date,
        locale: QLocale,
        why: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, parent)
        self.day = choice.day
        name = locale.standaloneDayName(choice.day.isoweekday(), QLocale.FormatType.ShortFormat)
        self._head = self.tr("Today") if choice.day == today else name
        self._number = locale.toString(choice.day.day)
        full = not choice.why or any(item.why in (WhyNot.TAKEN, WhyNot.ROOM) for item in choice.why)
        none = self.tr("full") if full else self.tr("closed")
        self._free = self.tr("%Ln free", "", choice.free) if choice.free else none
        self._is_free = bool(choice.free)
        self._month = locale.standaloneMonthName(choice.day.month, QLocale.FormatType.ShortFormat)
        month = locale.standaloneMonthName(choice.day.month)
        self.setAccessibleName(
            f"{locale.standaloneDayName(choice.day.isoweekday())} {self._number} {month}, {self._free}"
        )
        if not choice.free:
            self.set_disabled_reason(why or self.tr("No free time on that day"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height = 2 * self._line(TextSize.SMALL) + self._line(TextSize.TITLE, Weight.SEMIBOLD) + Space.L
        return QSize(self.theme.px(84), max(self.theme.px(82), height))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(48), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        self._paint_box(painter)
        small, large = self._line(TextSize.SMALL), self._line(TextSize.TITLE, Weight.SEMIBOLD)
        top = (self.height() - 2 * small - large) // 2
        head = self.tr("{weekday} · {month}").format(weekday=self._head, month=self._month)
        rows = (
            (head, TextSize.SMALL, "text2" if self._is_free else "text3", Weight.REGULAR, small),
            (self._number, TextSize.TITLE, "text" if self._is_free else "text3", Weight.SEMIBOLD, large),
            (self._free, TextSize.SMALL, "ok" if self._is_free else "text3", Weight.MEDIUM, small),
        )
        for text, size, token, weight, height in rows:
            box = QRect(2, top, self.width() - 4, height)
            draw_text(painter, box, text, self.theme.font(size, weight), self.theme.color(token), _CENTRE)
            top += height


class TimeButton(_TouchBox):
    """A free start; chosen, it is filled."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        font = self.theme.font(TextSize.SECTION, Weight.MEDIUM)
        width = text_width(font, self._text) + 2 * Space.XL
        return QSize(max(self.theme.px(110), width), max(self.theme.px(52), self._line(TextSize.SECTION) + Space.L))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        self._paint_box(painter)
        color = self.theme.color
        if self.isChecked():
            fill_box(painter, self.rect(), Radius.PANEL, color("accent"))
            if self.hasFocus():
                draw_focus_ring(painter, self.theme, self.rect(), Radius.PANEL, on_fill=True)
        font = self.theme.font(TextSize.SECTION, Weight.MEDIUM)
        token = "on_accent" if self.isChecked() else "text"
        draw_text(painter, self.rect(), self._text, font, color(token), _CENTRE)
