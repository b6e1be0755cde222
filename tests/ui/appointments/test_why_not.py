"""Why is this time not free? Asked on the board and in the docks, by mouse and keys, and passed over with a reason."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from clinic_desktop.domain.period import Period
from clinic_desktop.domain.scheduling import ClosedInterval, ClosedReason, WhyNot
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.appointments import board_content
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.board import words
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.appointments.visit_history import deed_text
from clinic_desktop.viewmodels.appointments.board_state import ClosedTime
from tests.builders import local
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL = Qt.KeyboardModifier.ControlModifier
LOCALE = QLocale("en_IN")


@pytest.fixture
def admin(qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[ReceptionDesk]:
    """An admin at a desk: nothing but the past and other people's holds stands against them."""
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as desk:
        desk.session.look_at(next(place for place in desk.session.centres if place.id == desk.clinic.kolkata))
        desk.workspace.open("board")
        desk.settle()
        yield desk


def page(desk: ReceptionDesk) -> BoardPage:
    shown = desk.workspace.page
    assert isinstance(shown, BoardPage)
    return shown


def dock(desk: ReceptionDesk) -> BookingDock:
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    return panel


def card(desk: ReceptionDesk, name: str) -> Card:
    return next(card for card in desk.cards() if card.patient_name == name)


def point_at(desk: ReceptionDesk, column: int, minute: int) -> QPoint:
    """A point of the board at that minute of a column."""
    board = page(desk).board
    rect = board.span_rect(column, minute, minute + 5)
    board.bring_into_view(rect)
    desk.settle()
    return board.span_rect(column, minute, minute + 5).center()


def ask_for(desk: ReceptionDesk, text: str) -> None:
    """Types a time into the field that asks about it."""
    edit = dock(desk).slots.why.time.edit
    edit.setFocus()
    edit.selectAll()
    desk.type(text)
    desk.key(Qt.Key.Key_Return)


def test_q_on_a_visit_says_who_is_in_the_way_and_takes_another_time(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=3)
    desk.settle()
    page(desk).board.setFocus()
    assert page(desk).board.show_card(booked.id)
    desk.key(Qt.Key.Key_Q)

    why = dock(desk).slots.why
    assert why.time.edit.hasFocus()
    assert booked.patient_name in why._reasons.whole_text()
    assert why.anyway.isVisible()
    ask_for(desk, "13:15")
    assert "break" in why._reasons.whole_text()
    assert not why.anyway.isVisible()


