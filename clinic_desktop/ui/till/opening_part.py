"""A desk without an open till: what lies in the drawer, and opening one."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.services.till.values import TillHere, TillProposal
from clinic_desktop.ui.formats import isolated, money_text, time_text, weekday_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.till.words import tr


class OpeningPart(QWidget):
    """``open_wanted`` carries what lies in the drawer, and why that is not what was left there."""

    open_wanted = Signal(object, str)

    def __init__(self, theme: Theme, currency: str, locale: QLocale, zone: ZoneInfo) -> None:
        super().__init__()
        self._locale, self._zone = locale, zone
        self._proposal: TillProposal | None = None
        panel = Panel(theme, tr("No till is open at this desk"))
        why = tr("Count what lies in the drawer and open the till: what is taken here is counted in it from then on.")
        self._required = PlainLabel(
            theme, tr("This centre takes cash only while a till is open."), role="warning", wrap=True
        )
        self._found = PlainLabel(theme, role="body", wrap=True)
        self.amount = AmountField(theme, tr("In the drawer now"), currency, locale)
        self.reason = TextField(theme, tr("Why this is not what was left"), max_length=200)
        self.act = Button(theme, tr("Open the till"), role="primary", key="Ctrl+Enter")
        self.amount.amount_edited.connect(lambda _: self._show_reason())
        self.act.clicked.connect(self.open_till)
        fields = QHBoxLayout()
        fields.setSpacing(Space.M)
        self.amount.setMaximumWidth(theme.px(280))
        fields.addWidget(self.amount, 1)
        fields.addWidget(self.reason, 2)
        fields.addStretch(1)
        panel.body.addWidget(PlainLabel(theme, why, role="muted", wrap=True))
        for widget in (self._required, self._found):
            panel.body.addWidget(widget)
        panel.body.addLayout(fields)
        panel.body.addWidget(self.act, 0, Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    def show_here(self, here: TillHere, busy: bool) -> None:
        """Shows what the last till left; what somebody types stays."""
        self._required.setVisible(here.required)
        self.act.set_busy(tr("Opening…") if busy else None)
        self.act.set_disabled_reason(None if here.desk or busy else problem("no_desk"))
        if here.proposal != self._proposal:
            self._proposal = here.proposal
            self._found.set_text(self._words(here.proposal) if here.proposal is not None else "")
            if here.proposal is not None and not self.amount.edit.hasFocus():
                self.amount.set_money(here.proposal.floated)
        self._found.setVisible(bool(self._found.whole_text()))
        self._show_reason()

    def open_till(self) -> None:
        """Opens it, or says what is missing."""
        money = self.amount.money()
        if money is None:
            self.amount.set_problem(problem("not_an_amount"))
            self.amount.edit.setFocus()
        elif self._differs(money) and not self.reason.text():
            self.reason.set_problem(problem("difference_reason"))
            self.reason.edit.setFocus()
        else:
            self.open_wanted.emit(money, self.reason.text() if self._differs(money) else "")

    def focus_first(self) -> None:
        """Puts the cursor into the amount."""
        self.amount.edit.setFocus()
        self.amount.edit.selectAll()

    def _words(self, proposal: TillProposal) -> str:
        if proposal.closed_at is None:
            return ""
        at = proposal.closed_at.astimezone(self._zone)
        when = f"{weekday_date(at.date(), self._locale)}, {time_text(at, self._locale)}"
        left = tr("{name} left {amount} in the drawer ({when}).").format(
            name=isolated(proposal.closed_by), amount=money_text(proposal.left, self._locale), when=when
        )
        if not proposal.since:
            return left
        since = tr("Since then {amount} in cash came in without a till.").format(
            amount=money_text(proposal.since, self._locale)
        )
        return f"{left} {since}"

    def _show_reason(self) -> None:
        money = self.amount.money()
        self.reason.setVisible(money is not None and self._differs(money))

    def _differs(self, money: Money) -> bool:
        known = self._proposal
        return known is not None and known.closed_at is not None and money != known.left + known.since
