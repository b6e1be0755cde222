"""The search for a time in the booking dock, by mouse and by keys."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from sqlalchemy import update

from clinic_desktop.db.models.practitioners import Practitioner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.appointments.finder_part import FinderPart
from tests.builders import local
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier


def open_booking(desk: ReceptionDesk, **arguments: object) -> BookingDock:
    desk.workspace.open_dock("booking", **arguments)
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    return panel


def labels(part: FinderPart) -> list[str]:
    return [
        chip.accessibleName().replace("\u2068", "").replace("\u2069", "").replace("\xa0", " ")
        for chip in part.chips.chips
    ]


def test_the_next_free_times_name_doctor_day_and_time(desk: ReceptionDesk) -> None:
    desk.book(local(desk.session.today(), "11:00"), patient=3)
    dock = open_booking(desk)
    assert labels(dock.slots.finder) == [
        "Dr Jonas Weber · Today 11:00 am",
        "Dr Rahul Sen · Today 11:00 am",
        "Dr Anita Menon · Today 11:30 am",
    ]


def test_a_next_free_time_is_booked_with_a_click_and_stands_on_the_board_meanwhile(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    desk.workspace.open("board")
    dock = open_booking(desk)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    dock.slots.finder.chips.chips[1].click()
    desk.settle()
    ghost = dock._model._focus.ghost
    assert ghost is not None
    assert (ghost.practitioner_id, ghost.day) == (desk.clinic.doctors[2], desk.session.today())
    desk.key(Qt.Key.Key_Return, CONTROL)
    (card,) = desk.cards()
    assert (card.practitioner_id, card.period.start) == (desk.clinic.doctors[2], local(desk.session.today(), "11:00"))


def test_arrows_go_from_time_to_time(desk: ReceptionDesk) -> None:
    dock = open_booking(desk)
    chips = dock.slots.finder.chips.chips
    chips[0].setFocus()
    desk.key(Qt.Key.Key_Right)
    assert chips[1].hasFocus()
    desk.key(Qt.Key.Key_End)
    assert chips[2].hasFocus()
    desk.key(Qt.Key.Key_Right)
    assert chips[2].hasFocus()
    desk.key(Qt.Key.Key_Home)
    desk.key(Qt.Key.Key_Space)
    assert dock._model.state.slot is not None


def test_the_days_are_walked_through_by_keys(desk: ReceptionDesk) -> None:
    dock = open_booking(desk, practitioner_id=desk.clinic.doctors[0])
    picker, days = dock._model.picker, dock.slots.days
    today = desk.session.today()
    days._days[0].setFocus()
    desk.key(Qt.Key.Key_Left)
    assert picker.state.day == today
    desk.key(Qt.Key.Key_Right)
    assert picker.state.day == today + timedelta(days=1)
    desk.key(Qt.Key.Key_End)
    desk.key(Qt.Key.Key_Right)
    assert (picker.state.first_day, picker.state.day) == (today + timedelta(days=7), today + timedelta(days=7))
    assert days._days[0].hasFocus()
    desk.key(Qt.Key.Key_Left)
    assert (picker.state.first_day, picker.state.day) == (today, today + timedelta(days=6))
    desk.key(Qt.Key.Key_PageDown)
    assert picker.state.first_day == today + timedelta(days=7)
    desk.key(Qt.Key.Key_T)
    assert (picker.state.first_day, picker.state.day) == (today, today)


def test_a_day_says_how_full_it_is_and_a_closed_one_why(desk: ReceptionDesk) -> None:
    tomorrow = desk.session.today() + timedelta(days=1)
    desk.book(local(tomorrow, "09:00"), patient=3)
    dock = open_booking(desk, practitioner_id=desk.clinic.doctors[0])
    buttons = dock.slots.days._days
    assert "Free times: 13, 7% of the day taken" in buttons[1].accessibleName()
    assert buttons[1].shown.taken == 1 / 14
    assert "No hours here" in buttons[6].accessibleName()
    assert buttons[6].shown.closed


def test_wishes_open_in_place_and_count_on_their_button(desk: ReceptionDesk) -> None:
    dock = open_booking(desk)
    finder = dock.slots.finder
    assert not finder.wishes.isVisible()
    finder.wishes_button.click()
    desk.settle()
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Right)
    finder.wishes.weekdays[2].click()
    desk.settle()
    assert finder.wishes_button.label() == "Wishes · 2"
    assert all("Wed 25 Nov 12:00 pm" in label for label in labels(finder))
    finder.wishes.clear.click()
    desk.settle()
    assert finder.wishes_button.label() == "Wishes"
    assert not finder.wishes.clear.isVisible()


def test_hours_in_the_wrong_order_are_said_at_the_field(desk: ReceptionDesk) -> None:
    dock = open_booking(desk)
    finder = dock.slots.finder
    finder.wishes_button.click()
    dock._model.picker.wish(part="hours", from_minute=15 * 60, until_minute=14 * 60)
    desk.settle()
    assert finder.wishes._problem.isVisible()
    assert finder.chips.chips == ()


def test_a_doctor_who_is_deactivated_meanwhile_is_named_and_what_was_typed_is_kept(desk: ReceptionDesk) -> None:
    dock = open_booking(desk, practitioner_id=desk.clinic.doctors[0])
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.type("Cough")
    dock._model.picker.choose(dock._model.picker.state.slots[0].period.start)
    with desk.database.write() as session:
        session.execute(update(Practitioner).where(Practitioner.id == desk.clinic.doctors[0]).values(active=False))
    desk.hub.changed.emit(frozenset({Topic.PRACTITIONERS}), frozenset())
    desk.settle()
    said = dock.slots._gone.whole_text()
    assert "Dr Anita Menon" in said
    assert "takes no bookings here any more" in said
    state = dock._model.state
    assert (state.slot, state.reason, state.patient is not None) == (None, "Cough", True)
    dock.slots.finder.chips.chips[0].click()
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert [card.reason for card in desk.cards()] == ["Cough"]


def test_a_visit_is_moved_to_anybodys_next_free_time(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    desk.workspace.open_dock("appointment", appointment_id=booked.id)
    desk.settle()
    desk.key(Qt.Key.Key_M)
    part = desk.workspace.panel.moving.slots.finder  # type: ignore[union-attr]
    assert not part.centre.isVisible()
    assert labels(part)[0] == "Today 11:00 am"
    part.chips.chips[0].click()
    desk.settle()
    (card,) = desk.cards()
    assert card.period.start == local(clock().date(), "11:00")


def test_a_time_on_another_day_turns_the_board_there_once(desk: ReceptionDesk) -> None:
    desk.workspace.open("board")
    board = desk.workspace.page
    assert isinstance(board, BoardPage)
    dock = open_booking(desk, practitioner_id=desk.clinic.doctors[0])
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    tomorrow = desk.session.today() + timedelta(days=1)
    dock._model.picker.choose_day(tomorrow)
    desk.settle()
    dock.slots.slots.chips[0].click()
    desk.settle()
    assert board._model.state.day == tomorrow
    assert board.board._ghost() is not None
    board._model.go_to_today()
    dock.slots.slots.chips[1].click()
    desk.settle()
    assert board._model.state.day == desk.session.today()


def test_the_booking_dock_begins_folded_at_the_top(desk: ReceptionDesk) -> None:
    dock = open_booking(desk)
    dock.slots.finder.wishes_button.click()
    desk.settle()
    bar = dock._frame.page.verticalScrollBar()
    bar.setValue(bar.maximum())
    desk.key(Qt.Key.Key_Escape)
    dock = open_booking(desk)
    assert not dock.slots.finder.wishes.isVisible()
    assert not dock.slots.finder.wishes_button.isChecked()
    assert dock._frame.page.verticalScrollBar().value() == 0


def test_too_many_namesakes_to_count_are_said_to_be_at_least_so_many(desk: ReceptionDesk) -> None:
    dock = open_booking(desk)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    state = replace(dock._model.state, namesakes=7, more=None)
    dock.show_state(state)
    assert "7 or more" in dock.person.card._others.whole_text()
