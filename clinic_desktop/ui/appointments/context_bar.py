"""The bar above the board: day, view, and the counts by state, which are filters too."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QLocale, QPoint, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.appointments.date_button import DateButton
from clinic_desktop.ui.appointments.state_chips import StateChips
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.appointments.board import Mode

_DOCTOR_WIDTH = 138
# Today, the two arrows and the date stand before the choice of the view.
_BEFORE_MODE = 4


class ContextBar(QFrame):
    """``stepped`` carries −1 or 1, ``day_chosen`` a date, ``mode_chosen`` a Mode, ``doctor_chosen`` a number,
    ``filtered`` the states that are to be hidden."""

    today_wanted = Signal()
    stepped = Signal(int)
    day_chosen = Signal(object)
    mode_chosen = Signal(object)
    doctor_chosen = Signal(object)
    filtered = Signal(object)
    rewind_wanted = Signal()

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self.setProperty("role", "topbar")
        self._doctors: tuple[Choice, ...] = ()
        self._rows = 1
        self.chips = StateChips(theme)
        self.chips.filtered.connect(self.filtered)
        self._row, self._middle, self._below = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._row.setSpacing(Space.S)
        self._middle.setSpacing(Space.S)
        self._add_days(theme)
        self._add_views(theme)
        self._row.addStretch()
        self._row.addWidget(self.chips)
        self._middle.addStretch()
        self._below.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        layout.setSpacing(Space.S)
        for row in (self._row, self._middle, self._below):
            layout.addLayout(row)
        theme.changed.connect(self._fit)
        self._fit()

    def _add_days(self, theme: Theme) -> None:
        """The day, and the ways to another."""
        self._today = Button(theme, self.tr("Today"))
        self._today.clicked.connect(self.today_wanted)
        self._previous = IconButton(theme, "chevron-left", self.tr("Earlier"), framed=True)
        self._previous.set_name(self.tr("Earlier"), "Ctrl+Left")
        self._previous.clicked.connect(lambda: self.stepped.emit(-1))
        self._next = IconButton(theme, "chevron-right", self.tr("Later"), framed=True)
        self._next.set_name(self.tr("Later"), "Ctrl+Right")
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        self._date = DateButton(theme, self._locale, self.tr("Day"))
        self._date.set_tip(self.tr("Go to a date (G)"))
        self._date.picked.connect(self.day_chosen)
        for widget in (self._today, self._previous, self._next, self._date):
            self._row.addWidget(widget)

    def _add_views(self, theme: Theme) -> None:
        """What is shown of it: the day, a doctor's week, the list, or the day as it stood."""
        self.mode = Segmented(
            theme,
            (Choice(Mode.DAY, self.tr("Day")), Choice(Mode.WEEK, self.tr("Week")), Choice(Mode.LIST, self.tr("List"))),
            self.tr("View"),
        )
        self.mode.chosen.connect(self.mode_chosen)
        self.doctor = ChoiceField(theme, "", hint=self.tr("Doctor"))
        self.doctor.chosen.connect(self.doctor_chosen)
        self.doctor.hide()
        self.rewind = IconButton(theme, "history", self.tr("Rewind: the day as it stood"), framed=True)
        self.rewind.set_name(self.tr("Rewind: the day as it stood"), "R")
        self.rewind.clicked.connect(self.rewind_wanted)
        for widget in (self.mode, self.doctor, self.rewind):
            self._row.addWidget(widget)

    def show_day(self, text: str, short: str, day: date, today: date) -> None:
        """The day in words."""
        self._date.show_day(text, short, day, today)

    def show_mode(self, mode: Mode, doctors: tuple[Choice, ...], practitioner_id: int | None) -> None:
        """Which view; in the week view the doctor can be chosen."""
        self.mode.set_value(mode)
        self.doctor.setVisible(mode is Mode.WEEK)
        self.rewind.setVisible(mode is Mode.DAY)
        if doctors != self._doctors:
            self._doctors = doctors
            self.doctor.set_choices(doctors)
        self.doctor.set_value(practitioner_id)

    def show_counts(self, counts: Mapping[AppointmentState, int]) -> None:
        """How many visits there are in each state; a state that nobody is in is not shown."""
        self.chips.show_counts(counts)
        self._fit_chips()

    def step_at(self, at: QPoint) -> int:
        """−1 or 1 where that point of the screen is on the arrow to earlier or later days, else 0."""
        for button, step in ((self._previous, -1), (self._next, 1)):
            if button.isVisible() and button.rect().contains(button.mapFromGlobal(at)):
                return step
        return 0

    def open_month(self) -> None:
        """Opens the month to go to a date (G)."""
        self._date.open_month()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_chips()

    def _fit_chips(self) -> None:
        """The chips keep their words as long as everything else fits; then they lose them, then go into a second
        row, and into a third where the choice of the view needs the second for itself."""
        room = self.width() - 2 * Space.L
        others = (self._today, self._previous, self._next, self.mode, self.doctor, self.rewind)
        beside = sum(widget.sizeHint().width() + Space.S for widget in others if not widget.isHidden())
        beside += self._date.minimumSizeHint().width() + Space.S
        full = self.chips.width_as(compact=False)
        if beside + full <= room:
            self._place(1)
            return
        short = self.chips.width_as(compact=True)
        below = beside + short > room
        if below and full <= room:
            self.chips.width_as(compact=False)
        self._place(1 if not below else 2 if beside <= room else 3)

    def _place(self, rows: int) -> None:
        if rows == self._rows:
            return
        if (rows == 1) != (self._rows == 1):
            (self._row if rows > 1 else self._below).removeWidget(self.chips)
            (self._below if rows > 1 else self._row).addWidget(self.chips)
        if (rows == 3) != (self._rows == 3):
            for place, widget in enumerate((self.mode, self.doctor, self.rewind)):
                if rows == 3:
                    self._row.removeWidget(widget)
                    self._middle.insertWidget(place, widget)
                else:
                    self._middle.removeWidget(widget)
                    self._row.insertWidget(_BEFORE_MODE + place, widget)
        self._rows = rows
        self._fit_height()

    def _fit_height(self) -> None:
        more = (self._rows - 1) * self._theme.px(Size.CONTROL) + max(0, self._rows - 2) * Space.S
        # One more for the line below it, as in the top bar.
        self.setFixedHeight(self._theme.px(Size.CONTEXT_BAR) + 1 + more)

    def minimumSizeHint(self) -> QSize:
        # The chips can always be narrower than they are now.
        return QSize(self._theme.px(300), super().minimumSizeHint().height())

    def _fit(self) -> None:
        self.doctor.setFixedWidth(self._theme.px(_DOCTOR_WIDTH))
        self._fit_height()
        self._fit_chips()
