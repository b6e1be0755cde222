"""The page of the books: accounts, looking into one, finding a posting, and files."""

import csv
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_desktop.domain.codes import LedgerAccount
from clinic_desktop.services.billing import books as books_module
from clinic_desktop.ui.payouts.books import BooksScreen
from clinic_desktop.viewmodels.payouts.books import BooksTab
from tests.ui.appointments.reception import ReceptionDesk
from tests.ui.payouts.conftest import seen


def opened(office: ReceptionDesk) -> BooksScreen:
    office.workspace.open("books")
    office.settle()
    page = office.workspace.page
    assert isinstance(page, BooksScreen)
    return page


def test_every_account_is_listed_and_it_says_that_they_add_up(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    found = {row.account: row.balance.minor for row in page.account_rows.rows}
    assert found[LedgerAccount.CASH_DRAWER] == 50_000
    assert found[LedgerAccount.DOCTOR_PAYABLE] == -50_000
    assert "sums to nothing" in page.note.whole_text() and not page.off.isVisible()


def test_each_account_stands_on_its_side_and_both_sides_are_equal(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    model = page.accounts.model()
    shown = {
        row.account: (model.index(place, 2).data(), model.index(place, 3).data())
        for place, row in enumerate(page.account_rows.rows)
    }
    assert shown[LedgerAccount.CASH_DRAWER] == ("₹500.00", "")
    assert shown[LedgerAccount.DOCTOR_PAYABLE] == ("", "₹500.00")
    assert page.totals.whole_text() == "Total: debit ₹500.00 = credit ₹500.00" and page.totals.isVisible()
    page.tabs.chosen.emit(BooksTab.POSTINGS)
    assert not page.totals.isVisible()


def test_books_that_do_not_add_up_are_shouted(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    trial = page._model.state.trial
    assert trial is not None
    rows = tuple(row for row in trial.rows if row.account is not LedgerAccount.CASH_DRAWER)
    page._model.show_state(trial=replace(trial, rows=rows))
    assert page.off.isVisible() and "Park Street (INR)" in page.off.accessibleName()


def test_enter_looks_into_an_account_and_opens_what_a_posting_is_about(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    row = next(i for i, row in enumerate(page.account_rows.rows) if row.account is LedgerAccount.CASH_DRAWER)
    page.accounts.setFocus()
    page.accounts.selectRow(row)
    QTest.keyClick(page.accounts, Qt.Key.Key_Return)
    office.settle()
    assert page._model.state.tab is BooksTab.POSTINGS
    (posting,) = page.posting_rows.rows
    assert (posting.debit, posting.paper) == (LedgerAccount.CASH_DRAWER, "R-2026-00001")
    page.postings.selectRow(0)
    QTest.keyClick(page.postings, Qt.Key.Key_Return)
    office.settle()
    assert office.workspace.panel is not None
    page.everything.click()
    office.settle()
    assert len(page.posting_rows.rows) > 1


def test_postings_are_found_by_their_number(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    page.command("find")
    office.settle()
    assert page.search.hasFocus()
    office.type("R-2026-00001")
    page.search.returnPressed.emit()
    office.settle()
    assert {row.paper for row in page.posting_rows.rows} == {"R-2026-00001"}
    page.search.setText("nobody")
    page.search.returnPressed.emit()
    office.settle()
    assert page._pages.currentWidget() is page._empty


def test_older_postings_are_a_page_further(office: ReceptionDesk, monkeypatch: object) -> None:
    seen(office)
    monkeypatch.setattr(books_module, "PAGE", 2)  # type: ignore[attr-defined]
    page = opened(office)
    page.tabs.chosen.emit(BooksTab.POSTINGS)
    first = page.posting_rows.rows
    page.pager.older.click()
    office.settle()
    second = page.posting_rows.rows
    assert len(first) == 2 and first[-1].id > second[0].id
    page.pager.newer.click()
    office.settle()
    assert page.posting_rows.rows == first


def test_accounts_and_postings_are_saved_as_files(office: ReceptionDesk, tmp_path: Path) -> None:
    seen(office)
    page = opened(office)
    page.export.write(tmp_path / "accounts.csv")
    page.tabs.chosen.emit(BooksTab.POSTINGS)
    page.export.write(tmp_path / "postings.csv")
    for name, first in (("accounts.csv", "Account"), ("postings.csv", "When")):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            heads, *rows = csv.reader(file)
        assert heads[0] == first and rows
