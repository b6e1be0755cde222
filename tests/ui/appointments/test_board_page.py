"""The board page in the real window: keys, filters, moving, what other desks do, and the waiting room beside it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from clinic_desktop.domain.codes import AppointmentState, QueueState, Role
from clinic_desktop.domain.errors import NotAllowed
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.board.focus import CardCell
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.appointments.waiting_room import WaitingRoomDock
from clinic_desktop.viewmodels.appointments.board import Mode
from clinic_desktop.viewmodels.appointments.waiting_room import Tab
from tests.builders import local
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier


def page(desk: ReceptionDesk) -> BoardPage:
    shown = desk.workspace.page
    assert isinstance(shown, BoardPage)
    return shown


def waiting_room(desk: ReceptionDesk) -> WaitingRoomDock:
    panel = desk.workspace.panel
    assert isinstance(panel, WaitingRoomDock)
    return panel


def titles(desk: ReceptionDesk) -> list[str]:
    return [row.title for row in waiting_room(desk).list.rows]


def select(desk: ReceptionDesk, appointment_id: int) -> None:
    page(desk).board.setFocus()
    assert page(desk).board.show_card(appointment_id)
    desk.settle()


def card(desk: ReceptionDesk, name: str) -> Card:
    return next(card for card in desk.cards() if card.patient_name == name)


# --- Days and views ---------------------------------------------------------------------------------------------


def test_the_day_opens_with_a_column_for_each_doctor_on_duty(desk: ReceptionDesk) -> None:
    view = page(desk)._model.state.day_view
    assert view is not None
    assert {column.name for column in view.columns} == {"Dr Anita Menon", "Dr Rahul Sen", "Dr Jonas Weber"}


def test_keys_go_a_day_on_and_back_to_today(desk: ReceptionDesk) -> None:
    today = desk.session.today()
    page(desk).board.setFocus()
    desk.key(Qt.Key.Key_Right, CONTROL)
    assert page(desk)._model.state.day == today + timedelta(days=1)
    desk.key(Qt.Key.Key_T)
    assert page(desk)._model.state.day == today
    desk.key(Qt.Key.Key_Left, CONTROL)
    assert page(desk)._model.state.day == today - timedelta(days=1)


def test_g_opens_the_month_and_enter_goes_to_the_day(desk: ReceptionDesk) -> None:
    page(desk).board.setFocus()
    desk.key(Qt.Key.Key_G)
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Return)

    assert page(desk)._model.state.day == desk.session.today() + timedelta(days=1)
    assert desk.focus is page(desk).board


def test_the_week_is_of_one_doctor_and_another_can_be_chosen(desk: ReceptionDesk) -> None:
    page(desk).bar.mode_chosen.emit(Mode.WEEK)
    desk.settle()
    week = page(desk)._model.state.week_view
    assert week is not None
    assert len(week.days) == 7
    assert week.days[0].day == desk.session.week_of(desk.session.today())
    desk.session.first_weekday = 6
    page(desk)._model.load()
    desk.settle()
    week = page(desk)._model.state.week_view
    assert week is not None and week.days[0].day.isoweekday() == 7

    page(desk).bar.doctor_chosen.emit(desk.clinic.doctors[1])
    desk.settle()
    week = page(desk)._model.state.week_view
    assert week is not None
    assert week.practitioner_name == "Dr Rahul Sen"


def test_a_day_on_which_nobody_works_says_so_and_goes_on(desk: ReceptionDesk) -> None:
    sunday = desk.session.today() + timedelta(days=6)
    page(desk)._model.go_to(sunday)
    desk.settle()
    assert page(desk).body.empty.isVisible()
    assert "Nobody works" in page(desk).body.empty.accessibleName()

    page(desk).body.empty.primary.emit()
    desk.settle()
    assert page(desk)._model.state.day == sunday + timedelta(days=1)
    assert page(desk).board.isVisible()


def test_chips_count_the_states_and_filter_them(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "14:00"), patient=0)
    desk.walk_in(patient=3)
    desk.settle()
    chips = page(desk).bar.chips.chips
    assert chips[AppointmentState.CONFIRMED].accessibleName().endswith("1")
    chips[AppointmentState.CHECKED_IN].click()
    desk.settle()

    assert AppointmentState.CONFIRMED in page(desk)._model.state.hidden
    assert AppointmentState.CHECKED_IN not in page(desk)._model.state.hidden
    chips[AppointmentState.CHECKED_IN].click()
    assert AppointmentState.CONFIRMED not in page(desk)._model.state.hidden


def test_the_list_shows_the_day_and_its_letters_act(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    page(desk).bar.mode_chosen.emit(Mode.LIST)
    desk.settle()
    listing = page(desk).list
    assert [row.appointment_id for row in listing.rows.rows] == [booked.id]

    listing.table.setFocus()
    desk.key(Qt.Key.Key_A)
    assert card(desk, "Asha Rao").state is AppointmentState.CHECKED_IN
    assert [row.state for row in listing.rows.rows] == [AppointmentState.CHECKED_IN]


def test_a_day_that_cannot_be_read_is_not_shown_under_another_days_name(desk: ReceptionDesk) -> None:
    board = page(desk)
    nobody = replace(desk.actor, role=Role.PATIENT)
    desk.session.begin(nobody, desk.session.centres, desk.session.centre)
    board._model.step(1)
    desk.settle()
    assert board.body.empty.isVisible()
    assert "could not be read" in board.body.empty.accessibleName()

    desk.session.begin(desk.actor, desk.session.centres, desk.session.centre)
    board.body.empty.primary.emit()
    desk.settle()
    assert board.board.isVisible()


# --- Visits on the board --------------------------------------------------------------------------------------------


def test_one_key_lets_a_patient_arrive_and_undo_takes_it_back(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    desk.settle()
    select(desk, booked.id)
    desk.key(Qt.Key.Key_A)
    assert card(desk, "Asha Rao").state is AppointmentState.CHECKED_IN
    assert "Asha Rao arrived · token A-001" in desk.toast()

    desk.key(Qt.Key.Key_Z, CONTROL)
    assert card(desk, "Asha Rao").state is AppointmentState.CONFIRMED


def test_no_show_comes_after_the_start_only(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    desk.settle()
    select(desk, booked.id)
    desk.key(Qt.Key.Key_X)
    assert card(desk, "Asha Rao").state is AppointmentState.CONFIRMED

    clock.forward(minutes=50)
    desk.key(Qt.Key.Key_X)
    assert card(desk, "Asha Rao").state is AppointmentState.NO_SHOW


def test_a_card_moves_with_undo(desk: ReceptionDesk, clock: SetClock) -> None:
    start = local(clock().date(), "14:00")
    booked = desk.book(start, patient=0)
    desk.settle()
    select(desk, booked.id)
    desk.key(Qt.Key.Key_M)
    for _ in range(6):
        desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Return)
    assert card(desk, "Asha Rao").period.start == start + timedelta(minutes=30)
    assert "Asha Rao moved" in desk.toast()

    desk.key(Qt.Key.Key_Z, CONTROL)
    assert card(desk, "Asha Rao").period.start == start


def moved_down(desk: ReceptionDesk, start: datetime, times: int) -> AppointmentView:
    """A visit of Asha Rao that was moved five minutes later by keys, so many times."""
    booked = desk.book(start, patient=0)
    desk.settle()
    select(desk, booked.id)
    for _ in range(times):
        desk.key(Qt.Key.Key_M)
        desk.key(Qt.Key.Key_Down)
        desk.key(Qt.Key.Key_Return)
    return booked


def test_one_undo_after_another_takes_every_step_back(desk: ReceptionDesk, clock: SetClock) -> None:
    start = local(clock().date(), "14:00")
    moved_down(desk, start, times=3)
    assert card(desk, "Asha Rao").period.start == start + timedelta(minutes=15)

    for minutes in (10, 5, 0):
        desk.key(Qt.Key.Key_Z, CONTROL)
        assert card(desk, "Asha Rao").period.start == start + timedelta(minutes=minutes)


def test_what_was_taken_back_is_done_again_and_taken_back_once_more(desk: ReceptionDesk, clock: SetClock) -> None:
    start = local(clock().date(), "14:00")
    moved_down(desk, start, times=3)

    def minutes_after(key: Qt.KeyboardModifier, times: int) -> list[float]:
        seen = []
        for _ in range(times):
            desk.key(Qt.Key.Key_Z, key)
            seen.append((card(desk, "Asha Rao").period.start - start).total_seconds() / 60)
        return seen

    again = CONTROL | Qt.KeyboardModifier.ShiftModifier
    assert minutes_after(CONTROL, 3) == [10, 5, 0]
    assert minutes_after(again, 2) == [5, 10]
    assert "Asha Rao moved" in desk.toast()
    assert minutes_after(CONTROL, 2) == [5, 0]
    assert minutes_after(again, 3) == [5, 10, 15]
    assert minutes_after(again, 1) == [15]
    assert desk.toast() == "There is nothing to do again."
    assert minutes_after(CONTROL, 3) == [10, 5, 0]


def test_an_arrival_that_was_taken_back_by_mistake_is_there_again(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    desk.settle()
    select(desk, booked.id)
    desk.key(Qt.Key.Key_A)
    desk.key(Qt.Key.Key_C)
    for _ in range(2):
        desk.key(Qt.Key.Key_Z, CONTROL)
    assert card(desk, "Asha Rao").state is AppointmentState.CONFIRMED
    for _ in range(2):
        desk.key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert card(desk, "Asha Rao").queue_state is QueueState.CALLED


def test_an_undo_after_another_does_not_pass_over_what_somebody_else_did(desk: ReceptionDesk, clock: SetClock) -> None:
    start = local(clock().date(), "14:00")
    booked = moved_down(desk, start, times=2)
    desk.key(Qt.Key.Key_Z, CONTROL)
    shown = card(desk, "Asha Rao")
    elsewhere = start + timedelta(hours=1)
    desk.services.booking.reschedule(desk.session.actor, booked.id, shown.version, desk.clinic.doctors[0], elsewhere)

    desk.key(Qt.Key.Key_Z, CONTROL)
    assert card(desk, "Asha Rao").period.start == elsewhere


def test_a_move_that_another_desk_forestalled_says_who_and_offers_others(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "14:00"), patient=0)
    desk.settle()
    desk.hub.blockSignals(True)
    desk.book(local(clock().date(), "15:00"), patient=3)
    page(desk).board.card_moved.emit(booked.id, desk.clinic.doctors[0], clock().date(), 15 * 60)
    desk.hub.blockSignals(False)
    desk.settle()

    race = page(desk).race
    assert race.isVisible()
    assert "Coordinator" in race.accessibleName()
    offered = race.options[0]
    race.buttons[0].click()
    desk.settle()
    assert card(desk, "Asha Rao").period.start == offered.period.start
    assert not race.isVisible()


def test_the_board_goes_to_the_visit_that_was_just_booked(desk: ReceptionDesk, clock: SetClock) -> None:
    day = clock().date() + timedelta(days=1)
    desk.book(local(day, "09:00"), patient=3)
    desk.workspace.open_dock(
        "booking",
        practitioner_id=desk.clinic.doctors[0],
        starts_at=local(day, "16:30"),
        patient_id=desk.clinic.patients[0],
    )
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)

    assert "Asha Rao booked" in desk.toast()
    board = page(desk).board
    (booked,) = desk.services.days.patient_appointments(desk.actor, desk.clinic.patients[0]).upcoming
    assert desk.focus is board
    assert board.focused_cell() == CardCell(booked.card.appointment_id)
    rect = board.card_rect(booked.card.appointment_id)
    assert rect is not None and board.viewport().rect().contains(rect)


def test_the_board_goes_to_a_selected_visit_once_it_has_come(desk: ReceptionDesk, clock: SetClock) -> None:
    board = page(desk).board
    board.setFocus()
    desk.hub.blockSignals(True)
    booked = desk.book(local(clock().date(), "16:30"), patient=0)
    desk.hub.blockSignals(False)
    page(desk)._parts.focus.select(booked.id)
    assert board.focused_cell() != CardCell(booked.id)

    page(desk)._model.load()
    desk.settle()
    assert board.focused_cell() == CardCell(booked.id)
    rect = board.card_rect(booked.id)
    assert rect is not None and board.viewport().rect().contains(rect)


def test_enter_opens_the_visit_and_escape_brings_the_waiting_room_back(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "14:00"), patient=0)
    desk.settle()
    select(desk, booked.id)
    desk.key(Qt.Key.Key_Return)
    assert isinstance(desk.workspace.panel, VisitDock)

    desk.key(Qt.Key.Key_Escape)
    waiting_room(desk)
    assert desk.focus is page(desk).board


def test_enter_on_a_free_time_opens_the_booking_with_it(desk: ReceptionDesk, clock: SetClock) -> None:
    page(desk).board.setFocus()
    desk.key(Qt.Key.Key_End)
    desk.key(Qt.Key.Key_Return)

    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    assert panel._model.state.slot is not None


def test_ctrl_p_keeps_a_day_sheet_for_each_doctor(desk: ReceptionDesk, clock: SetClock) -> None:
    page(desk).board.setFocus()
    page(desk)._parts.focus.select(None)
    desk.key(Qt.Key.Key_P, CONTROL)

    assert len(list(desk.paper_folder.glob("day-*.pdf"))) == 3
    assert "day sheets kept as PDF" in desk.toast()


def test_who_never_came_is_marked_together_when_the_day_is_over(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "11:30"), patient=0)
    desk.book(local(clock().date(), "12:00"), patient=3)
    desk.settle()
    assert not page(desk).head.missing.isVisible()
    clock.forward(hours=8)
    desk.key(Qt.Key.Key_F5)
    assert page(desk).head.missing.isVisible()
    page(desk).head.mark_missing.click()
    desk.settle()

    assert {card.state for card in desk.cards()} == {AppointmentState.NO_SHOW}
    assert not page(desk).head.missing.isVisible()


# --- Live -----------------------------------------------------------------------------------------------------------


def test_a_booking_of_another_desk_appears_and_is_marked(desk: ReceptionDesk, clock: SetClock, qtbot: QtBot) -> None:
    marked = QSignalSpy(page(desk)._model.changed_elsewhere)
    booked = desk.book(local(clock().date(), "14:00"), patient=0)
    desk.settle()

    assert page(desk)._model.state.card(booked.id) is not None
    assert [list(call[0]) for call in _calls(marked)] == [[booked.id]]
    other = desk.book(local(clock().date(), "15:00"), patient=3)
    with qtbot.waitSignal(page(desk).board._marks.changed, check_params_cb=lambda shown: other.id in shown):
        desk.settle()


def test_what_is_in_view_is_read_again_each_minute_and_not_when_it_is_out_of_view(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    desk.walk_in(1)
    desk.settle()
    board, room = page(desk), waiting_room(desk)
    minutes = (board._minute, room._minute)
    assert all(minute.isActive() for minute in minutes)
    clock.forward(minutes=7)
    for minute in minutes:
        minute.timeout.emit()
    desk.settle()
    assert board._model.state.day_view is not None and board._model.state.day_view.now == clock()
    assert room.model.state.room is not None
    assert [entry.wait_minutes for entry in room.model.state.room.waiting] == [7]
    desk.workspace.open("patients")
    assert not any(minute.isActive() for minute in minutes)


def test_another_centre_takes_the_place_of_the_last_one_of_which_nothing_stays(desk: ReceptionDesk) -> None:
    desk.walk_in(1)
    desk.settle()
    board, room = page(desk)._model, waiting_room(desk).model
    assert board.state.day_view is not None and room.state.refusal is None
    # One that this desk may not see: so there is nothing else to show.
    desk.session.look_at(replace(desk.session.centre, id=desk.clinic.berlin, name="Mitte"))
    desk.settle()
    assert board.state.day_view is None and isinstance(board.state.refusal, NotAllowed)
    assert isinstance(room.state.refusal, NotAllowed)


def test_what_this_desk_does_is_not_marked(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    desk.settle()
    marked = QSignalSpy(page(desk)._model.changed_elsewhere)
    select(desk, booked.id)
    desk.key(Qt.Key.Key_A)
    desk.key(Qt.Key.Key_F2)
    desk.type("zoe")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return, CONTROL)

    assert len(desk.cards()) == 2
    assert _calls(marked) == []


def test_a_page_that_is_not_seen_loads_nothing(desk: ReceptionDesk, clock: SetClock) -> None:
    board = page(desk)
    desk.workspace.open("queue")
    desk.settle()
    before = board._model.state.day_view
    desk.book(local(clock().date(), "14:00"), patient=0)
    desk.settle()
    assert board._model.state.day_view is before

    desk.workspace.open("board")
    assert len(board._model.state.cards) == 1


def _calls(spy: QSignalSpy) -> list[list[object]]:
    return [spy.at(place) for place in range(spy.count())]


# --- The waiting room -----------------------------------------------------------------------------------------------


def test_who_waits_stands_with_token_and_minutes(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.walk_in(patient=3, start=local(clock().date(), "11:30"))
    clock.forward(minutes=35)
    waiting_room(desk)._model.load()
    desk.settle()

    row = waiting_room(desk).list.rows[0]
    assert (row.plate, row.far, row.far_tone) == ("A-001", "35 min", "danger")
    assert row.below == "Unpaid ₹500.00"


def test_ctrl_z_takes_the_skip_back_and_nothing_earlier(desk: ReceptionDesk) -> None:
    for patient in (2, 3):
        desk.walk_in(patient=patient)
    desk.settle()
    waiting_room(desk).list.setFocus()
    first = desk.services.days.waiting_room(desk.actor, desk.clinic.kolkata).waiting[0]
    desk.key(Qt.Key.Key_C)
    desk.key(Qt.Key.Key_S)
    assert "moved behind the others" in desk.toast()
    desk.key(Qt.Key.Key_Z, CONTROL)
    (called,) = desk.services.days.waiting_room(desk.actor, desk.clinic.kolkata).called
    assert (called.appointment_id, called.skips) == (first.appointment_id, 0)


def test_a_skip_says_who_stays_first_and_when_nobody_else_waits(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    desk.settle()
    waiting_room(desk).list.setFocus()
    desk.key(Qt.Key.Key_S)
    assert "nobody else is waiting" in desk.toast()
    desk.walk_in(patient=2)
    desk.settle()
    desk.key(Qt.Key.Key_U)
    desk.key(Qt.Key.Key_S)
    assert "stays first: priority" in desk.toast()


def test_back_from_hold_and_a_second_call_have_an_undo_of_their_own(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    desk.settle()
    waiting_room(desk).list.setFocus()
    name = desk.cards()[0].patient_name
    desk.key(Qt.Key.Key_H)
    desk.key(Qt.Key.Key_H)
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert card(desk, name).queue_state is QueueState.HELD
    desk.key(Qt.Key.Key_C)
    desk.key(Qt.Key.Key_C)
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert card(desk, name).queue_state is QueueState.WAITING


def test_c_calls_h_holds_and_s_skips(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    desk.settle()
    waiting_room(desk).list.setFocus()
    name = desk.cards()[0].patient_name

    for key, wanted in (
        (Qt.Key.Key_C, QueueState.CALLED),
        (Qt.Key.Key_S, QueueState.WAITING),
        (Qt.Key.Key_H, QueueState.HELD),
        (Qt.Key.Key_H, QueueState.WAITING),
    ):
        desk.key(key)
        assert card(desk, name).queue_state is wanted


def test_a_click_on_call_in_calls(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    desk.settle()
    waiting_room(desk).list.setFocus()
    desk.settle()
    waiting_room(desk).list._actions._buttons[0].click()
    desk.settle()

    assert desk.cards()[0].queue_state is QueueState.CALLED


def test_f9_calls_the_next_for_the_selected_doctor(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    desk.walk_in(patient=4)
    desk.settle()
    waiting_room(desk).list.setFocus()
    desk.key(Qt.Key.Key_F9)

    assert sorted(str(card.queue_state) for card in desk.cards()) == ["called", "waiting"]
    desk.key(Qt.Key.Key_F9)
    assert [str(card.queue_state) for card in desk.cards()] == ["called", "called"]


def test_the_selection_stays_with_its_person_when_the_list_changes(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.walk_in(patient=3)
    desk.settle()
    waiting_room(desk).list.setFocus()
    entry = waiting_room(desk).list.entry()
    assert entry is not None
    desk.book(local(clock().date(), "11:30"), patient=0)
    due = card(desk, "Asha Rao")
    desk.services.visits.check_in(desk.actor, due.appointment_id, due.version)
    desk.settle()

    assert len(titles(desk)) >= 2
    kept = waiting_room(desk).list.entry()
    assert kept is not None
    assert kept.appointment_id == entry.appointment_id


def test_who_is_selected_on_one_side_is_selected_on_the_other(desk: ReceptionDesk, clock: SetClock) -> None:
    first, second = (
        desk.book(local(clock().date(), time), patient=patient).id for time, patient in (("11:30", 0), ("12:00", 3))
    )
    desk.settle()
    room, board = waiting_room(desk), page(desk).board
    assert board.show_card(second)
    rect = board.card_rect(second)
    assert rect is not None
    QTest.mouseClick(board.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    entry = room.list.entry()
    assert entry is not None and entry.appointment_id == second
    room.list.setFocus()
    desk.key(Qt.Key.Key_Up)
    assert page(desk)._parts.focus.selected_id == first


def test_tabs_show_who_is_due_and_who_has_not_paid(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "12:00"), patient=0)
    desk.walk_in(patient=3)
    desk.settle()
    waiting_room(desk).tabs.chosen.emit(Tab.DUE)
    assert titles(desk) == ["Asha Rao"]
    waiting_room(desk).tabs.chosen.emit(Tab.UNPAID)
    assert titles(desk) == [card(desk, "محمد علي").patient_name]


def test_an_empty_waiting_room_says_so(desk: ReceptionDesk) -> None:
    assert waiting_room(desk).empty.isVisible()
    assert "Nobody is waiting" in waiting_room(desk).empty.accessibleName()


def test_every_focusable_widget_in_view_has_a_name(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "12:00"), patient=0)
    assert nameless(desk) == []
    desk.key(Qt.Key.Key_F2)
    desk.type("4471")
    desk.key(Qt.Key.Key_Return)
    assert nameless(desk) == []
    desk.workspace.open_dock("booking")
    desk.settle()
    assert nameless(desk) == []
    desk.workspace.open_dock("appointment", appointment_id=desk.cards()[0].appointment_id)
    desk.settle()
    assert nameless(desk) == []
    for route in ("queue", "appointments"):
        desk.workspace.open(route)
        desk.settle()
        assert nameless(desk) == []


def nameless(desk: ReceptionDesk) -> list[QWidget]:
    return [
        widget
        for widget in desk.workspace.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]


# --- Keys of the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [Mode.DAY, Mode.WEEK])
def test_plus_and_minus_work_after_a_click_on_the_kind_of_view(desk: ReceptionDesk, mode: Mode) -> None:
    choices = page(desk).bar.mode
    other = Mode.WEEK if mode is Mode.DAY else Mode.DAY
    for wanted in (other, mode):
        segment = next(one for one in choices.findChildren(QRadioButton) if one.choice.value is wanted)
        QTest.mouseClick(segment, Qt.MouseButton.LeftButton)
        desk.settle()
    assert page(desk)._model.state.mode is mode
    board = page(desk).board
    usual = board.pixels_per_minute()
    desk.key(Qt.Key.Key_Plus)
    assert board.pixels_per_minute() > usual
    desk.key(Qt.Key.Key_0)
    desk.key(Qt.Key.Key_Minus)
    assert board.pixels_per_minute() < usual


def test_the_week_of_a_small_window_begins_at_today(desk: ReceptionDesk, clock: SetClock) -> None:
    clock.forward(days=3)
    page(desk)._model.go_to_today()
    page(desk).bar.mode.chosen.emit(Mode.WEEK)
    desk.settle()
    board = page(desk).board
    index = next(place for place, layout in enumerate(board.layouts()) if layout.column.day == desk.session.today())
    assert index == 3 and board.horizontalScrollBar().maximum() > 0
    assert board.column_origin(index).x() >= 0
    assert board.column_origin(index).x() + board.geometry_of_day().column_width(index) <= board.viewport().width()
