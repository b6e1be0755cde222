"""The till in the real window: opened, counted, closed and handed over by keys and clicks; the day on paper and as a
file."""

from dataclasses import fields, replace
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import PaymentMethod, TillMovementKind, TillState
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.location_values import LocationDraft
from clinic_desktop.services.till.values import TillView
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.till.move_dialog import MoveDialog
from clinic_desktop.ui.till.till import TillScreen
from clinic_desktop.viewmodels.till.till import TillTab
from tests.builders import new_key, upi_reference
from tests.conftest import SetClock
from tests.later import Later
from tests.services.till.conftest import counted
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL = Qt.KeyboardModifier.ControlModifier


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def opened(desk: ReceptionDesk) -> TillScreen:
    desk.key(Qt.Key.Key_T, CONTROL)
    page = desk.workspace.page
    assert isinstance(page, TillScreen)
    return page


def here(desk: ReceptionDesk) -> TillView | None:
    return desk.services.tills.here(desk.actor, desk.clinic.kolkata).open


def paid(desk: ReceptionDesk, patient: int, method: PaymentMethod) -> None:
    done = desk.walk_in(patient=patient)
    reference = upi_reference() if method is PaymentMethod.UPI else ""
    payment = DeskPayment(method, 50_000, None, reference, new_key())
    desk.services.payments.take_for(desk.actor, done.appointment.id, (payment,))


def texts(page: TillScreen) -> list[str]:
    return [label.whole_text() for label in page.findChildren(PlainLabel) if label.isVisible()]


def test_a_till_is_opened_with_keys_alone(desk: ReceptionDesk) -> None:
    page = opened(desk)
    assert page.opening.isVisible()
    desk.type("1000")
    desk.key(Qt.Key.Key_Return, CONTROL)
    till = here(desk)
    assert till is not None
    assert till.floated == rupees(1000)
    assert "Till opened with ₹1,000.00" in desk.toast()
    assert page.now.isVisible()
    assert page.now.count.hasFocus()


def test_the_omnibox_and_the_payments_page_lead_to_the_till(desk: ReceptionDesk) -> None:
    desk.workspace.open("payments")
    desk.settle()
    desk.workspace.page.bar.till.click()  # type: ignore[union-attr]
    desk.settle()
    assert isinstance(desk.workspace.page, TillScreen)
    desk.workspace.back()
    desk.key(Qt.Key.Key_K, CONTROL)
    desk.type("/till")
    desk.key(Qt.Key.Key_Return)
    assert isinstance(desk.workspace.page, TillScreen)


def test_another_float_than_was_left_needs_its_reason(desk: ReceptionDesk) -> None:
    till = desk.services.tills.open(desk.actor, desk.clinic.kolkata, 50_000)
    desk.services.tills.close(desk.actor, till.id, counted(till))
    page = opened(desk)
    assert page.opening.amount.money() == rupees(500)
    assert not page.opening.reason.isVisible()
    desk.type("450")
    assert page.opening.reason.isVisible()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert page.opening.reason.problem() == "Say why this is not what was expected."
    desk.type("Coins for the parking meter")
    page.opening.act.click()
    desk.settle()
    assert here(desk) is not None


def test_cash_moves_by_keys_and_what_cannot_be_is_said(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 50_000)
    page = opened(desk)
    desk.key(Qt.Key.Key_O)
    dialog = page.findChild(MoveDialog)
    assert dialog is not None
    dialog.amount.set_money(rupees(501))
    dialog.act.click()
    assert dialog.amount.problem() == "There is not so much cash in the till."
    dialog.amount.set_money(rupees(120))
    dialog.act.click()
    assert dialog.reason.problem() == "This is needed."
    dialog.reason.set_text("Printer paper")
    dialog.act.click()
    desk.settle()
    till = here(desk)
    assert till is not None
    assert [(one.kind, one.amount) for one in till.movements] == [(TillMovementKind.PAY_OUT, rupees(-120))]
    assert "₹380.00 should be in the drawer now" in desk.toast()
    assert "₹380.00" in texts(page)


def move(desk: ReceptionDesk, page: TillScreen, key: Qt.Key, amount: str, reason: str) -> None:
    """Moves cash with keys alone."""
    desk.key(key)
    desk.type(amount)
    desk.key(Qt.Key.Key_Tab)
    desk.type(reason)
    desk.key(Qt.Key.Key_Return)
    # No window manager does it here.
    desk.window.activateWindow()
    desk.settle()


