"""Visits carried about on the board page: made longer, taken to other days and doctors, and parked, by mouse and keys,
in the day of all doctors and in the week of one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import delete

from clinic_desktop.db.models.healthcare_services import PractitionerService
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.viewmodels.appointments.board import Mode
from tests.builders import BERLIN, local
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def desk(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    with open_desk(sqlite_database_url, clock, tmp_path) as opened:
        yield opened


class Hand:
    """A person at the board page, with one visit at 14:00 today."""

    def __init__(self, desk: ReceptionDesk, clock: SetClock) -> None:
        shown = desk.workspace.page
        assert isinstance(shown, BoardPage)
        self.desk, self.page, self.board, self.shelf = desk, shown, shown.board, shown.shelf
        self.today = clock().date()
        desk.window.resize(1400, 1300)
        self.booked: AppointmentView = desk.book(local(self.today, "14:00"), patient=0)
        desk.settle()

    def visit(self) -> Card:
        """The visit as it is in the database."""
        return self.desk.services.days.appointment(self.desk.actor, self.booked.id).card

    def focused(self) -> QWidget:
        return self.desk.focus

    def rect(self) -> QRect:
        rect = self.board.card_rect(self.booked.id)
        assert rect is not None
        return rect

    def select(self) -> None:
        self.board.setFocus()
        assert self.board.show_card(self.booked.id)
        self.desk.settle()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, times: int = 1) -> None:
        for _ in range(times):
            self.desk.key(key, modifiers)

    def week(self) -> None:
        self.page._model.show_week_of(self.desk.clinic.doctors[0])
        self.desk.settle()

    def column(self, doctor: int) -> int:
        number = self.desk.clinic.doctors[doctor]
        return next(i for i, layout in enumerate(self.board.layouts()) if layout.column.practitioner_id == number)

    def place(self, column: int, minute: int) -> QPoint:
        """A little below the start of that time."""
        return self.board.span_rect(column, minute, minute + 30).topLeft() + QPoint(20, 5)

    def press(self, at: QPoint) -> None:
        QTest.mousePress(self.board.viewport(), LEFT, PLAIN, at)
        QTest.mouseMove(self.board.viewport(), at + QPoint(0, 15))

    def drag_to(self, at: QPoint) -> None:
        QTest.mouseMove(self.board.viewport(), at)

    def release(self, at: QPoint) -> None:
        QTest.mouseRelease(self.board.viewport(), LEFT, PLAIN, at)
        self.desk.settle()

    def grab(self) -> QPoint:
        """Takes the visit with the mouse, and gives the point where it was taken."""
        at = self.rect().topLeft() + QPoint(20, 5)
        self.press(at)
        assert self.board.is_moving()
        return at

    def over(self, widget: QWidget) -> QPoint:
        """The middle of another widget, in the viewport's coordinates."""
        return self.board.viewport().mapFromGlobal(widget.mapToGlobal(widget.rect().center()))


@pytest.fixture
def hand(desk: ReceptionDesk, clock: SetClock) -> Hand:
    return Hand(desk, clock)


# --- Longer and shorter -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("week", [False, True])
def test_the_lower_edge_is_dragged_and_one_undo_takes_it_back(hand: Hand, week: bool) -> None:
    if week:
        hand.week()
    hand.select()
    rect = hand.rect()
    edge = QPoint(rect.center().x(), rect.bottom() - 2)
    hand.drag_to(edge)
    assert hand.board.viewport().cursor().shape() == Qt.CursorShape.SizeVerCursor
    column = hand.board.column_at(edge.x()) or 0
    hand.press(edge)
    end = QPoint(edge.x(), hand.board.span_rect(column, 14 * 60 + 48, 15 * 60).top())
    hand.drag_to(end)
    hand.release(end)
    assert hand.visit().period.minutes == 50
    assert hand.visit().period.start == hand.booked.period.start
    assert "50 min" in hand.desk.toast()

    hand.key(Qt.Key.Key_Z, CONTROL)
    assert hand.visit().period == hand.booked.period


@pytest.mark.parametrize(
    "keys",
    [
        [(Qt.Key.Key_M, PLAIN), *[(Qt.Key.Key_Down, SHIFT)] * 3],
        [(Qt.Key.Key_L, PLAIN), *[(Qt.Key.Key_Down, PLAIN)] * 4, (Qt.Key.Key_Up, PLAIN)],
    ],
)
def test_the_end_moves_by_keys(hand: Hand, keys: list[tuple[Qt.Key, Qt.KeyboardModifier]]) -> None:
    hand.select()
    for key, modifiers in keys:
        hand.key(key, modifiers)
    hand.key(Qt.Key.Key_Return)
    assert (hand.visit().period.start, hand.visit().period.minutes) == (hand.booked.period.start, 45)


