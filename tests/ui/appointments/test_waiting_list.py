"""The waiting list in the real window: the board's card for freed times, the page, and the dock, by keys and clicks."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import update

from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, Urgency, WaitingKind, WaitingState
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.waiting.values import Listed, WaitingFilters, WishDraft, WishView
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.appointments.waiting_list import WaitingListPage
from clinic_desktop.ui.appointments.wish_dock import WishDock
from tests.builders import local, new_key
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier
MONDAY, LATER = date(2026, 11, 23), date(2026, 12, 31)


def waits(desk: ReceptionDesk, patient: int = 2, **changes: object) -> WishView:
    """Puts a patient on the list at another desk."""
    fields: dict[str, object] = {
        "patient_id": desk.clinic.patients[patient],
        "practitioner_id": desk.clinic.doctors[0],
        "service_id": desk.clinic.consultation,
        "location_id": desk.clinic.kolkata,
        "first_day": MONDAY,
        "last_day": LATER,
    }
    return desk.services.waiting_list.add(desk.clinic.coordinator, WishDraft(**(fields | changes)))  # type: ignore[arg-type]


def free_a_time(desk: ReceptionDesk) -> None:
    """Somebody cancels 14:00 with doctor 1 at another desk."""
    view = desk.book(local(MONDAY, "14:00"), patient=1)
    desk.services.booking.cancel(desk.clinic.coordinator, view.id, view.version, "Cannot come")
    desk.settle()


def board(desk: ReceptionDesk) -> BoardPage:
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    return page


def page(desk: ReceptionDesk, **arguments: object) -> WaitingListPage:
    desk.workspace.open("waiting_list", **arguments)
    desk.settle()
    found = desk.workspace.page
    assert isinstance(found, WaitingListPage)
    return found


def dock(desk: ReceptionDesk) -> WishDock:
    panel = desk.workspace.panel
    assert isinstance(panel, WishDock)
    return panel


def listed(desk: ReceptionDesk, part: Listed = Listed.WAITING) -> list[str]:
    filters = WaitingFilters(desk.clinic.kolkata, part)
    return [row.patient_name for row in desk.services.waiting_list.listing(desk.clinic.front_desk, filters).rows]


def test_the_board_says_who_comes_first_for_a_freed_time_and_why(desk: ReceptionDesk) -> None:
    card = board(desk).freed
    assert card.isHidden()
    waits(desk, urgency=Urgency.PRIORITY, until_minute=16 * 60)
    waits(desk, patient=3)
    free_a_time(desk)
    assert not card.isHidden()
    said = card.banner.accessibleName().replace("\xa0", " ").replace("\u2068", "").replace("\u2069", "")
    assert "2:00 pm Dr Anita Menon is free — Meera Iyer first (1 more)" in said
    assert "urgent · asked for Dr Anita Menon · until 4:00 pm · waits since today" in said


def test_one_key_books_the_first_and_ctrl_z_takes_it_back(desk: ReceptionDesk) -> None:
    waits(desk)
    free_a_time(desk)
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_B)
    assert [card.patient_name for card in desk.cards() if card.state is AppointmentState.CONFIRMED] == ["Meera Iyer"]
    assert "booked" in desk.toast() and board(desk).freed.isHidden() and listed(desk) == []
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert listed(desk) == ["Meera Iyer"] and not board(desk).freed.isHidden()


def pays(desk: ReceptionDesk, appointment_id: int) -> None:
    """Another desk takes 200 rupees for the visit."""
    payment = DeskPayment(PaymentMethod.CASH, 20_000, 20_000, "", new_key())
    desk.services.payments.take_for(desk.clinic.front_desk, appointment_id, (payment,))
    desk.settle()


def test_ctrl_z_gives_no_money_back_unasked_for_a_time_booked_from_the_list(desk: ReceptionDesk) -> None:
    waits(desk)
    free_a_time(desk)
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_B)
    (booked,) = [card for card in desk.cards() if card.state is AppointmentState.CONFIRMED]
    pays(desk, booked.appointment_id)
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert listed(desk) == []
    desk.answer("Give ₹200.00 back")
    assert listed(desk) == ["Meera Iyer"]
    assert "₹200.00 to hand back" in desk.toast()


def test_ctrl_z_after_a_move_by_keys_leaves_no_time_to_offer(desk: ReceptionDesk) -> None:
    waits(desk)
    booked = desk.book(local(MONDAY, "14:00"), patient=1)
    desk.settle()
    board(desk).board.setFocus()
    assert board(desk).board.show_card(booked.id)
    desk.settle()
    desk.key(Qt.Key.Key_M)
    for _ in range(18):
        desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Return)
    (card,) = desk.cards()
    assert card.period.start > booked.period.start
    assert not board(desk).freed.isHidden()
    desk.key(Qt.Key.Key_Z, CONTROL)
    (card,) = desk.cards()
    assert card.period.start == booked.period.start
    assert board(desk).freed.isHidden()


def test_ctrl_z_after_a_walk_in_leaves_no_time_to_offer(desk: ReceptionDesk) -> None:
    waits(desk)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert "booked" in desk.toast()
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert "taken back" in desk.toast()
    assert board(desk).freed.isHidden()


def test_one_key_offers_and_the_answer_is_noted_with_a_click(desk: ReceptionDesk) -> None:
    waits(desk)
    waits(desk, patient=3)
    free_a_time(desk)
    card = board(desk).freed
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_O)
    assert "has no email" in desk.toast()
    assert "is offered to" in card.banner.accessibleName()
    QTest.mouseClick(card.no, Qt.MouseButton.LeftButton)
    desk.settle()
    assert "محمد علي" in card.banner.accessibleName()
    desk.key(Qt.Key.Key_O)
    desk.key(Qt.Key.Key_Y)
    assert [one.patient_name for one in desk.cards() if one.state is AppointmentState.CONFIRMED] == ["محمد علي"]


def test_an_offer_that_ran_out_goes_to_the_next_without_anybody(desk: ReceptionDesk, clock: SetClock) -> None:
    waits(desk)
    waits(desk, patient=3)
    free_a_time(desk)
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_O)
    clock.forward(minutes=31)
    board(desk)._minute.timeout.emit()
    desk.settle()
    assert "محمد علي" in board(desk).freed.banner.accessibleName()


def card_words(desk: ReceptionDesk) -> str:
    return board(desk).freed.banner.accessibleName().replace("\xa0", " ")


def test_a_time_that_was_freed_just_now_comes_into_view_and_its_offer_stays_there(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    waits(desk)
    waits(desk, patient=3)
    free_a_time(desk)
    clock.forward(minutes=1)
    view = desk.book(local(MONDAY, "16:30"), patient=1)
    desk.services.booking.cancel(desk.actor, view.id, view.version, "Cannot come")
    desk.settle()
    assert "4:30 pm" in card_words(desk) and "is free" in card_words(desk)
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_O)
    assert "4:30 pm" in card_words(desk) and "is offered to" in card_words(desk)
    assert not board(desk).freed.yes.isHidden() and not board(desk).freed.no.isHidden()
    desk.key(Qt.Key.Key_Z)
    assert "does not want it" in desk.toast() and "is free" in card_words(desk)


def test_a_time_freed_at_another_desk_leaves_what_was_chosen_here_one_freed_here_does_not(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    waits(desk)
    waits(desk, patient=3)
    free_a_time(desk)
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_J)
    clock.forward(minutes=1)
    elsewhere, here = desk.book(local(MONDAY, "15:00"), patient=1), desk.book(local(MONDAY, "16:00"), patient=0)
    desk.services.booking.cancel(desk.clinic.coordinator, elsewhere.id, elsewhere.version, "Cannot come")
    desk.settle()
    assert "2:00 pm" in card_words(desk)
    clock.forward(minutes=1)
    desk.workspace.open_dock("appointment", appointment_id=here.id, left=True)
    desk.settle()
    desk.workspace.panel._model.set_reason("Cannot come")  # type: ignore[attr-defined]
    desk.workspace.panel._model.cancel()  # type: ignore[attr-defined]
    desk.settle()
    assert "4:00 pm" in card_words(desk)


def test_nothing_is_offered_while_the_board_is_rewound(desk: ReceptionDesk) -> None:
    waits(desk)
    free_a_time(desk)
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_R)
    assert board(desk).rewind.isVisible() and board(desk).freed.isHidden()
    waits(desk, patient=3)
    desk.settle()
    assert board(desk).freed.isHidden()
    desk.key(Qt.Key.Key_Escape)
    assert board(desk).freed.isVisible()


def test_an_offer_is_taken_back_with_ctrl_z(desk: ReceptionDesk) -> None:
    waits(desk)
    free_a_time(desk)
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_O)
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert "Meera Iyer" in board(desk).freed.banner.accessibleName()
    assert desk.services.waiting_list.freed(desk.clinic.front_desk, desk.clinic.kolkata).offers == ()


def test_the_next_person_is_shown_and_the_card_is_put_aside(desk: ReceptionDesk) -> None:
    waits(desk)
    waits(desk, patient=3)
    free_a_time(desk)
    card = board(desk).freed
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_J)
    assert "محمد علي" in card.banner.accessibleName()
    QTest.mouseClick(card.aside, Qt.MouseButton.LeftButton)
    assert card.isHidden()
    assert not page(desk).card.isHidden()


def test_another_desk_was_faster_and_this_one_is_told(desk: ReceptionDesk) -> None:
    entry = waits(desk)
    free_a_time(desk)
    services, clinic = desk.services, desk.clinic
    time = services.waiting_list.freed(clinic.front_desk, clinic.kolkata).times[0]
    model = board(desk)._parts.freed
    shown = model.state
    services.waiting_list.withdraw(clinic.coordinator, entry.id, entry.version)
    model.state = shown
    model.book()
    desk.settle()
    assert "Coordinator changed this" in desk.toast()
    assert time.total == 1


def test_w_opens_the_list_and_a_patient_is_put_on_it_by_keys(desk: ReceptionDesk) -> None:
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_W)
    assert isinstance(desk.workspace.page, WaitingListPage)
    desk.key(Qt.Key.Key_N)
    desk.type("4471")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert "is on the waiting list" in desk.toast()
    assert listed(desk) == ["Dev Malhotra"]
    found = page(desk)
    assert found.table.model().rowCount() == 1


def test_the_form_takes_whom_days_and_time_of_day(desk: ReceptionDesk) -> None:
    desk.workspace.open_dock("wish", patient_id=desk.clinic.patients[1])
    form = dock(desk)
    form.whom.chosen.emit((None, desk.clinic.cardiology))
    form.until_time.edit.setText("12:00")
    form.urgency.chosen.emit(Urgency.PRIORITY)
    form.weekdays.chosen.emit(frozenset({0, 2}))
    desk.key(Qt.Key.Key_Return, CONTROL)
    (row,) = desk.services.waiting_list.listing(desk.clinic.front_desk, WaitingFilters(desk.clinic.kolkata)).rows
    assert (row.speciality, row.until_minute, row.weekdays, row.urgency) == ("Cardiology", 720, 0b101, Urgency.PRIORITY)


def test_what_cannot_be_is_said_at_its_field(desk: ReceptionDesk) -> None:
    desk.workspace.open_dock("wish", patient_id=desk.clinic.patients[1])
    form = dock(desk)
    form._model.edit(last_day=MONDAY - timedelta(days=1), first_day=MONDAY - timedelta(days=2), weekdays=0)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert form.last.problem() == "This lies in the past."
    assert form._days_problem.text() == "Choose at least one weekday."
    assert listed(desk) == []


def test_an_entry_is_changed_withdrawn_and_put_back(desk: ReceptionDesk) -> None:
    waits(desk)
    found = page(desk)
    found.table.setFocus()
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Home)
    desk.key(Qt.Key.Key_E)
    form = dock(desk)
    form.note.edit.setPlainText("rings back")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert "waiting list changed" in desk.toast()
    found.table.setFocus()
    desk.key(Qt.Key.Key_Delete)
    assert "is off the waiting list" in desk.toast() and listed(desk) == []
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert listed(desk) == ["Meera Iyer"]


def test_a_recall_is_noted_and_booked_from_the_list(desk: ReceptionDesk) -> None:
    found = page(desk, listed="recalls")
    QTest.mouseClick(found.add, Qt.MouseButton.LeftButton)
    desk.settle()
    desk.type("0012345")
    desk.key(Qt.Key.Key_Return)
    assert dock(desk).first.day() == date(2027, 5, 23)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert "is to be seen again from" in desk.toast() and listed(desk, Listed.RECALLS) == ["Asha Rao"]
    found.recalls.setFocus()
    found.recalls.selectRow(0)
    found._model.select(found._model.state.listing.rows[0].id)
    desk.key(Qt.Key.Key_B)
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    slot = panel._model.picker.state.slots[0]
    panel._model.picker.choose(slot.period.start)
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert listed(desk, Listed.RECALLS) == [] and listed(desk, Listed.ENDED) == ["Asha Rao"]
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert listed(desk, Listed.RECALLS) == ["Asha Rao"]


def test_ctrl_z_gives_no_money_back_unasked_for_an_entry_that_was_booked_by_hand(desk: ReceptionDesk) -> None:
    entry = waits(desk)
    found = page(desk)
    found._model.select(entry.id)
    found.act("B")
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    panel._model.picker.choose(panel._model.picker.state.slots[0].period.start)
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert listed(desk) == []
    (booked,) = desk.cards()
    pays(desk, booked.appointment_id)
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert listed(desk) == []
    desk.answer("Give ₹200.00 back")
    assert listed(desk) == ["Meera Iyer"]


def test_the_counts_and_filters_stand_in_the_head(desk: ReceptionDesk) -> None:
    waits(desk, urgency=Urgency.PRIORITY)
    waits(desk, patient=3)
    waits(desk, patient=1, kind=WaitingKind.RECALL)
    found = page(desk)
    assert [choice.detail for choice in (found._part_choices(found._model.state))] == ["2", "1", ""]
    found.urgency.chosen.emit(Urgency.PRIORITY)
    desk.settle()
    assert found.table.model().rowCount() == 1
    found.search.searched.emit("nobody like that")
    desk.settle()
    assert found._stack.currentWidget() is found.empty


@pytest.mark.parametrize("state", list(WaitingState))
def test_every_state_has_a_word(state: WaitingState) -> None:
    from clinic_desktop.ui.appointments.waiting_words import state_word

    assert state_word(state)


def test_who_was_put_away_is_not_listed(desk: ReceptionDesk) -> None:
    waits(desk)
    with desk.database.write() as session:
        session.execute(update(Patient).where(Patient.id == desk.clinic.patients[2]).values(active=False))
    assert page(desk).table.model().rowCount() == 0


def test_who_has_a_visit_already_is_moved_to_an_earlier_time(desk: ReceptionDesk) -> None:
    later = desk.book(local(date(2026, 11, 25), "10:00"), patient=2)
    desk.workspace.open("patient", patient_id=desk.clinic.patients[2])
    desk.settle()
    QTest.mouseClick(desk.workspace.page._earlier, Qt.MouseButton.LeftButton)  # type: ignore[union-attr]
    desk.settle()
    assert dock(desk).last.day() == date(2026, 11, 24)
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert listed(desk) == ["Meera Iyer"]
    desk.workspace.open("board")
    free_a_time(desk)
    assert "would come earlier than booked" in board(desk).freed.banner.accessibleName()
    board(desk).board.setFocus()
    desk.key(Qt.Key.Key_B)
    assert "moved to" in desk.toast()
    assert [card.appointment_id for card in desk.cards() if card.state is AppointmentState.CONFIRMED] == [later.id]
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert listed(desk) == ["Meera Iyer"]


def test_nothing_suits_and_the_booking_dock_hands_the_person_on(desk: ReceptionDesk) -> None:
    desk.workspace.open_dock("booking", patient_id=desk.clinic.patients[1], practitioner_id=desk.clinic.doctors[2])
    desk.settle()
    desk.key(Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    form = dock(desk)
    assert form._model.state.patient is not None and form._model.state.patient.name == "Dev Malhotra"
    desk.key(Qt.Key.Key_Return, CONTROL)
    (row,) = desk.services.waiting_list.listing(desk.clinic.front_desk, WaitingFilters(desk.clinic.kolkata)).rows
    assert (row.patient_name, row.practitioner_name) == ("Dev Malhotra", "Dr Jonas Weber")


def test_l_on_the_patients_card_opens_the_form(desk: ReceptionDesk) -> None:
    desk.workspace.open("patient", patient_id=desk.clinic.patients[1])
    desk.settle()
    desk.key(Qt.Key.Key_L)
    state = dock(desk)._model.state
    assert state.patient is not None and state.patient.id == desk.clinic.patients[1]
