"""Numbers and every chart."""
# ruff: noqa: TID251

from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.charts.bars import BarChart
from clinic_desktop.ui.kit.charts.chart import Series
from clinic_desktop.ui.kit.charts.chart_panel import ChartPanel
from clinic_desktop.ui.kit.charts.heat_table import HeatTable
from clinic_desktop.ui.kit.charts.legend import Legend
from clinic_desktop.ui.kit.charts.ranked_bars import Ranked, RankedBars
from clinic_desktop.ui.kit.charts.share_bar import Share, ShareBar
from clinic_desktop.ui.kit.charts.stacked_bars import StackedBarChart
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.stat_card import StatCard
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from tools.gallery.parts import page


def overview_page(theme: Theme) -> QWidget:
    """Numbers and charts."""
    widget, column = page()
    cards = QHBoxLayout()
    cards.setSpacing(Space.M)
    numbers = (
        ("Revenue today", "wallet", "₹38,500", "+8.2%", True, True, "vs last Sat", (3, 5, 4, 6, 5, 7, 8, 7.6)),
        ("Appointments", "calendar-days", "41", "+3", True, True, "13 still to come", (3, 5, 2, 6, 4, 6, 5, 7)),
        ("Slots filled", "activity", "86%", "+4 pts", True, True, "target 85%", (2, 3, 2.6, 4, 5, 4.8, 6)),
        ("Average wait", "clock", "15 min", "+3 min", True, False, "goal under 12", (1, 2, 3.4, 2.6, 3, 4.4, 5)),
        ("No-show rate", "user-x", "4.1%", "−1.2 pts", False, True, "30 days", (6, 5.6, 5, 5.4, 3.4, 3.8, 2, 1.2)),
    )
    for title, icon, number, delta, rising, good, note, series in numbers:
        card = StatCard(theme, title, icon)
        card.show_number(number, delta, rising, good, note, series)
        cards.addWidget(card, 1)
    column.addLayout(cards)
    upper, lower = QHBoxLayout(), QHBoxLayout()
    for row in (upper, lower):
        row.setSpacing(Space.M)
    upper.addWidget(revenue_panel(theme), 5)
    upper.addWidget(appointments_panel(theme), 3)
    for stretch, panel in zip(
        (4, 3, 3), (slots_panel(theme), doctors_panel(theme), collected_panel(theme)), strict=True
    ):
        lower.addWidget(panel, stretch)
    column.addLayout(upper, 1)
    column.addLayout(lower, 1)
    return widget


def revenue_panel(theme: Theme) -> ChartPanel:
    """Bars with a mean line."""
    chart = BarChart(theme)
    values = [
        58, 57, 63, 64, 56, 71, 0, 63, 50, 56, 61, 75, 73, 0, 54,
        70, 46, 66, 64, 65, 0, 58, 60, 54, 68, 55, 71, 0, 66, 39,
    ]  # fmt: skip
    mean = [58 + (index * 7 % 5) - 4 for index in range(len(values))]
    labels = [f"{(23 + index) % 31 + 1} {'Oct' if index < 8 else 'Nov'}" for index in range(len(values))]
    chart.show_data(labels, values, mean, ("Daily", "7-day mean"), lambda value: f"₹{value:g}k", True)
    legend = (("Daily", "chart1"), ("7-day mean", "chart2"))
    return ChartPanel(theme, "Revenue", "last 30 days · today so far lighter", chart, legend)


def appointments_panel(theme: Theme) -> Panel:
    """Stacked bars."""
    chart = StackedBarChart(theme)
    series = (
        Series("Completed", (58, 61, 54, 63, 66, 31), "chart1"),
        Series("No-show", (4, 3, 5, 3, 4, 1), "chart5"),
        Series("Cancelled", (6, 4, 5, 7, 5, 2), "chart_rest"),
    )
    chart.show_data(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"), series)
    panel = Panel(theme, "Appointments", "this week")
    panel.add_action(Legend(theme, [(each.name, each.token) for each in series]))
    panel.body.addWidget(chart, 1)
    return panel


def slots_panel(theme: Theme) -> Panel:
    """Heat table."""
    chart = HeatTable(theme)
    line = (55, 82, 95, 90, None, 60, 72, 64, 40)
    rows = [
        tuple(None if value is None else min(100, value + shift) for value in line) for shift in (0, -5, -12, 4, 9, 20)
    ]
    chart.show_data(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"), [str(hour) for hour in range(9, 18)], rows)
    panel = Panel(theme, "Slot use by hour", "% of open slots filled, last 4 weeks")
    panel.body.addWidget(chart, 1)
    return panel


def doctors_panel(theme: Theme) -> Panel:
    """Ranked bars."""
    chart = RankedBars(theme)
    chart.show_data(
        (
            Ranked("Dr Asha Menon", 312400, "₹3,12,400", "94% full"),
            Ranked("Dr Imran Sheikh", 286000, "₹2,86,000", "88% full"),
            Ranked("Dr Rahul Verma", 241300, "₹2,41,300", "81% full"),
            Ranked("Dr Leena Kapoor", 198500, "₹1,98,500", "77% full"),
        )
    )
    panel = Panel(theme, "Doctors", "revenue this month")
    panel.add_action(Button(theme, "All", "arrow-right", role="quiet"))
    panel.body.addWidget(chart)
    panel.body.addStretch(1)
    return panel


def collected_panel(theme: Theme) -> Panel:
    """Share bar."""
    chart = ShareBar(theme)
    parts = (("Payment link", 17700), ("UPI QR", 10400), ("Cash", 6900), ("Card", 3500))
    chart.show_data([Share(name, value, f"₹{value:,}") for name, value in parts])
    panel = Panel(theme, "Collected today", "₹38,500 · 5 payments waiting")
    panel.body.addWidget(chart)
    panel.body.addStretch(1)
    return panel
