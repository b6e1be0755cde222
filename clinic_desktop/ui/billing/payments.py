"""The page of payments: what was taken with its receipts, who has not paid, and what has to be handed back."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import PaymentMethod, PaymentState, Topic
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.values import OwedRefund
from clinic_desktop.ui.appointments.token_printing import TokenPrinting
from clinic_desktop.ui.billing.payment_columns import MoneyColumns
from clinic_desktop.ui.billing.payment_file import payments_table
from clinic_desktop.ui.billing.payment_filters import PaymentFilterBar
from clinic_desktop.ui.billing.payments_bar import PaymentsBar
from clinic_desktop.ui.billing.payments_foot import PaymentsFoot
from clinic_desktop.ui.billing.reason_dialog import ReasonDialog
from clinic_desktop.ui.billing.refund_asking import RefundAsking
from clinic_desktop.ui.billing.totals import Totals
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.list_frame import ListFrame
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.table_rows import Column, R, TableRows
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.payments import MoreFilters, PaymentsState, PaymentsTab, PaymentsViewModel
from clinic_desktop.viewmodels.session import Session

_TAKEN_WIDTHS = (190, 260, 150, 150, 130, 140)
_UNPAID_WIDTHS = (110, 260, 220, 140, 120, 120)
_OWED_WIDTHS = (140, 240, 240, 160, 140)
_OPTIONAL = {PaymentsTab.TAKEN: (3, 4, 2), PaymentsTab.UNPAID: (2, 4), PaymentsTab.OWED: (2,)}


class PaymentsScreen(Screen):
    """Enter opens the payment's visit, Ctrl+P prints its receipt, invoice or credit note, P takes a payment,
    Ctrl+arrows turn the days."""

    def __init__(
        self,
        theme: Theme,
        view_model: PaymentsViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        printing: TokenPrinting,
        refunding: RefundAsking,
        locale: QLocale,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session = theme, view_model, session
        self._shell, self._printing, self._locale = shell, printing, locale
        self._filters_wanted = False
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        printing.setParent(self)
        self._refunding = refunding
        refunding.setParent(self)
        columns = MoneyColumns(session, locale)
        self.bar = PaymentsBar(theme, locale)
        self.totals = Totals(theme, locale)
        self.filters = PaymentFilterBar(theme)
        self.filters.hide()
        self.export = ExportButton(theme, view_model.exporting, shell, self, self._file_name, self._file)
        self.foot = PaymentsFoot(theme, session, locale, self.export)
        self.tables = {tab: DataTable(theme, tr("Payments"), lines=2) for tab in PaymentsTab}
        self._taken = self._rows(PaymentsTab.TAKEN, columns.taken(), lambda row: row.id, _TAKEN_WIDTHS)
        self._unpaid = self._rows(PaymentsTab.UNPAID, columns.unpaid(), lambda row: row.appointment_id, _UNPAID_WIDTHS)
        self._owed = self._rows(PaymentsTab.OWED, columns.owed(), lambda row: row.id, _OWED_WIDTHS)
        self._build(theme)
        self._connect(hub)
        self.begin_keys_at(self.tables[PaymentsTab.TAKEN])
        self.show_state(view_model.state)

    def minimumSizeHint(self) -> QSize:
        # The dock beside the page takes its room first; what does not fit here gives way.
        return QSize(self._theme.px(280), self._theme.px(200))

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``tab`` may be handed over: "taken", "unpaid" or "owed"."""
        self._model.load()
        self._model.load_choices()
        if "tab" in arguments:
            self._model.show_tab(PaymentsTab(arguments["tab"]))
        self.tables[self._model.state.tab].setFocus()

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._model.load()
        elif name == "find":
            self._model.show_tab(PaymentsTab.TAKEN)
            self.bar.search.take_keys()
        elif name == "print":
            return self._print()
        elif name == "take_payment":
            return self._pay()
        else:
            return False
        return True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", tr("Show what was paid")),
            ("P", tr("Take the payment")),
            ("T", tr("Today")),
            ("F", tr("More filters")),
            ("Ctrl+E", tr("Save the list as a file")),
            ("Ctrl+←/→", tr("Earlier and later days")),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: PaymentsState) -> None:
        """Shows the state; may be called at any time."""
        keeps_till = self._session.may(Permission.KEEP_TILL)
        self.bar.show_state(state, self._model.days(), self._session.today(), keeps_till)
        self._show_filters(state)
        self._taken.show_rows(state.taken.rows if state.taken else ())
        self._unpaid.show_rows(state.unpaid or ())
        self._owed.show_rows(state.owed or ())
        self.totals.show_totals(state.taken.totals if state.taken and state.tab is PaymentsTab.TAKEN else ())
        self._show_list(state)
        # A list that gets the keys chooses its first row: that is newer than the state that is being shown.
        self.foot.show_state(self._model.state)

    def _show_filters(self, state: PaymentsState) -> None:
        narrowed = state.more != MoreFilters()
        taken = state.tab is PaymentsTab.TAKEN
        self.filters.show_state(state, len(self._session.centres) > 1)
        self.filters.setVisible(taken and (self._filters_wanted or narrowed))
        self.export.set_disabled_reason(None if state.taken and state.taken.total else tr("There is nothing to save."))

    def _toggle_filters(self) -> None:
        if self._model.state.tab is not PaymentsTab.TAKEN:
            return
        self._filters_wanted = not self.filters.isVisible()
        if not self._filters_wanted and self._model.state.more != MoreFilters():
            self._model.narrow(**asdict(MoreFilters()))
        self._show_filters(self._model.state)
        if self._filters_wanted:
            self.filters.state.setFocus()

    def _clear_filters(self) -> None:
        self.bar.search.clear()
        self._model.show_all()

    def _file_name(self) -> str:
        return file_stem(tr("payments"), *self._model.days())

    def _file(self) -> Callable[[], Table]:
        read, session = self._model.whole(), self._session
        return lambda: payments_table(read(), session)

    def _show_list(self, state: PaymentsState) -> None:
        table = self.tables[state.tab]
        loaded = state.taken is not None
        if state.refusal is not None and not loaded:
            text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._empty.show_trouble(tr("The payments cannot be shown"), text, state.refusal.code)
            self._pages.show_page(self._empty)
        elif not loaded:
            self._pages.show_loading()
        elif table.model().rowCount() == 0:
            self._show_nothing(state)
        else:
            self._pages.show_page(table)
            table.show_selected(self._model.state.selected_id)

    def _show_nothing(self, state: PaymentsState) -> None:
        texts = {
            PaymentsTab.TAKEN: ("receipt-text", tr("Nothing was taken"), tr("Payments of these days are listed here.")),
            PaymentsTab.UNPAID: ("circle-check", tr("Everybody has paid"), tr("Nobody of that day owes anything.")),
            PaymentsTab.OWED: (
                "circle-check",
                tr("Nothing to give back"),
                tr("Refunds that wait appear here."),
            ),
        }
        icon, what, why = texts[state.tab]
        if state.tab is PaymentsTab.TAKEN and (state.text or state.method is not None or state.more != MoreFilters()):
            icon, what, why = "search", tr("No payment fits"), tr("Try another name, way of paying or time.")
        self._empty.show_icon(icon)
        self._empty.show_words(what, why)
        self._empty.set_actions(None)
        self._pages.show_page(self._empty)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _open(self, _row_id: object = None) -> None:
        state = self._model.state
        visit = state.selected_payment or state.selected_unpaid or state.selected_owed
        if visit is not None:
            self._shell.open_dock("take_payment", appointment_id=visit.appointment_id)

    def _pay(self) -> bool:
        state = self._model.state
        waiting = state.selected_payment
        if waiting is not None and waiting.state is not PaymentState.PENDING:
            waiting = None
        visit = state.selected_unpaid or waiting
        if visit is not None:
            self._shell.open_dock("take_payment", appointment_id=visit.appointment_id)
        return visit is not None

    def _print(self) -> bool:
        """The receipt of a payment, the invoice of who has not paid, the credit note of what goes back."""
        state = self._model.state
        payment = state.selected_payment
        if payment is not None and payment.receipt_number:
            self._printing.print_receipt(payment.id, say=True)
        elif state.selected_unpaid is not None:
            self._printing.print_invoice(state.selected_unpaid.appointment_id)
        elif state.selected_owed is not None:
            self._printing.print_credit_note(state.selected_owed.id)
        else:
            return False
        return True

    def _open_visit(self) -> None:
        visit = self._model.state.selected_payment or self._model.state.selected_unpaid
        if visit is not None:
            self._shell.open_dock("appointment", appointment_id=visit.appointment_id)

    def _open_patient(self) -> None:
        state = self._model.state
        chosen = state.selected_payment or state.selected_unpaid or state.selected_owed
        if chosen is not None:
            self._shell.open("patient", patient_id=chosen.patient_id)

    def _ask_refund(self) -> None:
        payment = self._model.state.selected_payment
        if payment is None:
            return
        left = Money(payment.amount.minor - payment.refunded.minor, payment.amount.currency)
        self._refunding.open(payment.id, payment.patient_name, payment.method, left, self)

    def _ask_handed_back(self) -> None:
        owed = self._model.state.selected_owed
        if owed is None:
            return
        amount = money_text(owed.amount, self._locale)
        cash = owed.method is PaymentMethod.CASH
        question = tr("Has {name} got {amount} back?").format(name=isolated(owed.patient_name), amount=amount)
        detail = tr("Say so once the cash is in their hand.") if cash else tr("Say so once the money has been sent.")
        label = "" if cash else tr("Reference of the terminal or the bank")
        dialog = ReasonDialog(self._theme, question, detail, label, tr("Not yet"), tr("Given back"), self)
        dialog.said.connect(lambda reference: self._model.confirm(owed, reference))
        dialog.open()

    def _on_handed_back(self, owed: OwedRefund) -> None:
        text = tr("{name} got {amount} back")
        amount = money_text(owed.amount, self._locale)
        self._shell.toast(text.format(name=isolated(owed.patient_name), amount=amount))

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._model.on_changed(topics)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _rows(
        self,
        tab: PaymentsTab,
        columns: tuple[Column[R], ...],
        row_id: Callable[[R], object],
        widths: tuple[int, ...],
    ) -> TableRows[R]:
        table = self.tables[tab]
        rows: TableRows[R] = TableRows(columns, row_id, table)
        table.setModel(rows)
        table.set_widths(widths)
        table.set_optional(_OPTIONAL[tab])
        table.set_stretch(1)
        table.chosen.connect(self._model.select)
        table.opened.connect(self._open)
        return rows

    def _build(self, theme: Theme) -> None:
        self._empty = EmptyState(theme, "receipt-text", "", "")
        self._empty.again.connect(self._model.load)
        self._pages = LoadingStack(theme, *self.tables.values(), self._empty)
        body = QVBoxLayout()
        body.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        body.setSpacing(Space.M)
        body.addWidget(self.totals)
        body.addWidget(ListFrame(self._pages, self.foot), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.filters)
        column.addLayout(body, 1)

    def _connect(self, hub: ChangeHub) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.refused.connect(self._shell.refuse)
        model.handed_back.connect(self._on_handed_back)
        hub.changed.connect(self._on_changed)
        self._session.changed.connect(self._on_session)
        self.bar.tab_chosen.connect(model.show_tab)
        self.bar.till.clicked.connect(lambda: self._shell.open("till"))
        self.bar.span_chosen.connect(model.set_span)
        self.bar.stepped.connect(model.step)
        self.bar.today_wanted.connect(model.today)
        self.bar.method_chosen.connect(model.set_method)
        self.bar.searched.connect(model.search)
        self.bar.more.clicked.connect(self._toggle_filters)
        self.filters.narrowed.connect(lambda name, value: model.narrow(**{name: value}))
        self.filters.cleared.connect(self._clear_filters)
        self.foot.pager.turned.connect(model.turn_page)
        self.foot.patient.clicked.connect(self._open_patient)
        self.foot.visit.clicked.connect(self._open_visit)
        self.foot.receipt.clicked.connect(self._print)
        self.foot.refund.clicked.connect(self._ask_refund)
        self.foot.take.clicked.connect(self._pay)
        self.foot.handed.clicked.connect(self._ask_handed_back)
        on_keys(self, {"P": self._pay, "T": model.today, "F": self._toggle_filters})
        steps = {"Ctrl+Left": lambda: model.step(-1), "Ctrl+Right": lambda: model.step(1)}
        on_keys(self, steps, repeats=True)

    def _on_session(self) -> None:
        if self._session.signed_in and self.isVisible():
            self._model.load()
            self._model.load_choices()
