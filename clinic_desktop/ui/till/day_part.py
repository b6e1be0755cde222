"""The report of a day: what all desks took and gave back, and how their tills came out."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.till.values import DayReport
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.day_figures import (
    desk_heads,
    desk_lines,
    fact_lines,
    scope_text,
    till_heads,
    till_lines,
    together_lines,
)
from clinic_desktop.ui.till.figure_grid import FigureGrid
from clinic_desktop.ui.till.till_figures import method_heads
from clinic_desktop.ui.till.words import tr


class DayPart(ScrollPage):
    """Reads only; printing and the file are in the bar."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, tr("Day's report"), max_width=1200, side=Space.L)
        self._locale = locale
        self._together, self._desks, self._facts, self._tills = (FigureGrid(theme) for _ in range(4))
        self._scope = PlainLabel(theme, role="caption", wrap=True)
        self._nothing = EmptyState(theme, "receipt-text", "", "")
        self._money = Panel(theme, tr("By way of paying"))
        self._money.body.addWidget(self._scope)
        self._money.body.addWidget(self._together)
        self._by_desk = Panel(theme, tr("By desk"))
        self._by_desk.body.addWidget(self._desks)
        facts = Panel(theme, tr("The day"))
        facts.body.addWidget(self._facts)
        self._counted = Panel(theme, tr("Tills"))
        self._counted.body.addWidget(self._tills)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, widgets in ((left, (self._money, self._nothing, self._by_desk)), (right, (facts, self._counted))):
            column.setSpacing(Space.M)
            for widget in widgets:
                column.addWidget(widget)
            column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        holder = QWidget()
        holder.setLayout(row)
        row.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(holder)

    def show_report(self, report: DayReport) -> None:
        """Shows the day."""
        some = bool(report.sums)
        self._nothing.setVisible(not some)
        # Other desks may have taken a lot: who sees one desk is told of that one.
        why = tr("No money moved at this desk on this day.") if report.desk else tr("No money moved on this day.")
        self._nothing.show_words(tr("Nothing was taken"), why)
        self._money.setVisible(some)
        self._by_desk.setVisible(some)
        scope = scope_text(report)
        self._scope.set_text(scope)
        self._scope.setVisible(bool(scope))
        self._together.show_figures(method_heads(), together_lines(report, self._locale))
        self._desks.show_figures(desk_heads(), desk_lines(report, self._locale))
        self._facts.show_figures((), fact_lines(report, self._locale))
        tills = till_lines(report, self._locale)
        self._tills.show_figures(till_heads(), tills)
        self._counted.setVisible(bool(tills))
