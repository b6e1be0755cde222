"""The screen in the waiting room: tokens and rooms, at the right centre, and never a name."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.ui.appointments.queue import QueuePage
from clinic_desktop.ui.appointments.waiting_screen import WaitingScreen
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk


def queue_page(desk: ReceptionDesk) -> QueuePage:
    desk.workspace.open("queue")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, QueuePage)
    return page


def opened(desk: ReceptionDesk) -> WaitingScreen:
    page = queue_page(desk)
    page.show_screen.click()
    desk.settle()
    assert page.screen_window is not None
    return page.screen_window


def call(desk: ReceptionDesk, patient: int) -> None:
    done = desk.walk_in(patient)
    desk.services.visits.call_in(desk.clinic.front_desk, done.appointment.id, done.appointment.version)
    desk.settle()


def test_it_shows_who_is_called_and_who_follows(desk: ReceptionDesk) -> None:
    call(desk, 3)
    desk.walk_in(4)
    screen = opened(desk)
    words = screen.shown_words()
    assert words[0] == "Lotus Clinic"
    assert words[2:6] == ("Please go in now", "A-001", "Room 1", "Dr Anita Menon")
    assert words[6:] == ("A-002", "Room 1", "next · about 30 min")
    assert screen.spoken() == "A-001 · Room 1"


def test_no_name_of_a_patient_is_on_it(desk: ReceptionDesk) -> None:
    call(desk, 0)
    desk.walk_in(1)
    said = " ".join(opened(desk).shown_words())
    for name in ("Asha", "Rao", "Dev", "Malhotra"):
        assert name not in said


def test_a_call_at_another_desk_shows_at_once_and_the_latest_is_large(desk: ReceptionDesk, clock: SetClock) -> None:
    screen = opened(desk)
    assert "Please take a seat" in screen.shown_words()
    call(desk, 3)
    clock.forward(minutes=1)
    call(desk, 4)
    assert screen.shown_words()[3] == "A-002"
    assert "please go in now" in screen.shown_words()


def test_it_goes_on_while_the_desk_is_locked(desk: ReceptionDesk) -> None:
    screen = opened(desk)
    desk.desk.lock()
    desk.settle()
    assert screen.isVisible()
    call(desk, 3)
    assert "A-001" in screen.shown_words()


def test_it_goes_on_showing_what_it_knew_when_the_database_is_gone(
    desk: ReceptionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(desk, 3)
    screen = opened(desk)

    def gone(*_: object) -> None:
        raise Unreachable("database")

    monkeypatch.setattr(desk.services.days, "token_board", gone)
    screen._model.load()
    assert "A-001" in screen.shown_words()
    assert screen.shown_words()[-1].startswith("As of 11:00")


def test_t_opens_it_once_and_escape_closes_it(desk: ReceptionDesk) -> None:
    desk.walk_in(3)
    page = queue_page(desk)
    QTest.keyClick(page, Qt.Key.Key_T)
    first = page.screen_window
    QTest.keyClick(page, Qt.Key.Key_T)
    assert first is not None and page.screen_window is first
    QTest.keyClick(first, Qt.Key.Key_Escape)
    assert not isValid(first) or not first.isVisible()
    desk.settle()
    QTest.keyClick(page, Qt.Key.Key_T)
    assert page.screen_window is not None and page.screen_window.isVisible()


def test_it_closes_when_the_desk_signs_out(desk: ReceptionDesk) -> None:
    screen = opened(desk)
    desk.session.end()
    assert not isValid(screen) or not screen.isVisible()


def test_it_stays_at_its_centre_whatever_the_desk_looks_at(
    qtbot: QtBot, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="admin") as desk:
        call(desk, 3)
        desk.session.look_at(next(centre for centre in desk.session.centres if centre.id == desk.clinic.kolkata))
        screen = opened(desk)
        desk.session.look_at(next(centre for centre in desk.session.centres if centre.id == desk.clinic.berlin))
        screen._model.load()
        assert "A-001" in screen.shown_words()
        page = queue_page(desk)
        page.open_screen()
        assert page.screen_window is not None and page.screen_window.centre_id == desk.clinic.berlin
        assert "A-001" not in page.screen_window.shown_words()
        page.screen_window.close()


def test_the_omnibox_opens_it(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    desk.type("/waiting-room")
    desk.key(Qt.Key.Key_Return)
    page = desk.workspace.page
    assert isinstance(page, QueuePage) and page.screen_window is not None
    page.screen_window.close()
