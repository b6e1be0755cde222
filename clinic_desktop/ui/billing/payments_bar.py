"""The bars above the lists of money: which list, which days, which way of paying, whose."""

from datetime import date

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout

from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word, tr
from clinic_desktop.ui.formats import date_text, weekday_date, year_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.day_stepper import DayStepper
from clinic_desktop.ui.kit.fields import ChoiceField
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.two_row_bar import TwoRowBar
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.payments import PaymentsState, PaymentsTab, Span

_WITH_TILL = 560
"""With less than this width, at 100 % text size, the tabs have no room for the till beside them."""


class PaymentsBar(TwoRowBar):
    """Signals carry what was chosen; ``stepped`` −1 or 1."""

    tab_chosen = Signal(object)
    span_chosen = Signal(object)
    stepped = Signal(int)
    today_wanted = Signal()
    method_chosen = Signal(object)
    searched = Signal(str)

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, tr("Payments"))
        self._locale = locale
        self._keeps_till = False
        self._counts: tuple[int, int] = (-1, -1)
        self.tabs = Segmented(theme, self._tab_choices(0, 0), tr("List"))
        self.till = Button(theme, tr("Till"), "wallet", role="quiet", key="Ctrl+T")
        self.search = SearchField(theme, tr("Find a payment"), tr("Name, number or amount"), "F3")
        self.span = Segmented(
            theme,
            (
                Choice(Span.DAY, tr("Day")),
                Choice(Span.WEEK, tr("Week")),
                Choice(Span.MONTH, tr("Month")),
                Choice(Span.YEAR, tr("Year")),
            ),
            tr("How long"),
        )
        self.method = ChoiceField(theme, "", self._method_choices(), tr("Paid any way"))
        self.more = Button(theme, tr("Filters"), "sliders-horizontal", key="F")
        self._days = DayStepper(theme)
        self._lay_out()
        self.tabs.chosen.connect(self.tab_chosen)
        self.span.chosen.connect(self.span_chosen)
        self.method.chosen.connect(lambda value: self.method_chosen.emit(value or None))
        self.search.searched.connect(self.searched)
        self._days.today_wanted.connect(self.today_wanted)
        self._days.stepped.connect(self.stepped)

    def show_state(self, state: PaymentsState, days: tuple[date, date], today: date, keeps_till: bool) -> None:
        """Shows what is in view; the way to the till for who keeps one."""
        self._keeps_till = keeps_till
        self._fit()
        counts = len(state.unpaid or ()), len(state.owed or ())
        if counts != self._counts:
            self._counts = counts
            self.tabs.set_choices(self._tab_choices(*counts))
        self.tabs.set_value(state.tab)
        self.span.set_value(state.span)
        self.method.set_value(state.method or "")
        self._days.show_days(self._days_text(state.span, days, today))
        taken = state.tab is PaymentsTab.TAKEN
        for widget in (self.method, self.search, self.span, self.more):
            widget.setVisible(taken)
        self._days.setVisible(state.tab is not PaymentsTab.OWED)

    def _fit(self) -> None:
        super()._fit()
        # In a narrow page the strip above leads to the till, and the tabs need the room.
        self.till.setVisible(self._keeps_till and self.width() >= self.theme.px(_WITH_TILL))

    def _days_text(self, span: Span, days: tuple[date, date], today: date) -> str:
        first, last = days
        if span is Span.DAY:
            return date_text(first, self._locale)
        year = year_text(first.year, self._locale)
        if span is Span.YEAR:
            return year
        if span is Span.MONTH:
            month = self._locale.standaloneMonthName(first.month)
            return tr("{month} {year}").format(month=month, year=year)
        dates = tr("{first} – {last}")
        return dates.format(first=weekday_date(first, self._locale), last=weekday_date(last, self._locale))

    def _tab_choices(self, unpaid: int, owed: int) -> tuple[Choice, ...]:
        return (
            Choice(PaymentsTab.TAKEN, tr("Taken"), icon="receipt-text"),
            Choice(PaymentsTab.UNPAID, tr("Unpaid"), self._locale.toString(unpaid) if unpaid else "", icon="wallet"),
            Choice(
                PaymentsTab.OWED, tr("To give back"), self._locale.toString(owed) if owed else "", icon="rotate-ccw"
            ),
        )

    def _method_choices(self) -> tuple[Choice, ...]:
        methods = [Choice(method, method_word(method), icon=icon) for method, icon in METHOD_ICONS.items()]
        return (Choice("", tr("Paid any way")), *methods)

    def _lay_out(self) -> None:
        self.first_part.addWidget(self.tabs)
        self.first_part.addStretch(1)
        self.first_part.addWidget(self.till)
        self.upper_row.addWidget(self.search, 1)
        filters = QHBoxLayout()
        filters.setSpacing(Space.S)
        for widget in (self.method, self.span, self.more):
            filters.addWidget(widget)
        self.lower_row.addWidget(self._days, 1)
        self.lower_row.addLayout(filters)
