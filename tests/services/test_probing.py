"""Numbers cannot be tried out: what is not there is refused like what is somebody else's."""

from collections.abc import Callable

import pytest

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import NotAllowed, NotFound
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.slips import SlipService
from clinic_desktop.services.appointments.values import BookingRequest
from clinic_desktop.services.appointments.visits import VisitService
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.refunds import RefundWish
from clinic_desktop.services.checkout.accounts import GatewayAccounts
from clinic_desktop.services.patients.card import PatientRecords
from tests.builders import Clinic, local, make_clinic, new_key
from tests.conftest import NOW, SetClock
from tests.services.billing.conftest import cash

NOWHERE = 987_654
Ask = Callable[["Services", Actor, int], object]


class Services:
    """All services that are asked by number, on one database, with one visit in Kolkata."""

    def __init__(self, database: Database, clock: SetClock) -> None:
        self.clinic = make_clinic(database, clock)
        self.booking, self.visits = BookingService(database, clock), VisitService(database, clock)
        self.days, self.slips = DayService(database, clock), SlipService(database, clock)
        self.payments, self.records = PaymentService(database, clock), PatientRecords(database, clock)
        self.refunds = RefundService(database, clock, GatewayAccounts(database, {}, clock))
        desk = self.clinic.front_desk
        self.visit = self.booking.book(
            desk,
            BookingRequest(
                request_key=new_key(), patient_id=self.clinic.patients[1], practitioner_id=self.clinic.doctors[0],
                location_id=self.clinic.kolkata, service_id=self.clinic.consultation,
                starts_at=local(NOW.date(), "14:00"),
            ),
        ).id  # fmt: skip
        self.invoice = self.payments.issue(desk, self.visit).id or 0
        self.payment = self.payments.take(desk, self.invoice, 1, (cash(50_000),)).payment_ids[0]


@pytest.fixture
def services(database: Database, clock: SetClock) -> Services:
    return Services(database, clock)


BY_VISIT: list[Ask] = [
    lambda services, actor, number: services.days.appointment(actor, number),
    lambda services, actor, number: services.booking.cancel(actor, number, 1, "Rang"),
    lambda services, actor, number: services.booking.refund_preview(actor, number),
    lambda services, actor, number: services.booking.undo(actor, number, 1),
    lambda services, actor, number: services.booking.reschedule(
        actor, number, 1, services.clinic.doctors[0], local(NOW.date(), "15:00")
    ),
    lambda services, actor, number: services.visits.check_in(actor, number, 1),
    lambda services, actor, number: services.payments.invoice(actor, number),
    lambda services, actor, number: services.payments.issue(actor, number),
]
BY_INVOICE: list[Ask] = [
    lambda services, actor, number: services.payments.take(actor, number, 1, (cash(1),)),
    lambda services, actor, number: services.payments.set_discount(actor, number, 1, 100, "x"),
    lambda services, actor, number: services.payments.invoice_paper(actor, number),
]
BY_PAYMENT: list[Ask] = [
    lambda services, actor, number: services.payments.receipt(actor, number),
    lambda services, actor, number: services.payments.refund(actor, number, 100, "x"),
    lambda services, actor, number: services.refunds.terms(actor, number),
    lambda services, actor, number: services.refunds.look(actor, number),
]


@pytest.mark.parametrize("ask", BY_VISIT)
def test_a_visit_elsewhere_and_no_visit_are_refused_alike(services: Services, ask: Ask) -> None:
    for number in (services.visit, NOWHERE):
        with pytest.raises(NotAllowed):
            ask(services, services.clinic.berlin_desk, number)
        with pytest.raises(NotAllowed):
            ask(services, services.clinic.patient, number)
    with pytest.raises(NotFound):
        ask(services, services.clinic.admin, NOWHERE)


@pytest.mark.parametrize(
    ("ask", "by_invoice"), [(ask, True) for ask in BY_INVOICE] + [(ask, False) for ask in BY_PAYMENT]
)
def test_money_elsewhere_and_no_money_are_refused_alike(services: Services, ask: Ask, by_invoice: bool) -> None:
    known = services.invoice if by_invoice else services.payment
    for number in (known, NOWHERE):
        for actor in (services.clinic.berlin_desk, services.clinic.patient, services.clinic.coordinator):
            with pytest.raises(NotAllowed):
                ask(services, actor, number)
    with pytest.raises(NotFound):
        ask(services, services.clinic.admin, NOWHERE)


BY_REFUND: list[Ask] = [
    lambda services, actor, number: services.refunds.approve(actor, number, 1),
    lambda services, actor, number: services.refunds.reject(actor, number, 1, "x"),
    lambda services, actor, number: services.refunds.take_back(actor, number, 1, "x"),
    lambda services, actor, number: services.refunds.confirm(actor, number, 1, "x"),
    lambda services, actor, number: services.refunds.send_again(actor, number, 1),
    lambda services, actor, number: services.refunds.go_another_way(actor, number, 1, PaymentMethod.UPI, "x"),
]


@pytest.mark.parametrize("ask", BY_REFUND)
def test_a_refund_elsewhere_and_no_refund_are_refused_alike(services: Services, ask: Ask) -> None:
    manager = services.clinic.manager
    known = services.refunds.ask(manager, RefundWish(services.payment, 100, "x", new_key(), later=True)).id
    for number in (known, NOWHERE):
        for actor in (services.clinic.berlin_desk, services.clinic.patient, services.clinic.doctor):
            with pytest.raises(NotAllowed):
                ask(services, actor, number)
    with pytest.raises(NotFound):
        ask(services, services.clinic.admin, NOWHERE)


def test_a_stranger_learns_nothing_of_patients(services: Services) -> None:
    clinic: Clinic = services.clinic
    for number in (clinic.patients[1], NOWHERE):
        for actor in (clinic.patient, clinic.other_doctor):
            with pytest.raises(NotAllowed):
                services.records.card(actor, number)
    with pytest.raises(NotFound):
        services.records.card(clinic.front_desk, NOWHERE)


def test_a_token_slip_is_asked_for_by_permission_first(services: Services) -> None:
    for actor in (services.clinic.patient, services.clinic.coordinator, services.clinic.front_desk):
        with pytest.raises(NotAllowed):
            services.slips.token_slip(actor, NOWHERE)
