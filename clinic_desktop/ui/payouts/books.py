"""The page of the books: every account with what it holds, and the postings behind it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.tables import Table
from clinic_desktop.services.billing.books import AccountBalance, BookFilters, BookRow, SideTotal
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.export_button import ExportButton
from clinic_desktop.ui.file_names import file_stem
from clinic_desktop.ui.formats import money_text, short_date, time_text
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.fields import ChoiceField, DateField
from clinic_desktop.ui.kit.list_frame import ListFrame
from clinic_desktop.ui.kit.pager import Pager
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.payouts.words import account_word, count_of_postings, tr
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.payouts.books import BooksState, BooksTab, BooksViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PAYMENTS, Topic.TILL})
_ACCOUNT_WIDTHS = (260, 180, 170, 170)
_POSTING_WIDTHS = (140, 180, 180, 240, 150, 130)


class BooksScreen(AdminPage):
    """Enter looks into the chosen account, or opens what the chosen posting is about."""

    def __init__(self, around: Around, model: BooksViewModel, parent: QWidget | None = None) -> None:
        super().__init__(around, tr("Books"), _TOPICS, parent)
        self._model = model
        model.setParent(self)
        theme, locale, today = around.theme, around.locale, around.session.today
        self.tabs = Segmented(
            theme,
            (
                Choice(BooksTab.ACCOUNTS, tr("Accounts"), icon="wallet"),
                Choice(BooksTab.POSTINGS, tr("Postings"), icon="list"),
            ),
            tr("List"),
        )
        self.export = ExportButton(theme, model.exporting, around.shell, self, self._file_name, self._table)
        self.off = Banner(theme, "danger", tr("The books do not add up"))
        self.accounts = DataTable(theme, tr("Accounts"), lines=2)
        self.account_rows: TableRows[AccountBalance] = TableRows(
            self._account_columns(), lambda row: (row.account, row.location_id, row.debits.currency), self.accounts
        )
        self.postings = DataTable(theme, tr("Postings"), lines=2)
        self.posting_rows: TableRows[BookRow] = TableRows(self._posting_columns(), lambda row: row.id, self.postings)
        self.search = SearchField(theme, tr("Find a posting"), tr("Name or number"), "F3")
        self.account = ChoiceField(theme, "", hint=tr("All accounts"))
        self.centre = ChoiceField(theme, "", hint=tr("All centres"))
        self.first = DateField(theme, "", tr("From"), today=today, locale=locale)
        self.last = DateField(theme, "", tr("To"), today=today, locale=locale)
        self.everything = Button(theme, tr("Show everything"), "rotate-ccw", "quiet")
        self.pager = Pager(theme, around.locale, tr("Newer"), tr("Older"))
        self.totals = PlainLabel(theme, role="strong", wrap=True)
        self.meaning = PlainLabel(
            theme,
            tr("Debit: what the clinic has and is owed. Credit: what it owes and has earned."),
            role="caption",
            wrap=True,
        )
        self._empty = EmptyState(theme, "list", "", "")
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        self._model.load()
        (self.accounts if self._model.state.tab is BooksTab.ACCOUNTS else self.postings).setFocus()

    def reload(self) -> None:
        self._model.load()

    def command(self, name: str) -> bool:
        if name == "find":
            self._model.show_tab(BooksTab.POSTINGS)
            self.search.take_keys()
            return True
        return super().command(name)

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", tr("Look into the account, or open what the posting is about")),
            ("Ctrl+E", tr("Save the list as a file")),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: BooksState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.trial is not None, state.refusal)
        trial, page = state.trial, state.page
        if trial is None or page is None:
            return
        accounts = state.tab is BooksTab.ACCOUNTS
        self.tabs.set_value(state.tab)
        self.off.setVisible(bool(trial.off))
        if trial.off:
            where = ", ".join(f"{centre} ({currency})" for centre, currency in trial.off)
            self.off.show_words(
                tr("The books do not add up"), tr("Have the database checked: {where}.").format(where=where)
            )
        self.note.set_text("" if trial.off else tr("Every currency of every centre sums to nothing."))
        self.account_rows.show_rows(trial.rows)
        self.posting_rows.show_rows(page.rows)
        self._filters.setVisible(not accounts)
        self._foot.setVisible(not accounts)
        self._sides.setVisible(accounts and bool(trial.rows))
        self.totals.set_text("\n".join(self._total(total) for total in trial.totals))
        self._show_filters(state)
        rows = trial.rows if accounts else page.rows
        self._show_nothing(state)
        table = self.accounts if accounts else self.postings
        self._pages.setCurrentWidget(table if rows else self._empty)
        self.export.set_disabled_reason(None if rows else tr("There is nothing to save."))
        self.pager.show_open_end(len(state.befores) - 1, page.next_before is not None)

    def _show_filters(self, state: BooksState) -> None:
        filters, session = state.filters, self.around.session
        accounts = [Choice(account, account_word(account)) for account in self._model.accounts()]
        self.account.set_choices([Choice(None, tr("All accounts")), *accounts])
        self.account.set_value(filters.account)
        centres = [Choice(centre.id, centre.name) for centre in session.centres]
        self.centre.set_choices([Choice(None, tr("All centres")), *centres])
        self.centre.set_value(filters.location_id)
        self.centre.setVisible(len(centres) > 1)
        for field, day in ((self.first, filters.first_day), (self.last, filters.last_day)):
            if field.day() != day and not field.edit.hasFocus():
                field.set_date(day)
        self.everything.setVisible(filters != BookFilters())

    def _show_nothing(self, state: BooksState) -> None:
        filtered = state.tab is BooksTab.POSTINGS and state.filters != BookFilters()
        if filtered:
            self._empty.show_words(tr("No posting fits"), tr("Other filters or other days may have some."))
        else:
            self._empty.show_words(tr("Nothing was posted yet"), tr("The first invoice begins the books."))
        self._empty.set_actions(tr("Show everything") if filtered else None)

    def _account_columns(self) -> tuple[Column[AccountBalance], ...]:
        locale = self.around.locale

        def side(money: Money | None) -> Cell:
            return Cell(money_text(money, locale) if money is not None else "", strong=True)

        return (
            Column(tr("Account"), self._account, lambda row: account_word(row.account).casefold()),
            Column(tr("Centre"), lambda row: Cell(row.location_name, row.debits.currency),
                   lambda row: (row.location_name.casefold(), row.debits.currency)),
            Column(tr("Debit"), lambda row: side(row.debit), lambda row: row.balance.minor, number=True),
            Column(tr("Credit"), lambda row: side(row.credit), lambda row: -row.balance.minor, number=True),
        )  # fmt: skip

    def _account(self, row: AccountBalance) -> Cell:
        return Cell(account_word(row.account), count_of_postings(row.entries), strong=True)

    def _total(self, total: SideTotal) -> str:
        locale = self.around.locale
        pattern = tr("Total: debit {debit} = credit {credit}")
        if total.debit != total.credit:
            pattern = tr("Total: debit {debit}, credit {credit}: they differ")
        return pattern.format(debit=money_text(total.debit, locale), credit=money_text(total.credit, locale))

    def _posting_columns(self) -> tuple[Column[BookRow], ...]:
        locale = self.around.locale
        return (
            Column(tr("When"), self._when),
            Column(tr("Into"), lambda row: Cell(account_word(row.debit))),
            Column(tr("Out of"), lambda row: Cell(account_word(row.credit))),
            Column(tr("About"), lambda row: Cell(row.patient_name or row.practitioner_name or row.memo,
                   row.practitioner_name if row.patient_name else "")),
            Column(tr("Paper"), lambda row: Cell(row.paper, row.location_name)),
            Column(tr("Amount"), lambda row: Cell(money_text(row.amount, locale), strong=True), number=True),
        )  # fmt: skip

    def _when(self, row: BookRow) -> Cell:
        at = row.at.astimezone(self.around.session.centre_at(row.location_id).zone)
        return Cell(short_date(at.date(), self.around.locale), time_text(at, self.around.locale))

    # --- What people do ----------------------------------------------------------------------------------------------

    def _look_into(self, key: object) -> None:
        rows = self.account_rows.rows
        row = next((row for row in rows if (row.account, row.location_id, row.debits.currency) == key), None)
        if row is not None:
            self._model.look_into(row)
            self.postings.setFocus()

    def _open(self, _row_id: object) -> None:
        chosen = self._model.state.chosen
        if chosen is not None and chosen.appointment_id is not None:
            self.around.shell.open_dock("take_payment", appointment_id=chosen.appointment_id)

    def _file_name(self) -> str:
        kind = tr("accounts") if self._model.state.tab is BooksTab.ACCOUNTS else tr("postings")
        return file_stem(kind, self.around.session.today())

    def _table(self) -> Callable[[], Table]:
        state, session = self._model.state, self.around.session
        if state.tab is BooksTab.ACCOUNTS:
            return partial(accounts_table, state.trial.rows if state.trial else ())
        read = self._model.whole()
        return lambda: postings_table(read(), session)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.head.addWidget(self.tabs)
        self.head.addWidget(self.export)
        self._filters = QWidget()
        row = QHBoxLayout(self._filters)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        parts = ((self.search, 3), (self.account, 3), (self.centre, 2), (self.first, 2), (self.last, 2))
        for widget, stretch in parts:
            row.addWidget(widget, stretch)
        for table, rows, widths, optional in (
            (self.accounts, self.account_rows, _ACCOUNT_WIDTHS, ()),
            (self.postings, self.posting_rows, _POSTING_WIDTHS, (4,)),
        ):
            table.setModel(rows)
            table.set_widths(widths)
            table.set_optional(optional)
        self.accounts.set_stretch(0)
        self.postings.set_stretch(3)
        self._pages = QStackedWidget()
        for page in (self.accounts, self.postings, self._empty):
            self._pages.addWidget(page)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        foot.setSpacing(Space.S)
        foot.addWidget(self.everything)
        foot.addStretch(1)
        foot.addWidget(self.pager)
        self._sides = QWidget()
        sides = QVBoxLayout(self._sides)
        sides.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        sides.setSpacing(Space.XS)
        sides.addWidget(self.totals)
        sides.addWidget(self.meaning)
        self.body.addWidget(self.off)
        self.body.addWidget(self._filters)
        self.body.addWidget(ListFrame(self._pages, self._foot, self._sides), 1)

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        self.tabs.chosen.connect(model.show_tab)
        self.accounts.opened.connect(self._look_into)
        self.postings.chosen.connect(model.select)
        self.postings.opened.connect(self._open)
        self.search.searched.connect(lambda text: model.filter(text=text.strip()))
        self.account.chosen.connect(lambda account: model.filter(account=account, currency=""))
        self.centre.chosen.connect(lambda number: model.filter(location_id=number, currency=""))
        self.first.chosen.connect(lambda typed: model.filter(first_day=typed.day if typed else None))
        self.last.chosen.connect(lambda typed: model.filter(last_day=typed.day if typed else None))
        self.everything.clicked.connect(self._show_all)
        self._empty.primary.connect(self._show_all)
        self.pager.turned.connect(lambda step: model.older() if step > 0 else model.newer())

    def _show_all(self) -> None:
        self.search.clear()
        self._model.show_all()


def accounts_table(rows: Sequence[AccountBalance]) -> Table:
    """What every account holds."""
    heads = (
        tr("Account"), tr("Centre"), tr("Currency"), tr("Postings"), tr("Debited"), tr("Credited"), tr("Debit"),
        tr("Credit"),
    )  # fmt: skip
    return Table(
        tr("Accounts"),
        heads,
        [
            (
                account_word(row.account), row.location_name, row.debits.currency, row.entries, row.debits, row.credits,
                row.debit, row.credit,
            )
            for row in rows
        ],
    )  # fmt: skip


def postings_table(rows: Sequence[BookRow], session: Session) -> Table:
    """Every posting, with the times of its centre."""
    heads = (
        tr("When"), tr("Centre"), tr("Into"), tr("Out of"), tr("Amount"), tr("Currency"), tr("Patient"), tr("Doctor"),
        tr("Paper"), tr("Number"),
    )  # fmt: skip
    return Table(
        tr("Postings"),
        heads,
        [
            (
                row.at.astimezone(session.centre_at(row.location_id).zone), row.location_name, account_word(row.debit),
                account_word(row.credit), row.amount, row.amount.currency, row.patient_name, row.practitioner_name,
                row.paper, row.id,
            )
            for row in rows
        ],
    )  # fmt: skip
