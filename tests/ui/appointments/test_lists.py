"""The lists of visits: the day as a list on the board with its filters, and taking a list out as a file."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from sqlalchemy import select

from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.ui.appointments.appointments import VisitsPage
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.kit.date_text import TypedDate
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.viewmodels.appointments.board import Mode
from tests.builders import BERLIN, local, new_key
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk


def book_at(desk: ReceptionDesk, location_id: int, service_id: int, doctor: int, start: datetime, patient: int) -> None:
    request = BookingRequest(
        request_key=new_key(),
        practitioner_id=desk.clinic.doctors[doctor],
        location_id=location_id,
        service_id=service_id,
        starts_at=start,
        patient_id=desk.clinic.patients[patient],
    )
    desk.services.booking.book(desk.clinic.manager, request)


def book_check_up(desk: ReceptionDesk, clock_time: str, patient: int) -> None:
    book_at(desk, desk.clinic.kolkata, desk.clinic.check_up, 2, local(desk.session.today(), clock_time), patient)


def board_list(desk: ReceptionDesk) -> BoardPage:
    desk.workspace.open("board")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    page.bar.mode_chosen.emit(Mode.LIST)
    desk.settle()
    return page


def names(page: BoardPage | VisitsPage) -> list[str]:
    return [row.patient_name for row in page.list.rows.rows]


def test_the_day_as_a_list_is_narrowed_by_doctor_service_text_and_what_is_unpaid(desk: ReceptionDesk) -> None:
    today = desk.session.today()
    desk.book(local(today, "15:00"), patient=0)
    book_check_up(desk, "16:00", patient=3)
    desk.book(local(today + timedelta(days=1), "15:00"), patient=4)
    page = board_list(desk)
    filters = page.list.filters
    assert filters is not None
    assert names(page) == ["Asha Rao", "محمد علي"]
    assert [choice.text for choice in filters.services.choices] == ["Back school", "Check-up", "Consultation"]

    filters.services.chosen.emit((desk.clinic.check_up,))
    assert names(page) == ["محمد علي"]
    filters.services.chosen.emit(())
    filters.doctors.chosen.emit((desk.clinic.doctors[0],))
    assert names(page) == ["Asha Rao"]
    filters.doctors.chosen.emit(())
    filters.search.searched.emit("asha")
    assert names(page) == ["Asha Rao"]
    filters.search.searched.emit("")
    filters.unpaid.click()
    assert names(page) == ["Asha Rao", "محمد علي"]


def test_the_keys_of_the_board_go_to_its_list(desk: ReceptionDesk) -> None:
    desk.book(local(desk.session.today(), "15:00"), patient=0)
    desk.workspace.open("board")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    page.board.setFocus()
    page.bar.mode_chosen.emit(Mode.LIST)
    desk.settle()
    assert page.list.table.hasFocus()


def test_all_visits_are_narrowed_by_service_too(desk: ReceptionDesk) -> None:
    desk.book(local(desk.session.today(), "15:00"), patient=0)
    book_check_up(desk, "16:00", patient=3)
    desk.workspace.open("appointments")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, VisitsPage)
    page.services.chosen.emit((desk.clinic.consultation,))
    assert names(page) == ["Asha Rao"]


def test_who_narrowed_all_visits_to_none_drops_the_filters_with_one_click(desk: ReceptionDesk) -> None:
    desk.book(local(desk.session.today(), "15:00"), patient=0)
    desk.workspace.open("appointments")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, VisitsPage)
    page.services.chosen.emit((desk.clinic.yoga,))
    empty = page.findChildren(EmptyState)[0]
    assert empty.isVisible() and empty._primary.label() == "Drop the filters"
    empty._primary.click()
    desk.settle()
    assert names(page) == ["Asha Rao"]


def test_all_centres_are_listed_with_their_own_times_names_and_doctors(
    sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="manager") as desk:
        thursday = desk.session.today() + timedelta(days=3)
        book_at(desk, desk.clinic.berlin, desk.clinic.consultation, 1, local(thursday, "10:00", BERLIN), 0)
        desk.session.look_at(desk.session.centre_at(desk.clinic.kolkata))
        desk.workspace.open("appointments")
        desk.settle()
        page = desk.workspace.page
        assert isinstance(page, VisitsPage)
        assert names(page) == []
        before = {choice.text for choice in page.doctors.choices}
        page.everywhere.click()
        desk.settle()
        assert names(page) == ["Asha Rao"]
        when, _, _, reason, *_ = [column.cell(page.list.rows.rows[0]) for column in page.list.rows._columns]
        assert when.text.startswith("10:00")
        assert reason.detail == desk.session.centre_at(desk.clinic.berlin).name
        assert before <= {choice.text for choice in page.doctors.choices}
        page.doctors.chosen.emit((desk.clinic.doctors[1],))
        page.everywhere.click()
        assert page._model.state.filters.practitioner_ids == frozenset()


def test_a_first_day_after_the_last_takes_it_along_and_the_other_way_round(desk: ReceptionDesk) -> None:
    today = desk.session.today()
    desk.book(local(today, "15:00"), patient=0)
    desk.workspace.open("appointments")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, VisitsPage)
    later = today + timedelta(days=90)
    page.first.chosen.emit(TypedDate(later))
    desk.settle()
    assert (page.first.day(), page.last.day()) == (later, later)
    page.last.chosen.emit(TypedDate(today))
    desk.settle()
    assert (page.first.day(), page.last.day()) == (today, today)
    assert names(page) == ["Asha Rao"]


def test_a_list_is_written_whole_to_a_file_and_noted(desk: ReceptionDesk, tmp_path: Path) -> None:
    for number, clock_time in enumerate(("14:00", "15:00", "16:00")):
        desk.book(local(desk.session.today(), clock_time), patient=number, reason="=HYPERLINK(1)")
    page = board_list(desk)
    page.list.export.write(tmp_path / "visits.csv")
    desk.settle()
    assert "visits.csv" in desk.toast()
    with (tmp_path / "visits.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, *rows = csv.reader(file)
    assert heads[:5] == ["Day", "From", "Until", "Number", "Patient"]
    assert rows[0][:5] == ["2026-11-23", "14:00", "14:30", "P-000001", "Asha Rao"]
    assert {row[10] for row in rows} == {"'=HYPERLINK(1)"}
    assert rows[0][11] == "500.00"
    with desk.database.read() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert event.account_id == desk.actor.account_id


def test_a_file_that_cannot_be_written_is_said(desk: ReceptionDesk, tmp_path: Path) -> None:
    page = board_list(desk)
    page.list.export.write(tmp_path / "nowhere" / "visits.csv")
    desk.settle()
    assert "could not be written" in desk.toast()


def test_status_and_phone_are_whole_beside_the_waiting_room_in_a_small_window(desk: ReceptionDesk) -> None:
    booked = desk.book(local(desk.session.today(), "11:30"), patient=0)
    desk.services.visits.complete(desk.clinic.doctor, booked.id, booked.version)
    desk.book(local(desk.session.today(), "15:00"), patient=4)
    assert desk.window.width() == 1280 and desk.workspace.panel is not None
    table = board_list(desk).list.table
    heads = [str(table.model().headerData(place, Qt.Orientation.Horizontal)) for place in range(7)]
    for name in ("Status", "Phone", "Unpaid"):
        assert table.columnWidth(heads.index(name)) >= table.sizeHintForColumn(heads.index(name)), name
    assert table.isColumnHidden(heads.index("Reason"))
    assert table.columnWidth(heads.index("Patient")) >= 120
    assert not table.horizontalScrollBar().isVisible()


def test_ctrl_enter_on_a_row_presses_the_button_of_the_dock_and_opens_no_other_visit(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    desk.book(local(clock().date(), "11:30"), patient=0)
    desk.workspace.open("appointments")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, VisitsPage)
    desk.key(Qt.Key.Key_F2)
    desk.type("Meera")
    desk.key(Qt.Key.Key_Return)
    page.list.table.setFocus()
    page.list.table.selectRow(0)
    desk.settle()
    desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert AppointmentState.CHECKED_IN in {card.state for card in desk.cards()}
    assert len(desk.cards()) == 2
