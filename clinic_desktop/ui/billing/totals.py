"""What was taken each way, and together, above the list of payments."""

from PySide6.QtCore import QLocale, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import MethodTotal
from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word, tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_EACH = 124


class Totals(QWidget):
    """One small panel for each way to pay, and before them one per currency for all."""

    def __init__(self, theme: Theme, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale = theme, locale
        self._shown: tuple[MethodTotal, ...] | None = None
        self._ways: list[QFrame] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.M)

    def show_totals(self, totals: tuple[MethodTotal, ...]) -> None:
        """Shows the totals; without a payment there is nothing to show."""
        self.setVisible(bool(totals))
        if totals == self._shown:
            return
        self._shown = totals
        empty(self._row)
        self._ways = []
        for currency in dict.fromkeys(total.paid.currency for total in totals):
            of_currency = [total for total in totals if total.paid.currency == currency]
            paid = Money(sum(total.paid.minor for total in of_currency), currency)
            back = Money(sum(total.refunded.minor for total in of_currency), currency)
            count = sum(total.count for total in of_currency)
            self._row.addWidget(self._panel(tr("Taken"), "coins", paid, back, count), 1)
        for total in totals:
            word = method_word(total.method)
            icon = METHOD_ICONS[total.method]
            panel = self._panel(word, icon, total.paid, total.refunded, total.count)
            self._row.addWidget(panel, 1)
            self._ways.append(panel)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(200), super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Where there is little room only the sums of everything are shown."""
        fits = self.width() >= self._theme.px(_EACH) * self._row.count()
        for panel in self._ways:
            panel.setVisible(fits)

    def _panel(self, word: str, icon: str, paid: Money, back: Money, count: int) -> QFrame:
        panel = QFrame(self)
        panel.setProperty("role", "panel")
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(SmallIcon(self._theme, icon))
        head.addWidget(PlainLabel(self._theme, word, role="label"), 1)
        head.addWidget(PlainLabel(self._theme, self._locale.toString(count), role="caption"))
        column = QVBoxLayout(panel)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(PlainLabel(self._theme, money_text(paid, self._locale), role="section"))
        text = tr("{amount} in refunds").format(amount=money_text(back, self._locale)) if back else ""
        column.addWidget(PlainLabel(self._theme, text, role="caption"))
        panel.setAccessibleName(f"{word}, {money_text(paid, self._locale)}, {text}")
        return panel
