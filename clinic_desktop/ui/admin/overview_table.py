"""The overview as a table of days, for spreadsheets: one column for each currency."""

from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.tables import Cell, Table
from clinic_desktop.services.overview import OverviewView


def _tr(text: str) -> str:
    return QCoreApplication.translate("Overview", text)


def daily_table(view: OverviewView) -> Table:
    """A row for each day of the figures' daily series."""
    heads = (
        _tr("Day"),
        *(_tr("Revenue {currency}").format(currency=revenue.currency) for revenue in view.revenue),
        _tr("Appointments"),
        _tr("Slots filled %"),
        _tr("Average wait min"),
        _tr("No-show %"),
    )
    rows = []
    for index, day in enumerate(view.days):
        money = [Money(revenue.daily[index], revenue.currency) for revenue in view.revenue]
        shares = (view.slots_filled_daily[index], view.waits_daily[index], view.no_shows_daily[index])
        rows.append((day, *money, view.appointments_daily[index], *map(_tenths, shares)))
    return Table(_tr("Overview"), heads, rows)


def _tenths(value: float | None) -> Cell:
    return None if value is None else Decimal(f"{value:.1f}")