def test_a_visit_takes_five_minutes_at_least(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_L)
    hand.key(Qt.Key.Key_Up, times=20)
    hand.key(Qt.Key.Key_Return)
    assert hand.visit().period.minutes == 5


def test_start_and_end_move_together_in_one_undo(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_M)
    hand.key(Qt.Key.Key_Down, times=6)
    hand.key(Qt.Key.Key_Down, SHIFT, times=2)
    hand.key(Qt.Key.Key_Return)
    assert hand.visit().period.start == hand.booked.period.start + timedelta(minutes=30)
    assert hand.visit().period.minutes == 40

    hand.key(Qt.Key.Key_Z, CONTROL)
    assert hand.visit().period == hand.booked.period


def test_an_end_over_somebody_else_says_whom_and_changes_nothing(hand: Hand) -> None:
    hand.desk.book(local(hand.today, "14:30"), patient=3)
    hand.desk.settle()
    hand.select()
    hand.key(Qt.Key.Key_L)
    hand.key(Qt.Key.Key_Down)
    target = hand.board.in_hand()
    assert target is not None and not target.possible
    hand.key(Qt.Key.Key_Return)
    assert "taken by" in hand.desk.toast()
    assert hand.board.is_moving()
    hand.key(Qt.Key.Key_Escape)
    assert hand.visit().period == hand.booked.period


# --- To other days and doctors ----------------------------------------------------------------------------------


def test_keys_carry_a_visit_to_another_day(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_M)
    hand.key(Qt.Key.Key_Right, CONTROL)
    assert hand.page._model.state.day == hand.today + timedelta(days=1)
    assert hand.board.is_moving() and hand.focused() is hand.board
    hand.key(Qt.Key.Key_Down, times=12)
    hand.key(Qt.Key.Key_Return)
    assert hand.visit().period.start == local(hand.today + timedelta(days=1), "15:00")
    assert hand.visit().practitioner_id == hand.desk.clinic.doctors[0]

    hand.key(Qt.Key.Key_Z, CONTROL)
    assert hand.visit().period == hand.booked.period


def test_days_on_which_nobody_works_are_passed_over(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_M)
    hand.key(Qt.Key.Key_Right, CONTROL, times=6)
    assert hand.page._model.state.day == hand.today + timedelta(days=7)
    assert hand.board.is_moving() and hand.board.isVisible()
    hand.key(Qt.Key.Key_Escape)
    assert hand.visit().period == hand.booked.period


def test_a_drag_held_over_an_arrow_turns_the_day(hand: Hand) -> None:
    at = hand.grab()
    arrow = hand.page.bar._next
    turned = QSignalSpy(hand.board.hand_changed)
    hand.drag_to(hand.over(arrow))
    assert hand.page.carrying._turn_timer.isActive()
    hand.page.carrying._turn_timer.timeout.emit()
    hand.desk.settle()
    assert hand.page._model.state.day == hand.today + timedelta(days=1)
    assert turned.count() == 0

    hand.drag_to(at)
    assert not hand.page.carrying._turn_timer.isActive()
    there = hand.place(hand.column(0), 15 * 60)
    hand.drag_to(there)
    hand.release(there)
    assert hand.visit().period.start == local(hand.today + timedelta(days=1), "15:00")


def test_a_drag_to_another_doctor_and_one_in_the_week_to_another_day(hand: Hand) -> None:
    hand.grab()
    there = hand.place(hand.column(2), 15 * 60)
    hand.drag_to(there)
    hand.release(there)
    assert hand.visit().practitioner_id == hand.desk.clinic.doctors[2]

    hand.page._model.show_week_of(hand.desk.clinic.doctors[2])
    hand.desk.settle()
    hand.grab()
    there = hand.place(hand.today.weekday() + 2, 10 * 60)
    hand.drag_to(there)
    hand.release(there)
    assert hand.visit().period.start == local(hand.today + timedelta(days=2), "10:00")


def test_a_drop_beside_the_board_leaves_the_visit_where_it_is(hand: Hand) -> None:
    hand.grab()
    outside = QPoint(hand.board.viewport().width() + 200, 100)
    hand.drag_to(outside)
    assert hand.board.is_away()
    hand.release(outside)
    assert not hand.board.is_moving()
    assert hand.visit().period == hand.booked.period


def test_a_doctor_who_does_not_offer_the_service_is_said_at_the_card(desk: ReceptionDesk, clock: SetClock) -> None:
    hand = Hand(desk, clock)
    with desk.database.write() as session:
        offer = PractitionerService.__table__.c
        session.execute(
            delete(PractitionerService).where(
                offer.practitioner_id == desk.clinic.doctors[2], offer.service_id == desk.clinic.consultation
            )
        )
    hand.page._model.load()
    desk.settle()
    hand.grab()
    there = hand.place(hand.column(2), 15 * 60)
    hand.drag_to(there)
    target = hand.board.in_hand()
    assert target is not None and not target.possible
    hand.release(there)
    assert "does not offer" in desk.toast()
    assert hand.visit().practitioner_id == desk.clinic.doctors[0]


