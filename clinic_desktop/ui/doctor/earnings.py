"""What the doctor earned: figures, a bar for each day, the centres, and what was paid out."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.money import Money, minor_digits
from clinic_desktop.domain.payouts import PayoutView
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.earnings import EarningsOf
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.doctor.earned_cards import EarnedCards
from clinic_desktop.ui.doctor.earned_centres import EarnedCentres
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.formats import money_text, weekday_date
from clinic_desktop.ui.kit.charts.bars import BarChart
from clinic_desktop.ui.kit.charts.chart_panel import ChartPanel
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.payouts.payout_files import earnings_table
from clinic_desktop.ui.payouts.payout_list import PayoutList
from clinic_desktop.ui.payouts.printing import print_statement
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.doctor.earnings import EarningsState, EarningsViewModel, Span
from clinic_desktop.viewmodels.session import Session


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
                self._empty.show_trouble(self.tr("Your earnings cannot be shown"), words, state.refusal.code)
                self._pages.show_page(self._empty)
            return
        currencies = [part.currency for part in state.view.currencies]
        self.currencies.setVisible(len(currencies) > 1)
        self.currencies.set_choices([Choice(currency, currency) for currency in currencies])
        self.currencies.set_value(state.currency)
        part = state.part
        if part is None:
            self._empty.show_words(
                self.tr("Nothing earned in this time"), self.tr("Completed visits are counted here.")
            )
            self._pages.show_page(self._empty)
            return
        self._pages.show_page(self._figures)
        self._show_part(part, state)

    def _show_part(self, part: EarningsOf, state: EarningsState) -> None:
        unpaid = ""
        if part.unpaid.minor:
            amount = money_text(part.unpaid, self._locale)
            unpaid = self.tr("Patients have not paid {amount} of the period yet").format(amount=amount)
        self._unpaid.set_text(unpaid)
        self._unpaid.setVisible(bool(unpaid))
        self._cards.show_part(part)
        self._centres.show_part(part)
        self.payouts.show_payouts(state.payouts)
        self._show_days(part, state)

    def _show_days(self, part: EarningsOf, state: EarningsState) -> None:
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
        seen = self.tr("%Ln visits", "", visits)
        period = self.tr("{first} – {last} · {visits}").format(first=first, last=last, visits=seen)
        self._bars.set_title(self.tr("What did each day bring?"), period)
        self._bars.refresh()

    def _print(self) -> bool:
        payout = self.payouts.chosen()
        if payout is not None:
            self._print_payout(payout)
        return payout is not None

    def _print_payout(self, payout: PayoutView) -> None:
        country = self._session.centre_at(payout.location_id).country
        print_statement(self._printing, self._view_model.statement(payout), country)

    def _file_name(self) -> str:
        first, last = self._view_model.days()
        return file_stem(self.tr("earnings"), first, last)

    def _file(self) -> Callable[[], Table]:
        read, zone = self._view_model.lines(), self._session.centre.zone
        return lambda: earnings_table(read(), zone)

    def _axis(self, value: float) -> str:
        minor = round(value * 10 ** minor_digits(self._currency or "EUR"))
        return money_text(Money(minor, self._currency or "EUR"), self._locale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cards.fit(self.width())

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)

    def _build(self, theme: Theme) -> None:
        self._figures = self._made_figures(theme)
        self._empty = EmptyState(theme, "wallet", "", "")
        self._empty.again.connect(self._view_model.load)
        self._pages = LoadingStack(theme, self._figures, self._empty, margin=0)
        page = ScrollPage(theme, self.tr("Earnings"))
        page.body.addLayout(self._made_head(theme))
        page.body.addWidget(self._pages)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(page)

    def _made_head(self, theme: Theme) -> QHBoxLayout:
        """Which time and currency are in view, and the figures as a file."""
        spans = (
            Choice(Span.WEEK, self.tr("7 days")),
            Choice(Span.MONTH, self.tr("30 days")),
            Choice(Span.QUARTER, self.tr("90 days")),
        )
        self.spans = Segmented(theme, spans, self.tr("Period"))
        self.spans.chosen.connect(self._view_model.show_span)
        self.currencies = Segmented(theme, (), self.tr("Currency"))
        self.currencies.chosen.connect(self._view_model.show_currency)
        self.export = ExportButton(theme, self._view_model.exporting, self._shell, self, self._file_name, self._file)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addWidget(PlainLabel(theme, self.tr("Earnings"), role="title"))
        head.addStretch(1)
        for widget in (self.currencies, self.spans, self.export):
            head.addWidget(widget)
        return head

    def _made_figures(self, theme: Theme) -> QWidget:
        """All that there is to see once something was earned."""
        self._cards = EarnedCards(theme, self._locale)
        self._unpaid = PlainLabel(theme, role="warning")
        self._chart = BarChart(theme)
        self._chart.setMinimumHeight(theme.px(220))
        self._bars = ChartPanel(theme, self.tr("What did each day bring?"), "", self._chart)
        self._centres = EarnedCentres(theme, self._locale)
        self.payouts = PayoutList(theme, self._session, self._locale)
        self.payouts.print_wanted.connect(self._print_payout)
        figures = QWidget()
        column = QVBoxLayout(figures)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        for widget in (self._cards, self._unpaid, self._bars, self._centres, self.payouts):
            column.addWidget(widget)
        column.addStretch(1)
        return figures
