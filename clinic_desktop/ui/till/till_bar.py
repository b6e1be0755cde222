"""The bar above the till: which part of the page, and for the day's report which day, paper and file."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.formats import date_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.day_stepper import DayStepper
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.words import tr
from clinic_desktop.viewmodels.till.till import TillPageState, TillTab

_NARROW = 900


class TillBar(QFrame):
    """``stepped`` carries −1 or 1 days."""

    tab_chosen = Signal(object)
    stepped = Signal(int)
    today_wanted = Signal()

    def __init__(self, theme: Theme, locale: QLocale, export: Button) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self.setProperty("role", "topbar")
        self.export = export
        self._title = PlainLabel(theme, tr("Till"), role="title")
        self._desk = PlainLabel(theme, role="label")
        self.tabs = Segmented(
            theme,
            (
                Choice(TillTab.HERE, tr("This desk"), icon="wallet"),
                Choice(TillTab.TILLS, tr("Tills"), icon="list"),
                Choice(TillTab.DAY, tr("Day's report"), icon="chart-column"),
            ),
            tr("What is shown"),
        )
        self._day = DayStepper(theme)
        self.print_page = Button(theme, tr("Print"), "printer", key="Ctrl+P")
        self.print_roll = Button(theme, tr("On the roll"), "receipt-text")
        self.tabs.chosen.connect(self.tab_chosen)
        self._day.today_wanted.connect(self.today_wanted)
        self._day.stepped.connect(self.stepped)
        self._lay_out()
        theme.changed.connect(self._fit)

    def show_state(self, state: TillPageState, today: date, sees_all: bool) -> None:
        """Shows what is in view."""
        self.tabs.set_value(state.tab)
        here = state.here
        others = here.others if here is not None and sees_all else 0
        words = here.desk if here is not None else ""
        if others:
            open_there = QCoreApplication.translate("Till", "%Ln other tills open", None, others)
            words = f"{words} · {open_there}"
        self._desk.set_text(words)
        day = state.day or today
        self._day.show_days(date_text(day, self._locale), day < today)
        self._days.setVisible(state.tab is TillTab.DAY)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(Space.M)
        first.addWidget(self._title)
        first.addWidget(self.tabs)
        first.addWidget(self._desk, 1)
        self._days = QWidget()
        row = QHBoxLayout(self._days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(self._day, 1)
        for button in (self.print_page, self.print_roll, self.export):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S - 1, Space.L, Space.S - 1)
        column.setSpacing(Space.S)
        column.addLayout(first)
        column.addWidget(self._days)

    def _fit(self) -> None:
        """Where there is little room the title gives way."""
        self._title.setVisible(self.width() >= self._theme.px(_NARROW) // 2)
