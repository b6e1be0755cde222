"""The page of refunds in the real window: approving, rejecting, handing back and sending again by clicks and keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import PaymentMethod, RefundState
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.refund_listing import RefundGroup
from clinic_desktop.services.billing.refunds import RefundWish
from clinic_desktop.ui.billing.reason_dialog import ReasonDialog, WayDialog
from clinic_desktop.ui.billing.refund_columns import PATIENT
from clinic_desktop.ui.billing.refund_dialog import RefundDialog
from clinic_desktop.ui.billing.refund_words import standing_word
from clinic_desktop.ui.billing.refunds import RefundsScreen
from clinic_desktop.ui.billing.screens import make_refunding
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.kit.dialog import Question
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.table_delegate import DETAIL_ROLE
from clinic_desktop.ui.shell.waiting_counts import WaitingCounts
from clinic_desktop.viewmodels.billing.refunds import RefundsState
from clinic_desktop.viewmodels.shell.waiting_money import WaitingMoneyViewModel
from tests.builders import new_key
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk
from tests.ui.billing.test_payments_page import paid


@pytest.fixture
def boss(qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """A centre manager's desk, where refunds above 200 rupees need a second person."""
    with open_desk(sqlite_database_url, clock, tmp_path, account="centre_manager") as desk:
        desk.services.settings.change(desk.clinic.admin, {"refund_approval_minor": 20_000, "message_hold_seconds": 0})
        yield desk


def asked(desk: ReceptionDesk, minor: int, method: PaymentMethod = PaymentMethod.CARD, patient: int = 0) -> int:
    """A refund that the manager of the clinic has asked for."""
    wish = RefundWish(paid(desk, patient, method), minor, "Doctor was away", new_key())
    return desk.services.refunds.ask(desk.clinic.manager, wish).id


def opened(desk: ReceptionDesk, **arguments: object) -> RefundsScreen:
    desk.workspace.open("refunds", **arguments)
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, RefundsScreen)
    return page


def state(page: RefundsScreen) -> RefundsState:
    return page._model.state


def only_state(desk: ReceptionDesk) -> RefundState:
    (row,) = desk.services.refunds.listing(desk.clinic.manager).rows
    return row.state


def counted(desk: ReceptionDesk) -> WaitingMoneyViewModel:
    """What the desk counts of money that waits, without the pause that a start makes first."""
    counts = WaitingCounts(desk.workspace, desk.desk.news, desk.session, desk.services, desk.tasks.slow, desk.hub)
    counts.money.load()
    return counts.money


def dialog_of(page: RefundsScreen, kind: type[ReasonDialog] = ReasonDialog) -> ReasonDialog:
    found = page.findChild(kind)
    assert found is not None
    return found


def test_what_waits_for_this_person_is_in_view_and_approved_by_a_key(boss: ReceptionDesk) -> None:
    asked(boss, 30_000)
    page = opened(boss)
    assert state(page).group is RefundGroup.TO_APPROVE
    assert state(page).selected is not None and page.pane.approve.isVisible()
    boss.key(Qt.Key.Key_A)
    question = boss.workspace.findChild(Question)
    assert question is not None
    assert "₹300.00" in question.accessibleName() and "By the card terminal" in question.accessibleDescription()
    assert question._keep.hasFocus() and question._act._role == "primary"
    boss.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert only_state(boss) is RefundState.OWED
    assert "₹300.00 approved" in boss.toast()


def test_a_plain_enter_approves_nothing(boss: ReceptionDesk) -> None:
    asked(boss, 30_000)
    opened(boss)
    boss.key(Qt.Key.Key_A)
    boss.key(Qt.Key.Key_Return)
    assert only_state(boss) is RefundState.REQUESTED


