"""The five numbers at the top of the overview, each with how it moved and where it has been going."""

from datetime import date

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.waits import WaitError
from clinic_desktop.services.overview import OverviewView
from clinic_desktop.ui.admin.figures import Delta, delta, percent, relative_delta, whole_money
from clinic_desktop.ui.admin.words import weekday_word
from clinic_desktop.ui.formats import minutes_text
from clinic_desktop.ui.kit.stat_card import StatCard
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.overview import OverviewState, PeriodChoice

_POINTS = 14
_SMALL = 30


def _tr(text: str) -> str:
    return QCoreApplication.translate("Overview", text)


def before_words(period: PeriodChoice, before: date, locale: QLocale) -> str:
    """What the figures are compared with; ``before`` is the first day of that."""
    return {
        PeriodChoice.TODAY: _tr("vs last {weekday}").format(weekday=weekday_word(before.weekday(), locale, short=True)),
        PeriodChoice.WEEK: _tr("vs 7 days before"),
        PeriodChoice.MONTH: _tr("vs 30 days before"),
        PeriodChoice.QUARTER: _tr("vs quarter before"),
    }[period]


def revenue_words(period: PeriodChoice) -> str:
    """Whose revenue is told of: that of the period."""
    return {
        PeriodChoice.TODAY: _tr("revenue today"),
        PeriodChoice.WEEK: _tr("revenue, 7 days"),
        PeriodChoice.MONTH: _tr("revenue, 30 days"),
        PeriodChoice.QUARTER: _tr("revenue, 13 weeks"),
    }[period]


class OverviewCards(QWidget):
    """Side by side; ``arrange`` says whether in one line."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._locale = locale
        self.revenue = StatCard(theme, _tr("Revenue"), "wallet")
        self.appointments = StatCard(theme, _tr("Appointments"), "calendar-days")
        self.slots = StatCard(theme, _tr("Slots filled"), "activity")
        self.wait = StatCard(theme, _tr("Average wait"), "clock")
        self.no_show = StatCard(theme, _tr("No-show rate"), "user-x")
        self.cards = (self.revenue, self.appointments, self.slots, self.wait, self.no_show)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for card in self.cards:
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.M)
        self.arrange(narrow=False)

    def arrange(self, narrow: bool) -> None:
        """In one line, or where there is no room in two."""
        spans = ((0, 0, 2), (0, 2, 2), (0, 4, 2), (1, 0, 3), (1, 3, 3)) if narrow else ((0, n, 1) for n in range(5))
        for card, (row, column, span) in zip(self.cards, spans, strict=True):
            self._grid.addWidget(card, row, column, 1, span)
        for column in range(6):
            self._grid.setColumnStretch(column, 1 if narrow or column < 5 else 0)

    def show_figures(self, state: OverviewState) -> None:
        """Shows the numbers of the state."""
        view = state.view
        if view is None:
            return
        against = before_words(state.shown, view.before_first_day, self._locale)
        day = _tr("last {weekday}").format(
            weekday=weekday_word(view.before_first_day.weekday(), self._locale, short=True)
        )
        self._show_revenue(state, day if state.shown is PeriodChoice.TODAY else against)
        coming = _tr("{count} still to come").format(count=self._locale.toString(view.still_to_come))
        moved = delta(view.booked, view.booked_before, "{change}", self._locale)
        note = coming if view.still_to_come else against
        self._show(self.appointments, self._locale.toString(view.booked), moved, note, view.appointments_daily)
        self._show_slots(view, against)
        self._show_wait(view, state.wait_goal)
        self._show_no_shows(view, against)

    def _show_revenue(self, state: OverviewState, against: str) -> None:
        revenue = state.revenue
        if revenue is None:
            nothing = whole_money(Money(0, state.currency), self._locale) if state.currency else "–"
            self.revenue.show_number(nothing, note=against)
            return
        net = whole_money(revenue.net, self._locale)
        if state.shown is PeriodChoice.TODAY:
            # Half a day against a whole one says nothing: it is compared with as much of the same weekday.
            by_now = revenue.net_by_now
            moved = relative_delta(revenue.net.minor, by_now.minor, self._locale) if by_now is not None else Delta()
            before = whole_money(revenue.net_before, self._locale)
            note = _tr("by now {when} · {amount} all day") if moved.text else _tr("{amount} {when}")
            self._show(self.revenue, net, moved, note.format(amount=before, when=against), revenue.daily)
            return
        moved = relative_delta(revenue.net.minor, revenue.net_before.minor, self._locale)
        self._show(self.revenue, net, moved, against, revenue.daily)

    def _show_slots(self, view: OverviewView, against: str) -> None:
        moved = delta(view.slots_filled.percent, view.slots_filled_before.percent, _tr("{change} pts"), self._locale)
        filled = percent(view.slots_filled.percent, self._locale)
        self._show(self.slots, filled, moved, against, view.slots_filled_daily)

    def _show_wait(self, view: OverviewView, goal: int) -> None:
        average = view.waits.average
        before = view.waits_before.average
        moved = delta(average, before, _tr("{change} min"), self._locale, more_is_good=False)
        text = minutes_text(round(average), self._locale) if average is not None else "–"
        note = _tr("goal under {minutes}").format(minutes=minutes_text(goal, self._locale))
        if view.waits.percentile_90 is not None and not moved.text:
            longest = minutes_text(view.waits.percentile_90, self._locale)
            note = _tr("9 in 10 under {minutes}").format(minutes=longest)
        self._show(self.wait, text, moved, note, view.waits_daily)
        self.wait.show_second_note(self._accuracy(view.wait_error))

    def _accuracy(self, error: WaitError | None) -> str:
        """How wrong the waits were that patients were told; nothing before anybody was called."""
        if error is None or error.median is None or error.percentile_90 is None:
            return ""
        return _tr("told ±{median}, 9 in 10 ±{most} min (n {count})").format(
            median=self._locale.toString(error.median),
            most=self._locale.toString(error.percentile_90),
            count=self._locale.toString(error.count),
        )

    def _show_no_shows(self, view: OverviewView, against: str) -> None:
        rate = view.no_shows
        moved = delta(rate.percent, view.no_shows_before.percent, _tr("{change} pts"), self._locale, more_is_good=False)
        few = _tr("{part} of {whole}").format(
            part=self._locale.toString(rate.part), whole=self._locale.toString(rate.whole)
        )
        note = few if rate.whole < _SMALL else against
        self._show(self.no_show, percent(rate.percent, self._locale, 1), moved, note, view.no_shows_daily)

    def _show(
        self,
        card: StatCard,
        number: str,
        moved: Delta,
        note: str,
        series: tuple[float | None, ...] | tuple[int, ...],
    ) -> None:
        line = [value for value in series[-_POINTS:] if value is not None]
        card.show_number(number, moved.text, moved.rising, moved.good, note, line)
