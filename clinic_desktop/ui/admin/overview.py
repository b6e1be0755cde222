"""The page that answers whether today is all right: five numbers, how they moved, and what waits for somebody."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.overview import OverviewView
from clinic_desktop.ui.admin.figures import whole_money
from clinic_desktop.ui.admin.needs_list import NeedsList, Way
from clinic_desktop.ui.admin.overview_cards import OverviewCards, revenue_words
from clinic_desktop.ui.admin.overview_charts import (
    RevenueBars,
    ranked,
    shares,
    show_heat,
    show_weekdays,
    weekday_legend,
)
from clinic_desktop.ui.admin.overview_table import daily_table
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.formats import period_ends, short_date, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.charts.chart_panel import ChartPanel
from clinic_desktop.ui.kit.charts.heat_table import HeatTable
from clinic_desktop.ui.kit.charts.legend import Legend
from clinic_desktop.ui.kit.charts.ranked_bars import RankedBars
from clinic_desktop.ui.kit.charts.share_bar import ShareBar
from clinic_desktop.ui.kit.charts.stacked_bars import StackedBarChart
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.overview import OverviewState, OverviewViewModel, PeriodChoice

_TOPICS = frozenset(
    {Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS, Topic.PRACTITIONERS, Topic.SCHEDULES, Topic.SETTINGS}
)
_WIDEST = 1800
_NARROW = 1000


class OverviewScreen(AdminPage):
    """Figures of a period, at one centre or all, in one currency at a time."""

    def __init__(
        self, around: Around, view_model: OverviewViewModel, portraits: Portraits, parent: QWidget | None = None
    ) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self.title.set_text(self.tr("Overview"))
        self._view_model, self._portraits = view_model, portraits
        view_model.setParent(self)
        portraits.setParent(self)
        theme, locale = around.theme, around.locale
        self.centre = ChoiceField(theme, "", hint=self.tr("All centres"))
        self.currency = Segmented(theme, (), self.tr("Currency"))
        self.period = Segmented(theme, self._periods(), self.tr("Period"))
        self.export = ExportButton(theme, view_model.exporting, around.shell, self, self._file_name, self._table)
        self.cards = OverviewCards(theme, locale)
        self.revenue = RevenueBars(theme)
        legend = ((self.tr("Daily"), "chart1"), (self.tr("7-day mean"), "chart2"))
        self.revenue_panel = ChartPanel(theme, self.tr("Revenue"), "", self.revenue, legend)
        self.weekdays = StackedBarChart(theme)
        self.weekday_panel = ChartPanel(theme, self.tr("Appointments"), "", self.weekdays)
        self.weekday_panel.body.insertWidget(0, Legend(theme, weekday_legend()))
        self.heat = HeatTable(theme)
        self.heat_panel = Panel(theme)
        self.doctors = RankedBars(theme)
        self.doctor_panel = Panel(theme)
        self.collected = ShareBar(theme)
        self.collected_panel = Panel(theme)
        self.needs = NeedsList(theme, locale)
        self.needs_panel = Panel(theme, self.tr("Needs you"))
        self._no_money = PlainLabel(theme, self.tr("Nothing was paid yet."), role="muted")
        self._no_heat = PlainLabel(theme, self.tr("No hours were open in that time."), role="muted", wrap=True)
        self._no_doctors = PlainLabel(theme, self.tr("Nobody has seen patients in that time."), role="muted", wrap=True)
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        self._view_model.load()
        self.period.setFocus()

    def reload(self) -> None:
        self._view_model.load()

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_overview(self, state: OverviewState) -> None:
        """Shows the state; may be called at any time."""
        view = state.view
        self.show_loaded(view is not None, state.refusal)
        self.period.set_value(state.period)
        self.export.set_disabled_reason(None if view is not None else self.tr("There are no figures yet."))
        if view is None:
            return
        self._show_head(state, view)
        self.cards.show_figures(state)
        self._show_revenue(state, view)
        self._show_visits(view)
        self._show_doctors(state, view)
        self._show_collected(state, view)
        self.needs.show_needs(view.needs)
        self.needs_panel.set_title(self.tr("Needs you"), "")

    def _show_head(self, state: OverviewState, view: OverviewView) -> None:
        locale = self.around.locale
        at = view.at.astimezone(self.around.session.centre.zone)
        self.note.set_text(
            self.tr("{day}, {time}").format(day=weekday_date(at.date(), locale), time=time_text(at, locale))
        )
        every = self.tr("All centres ({count})").format(count=len(state.centres))
        places = [Choice(centre.id, centre.name, icon="map-pin") for centre in state.centres]
        self.centre.set_choices([Choice(None, every, icon="building-2"), *places])
        self.centre.set_value(state.location_id)
        self.centre.setVisible(len(state.centres) > 1)
        self.currency.set_choices([Choice(currency, currency) for currency in view.currencies])
        self.currency.set_value(state.currency)
        self.currency.setVisible(len(view.currencies) > 1)

    def _show_revenue(self, state: OverviewState, view: OverviewView) -> None:
        revenue = state.revenue
        today = self.around.session.today()
        so_far = view.days and view.days[-1] == today
        text = self.tr("{first} – {last} · today so far lighter") if so_far else self.tr("{first} – {last}")
        first, last = period_ends(view.days[0], view.days[-1], self.around.locale)
        self.revenue_panel.set_title(self.tr("Revenue"), text.format(first=first, last=last))
        if revenue is not None:
            self.revenue.show_revenue(revenue, view.days, bool(so_far), self.around.locale)
        else:
            self.revenue.show_data((), ())
        self.revenue_panel.refresh()

    def _show_visits(self, view: OverviewView) -> None:
        locale = self.around.locale
        show_weekdays(self.weekdays, view, locale)
        self.weekday_panel.set_title(self.tr("Appointments"), self._days(view))
        self.weekday_panel.refresh()
        show_heat(self.heat, view, locale)
        weeks = max(1, round(view.heat_days / 7))
        period = self.tr("% of open time filled, last %Ln weeks", "", weeks)
        self.heat_panel.set_title(self.tr("Slot use by hour"), period)
        self.heat.setVisible(bool(view.heat))
        self._no_heat.setVisible(not view.heat)

    def _show_doctors(self, state: OverviewState, view: OverviewView) -> None:
        lines = ranked(view, state.currency, self.around.locale, self._portraits)
        self.doctors.show_data(lines)
        self._no_doctors.setVisible(not lines)
        self.doctor_panel.set_title(self.tr("Doctors"), revenue_words(state.shown))

    def _show_collected(self, state: OverviewState, view: OverviewView) -> None:
        locale = self.around.locale
        parts = shares(view, state.currency, locale)
        self.collected.show_data(parts)
        self.collected.setVisible(bool(parts))
        self._no_money.setVisible(not parts)
        total = sum(part.amount.minor for part in view.collected if part.amount.currency == state.currency)
        amount = whole_money(Money(total, state.currency), locale) if state.currency else ""
        text = self.tr("{amount} · %Ln payments waiting", "", view.payments_waiting)
        self.collected_panel.set_title(self.tr("Collected today"), text.format(amount=amount))

    def _days(self, view: OverviewView) -> str:
        locale = self.around.locale
        if view.first_day == view.last_day:
            return (
                self.tr("today") if view.last_day == self.around.session.today() else short_date(view.last_day, locale)
            )
        first, last = period_ends(view.first_day, view.last_day, locale)
        return self.tr("{first} – {last}").format(first=first, last=last)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _go(self, way: Way) -> None:
        self.around.shell.open(way.route, **way.arguments)

    def _file_name(self) -> str:
        view = self._view_model.state.view
        days = (view.first_day, view.last_day) if view is not None else ()
        return file_stem(self.tr("overview"), *days)

    def _table(self) -> Callable[[], Table]:
        view = self._view_model.state.view
        assert view is not None, "the button is off while there are no figures"
        return partial(daily_table, view)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _periods(self) -> tuple[Choice, ...]:
        return (
            Choice(PeriodChoice.TODAY, self.tr("Today")),
            Choice(PeriodChoice.WEEK, self.tr("7 days")),
            Choice(PeriodChoice.MONTH, self.tr("30 days")),
            Choice(PeriodChoice.QUARTER, self.tr("Quarter")),
        )

    def _build(self) -> None:
        self.centre.setMinimumWidth(self.theme.px(164))
        for widget in (self.centre, self.currency, self.period, self.export):
            self.head.addWidget(widget)
        everybody = Button(self.theme, self.tr("All"), "arrow-right", "quiet")
        everybody.setAccessibleName(self.tr("All doctors"))
        everybody.clicked.connect(lambda: self.around.shell.open("people"))
        self.doctor_panel.add_action(everybody)
        self.doctor_panel.body.addWidget(self._no_doctors)
        self.doctor_panel.body.addWidget(self.doctors)
        self.doctor_panel.body.addStretch(1)
        self.heat.setAccessibleName(self.tr("Slot use by hour"))
        self.heat_panel.body.addWidget(self._no_heat, 0, Qt.AlignmentFlag.AlignTop)
        self.heat_panel.body.addWidget(self.heat, 1)
        self.collected_panel.body.addWidget(self._no_money)
        self.collected_panel.body.addWidget(self.collected)
        self.collected_panel.body.addStretch(1)
        self.needs_panel.body.addWidget(self.needs)
        page = ScrollPage(self.theme, self.tr("Overview"), _WIDEST)
        self._last = QWidget()
        last = QVBoxLayout(self._last)
        last.setContentsMargins(0, 0, 0, 0)
        last.setSpacing(Space.M)
        last.addWidget(self.collected_panel)
        last.addWidget(self.needs_panel, 1)
        self._grid = QGridLayout()
        self._grid.setSpacing(Space.M)
        for column in range(12):
            self._grid.setColumnStretch(column, 1)
        page.body.addWidget(self.cards)
        page.body.addLayout(self._grid, 1)
        self.reach_the_edges()
        self.body.addWidget(page, 1)
        self._narrow: bool | None = None
        self._arrange()
        self.theme.changed.connect(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Three panels in a row, or two where the window is narrow for the size of its text."""
        narrow = self.width() < self.theme.px(_NARROW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self.cards.arrange(narrow)
        wide = ((0, 0, 8), (0, 8, 4), (1, 0, 5), (1, 5, 3), (1, 8, 4))
        places = ((0, 0, 12), (1, 0, 5), (1, 5, 7), (2, 0, 6), (2, 6, 6)) if narrow else wide
        panels = (self.revenue_panel, self.weekday_panel, self.heat_panel, self.doctor_panel, self._last)
        for panel, (row, column, span) in zip(panels, places, strict=True):
            self._grid.addWidget(panel, row, column, 1, span)
        for row in range(3):
            self._grid.setRowStretch(row, 1 if narrow or row < 2 else 0)

    def _connect(self) -> None:
        model = self._view_model
        self.period.chosen.connect(model.show_period)
        self.centre.chosen.connect(model.show_centre)
        self.currency.chosen.connect(model.show_currency)
        self.needs.chosen.connect(self._go)
        model.state_changed.connect(self.show_overview)
        model.refused.connect(self.around.shell.refuse)
        # Gone with the page: a picture that comes later must find nobody.
        self._portraits.setParent(self)
        self._portraits.arrived.connect(lambda: self.show_overview(model.state))
