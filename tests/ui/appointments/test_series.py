"""Series, rooms and group sessions in the docks of the real window."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select, update

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.scheduling import Hold
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.services.series.recurrence import Repeat
from clinic_desktop.services.series.values import Scope, SeriesRequest, SeriesView, SeriesWish
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.booking import BookingDock
from tests.builders import local, new_key
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL = Qt.KeyboardModifier.ControlModifier
TUESDAY = date(2026, 11, 24)
WEEK = timedelta(days=7)


def booking_dock(desk: ReceptionDesk, clock_time: str = "14:00") -> BookingDock:
    """The booking dock for a patient, with doctor 1 on Tuesday at that time."""
    desk.workspace.open_dock(
        "booking", practitioner_id=desk.clinic.doctors[0], starts_at=local(TUESDAY, clock_time),
        patient_id=desk.clinic.patients[1],
    )  # fmt: skip
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    return panel


def repeat_weekly(dock: BookingDock, desk: ReceptionDesk, count: str = "4") -> None:
    dock.series.repeat.chosen.emit((Repeat.WEEKLY, 1))
    dock.series.count.edit.setText(count)
    dock.series.count.edit.textEdited.emit(count)
    desk.settle()


def starts(desk: ReceptionDesk) -> list[object]:
    with desk.database.read() as session:
        return list(session.execute(select(Appointment.starts_at).order_by(Appointment.starts_at)).scalars())


def test_a_series_is_planned_and_booked_with_ctrl_enter_and_taken_back(desk: ReceptionDesk) -> None:
    dock = booking_dock(desk)
    assert dock.act.label() == "Book"
    assert dock._amount.whole_text() == "₹500.00" and dock._summary.whole_text().startswith("Dr Anita Menon")
    repeat_weekly(dock, desk)
    shown = [row._when.text().replace("\xa0", " ") for row in dock.series.rows]
    assert shown[:2] == ["Tue 24 Nov 2:00 pm", "Tue 1 Dec 2:00 pm"]
    assert dock.act.label() == "Book 4 visits"
    assert dock._amount.whole_text() == "₹2,000.00"
    assert dock._summary.whole_text().startswith("4 × ₹500.00 · Dr Anita Menon")
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert starts(desk) == [local(TUESDAY + WEEK * n, "14:00") for n in range(4)]
    assert "4 visits booked" in desk.toast()
    desk.key(Qt.Key.Key_Z, CONTROL)
    with desk.database.read() as session:
        assert set(session.execute(select(Appointment.state)).scalars()) == {"cancelled"}


def test_who_may_not_see_payments_is_asked_too_but_told_no_amount(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="coordinator") as desk:
        booking_dock(desk)
        desk.key(Qt.Key.Key_Return, CONTROL)
        with desk.database.read() as session:
            (number,) = session.execute(select(Appointment.id)).scalars()
        payment = DeskPayment(PaymentMethod.CASH, 20_000, 20_000, "", new_key())
        desk.services.payments.take_for(desk.clinic.front_desk, number, (payment,))
        desk.settle()
        desk.key(Qt.Key.Key_Z, CONTROL)
        with desk.database.read() as session:
            assert session.scalar(select(Appointment.state)) == "confirmed"
        desk.answer("Give the money back")
        with desk.database.read() as session:
            assert session.scalar(select(Appointment.state)) == "cancelled"


def test_ctrl_z_gives_back_nothing_of_a_series_before_somebody_says_so(desk: ReceptionDesk) -> None:
    dock = booking_dock(desk)
    repeat_weekly(dock, desk)
    desk.key(Qt.Key.Key_Return, CONTROL)
    with desk.database.read() as session:
        first, second, *_ = session.execute(select(Appointment.id).order_by(Appointment.starts_at)).scalars()
    for number in (first, second):
        payment = DeskPayment(PaymentMethod.CASH, 20_000, 20_000, "", new_key())
        desk.services.payments.take_for(desk.clinic.front_desk, number, (payment,))
    desk.settle()
    desk.key(Qt.Key.Key_Z, CONTROL)
    with desk.database.read() as session:
        assert set(session.execute(select(Appointment.state)).scalars()) == {"confirmed"}
    desk.answer("Give ₹400.00 back")
    with desk.database.read() as session:
        assert set(session.execute(select(Appointment.state)).scalars()) == {"cancelled"}
    assert "₹400.00 to hand back" in desk.toast()


def test_a_clash_says_why_and_another_time_is_taken_by_a_click(desk: ReceptionDesk) -> None:
    desk.book(local(TUESDAY + WEEK, "14:00"), patient=0)
    dock = booking_dock(desk)
    repeat_weekly(dock, desk)
    row = dock.series.rows[1]
    assert row._why.whole_text() == "Not then: somebody else has it."
    assert dock.act.label() == "Book 3 visits"
    row.instead.chips[0].click()
    desk.settle()
    assert dock.act.label() == "Book 4 visits"
    dock.series.rows[3].box.click()
    desk.settle()
    dock.act.click()
    desk.settle()
    assert local(TUESDAY + WEEK, "14:30") in starts(desk)
    assert local(TUESDAY + WEEK * 3, "14:00") not in starts(desk)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("10000", "These are too many visits for one series."),
        ("60", "A series can go on for a year at most."),
        ("", "Type a whole number."),
    ],
)
def test_what_cannot_be_a_series_is_said_in_plain_words(desk: ReceptionDesk, count: str, words: str) -> None:
    dock = booking_dock(desk)
    repeat_weekly(dock, desk, count)
    assert words in dock.series._refusal.whole_text()
    assert not dock._model.state.can_book


def test_the_hold_is_renewed_while_somebody_is_busy_and_let_go_with_escape(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    dock = booking_dock(desk)

    def held_until() -> object:
        with desk.database.read() as session:
            return session.execute(select(Hold.expires_at)).scalar_one_or_none()

    assert held_until() == clock() + timedelta(minutes=5)
    clock.forward(minutes=4)
    dock._keep_hold()
    desk.settle()
    assert held_until() == clock() + timedelta(minutes=5)
    desk.key(Qt.Key.Key_Escape)
    desk.settle()
    assert held_until() is None


def test_a_hold_that_ran_out_is_asked_for_again(desk: ReceptionDesk, clock: SetClock) -> None:
    dock = booking_dock(desk)
    clock.forward(minutes=6)
    desk.book(local(TUESDAY, "14:00"), patient=0)
    dock._keep_hold()
    desk.settle()
    assert dock._model.state.slot is None
    assert "Coordinator took 2:00" in dock._refusal.whole_text()


def test_a_group_session_is_one_card_with_its_places(desk: ReceptionDesk) -> None:
    today = desk.session.today()
    for patient in (0, 1):
        desk.services.booking.book(
            desk.clinic.coordinator,
            BookingRequest(
                request_key=new_key(), practitioner_id=desk.clinic.doctors[0], location_id=desk.clinic.kolkata,
                service_id=desk.clinic.yoga, starts_at=local(today, "14:00"), patient_id=desk.clinic.patients[patient],
            ),
        )  # fmt: skip
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    cards = [card for column in page.board._state.columns for card in column.cards]
    assert [(card.name, card.second_line) for card in cards] == [("Back school", "2 of 3")]
    dock = visit_dock(desk, cards[0].appointment_id)
    assert dock.group.title.text() == "Group · 2 of 3 places taken"
    assert [chip.text() for chip in dock.group.chips.chips] == ["Asha Rao", "Dev Malhotra"]
    dock.group.chips.chips[1].click()
    desk.settle()
    assert dock._model.state.detail is not None
    assert dock._model.state.detail.card.patient_name == "Dev Malhotra"


def test_the_booking_dock_says_how_many_places_a_session_has_left(desk: ReceptionDesk) -> None:
    desk.services.booking.book(
        desk.clinic.coordinator,
        BookingRequest(
            request_key=new_key(), practitioner_id=desk.clinic.doctors[0], location_id=desk.clinic.kolkata,
            service_id=desk.clinic.yoga, starts_at=local(TUESDAY, "14:00"), patient_id=desk.clinic.patients[0],
        ),
    )  # fmt: skip
    dock = booking_dock(desk, "15:00")
    dock.slots.service.chosen.emit(desk.clinic.yoga)
    desk.settle()
    texts = [chip.text().replace("\xa0", " ") for chip in dock.slots.slots.chips]
    assert "2:00 pm · 2 of 3 left" in texts
    assert "3:00 pm · 3 of 3 left" in texts


# --- The dock of a visit of a series ---------------------------------------------------------------------------------


def four_visits(desk: ReceptionDesk) -> SeriesView:
    wish = SeriesWish(
        desk.clinic.doctors[0], desk.clinic.kolkata, desk.clinic.consultation, TUESDAY, 14 * 60,
        "FREQ=WEEKLY;INTERVAL=1;COUNT=4",
    )  # fmt: skip
    request = SeriesRequest(
        request_key=new_key(), wish=wish, starts=tuple(local(TUESDAY + WEEK * n, "14:00") for n in range(4)),
        patient_id=desk.clinic.patients[1],
    )  # fmt: skip
    return desk.services.series.book(desk.actor, request)


def visit_dock(desk: ReceptionDesk, appointment_id: int) -> VisitDock:
    desk.workspace.open_dock("appointment", appointment_id=appointment_id)
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, VisitDock)
    return panel


def test_a_visit_shows_its_place_in_the_series_and_opens_the_others(desk: ReceptionDesk) -> None:
    view = four_visits(desk)
    dock = visit_dock(desk, view.members[1].appointment_id)
    assert dock.siblings.title.text() == "Series · visit 2 of 4"
    assert not dock.scope.isVisible()
    dock.siblings.chips.chips[3].click()
    desk.settle()
    assert dock._model.state.appointment_id == view.members[3].appointment_id
    assert dock.siblings.title.text() == "Series · visit 4 of 4"


def test_this_and_the_later_ones_are_moved_after_a_look_and_taken_back_at_once(desk: ReceptionDesk) -> None:
    view = four_visits(desk)
    desk.book(local(TUESDAY + timedelta(days=1) + WEEK * 3, "14:00"), patient=0)
    dock = visit_dock(desk, view.members[1].appointment_id)
    desk.key(Qt.Key.Key_M)
    dock.scope.scope.chosen.emit(Scope.LATER)
    dock.moving.slots.days._days[1].click()
    desk.settle()
    next(chip for chip in dock.moving.slots.slots.chips if chip.text().replace("\xa0", " ") == "2:00 pm").click()
    desk.settle()
    lines = [line.replace("\xa0", " ") for line in dock.moving.shift.lines]
    assert lines[0] == "Tue 1 Dec 2:00 pm → Wed 2 Dec 2:00 pm"
    assert lines[2] == "Tue 15 Dec 2:00 pm stays: somebody else has it."
    assert dock.moving.shift.act.label() == "Move 2 visits"
    dock.moving.shift.act.click()
    desk.settle()
    assert "2 visits moved" in desk.toast()
    moved = desk.services.series.series(desk.actor, view.series_id).members
    assert [member.period.start.astimezone(desk.session.centre.zone).weekday() for member in moved] == [1, 2, 2, 1]
    desk.key(Qt.Key.Key_Z, CONTROL)
    back = desk.services.series.series(desk.actor, view.series_id).members
    assert [member.period for member in back] == [member.period for member in view.members]


def test_all_are_cancelled_with_one_reason(desk: ReceptionDesk) -> None:
    view = four_visits(desk)
    dock = visit_dock(desk, view.members[0].appointment_id)
    dock.steps.cancel_button.click()
    dock.scope.scope.chosen.emit(Scope.ALL)
    desk.settle()
    assert dock.cancelling.act.label() == "Cancel 4 visits"
    dock.cancelling.act.click()
    desk.settle()
    assert dock._model.series.state.refusal is not None
    assert dock.cancelling.reason.problem()
    dock.cancelling.reason.edit.setText("Moved away")
    dock.cancelling.reason.edit.textEdited.emit("Moved away")
    dock.cancelling.act.click()
    desk.settle()
    assert "4 visits cancelled" in desk.toast()
    with desk.database.read() as session:
        assert set(session.execute(select(Appointment.state)).scalars()) == {"cancelled"}


def test_another_room_is_chosen_in_the_dock(desk: ReceptionDesk) -> None:
    with desk.database.write() as session:
        session.execute(update(HealthcareService).values(needs_room=True))
    booked = desk.book(local(TUESDAY, "14:00"))
    desk.book(local(TUESDAY, "14:00"), doctor=1, patient=1)
    dock = visit_dock(desk, booked.id)
    assert [(choice.text, choice.enabled) for choice in dock.room._rooms] == [
        ("Room 1", True), ("Room 2", False), ("Room 3", True),
    ]  # fmt: skip
    dock.room.chosen.emit(desk.clinic.rooms[2])
    desk.settle()
    assert dock._model.state.detail is not None
    assert dock._model.state.detail.room == "Room 3"
