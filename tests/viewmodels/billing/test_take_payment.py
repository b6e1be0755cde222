"""The sums of a payment, and taking it on both databases."""

from collections.abc import Callable

import pytest

from clinic_desktop.background.tasks import Background
from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import PaymentMethod, Topic
from clinic_desktop.domain.errors import NotAllowed
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.patients.service import PatientService
from clinic_desktop.services.settings import SettingsService
from clinic_desktop.viewmodels.billing.take_payment import TakePaymentViewModel
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState, handy_cash
from clinic_desktop.viewmodels.session import Session
from tests.builders import Clinic, local, new_key
from tests.conftest import NOW, SetClock
from tests.later import Later


@pytest.fixture
def payments(database: Database, clock: SetClock, clinic: Clinic) -> PaymentService:
    return PaymentService(database, clock)


@pytest.fixture
def made(
    database: Database,
    clock: SetClock,
    clinic: Clinic,
    patients: PatientService,
    payments: PaymentService,
    tasks: Background,
    session_of: Callable[[Actor], Session],
) -> Callable[[Actor], TakePaymentViewModel]:
    def make(actor: Actor) -> TakePaymentViewModel:
        return TakePaymentViewModel(session_of(actor), tasks, payments, patients)

    return make


@pytest.fixture
def visit(database: Database, clock: SetClock, clinic: Clinic) -> int:
    """A booked consultation that costs ₹500."""
    request = BookingRequest(
        request_key=new_key(),
        practitioner_id=clinic.doctors[0],
        location_id=clinic.kolkata,
        service_id=clinic.consultation,
        starts_at=local(NOW.date(), "15:00"),
        patient_id=clinic.patients[1],
    )
    return BookingService(database, clock).book(clinic.front_desk, request).id


def rupees(amount: int) -> Money:
    return Money(amount * 100, "INR")


def test_what_people_hand_over_is_the_amount_and_round_sums_above_it() -> None:
    assert handy_cash(rupees(437)) == (rupees(437), rupees(440), rupees(450), rupees(500))
    assert handy_cash(rupees(500)) == (rupees(500), rupees(1000))
    assert handy_cash(Money(1_230, "JPY")) == (
        Money(1_230, "JPY"),
        Money(1_250, "JPY"),
        Money(1_300, "JPY"),
        Money(1_500, "JPY"),
    )
    assert handy_cash(Money(4_125, "BHD"))[:2] == (Money(4_125, "BHD"), Money(5_000, "BHD"))


def test_a_split_always_sums_to_what_is_due(
    made: Callable[[Actor], TakePaymentViewModel], clinic: Clinic, visit: int
) -> None:
    model = made(clinic.front_desk)
    model.begin(visit)
    model.split()
    model.edit_line(0, amount=rupees(120))
    model.split()
    assert [line.amount for line in model.state.lines] == [rupees(120), rupees(380), rupees(0)]
    model.edit_line(1, amount=rupees(80))
    assert model.state.lines[2].amount == rupees(300)
    assert model.state.left == rupees(0)
    assert len({line.method for line in model.state.lines}) == 3


def test_pressing_twice_pays_once(
    made: Callable[[Actor], TakePaymentViewModel], payments: PaymentService, clinic: Clinic, visit: int
) -> None:
    model = made(clinic.front_desk)
    model.begin(visit)
    parts = tuple(line.paid() for line in model.state.lines)
    payments.take_for(clinic.front_desk, visit, parts)
    model.take()
    assert len(payments.invoice(clinic.front_desk, visit).payments) == 1


def test_what_is_pressed_or_heard_of_while_money_is_taken_changes_nothing(
    made: Callable[[Actor], TakePaymentViewModel], clinic: Clinic, visit: int
) -> None:
    model, later, taken = made(clinic.front_desk), Later(), list[object]()
    model.taken.connect(lambda done, _print: taken.append(done))
    model.begin(visit)
    model._tasks = later
    model.take()
    model.take()
    model.on_changed(frozenset({Topic.PAYMENTS}))
    assert len(later.waiting) == 1
    later.let_go()
    assert len(taken) == 1


def test_another_way_to_pay_forgets_what_was_handed_over(
    made: Callable[[Actor], TakePaymentViewModel], clinic: Clinic, visit: int
) -> None:
    model = made(clinic.front_desk)
    model.begin(visit)
    model.edit_line(0, tendered=rupees(1_000), reference="4711")
    model.choose_method(PaymentMethod.CARD)
    model.choose_method(PaymentMethod.CASH)
    assert (model.state.lines[0].tendered, model.state.lines[0].reference) == (None, "")


def test_what_was_being_taken_when_the_dock_was_closed_is_not_offered_again(
    made: Callable[[Actor], TakePaymentViewModel], tasks: Background, clinic: Clinic, visit: int
) -> None:
    model, later = made(clinic.front_desk), Later()
    model.begin(visit)
    model.edit_line(0, amount=rupees(200), tendered=rupees(500))
    model._tasks = later
    model.take()
    model.end()
    later.let_go()
    model._tasks = tasks.database
    model.begin(visit)
    assert [line.amount for line in model.state.lines] == [rupees(300)]


def test_what_is_read_after_the_dock_was_closed_is_not_shown(
    made: Callable[[Actor], TakePaymentViewModel], clinic: Clinic, visit: int
) -> None:
    model, later = made(clinic.front_desk), Later()
    model._tasks = later
    model.begin(visit)
    model.end()
    later.let_go()
    assert model.state == TakePaymentState()


def test_the_clinics_usual_way_to_pay_is_chosen(
    database: Database,
    clock: SetClock,
    made: Callable[[Actor], TakePaymentViewModel],
    clinic: Clinic,
    visit: int,
) -> None:
    SettingsService(database, clock).change(clinic.admin, {"default_method": "upi", "upi_address": "lotus@okbank"})
    model = made(clinic.front_desk)
    model.begin(visit)
    assert model.state.lines[0].method is PaymentMethod.UPI


def test_one_unpaid_visit_of_a_patient_needs_no_choice(
    made: Callable[[Actor], TakePaymentViewModel], clinic: Clinic, visit: int
) -> None:
    model = made(clinic.front_desk)
    model.begin(patient_id=clinic.patients[1])
    assert model.state.invoice is not None
    assert model.state.invoice.appointment_id == visit


def test_who_may_not_take_payments_is_told_so(
    made: Callable[[Actor], TakePaymentViewModel], clinic: Clinic, visit: int
) -> None:
    model = made(clinic.coordinator)
    model.begin(visit)
    assert isinstance(model.state.refusal, NotAllowed)
    assert model.state.invoice is None
