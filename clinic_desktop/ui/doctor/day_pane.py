"""The left side of a doctor's day: which day, how it goes, its visits, and what is done for the whole day."""

from PySide6.QtCore import QLocale, QPoint, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.doctor import words
from clinic_desktop.ui.doctor.day_list import DayList
from clinic_desktop.ui.formats import date_text, minutes_text
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.keycap import Keycap
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.doctor.my_day import MyDayState
from clinic_desktop.viewmodels.session import Session

_WIDTH, _WIDEST = 308, 400


class DayPane(QFrame):
    """``turned`` carries how many days away the wanted day is; ``available_set`` whether new bookings are taken; the
    others ask for what their names say."""

    today_wanted = Signal()
    turned = Signal(int)
    next_wanted = Signal()
    available_set = Signal(bool)
    absence_wanted = Signal()
    late_wanted = Signal()

    def __init__(self, theme: Theme, session: Session, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._session, self._locale = theme, session, locale
        self._is_available = True
        self.setProperty("role", "surface")
        self.list = DayList(theme, locale)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.M, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(self._head(theme))
        column.addWidget(self.list, 1)
        column.addWidget(self._foot(theme))
        self._fit()
        theme.changed.connect(self._fit)

    def show_day(self, state: MyDayState) -> None:
        """Shows the day; may be called at any time."""
        day = state.day or self._session.today()
        self._title.set_text(self.tr("Today") if state.is_today else date_text(day, self._locale))
        self._to_today.setVisible(not state.is_today)
        self._next.setEnabled(bool(state.view and state.view.queue))
        if state.view is not None:
            counts = self.tr("{seen} seen · {waiting} waiting · {coming} to come")
            self._counts.set_text(counts.format(seen=state.view.done, waiting=state.waiting, coming=state.to_come))
            away = state.away
            self._show_late(state.view.late_minutes, away is not None)
            self._away.set_text(words.away_text(away, state.view.zone, self._locale) if away else "")
            self._away.setVisible(away is not None)
            self._late.setVisible(state.is_today)
            self.list.show_day(state.rows, state.view.zone, state.view.now, state.selected_id)
        self._is_available = state.available is not False
        if state.away is not None:
            text, icon = self.tr("Away"), "calendar-x"
        elif self._is_available:
            text, icon = self.tr("Available"), "circle-check"
        else:
            text, icon = self.tr("No new bookings"), "ban"
        self._available.set_text(text)
        self._available.set_icon_name(icon)

    def _show_late(self, minutes: int, away: bool) -> None:
        if away:
            self._late.show_fact(self.tr("Away"), "calendar-x", "warn")
        elif minutes > 0:
            text = self.tr("{minutes} late").format(minutes=minutes_text(minutes, self._locale))
            self._late.show_fact(text, "clock-alert", "warn")
        else:
            self._late.show_fact(self.tr("On time"), "check", "ok")

    def _open_availability(self) -> None:
        menu = Menu(self._theme, self)
        menu.setAccessibleName(self.tr("Availability"))
        available = self._is_available
        switch = self.tr("Take no new bookings") if available else self.tr("Take new bookings again")
        menu.add(switch, lambda: self.available_set.emit(not available), icon="ban" if available else "circle-check")
        menu.add(self.tr("Running late…"), self.late_wanted.emit, icon="clock-alert", key="L")
        menu.add(self.tr("Not available from now…"), self.absence_wanted.emit, icon="calendar-x", key="U")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._available.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _fit(self) -> None:
        self.setFixedWidth(min(self._theme.px(_WIDTH), _WIDEST))

    def _head(self, theme: Theme) -> QVBoxLayout:
        self._title = PlainLabel(theme, role="section")
        self._late = Chip(theme, "")
        self._counts = PlainLabel(theme, role="caption")
        self._to_today = Button(theme, self.tr("Today"), role="quiet", key="T")
        self._to_today.clicked.connect(self.today_wanted)
        before = IconButton(theme, "chevron-left", self.tr("Day before"))
        before.set_name(self.tr("Day before"), "Ctrl+Left")
        before.clicked.connect(lambda: self.turned.emit(-1))
        after = IconButton(theme, "chevron-right", self.tr("Day after"))
        after.set_name(self.tr("Day after"), "Ctrl+Right")
        after.clicked.connect(lambda: self.turned.emit(1))
        upper = QHBoxLayout()
        upper.setContentsMargins(Space.L, 0, Space.L, 0)
        upper.setSpacing(Space.XS)
        upper.addWidget(self._title, 1)
        for widget in (self._late, self._to_today, before, after):
            upper.addWidget(widget)
        lower = QHBoxLayout()
        lower.setContentsMargins(Space.L, 0, Space.L, 0)
        lower.addWidget(self._counts, 1)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(upper)
        head.addLayout(lower)
        self._away = PlainLabel(theme, role="problem", wrap=True)
        self._away.setContentsMargins(Space.L, 0, Space.L, 0)
        self._away.setVisible(False)
        head.addWidget(self._away)
        return head

    def _foot(self, theme: Theme) -> QFrame:
        foot = Foot(bar=True)
        column = QVBoxLayout(foot)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        self._available = Button(theme, "", role="secondary")
        self._available.clicked.connect(self._open_availability)
        self._next = Button(theme, self.tr("Call next"), "megaphone", key="N")
        self._next.clicked.connect(self.next_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self._available, 1)
        buttons.addWidget(self._next, 1)
        keys = QHBoxLayout()
        keys.setSpacing(Space.XS + 2)
        for key, text in (("J", ""), ("K", self.tr("move")), ("E", self.tr("write")), ("C", self.tr("call in"))):
            keys.addWidget(Keycap(theme, key))
            if text:
                keys.addWidget(PlainLabel(theme, text, role="caption"))
        keys.addStretch(1)
        column.addLayout(buttons)
        column.addLayout(keys)
        return foot
