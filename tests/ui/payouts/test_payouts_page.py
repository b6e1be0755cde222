"""The page of payouts in the real window: paying by keys, taking back, statements and files."""

import csv
from pathlib import Path
from zipfile import ZipFile

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.payouts import PayoutView
from clinic_desktop.ui.payouts.pay_dialog import PayDialog
from clinic_desktop.ui.payouts.payouts import PayoutsScreen
from clinic_desktop.ui.payouts.void_dialog import VoidDialog
from clinic_desktop.viewmodels.payouts.payouts import PayoutTab
from tests.later import Later
from tests.ui.appointments.reception import ReceptionDesk
from tests.ui.payouts.conftest import seen

CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(office: ReceptionDesk) -> PayoutsScreen:
    office.workspace.open("payouts")
    office.settle()
    page = office.workspace.page
    assert isinstance(page, PayoutsScreen)
    page._model.set_until(office.session.today())
    office.settle()
    return page


def asked(office: ReceptionDesk, page: PayoutsScreen) -> PayDialog:
    """The dialog for the first doctor of the list, opened with Enter."""
    page.owed.setFocus()
    page.owed.selectRow(0)
    office.settle()
    QTest.keyClick(page.owed, Qt.Key.Key_Return)
    office.settle()
    (dialog,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, PayDialog)]
    return dialog


def history(office: ReceptionDesk) -> tuple[PayoutView, ...]:
    return office.services.payouts.history(office.actor)


def test_a_doctor_is_paid_with_the_keys_alone(office: ReceptionDesk) -> None:
    seen(office, 0)
    seen(office, 1)
    page = opened(office)
    assert [(row.practitioner_name, row.balance.minor) for row in page.owed_rows.rows] == [("Dr Anita Menon", 100_000)]
    dialog = asked(office, page)
    assert dialog.act.label() == "Pay ₹1,000.00" and len(dialog.rows.rows) == 2
    assert dialog.reference.edit.hasFocus()
    QTest.keyClicks(dialog.reference.edit, "UTR 4711")
    QTest.keyClick(dialog.reference.edit, Qt.Key.Key_Return, CONTROL)
    office.settle()
    (paid,) = history(office)
    assert (paid.amount.minor, paid.reference, paid.visits) == (100_000, "UTR 4711", 2)
    assert office.toast() == "Dr Anita Menon paid ₹1,000.00 · PO-2026-00001"
    assert page.owed_rows.rows == () and page._pages.currentWidget() is page._empty


def test_escape_pays_nobody(office: ReceptionDesk) -> None:
    seen(office)
    dialog = asked(office, opened(office))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    office.settle()
    assert history(office) == ()


def test_visits_that_patients_owe_can_be_left_for_later(office: ReceptionDesk) -> None:
    seen(office, 0)
    seen(office, 1, paid=0)
    dialog = asked(office, opened(office))
    assert dialog.act.label() == "Pay ₹1,000.00"
    dialog.only_paid.click()
    office.settle()
    assert dialog.act.label() == "Pay ₹500.00"
    dialog.act.click()
    office.settle()
    assert [paid.amount.minor for paid in history(office)] == [50_000]


