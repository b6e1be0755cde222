"""One till, open or closed, beside the list: who kept it, what came in, what was counted, and its report on paper."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.codes import TillState
from clinic_desktop.services.till.values import TillView
from clinic_desktop.ui.formats import isolated, money_text, short_date, time_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.figure_grid import FigureGrid
from clinic_desktop.ui.till.till_figures import (
    cash_lines,
    count_heads,
    count_lines,
    method_heads,
    method_lines,
    movement_lines,
)
from clinic_desktop.ui.till.words import tr


class TillCard(QWidget):
    """``print_wanted`` carries the till's number, ``count_wanted`` the till."""

    print_wanted = Signal(int)
    count_wanted = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale, zone: ZoneInfo) -> None:
        super().__init__()
        self._locale, self._zone = locale, zone
        self._till: TillView | None = None
        self._panel = Panel(theme)
        self._opened, self._closed = (
            PlainLabel(theme, role="label", wrap=True),
            PlainLabel(theme, role="label", wrap=True),
        )
        self._counts, self._cash, self._ways, self._moves = (FigureGrid(theme) for _ in range(4))
        self._note = PlainLabel(theme, role="muted", wrap=True)
        self.print = Button(theme, tr("Print the report"), "printer", key="Ctrl+P")
        self.print.clicked.connect(self._print)
        self.count = Button(theme, tr("Count and close…"), "coins")
        self.count.clicked.connect(self._count)
        actions = QWidget()
        flow = FlowLayout(actions, spacing=Space.S)
        flow.addWidget(self.print)
        flow.addWidget(self.count)
        for widget in (
            self._opened,
            self._closed,
            self._counts,
            self._cash,
            self._ways,
            self._moves,
            self._note,
            actions,
        ):
            self._panel.body.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)
        column.addStretch(1)

    def show_till(self, till: TillView) -> None:
        """Shows the till."""
        self._till = till
        is_open = till.state is TillState.OPEN
        self._panel.set_title(till.number or tr("Open"), till.desk)
        self._opened.set_text(
            tr("Opened {when} · {name}").format(when=self._when(till.opened_at), name=isolated(till.opened_by))
        )
        closed = ""
        if till.closed_at is not None:
            closed = tr("Closed {when} · {name}").format(when=self._when(till.closed_at), name=isolated(till.closed_by))
            if till.left is not None:
                left = tr("{amount} left for the next").format(amount=money_text(till.left, self._locale))
                closed = f"{closed} · {left}"
        self._closed.set_text(closed)
        self._closed.setVisible(bool(closed))
        self._counts.show_figures(count_heads(), count_lines(till, self._locale))
        self._counts.setVisible(bool(till.counts))
        self._cash.show_figures((), cash_lines(till, self._locale))
        self._ways.show_figures(method_heads(), method_lines(till.sums, self._locale))
        self._ways.setVisible(bool(till.sums))
        self._moves.show_figures((), movement_lines(till, self._zone, self._locale))
        self._moves.setVisible(bool(till.movements))
        self._note.set_text(till.note)
        self._note.setVisible(bool(till.note))
        self.count.setVisible(is_open)

    def _print(self) -> None:
        if self._till is not None:
            self.print_wanted.emit(self._till.id)

    def _count(self) -> None:
        if self._till is not None:
            self.count_wanted.emit(self._till)

    def _when(self, instant: datetime) -> str:
        at = instant.astimezone(self._zone)
        return f"{short_date(at.date(), self._locale)}, {time_text(at, self._locale)}"
