"""The line under the board's bar while the day is looked at as it stood: which moment, a slider, the way back."""

from datetime import datetime, timedelta

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from clinic_desktop.services.appointments.views import DayView
from clinic_desktop.ui.formats import time_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.painting import follow_theme, plain_tooltip, start_painting
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.kit.time_slider import TimeSlider
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space


class RewindBar(QWidget):
    """``moment_chosen`` carries the instant that the slider stands at; ``closed`` asks for the board of now."""

    moment_chosen = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._first: datetime | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = PlainLabel(theme, role="strong")
        self._hint = PlainLabel(theme, self.tr("Only to look at"), "label")
        self._hint.setToolTip(plain_tooltip(self.tr("Hours are those of today, and money is not shown.")))
        self.slider = TimeSlider(theme, self.tr("Time of day"), locale)
        self.slider.valueChanged.connect(self._on_value)
        self.back = Button(theme, self.tr("Back to now"), key="Esc")
        self.back.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.M, Space.XS)
        row.setSpacing(Space.M)
        row.addWidget(SmallIcon(theme, "history", "info", Size.ICON, self))
        row.addWidget(self._title)
        row.addWidget(self.slider, 1)
        row.addWidget(self._hint)
        row.addWidget(self.back)
        follow_theme(theme, self)

    def show_day(self, view: DayView, now: datetime, at: datetime) -> None:
        """The day from its first hour to now, or to its end where that is over, with the slider at that moment."""
        last = max(view.shown.start, min(now, max(view.shown.end, at)))
        local = view.shown.start.astimezone(view.zone)
        self._first = view.shown.start
        minutes = int((last - view.shown.start).total_seconds() // 60)
        blocked = self.slider.blockSignals(True)
        self.slider.set_minutes(minutes, -local.minute % 60)
        self.slider.setValue(int((at - view.shown.start).total_seconds() // 60))
        self.slider.blockSignals(blocked)
        time = time_text(at.astimezone(view.zone), self._locale)
        self._title.set_text(self.tr("As it was at {time}").format(time=time))
        self.slider.setAccessibleDescription(self._title.text())

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(self._theme.px(Size.BANNER), hint.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.fillRect(self.rect(), self._theme.color("info_soft"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.color("border"))

    def _on_value(self, minute: int) -> None:
        if self._first is not None:
            self.moment_chosen.emit(self._first + timedelta(minutes=minute))
