"""The doctor's day by keys and clicks in the real window."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import AppointmentState, QueueState, Topic
from clinic_desktop.services.appointments.values import CheckedIn
from clinic_desktop.services.appointments.views import Card, QueueEntry
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.ui.doctor.my_day import MyDayScreen
from clinic_desktop.ui.doctor.reason_dialog import ReasonDialog
from clinic_desktop.ui.scheduling.absence_dialog import AbsenceDialog
from tests.builders import local
from tests.conftest import NOW
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier


def page(office: ReceptionDesk) -> MyDayScreen:
    screen = office.workspace.page
    assert isinstance(screen, MyDayScreen)
    return screen


def arrived(office: ReceptionDesk, clock: str, patient: int) -> CheckedIn:
    booked = office.book(local(NOW.date(), clock), patient)
    return office.services.visits.check_in(office.clinic.front_desk, booked.id, booked.version)


def reload(office: ReceptionDesk) -> None:
    office.hub.changed.emit(frozenset({Topic.APPOINTMENTS, Topic.QUEUE}), frozenset())
    office.settle()


def selected(office: ReceptionDesk) -> Card:
    card = page(office)._view_model.state.selected
    assert card is not None
    return card


def test_a_whole_visit_by_keys(office: ReceptionDesk) -> None:
    first = arrived(office, "11:00", 1)
    second = arrived(office, "11:30", 2)
    reload(office)
    office.key(Qt.Key.Key_N)
    assert selected(office).appointment_id == first.appointment.id
    assert selected(office).queue_state is QueueState.CALLED
    office.key(Qt.Key.Key_S)
    assert selected(office).state is AppointmentState.IN_PROGRESS
    office.type("Cough; jk n s e")
    assert page(office)._view_model.note.state.draft.complaint == "Cough; jk n s e"
    office.key(Qt.Key.Key_Return, CONTROL)
    assert selected(office).appointment_id == second.appointment.id
    note = office.services.visits.note(office.clinic.doctor, first.encounter_id)
    assert note.note.complaint == "Cough; jk n s e"
    assert "Dev Malhotra" in office.toast()
    office.key(Qt.Key.Key_Z, CONTROL)
    assert selected(office).appointment_id == first.appointment.id
    assert selected(office).state is AppointmentState.IN_PROGRESS


def press(office: ReceptionDesk, step: str) -> None:
    """What the button or the menu of the visit does."""
    assert step in page(office).visit.banner.offered()
    page(office).visit.banner.act.emit(step)
    office.settle()


def test_hold_skip_and_calls_have_the_undo_of_the_desk(office: ReceptionDesk) -> None:
    first = arrived(office, "11:00", 1)
    arrived(office, "11:30", 2)
    reload(office)
    office.key(Qt.Key.Key_N)
    assert selected(office).queue_state is QueueState.CALLED
    office.key(Qt.Key.Key_Z, CONTROL)
    assert selected(office).queue_state is QueueState.WAITING
    assert office.toast() == "Dev Malhotra: taken back"

    press(office, "hold")
    assert selected(office).queue_state is QueueState.HELD
    assert office.toast() == "Dev Malhotra on hold" and office.workspace.toasts.can_undo()
    press(office, "back_to_queue")
    office.key(Qt.Key.Key_Z, CONTROL)
    assert selected(office).queue_state is QueueState.HELD
    press(office, "back_to_queue")
    press(office, "hold")
    office.key(Qt.Key.Key_Z, CONTROL)
    assert selected(office).queue_state is QueueState.WAITING

    office.key(Qt.Key.Key_N)
    press(office, "skip")
    assert [entry.appointment_id for entry in queue(office)][-1] == first.appointment.id
    office.workspace.toasts._button.click()
    office.settle()
    assert queue(office)[0].appointment_id == first.appointment.id
    assert selected(office).queue_state is QueueState.CALLED


def queue(office: ReceptionDesk) -> tuple[QueueEntry, ...]:
    view = page(office)._view_model.state.view
    assert view is not None
    return view.queue


def test_j_k_and_arrows_move_and_e_writes(office: ReceptionDesk) -> None:
    visits = [arrived(office, clock, i).appointment.id for i, clock in enumerate(("11:00", "11:30", "12:00"))]
    reload(office)
    assert selected(office).appointment_id == visits[0]
    office.key(Qt.Key.Key_J)
    office.key(Qt.Key.Key_Down)
    assert selected(office).appointment_id == visits[2]
    office.key(Qt.Key.Key_K)
    assert selected(office).appointment_id == visits[1]
    office.key(Qt.Key.Key_E)
    office.type("jj")
    assert page(office)._view_model.note.state.draft.complaint == "jj"
    office.key(Qt.Key.Key_Escape)
    office.key(Qt.Key.Key_J)
    assert selected(office).appointment_id == visits[2]
    stored = office.services.visits.note(office.clinic.doctor, office_encounter(office, visits[1]))
    assert stored.note.complaint == "jj"


def office_encounter(office: ReceptionDesk, appointment_id: int) -> int:
    view = page(office)._view_model.state.view
    assert view is not None
    found = next(card for card in view.cards if card.appointment_id == appointment_id)
    assert found.encounter_id is not None
    return found.encounter_id


def test_a_name_is_only_ever_text(office: ReceptionDesk) -> None:
    nasty = "<img src=file:///nothing.png>"
    draft = PatientDraft(nasty, phone="9830099999")
    card = office.services.patients.card(office.clinic.front_desk, office.clinic.patients[0])
    office.services.patients.save(office.clinic.front_desk, card.id, card.version, draft)
    arrived(office, "11:00", 0)
    reload(office)
    banner = page(office).visit.banner
    assert banner._name.whole_text() == nasty and banner._name.textFormat() == Qt.TextFormat.PlainText


def test_a_key_does_nothing_that_no_button_offers(office: ReceptionDesk) -> None:
    booked = office.book(local(NOW.date(), "14:00"))
    reload(office)
    assert selected(office).appointment_id == booked.id
    office.key(Qt.Key.Key_X)
    office.key(Qt.Key.Key_S)
    assert selected(office).state is AppointmentState.CONFIRMED
    office.key(Qt.Key.Key_A)
    assert selected(office).state is AppointmentState.CHECKED_IN


def test_cancelling_asks_why(office: ReceptionDesk) -> None:
    booked = office.book(local(NOW.date(), "14:00"))
    reload(office)
    page(office)._on_act("cancel")
    dialog = page(office).findChild(ReasonDialog)
    assert dialog is not None
    dialog.act.click()
    assert dialog.reason.problem()
    dialog.reason.edit.setText("ill")
    dialog.act.click()
    office.settle()
    assert office.services.days.appointment(office.clinic.doctor, booked.id).end_reason == "ill"


def test_not_available_from_now_lists_who_is_hit(office: ReceptionDesk) -> None:
    office.book(local(NOW.date(), "14:00"))
    reload(office)
    dialog = page(office).open_absence()
    assert isinstance(dialog, AbsenceDialog) and dialog.choices.table.isVisibleTo(dialog)
    dialog.confirm.click()
    assert dialog.reason.problem()
    QTest.keyClicks(dialog.reason.edit, "emergency")
    dialog.confirm.click()
    office.settle()
    exceptions = office.services.hours.hours(office.clinic.doctor, office.clinic.doctors[0]).exceptions
    assert [one.draft.reason for one in exceptions] == ["emergency"]
    pane = page(office).pane
    assert pane._away.isVisible() and "emergency" in pane._away.whole_text()
    assert "Away" in pane._available.text() and "Away" in pane._late.text()


def test_an_empty_day_says_so(office: ReceptionDesk) -> None:
    assert "No one is booked" in page(office)._empty.accessibleName()
    page(office)._empty.primary.emit()
    assert office.workspace.route == "my_hours"


def test_leaving_the_page_saves_the_note(office: ReceptionDesk) -> None:
    visit = arrived(office, "11:00", 0)
    reload(office)
    office.key(Qt.Key.Key_E)
    office.type("Cough")
    office.workspace.open("my_patients")
    assert office.services.visits.note(office.clinic.doctor, visit.encounter_id).note.complaint == "Cough"
    assert not office.workspace.has_unsaved()


def test_pages_that_are_gone_do_not_hear_of_the_theme(office: ReceptionDesk) -> None:
    for route in ("my_day", "my_hours", "my_patients", "earnings"):
        office.workspace.open(route)
    office.workspace.forget_pages()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    office.theme.set_dark(True)
    office.theme.set_scale(1.5)


def test_everything_that_takes_the_focus_has_a_name(office: ReceptionDesk) -> None:
    arrived(office, "11:00", 0)
    for route in ("my_day", "my_hours", "my_patients", "earnings"):
        office.workspace.open(route)
        office.settle()
        assert unnamed(office) == []


def unnamed(office: ReceptionDesk) -> list[str]:
    screen = office.workspace.page
    assert screen is not None
    return [
        type(widget).__name__
        for widget in screen.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]


def test_a_report_that_is_too_long_for_the_note_is_cut_aloud_and_saved(office: ReceptionDesk) -> None:
    visit = arrived(office, "11:00", 0)
    reload(office)
    editor = page(office).visit.note
    part = editor._parts["findings"]
    part.edit.setFocus()
    QApplication.clipboard().setText("x" * 9_000)
    QTest.keyClick(part.edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert part.cut.isVisible()
    assert part.cut.whole_text() == "At most 8000 characters fit here; the rest was left out."
    office.workspace.open("my_patients")
    note = office.services.visits.note(office.clinic.doctor, visit.encounter_id).note
    assert len(note.findings) == 8_000
    office.workspace.open("my_day")
    QTest.keyClick(part.edit, Qt.Key.Key_Backspace)
    assert part.cut.isHidden()


def test_the_notes_state_has_room_for_either_word_while_somebody_types(office: ReceptionDesk, qtbot: QtBot) -> None:
    arrived(office, "11:00", 0)
    reload(office)
    label = page(office).visit.note.saved_label
    label.set_text("typing…")
    qtbot.waitUntil(lambda: label.text() == "typing…")
    label.set_text("saving…")
    assert label.text() == "saving…"


def test_tab_goes_down_the_note_as_it_is_read(office: ReceptionDesk) -> None:
    arrived(office, "11:00", 1)
    reload(office)
    office.key(Qt.Key.Key_E)
    names = []
    for _ in range(7):
        names.append(office.focus.accessibleName())
        office.key(Qt.Key.Key_Tab)
    assert names == [
        "Complaint", "Findings", "Diagnosis", "Plan", "Follow-up", "Put on the recall list", "Notes",
    ]  # fmt: skip
