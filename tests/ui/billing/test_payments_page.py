"""The page of payments in the real window: lists, filters, receipts, refunds that are owed."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import PaymentMethod, PaymentState, RefundState
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.ui.billing.payments import PaymentsScreen
from clinic_desktop.ui.billing.reason_dialog import ReasonDialog
from clinic_desktop.ui.billing.refund_dialog import RefundDialog
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.kit.table_delegate import NUMBER_ROLE
from clinic_desktop.viewmodels.billing import payments as viewmodel
from clinic_desktop.viewmodels.billing.payments import PaymentsTab, Span
from tests.builders import new_key, upi_reference
from tests.conftest import SetClock
from tests.later import Later
from tests.ui.appointments.reception import ReceptionDesk, open_desk


def paid(desk: ReceptionDesk, patient: int, method: PaymentMethod, minor: int = 50_000) -> int:
    """A walk-in of that patient who has paid so; gives the payment's number."""
    done = desk.walk_in(patient=patient)
    reference = upi_reference() if method is PaymentMethod.UPI else ""
    payment = DeskPayment(method, minor, None, reference, new_key())
    taken = desk.services.payments.take_for(desk.actor, done.appointment.id, (payment,))
    return taken.payment_ids[0]


def opened(desk: ReceptionDesk, **arguments: str) -> PaymentsScreen:
    desk.workspace.open("payments", **arguments)
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PaymentsScreen)
    return page


def test_what_was_taken_today_is_listed_newest_first_with_totals(desk: ReceptionDesk) -> None:
    paid(desk, 0, PaymentMethod.CASH)
    paid(desk, 1, PaymentMethod.UPI)
    page = opened(desk)
    model = page.tables[PaymentsTab.TAKEN].model()
    assert [model.index(row, 1).data() for row in range(model.rowCount())] == ["Dev Malhotra", "Asha Rao"]
    state = page._model.state
    assert state.taken is not None
    assert {total.method: total.paid.minor for total in state.taken.totals} == {
        PaymentMethod.CASH: 50_000,
        PaymentMethod.UPI: 50_000,
    }


def test_the_list_is_filtered_by_the_way_of_paying_and_by_name(desk: ReceptionDesk) -> None:
    paid(desk, 0, PaymentMethod.CASH)
    paid(desk, 1, PaymentMethod.UPI)
    page = opened(desk)
    page.bar.method_chosen.emit(PaymentMethod.UPI)
    assert [row.patient_name for row in page._taken.rows] == ["Dev Malhotra"]
    page.bar.method_chosen.emit(None)
    page.bar.search.setFocus()
    desk.type("asha")
    page.bar.search.returnPressed.emit()
    assert [row.patient_name for row in page._taken.rows] == ["Asha Rao"]