def test_what_waits_at_another_centre_is_counted_and_approved_from_the_one_in_view(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="manager") as desk:
        desk.services.settings.change(desk.clinic.admin, {"refund_approval_minor": 20_000})
        wish = RefundWish(paid(desk, 0, PaymentMethod.CARD), 30_000, "Doctor was away", new_key())
        desk.services.refunds.ask(desk.clinic.centre_manager, wish)
        waiting = counted(desk)
        desk.session.look_at(next(one for one in desk.session.centres if one.id == desk.clinic.berlin))
        desk.settle()
        assert (waiting.state.to_approve, len(desk.desk.news.items)) == (1, 1)
        page = opened(desk)
        assert state(page).waiting.to_approve == 1 and state(page).selected is not None
        model = page.table.model()
        assert "Park Street" in model.index(0, PATIENT).data(DETAIL_ROLE) and model.rowCount() == 1
        desk.key(Qt.Key.Key_A)
        desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert only_state(desk) is RefundState.OWED


def test_a_refund_is_rejected_with_a_reason_that_is_kept(boss: ReceptionDesk) -> None:
    asked(boss, 30_000)
    page = opened(boss)
    boss.key(Qt.Key.Key_X)
    dialog = dialog_of(page)
    dialog.act.click()
    assert dialog.field.problem() is not None
    boss.type("The visit took place")
    boss.key(Qt.Key.Key_Return)
    boss.settle()
    assert only_state(boss) is RefundState.REJECTED
    page._model.show_group(RefundGroup.ENDED)
    assert state(page).rows[0].decision_reason == "The visit took place"
    assert standing_word(state(page).rows[0]) == "Not approved"


def test_who_asked_cannot_approve_and_is_told_why(boss: ReceptionDesk) -> None:
    wish = RefundWish(paid(boss, 0, PaymentMethod.CARD), 30_000, "Long wait", new_key())
    boss.services.refunds.ask(boss.actor, wish)
    page = opened(boss, group="to_approve")
    assert not page.pane.approve.isVisible()
    assert page.pane.next.whole_text() == "You asked for it, so somebody else has to approve it."
    boss.key(Qt.Key.Key_A)
    assert only_state(boss) is RefundState.REQUESTED


def test_a_card_refund_is_handed_back_with_the_slips_number(boss: ReceptionDesk) -> None:
    asked(boss, 10_000)
    page = opened(boss)
    assert state(page).group is RefundGroup.OWED
    boss.key(Qt.Key.Key_H)
    dialog_of(page)
    boss.type("RRN 4711")
    boss.key(Qt.Key.Key_Return)
    boss.settle()
    (row,) = boss.services.refunds.listing(boss.clinic.manager).rows
    assert (row.state, row.reference) == (RefundState.DONE, "RRN 4711")
    page._model.show_group(RefundGroup.DONE)
    boss.settle()
    said = [label.whole_text() for label in page.pane.findChildren(PlainLabel)]
    assert any(f"Given back by {boss.actor.name}" in text for text in said)


def test_a_card_refund_goes_another_way_by_key(boss: ReceptionDesk) -> None:
    asked(boss, 10_000)
    page = opened(boss)
    boss.key(Qt.Key.Key_W)
    dialog = dialog_of(page, WayDialog)
    assert isinstance(dialog, WayDialog)
    dialog.way.set_value(PaymentMethod.BANK_TRANSFER)
    boss.type("Card has expired")
    boss.key(Qt.Key.Key_Return)
    boss.settle()
    (row,) = boss.services.refunds.listing(boss.clinic.manager).rows
    assert (row.method, row.decision_reason) == (PaymentMethod.BANK_TRANSFER, "Card has expired")


def test_a_refund_is_taken_back_by_delete(boss: ReceptionDesk) -> None:
    asked(boss, 10_000)
    page = opened(boss)
    boss.key(Qt.Key.Key_Delete)
    dialog_of(page)
    boss.type("Wrong visit")
    boss.key(Qt.Key.Key_Return)
    boss.settle()
    assert only_state(boss) is RefundState.REJECTED
    assert "taken back" in boss.toast()


def test_the_desk_hands_back_but_is_offered_no_approval(desk: ReceptionDesk) -> None:
    desk.services.settings.change(desk.clinic.admin, {"refund_approval_minor": 20_000})
    asked(desk, 30_000)
    asked(desk, 10_000, PaymentMethod.UPI, patient=1)
    page = opened(desk)
    assert state(page).group is RefundGroup.OWED and page.pane.handed.isVisible()
    page._model.show_group(RefundGroup.TO_APPROVE)
    assert not page.pane.approve.isVisible() and not page.pane.turn_down.isVisible()
    assert not page.pane.back.isVisible()


