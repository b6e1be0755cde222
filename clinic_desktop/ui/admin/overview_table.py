"""The overview as a table of days, for spreadsheets: plain numbers, ISO dates, one column for each currency."""

from PySide6.QtCore import QCoreApplication

from clinic_desktop.domain.money import Money
from clinic_desktop.services.overview import OverviewView


def _tr(text: str) -> str:
    return QCoreApplication.translate("Overview", text)


def daily_table(view: OverviewView) -> list[list[str]]:
    """A line of titles, then one line for each day of the figures' daily series."""
    titles = [
        _tr("Day"),
        *(_tr("Revenue {currency}").format(currency=revenue.currency) for revenue in view.revenue),
        _tr("Appointments"),
        _tr("Slots filled %"),
        _tr("Average wait min"),
        _tr("No-show %"),
    ]
    rows = [titles]
    for index, day in enumerate(view.days):
        money = [str(Money(revenue.daily[index], revenue.currency).decimal()) for revenue in view.revenue]
        shares = (view.slots_filled_daily[index], view.waits_daily[index], view.no_shows_daily[index])
        figures = ["" if value is None else f"{value:.1f}" for value in shares]
        rows.append([day.isoformat(), *money, str(view.appointments_daily[index]), *figures])
    return rows
