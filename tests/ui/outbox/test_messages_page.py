"""The page of messages in the real window: what failed first, one of them whole, sent again and taken back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import update

from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import MessageKind, MessageState
from clinic_desktop.domain.errors import NotAllowed
from clinic_desktop.services.messages.values import MessageFilter
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.outbox.messages import MessagesScreen
from clinic_desktop.ui.shell.navigation import rail
from clinic_desktop.ui.shell.waiting_counts import WaitingCounts
from clinic_desktop.viewmodels.outbox.messages import MessagesTab
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, in_minutes

Opened = Callable[..., MessagesScreen]
Become = Callable[..., int]


def states(page: MessagesScreen) -> list[str]:
    model = page.rows
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def names(page: MessagesScreen) -> list[str]:
    return [page.rows.index(row, 1).data() for row in range(page.rows.rowCount())]


def history(page: MessagesScreen) -> list[str]:
    boxes = [page.pane.history.itemAt(place).widget() for place in range(page.pane.history.count())]
    return [label.whole_text() for box in boxes for label in box.findChildren(PlainLabel)]


def test_what_failed_stands_first_and_its_reason_is_said(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    become(state="failed", problem="recipient", attempts=1)
    clock.forward(minutes=1)
    desk.book(in_minutes(clock, 89), patient=1)
    page = opened()
    assert states(page) == ["Failed", "Waiting"]
    assert page.pane.problem.whole_text() == "The mail server says that there is no such address."
    assert "550 no such user" in history(page)
    assert history(page)[0] == "Could not be sent"
    assert "Asha Rao" in page.pane.text.whole_text()


def test_an_old_failure_stands_where_its_time_puts_it(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    become(state="failed", problem="recipient", created_at=clock.now - timedelta(days=8))
    desk.book(in_minutes(clock, 90), patient=1)
    assert states(opened()) == ["Waiting", "Failed"]


def test_the_list_is_walked_with_arrows_and_enter_opens_the_visit(
    desk: ReceptionDesk, opened: Opened, clock: SetClock
) -> None:
    first = desk.book(in_minutes(clock, 60), patient=0)
    desk.book(in_minutes(clock, 90), patient=1)
    page = opened()
    assert page.table.hasFocus()
    assert page.pane.to.whole_text() == "Dev Malhotra"
    desk.key(Qt.Key.Key_Down)
    assert page.pane.to.whole_text() == "Asha Rao"
    desk.key(Qt.Key.Key_Return)
    panel = desk.workspace.panel
    assert panel is not None and panel._model.state.appointment_id == first.id


def test_a_failed_message_is_sent_again_with_r(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    number = become(state="failed", problem="recipient")
    page = opened(message_id=number)
    page.table.setFocus()
    desk.key(Qt.Key.Key_R)
    assert desk.services.messages.message(desk.actor, number).row.state is MessageState.QUEUED
    assert states(page) == ["Waiting"]
    assert desk.toast() == "The message to Asha Rao is sent now"


def test_no_button_under_a_letter_is_cut(desk: ReceptionDesk, opened: Opened, clock: SetClock) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    page = opened()
    page._model.select(page.rows.rows[0].id)
    desk.settle()
    pane = page.pane
    buttons = [button for button in (pane.again, pane.drop, pane.visit, pane.patient) if button.isVisible()]
    assert len(buttons) == 4
    for button in buttons:
        assert button.visibleRegion().boundingRect() == button.rect()


def test_a_message_is_taken_back_with_delete_and_ctrl_z_lets_it_go(
    desk: ReceptionDesk, opened: Opened, clock: SetClock
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    page = opened()
    page._model.select(page.rows.rows[0].id)
    due = page.rows.rows[0].due_at
    desk.key(Qt.Key.Key_Delete)
    assert states(page) == ["Not sent"]
    assert not page.pane.drop.isVisible()
    assert desk.toast() == "The message to Asha Rao is taken back"
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert states(page) == ["Waiting"]
    assert page.rows.rows[0].due_at == due


def test_who_has_no_address_any_more_is_not_written_to_and_it_is_said(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    number = become(state="failed", problem="recipient")
    with desk.database.write() as session:
        session.execute(update(Patient).values(email=""))
    page = opened(message_id=number)
    page.pane.again.click()
    assert "no email address" in desk.toast()
    assert states(page) == ["Failed"]


@pytest.mark.parametrize(
    ("tab", "expected"),
    [(MessagesTab.ALL, 2), (MessagesTab.FAILED, 1), (MessagesTab.WAITING, 1), (MessagesTab.SENT, 0)],
)
def test_the_list_is_narrowed_by_state(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock, tab: MessagesTab, expected: int
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    become(state="failed", problem="recipient")
    desk.book(in_minutes(clock, 90), patient=1)
    page = opened(tab=tab)
    assert len(states(page)) == expected
    assert page.tabs.value() == tab


def test_the_list_is_narrowed_by_kind_day_and_name_and_widened_again(
    desk: ReceptionDesk, opened: Opened, clock: SetClock
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    desk.book(in_minutes(clock, 90), patient=1)
    page = opened()
    page.search.setFocus()
    desk.type("asha")
    page.search.returnPressed.emit()
    assert names(page) == ["Asha Rao"]
    page.kind.chosen.emit(MessageKind.REMINDER)
    assert names(page) == []
    assert page._nothing.isVisible()
    page._nothing.primary.emit()
    assert len(names(page)) == 2
    page.day.edit.setFocus()
    desk.type("yesterday")
    desk.key(Qt.Key.Key_Return)
    assert names(page) == []
    page._model.show_all()
    assert len(names(page)) == 2


def test_another_desks_change_is_seen_at_once_and_counted_on_the_rail(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock
) -> None:
    page = opened()
    assert page._nothing.isVisible()
    counts = desk.workspace.findChild(WaitingCounts)
    assert counts is not None
    counts.failed.load()
    desk.book(in_minutes(clock, 60), patient=0)
    desk.settle()
    assert states(page) == ["Waiting"]
    become(state="failed", problem="recipient")
    assert states(page) == ["Failed"]
    button = next(one for one in desk.workspace.rail._buttons if one.entry.route == "messages")
    assert button.badge == 1
    assert button.accessibleName() == "Messages, failed: 1"
    page._model.select(page.rows.rows[0].id)
    page.pane.again.click()
    desk.settle()
    assert button.badge == 0


def test_a_clinic_without_a_mail_server_is_told_that_nothing_leaves(
    desk: ReceptionDesk, opened: Opened, clock: SetClock
) -> None:
    desk.services.settings.reset(desk.clinic.admin, frozenset({"mail_host"}))
    desk.book(in_minutes(clock, 60), patient=0)
    clock.forward(minutes=1)
    page = opened()
    assert page.banner.isVisible()
    assert page.banner._title.whole_text() == "No messages leave the clinic"
    assert "Messages that wait: 1." in page.banner._detail.whole_text()
    assert not page.set_up.isVisible(), "the front desk may not change settings"


def test_a_doctor_and_a_patient_have_no_such_page(desk: ReceptionDesk) -> None:
    for actor in (desk.clinic.doctor, desk.clinic.patient):
        assert "messages" not in [entry.route for entry in rail(actor.role)]
        with pytest.raises(NotAllowed):
            desk.services.messages.listing(actor, MessageFilter())


def test_a_new_time_that_was_overtaken_is_not_sent_again_and_it_is_said_why(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock
) -> None:
    booked = desk.book(in_minutes(clock, 60), patient=0)
    number = become(state="failed", problem="recipient")
    later = in_minutes(clock, 180)
    desk.services.booking.reschedule(desk.actor, booked.id, booked.version, desk.clinic.doctors[0], later)
    page = opened(message_id=number)
    page.table.setFocus()
    desk.key(Qt.Key.Key_R)
    assert desk.services.messages.message(desk.actor, number).row.state is MessageState.FAILED
    assert "not true any more" in desk.toast()


def test_in_a_small_window_the_message_is_shown_in_the_place_of_the_list(
    desk: ReceptionDesk, opened: Opened, clock: SetClock
) -> None:
    first = desk.book(in_minutes(clock, 60), patient=0)
    desk.book(in_minutes(clock, 90), patient=1)
    desk.window.resize(900, 600)
    page = opened()
    desk.key(Qt.Key.Key_Down)
    assert page.table.isVisible() and not page.pane.isVisible()
    desk.key(Qt.Key.Key_Space)
    assert page.pane.isVisible() and not page.table.isVisible()
    assert page.pane.to.whole_text() == "Asha Rao"
    page.search.searched.emit("Asha")
    desk.settle()
    assert page.table.isVisible() and not page.pane.isVisible()
    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Return)
    panel = desk.workspace.panel
    assert panel is not None and panel._model.state.appointment_id == first.id


def test_who_comes_to_see_one_message_sees_it_in_a_small_window_too(
    desk: ReceptionDesk, opened: Opened, become: Become, clock: SetClock
) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    number = become(state="failed", problem="recipient")
    desk.window.resize(900, 600)
    page = opened(message_id=number)
    assert page.pane.isVisible() and not page.table.isVisible()
    desk.key(Qt.Key.Key_Escape)
    assert page.table.hasFocus()