def test_the_list_is_searched_and_says_when_nothing_fits(boss: ReceptionDesk) -> None:
    asked(boss, 10_000)
    page = opened(boss)
    page._model.search("nobody")
    assert state(page).rows == () and "No refund fits" in page._nothing.accessibleName()
    page._model.show_all()
    assert len(state(page).rows) == 1


def test_enter_opens_what_was_paid(boss: ReceptionDesk) -> None:
    asked(boss, 10_000)
    page = opened(boss)
    page.table.setFocus()
    boss.key(Qt.Key.Key_Return)
    assert isinstance(boss.workspace.panel, TakePaymentDock)


def test_the_dialog_says_that_a_second_person_has_to_approve(boss: ReceptionDesk) -> None:
    paid(boss, 0, PaymentMethod.CASH)
    boss.workspace.open("payments")
    boss.settle()
    page = boss.workspace.page
    assert page is not None
    page._model.select(page._model.state.taken.rows[0].id)  # type: ignore[attr-defined]
    page.foot.refund.click()  # type: ignore[attr-defined]
    boss.settle()
    dialog = page.findChild(RefundDialog)
    assert dialog is not None
    assert dialog.approval.isVisible() and "Ask for" in dialog.act.text()
    assert boss.clinic.manager.name in dialog.approval.accessibleName()
    dialog.reason.set_text("Long wait")
    dialog.act.click()
    boss.settle()
    assert only_state(boss) is RefundState.REQUESTED
    assert "asked for" in boss.toast()


def test_below_the_limit_cash_is_handed_over_at_once_or_later(boss: ReceptionDesk) -> None:
    payment_id = paid(boss, 0, PaymentMethod.CASH)
    refunding = make_refunding(boss.desk.seat.parts)
    left = Money(50_000, "INR")
    dialog = refunding.open(payment_id, "Asha Rao", PaymentMethod.CASH, left, boss.workspace)
    boss.settle()
    dialog.amount.set_money(Money(10_000, "INR"))
    dialog._show_amount()
    assert not dialog.approval.isVisible() and dialog.later.isVisible()
    dialog.later.setChecked(True)
    dialog.reason.set_text("Long wait")
    dialog.act.click()
    boss.settle()
    assert only_state(boss) is RefundState.OWED


def test_what_waits_is_counted_on_the_rail_above_the_pages_and_under_the_bell(boss: ReceptionDesk) -> None:
    waiting = counted(boss)
    assert boss.desk.news.items == ()
    asked(boss, 30_000)
    asked(boss, 10_000, patient=1)
    boss.settle()
    assert (waiting.state.to_approve, waiting.state.owed) == (1, 1)
    (item,) = boss.desk.news.items
    assert item.trouble and "for your approval" in item.text
    assert boss.workspace.rail._badges["payments"] == 2
    assert boss.workspace.rail._buttons[3].accessibleName() == "Payments, waiting: 2"
    asked(boss, 25_000, patient=2)
    boss.settle()
    assert len(boss.desk.news.items) == 2


def test_before_a_visit_is_cancelled_the_way_back_is_said(boss: ReceptionDesk) -> None:
    paid(boss, 0, PaymentMethod.CARD)
    (card,) = boss.cards()
    preview = boss.services.booking.refund_preview(boss.actor, card.appointment_id, by_clinic=True)
    assert [(part.method, part.amount) for part in preview.back] == [(PaymentMethod.CARD, Money(50_000, "INR"))]
    boss.workspace.open_dock("appointment", appointment_id=card.appointment_id)
    boss.settle()
    panel = boss.workspace.panel
    assert panel is not None
    panel._model.start_cancel()  # type: ignore[attr-defined]
    panel._model.set_by_clinic(True)  # type: ignore[attr-defined]
    boss.settle()
    texts = [label.whole_text() for label in panel.findChildren(PlainLabel)]
    assert any("at the card terminal" in text for text in texts)