def test_the_past_of_another_day_is_no_place_for_a_visit(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_M)
    hand.key(Qt.Key.Key_Left, CONTROL)
    target = hand.board.in_hand()
    assert target is not None and not target.possible
    hand.key(Qt.Key.Key_Escape)


# --- The shelf --------------------------------------------------------------------------------------------------


def test_k_parks_and_the_visit_keeps_its_time(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_K)
    assert hand.shelf.isVisible()
    (chip,) = hand.shelf.chips
    assert "Asha Rao" in chip.accessibleName() and "Dr Anita Menon" in chip.accessibleName()
    assert "parked" in hand.board.cell_name(CardCell(hand.booked.id))
    assert "parked" in hand.desk.toast()
    assert hand.visit().version == hand.booked.version

    hand.key(Qt.Key.Key_Z, CONTROL)
    assert not hand.shelf.chips and not hand.shelf.isVisible()


def test_a_parked_visit_is_put_down_on_free_time_of_another_day(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_K)
    hand.page._model.step(1)
    hand.desk.settle()
    layout = hand.board.layouts()[hand.column(2)]
    hand.board.focus_cell(FreeCell(layout.column.key, 10 * 60))
    hand.key(Qt.Key.Key_K)
    assert hand.board.is_moving()
    hand.key(Qt.Key.Key_Return)
    assert hand.visit().period.start == local(hand.today + timedelta(days=1), "10:00")
    assert hand.visit().practitioner_id == hand.desk.clinic.doctors[2]
    assert not hand.shelf.chips

    hand.key(Qt.Key.Key_Z, CONTROL)
    assert hand.visit().period == hand.booked.period


def test_a_card_dropped_on_the_shelf_is_parked_and_dragged_off_it_again(hand: Hand) -> None:
    hand.grab()
    assert hand.shelf.isVisible()
    hand.desk.settle()
    shelf = hand.over(hand.shelf)
    hand.drag_to(shelf)
    hand.release(shelf)
    (chip,) = hand.shelf.chips
    assert hand.visit().period == hand.booked.period

    there = hand.place(hand.column(0), 15 * 60)
    to = chip.mapFromGlobal(hand.board.viewport().mapToGlobal(there))
    QTest.mousePress(chip, LEFT, PLAIN, QPoint(10, 10))
    QTest.mouseMove(chip, QPoint(10, -30))
    QTest.mouseMove(chip, to)
    assert hand.board.is_moving()
    QTest.mouseRelease(chip, LEFT, PLAIN, to)
    hand.desk.settle()
    assert hand.visit().period.start == local(hand.today, "15:00")
    assert not hand.shelf.chips


def test_several_are_parked_and_escape_or_the_cross_puts_them_back(hand: Hand) -> None:
    others = [hand.desk.book(local(hand.today, time), patient=3) for time in ("15:00", "16:00")]
    hand.desk.settle()
    for number in (hand.booked.id, *(other.id for other in others)):
        hand.board.setFocus()
        assert hand.board.show_card(number)
        hand.key(Qt.Key.Key_K)
    assert len(hand.shelf.chips) == 3

    hand.shelf.chips[0].setFocus()
    hand.key(Qt.Key.Key_Right)
    assert hand.focused() is hand.shelf.chips[1]
    hand.key(Qt.Key.Key_Escape)
    assert [chip.parked.appointment_id for chip in hand.shelf.chips] == [hand.booked.id, others[1].id]
    assert hand.focused() is hand.shelf.chips[1]
    hand.key(Qt.Key.Key_Return)
    assert hand.focused() is hand.board and hand.board.is_moving()
    hand.key(Qt.Key.Key_Escape)
    assert len(hand.shelf.chips) == 2


def test_the_shelf_outlives_pages_and_says_what_changed(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_K)
    hand.desk.desk.workspace.open("patients")
    hand.desk.settle()
    services, actor = hand.desk.services, hand.desk.clinic.coordinator
    start = local(hand.today, "16:00")
    moved = services.booking.reschedule(actor, hand.booked.id, 1, hand.desk.clinic.doctors[2], start)
    hand.desk.settle()
    hand.desk.desk.workspace.open("board")
    hand.desk.settle()
    (chip,) = hand.shelf.chips
    assert "4:00" in chip.accessibleDescription() and "Dr Jonas Weber" in chip.accessibleDescription()

    chip.click()
    hand.desk.settle()
    hand.key(Qt.Key.Key_Up, times=6)
    hand.key(Qt.Key.Key_Return)
    assert hand.visit().period.start == start - timedelta(minutes=30)

    hand.select()
    hand.key(Qt.Key.Key_K)
    services.booking.cancel(actor, hand.booked.id, moved.version + 1, "Cannot come")
    hand.desk.settle()
    (chip,) = hand.shelf.chips
    assert "ancelled" in chip.accessibleDescription()
    chip.click()
    hand.desk.settle()
    assert not hand.board.is_moving()
    assert "cannot be moved any more" in hand.desk.toast()


