"""Whoever looks sees the same price and the same that is due: dock, board, lists, card and invoice."""

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.billing import NOTHING_OWED, standing
from clinic_desktop.domain.codes import AppointmentState, PaymentWord
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import WalkInRequest
from clinic_desktop.services.appointments.views import ListingFilters
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.patients.card import PatientRecords
from clinic_desktop.services.settings import SettingsService, location_scope, practitioner_scope
from tests.builders import Clinic, new_key
from tests.conftest import SetClock
from tests.services.billing.conftest import MONDAY, Booked, agreed, cash

_S, _W = AppointmentState, PaymentWord
ON_TOP = {"tax_percent": 18, "tax_inclusive": False}
WHOLE = Money(59_000, "INR")
"""500 rupees and 18 % on top."""


@pytest.fixture
def taxed(settings: SettingsService, clinic: Clinic) -> None:
    settings.change(clinic.admin, dict(ON_TOP), location_scope(clinic.kolkata))


@pytest.mark.usefixtures("taxed")
def test_a_price_with_tax_on_top_is_the_same_everywhere_before_there_is_an_invoice(
    database: Database, clock: SetClock, clinic: Clinic, booked: Booked, payments: PaymentService
) -> None:
    slots, days = SlotService(database, clock), DayService(database, clock)
    offer = next(one for one in slots.offer(clinic.kolkata) if one.practitioner_id == clinic.doctors[0])
    assert (offer.fee, offer.services[0].price) == (WHOLE, WHOLE)
    choice = next(one for one in slots.bookable(clinic.kolkata) if one.practitioner_id == clinic.doctors[0])
    assert choice.services[0].price == WHOLE

    view = booked("14:00")
    assert (view.amount, view.due) == (WHOLE, WHOLE)
    board = days.day(clinic.front_desk, clinic.kolkata, MONDAY)
    assert next(column for column in board.columns if column.cards).services[0].price == WHOLE
    card = next(card for column in board.columns for card in column.cards)
    assert (card.amount, card.due, card.payment) == (WHOLE, WHOLE, _W.UNPAID)
    assert days.appointment(clinic.front_desk, view.id).card.due == WHOLE
    visit = PatientRecords(database, clock).visits(clinic.front_desk, clinic.patients[1])[0]
    assert (visit.amount, visit.due) == (WHOLE, WHOLE)
    unbilled = payments.invoice(clinic.front_desk, view.id)
    assert (unbilled.id, unbilled.total, unbilled.due) == (None, WHOLE, WHOLE)
    assert payments.issue(clinic.front_desk, view.id).due == WHOLE


@pytest.mark.usefixtures("taxed")
def test_a_walk_in_with_tax_on_top_pays_what_the_dock_said_and_owes_nothing(
    database: Database, clock: SetClock, clinic: Clinic, booking: BookingService, payments: PaymentService
) -> None:
    done = booking.walk_in(
        clinic.front_desk,
        WalkInRequest(
            request_key=new_key(), practitioner_id=clinic.doctors[0], location_id=clinic.kolkata,
            service_id=clinic.consultation, patient_id=clinic.patients[1], payment=cash(WHOLE.minor),
        ),
    )  # fmt: skip
    nothing = Money(0, "INR")
    assert (done.appointment.amount, done.appointment.due) == (WHOLE, nothing)
    room = DayService(database, clock).waiting_room(clinic.front_desk, clinic.kolkata)
    assert [(entry.due, entry.payment) for entry in room.waiting] == [(nothing, _W.PAID)]
    assert room.unpaid == 0
    assert payments.unpaid(clinic.front_desk, clinic.kolkata, MONDAY) == ()


@pytest.mark.usefixtures("taxed")
def test_the_price_stays_what_was_invoiced_when_the_tax_changes(
    database: Database, clock: SetClock, clinic: Clinic, booked: Booked, payments: PaymentService,
    settings: SettingsService,
) -> None:  # fmt: skip
    view = booked("14:00")
    payments.issue(clinic.front_desk, view.id)
    settings.change(clinic.admin, {"tax_percent": 28}, location_scope(clinic.kolkata))
    card = DayService(database, clock).appointment(clinic.front_desk, view.id).card
    assert (card.amount, card.due) == (WHOLE, WHOLE)


def test_a_doctors_own_tax_goes_over_the_centres_in_every_list(
    database: Database, clock: SetClock, clinic: Clinic, booked: Booked, visits: VisitService,
    payments: PaymentService, settings: SettingsService,
) -> None:  # fmt: skip
    settings.change(clinic.admin, {"tax_percent": 5, "tax_inclusive": False}, location_scope(clinic.kolkata))
    settings.change(clinic.admin, dict(ON_TOP), practitioner_scope(clinic.doctors[0]))
    view = booked("14:00")
    assert view.due == WHOLE
    visits.check_in(clinic.front_desk, view.id, view.version)
    assert [entry.due for entry in payments.unpaid(clinic.front_desk, clinic.kolkata, MONDAY)] == [WHOLE]
    room = DayService(database, clock).waiting_room(clinic.front_desk, clinic.kolkata)
    assert [entry.due for entry in room.waiting] == [WHOLE]
    listed = DayService(database, clock).listing(clinic.front_desk, ListingFilters(unpaid_only=True))
    assert [card.due for card in listed.cards] == [WHOLE]
    offers = SlotService(database, clock).offer(clinic.kolkata)
    fees = {offer.practitioner_id: offer.fee for offer in offers}
    assert fees[clinic.doctors[0]] == WHOLE
    assert fees[clinic.doctors[2]] == Money(73_500, "INR")
    assert payments.issue(clinic.front_desk, view.id).total == WHOLE


def test_a_free_visit_ends_without_an_invoice(
    database: Database, clinic: Clinic, booked: Booked, visits: VisitService, payments: PaymentService
) -> None:
    view = booked("14:00")
    agreed(database, view.id, 0)
    visits.complete(clinic.doctor, view.id, view.version)
    assert payments.invoice(clinic.front_desk, view.id).id is None


@pytest.mark.parametrize("state", list(_S))
def test_nothing_is_due_of_a_visit_that_will_not_be(state: AppointmentState) -> None:
    stands = standing(state, 500, 200, 50)
    assert stands.due == (0 if state in NOTHING_OWED else 350)
    assert stands.word is _W.PART_PAID


@pytest.mark.parametrize(
    ("total", "paid", "refunded", "due", "word"),
    [
        (0, 0, 0, 0, _W.FREE),
        (500, 0, 0, 500, _W.UNPAID),
        (500, 200, 0, 300, _W.PART_PAID),
        (500, 500, 0, 0, _W.PAID),
        (500, 600, 0, 0, _W.PAID),
        (500, 500, 500, 500, _W.UNPAID),
        (500, 500, 100, 100, _W.PART_PAID),
    ],
)
def test_what_is_due_is_the_total_less_what_was_paid_and_kept(
    total: int, paid: int, refunded: int, due: int, word: PaymentWord
) -> None:
    stands = standing(_S.COMPLETED, total, paid, refunded)
    assert (stands.total, stands.due, stands.word) == (total, due, word)
