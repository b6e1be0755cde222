"""The walk-in dock, driven by real keys that are counted: F2, who, Ctrl+Enter."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, QueueState, Topic, Urgency
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.services.appointments.values import WalkInDone
from clinic_desktop.services.billing.desk import DeskPayment
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.booking import BookingDock
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.appointments.walk_in import WalkInDock
from clinic_desktop.ui.formats import isolated
from clinic_desktop.viewmodels.appointments.person_finding import Stage
from clinic_desktop.viewmodels.appointments.walk_in_state import WalkInState
from tests.builders import local, new_key
from tests.conftest import SetClock
from tests.later import Later
from tests.ui.appointments.reception import ReceptionDesk

CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def dock(desk: ReceptionDesk) -> WalkInDock:
    panel = desk.workspace.panel
    assert isinstance(panel, WalkInDock)
    return panel


def state(desk: ReceptionDesk) -> WalkInState:
    return dock(desk)._model.state


def no_modal(desk: ReceptionDesk) -> bool:
    return QApplication.activeModalWidget() is None and not desk.window.findChildren(QDialog)


def patient_of(desk: ReceptionDesk, number: int) -> str:
    return desk.services.patients.hit(desk.actor, desk.clinic.patients[number]).name


# --- Returning, new, arriving ----------------------------------------------------------------------------------------


def test_a_returning_patient_walks_in_with_at_most_nine_keys_and_two_actions(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return, CONTROL)

    assert desk.keys_pressed == 7
    assert no_modal(desk)
    (card,) = desk.cards()
    assert card.patient_name == "Asha Rao"
    assert card.state is AppointmentState.CHECKED_IN
    assert card.token == "A-001"
    assert card.due.minor == 0
    assert "Asha Rao booked · token A-001" in desk.toast()


def test_who_looked_at_the_board_meanwhile_books_by_the_same_key(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    page = desk.workspace.page
    assert isinstance(page, BoardPage)
    page.board.setFocus()
    desk.key(Qt.Key.Key_Return, CONTROL)

    (card,) = desk.cards()
    assert (card.patient_name, card.state) == ("Asha Rao", AppointmentState.CHECKED_IN)


def test_token_and_receipt_are_kept_as_pdf_where_the_desk_has_no_printer(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return, CONTROL)

    names = sorted(path.name for path in desk.paper_folder.iterdir())
    assert [name.split("-")[0] for name in names] == ["receipt", "token"]
    assert "kept as PDF" in desk.toast()


def test_a_new_patient_walks_in_with_three_actions_and_two_fields(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("9811122233")
    desk.key(Qt.Key.Key_Return)
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Tab)
    desk.type("34y")
    desk.key(Qt.Key.Key_Tab)
    desk.type("f")
    desk.key(Qt.Key.Key_Return, CONTROL)

    assert desk.keys_pressed == 29
    assert no_modal(desk)
    (card,) = desk.cards()
    assert (card.patient_name, card.patient_phone) == ("Lata Verma", "+919811122233")
    hit = desk.services.patients.hit(desk.actor, card.patient_id)
    assert (hit.gender, hit.birth_estimated) == ("female", True)


def test_a_new_patient_can_be_searched_for_by_name_first(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Return)

    assert state(desk).stage is Stage.NEW
    assert state(desk).new.name == "Lata Verma"
    assert desk.focus is dock(desk).person.new.birth.edit


def test_nobody_is_booked_while_the_birth_cannot_be_read(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Return)
    desk.type("31-2-1992")
    desk.key(Qt.Key.Key_Tab)
    desk.type("f")
    desk.key(Qt.Key.Key_Return, CONTROL)

    birth = dock(desk).person.new.birth
    assert desk.cards() == ()
    assert birth.problem() == "There is no 31 February."
    assert (birth.text(), desk.focus) == ("31-2-1992", birth.edit)

    birth.edit.selectAll()
    desk.type("28-2-1992")
    desk.key(Qt.Key.Key_Return, CONTROL)
    (card,) = desk.cards()
    assert desk.services.patients.hit(desk.actor, card.patient_id).birth_date == date(1992, 2, 28)


def test_the_last_digits_of_a_phone_are_not_taken_for_a_phone(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("5551")
    desk.key(Qt.Key.Key_Return)

    assert (state(desk).new.phone, state(desk).new.name) == ("", "")


def test_a_booked_patient_who_arrives_is_checked_in_with_one_key(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "11:30"), patient=0)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    assert state(desk).stage is Stage.ARRIVING

    before = desk.keys_pressed
    desk.key(Qt.Key.Key_Return)

    assert desk.keys_pressed == before + 1
    (card,) = desk.cards()
    assert card.state is AppointmentState.CHECKED_IN
    assert "Asha Rao arrived · token A-001" in desk.toast()


def test_one_key_in_the_due_list_checks_in(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "11:30"), patient=0)
    desk.settle()
    waiting_room = desk.workspace.panel
    assert waiting_room is not None
    waiting_room.setFocus()
    desk.settle()

    desk.key(Qt.Key.Key_A)

    assert desk.keys_pressed == 1
    (card,) = desk.cards()
    assert card.state is AppointmentState.CHECKED_IN


def test_once_the_database_is_back_nothing_says_that_it_is_away(
    desk: ReceptionDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> WalkInDone:
        raise Unreachable("database", "network")

    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    with monkeypatch.context() as patched:
        patched.setattr(type(desk.services.walk_in), "walk_in", away)
        desk.key(Qt.Key.Key_Return, CONTROL)
    assert "DB_001" in dock(desk)._refusal.whole_text()
    assert desk.cards() == ()

    desk.hub.changed.emit(frozenset({Topic.APPOINTMENTS}), frozenset())
    desk.settle()
    assert not dock(desk)._refusal.isVisible()
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert [card.patient_name for card in desk.cards()] == ["Asha Rao"]


# --- Nobody is picked silently ---------------------------------------------------------------------------------------


def test_people_who_share_a_phone_are_listed_together_and_named_in_number(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("4471")

    rows = [row.title for row in dock(desk).person.finding.list.rows]
    assert set(rows[:2]) == {"Dev Malhotra", "Meera Iyer"}
    desk.key(Qt.Key.Key_Return)
    assert state(desk).namesakes == 1


def test_typing_alone_takes_nobody(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("+919830012345")

    assert state(desk).stage is Stage.FIND
    assert not state(desk).can_book
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert desk.cards() == ()


def test_down_and_enter_take_the_second_person(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("4471")
    second = dock(desk).person.finding.list.rows[1].title
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Return)

    taken = state(desk).patient
    assert taken is not None
    assert taken.name == second


def test_digits_that_are_nobodys_phone_take_nobody_by_their_number(desk: ReceptionDesk) -> None:
    number = desk.clinic.patients[2]
    desk.key(Qt.Key.Key_F2)
    desk.type(f"{number:04d}")
    rows = dock(desk).person.finding.list.rows
    assert rows[0].title == "Meera Iyer"
    assert rows[0].detail.startswith(desk.services.patients.hit(desk.actor, number).number)
    assert rows[state(desk).highlighted].icon == "user-plus"

    desk.key(Qt.Key.Key_Return)
    assert (state(desk).stage, state(desk).patient) == (Stage.NEW, None)


def test_who_has_those_digits_as_number_is_one_arrow_away(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type(f"{desk.clinic.patients[2]:04d}")
    desk.key(Qt.Key.Key_Up)
    desk.key(Qt.Key.Key_Return)
    assert state(desk).name == "Meera Iyer"


def test_a_number_typed_as_it_is_written_takes_its_patient(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type(f"p{desk.clinic.patients[2]}")
    desk.key(Qt.Key.Key_Return)
    assert state(desk).name == "Meera Iyer"


# --- What is chosen already, and choosing otherwise ------------------------------------------------------------------


def test_another_doctor_and_upi_cost_two_more_keys(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    second = state(desk).doctors[1]
    desk.key(Qt.Key.Key_2, ALT)
    desk.key(Qt.Key.Key_U, ALT)
    desk.key(Qt.Key.Key_Return, CONTROL)

    assert desk.keys_pressed == 9
    (card,) = desk.cards()
    assert card.practitioner_id == second.practitioner_id
    # The payer's bank gives the number: it is typed once they have scanned.
    desk.type("428811902231")
    desk.key(Qt.Key.Key_Return, CONTROL)
    invoice = desk.services.payments.invoice(desk.actor, card.appointment_id)
    assert [payment.method for payment in invoice.payments] == [PaymentMethod.UPI]


def usual_way(desk: ReceptionDesk, changes: dict[str, int | bool | str]) -> PaymentMethod | None:
    desk.services.settings.change(desk.clinic.admin, changes)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    shown = dock(desk).method.value()
    assert shown == state(desk).method
    return state(desk).method


def test_the_dock_begins_with_upi_where_there_is_an_address_for_it(desk: ReceptionDesk) -> None:
    assert usual_way(desk, {"default_method": "upi", "upi_address": "lotus@okbank"}) is PaymentMethod.UPI


def test_the_dock_does_not_begin_with_upi_without_an_address(desk: ReceptionDesk) -> None:
    assert usual_way(desk, {"default_method": "upi"}) is PaymentMethod.CASH
    desk.key(Qt.Key.Key_U, ALT)
    assert state(desk).method is PaymentMethod.UPI


def test_the_dock_does_not_begin_with_a_link_that_no_gateway_would_make(desk: ReceptionDesk) -> None:
    assert usual_way(desk, {"default_method": "link"}) is PaymentMethod.CASH


def test_where_no_rupees_are_taken_upi_is_not_offered(desk: ReceptionDesk) -> None:
    desk.session.look_at(replace(desk.session.centre, currency="EUR"))
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_U, ALT)
    assert state(desk).method is PaymentMethod.CASH
    assert PaymentMethod.UPI not in state(desk).methods
    assert PaymentMethod.CARD in state(desk).methods


def test_a_draft_that_is_taken_along_is_paid_in_a_way_that_the_other_centre_takes(desk: ReceptionDesk) -> None:
    type_a_new_patient(desk)
    desk.key(Qt.Key.Key_U, ALT)
    desk.key(Qt.Key.Key_Escape)
    desk.session.look_at(replace(desk.session.centre, currency="EUR"))
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Return)
    assert state(desk).new.name == "Lata Verma"
    assert (state(desk).method, dock(desk).method.value()) == (PaymentMethod.CASH, PaymentMethod.CASH)


def test_the_open_dock_offers_the_doctors_of_the_centre_that_comes_into_view(desk: ReceptionDesk) -> None:
    type_a_new_patient(desk)
    here = desk.session.centre
    assert state(desk).doctors
    desk.session.look_at(replace(here, id=desk.clinic.berlin, name="Mitte", currency="EUR"))
    there = {offer.practitioner_id for offer in desk.services.slots.offer(desk.clinic.berlin)}
    assert {offer.practitioner_id for offer in state(desk).doctors} == there
    assert state(desk).practitioner_id in there | {None}
    assert state(desk).new.name == "Lata Verma"


def test_later_takes_no_money(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_A, ALT)
    desk.key(Qt.Key.Key_Return, CONTROL)

    (card,) = desk.cards()
    assert card.due == card.amount


def test_the_doctor_last_seen_is_chosen_again(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.walk_in(patient=0, doctor=2)
    clock.forward(minutes=90)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Down)
    desk.key(Qt.Key.Key_Up)
    desk.key(Qt.Key.Key_Return)

    assert state(desk).practitioner_id == desk.clinic.doctors[2]


def test_the_queue_stays_chosen_when_another_desk_books(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    dock(desk)._model.choose_start(None)
    desk.book(local(clock().date(), "15:00"), patient=3, doctor=1)
    desk.settle()
    assert state(desk).queued

    desk.key(Qt.Key.Key_Return, CONTROL)
    room = desk.services.days.waiting_room(desk.actor, desk.clinic.kolkata)
    assert [entry.starts_at for entry in room.waiting] == [None]


def test_an_emergency_goes_in_first(desk: ReceptionDesk) -> None:
    desk.walk_in(patient=3)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    dock(desk).emergency.click()
    desk.key(Qt.Key.Key_1, ALT)
    desk.key(Qt.Key.Key_Return, CONTROL)

    room = desk.services.days.waiting_room(desk.actor, desk.clinic.kolkata)
    assert room.waiting[0].urgency is Urgency.EMERGENCY


def test_the_booking_shows_as_a_ghost_until_the_dock_closes(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    ghost = dock(desk)._model._focus.ghost
    assert ghost is not None
    assert ghost.label == "Asha Rao"

    focus = dock(desk)._model._focus
    desk.key(Qt.Key.Key_Escape)
    assert focus.ghost is None


# --- Races, refusals and undo ----------------------------------------------------------------------------------------


def test_a_time_lost_to_another_desk_keeps_what_was_typed_and_offers_others(
    desk: ReceptionDesk, clock: SetClock
) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("9811122233")
    desk.key(Qt.Key.Key_Return)
    desk.type("Lata Verma")
    model = dock(desk)._model
    wanted = state(desk).starts_at
    assert wanted is not None
    # The change is on its way: this desk does not know of it when the key is pressed.
    desk.hub.blockSignals(True)
    doctor = desk.clinic.doctors.index(state(desk).practitioner_id or 0)
    desk.book(wanted, patient=3, doctor=doctor)
    model.book()
    desk.hub.blockSignals(False)

    assert state(desk).new.name == "Lata Verma"
    assert state(desk).alternatives
    assert "Coordinator" in dock(desk)._refusal.whole_text()
    assert len(desk.cards()) == 1
    offered = state(desk).alternatives[0]
    QTest.mouseClick(dock(desk).findChildren(SlotChips)[0].chips[0], Qt.MouseButton.LeftButton)
    desk.settle()
    assert state(desk).starts_at == offered.period.start
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert {card.patient_name for card in desk.cards()} == {"Lata Verma", patient_of(desk, 3)}


def test_a_chosen_time_that_goes_is_named_and_not_changed_silently(desk: ReceptionDesk, clock: SetClock) -> None:
    clock.forward(minutes=5)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    wanted = state(desk).starts_at
    assert wanted is not None
    doctor = desk.clinic.doctors.index(state(desk).practitioner_id or 0)
    desk.book(wanted, patient=3, doctor=doctor)
    desk.settle()

    assert state(desk).gone == wanted
    assert state(desk).starts_at != wanted


def test_a_phone_that_is_none_is_said_under_its_field(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("+9112345678901234")
    desk.key(Qt.Key.Key_Return)
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Return, CONTROL)

    assert dock(desk).person.new.phone.problem()
    assert desk.cards() == ()
    assert state(desk).new.name == "Lata Verma"


def test_undo_takes_the_walk_in_back_and_says_what_goes_back(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.key(Qt.Key.Key_Z, CONTROL)
    desk.answer("Give ₹500.00 back")

    (card,) = desk.cards()
    assert card.state is AppointmentState.CANCELLED
    assert "₹500.00 to hand back" in desk.toast()


def test_undo_gives_no_money_back_before_somebody_says_so(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.workspace.open("queue")
    desk.settle()
    desk.key(Qt.Key.Key_Z, CONTROL)
    desk.answer("Keep it")

    (card,) = desk.cards()
    assert card.state is AppointmentState.CHECKED_IN
    assert card.due is not None and not card.due.minor


def test_undo_asks_too_where_the_visit_was_paid_after_it_was_booked(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    desk.key(Qt.Key.Key_Return, CONTROL)
    (card,) = desk.cards()
    payment = DeskPayment(PaymentMethod.CASH, 20_000, 20_000, "", new_key())
    desk.services.payments.take_for(desk.actor, card.appointment_id, (payment,))
    desk.key(Qt.Key.Key_Z, CONTROL)
    desk.answer("Give ₹200.00 back")

    (card,) = desk.cards()
    assert card.state is AppointmentState.CANCELLED
    assert "₹200.00 to hand back" in desk.toast()


def test_undo_takes_an_arrival_back(desk: ReceptionDesk, clock: SetClock) -> None:
    desk.book(local(clock().date(), "11:30"), patient=0)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Z, CONTROL)

    (card,) = desk.cards()
    assert card.state is AppointmentState.CONFIRMED
    assert card.queue_state in (None, QueueState.LEFT)


def test_a_visit_that_is_opened_while_somebody_is_booked_stays_open(desk: ReceptionDesk, clock: SetClock) -> None:
    other = desk.book(local(clock().date(), "15:00"), patient=3)
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    dock(desk)._model._tasks = later = Later()
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.workspace.open_dock("appointment", appointment_id=other.id)
    later.let_go()
    desk.settle()
    assert isinstance(desk.workspace.panel, VisitDock)
    assert "Asha Rao booked" in desk.toast()


def test_the_new_visit_is_selected_on_the_board(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    focus = dock(desk)._model._focus
    desk.key(Qt.Key.Key_Return, CONTROL)

    assert focus.selected_id == desk.cards()[0].appointment_id


def test_f2_works_from_a_field_and_from_other_pages(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("asha")
    desk.key(Qt.Key.Key_F2)
    assert desk.focus is dock(desk).person.finding.field


def test_what_naughty_people_type_is_shown_as_plain_text(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("<b>Rob</b>; DROP")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Return, CONTROL)

    (card,) = desk.cards()
    assert card.patient_name == "<b>Rob</b>; DROP"
    assert "<b>Rob</b>; DROP booked" in desk.toast()


def test_what_was_typed_goes_along_to_other_pages_and_back(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Return)
    for page in (Qt.Key.Key_3, Qt.Key.Key_1):
        desk.key(page, CONTROL)
        assert dock(desk).isVisible()
    assert state(desk).name == "Lata Verma"
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Escape)
    assert not isinstance(desk.workspace.panel, WalkInDock)


def test_a_search_that_nobody_typed_into_stays_behind(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_3, CONTROL)
    assert desk.workspace.panel is None


def test_a_name_that_is_too_long_is_cut_to_what_the_field_shows(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("a" * 130)
    desk.key(Qt.Key.Key_Return)
    assert state(desk).name == "a" * 100


# --- What was typed is never lost -----------------------------------------------------------------------------------


def type_a_new_patient(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("9811122233")
    desk.key(Qt.Key.Key_Return)
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Tab)
    desk.type("34y")


def test_escape_keeps_a_new_patient_that_is_half_typed_and_f2_and_enter_go_on(desk: ReceptionDesk) -> None:
    type_a_new_patient(desk)
    focus = dock(desk)._model._focus
    desk.key(Qt.Key.Key_Escape)
    assert not isinstance(desk.workspace.panel, WalkInDock)
    assert desk.toast() == "Draft of Lata Verma kept"
    assert focus.ghost is None
    assert no_modal(desk)

    desk.key(Qt.Key.Key_F2)
    (row,) = dock(desk).person.finding.list.rows
    assert row.title == f"Go on with {isolated('Lata Verma')}"
    desk.key(Qt.Key.Key_Return)
    assert (state(desk).new.name, state(desk).new.phone) == ("Lata Verma", "9811122233")
    assert (dock(desk).person.new.birth.text(), state(desk).new.birth_estimated) == ("01-Jan-1992", True)
    desk.key(Qt.Key.Key_Return, CONTROL)
    (card,) = desk.cards()
    assert card.patient_name == "Lata Verma"


def test_a_visit_opened_over_a_half_typed_walk_in_keeps_it_and_says_so(desk: ReceptionDesk, clock: SetClock) -> None:
    done = desk.walk_in(patient=3)
    type_a_new_patient(desk)
    desk.workspace.open_dock("appointment", appointment_id=done.appointment.id)
    desk.settle()
    assert desk.toast() == "Draft of Lata Verma kept"
    assert desk.workspace.toasts.can_undo()

    desk.workspace.toasts._button.click()
    desk.settle()
    assert state(desk).new.name == "Lata Verma"
    assert dock(desk).person.new.birth.text()


def test_a_known_patient_stays_when_another_dock_opens_but_not_when_the_dock_is_closed(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.workspace.open_dock("booking")
    desk.settle()
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Return)
    assert state(desk).name == "Asha Rao"

    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_F2)
    assert state(desk).stage is Stage.FIND and not state(desk).offers_draft


def test_a_walk_in_for_somebody_else_leaves_the_draft_for_afterwards(desk: ReceptionDesk) -> None:
    type_a_new_patient(desk)
    desk.workspace.open_dock("walk_in", patient_id=desk.clinic.patients[0])
    desk.settle()
    assert state(desk).name == "Asha Rao"
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert [card.patient_name for card in desk.cards()] == ["Asha Rao"]

    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Return)
    assert state(desk).new.name == "Lata Verma"
    assert dock(desk).person.new.birth.value() is not None
    desk.key(Qt.Key.Key_Return, CONTROL)
    assert len(desk.cards()) == 2
    desk.key(Qt.Key.Key_F2)
    assert state(desk).stage is Stage.FIND


def test_the_next_persons_digits_never_end_up_in_the_draft_of_another(desk: ReceptionDesk) -> None:
    desk.key(Qt.Key.Key_F2)
    desk.type("2345")
    desk.key(Qt.Key.Key_Return)
    desk.type("cough")
    desk.key(Qt.Key.Key_Escape)

    desk.key(Qt.Key.Key_F2)
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Return)
    assert state(desk).new.name == "Lata Verma" and not state(desk).reason
    assert desk.desk.has_unsaved()
    desk.key(Qt.Key.Key_Escape)

    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Return)
    assert state(desk).name == "Lata Verma"
    desk.key(Qt.Key.Key_Return, CONTROL)
    desk.key(Qt.Key.Key_F2)
    desk.key(Qt.Key.Key_Return)
    assert (state(desk).name, state(desk).reason) == ("Asha Rao", "cough")


def test_a_draft_waits_while_somebody_is_looked_for_and_comes_back_with_an_empty_search(desk: ReceptionDesk) -> None:
    type_a_new_patient(desk)
    desk.key(Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_F2)
    desk.type("2")
    assert not state(desk).offers_draft
    desk.key(Qt.Key.Key_Backspace)
    assert state(desk).offers_draft
    desk.key(Qt.Key.Key_Escape)
    assert desk.toast() == "Draft of Lata Verma kept"
    assert desk.desk.has_unsaved()


def test_a_half_typed_booking_is_kept_with_its_time(desk: ReceptionDesk) -> None:
    desk.workspace.open_dock("booking")
    desk.settle()
    desk.type("Lata Verma")
    desk.key(Qt.Key.Key_Return)
    desk.key(Qt.Key.Key_Escape)
    assert desk.toast() == "Draft of Lata Verma kept"
    desk.workspace.toasts._button.click()
    desk.settle()
    panel = desk.workspace.panel
    assert isinstance(panel, BookingDock)
    assert panel._model.state.new.name == "Lata Verma"


def test_a_kept_draft_is_something_that_quitting_would_lose(desk: ReceptionDesk) -> None:
    type_a_new_patient(desk)
    desk.key(Qt.Key.Key_Escape)
    assert desk.desk.has_unsaved()