def test_a_movement_is_undone_by_the_key_of_undo(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 50_000)
    page = opened(desk)
    move(desk, page, Qt.Key.Key_O, "120", "Printer paper")
    assert "₹380.00 should be in the drawer now" in desk.toast()
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert desk.toast().startswith("Taken back. ₹500.00 should be in the drawer now")
    till = here(desk)
    assert till is not None and [one.amount for one in till.movements] == [rupees(-120), rupees(120)]
    assert any("Taken out: taken back · Printer paper" in text for text in texts(page))


def test_a_movement_of_a_till_that_was_closed_since_is_not_undone_and_it_says_so(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 50_000)
    page = opened(desk)
    move(desk, page, Qt.Key.Key_O, "120", "Printer paper")
    till = here(desk)
    assert till is not None
    desk.services.tills.close(desk.actor, till.id, counted(till))
    desk.settle()
    desk.workspace.toasts.undo_now()
    desk.settle()
    assert "closed" in desk.toast().lower()


def test_two_enters_move_cash_once_and_nothing_is_asked_that_would_not_be_heard(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 50_000)
    page = opened(desk)
    later = Later()
    page._model._tasks = later
    desk.key(Qt.Key.Key_O)
    desk.type("120")
    desk.key(Qt.Key.Key_Tab)
    desk.type("Printer paper")
    dialog = page.findChild(MoveDialog)
    assert dialog is not None
    dialog.act.click()
    dialog.act.click()
    desk.window.activateWindow()
    desk.settle()
    desk.key(Qt.Key.Key_O)
    assert not any(dialog.isVisible() for dialog in page.findChildren(MoveDialog))
    assert all(button.busy for button in page.now.moves.values())
    later.let_go()
    desk.settle()
    till = here(desk)
    assert till is not None and len(till.movements) == 1
    assert not page.now.count.busy


def test_another_amount_after_a_lost_answer_is_another_movement(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 50_000)
    page = opened(desk)
    later = Later()
    page._model._tasks = later
    for amount in ("120", "120", "30"):
        if amount == "120":
            later.lose_next = Unreachable()
        move(desk, page, Qt.Key.Key_O, amount, "Printer paper")
        later.let_go()
    till = here(desk)
    assert till is not None and [one.amount for one in till.movements] == [rupees(-120), rupees(-30)]


def test_undo_is_offered_of_the_movement_and_not_of_its_opposite(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 50_000)
    page = opened(desk)
    later = Later()
    page._model._tasks = later
    later.lose_next = Unreachable()
    move(desk, page, Qt.Key.Key_O, "120", "Printer paper")
    later.let_go()
    till = here(desk)
    assert till is not None
    desk.services.tills.take_movement_back(desk.actor, till.id, till.movements[0].id)
    told: list[int] = []
    page._model.moved.connect(lambda _, movement: told.append(movement.id))
    move(desk, page, Qt.Key.Key_O, "120", "Printer paper")
    later.let_go()
    assert told == [till.movements[0].id]


