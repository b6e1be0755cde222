"""The page of the books: what every account holds, and the postings behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import LedgerAccount, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.billing.books import (
    AccountBalance,
    BookFilters,
    BookPage,
    BookRow,
    BookService,
    TrialBalance,
)
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PAYMENTS, Topic.TILL})


class BooksTab(StrEnum):
    ACCOUNTS = "accounts"
    POSTINGS = "postings"


@dataclass(frozen=True, slots=True)
class BooksState:
    """``befores`` are where the pages up to the one in view begin: the last of them is this one's."""

    tab: BooksTab = BooksTab.ACCOUNTS
    trial: TrialBalance | None = None
    filters: BookFilters = field(default_factory=BookFilters)
    befores: tuple[int | None, ...] = (None,)
    page: BookPage | None = None
    selected_row: int | None = None
    refusal: Refused | None = None

    @property
    def chosen(self) -> BookRow | None:
        """The selected posting."""
        rows = self.page.rows if self.page and self.tab is BooksTab.POSTINGS else ()
        return next((row for row in rows if row.id == self.selected_row), None)


class BooksViewModel(ViewModel[BooksState]):
    """``exporting`` writes the accounts or the postings in view to a file."""

    place_fields = ("tab", "filters", "befores", "selected_row")

    def __init__(self, session: Session, tasks: Background, books: BookService) -> None:
        super().__init__(BooksState(), tasks.slow)
        self._session, self._books = session, books
        self.exporting = Exporting(tasks)

    def load(self) -> None:
        """Asks for the accounts and the page of postings in view."""
        actor, filters, before = self._session.actor, self.state.filters, self.state.befores[-1]
        self.ask(
            lambda: (self._books.trial_balance(actor), self._books.entries(actor, filters, before)),
            lambda found: self.show_state(trial=found[0], page=found[1], refusal=None),
            lambda refusal: self.show_state(refusal=refusal),
            question="books",
        )

    def show_tab(self, tab: BooksTab) -> None:
        """The accounts or the postings."""
        self.show_state(tab=tab)

    def look_into(self, row: AccountBalance) -> None:
        """The postings of one account at its centre."""
        self.show_state(tab=BooksTab.POSTINGS)
        currency = row.debits.currency
        self._filter(replace(BookFilters(), account=row.account, location_id=row.location_id, currency=currency))

    def filter(self, **changes: Any) -> None:
        """Other filters, by the names of ``BookFilters``."""
        self._filter(replace(self.state.filters, **changes))

    def show_all(self) -> None:
        """No filter any more."""
        self._filter(BookFilters())

    def older(self) -> None:
        """The page after this one."""
        page = self.state.page
        if page is not None and page.next_before is not None:
            self.show_state(befores=(*self.state.befores, page.next_before))
            self.load()

    def newer(self) -> None:
        """The page before this one."""
        if len(self.state.befores) > 1:
            self.show_state(befores=self.state.befores[:-1])
            self.load()

    def select(self, row_id: int | None) -> None:
        """Another posting, or none."""
        self.show_state(selected_row=row_id)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS and self.state.trial is not None:
            self.load()

    def whole(self) -> Callable[[], tuple[BookRow, ...]]:
        """What reads all postings that pass the filters, for a file."""
        actor, filters = self._session.actor, self.state.filters
        return lambda: self._books.whole(actor, filters)

    def accounts(self) -> tuple[LedgerAccount, ...]:
        """The accounts that were ever posted to."""
        rows = self.state.trial.rows if self.state.trial else ()
        found = {row.account for row in rows}
        return tuple(account for account in LedgerAccount if account in found)

    def _filter(self, filters: BookFilters) -> None:
        if filters != self.state.filters:
            self.show_state(filters=filters, befores=(None,))
            self.load()
