"""The docks of one visit and of a booking, and the pages that list visits, in the real window."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QTableView

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import AppointmentState, PaymentMethod
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.money_back import MoneyBack
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.detail_views import AppointmentDetail
from clinic_desktop.services.appointments.values import AppointmentView
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.appointments import VisitsPage
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.appointments.cancel_part import CancelPart
from clinic_desktop.ui.appointments.queue import QueuePage
from clinic_desktop.ui.appointments.waiting_room import WaitingRoomDock
from clinic_desktop.ui.appointments.why_part import WhyPart
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.viewmodels.appointments.appointment import Part, Refunding, VisitViewModel
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.session import Session
from tests.builders import local, new_key
from tests.conftest import SetClock
from tests.ui.appointments.reception import ReceptionDesk, open_desk

CONTROL = Qt.KeyboardModifier.ControlModifier


def card(desk: ReceptionDesk, name: str = "Asha Rao") -> Card:
    return next(card for card in desk.cards() if card.patient_name == name)


def detail(desk: ReceptionDesk, appointment_id: int) -> AppointmentDetail:
    return desk.services.days.appointment(desk.actor, appointment_id)


def visit_dock(desk: ReceptionDesk, appointment_id: int) -> VisitDock:
    desk.workspace.open_dock("appointment", appointment_id=appointment_id)
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, VisitDock)
    return panel


def pay(desk: ReceptionDesk, appointment_id: int, minor: int) -> None:
    payment = DeskPayment(PaymentMethod.CASH, minor, minor, "", new_key())
    desk.services.payments.take_for(desk.actor, appointment_id, (payment,))
    desk.settle()


# --- One visit -------------------------------------------------------------------------------------------------------


def test_the_dock_offers_the_next_legal_step(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    dock = visit_dock(desk, booked.id)
    assert dock.act.label() == "Arrived"
    dock.act.click()
    desk.settle()
    assert card(desk).state is AppointmentState.CHECKED_IN
    assert dock.act.label() == "Call in"
    assert dock.steps.token_button.isVisible()


def test_allergies_stand_in_the_banner_as_plain_text(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=1)
    dock = visit_dock(desk, booked.id)
    assert dock.person._alert.text() == "Allergy: Penicillin"


def test_m_moves_to_another_day(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    dock = visit_dock(desk, booked.id)
    desk.key(Qt.Key.Key_M)
    assert dock._model.state.part is Part.MOVE
    dock.moving.slots.days._days[1].click()
    desk.settle()
    dock.moving.slots.slots.chips[0].click()
    desk.settle()

    moved = detail(desk, booked.id)
    assert moved.card.period.start == local(clock().date() + timedelta(days=1), "09:00")
    assert dock._model.state.part is Part.NONE
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert detail(desk, booked.id).card.period.start == booked.period.start


def test_cancelling_shows_what_the_policy_pays_back_before_anything_happens(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    pay(desk, booked.id, 50_000)
    dock = visit_dock(desk, booked.id)
    dock.steps.cancel_button.click()
    desk.settle()

    assert "50%" in dock.cancelling._why.whole_text()
    assert dock.cancelling.act.label() == "Cancel and refund ₹250.00"
    assert not dock.cancelling.refund.isVisible()
    assert card(desk).state is AppointmentState.CONFIRMED


def test_the_clinics_wish_pays_all_back(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    pay(desk, booked.id, 50_000)
    dock = visit_dock(desk, booked.id)
    dock.steps.cancel_button.click()
    dock.cancelling.whose.chosen.emit(True)
    dock.cancelling.reason.edit.setText("Doctor is ill")
    dock.cancelling.reason.edit.textEdited.emit("Doctor is ill")
    desk.settle()
    assert dock.cancelling.act.label() == "Cancel and refund ₹500.00"
    dock.cancelling.act.click()
    desk.settle()

    after = detail(desk, booked.id)
    assert after.card.state is AppointmentState.CANCELLED
    assert after.back == MoneyBack(to_hand_back=50_000)
    assert "₹500.00 to hand back" in desk.toast()


def test_the_dock_calls_nothing_refunded_that_still_lies_in_the_till(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date() + timedelta(days=2), "15:00"), patient=0)
    pay(desk, booked.id, 50_000)
    version = detail(desk, booked.id).card.version
    desk.services.booking.cancel(desk.actor, booked.id, version, "Cannot come")
    dock = visit_dock(desk, booked.id)
    said = dock.money._detail.whole_text()
    assert "₹500.00 to hand back" in said and "refunded" not in said
    assert dock.money._due.whole_text() == "Nothing due"
    desk.workspace.open_dock("take_payment", appointment_id=booked.id)
    desk.settle()
    assert "To hand back" in texts_of(desk) and "Refunded" not in texts_of(desk)

    desk.workspace.open("payments")
    desk.settle()
    assert "To be refunded" in cells_of(desk) and "Refunded" not in cells_of(desk)
    (refund,) = desk.services.payments.refunds_owed(desk.actor)
    desk.services.payments.confirm_refund(desk.actor, refund.id, refund.version)
    desk.settle()
    assert "Refunded" in cells_of(desk)
    said = visit_dock(desk, booked.id).money._detail.whole_text()
    assert "refunded ₹500.00" in said and "hand back" not in said


def texts_of(desk: ReceptionDesk) -> list[str]:
    panel = desk.workspace.panel
    assert panel is not None
    return [label.whole_text() for label in panel.findChildren(PlainLabel) if label.isVisible()]


def cells_of(desk: ReceptionDesk) -> list[str]:
    page = desk.workspace.page
    assert page is not None
    texts = []
    for table in page.findChildren(QTableView):
        model = table.model()
        for row in range(model.rowCount()):
            texts += [str(model.index(row, column).data()) for column in range(model.columnCount())]
    return texts


def test_cancelling_without_a_reason_is_refused_at_the_field(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    dock = visit_dock(desk, booked.id)
    dock.steps.cancel_button.click()
    dock.cancelling.act.click()
    desk.settle()

    assert dock.cancelling.reason.problem()
    assert card(desk).state is AppointmentState.CONFIRMED
    dock.cancelling.keep.click()
    assert not dock.cancelling.isVisible()


def test_cancel_visit_asks_for_the_reason_and_enter_does_not_mark_as_arrived(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    dock = visit_dock(desk, booked.id)
    dock.steps.cancel_button.setFocus()
    desk.key(Qt.Key.Key_Space)
    reason = dock.cancelling.reason
    assert reason.edit.hasFocus()
    assert "Needed" in reason.note()
    desk.key(Qt.Key.Key_Return)
    assert card(desk).state is AppointmentState.CONFIRMED

    dock.cancelling.act.setFocus()
    desk.key(Qt.Key.Key_Return)
    assert reason.problem() is not None
    assert reason.edit.hasFocus()

    dock.cancelling.keep.setFocus()
    desk.key(Qt.Key.Key_Space)
    assert not dock.cancelling.isVisible()
    desk.key(Qt.Key.Key_Return)
    assert card(desk).state is AppointmentState.CONFIRMED


def begin_to_cancel(desk: ReceptionDesk, clock: SetClock) -> tuple[AppointmentView, VisitDock]:
    """A visit at half past eleven, with the question why it is cancelled open."""
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    dock = visit_dock(desk, booked.id)
    dock.steps.cancel_button.click()
    desk.settle()
    return booked, dock


def test_who_cancels_a_visit_that_another_desk_changed_sees_what_it_is_now(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    booked, dock = begin_to_cancel(desk, clock)
    desk.type("no longer needed")
    desk.hub.blockSignals(True)
    desk.services.visits.check_in(desk.clinic.manager, booked.id, booked.version)
    desk.hub.blockSignals(False)

    dock.cancelling.act.click()
    desk.settle()

    assert dock._model.state.detail is not None
    assert dock._model.state.detail.card.state is AppointmentState.CHECKED_IN
    assert dock.act.label() == "Call in"
    assert "Manager changed this" in dock.cancelling._refusal.whole_text()
    assert dock.cancelling.reason.text() == "no longer needed"

    dock.cancelling.act.click()
    desk.settle()
    assert card(desk).state is AppointmentState.CANCELLED


def test_what_another_desk_was_faster_with_is_not_said_beside_what_was_done_since(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    booked, dock = begin_to_cancel(desk, clock)
    desk.hub.blockSignals(True)
    desk.services.booking.reschedule(
        desk.clinic.manager, booked.id, booked.version, desk.clinic.doctors[0], local(clock().date(), "12:00")
    )
    desk.hub.blockSignals(False)
    desk.type("no longer needed")
    dock.cancelling.act.click()
    desk.settle()
    assert "Manager changed this" in dock.cancelling._refusal.whole_text()

    changed = detail(desk, booked.id).card
    desk.services.visits.check_in(desk.actor, booked.id, changed.version)
    desk.settle()
    assert dock._model.state.refusal is None


def test_who_cancels_what_another_desk_has_cancelled_is_told_and_has_nothing_left_to_cancel(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    booked, dock = begin_to_cancel(desk, clock)
    desk.type("no longer needed")
    desk.hub.blockSignals(True)
    desk.services.booking.cancel(desk.clinic.manager, booked.id, booked.version, "ill")
    desk.hub.blockSignals(False)

    dock.cancelling.act.click()
    desk.settle()
    assert not dock.cancelling.isVisible()
    assert "Manager changed this" in dock._refusal.whole_text()
    assert detail(desk, booked.id).card.state is AppointmentState.CANCELLED


def test_cancelling_without_money_can_be_undone(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    dock = visit_dock(desk, booked.id)
    dock.steps.cancel_button.click()
    dock._model.set_reason("Booked twice")
    dock.cancelling.act.click()
    desk.settle()
    assert detail(desk, booked.id).card.state is AppointmentState.CANCELLED

    desk.key(Qt.Key.Key_Z, CONTROL)
    assert detail(desk, booked.id).card.state is AppointmentState.CONFIRMED


def test_cancelling_a_paid_visit_can_be_undone_until_the_money_is_handed_back(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    pay(desk, booked.id, 50_000)
    dock = visit_dock(desk, booked.id)
    dock.steps.cancel_button.click()
    dock._model.set_reason("Wrong patient")
    dock.cancelling.act.click()
    desk.settle()
    assert desk.services.payments.refunds_owed(desk.clinic.front_desk)

    desk.key(Qt.Key.Key_Z, CONTROL)
    assert detail(desk, booked.id).card.state is AppointmentState.CONFIRMED
    assert not desk.services.payments.refunds_owed(desk.clinic.front_desk)


def test_who_may_set_any_refund_chooses_it(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    pay(desk, booked.id, 50_000)
    admin = Session(clock)
    admin.begin(desk.clinic.admin, desk.session.centres, desk.session.centre)
    services = desk.services
    model = VisitViewModel(
        admin, Background.inline(), services.days, services.slots, services.booking, services.series, DeskFocus()
    )
    part = CancelPart(desk.theme, model, QLocale("en_IN"))
    model.state_changed.connect(part.show_state)
    model.begin(booked.id)
    model.start_cancel()
    assert not part.refund.isHidden()

    part.refund.chosen.emit(Refunding.NONE)
    assert part.act.label() == "Cancel the visit"
    part.refund.chosen.emit(Refunding.ALL)
    assert part.act.label() == "Cancel and refund ₹500.00"


def test_receipts_of_a_paid_visit_are_printed_again(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "15:00"), patient=0)
    pay(desk, booked.id, 50_000)
    dock = visit_dock(desk, booked.id)
    dock.steps.receipt_button.click()
    dock.steps.receipt_button.click()
    desk.settle()

    assert len(list(desk.paper_folder.glob("receipt-*.pdf"))) == 2
    assert len(list(desk.paper_folder.glob("receipt-*-copy.pdf"))) == 1


def test_history_names_who_and_when(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    clock.forward(minutes=3)
    dock = visit_dock(desk, booked.id)
    dock.act.click()
    desk.settle()

    rows = dock._model.state.detail
    assert rows is not None
    assert [(row.action, row.actor_name) for row in rows.history] == [
        ("book", "Coordinator"),
        ("check_in", "Front Desk"),
    ]


def test_another_desks_change_shows_in_the_open_dock(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    dock = visit_dock(desk, booked.id)
    desk.services.visits.check_in(desk.actor, booked.id, booked.version)
    desk.settle()

    assert dock.act.label() == "Call in"


def test_a_stale_key_says_who_changed_it(desk: ReceptionDesk, clock: SetClock) -> None:
    booked = desk.book(local(clock().date(), "11:30"), patient=0)
    dock = visit_dock(desk, booked.id)
    desk.hub.blockSignals(True)
    desk.services.booking.reschedule(
        desk.clinic.coordinator, booked.id, booked.version, desk.clinic.doctors[0], local(clock().date(), "12:00")
    )
    dock.act.click()
    desk.hub.blockSignals(False)

    assert "Coordinator changed this" in desk.toast()


# --- Booking for later -----------------------------------------------------------------------------------------------


def booking_dock(desk: ReceptionDesk) -> BookingDock:
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    return panel


def test_a_visit_is_booked_by_keys_and_undone(desk: ReceptionDesk, clock: SetClock) -> None:
    start = local(clock().date() + timedelta(days=1), "10:00")
    desk.workspace.open_dock("booking", practitioner_id=desk.clinic.doctors[0], starts_at=start)
    desk.settle()
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.type("Cough")
    desk.key(Qt.Key.Key_Return, CONTROL)

    visits = desk.services.days.patient_appointments(desk.actor, desk.clinic.patients[0])
    (visit,) = visits.upcoming
    assert (visit.card.period.start, visit.card.reason) == (start, "Cough")
    assert "Asha Rao booked" in desk.toast()
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert desk.services.days.patient_appointments(desk.actor, desk.clinic.patients[0]).upcoming == ()


def test_a_chosen_time_is_held_until_the_dock_closes(desk: ReceptionDesk, clock: SetClock) -> None:
    start = local(clock().date(), "15:00")
    desk.workspace.open_dock("booking", practitioner_id=desk.clinic.doctors[0], starts_at=start)
    desk.settle()
    assert booking_dock(desk)._model.state.held_until is not None
    column = next(
        column
        for column in desk.services.days.day(desk.actor, desk.clinic.kolkata, desk.session.today()).columns
        if column.practitioner_id == desk.clinic.doctors[0]
    )
    assert [hold.period.start for hold in column.holds] == [start]

    desk.key(Qt.Key.Key_Escape)
    view = desk.services.days.day(desk.actor, desk.clinic.kolkata, desk.session.today())
    assert all(column.holds == () for column in view.columns)


def held_times(desk: ReceptionDesk) -> list[str]:
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    return [hold.label for layout in page.board.layouts() for hold in layout.column.holds]


def test_the_same_person_at_another_desk_sees_the_hold_and_whoever_took_it_the_ghost(
    desk: ReceptionDesk, clock: SetClock, tmp_path: Path
) -> None:
    start = local(clock().date(), "15:00")
    desk.workspace.open_dock("booking", practitioner_id=desk.clinic.doctors[0], starts_at=start)
    desk.settle()
    desk.workspace.command("refresh")
    desk.settle()
    assert booking_dock(desk)._model.state.held_until is not None
    assert held_times(desk) == []
    with open_desk(desk.database.url, clock, tmp_path / "other", clinic=desk.clinic) as other:
        (label,) = held_times(other)
        assert label.startswith("Held by")
        other.workspace.open_dock("booking", practitioner_id=desk.clinic.doctors[0], starts_at=start)
        other.settle()
        assert booking_dock(other)._model.state.held_until is None
        assert len(held_times(other)) == 1


def test_a_time_that_is_taken_meanwhile_keeps_the_person_and_offers_others(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    start = local(clock().date(), "15:00")
    desk.workspace.open_dock("booking", practitioner_id=desk.clinic.doctors[0])
    desk.settle()
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.hub.blockSignals(True)
    desk.book(start, patient=3)
    booking_dock(desk)._model.picker.choose(start)
    desk.hub.blockSignals(False)
    desk.settle()

    state = booking_dock(desk)._model.state
    assert state.patient is not None
    assert state.alternatives
    assert "Coordinator" in booking_dock(desk)._refusal.whole_text()
    booking_dock(desk)._instead.chips[0].click()
    desk.settle()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert card(desk).period.start == state.alternatives[0].period.start


def asking(desk: ReceptionDesk, clock_time: str, doctor: int = 0) -> WhyPart:
    """The booking dock with a patient, asked about a time."""
    desk.workspace.open_dock("booking", practitioner_id=desk.clinic.doctors[doctor])
    desk.settle()
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    part = booking_dock(desk).slots.why
    part.time.edit.setFocus()
    desk.type(clock_time)
    desk.key(Qt.Key.Key_Return)
    desk.settle()
    return part


def test_a_time_that_is_taken_says_by_whom_and_is_booked_over_with_a_reason(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    desk.book(local(clock().date(), "15:00"), patient=3)
    part = asking(desk, "15:10")
    dock = booking_dock(desk)
    assert part._title.whole_text().endswith("cannot be booked")
    assert "is booked" in part._reasons.whole_text()
    assert not dock._model.state.can_book

    part.anyway.click()
    assert part.reason.edit.hasFocus()
    assert not dock._model.state.can_book
    desk.type("Severe pain")
    assert dock._model.state.can_book
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.settle()

    booked = card(desk)
    assert booked.squeezed_in
    assert booked.passed_over == (WhyNot.TAKEN,)


def test_a_free_time_between_the_offered_ones_is_taken_as_it_is_typed(desk: ReceptionDesk, clock: SetClock) -> None:
    asking(desk, "15:10")
    model = booking_dock(desk)._model
    assert model.state.slot is not None
    assert model.state.slot.period.start == local(clock().date(), "15:10")
    assert model.state.held_until is not None
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.settle()
    assert card(desk).period.start == local(clock().date(), "15:10")


def test_the_front_desk_hears_that_a_break_is_not_theirs_to_pass_over(desk: ReceptionDesk) -> None:
    part = asking(desk, "13:15")
    assert "break" in part._reasons.whole_text()
    assert "role" in part._verdict.whole_text()
    assert not part.anyway.isVisible()


def test_a_care_coordinator_is_not_offered_to_squeeze_in(
    qapp: QApplication, sqlite_database_url: str, clock: SetClock, tmp_path: Path
) -> None:
    with open_desk(sqlite_database_url, clock, tmp_path, account="coordinator") as desk:
        desk.book(local(clock().date(), "15:00"), patient=3)
        part = asking(desk, "15:00")
        assert "is booked" in part._reasons.whole_text()
        assert not part.anyway.isVisible()


def test_a_day_without_free_times_says_why(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.workspace.open_dock("booking", practitioner_id=desk.clinic.doctors[0])
    desk.settle()
    slots = booking_dock(desk).slots
    day = clock().date()
    slots.days.chosen.emit(day + timedelta(days=6 - day.weekday()))
    desk.settle()
    assert slots._none.whole_text() == "The doctor has no hours here on this day."


# --- Queue and lists -------------------------------------------------------------------------------------------------


def test_the_queue_has_a_column_for_each_doctor_with_people(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.walk_in(patient=3, doctor=0)
    desk.walk_in(patient=4, doctor=2)
    desk.workspace.open("queue")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, QueuePage)
    columns = [column for column in page._columns if column.isVisible()]
    assert [column._name.whole_text() for column in columns] == ["Dr Anita Menon", "Dr Jonas Weber"]

    columns[1]._next.click()
    desk.settle()
    assert "Zoë Müller called" in desk.toast()


def test_board_and_queue_count_the_same_people_as_waiting(desk: ReceptionDesk) -> None:
    visits = [desk.walk_in(patient=number, doctor=0) for number in (0, 3, 4)]
    called, held = visits[0].appointment, visits[1].appointment
    desk.services.visits.call_in(desk.actor, called.id, called.version)
    desk.services.visits.hold(desk.actor, held.id, held.version)
    room = desk.workspace.panel
    assert isinstance(room, WaitingRoomDock)
    room.model.load()
    desk.settle()
    beside_the_board = room._shown_choices[0].detail

    desk.workspace.open("queue")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, QueuePage)
    assert beside_the_board == "3"
    assert page._waiting.accessibleName() == "3 waiting"
    assert "3 waiting" in page._columns[0]._detail.whole_text()


def test_f9_is_printed_on_the_selected_doctor_only_and_calls_their_next(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3, doctor=0)
    second = desk.walk_in(patient=4, doctor=2)
    desk.workspace.open("queue")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, QueuePage)
    assert [column._next._key for column in page._columns if column.isVisible()] == ["F9", None]

    page._choose(second.appointment.id)
    assert [column._next._key for column in page._columns if column.isVisible()] == [None, "F9"]
    desk.key(Qt.Key.Key_F9)
    assert "Zoë Müller called" in desk.toast()


def test_the_queue_keeps_what_it_showed_when_the_database_is_gone(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    desk.workspace.open("queue")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, QueuePage)
    page._model.show_state(refusal=Unreachable("database", "network"))
    assert page._waiting.accessibleName() == "1 waiting"
    assert not page.empty.isVisible()

    page._model.show_state(room=None)
    assert not page._waiting.isVisible()
    assert page.empty.isVisible()


def test_all_visits_are_found_by_text_and_by_what_is_unpaid(desk: ReceptionDesk, clock: SetClock) -> None:
    first = desk.book(local(clock().date(), "15:00"), patient=0)
    desk.book(local(clock().date(), "16:00"), patient=3)
    pay(desk, first.id, 50_000)
    desk.workspace.open("appointments")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, VisitsPage)
    assert len(page.list.rows.rows) == 2

    page.unpaid.click()
    desk.settle()
    assert [row.patient_name for row in page.list.rows.rows] == ["محمد علي"]
    page.unpaid.click()
    page.search.setText("asha")
    page.search.searched.emit("asha")
    desk.settle()
    assert [row.patient_name for row in page.list.rows.rows] == ["Asha Rao"]


def test_a_click_on_a_head_sorts_over_all_pages(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "15:00"), patient=4)
    desk.book(local(clock().date(), "16:00"), patient=0)
    desk.workspace.open("appointments")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, VisitsPage)
    page.list.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    desk.settle()

    assert [row.patient_name for row in page.list.rows.rows] == ["Asha Rao", "Zoë Müller"]


def test_the_queue_says_when_each_is_likely_to_go_in_and_how_right_it_was(desk: ReceptionDesk) -> None:
    first = desk.walk_in(patient=3).appointment
    desk.walk_in(patient=4)
    desk.services.visits.call_in(desk.clinic.front_desk, first.id, first.version)
    page = queue_page(desk)
    details = [row.detail.split(" · ")[0] for row in page._columns[0].list.rows]
    assert details == ["called to Room 1", "in about 30 min"]
    assert "right within 0 min" in page.accuracy.whole_text()


def test_u_and_d_change_the_place_in_the_queue_and_it_can_be_taken_back(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    second = desk.walk_in(patient=4).appointment
    page = queue_page(desk)
    page._model.select(second.id)
    rows = page._columns[0].list
    rows.setFocus()

    def order() -> list[str]:
        return [row.plate for row in rows.rows]

    desk.key(Qt.Key.Key_U)
    assert order() == ["A-002", "A-001"]
    assert "priority" in desk.toast()
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert order() == ["A-001", "A-002"]
    desk.key(Qt.Key.Key_D)
    assert order() == ["A-001", "A-002"]


def test_c_calls_once_more_who_did_not_hear_it(desk: ReceptionDesk) -> None:
    walked = desk.walk_in(patient=3).appointment
    page = queue_page(desk)
    page._model.select(walked.id)
    page._columns[0].list.setFocus()
    desk.key(Qt.Key.Key_C)
    desk.key(Qt.Key.Key_C)
    assert "called again" in desk.toast()


def test_who_left_is_cancelled_after_a_look_at_what_goes_back(desk: ReceptionDesk) -> None:
    walked = desk.walk_in(patient=3).appointment
    page = queue_page(desk)
    page._model.select(walked.id)
    page._columns[0].list.setFocus()
    desk.key(Qt.Key.Key_X)
    panel = desk.workspace.panel
    assert isinstance(panel, VisitDock)
    assert panel._model.state.part is Part.CANCEL
    assert panel._model.state.reason == "Left without being seen"
    panel._model.cancel()
    desk.settle()
    assert desk.services.days.appointment(desk.actor, walked.id).card.state is AppointmentState.CANCELLED


def queue_page(desk: ReceptionDesk) -> QueuePage:
    desk.workspace.open("queue")
    desk.settle()
    page = desk.workspace.page
    assert isinstance(page, QueuePage)
    return page


def test_a_booking_for_somebody_who_was_only_looked_up_is_kept_with_its_time(desk: ReceptionDesk) -> None:
    desk.workspace.open_dock(
        "booking", practitioner_id=desk.clinic.doctors[0], starts_at=local(desk.session.today(), "15:00")
    )
    desk.settle()
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Escape)
    assert not isinstance(desk.workspace.panel, BookingDock)
    assert desk.toast() == "Draft of Asha Rao kept"
    desk.workspace.toasts._button.click()
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    state = panel._model.state
    assert state.name == "Asha Rao" and state.slot is not None
    assert state.slot.period.start == local(desk.session.today(), "15:00")
    desk.key(Qt.Key.Key_Return, CONTROL)
    (card,) = desk.cards()
    assert card.patient_name == "Asha Rao"