def test_what_cannot_be_read_closes_no_till(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    paid(desk, 0, PaymentMethod.CARD)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    desk.type("1000")
    page.count.methods[PaymentMethod.CARD].amount.edit.setFocus()
    desk.type("500,0")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert here(desk) is not None
    assert page.count.act.accessibleDescription().startswith("An amount cannot be read.")
    page.count.methods[PaymentMethod.CARD].amount.edit.selectAll()
    desk.type("500")
    assert page.count.left is not None
    page.count.left.edit.setFocus()
    page.count.left.edit.selectAll()
    desk.type("1.000")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert here(desk) is not None, "it went to the safe: nobody knows what was meant to stay"
    page.count.left.edit.selectAll()
    desk.type("1000")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert here(desk) is None


def test_a_till_is_counted_and_closed_by_keys_with_the_reason_for_what_is_missing(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    for patient, method in enumerate((PaymentMethod.CASH, PaymentMethod.CARD, PaymentMethod.UPI)):
        paid(desk, patient, method)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    assert page.count.act.accessibleDescription() == "Count the cash first."
    desk.type("1490")
    assert "₹10.00 missing" in texts(page)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert here(desk) is not None
    assert page.count.act.accessibleDescription() == "Say why what was counted is not what was expected."
    page.count.methods[PaymentMethod.CASH].reason.edit.setFocus()
    desk.type("Wrong change")
    assert "₹490.00 go to the safe." in texts(page)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert here(desk) is None
    assert "Till T-2026-00001 closed" in desk.toast()
    (row,) = desk.services.tills.tills(desk.actor, desk.clinic.kolkata)
    assert (row.state, row.difference, row.left) == (TillState.CLOSED, rupees(-10), rupees(1000))
    assert page.opening.isVisible()
    assert page.opening.amount.money() == rupees(1000)


def test_coins_and_notes_add_up(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 120_000)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    page.count.how.chosen.emit(True)
    desk.settle()
    assert page.count.pieces is not None
    page.count.pieces.edits[50_000].setFocus()
    desk.type("2x")
    page.count.pieces.edits[10_000].setFocus()
    desk.type("1.5")
    assert page.count.act.accessibleDescription() == "Something that was counted cannot be read. Type it as a number."
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.services.tills.tills(desk.actor, desk.clinic.kolkata)[0].state is TillState.OPEN
    page.count.pieces.edits[10_000].selectAll()
    desk.type("2")
    assert "₹1,200.00 counted · as expected" in texts(page)
    desk.key(Qt.Key.Key_Return, CONTROL)
    (row,) = desk.services.tills.tills(desk.actor, desk.clinic.kolkata)
    assert dict(desk.services.tills.till(desk.actor, row.id).counts[0].pieces) == {50_000: 2, 10_000: 2}


def test_who_pays_while_it_is_counted_changes_what_is_expected_and_nothing_typed(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    desk.type("1500")
    paid(desk, 0, PaymentMethod.CASH)
    desk.settle()
    assert "Cash · ₹1,500.00 expected" in texts(page)
    assert page.count.methods[PaymentMethod.CASH].amount.money() == rupees(1500)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert here(desk) is None


def test_a_till_is_handed_over_to_a_colleague(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    page = opened(desk)
    desk.key(Qt.Key.Key_H)
    desk.type("1000")
    assert page.count.act.accessibleDescription() == "Choose who keeps the till now."
    colleague = next(choice for choice in page.count.colleague.choices if choice.text == "Manager")
    page.count.colleague.chosen.emit(colleague.value)
    assert "₹1,000.00 stay in the drawer for the next." in texts(page)
    desk.key(Qt.Key.Key_Return, CONTROL)
    till = here(desk)
    assert till is not None
    assert (till.opened_by, till.floated) == ("Manager", rupees(1000))
    assert "Manager keeps the till now, with ₹1,000.00" in desk.toast()


def test_leaving_it_open_forgets_the_count_and_leaving_the_page_keeps_it(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    desk.type("900")
    desk.workspace.open("payments")
    desk.settle()
    assert "Till" in desk.toast()
    opened(desk)
    assert page.count.methods[PaymentMethod.CASH].amount.money() == rupees(900)
    desk.key(Qt.Key.Key_Escape)
    assert page.now.isVisible()
    assert page.now.count.hasFocus()
    assert here(desk) is not None


def test_another_name_of_the_centre_leaves_what_was_counted(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    desk.type("900")
    locations = desk.services.locations
    view = locations.location(desk.clinic.kolkata)
    draft = LocationDraft(**{one.name: getattr(view, one.name) for one in fields(LocationDraft)})
    locations.save(desk.clinic.admin, view.id, view.version, replace(draft, name="Park Circus"))
    desk.settle()

    assert desk.session.centre.name == "Park Circus"
    assert page.count.isVisible()
    assert page.count.methods[PaymentMethod.CASH].amount.money() == rupees(900)


def test_a_till_of_yesterday_says_so(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    clock.forward(days=1)
    page = opened(desk)
    assert page.now.overnight.isVisible()


def test_the_closing_report_is_printed_again_from_the_list(desk: ReceptionDesk) -> None:
    till = desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    desk.services.tills.close(desk.actor, till.id, counted(till, left=0))
    page = opened(desk)
    page.bar.tabs.chosen.emit(TillTab.TILLS)
    page.tills.table.chosen.emit(till.id)
    desk.settle()
    assert page.tills.card.isVisible()
    desk.workspace.command("print")
    desk.settle()
    assert [path.name for path in desk.paper_folder.rglob("*.pdf")] == ["till-T-2026-00001.pdf"]


def test_the_days_report_is_read_printed_on_both_papers_and_written_as_a_file(
    desk: ReceptionDesk, tmp_path: Path
) -> None:
    paid(desk, 0, PaymentMethod.CASH)
    paid(desk, 1, PaymentMethod.CARD)
    page = opened(desk)
    page.bar.tabs.chosen.emit(TillTab.DAY)
    desk.settle()
    said = texts(page)
    assert any(text.startswith("This desk only: ") and "Visits, discounts" in text for text in said)
    assert said.index("At the whole centre") < said.index("Visits of the day")
    assert "₹1,000.00" in said
    page.bar.print_page.click()
    page.bar.print_roll.click()
    desk.settle()
    assert len(list(desk.paper_folder.rglob("day-report-2026-11-23*.pdf"))) == 2
    page.bar.export.write(tmp_path / "day.csv")  # type: ignore[attr-defined]
    desk.settle()
    rows = (tmp_path / "day.csv").read_text("utf-8-sig").splitlines()
    assert rows[1] == "2026-11-23,Park Street,desk-1,Cash,1,500.00,0,0.00,500.00,INR"
    desk.key(Qt.Key.Key_Left, CONTROL)
    assert page._model.state.day is not None and page._model.state.day.day == 22
    assert "Nothing was taken" in texts(page)


def test_a_manager_closes_the_till_that_a_desk_left_open(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="centre_manager") as desk:
        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        other = replace(desk.clinic.front_desk, desk="Reception 2")
        till = desk.services.tills.open(other, desk.clinic.kolkata, 30_000)
        page = opened(desk)
        assert page.bar._desk.whole_text() == "desk-1 · 1 other till open"
        page.bar.tabs.chosen.emit(TillTab.TILLS)
        page.tills.table.chosen.emit(till.id)
        desk.settle()
        page.tills.card.count.click()
        desk.settle()
        page.count.methods[PaymentMethod.CASH].amount.edit.setFocus()
        desk.type("300")
        page.count.act.click()
        desk.settle()
        (row,) = desk.services.tills.tills(desk.actor, desk.clinic.kolkata)
        assert (row.state, row.closed_by) == (TillState.CLOSED, "Centre Manager")


def test_who_keeps_no_till_is_not_led_there(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="coordinator") as desk:
        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        desk.key(Qt.Key.Key_T, CONTROL)
        assert not isinstance(desk.workspace.page, TillScreen)


def test_the_till_of_another_centre_is_in_its_own_currency(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="manager") as desk:
        centres = {centre.id: centre for centre in desk.session.centres}
        desk.session.look_at(centres[desk.clinic.kolkata])
        desk.workspace.open("till")
        desk.settle()
        desk.workspace.open("payments")
        desk.settle()
        desk.session.look_at(centres[desk.clinic.berlin])
        desk.settle()
        desk.workspace.open("till")
        desk.settle()
        page = desk.workspace.page
        assert isinstance(page, TillScreen)
        assert page.opening.amount.money() == Money(0, "EUR")


def test_who_hears_the_page_hears_what_is_counted(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    paid(desk, 0, PaymentMethod.CARD)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    names = [part.amount.edit.accessibleName() for part in page.count.methods.values()]
    assert names == ["Cash: Counted", "Card: Counted (optional)"]


def test_in_a_small_window_the_chosen_till_is_shown_in_the_place_of_the_list(desk: ReceptionDesk) -> None:
    till = desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    desk.services.tills.close(desk.actor, till.id, counted(till, left=0))
    desk.window.resize(900, 600)
    page = opened(desk)
    page._model.show_tab(TillTab.TILLS)
    desk.settle()
    page.tills.table.setFocus()
    desk.settle()
    assert page.tills.table.isVisible() and not page.tills.card.isVisible()
    desk.key(Qt.Key.Key_Space)
    assert page.tills.card.isVisible() and not page.tills.table.isVisible()
    desk.key(Qt.Key.Key_Escape)
    assert page.tills.table.hasFocus() and not page.tills.card.isVisible()


def test_what_could_not_be_read_is_gone_when_the_till_is_counted_anew(desk: ReceptionDesk) -> None:
    desk.services.tills.open(desk.actor, desk.clinic.kolkata, 100_000)
    paid(desk, 0, PaymentMethod.CARD)
    page = opened(desk)
    desk.key(Qt.Key.Key_C)
    desk.type("1000")
    card = page.count.methods[PaymentMethod.CARD].amount
    card.edit.setFocus()
    desk.type("500,0")
    assert page.count.left is not None and page.count.pieces is not None
    page.count.left.edit.setFocus()
    desk.type("1,0")
    piece = next(iter(page.count.pieces.edits.values()))
    piece.setFocus()
    desk.type("1.5")
    desk.key(Qt.Key.Key_Escape)
    assert page._model.state.count is None
    desk.key(Qt.Key.Key_C)
    left = page.count.left
    assert [page.count.methods[PaymentMethod.CARD].amount.text(), left.text()] == ["", ""]
    assert {edit.text() for edit in page.count.pieces.edits.values()} == {""}
    desk.type("1000")
    assert page.count.act.isEnabled() and left.money() == rupees(1000)
