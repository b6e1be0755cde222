"""Looking back at the day in the real window: by key and by mouse, with nothing that can be done on it."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.appointments.board_page import BoardPage
from tests.builders import local
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk


@pytest.fixture
def page(desk: ReceptionDesk, clock: SetClock) -> BoardPage:
    """The board three hours after a visit was booked, two of them after the patient had arrived."""
    visit = desk.book(local(desk.session.today(), "16:00"))
    clock.now += timedelta(hours=1)
    desk.services.visits.check_in(desk.actor, visit.id, visit.version)
    clock.now += timedelta(hours=2)
    shown = desk.workspace.page
    assert isinstance(shown, BoardPage)
    shown.board.setFocus()
    desk.key(Qt.Key.Key_F5)
    return shown


def states(page: BoardPage) -> list[AppointmentState]:
    return [card.state for card in page._model.state.cards]


def test_r_shows_the_day_as_it_stood_and_escape_goes_back(desk: ReceptionDesk, page: BoardPage) -> None:
    page.board.setFocus()
    desk.key(Qt.Key.Key_R)
    assert page.rewind.isVisible() and page.rewind.slider.hasFocus()
    assert states(page) == [AppointmentState.CHECKED_IN]
    for _ in range(5):
        desk.key(Qt.Key.Key_PageDown)
    assert states(page) == [AppointmentState.CONFIRMED]
    desk.key(Qt.Key.Key_Home)
    assert states(page) == []
    desk.key(Qt.Key.Key_Escape)
    assert not page.rewind.isVisible() and page.board.hasFocus()
    assert states(page) == [AppointmentState.CHECKED_IN]


def test_the_mouse_rewinds_too(desk: ReceptionDesk, page: BoardPage) -> None:
    page.bar.rewind.click()
    slider = page.rewind.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(6, slider.height() // 2))
    desk.settle()
    assert states(page) == []
    page.rewind.back.click()
    desk.settle()
    assert states(page) == [AppointmentState.CHECKED_IN]


def test_nothing_can_be_done_on_what_is_over(desk: ReceptionDesk, page: BoardPage) -> None:
    page.board.setFocus()
    desk.key(Qt.Key.Key_R)
    (card,) = page._model.state.cards
    before = desk.services.days.appointment(desk.actor, card.appointment_id)
    page.board.setFocus()
    page.board.show_card(card.appointment_id)
    for key in (Qt.Key.Key_C, Qt.Key.Key_P, Qt.Key.Key_M, Qt.Key.Key_N, Qt.Key.Key_X):
        desk.key(key)
    assert not page.board.is_moving()
    assert desk.services.days.appointment(desk.actor, card.appointment_id) == before


def test_another_day_and_another_desk_leave_the_past_alone(desk: ReceptionDesk, page: BoardPage) -> None:
    page.board.setFocus()
    desk.key(Qt.Key.Key_R)
    desk.book(local(desk.session.today(), "15:00"), patient=2)
    assert len(states(page)) == 1
    page.board.setFocus()
    desk.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert page._model.state.at is None
    desk.key(Qt.Key.Key_R)
    assert page._model.state.at is None, "a day to come has not stood yet"


def test_the_moment_is_said_in_words(desk: ReceptionDesk, page: BoardPage, clock: SetClock) -> None:
    page.board.setFocus()
    desk.key(Qt.Key.Key_R)
    assert page._model.state.at == clock.now - timedelta(hours=1)
    assert "As it was at" in page.rewind._title.text()
    assert local(desk.session.today(), "09:00") <= page._model.state.at
