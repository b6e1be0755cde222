"""A program that is killed anywhere between row, call and commit: after the next start books and gateway agree."""

import json
import os

import pytest

from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.domain.codes import AppointmentState, GatewayName, LinkState, RefundState
from clinic_desktop.domain.gateways import MoneyState
from clinic_desktop.services.appointments.booking import BookingService
from tests.processes import lived
from tests.services.billing.gateways import environment
from tests.services.checkout import killed_life

_MOST_POINTS = 40
_SOME = (
    ("sqlite", "stripe", (1, 4, 6, 11, 17)),
    ("postgresql", "stripe", (2, 5, 13, 22)),
    ("sqlite", "razorpay", (3, 5, 8, 14, 23)),
    ("postgresql", "razorpay", (4, 6, 16, 20)),
)


def _cases():
    """Every point takes a process, so the suite takes some of them; CLINIC_EVERY_POINT=1 takes all."""
    found = []
    for kind, name, some in _SOME:
        points = range(1, _MOST_POINTS) if os.environ.get("CLINIC_EVERY_POINT") else some
        found += [pytest.param(kind, GatewayName(name), point, id=f"{kind}-{name}-{point}") for point in points]
    return found


def live_until(online, database_url, booked, point):
    return lived(
        killed_life.main, database_url, json.dumps(environment(*online.servers.values())), online.clock().isoformat(),
        booked.id, online.clinic.kolkata, online.clinic.front_desk.account_id, point,
    )  # fmt: skip


def go_on(online, booked):
    """The next start, and what the desk and the payer do until the visit is cancelled and all has gone back."""
    _, worker = online.desk("after the start")
    desk = online.clinic.front_desk
    for _ in range(8):
        online.work(120, worker)
    if not online.payments() and online.booking(booked.id) == AppointmentState.CONFIRMED:
        link = online.checkout.ask(desk, booked.id)
        assert link.state is LinkState.OPEN
        if not online.charges():
            online.pay(link.id)
        online.checkout.look(desk, link.id)
    view = online.row(Appointment, Appointment.id == booked.id)
    if view.state == AppointmentState.CONFIRMED:
        BookingService(online.database, online.clock).cancel(desk, booked.id, view.version, "Patient's wish")
    for _ in range(8):
        online.work(120, worker)


def agree(online):
    """What went back by the gateway's books, and that ours say the same."""
    assert online.charges() == 50_000
    (payment,) = online.payments()
    theirs = online.accounts.gateway(online.name).refunds_of(payment.gateway_payment_id)
    done = sum(refund.amount_minor for refund in theirs if refund.state is MoneyState.DONE)
    ours = sum(row.amount_minor for row in online.refunds() if row.state == RefundState.DONE)
    assert done == ours
    assert online.balance("gateway_clearing") == 50_000 - done
    assert online.balance("patient_receivable") == 0
    assert online.balance("refunds") == 0
    assert len(online.pages()) == 1
    return done


@pytest.mark.parametrize(("database_url", "gateway", "point"), _cases(), indirect=["database_url", "gateway"])
def test_killed_anywhere_the_books_and_the_gateway_agree(online, database_url, booked, point):
    done = live_until(online, database_url, booked, point)
    assert done.returncode in (0, -9), done.stderr
    go_on(online, booked)
    assert agree(online) > 0
