"""The page of findings and reconciliation in the real window, with a gateway on loopback: by clicks and keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.domain.codes import FindingKind, FindingState
from clinic_desktop.services.billing.finding_values import FindingFilters
from clinic_desktop.tour.gateways.faults import FaultKind
from clinic_desktop.ui.billing.attach_dialog import AttachDialog
from clinic_desktop.ui.billing.findings import FindingsScreen
from clinic_desktop.ui.billing.reason_dialog import ReasonDialog
from clinic_desktop.viewmodels.billing.findings import FindingsTab
from tests.conftest import SetClock
from tests.ui.appointments.reception import open_desk
from tests.ui.billing.conftest import Till, online


@pytest.fixture
def books(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path, stripe_server: Any, razorpay_server: Any
) -> Iterator[Till]:
    """A manager's desk at the centre in Kolkata, whose clinic is paid by Stripe."""
    with open_desk(sqlite_database_url, clock, tmp_path, account="manager") as desk:
        desk.session.look_at(next(one for one in desk.session.centres if one.id == desk.clinic.kolkata))
        yield online(desk, stripe_server, razorpay_server, "stripe")


def pay(books: Till, amount: int | None = None, heard: bool = True, patient: int = 0) -> int:
    """A walk-in that pays by a link, and gives the appointment's number; with an amount, another one than asked."""
    desk = books.desk
    appointment_id = desk.walk_in(patient=patient).appointment.id
    link = desk.services.checkout.ask(desk.clinic.front_desk, appointment_id)
    books.server.pay(books.page_of(link.id), amount)
    if heard:
        desk.services.checkout.look(desk.clinic.front_desk, link.id)
    return appointment_id


def opened(books: Till) -> FindingsScreen:
    books.desk.workspace.open("findings")
    books.desk.settle()
    page = books.desk.workspace.page
    assert isinstance(page, FindingsScreen)
    return page


def dialog_of(page: FindingsScreen) -> ReasonDialog:
    found = page.findChild(ReasonDialog)
    assert found is not None
    return found


def test_held_money_is_accepted_by_a_key(books: Till) -> None:
    appointment_id = pay(books, 40_000)
    page = opened(books)
    (row,) = page._model.state.rows
    assert row.kind is FindingKind.OTHER_AMOUNT
    assert "₹400.00 came by" in page.pane.meaning.whole_text() and "held" in page.pane.meaning.whole_text()
    books.desk.key(Qt.Key.Key_A)
    dialog_of(page).act.click()
    books.desk.settle()
    assert page._model.state.rows == ()
    assert books.desk.services.payments.invoice(books.desk.actor, appointment_id).due.minor == 10_000
    assert books.desk.toast() == "Accepted"


def test_held_money_is_given_back_with_a_reason(books: Till) -> None:
    pay(books, 40_000)
    page = opened(books)
    books.desk.key(Qt.Key.Key_G)
    books.desk.type("Not the price")
    books.desk.key(Qt.Key.Key_Return)
    books.desk.settle()
    filters = FindingFilters(states=(FindingState.RESOLVED,))
    (row,) = books.desk.services.findings.listing(books.desk.actor, filters).rows
    assert (row.resolution, row.note) == ("give_back", "Not the price")
    page._model.show_tab(FindingsTab.RESOLVED)
    assert page.pane.meaning.isVisible() and not any(button.isVisible() for button in page.pane.acts.values())


def test_comparing_says_that_both_sides_agree(books: Till) -> None:
    pay(books)
    page = opened(books)
    books.desk.key(Qt.Key.Key_C)
    books.desk.settle()
    assert page.compare.result.accessibleName().startswith("Both sides agree: 1 ")
    assert "₹500.00 here, ₹500.00 there" in page.compare.sums.whole_text()
    page._model.show_tab(FindingsTab.COMPARED)
    assert page.run_table.isVisible() and len(page.runs.rows) == 1


def test_what_only_the_gateway_has_is_asked_for_in_place(books: Till) -> None:
    pay(books, heard=False)
    page = opened(books)
    page.compare.act.click()
    books.desk.settle()
    assert page.compare.result.accessibleName().startswith("1 difference")
    (row,) = page._model.state.rows
    assert row.kind is FindingKind.ONLY_THEIRS
    books.desk.key(Qt.Key.Key_L)
    books.desk.settle()
    assert page._model.state.rows == ()
    page.compare.act.click()
    books.desk.settle()
    assert "agree" in page.compare.result.accessibleName()


def test_money_without_our_number_is_attached_to_a_visit(books: Till) -> None:
    pay(books, heard=False)
    with books.desk.database.write() as session:
        session.execute(update(PaymentLink).values(key="another-clinic-1"))
    other = books.desk.walk_in(patient=1).appointment.id
    page = opened(books)
    page.compare.act.click()
    books.desk.settle()
    books.desk.key(Qt.Key.Key_B)
    dialog = page.findChild(AttachDialog)
    assert dialog is not None and dialog.act.isEnabled()
    dialog.table.select_id(other)
    dialog.act.click()
    books.desk.settle()
    assert books.desk.services.payments.invoice(books.desk.actor, other).due.minor == 0


def test_a_difference_is_marked_as_seen_with_why(books: Till) -> None:
    pay(books)
    with books.desk.database.write() as session:
        number = session.scalars(select(Payment.id)).one()
        session.execute(update(Payment).where(Payment.id == number).values(amount_minor=49_000))
    page = opened(books)
    page.compare.act.click()
    books.desk.settle()
    books.desk.key(Qt.Key.Key_X)
    dialog = dialog_of(page)
    dialog.act.click()
    assert dialog.field.problem() is not None
    books.desk.type("Rounded by hand")
    books.desk.key(Qt.Key.Key_Return)
    books.desk.settle()
    assert page._model.state.rows == ()


def test_a_gateway_that_refuses_says_so_in_words(books: Till) -> None:
    page = opened(books)
    books.server.faults.add(FaultKind.UNAUTHORISED, times=None)
    page.compare.act.click()
    books.desk.settle()
    assert "Not compared" in page.compare.result.accessibleName()
    assert "Stripe does not know this key" in page.compare.result.accessibleName()


def test_the_desk_sees_what_was_found_but_compares_nothing(paid_online: Till) -> None:
    pay(paid_online, 40_000)
    page = opened(paid_online)
    assert not page.compare.isVisible()
    assert not any(button.isVisible() for button in page.pane.acts.values())