def test_other_days_are_a_key_away(desk: ReceptionDesk) -> None:
    paid(desk, 0, PaymentMethod.CASH)
    page = opened(desk)
    desk.key(Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert page._taken.rows == ()
    assert page._empty.isVisible()
    page.bar.today_wanted.emit()
    page.bar.span_chosen.emit(Span.MONTH)
    assert len(page._taken.rows) == 1


def test_enter_shows_a_payments_visit_and_the_receipt_prints_again(desk: ReceptionDesk) -> None:
    payment_id = paid(desk, 0, PaymentMethod.CASH)
    page = opened(desk)
    page.tables[PaymentsTab.TAKEN].setFocus()
    page._model.select(payment_id)
    assert page.foot.receipt.isVisible()
    page.command("print")
    desk.settle()
    assert len(list(desk.paper_folder.rglob("*.pdf"))) == 1
    desk.key(Qt.Key.Key_Return)
    assert isinstance(desk.workspace.panel, TakePaymentDock)


def test_p_takes_the_payment_of_the_unpaid_visit(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=0)
    page = opened(desk, tab="unpaid")
    page._model.select(desk.cards()[0].appointment_id)
    page.tables[PaymentsTab.UNPAID].setFocus()
    desk.key(Qt.Key.Key_P)
    panel = desk.workspace.panel
    assert isinstance(panel, TakePaymentDock)
    panel.act.click()
    desk.settle()
    assert page._model.state.unpaid == ()


def test_a_refund_that_is_owed_is_confirmed_once_it_was_handed_back(desk: ReceptionDesk) -> None:
    payment_id = paid(desk, 0, PaymentMethod.UPI)
    refund = desk.services.payments.refund(desk.clinic.manager, payment_id, 20_000, "Waited too long")
    assert refund.state is RefundState.OWED
    page = opened(desk, tab="owed")
    page._model.select(refund.id)
    assert page.foot.handed.isVisible()
    page.foot.handed.click()
    desk.settle()
    question = desk.workspace.findChild(ReasonDialog)
    assert question is not None
    question.act.click()
    assert question.field.problem() is not None
    assert page._model.state.owed != ()
    question.field.set_text("UTR 4711")
    QTest.keyClick(question.field.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert page._model.state.owed == ()
    assert "got ₹200.00 back" in desk.toast()


def test_the_desk_is_not_offered_refunds(desk: ReceptionDesk) -> None:
    payment_id = paid(desk, 0, PaymentMethod.CASH)
    page = opened(desk)
    page._model.select(payment_id)
    assert not page.foot.refund.isVisible()


def test_a_payment_at_another_desk_appears_at_once(desk: ReceptionDesk) -> None:
    page = opened(desk)
    paid(desk, 0, PaymentMethod.CARD)
    desk.settle()
    assert len(page._taken.rows) == 1


def test_a_manager_refunds_a_card_payment_and_it_is_owed_then(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="centre_manager") as desk:
        payment_id = paid(desk, 0, PaymentMethod.CARD)
        page = opened(desk)
        page._model.select(payment_id)
        page.foot.refund.click()
        dialog = page.findChild(RefundDialog)
        assert dialog is not None
        dialog.reason.set_text("Doctor was called away")
        dialog.act.click()
        desk.settle()
        assert "₹500.00 is to be handed back" in desk.toast()
        owed = page._model.state.owed
        assert owed is not None
        assert [(one.amount.minor, one.reason) for one in owed] == [(50_000, "Doctor was called away")]


def test_more_filters_come_with_a_key_and_go_with_it(desk: ReceptionDesk) -> None:
    paid(desk, 0, PaymentMethod.CASH)
    paid(desk, 1, PaymentMethod.UPI)
    page = opened(desk)
    assert not page.filters.isVisible()
    page.tables[PaymentsTab.TAKEN].setFocus()
    desk.key(Qt.Key.Key_F)
    assert page.filters.isVisible()
    page.filters.doctor.chosen.emit(desk.clinic.doctors[1])
    assert page._taken.rows == ()
    page.filters.doctor.chosen.emit(desk.clinic.doctors[0])
    assert len(page._taken.rows) == 2
    page.filters.state.chosen.emit(PaymentState.REFUNDED)
    assert page._taken.rows == () and not page.export.isEnabled()
    page.filters.everything.click()
    desk.settle()
    assert len(page._taken.rows) == 2
    page.bar.more.click()
    assert not page.filters.isVisible()


def test_a_payment_is_found_by_its_amount(desk: ReceptionDesk) -> None:
    paid(desk, 0, PaymentMethod.CASH, 12_345)
    paid(desk, 1, PaymentMethod.CASH)
    page = opened(desk)
    page.bar.search.setFocus()
    desk.type("123.45")
    page.bar.search.returnPressed.emit()
    desk.settle()
    assert [row.patient_name for row in page._taken.rows] == ["Asha Rao"]


def test_the_list_is_saved_as_a_file_with_exact_amounts(desk: ReceptionDesk, tmp_path: Path) -> None:
    paid(desk, 0, PaymentMethod.CASH, 12_345)
    page = opened(desk)
    page._model.set_span(Span.YEAR)
    page.export.write(tmp_path / "payments.csv")
    with (tmp_path / "payments.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, row = csv.reader(file)
    told = dict(zip(heads, row, strict=True))
    assert (told["Receipt"], told["Paid"], told["Amount"]) == ("R-2026-00001", "2026-11-23 11:00", "123.45")
    assert (told["Patient"], told["Paid by"], told["Currency"]) == ("Asha Rao", "Cash", "INR")


def test_a_link_that_waits_can_be_paid_otherwise_but_has_no_receipt(desk: ReceptionDesk) -> None:
    visit = desk.walk_in(patient=0).appointment
    invoice = desk.services.payments.issue(desk.actor, visit.id)
    with desk.database.write() as session:
        session.add(
            PaymentLink(
                key="live", appointment_id=visit.id, invoice_id=invoice.id, location_id=desk.clinic.kolkata, attempt=1,
                gateway="stripe", kind="link", live=False, state="open", amount_minor=50_000, currency="INR",
                created_at=desk.clock(), created_by_name="Ravi", desk="desk-1",
            )
        )  # fmt: skip
    page = opened(desk)
    page.filters.state.chosen.emit(PaymentState.PENDING)
    desk.settle()
    (row,) = page._taken.rows
    page._model.select(row.id)
    assert page.foot.take.isVisible() and not page.foot.receipt.isVisible() and not page.foot.refund.isVisible()
    page.foot.take.click()
    desk.settle()
    assert isinstance(desk.workspace.panel, TakePaymentDock)


def test_pages_are_turned_without_gaps_while_another_desk_takes_money(
    desk: ReceptionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewmodel, "PAGE_SIZE", 2)
    numbers = [paid(desk, patient, PaymentMethod.CASH) for patient in range(3)]
    page = opened(desk)
    assert [row.id for row in page._taken.rows] == numbers[:0:-1]
    newest = paid(desk, 3, PaymentMethod.CASH)
    desk.settle()
    assert [row.id for row in page._taken.rows] == [newest, numbers[2]]
    page.foot.pager.older.click()
    desk.settle()
    assert [row.id for row in page._taken.rows] == [numbers[1], numbers[0]]
    paid(desk, 4, PaymentMethod.CASH)
    desk.settle()
    assert [row.id for row in page._taken.rows] == [numbers[1], numbers[0]], (
        "what is read is not moved from under the eye"
    )
    page.foot.pager.newer.click()
    desk.settle()
    assert len(page._taken.rows) == 2 and page._model.state.page == 0


def test_two_quick_clicks_turn_no_page_that_has_not_come(desk: ReceptionDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewmodel, "PAGE_SIZE", 1)
    numbers = [paid(desk, patient, PaymentMethod.CASH) for patient in range(3)]
    page = opened(desk)
    later = Later()
    page._model._tasks = later
    for _ in range(3):
        page.foot.pager.older.click()
    later.let_go()
    assert [row.id for row in page._taken.rows] == [numbers[1]]


def test_no_page_of_other_filters_is_turned_while_theirs_has_not_come(
    desk: ReceptionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewmodel, "PAGE_SIZE", 1)
    numbers = [paid(desk, patient, PaymentMethod.UPI) for patient in range(2)]
    paid(desk, 2, PaymentMethod.CASH, 30_000)
    page = opened(desk)
    later = Later()
    page._model._tasks = later
    page.bar.method_chosen.emit(PaymentMethod.UPI)
    page._model.turn_page(1)
    later.let_go()
    taken = page._model.state.taken
    assert taken is not None and (taken.page, [row.id for row in taken.rows]) == (0, [numbers[1]])
    assert [(total.method, total.count) for total in taken.totals] == [(PaymentMethod.UPI, 2)]


def test_a_page_turned_while_the_totals_are_counted_anew_has_the_new_ones(
    desk: ReceptionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewmodel, "PAGE_SIZE", 1)
    for patient in range(2):
        paid(desk, patient, PaymentMethod.CASH)
    page = opened(desk)
    later = Later()
    page._model._tasks = later
    paid(desk, 2, PaymentMethod.CASH)
    desk.settle()
    page.foot.pager.older.click()
    later.let_go()
    taken = page._model.state.taken
    assert taken is not None and (taken.page, [total.count for total in taken.totals]) == (1, [3])


def test_who_has_not_paid_is_listed_by_the_day_whatever_span_was_in_view(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=0)
    page = opened(desk)
    page.bar.span_chosen.emit(Span.YEAR)
    page.bar.tab_chosen.emit(PaymentsTab.UNPAID)
    desk.settle()
    assert page.bar._days.days.whole_text() == "Monday, 23 November 2026"
    assert len(page._unpaid.rows) == 1


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_amount_is_cut_off_beside_a_dock(desk: ReceptionDesk, scale: float) -> None:
    desk.theme.set_scale(scale)
    number = desk.walk_in(patient=0).appointment.id
    paid(desk, 1, PaymentMethod.CASH)
    page = opened(desk)
    desk.workspace.open_dock("take_payment", appointment_id=number)
    desk.settle()
    for tab in (PaymentsTab.TAKEN, PaymentsTab.UNPAID):
        page.bar.tab_chosen.emit(tab)
        desk.settle()
        table = page.tables[tab]
        for column in range(table.model().columnCount()):
            if table.model().headerData(column, Qt.Orientation.Horizontal, NUMBER_ROLE) and not table.isColumnHidden(
                column
            ):
                assert table.columnWidth(column) >= table.sizeHintForColumn(column), (tab, column)


def test_no_tab_is_cut_off_beside_a_dock_in_large_text(desk: ReceptionDesk) -> None:
    desk.theme.set_scale(1.5)
    number = desk.walk_in(patient=0).appointment.id
    page = opened(desk)
    desk.workspace.open_dock("take_payment", appointment_id=number)
    desk.settle()
    assert not page.bar.till.isVisible() and page.bar.tabs.width() >= page.bar.tabs.sizeHint().width()
    desk.theme.set_scale(1.0)
    desk.workspace.close_dock()
    desk.settle()
    assert page.bar.till.isVisible()
