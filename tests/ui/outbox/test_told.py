"""Beside a visit, a patient and a booking: what was told, until when it can be taken back, and whom nobody can tell."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from clinic_desktop.domain.codes import MessageState
from clinic_desktop.services.messages.values import MessageFilter
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.outbox.messages import MessagesScreen
from clinic_desktop.ui.outbox.told_list import ToldList
from clinic_desktop.ui.patients.patient import PatientScreen
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, in_minutes

Become = Callable[..., int]


def lines(told: ToldList) -> list[str]:
    boxes = [told.rows.itemAt(place).widget() for place in range(told.rows.count())]
    return [label.whole_text() for box in boxes for label in box.findChildren(PlainLabel)]


def sent_states(desk: ReceptionDesk) -> list[MessageState]:
    return [row.state for row in desk.services.messages.listing(desk.actor, MessageFilter()).rows]


def booking(desk: ReceptionDesk, patient: int, minutes: int) -> BookingDock:
    """The dock with a patient and a time, ready to book."""
    number = desk.clinic.patients[patient]
    desk.workspace.open_dock(
        "booking", patient_id=number, practitioner_id=desk.clinic.doctors[0], starts_at=in_minutes(desk.clock, minutes)
    )
    desk.settle()
    dock = desk.workspace.panel
    assert isinstance(dock, BookingDock)
    return dock


def test_a_visit_shows_its_messages_and_leads_to_them(desk: ReceptionDesk, become: Become, clock: SetClock) -> None:
    view = desk.book(in_minutes(clock, 60), patient=0)
    desk.workspace.open_dock("appointment", appointment_id=view.id)
    dock = desk.workspace.panel
    assert isinstance(dock, VisitDock)
    told = dock._parts.told
    assert told.isVisible()
    assert lines(told)[0] == "Confirmation"
    become(state="failed", problem="recipient")
    assert lines(told) == ["Confirmation", "Failed"]
    button = told.findChild(IconButton)
    button.click()
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, MessagesScreen)
    assert page.pane.problem.whole_text() == "The mail server says that there is no such address."


def test_a_visit_of_which_nobody_was_told_has_no_such_list(desk: ReceptionDesk, clock: SetClock) -> None:
    view = desk.book(in_minutes(clock, 60), patient=len(desk.clinic.patients) - 1)
    desk.workspace.open_dock("appointment", appointment_id=view.id)
    dock = desk.workspace.panel
    assert isinstance(dock, VisitDock)
    assert not dock._parts.told.isVisible()


def test_a_patients_card_shows_what_they_were_told(desk: ReceptionDesk, become: Become, clock: SetClock) -> None:
    desk.book(in_minutes(clock, 60), patient=0)
    desk.workspace.open("patient", patient_id=desk.clinic.patients[0])
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, PatientScreen)
    assert lines(page.told)[0] == "Confirmation"
    become(state="sent", sent_at=clock.now)
    assert lines(page.told)[1].startswith("Sent · ")
    desk.workspace.open("patient", patient_id=desk.clinic.patients[1])
    desk.settle()
    assert lines(page.told) == []


def test_a_booking_says_when_its_message_leaves_and_undo_takes_it_back(desk: ReceptionDesk, clock: SetClock) -> None:
    dock = booking(desk, 0, 60)
    assert not dock.untold.isVisible()
    QTest.mouseClick(dock.act, Qt.MouseButton.LeftButton)
    desk.settle()
    assert desk.toast().endswith(" · message leaves in 10 s")
    assert sent_states(desk) == [MessageState.QUEUED]
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sent_states(desk) == [MessageState.DROPPED]


def test_a_cancelled_visit_says_when_its_message_leaves(desk: ReceptionDesk, become: Become, clock: SetClock) -> None:
    view = desk.book(in_minutes(clock, 60), patient=0)
    become(state="sent", sent_at=clock.now)
    clock.forward(minutes=2)
    desk.workspace.open_dock("appointment", appointment_id=view.id)
    dock = desk.workspace.panel
    assert isinstance(dock, VisitDock)
    dock._model.start_cancel(False)
    dock._model.set_reason("Ill")
    dock._model.cancel()
    desk.settle()
    assert desk.toast() == "Asha Rao cancelled · message leaves in 10 s"
    assert sent_states(desk) == [MessageState.QUEUED, MessageState.SENT]
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sent_states(desk) == [MessageState.DROPPED, MessageState.SENT]


def test_a_moved_visit_says_when_its_message_leaves(desk: ReceptionDesk, become: Become, clock: SetClock) -> None:
    view = desk.book(in_minutes(clock, 60), patient=0)
    become(state="sent", sent_at=clock.now)
    clock.forward(minutes=2)
    card = next(card for card in desk.cards() if card.appointment_id == view.id)
    desk.workspace.open_dock("appointment", appointment_id=view.id)
    dock = desk.workspace.panel
    assert isinstance(dock, VisitDock)
    dock._parts.desk.move_to(card, desk.clinic.doctors[0], in_minutes(clock, 88))
    desk.settle()
    assert desk.toast().endswith(" · message leaves in 10 s")


def test_whoever_has_no_address_is_told_by_the_desk(desk: ReceptionDesk, clock: SetClock) -> None:
    last = len(desk.clinic.patients) - 1
    dock = booking(desk, last, 60)
    assert dock.untold.isVisible()
    assert dock.untold.whole_text().startswith("No email address: no message can be sent.")
    QTest.mouseClick(dock.act, Qt.MouseButton.LeftButton)
    desk.settle()
    assert "message leaves" not in desk.toast()
    (card,) = desk.cards()
    clock.forward(minutes=2)
    desk.workspace.open_dock("appointment", appointment_id=card.appointment_id)
    visit = desk.workspace.panel
    assert isinstance(visit, VisitDock)
    visit._model.start_cancel(False)
    visit._model.set_reason("Ill")
    visit._model.cancel()
    desk.settle()
    assert desk.toast().endswith(" · no email address: tell them yourself")


def test_where_the_clinic_sends_nothing_the_toast_promises_nothing(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.services.settings.reset(desk.clinic.admin, frozenset({"mail_host"}))
    dock = booking(desk, 0, 60)
    QTest.mouseClick(dock.act, Qt.MouseButton.LeftButton)
    desk.settle()
    assert "message" not in desk.toast()
