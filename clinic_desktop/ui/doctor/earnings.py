"""What the doctor earned: three figures, a bar for each day, and the centres."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.money import Money, minor_digits
from clinic_desktop.domain.payouts import PayoutView
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.earnings import CentreEarned, EarningsOf
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.formats import amount_text, money_text, weekday_date
from clinic_desktop.ui.kit.charts.bars import BarChart
from clinic_desktop.ui.kit.charts.chart_panel import ChartPanel
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.stat_card import StatCard
from clinic_desktop.ui.kit.table_delegate import ID_ROLE, NUMBER_ROLE, STRONG_ROLE
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.payouts.payout_files import earnings_table
from clinic_desktop.ui.payouts.payout_list import PayoutList
from clinic_desktop.ui.payouts.printing import print_statement
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.doctor.earnings import EarningsState, EarningsViewModel, Span
from clinic_desktop.viewmodels.session import Session

AnyIndex = QModelIndex | QPersistentModelIndex


class _Centres(QAbstractTableModel):
    """One row a centre; the amounts leave the currency to the heads."""

    def __init__(self, heads: Sequence[str], locale: QLocale, parent: QWidget) -> None:
        super().__init__(parent)
        self._heads, self._locale = tuple(heads), locale
        self._rows: tuple[CentreEarned, ...] = ()

    def show(self, rows: tuple[CentreEarned, ...]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self._rows[index.row()]
        if role == ID_ROLE:
            return row.location_id
        if role == NUMBER_ROLE:
            return index.column() > 0
        if role == STRONG_ROLE:
            return index.column() in (0, 4)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        amounts = (row.charged, row.unpaid, row.earned)
        texts = [row.location_name, self._locale.toString(row.visits)]
        return [*texts, *(amount_text(amount, self._locale) for amount in amounts)][index.column()]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == NUMBER_ROLE:
            return section > 0
        return self._heads[section] if role == Qt.ItemDataRole.DisplayRole else None


class EarningsScreen(Screen):
    """Figures of the doctor who is signed in, one currency at a time, and what they were paid. Ctrl+P prints the
    statement of the chosen payout."""

    def __init__(
        self,
        theme: Theme,
        view_model: EarningsViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        printing: TokenPrinting,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view_model, self._session, self._locale = view_model, session, locale
        self._shell, self._printing = shell, printing
        self._currency = ""
        printing.setParent(self)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        self._build(theme)
        view_model.state_changed.connect(self.show_state)
        hub.changed.connect(self._on_changed)

    def enter(self, **arguments: Any) -> None:
        self._view_model.load()
        self.spans.setFocus()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._view_model.load()
        elif name == "print":
            return self._print()
        return name == "refresh"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Ctrl+P", self.tr("Print the statement of the chosen payout")),
            ("Ctrl+E", self.tr("Save the earnings as a file")),
        )

    def show_state(self, state: EarningsState) -> None:
        """Shows the state; may be called at any time."""
        self.spans.set_value(state.span)
        if state.view is None:
            if state.refusal is not None:
                words = refusal_words(state.refusal, self._session.centre.zone, self._locale)
                self._empty.show_words(self.tr("Your earnings cannot be shown"), words)
                self._empty.show_icon("triangle-alert", "danger")
                self._empty.set_actions(self.tr("Try again"))
                self._pages.setCurrentWidget(self._empty)
            return
        currencies = [part.currency for part in state.view.currencies]
        self.currencies.setVisible(len(currencies) > 1)
        self.currencies.set_choices([Choice(currency, currency) for currency in currencies])
        self.currencies.set_value(state.currency)
        part = state.part
        if part is None:
            self._empty.show_icon("wallet")
            self._empty.set_actions(None)
            self._empty.show_words(
                self.tr("Nothing earned in this time"), self.tr("Completed visits are counted here.")
            )
            self._pages.setCurrentWidget(self._empty)
            return
        self._pages.setCurrentWidget(self._figures)
        self._show_part(part, state)

    def _show_part(self, part: EarningsOf, state: EarningsState) -> None:
        money = self._money
        before, now = part.period_before.minor, part.period.minor
        delta = ""
        if before:
            change = round((now - before) * 100 / before)
            delta = self.tr("{sign}{percent}%").format(sign="+" if change >= 0 else "−", percent=abs(change))
        self._today.show_number(money(part.today), note=self.tr("until now"))
        self._week.show_number(money(part.week), note=self.tr("since Monday"))
        self._month.show_number(money(part.month), note=self.tr("since the first"))
        rising = now >= before if delta else None
        self._period.show_number(money(part.period), delta, rising, rising, note=self.tr("than the time before"))
        if not delta:
            self._period.show_number(money(part.period))
        unpaid = (
            self.tr("Patients have not paid {amount} of the period yet").format(amount=money(part.unpaid))
            if part.unpaid.minor
            else ""
        )
        self._unpaid.set_text(unpaid)
        self._unpaid.setVisible(bool(unpaid))
        self._show_ways(part)
        self.payouts.show_payouts(state.payouts)
        scale = 10 ** minor_digits(part.currency)
        self._currency = part.currency
        self._chart.show_data(
            [weekday_date(day.day, self._locale) for day in part.days],
            [day.earned.minor / scale for day in part.days],
            names=(self.tr("Earned"), ""),
            value_text=self._axis,
            last_unfinished=True,
        )
        first = weekday_date(part.days[0].day, self._locale) if part.days else ""
        last = weekday_date(part.days[-1].day, self._locale) if part.days else ""
        visits = state.view.visits if state.view else 0
        seen = self.tr("%n visits", "", visits)
        period = self.tr("{first} – {last} · {visits}").format(first=first, last=last, visits=seen)
        self._bars.set_title(self.tr("What did each day bring?"), period)
        self._bars.refresh()
        self._centres.show(part.centres)
        self._table.setFixedHeight(
            self._table.horizontalHeader().sizeHint().height()
            + max(1, len(part.centres)) * self._table.verticalHeader().defaultSectionSize()
            + Space.S
        )
        self._by_centre.set_title(self.tr("By centre"), self.tr("Amounts in {currency}").format(currency=part.currency))

    def _show_ways(self, part: EarningsOf) -> None:
        """What becomes of the money: held, kept by the clinic, paid out, and still owed."""
        money = self._money
        visits = self.tr("%Ln visits to come, paid in advance", "", part.held_visits)
        self._held.show_number(money(part.held), note=visits)
        charged = self.tr("of {amount} without tax").format(amount=money(part.charged))
        self._fee.show_number(money(part.fee), note=charged)
        self._paid_out.show_number(money(part.paid_out), note=self.tr("in the whole period"))
        carried = self.tr("carried into the next payout") if part.owed.minor < 0 else self.tr("earned, not paid out")
        self._owed.show_number(money(part.owed), note=carried)

    def _print(self) -> bool:
        payout = self.payouts.chosen()
        if payout is not None:
            self._print_payout(payout)
        return payout is not None

    def _print_payout(self, payout: PayoutView) -> None:
        print_statement(self._printing, self._view_model.statement(payout), self._session.centre.country)

    def _file_name(self) -> str:
        first, last = self._view_model.days()
        return f"earnings-{first}-{last}"

    def _file(self) -> Callable[[], Table]:
        read, zone = self._view_model.lines(), self._session.centre.zone
        return lambda: earnings_table(read(), zone)

    def _money(self, money: Money) -> str:
        return money_text(money, self._locale)

    def _axis(self, value: float) -> str:
        minor = round(value * 10 ** minor_digits(self._currency or "EUR"))
        return money_text(Money(minor, self._currency or "EUR"), self._locale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_cards()

    def _place_cards(self) -> None:
        """Four figures in a row, or two where large amounts would be cut."""
        columns = 4 if self.width() >= self._theme.px(1000) else 2
        earned = (self._today, self._week, self._month, self._period)
        for place, card in enumerate((*earned, self._held, self._fee, self._paid_out, self._owed)):
            self._cards.addWidget(card, place // columns, place % columns)
        for column in range(4):
            self._cards.setColumnStretch(column, 1 if column < columns else 0)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)

    def _build(self, theme: Theme) -> None:
        page = ScrollPage(theme, self.tr("Earnings"))
        spans = (
            Choice(Span.WEEK, self.tr("7 days")),
            Choice(Span.MONTH, self.tr("30 days")),
            Choice(Span.QUARTER, self.tr("90 days")),
        )
        self.spans = Segmented(theme, spans, self.tr("Period"))
        self.spans.chosen.connect(self._view_model.show_span)
        self.currencies = Segmented(theme, (), self.tr("Currency"))
        self.currencies.chosen.connect(self._view_model.show_currency)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(PlainLabel(theme, self.tr("Earnings"), role="title"))
        head.addStretch(1)
        head.addWidget(self.currencies)
        head.addWidget(self.spans)
        self.export = ExportButton(theme, self._view_model.exporting, self._shell, self, self._file_name, self._file)
        head.addWidget(self.export)
        page.body.addLayout(head)
        self._figures = QWidget()
        column = QVBoxLayout(self._figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        self._today = StatCard(theme, self.tr("Today"), "sun")
        self._week = StatCard(theme, self.tr("This week"), "calendar-days")
        self._month = StatCard(theme, self.tr("This month"), "calendar")
        self._period = StatCard(theme, self.tr("The whole period"), "wallet")
        self._held = StatCard(theme, self.tr("Held until the visit"), "clock")
        self._fee = StatCard(theme, self.tr("The clinic's share"), "building-2")
        self._paid_out = StatCard(theme, self.tr("Paid out"), "banknote")
        self._owed = StatCard(theme, self.tr("To be paid out"), "coins")
        self._cards = QGridLayout()
        self._cards.setSpacing(Space.M)
        column.addLayout(self._cards)
        self._place_cards()
        self._unpaid = PlainLabel(theme, role="warning")
        column.addWidget(self._unpaid)
        self._chart = BarChart(theme)
        self._chart.setMinimumHeight(theme.px(220))
        self._bars = ChartPanel(theme, self.tr("What did each day bring?"), "", self._chart)
        column.addWidget(self._bars)
        self._by_centre = Panel(theme, self.tr("By centre"))
        heads = (self.tr("Centre"), self.tr("Visits"), self.tr("Charged"), self.tr("Not paid"), self.tr("Yours"))
        self._centres = _Centres(heads, self._locale, self)
        self._table = DataTable(theme, self.tr("By centre"))
        self._table.setModel(self._centres)
        self._table.set_widths((0, 90, 140, 140, 140))
        self._table.set_stretch(0)
        self._by_centre.body.addWidget(self._table)
        self._by_centre.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(self._by_centre)
        self.payouts = PayoutList(theme, self._session, self._locale)
        self.payouts.print_wanted.connect(self._print_payout)
        column.addWidget(self.payouts)
        column.addStretch(1)
        self._empty = EmptyState(theme, "wallet", "", "")
        self._empty.primary.connect(self._view_model.load)
        self._pages = QStackedWidget()
        self._pages.addWidget(QWidget())
        self._pages.addWidget(self._figures)
        self._pages.addWidget(self._empty)
        page.body.addWidget(self._pages)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)
