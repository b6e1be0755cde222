"""The charts of the overview, each filled from the figures."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QPixmap

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.overview import OverviewView
from clinic_desktop.services.overview.values import DoctorFigures, Revenue
from clinic_desktop.ui.admin.figures import percent, short_money, whole_money
from clinic_desktop.ui.admin.words import weekday_word
from clinic_desktop.ui.formats import day_and_month, money_text
from clinic_desktop.ui.kit.charts.bars import BarChart
from clinic_desktop.ui.kit.charts.chart import ChartTable, Series, ValueText, number_text
from clinic_desktop.ui.kit.charts.heat_table import HeatTable
from clinic_desktop.ui.kit.charts.ranked_bars import Ranked
from clinic_desktop.ui.kit.charts.share_bar import Share
from clinic_desktop.ui.kit.charts.stacked_bars import StackedBarChart
from clinic_desktop.ui.printing.words import method_text
from clinic_desktop.ui.theme.theme import Theme

_MOST_DOCTORS = 5


def _tr(text: str) -> str:
    return QCoreApplication.translate("Overview", text)


class RevenueBars(BarChart):
    """Bars of money: short amounts on the axis, exact ones in the table."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._exact: ValueText = number_text

    def show_revenue(self, revenue: Revenue, days: tuple[date, ...], unfinished: bool, locale: QLocale) -> None:
        """Shows one bar a day."""
        currency = revenue.currency
        self._exact = lambda value: money_text(Money(round(value), currency), locale)
        self.show_data(
            [day_and_month(day, locale) for day in days],
            [max(0, minor) for minor in revenue.daily],
            revenue.mean,
            (_tr("Daily"), _tr("7-day mean")),
            lambda value: short_money(value, currency, locale),
            unfinished,
        )

    def table(self) -> ChartTable:
        short, self.value_text = self.value_text, self._exact
        try:
            return super().table()
        finally:
            self.value_text = short


def show_weekdays(chart: StackedBarChart, view: OverviewView, locale: QLocale) -> None:
    """Appointments by weekday and how they ended."""
    states = (
        (_tr("Completed"), (AppointmentState.COMPLETED,), "chart1"),
        (_tr("No-show"), (AppointmentState.NO_SHOW,), "chart5"),
        (_tr("Cancelled"), (AppointmentState.CANCELLED, AppointmentState.REJECTED), "chart_rest"),
    )
    days = [day for day in view.weekdays if any(day.states.values())]
    series = [
        Series(name, tuple(float(sum(day.states.get(state, 0) for state in of)) for day in days), token)
        for name, of, token in states
    ]
    chart.show_data([weekday_word(day.weekday, locale, short=True) for day in days], series)


def weekday_legend() -> tuple[tuple[str, str], ...]:
    """The key to ``show_weekdays``."""
    return ((_tr("Completed"), "chart1"), (_tr("No-show"), "chart5"), (_tr("Cancelled"), "chart_rest"))


def show_heat(chart: HeatTable, view: OverviewView, locale: QLocale) -> None:
    """How full each hour of the week is."""
    hours = sorted({cell.hour for cell in view.heat})
    weekdays = sorted({cell.weekday for cell in view.heat})
    known = {(cell.weekday, cell.hour): cell.use.percent for cell in view.heat}
    chart.show_data(
        [weekday_word(weekday, locale, short=True) for weekday in weekdays],
        [locale.toString(hour) for hour in hours],
        [[_rounded(known.get((weekday, hour))) for hour in hours] for weekday in weekdays],
    )


def ranked(
    view: OverviewView, currency: str, locale: QLocale, picture: Callable[[str], QPixmap | None]
) -> list[Ranked]:
    """The doctors by what they took in the currency, with how full they were."""
    figures = sorted(view.doctors, key=lambda doctor: -_taken(doctor, currency))
    return [
        Ranked(
            doctor.name,
            _taken(doctor, currency),
            whole_money(Money(_taken(doctor, currency), currency), locale),
            _tr("{share} full").format(share=percent(doctor.use.percent, locale)) if doctor.use.whole else "",
            picture(doctor.picture),
        )
        for doctor in figures
        if _taken(doctor, currency) or (doctor.visits and not doctor.revenue)
    ][:_MOST_DOCTORS]


def shares(view: OverviewView, currency: str, locale: QLocale) -> list[Share]:
    """What was collected on the last day, by the way it was paid."""
    own = sorted(
        (part for part in view.collected if part.amount.currency == currency and part.amount.minor > 0),
        key=lambda part: -part.amount.minor,
    )
    return [Share(method_text(part.method), part.amount.minor, whole_money(part.amount, locale)) for part in own]


def _taken(doctor: DoctorFigures, currency: str) -> int:
    return next((amount.minor for amount in doctor.revenue if amount.currency == currency), 0)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value)