def test_a_stale_drop_from_the_shelf_moves_nothing(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_K)
    hand.desk.hub.blockSignals(True)
    services, actor = hand.desk.services, hand.desk.clinic.coordinator
    services.booking.reschedule(actor, hand.booked.id, 1, hand.desk.clinic.doctors[0], local(hand.today, "16:00"))
    hand.shelf.chips[0].click()
    hand.key(Qt.Key.Key_Down, times=12)
    hand.key(Qt.Key.Key_Return)
    hand.desk.hub.blockSignals(False)
    assert hand.visit().period.start == local(hand.today, "16:00")
    assert "changed this" in hand.desk.toast()


def test_the_menu_offers_all_three_with_their_keys(hand: Hand) -> None:
    hand.select()
    rect = hand.rect()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, rect.center(), QPoint())
    QApplication.sendEvent(hand.board, event)
    hand.desk.settle()
    menu = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Menu) and widget.isVisible())
    keys = {action.text(): action.shortcut().toString() for action in menu.actions()}
    assert (keys["Move"], keys["Longer or shorter"], keys["Park"]) == ("M", "L", "K")
    next(action for action in menu.actions() if action.text() == "Park").trigger()
    menu.close()
    hand.desk.settle()
    assert len(hand.shelf.chips) == 1


def test_nothing_is_carried_while_the_day_is_looked_at_as_it_stood(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_K)
    hand.page._rewind()
    hand.desk.settle()
    hand.shelf.chips[0].click()
    hand.desk.settle()
    assert not hand.board.is_moving()


def test_the_week_view_is_a_place_for_parked_visits_of_other_doctors(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_K)
    hand.page._model.show_week_of(hand.desk.clinic.doctors[2])
    hand.desk.settle()
    assert hand.page._model.state.mode is Mode.WEEK
    layout = hand.board.layouts()[hand.today.weekday() + 1]
    hand.board.setFocus()
    hand.board.focus_cell(FreeCell(layout.column.key, 11 * 60))
    hand.key(Qt.Key.Key_K)
    hand.key(Qt.Key.Key_Return)
    assert hand.visit().period.start == local(hand.today + timedelta(days=1), "11:00")
    assert hand.visit().practitioner_id == hand.desk.clinic.doctors[2]


def test_a_parked_visit_is_put_down_at_another_centre(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="manager") as desk:
        centres = {centre.id: centre for centre in desk.session.centres}
        desk.session.look_at(centres[desk.clinic.kolkata])
        desk.workspace.open("board")
        desk.settle()
        hand = Hand(desk, clock)
        hand.select()
        hand.key(Qt.Key.Key_K)
        desk.session.look_at(centres[desk.clinic.berlin])
        hand.page._model.go_to(hand.today + timedelta(days=3))
        desk.settle()
        layout = hand.board.layouts()[hand.column(1)]
        hand.board.setFocus()
        hand.board.focus_cell(FreeCell(layout.column.key, 10 * 60))
        hand.key(Qt.Key.Key_K)
        hand.key(Qt.Key.Key_Return)
        card = hand.visit()
        assert (card.location_id, card.practitioner_id) == (desk.clinic.berlin, desk.clinic.doctors[1])
        assert card.period.start == local(hand.today + timedelta(days=3), "10:00", BERLIN)


def test_the_next_person_at_the_desk_finds_an_empty_shelf(hand: Hand) -> None:
    hand.select()
    hand.key(Qt.Key.Key_K)
    desk = hand.desk
    desk.workspace.forget_pages()
    desk.workspace.open("board")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    assert not page.shelf.chips
    assert "parked" not in page.board.cell_name(CardCell(hand.booked.id))


def test_q_where_a_visit_cannot_go_opens_its_dock_with_the_reasons_and_the_way_round(hand: Hand) -> None:
    hand.desk.book(local(hand.today, "15:00"), patient=3)
    hand.desk.settle()
    hand.select()
    hand.key(Qt.Key.Key_M)
    hand.key(Qt.Key.Key_Down, times=12)
    hand.key(Qt.Key.Key_Q)
    assert not hand.board.is_moving()
    dock = hand.desk.workspace.panel
    assert isinstance(dock, VisitDock)
    picking = dock._model.picker
    assert picking.state.why is not None and picking.state.why.wanted.start == local(hand.today, "15:00")
    assert picking.state.why.may_pass
    assert hand.visit().period == hand.booked.period
