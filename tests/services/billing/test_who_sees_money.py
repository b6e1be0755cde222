"""What visits cost and what was paid is for those who may see payments: no card of a doctor or coordinator has it.
Doctors hear of their own visits whether they are paid, and no amount."""

from collections.abc import Callable

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import PaymentWord
from clinic_desktop.domain.errors import NotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.slips import SlipService
from clinic_desktop.services.appointments.views import Card, ListingFilters, ListingSort
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.earnings import EarningsService
from clinic_desktop.services.patients.card import PatientRecords
from tests.builders import Clinic
from tests.conftest import SetClock
from tests.services.billing.conftest import MONDAY, Booked, cash

FEE = Money(50_000, "INR")


@pytest.fixture
def paid(booked: Booked, visits: VisitService, clinic: Clinic) -> int:
    """A visit of today that is paid in full, whose patient waits."""
    view = booked("14:00", payment=cash(FEE.minor))
    visits.check_in(clinic.front_desk, view.id, view.version)
    return view.id


def _nobodys_business(clinic: Clinic) -> tuple[Actor, Actor]:
    return clinic.doctor, clinic.coordinator


def _cards(days: DayService, actor: Actor, clinic: Clinic, appointment_id: int) -> list[Card]:
    """The visit's card on every screen that has one for the person."""
    board = days.day(actor, clinic.kolkata, MONDAY)
    week = days.week(actor, clinic.doctors[0], MONDAY, clinic.kolkata)
    own = days.doctor_day(actor, clinic.doctors[0], MONDAY)
    listed = days.listing(actor, ListingFilters())
    of_patient = days.patient_appointments(actor, clinic.patients[1])
    return [
        *(card for column in board.columns for card in column.cards),
        *(card for day in week.days for card in day.cards),
        *own.cards,
        *listed.cards,
        *(visit.card for visit in (*of_patient.upcoming, *of_patient.past)),
        days.appointment(actor, appointment_id).card,
    ]


def test_no_card_of_a_doctor_or_a_coordinator_has_an_amount(days: DayService, clinic: Clinic, paid: int) -> None:
    for actor in _nobodys_business(clinic):
        cards = _cards(days, actor, clinic, paid)
        assert len(cards) >= 6
        assert {(card.amount, card.due) for card in cards} == {(None, None)}
        detail = days.appointment(actor, paid)
        assert (detail.paid, detail.back, detail.invoice_id, detail.invoice_number) == (None, None, None, None)
        room = days.waiting_room(actor, clinic.kolkata)
        assert [(entry.due, entry.payment) for entry in room.waiting] == [(None, None)]
        assert room.unpaid == 0 and days.day(actor, clinic.kolkata, MONDAY).unpaid == 0


def test_doctors_hear_of_their_own_visits_whether_they_are_paid_and_nobody_else_does(
    days: DayService, clinic: Clinic, paid: int
) -> None:
    assert {card.payment for card in _cards(days, clinic.doctor, clinic, paid)} == {PaymentWord.PAID}
    assert {card.payment for card in _cards(days, clinic.coordinator, clinic, paid)} == {None}


def test_doctors_hear_nothing_of_the_money_of_other_doctors(days: DayService, clinic: Clinic, paid: int) -> None:
    other = clinic.other_doctor
    board = days.day(other, clinic.kolkata, MONDAY)
    of_patient = days.patient_appointments(other, clinic.patients[1])
    cards = [
        *(card for column in board.columns for card in column.cards),
        *(visit.card for visit in (*of_patient.upcoming, *of_patient.past)),
        *days.listing(other, ListingFilters()).cards,
    ]
    assert {(card.amount, card.due, card.payment) for card in cards} <= {(None, None, None)}


def test_the_desk_sees_it_on_every_card(days: DayService, clinic: Clinic, paid: int) -> None:
    for actor in (clinic.front_desk, clinic.centre_manager, clinic.manager, clinic.admin):
        cards = _cards(days, actor, clinic, paid)
        assert {(card.amount, card.due, card.payment) for card in cards} == {(FEE, Money(0, "INR"), "paid")}
        assert days.appointment(actor, paid).paid == FEE


def test_a_patients_visits_have_no_price_for_a_doctor_or_a_coordinator(
    database: Database, clock: SetClock, clinic: Clinic, paid: int
) -> None:
    records = PatientRecords(database, clock)
    for actor in _nobodys_business(clinic):
        assert [(one.amount, one.due) for one in records.visits(actor, clinic.patients[1])] == [(None, None)]
        card = records.card(actor, clinic.patients[1])
        assert card.next_visit is not None and card.next_visit.amount is None
        assert card.balance == () and "unpaid" not in card.flags
    assert [one.amount for one in records.visits(clinic.front_desk, clinic.patients[1])] == [FEE]


def test_what_a_verb_gives_back_has_no_money_either(
    booked: Booked, booking: BookingService, visits: VisitService, clinic: Clinic
) -> None:
    one, other = booked("14:00", payment=cash(FEE.minor)), booked("15:00", payment=cash(FEE.minor))
    assert one.amount == FEE
    cancelled = booking.cancel(clinic.coordinator, one.id, one.version, "The patient rang")
    done = visits.complete(clinic.doctor, other.id, other.version)
    assert {(view.amount, view.due) for view in (cancelled, done)} == {(None, None)}


def test_a_coordinator_is_told_what_part_goes_back_but_no_amount(
    booked: Booked, booking: BookingService, clinic: Clinic
) -> None:
    view = booked("14:00", payment=cash(FEE.minor))
    preview = booking.refund_preview(clinic.coordinator, view.id)
    assert (preview.paid, preview.refund, preview.percent, preview.gives_back) == (None, None, 50, True)
    assert booking.refund_preview(clinic.front_desk, view.id).refund == Money(25_000, "INR")


@pytest.mark.parametrize(
    "ask",
    [
        lambda days, actor: days.listing(actor, ListingFilters(unpaid_only=True)),
        lambda days, actor: days.listing(actor, ListingFilters(), ListingSort.AMOUNT),
    ],
)
def test_who_owes_and_who_pays_most_cannot_be_found_out_by_filtering(
    days: DayService, clinic: Clinic, ask: Callable[[DayService, Actor], object]
) -> None:
    for actor in _nobodys_business(clinic):
        with pytest.raises(NotAllowed):
            ask(days, actor)
    ask(days, clinic.front_desk)


def test_paper_says_no_more_than_the_screen(
    database: Database, clock: SetClock, days: DayService, clinic: Clinic, paid: int
) -> None:
    slips = SlipService(database, clock)
    entry = days.waiting_room(clinic.front_desk, clinic.kolkata).waiting[0]
    theirs = slips.token_slip(clinic.doctor, entry.encounter_id)
    assert (theirs.fee, theirs.payment_word) == (None, None)
    assert slips.token_slip(clinic.front_desk, entry.encounter_id).fee == FEE
    sheet = slips.day_sheet(clinic.doctor, clinic.doctors[0], clinic.kolkata, MONDAY)
    assert [row.payment_word for row in sheet.rows] == [None]


def test_a_doctor_still_sees_their_own_earnings(
    earnings: EarningsService, visits: VisitService, booked: Booked, clinic: Clinic
) -> None:
    view = booked("14:00", payment=cash(FEE.minor))
    visits.complete(clinic.doctor, view.id, view.version)
    view_of_money = earnings.earnings(clinic.doctor, clinic.doctors[0], MONDAY, MONDAY)
    assert [one.today for one in view_of_money.currencies] == [FEE]