def test_a_double_click_on_the_break_asks_about_it(desk: ReceptionDesk) -> None:
    board = page(desk).board
    at = point_at(desk, 0, 13 * 60 + 15)
    QTest.mouseDClick(board.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    desk.settle()
    assert "break" in dock(desk).slots.why._reasons.whole_text()


def test_closed_time_says_what_it_is_when_it_is_pointed_at(desk: ReceptionDesk) -> None:
    column = page(desk).board.layouts()[0].column
    closed = next(item for item in column.closed if item.start_minute == 13 * 60)
    said = words.closed_tooltip(column, closed.start_minute + 5)
    assert closed.label in said
    assert "Q" in said


def test_an_admin_books_over_the_break_and_the_card_says_so(admin: ReceptionDesk) -> None:
    admin.workspace.open_dock("booking", practitioner_id=admin.clinic.doctors[0])
    admin.settle()
    admin.type("2345")
    admin.key(Qt.Key.Key_Return)
    ask_for(admin, "13:15")
    dock(admin).slots.why.anyway.click()
    admin.type("The doctor asked for it")
    admin.key(Qt.Key.Key_Return, CONTROL)

    booked = card(admin, "Asha Rao")
    assert booked.passed_over == (WhyNot.BREAK,)
    found = page(admin).board._card(booked.appointment_id)
    assert found is not None
    assert "Booked although the doctor has a break" in words.card_tooltip(found[1], LOCALE)


def test_a_visit_is_moved_over_the_break_and_back(admin: ReceptionDesk, clock: SetClock) -> None:
    booked = admin.book(local(clock().date(), "15:00"), patient=3)
    admin.workspace.open_dock("appointment", appointment_id=booked.id)
    admin.settle()
    panel = admin.workspace.panel
    assert isinstance(panel, VisitDock)
    panel.steps.move_button.click()
    admin.settle()
    why = panel.moving.slots.why
    why.time.edit.setFocus()
    admin.type("13:15")
    admin.key(Qt.Key.Key_Return)
    assert why.anyway.label() == "Move here anyway…"
    why.anyway.click()
    assert not why.finish.isEnabled()
    admin.type("The bus leaves at two")
    why.finish.click()
    admin.settle()

    moved = card(admin, booked.patient_name)
    assert moved.period.start == local(clock().date(), "13:15")
    assert moved.passed_over == (WhyNot.BREAK,)
    detail = admin.services.days.appointment(admin.actor, booked.id)
    last = detail.history[-1]
    assert "although the doctor has a break" in deed_text(last, detail.zone, LOCALE)
    assert last.reason == "The bus leaves at two"

    admin.key(Qt.Key.Key_Z, CONTROL)
    back = card(admin, booked.patient_name)
    assert back.period == booked.period
    assert back.passed_over == ()


def test_what_is_against_a_move_from_the_board_comes_into_sight(admin: ReceptionDesk, clock: SetClock) -> None:
    booked = admin.book(local(clock().date(), "15:00"), patient=3)
    wanted = admin.clinic.doctors[0], local(clock().date(), "13:15")
    admin.workspace.open_dock("appointment", appointment_id=booked.id, move_to=wanted)
    admin.settle()
    panel = admin.workspace.panel
    assert isinstance(panel, VisitDock)
    anyway = panel.moving.slots.why.anyway
    assert anyway.hasFocus()
    assert anyway.visibleRegion().boundingRect() == anyway.rect()
    admin.key(Qt.Key.Key_Return)
    assert panel.moving.slots.why.reason.edit.hasFocus()


def test_time_that_has_gone_by_is_nobodys(admin: ReceptionDesk, clock: SetClock) -> None:
    admin.workspace.open_dock("booking", practitioner_id=admin.clinic.doctors[0])
    admin.settle()
    ask_for(admin, "00:10")
    why = dock(admin).slots.why
    assert "past" in why._reasons.whole_text()
    assert why._verdict.whole_text() == "Nobody can book this time."
    assert not why.anyway.isVisible()


def test_a_time_that_the_clocks_skip_is_said_and_nothing_stays_chosen(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="berlin_desk") as desk:
        desk.workspace.open_dock("booking", day=date(2027, 3, 28))
        desk.settle()
        ask_for(desk, "10:00")
        why = dock(desk).slots.why
        assert why._title.isVisible()

        ask_for(desk, "2:30")
        assert why.time.problem() == "The clocks skip this time on that day."
        assert why.time.value() == time(2, 30)
        assert not why._title.isVisible()
        assert dock(desk)._model.state.slot is None

        ask_for(desk, "3:30")
        why.time.edit.selectAll()
        desk.type("2:45")
        desk.key(Qt.Key.Key_Tab)
        assert not why.time.edit.hasFocus()
        assert why.time.value() == time(2, 45)
        assert why.time.problem() is not None

        ask_for(desk, "3:30")
        assert why.time.problem() is None
        assert why._title.isVisible()


def test_the_board_closes_the_hour_that_the_clocks_skip() -> None:
    berlin, day = ZoneInfo("Europe/Berlin"), date(2027, 3, 28)
    assert board_content._closed((), day, berlin) == (ClosedTime(120, 180, "Skipped by the clocks"),)
    assert board_content._closed((), day + timedelta(days=1), berlin) == ()
    night = Period(datetime(2027, 3, 27, 23, tzinfo=UTC), datetime(2027, 3, 28, 6, tzinfo=UTC))
    closed = board_content._closed((ClosedInterval(night, ClosedReason.NOT_IN_YET),), day, berlin)
    assert closed == (ClosedTime(0, 480, "Not in yet"),)


def test_nothing_is_booked_while_the_typed_time_cannot_be_read(desk: ReceptionDesk) -> None:
    page(desk).board.setFocus()
    desk.key(Qt.Key.Key_N)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    ask_for(desk, "15:10")
    assert dock(desk)._model.state.slot is not None

    edit = dock(desk).slots.why.time.edit
    edit.selectAll()
    desk.type("1510x")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.cards() == ()
    assert desk.focus is edit

    edit.selectAll()
    desk.type("15:40")
    desk.key(Qt.Key.Key_Return, CONTROL)
    (booked,) = desk.cards()
    assert booked.period.start == local(desk.session.today(), "15:40")