def test_what_another_admin_paid_meanwhile_is_said_and_not_paid_again(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    dialog = asked(office, page)
    other = page._model.paying(page.owed_rows.rows[0])
    other.load()
    other.pay("", "")
    dialog.act.click()
    office.settle()
    assert len(history(office)) == 1
    assert dialog.isVisible() and dialog.trouble.isVisible()
    assert "Admin changed this" in dialog.trouble.accessibleName()
    assert not dialog.act.isEnabled()
    dialog.reject()


def test_a_payout_whose_answer_was_lost_is_not_said_to_be_unpaid_and_paid_once(office: ReceptionDesk) -> None:
    seen(office)
    dialog = asked(office, opened(office))
    later = Later()
    later.lose_next = Unreachable()
    dialog._model._tasks = later
    dialog.act.click()
    later.let_go()
    assert "It is not known whether it was paid" in dialog.trouble.accessibleName()
    assert "paid only once" in dialog.trouble.accessibleName()
    dialog.act.click()
    later.let_go()
    office.settle()
    assert len(history(office)) == 1
    assert office.toast() == "Dr Anita Menon paid ₹500.00 · PO-2026-00001"


def test_escape_while_it_is_paid_hides_nothing(office: ReceptionDesk) -> None:
    seen(office)
    dialog = asked(office, opened(office))
    later = Later()
    dialog._model._tasks = later
    for _ in range(2):
        QTest.keyClick(dialog.reference.edit, Qt.Key.Key_Return, CONTROL)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    later.let_go()
    office.settle()
    assert len(history(office)) == 1 and "PO-2026-00001" in office.toast()


def test_a_payout_is_taken_back_with_a_reason(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    asked(office, page).act.click()
    office.settle()
    page.tabs.chosen.emit(PayoutTab.PAID)
    page.paid.selectRow(0)
    office.settle()
    page.void.click()
    (dialog,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, VoidDialog)]
    dialog.act.click()
    assert dialog.isVisible(), "a reason is needed"
    QTest.keyClicks(dialog.reason.edit, "Wrong account")
    dialog.act.click()
    office.settle()
    (payout,) = history(office)
    assert (payout.void_reason, payout.voided_by) == ("Wrong account", office.actor.name)
    assert "taken back" in office.toast()
    page.tabs.chosen.emit(PayoutTab.OWED)
    assert [row.balance.minor for row in page.owed_rows.rows] == [50_000]


def test_the_statement_of_a_payout_is_printed_by_key(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    asked(office, page).act.click()
    office.settle()
    page.tabs.chosen.emit(PayoutTab.PAID)
    office.window.activateWindow()
    page.paid.setFocus()
    page.paid.selectRow(0)
    office.settle()
    office.key(Qt.Key.Key_P, CONTROL)
    assert office.toast().startswith("Kept as payout-PO-2026-00001")
    (kept,) = (office.computer.settings.data_folder / "paper").glob("payout-*.pdf")
    assert kept.read_bytes().startswith(b"%PDF")


def test_a_statement_groups_phones_as_its_own_centre_does_whichever_is_in_view(office: ReceptionDesk) -> None:
    seen(office)
    page = opened(office)
    asked(office, page).act.click()
    office.settle()
    (payout,) = history(office)
    berlin = office.session.centre_at(office.clinic.berlin)
    office.session.look_at(berlin)
    office.settle()
    assert (office.session.centre.country, page.country_of(payout)) == ("DE", "IN")


def test_both_lists_are_saved_as_files(office: ReceptionDesk, tmp_path: Path) -> None:
    seen(office)
    page = opened(office)
    page.export.write(tmp_path / "owed.csv")
    with (tmp_path / "owed.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, row = csv.reader(file)
    assert (heads[0], row) == ("Doctor", ["Dr Anita Menon", "Park Street", "2026-11-23", "1", "0.00", "500.00", "INR"])
    asked(office, page).act.click()
    office.settle()
    page.tabs.chosen.emit(PayoutTab.PAID)
    page.export.write(tmp_path / "paid.xlsx")
    with ZipFile(tmp_path / "paid.xlsx") as archive:
        assert b"PO-2026-00001" in archive.read("xl/sharedStrings.xml")


def test_only_who_may_pay_sees_the_buttons(office: ReceptionDesk) -> None:
    seen(office)
    office.desk.sign_in.enter_as(office.clinic.centre_manager.account_id)
    office.settle()
    page = opened(office)
    page.owed.selectRow(0)
    office.settle()
    assert page.owed_rows.rows and not page.pay.isVisible()
    QTest.keyClick(page.owed, Qt.Key.Key_Return)
    assert not [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, PayDialog)]


def test_the_strip_leads_from_one_page_of_money_to_the_others(office: ReceptionDesk) -> None:
    page = opened(office)
    strip = office.workspace.money
    assert strip.isVisible() and strip.pages.value() == "payouts"
    assert page.isVisible()
    strip.pages.chosen.emit("books")
    office.settle()
    assert office.workspace.route == "books" and strip.pages.value() == "books"
    office.workspace.open("board")
    office.settle()
    assert not strip.isVisible()
