"""The page of payouts: which doctors are owed what since when, paying them, and what was paid."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.payouts import Owed, PayoutView
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.tables import Table
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import DateField
from clinic_desktop.ui.kit.list_frame import ListFrame
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.payouts.pay_dialog import PayDialog
from clinic_desktop.ui.payouts.payout_columns import PayoutColumns
from clinic_desktop.ui.payouts.payout_files import owed_table, paid_table
from clinic_desktop.ui.payouts.printing import print_statement
from clinic_desktop.ui.payouts.void_dialog import VoidDialog
from clinic_desktop.ui.payouts.words import tr
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.payouts.payouts import PayoutsState, PayoutsViewModel, PayoutTab

_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS})
_OWED_WIDTHS = (280, 150, 150, 150, 150)
_PAID_WIDTHS = (150, 220, 205, 150, 140, 130)


class PayoutsScreen(AdminPage):
    """Enter pays the chosen doctor, or prints the statement of the chosen payout; Ctrl+P prints it too."""

    def __init__(
        self, around: Around, model: PayoutsViewModel, printing: TokenPrinting, parent: QWidget | None = None
    ) -> None:
        super().__init__(around, tr("Payouts"), _TOPICS, parent)
        self._model, self._printing = model, printing
        model.setParent(self)
        printing.setParent(self)
        theme, locale = around.theme, around.locale
        columns = PayoutColumns(around.session, locale)
        self.tabs = Segmented(theme, self._tab_choices(), tr("List"))
        self.until = DateField(theme, tr("Earned up to"), today=around.session.today, locale=locale)
        self._in_all = PlainLabel(theme, role="section")
        self.export = ExportButton(theme, model.exporting, around.shell, self, self._file_name, self._table)
        self.owed = DataTable(theme, tr("Who is owed"), lines=2)
        self.owed_rows: TableRows[Owed] = TableRows(
            columns.owed(), lambda row: (row.practitioner_id, row.location_id), self.owed
        )
        self.paid = DataTable(theme, tr("What was paid"), lines=2)
        self.paid_rows: TableRows[PayoutView] = TableRows(columns.paid(), lambda row: row.id, self.paid)
        self._empty = EmptyState(theme, "wallet", "", "")
        self._selected = PlainLabel(theme, role="caption")
        self.pay = Button(theme, tr("Pay…"), "wallet", role="primary", key="Enter")
        self.statement = Button(theme, tr("Print statement"), "printer", key="Ctrl+P")
        self.void = Button(theme, tr("Take back…"), "rotate-ccw")
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``tab`` may be handed over: "owed" or "paid"."""
        if "tab" in arguments:
            self._model.show_tab(PayoutTab(arguments["tab"]))
        self._model.load()
        self._lists[self._model.state.tab].setFocus()

    def reload(self) -> None:
        self._model.load()

    def command(self, name: str) -> bool:
        if name == "print":
            return self._print()
        return super().command(name)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Enter", tr("Pay the doctor, or print the statement")), ("Ctrl+E", tr("Save the list as a file")))

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: PayoutsState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.owed is not None, state.refusal)
        self.tabs.set_value(state.tab)
        if state.until_day is not None and self.until.day() != state.until_day and not self.until.edit.hasFocus():
            self.until.set_date(state.until_day)
        owed = state.tab is PayoutTab.OWED
        self._above.setVisible(owed)
        self._in_all.set_text(self._sums(state.owed or ()))
        self.owed_rows.show_rows(state.owed or ())
        self.paid_rows.show_rows(state.paid or ())
        rows = state.owed if owed else state.paid
        self._show_nothing(owed)
        self._pages.setCurrentWidget(self._lists[state.tab] if rows else self._empty)
        self.export.set_disabled_reason(None if rows else tr("There is nothing to save."))
        # A list that gets the keys chooses its first row: that is newer than the state that is being shown.
        self._show_foot(self._model.state)

    def _sums(self, owed: tuple[Owed, ...]) -> str:
        """What all doctors together are to be paid, by currency; what is carried over is not."""
        sums: dict[str, int] = {}
        for one in owed:
            sums[one.balance.currency] = sums.get(one.balance.currency, 0) + max(one.balance.minor, 0)
        locale = self.around.locale
        texts = [money_text(Money(minor, currency), locale) for currency, minor in sums.items() if minor]
        return tr("{amounts} in all").format(amounts=" · ".join(texts)) if texts else ""

    def _show_nothing(self, owed: bool) -> None:
        if owed:
            why = tr("No doctor has earned anything by then that was not paid out.")
            self._empty.show_words(tr("Nothing is owed"), why)
        else:
            self._empty.show_words(tr("Nothing was paid out yet"), tr("Payouts are listed here with their statements."))

    def _show_foot(self, state: PayoutsState) -> None:
        owed, paid = state.chosen_owed, state.chosen_paid
        chosen = owed or paid
        self._selected.set_text(chosen.practitioner_name if chosen else tr("Choose a row to do something with it"))
        self._selected.set_role("strong" if chosen else "caption")
        may_pay = self.around.session.may(Permission.PAY_OUT)
        self.pay.setVisible(owed is not None and may_pay)
        self.statement.setVisible(paid is not None)
        self.void.setVisible(paid is not None and may_pay and paid.voided_at is None)
        self.void.set_busy(tr("One moment…") if state.busy else None)

    # --- What people do ----------------------------------------------------------------------------------------------

    def ask_pay(self) -> None:
        """Asks how the chosen doctor is paid."""
        owed = self._model.state.chosen_owed
        if owed is None or not self.around.session.may(Permission.PAY_OUT):
            return
        paying = self._model.paying(owed)
        paying.paid.connect(self._on_paid)
        dialog = PayDialog(self.theme, paying, self.around.session, self.around.locale, self)
        # What came of a lost answer is in the lists.
        dialog.rejected.connect(self._model.load)
        dialog.open()

    def ask_void(self) -> None:
        """Asks why the chosen payout is taken back."""
        payout = self._model.state.chosen_paid
        if payout is not None:
            dialog = VoidDialog(self.theme, payout, self.around.locale, self)
            dialog.given.connect(lambda reason: self._model.void(payout, reason))
            dialog.open()

    def _print(self) -> bool:
        payout = self._model.state.chosen_paid
        if payout is not None:
            self._print_statement(payout)
        return payout is not None

    def _print_statement(self, payout: PayoutView) -> None:
        print_statement(self._printing, self._model.statement(payout), self.country_of(payout))

    def country_of(self, payout: PayoutView) -> str:
        """Where its centre is, whichever is in view: so are phones grouped on its statement."""
        return self.around.session.centre_at(payout.location_id).country

    def _on_paid(self, payout: PayoutView) -> None:
        text = tr("{name} paid {amount} · {number}").format(
            name=isolated(payout.practitioner_name), amount=self._money(payout), number=payout.number
        )
        self.around.shell.offer(text, tr("Print statement"), partial(self._print_statement, payout))
        self._model.load()

    def _on_voided(self, payout: PayoutView) -> None:
        text = tr("{number} over {amount} was taken back")
        self.around.shell.toast(text.format(number=payout.number, amount=self._money(payout)))

    def _money(self, payout: PayoutView) -> str:
        return money_text(payout.amount, self.around.locale)

    def _file_name(self) -> str:
        state = self._model.state
        kind = tr("payouts-owed") if state.tab is PayoutTab.OWED else tr("payouts-paid")
        return file_stem(kind, state.until_day or self.around.session.today())

    def _table(self) -> Callable[[], Table]:
        state = self._model.state
        if state.tab is PayoutTab.OWED:
            return partial(owed_table, state.owed or ())
        read, session = self._model.all_payouts(), self.around.session
        return lambda: paid_table(read(), session)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _tab_choices(self) -> tuple[Choice, ...]:
        return (
            Choice(PayoutTab.OWED, tr("To pay"), icon="wallet"),
            Choice(PayoutTab.PAID, tr("Paid out"), icon="receipt-text"),
        )

    def _build(self) -> None:
        self.until.set_bounds(maximum=self.around.session.today())
        self.until.setFixedWidth(self.theme.px(230))
        for widget in (self.tabs, self.export):
            self.head.addWidget(widget)
        self._above = QWidget()
        above = QHBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, 0)
        above.addWidget(self.until, 0, Qt.AlignmentFlag.AlignTop)
        above.addStretch(1)
        above.addWidget(self._in_all, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self._above)
        self._lists = {PayoutTab.OWED: self.owed, PayoutTab.PAID: self.paid}
        for table, rows, widths, optional in (
            (self.owed, self.owed_rows, _OWED_WIDTHS, (2, 3)),
            (self.paid, self.paid_rows, _PAID_WIDTHS, (3, 4)),
        ):
            table.setModel(rows)
            table.set_widths(widths)
            table.set_optional(optional)
            table.set_stretch(0 if table is self.owed else 1)
        self._pages = QStackedWidget()
        for page in (self.owed, self.paid, self._empty):
            self._pages.addWidget(page)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        foot.setSpacing(Space.S)
        foot.addWidget(self._selected, 1)
        for button in (self.void, self.statement, self.pay):
            foot.addWidget(button)
        self.body.addWidget(ListFrame(self._pages, self._foot), 1)

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self.around.shell.refuse)
        model.voided.connect(self._on_voided)
        self.tabs.chosen.connect(model.show_tab)
        self.until.chosen.connect(lambda typed: model.set_until(typed.day) if typed else None)
        self.owed.chosen.connect(model.select_owed)
        self.paid.chosen.connect(model.select_paid)
        self.owed.opened.connect(lambda _: self.ask_pay())
        self.paid.opened.connect(lambda _: self._print())
        self.pay.clicked.connect(self.ask_pay)
        self.void.clicked.connect(self.ask_void)
        self.statement.clicked.connect(self._print)
