"""The doctor's figures: what was earned when, and what becomes of the money."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QGridLayout, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.earnings import EarningsOf
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.stat_card import StatCard
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class EarnedCards(QWidget):
    """Four figures in a row, or two where large amounts would be cut."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self._today = StatCard(theme, self.tr("Today"), "sun")
        self._week = StatCard(theme, self.tr("This week"), "calendar-days")
        self._month = StatCard(theme, self.tr("This month"), "calendar")
        self._period = StatCard(theme, self.tr("The whole period"), "wallet")
        self._held = StatCard(theme, self.tr("Held until the visit"), "clock")
        self._fee = StatCard(theme, self.tr("The clinic's share"), "building-2")
        self._paid_out = StatCard(theme, self.tr("Paid out"), "banknote")
        self._owed = StatCard(theme, self.tr("To be paid out"), "coins")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.M)
        self.fit(0)

    def show_part(self, part: EarningsOf) -> None:
        """The figures of one currency."""
        self._show_earned(part)
        self._show_ways(part)

    def fit(self, page_width: int) -> None:
        """Takes the columns that a page of that width has room for."""
        columns = 4 if page_width >= self._theme.px(1000) else 2
        earned = (self._today, self._week, self._month, self._period)
        for place, card in enumerate((*earned, self._held, self._fee, self._paid_out, self._owed)):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _show_earned(self, part: EarningsOf) -> None:
        money = self._money
        before, now = part.period_before.minor, part.period.minor
        self._today.show_number(money(part.today), note=self.tr("until now"))
        self._week.show_number(money(part.week), note=self.tr("since Monday"))
        self._month.show_number(money(part.month), note=self.tr("since the first"))
        if not before:
            self._period.show_number(money(part.period))
            return
        change = round((now - before) * 100 / before)
        delta = self.tr("{sign}{percent}%").format(sign="+" if change >= 0 else "−", percent=abs(change))
        rising = now >= before
        self._period.show_number(money(part.period), delta, rising, rising, note=self.tr("than the time before"))

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

    def _money(self, money: Money) -> str:
        return money_text(money, self._locale)
