"""Pays a doctor: shows every visit that is paid, asks how, and writes the payout."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import PAYOUT_METHODS, PayoutLineView, PayoutView, Proposal
from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word
from clinic_desktop.ui.formats import isolated, money_text, short_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.payouts.payout_columns import PayoutColumns
from clinic_desktop.ui.payouts.words import count_of_visits, tr
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.payouts.payouts import PayingState, PayingViewModel
from clinic_desktop.viewmodels.session import Session

_WIDTHS = (100, 240, 120, 120, 120)


class PayDialog(Dialog):
    """Ctrl+Enter pays, Esc leaves it."""

    def __init__(
        self, theme: Theme, model: PayingViewModel, session: Session, locale: QLocale, parent: QWidget | None
    ) -> None:
        super().__init__(theme, "", parent, width=760)
        self._model, self._session, self._locale = model, session, locale
        model.setParent(self)
        owed = model.state.owed
        title = tr("Pay {name}").format(name=isolated(owed.practitioner_name))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._about = PlainLabel(theme, role="muted", wrap=True)
        self.trouble = Banner(theme, "danger", "")
        self.table = DataTable(theme, tr("What is paid"), lines=2)
        zone = session.centre_at(owed.location_id).zone
        columns = PayoutColumns(session, locale).lines(zone)
        self.rows: TableRows[PayoutLineView] = TableRows(
            columns, lambda row: (row.invoice_number, row.earned_at), self.table
        )
        self.table.setModel(self.rows)
        self.table.set_widths(_WIDTHS)
        self.table.set_stretch(1)
        self.table.setMinimumHeight(theme.px(220))
        self.only_paid = CheckBox(theme, tr("Leave visits for later that patients have not paid yet"))
        self._left_out = PlainLabel(theme, role="caption")
        self._sums = [PlainLabel(theme, role=role) for role in ("label", "label", "section")]
        methods = [Choice(method, method_word(method), icon=METHOD_ICONS[method]) for method in PAYOUT_METHODS]
        self.method = Segmented(theme, methods, tr("Paid by"))
        self.reference = TextField(theme, tr("Reference (optional)"), max_length=80)
        self.note = TextField(theme, tr("Note on the statement (optional)"), max_length=500)
        self.body.addWidget(PlainLabel(theme, title, role="section", wrap=True))
        for widget in (self._about, self.trouble, self.table):
            self.body.addWidget(widget)
        self._lay_out_foot()
        self.add_button(Button(theme, tr("Not now"), key="Esc")).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, "", role="primary", key="Ctrl+Enter"))
        self._connect()
        self.show_state(model.state)
        self.reference.setFocus()
        model.load()

    def show_state(self, state: PayingState) -> None:
        """Shows the state; may be called at any time."""
        self.trouble.setVisible(state.refusal is not None)
        if state.refusal is not None:
            title = tr("It is not known whether it was paid") if state.unknown else tr("Nothing was paid")
            self.trouble.show_words(title, self._why(state))
        self.method.set_value(state.method)
        self.only_paid.setChecked(state.only_paid)
        proposal = state.proposal
        self.rows.show_rows(proposal.lines if proposal is not None else ())
        self._show_sums(state, proposal)
        self.act.setEnabled(state.can_pay)
        self.act.set_busy(tr("One moment…") if state.busy else None)
        self.hold(state.busy)

    def _why(self, state: PayingState) -> str:
        refusal = state.refusal
        assert refusal is not None
        if isinstance(refusal, Invalid):
            return " ".join(problem(code) for code in refusal.problems.values())
        why = refusal_words(refusal, self._session.centre.zone, self._locale)
        if state.unknown:
            return tr("{why} Press the button again: it is paid only once.").format(why=why)
        return why

    def _show_sums(self, state: PayingState, proposal: Proposal | None) -> None:
        owed, until = state.owed, short_date(state.until_day, self._locale)
        if proposal is None:
            self._about.set_text(owed.location_name)
            self.act.set_text(tr("Pay"))
            return
        words = tr("{centre} · {visits} · earned up to {day}")
        visits = count_of_visits(len({line.invoice_number for line in proposal.lines}))
        self._about.set_text(words.format(centre=isolated(owed.location_name), visits=visits, day=until))
        self.only_paid.setVisible(bool(owed.due) or state.only_paid)
        left_out = tr("{amount} is left for later.").format(amount=self._money(proposal.left_out))
        self._left_out.set_text(left_out if proposal.left_out else "")
        self._left_out.setVisible(bool(proposal.left_out))
        amounts = (proposal.charged, proposal.fee, proposal.total)
        for label, amount in zip(self._sums, amounts, strict=True):
            label.set_text(self._money(amount))
        if proposal.total.minor > 0:
            self.act.set_text(tr("Pay {amount}").format(amount=self._money(proposal.total)))
            self.act.set_disabled_reason(None)
        else:
            self.act.set_text(tr("Pay"))
            self.act.set_disabled_reason(tr("Nothing is owed. What was taken back is carried into the next payout."))

    def _pay(self) -> None:
        if self.act.isEnabled() and not self.act.busy:
            self._model.pay(self.reference.text(), self.note.text())

    def _on_paid(self, _payout: PayoutView) -> None:
        self.accept()

    def _money(self, money: Money) -> str:
        return money_text(money, self._locale)

    def _lay_out_foot(self) -> None:
        sums = QGridLayout()
        sums.setHorizontalSpacing(Space.L)
        sums.setVerticalSpacing(Space.XS)
        words = (tr("Charged without tax"), tr("The clinic keeps"), tr("The doctor gets"))
        for row, (word, label) in enumerate(zip(words, self._sums, strict=True)):
            sums.addWidget(PlainLabel(self.theme, word, role="label"), row, 0)
            sums.addWidget(label, row, 1, Qt.AlignmentFlag.AlignRight)
        choices = QGridLayout()
        choices.setHorizontalSpacing(Space.M)
        choices.setVerticalSpacing(Space.S)
        choices.addWidget(self.method, 0, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        choices.addWidget(self.reference, 0, 1)
        choices.addWidget(self.note, 1, 0, 1, 2)
        choices.addWidget(self.only_paid, 2, 0, 1, 2)
        choices.addWidget(self._left_out, 3, 0, 1, 2)
        choices.setColumnStretch(1, 1)
        beside = QHBoxLayout()
        beside.setSpacing(Space.XL)
        beside.addLayout(choices, 1)
        beside.addLayout(sums)
        self.body.addLayout(beside)

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.paid.connect(self._on_paid)
        self.method.chosen.connect(model.set_method)
        self.only_paid.clicked.connect(model.set_only_paid)
        self.act.clicked.connect(self._pay)
        on_keys(self, dict.fromkeys(ACT_KEYS, self._pay))
