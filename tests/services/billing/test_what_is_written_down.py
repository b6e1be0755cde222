"""Whoever touches money leaves their name, what they did and how much; and every desk hears of it."""

import json

import pytest
from sqlalchemy import select

from clinic_desktop.db.models.journal import AuditEvent, ChangeNotice
from clinic_desktop.domain.codes import TillMovementKind, Topic
from clinic_desktop.services.appointments.values import RefundChoice
from tests.builders import new_key
from tests.services.billing.conftest import card, cash
from tests.services.till.conftest import counted

_MONEY = ("invoice", "till")


@pytest.fixture
def written(database):
    """What the history of money and tills holds, since it was asked last: who, what, and the amounts."""
    seen = [0, 0]

    def read() -> tuple[list[tuple[str, str, dict[str, object]]], set[str]]:
        with database.read() as session:
            events = session.scalars(select(AuditEvent).where(AuditEvent.id > seen[0]).order_by(AuditEvent.id)).all()
            notices = session.execute(
                select(ChangeNotice.id, ChangeNotice.topic).where(ChangeNotice.id > seen[1])
            ).all()
        seen[:] = [max((e.id for e in events), default=seen[0]), max((row.id for row in notices), default=seen[1])]
        told = [(e.actor_name, e.action, json.loads(e.detail)) for e in events if e.entity in _MONEY]
        return told, {row.topic for row in notices}

    return read


def test_every_step_of_a_visits_money_is_written_down_and_told(clinic, payments, booking, booked, written):
    desk, manager = clinic.front_desk.name, clinic.centre_manager.name
    visit = booked()
    written()
    taken = payments.take_for(clinic.front_desk, visit.id, (card(20_000),))
    paid = {"payment_id": taken.payment_ids[0], "method": "card"}
    assert written() == ([(desk, "issue_invoice", {}), (desk, "take_payment", paid)], {Topic.PAYMENTS})
    invoice = payments.set_discount(clinic.front_desk, taken.invoice.id, taken.invoice.version, 10_000, "Staff")
    assert written() == ([(desk, "discount", {"amount_minor": 10_000})], {Topic.PAYMENTS})
    payments.refund(clinic.centre_manager, taken.payment_ids[0], 5_000, "Long wait")
    given = {"payment_id": taken.payment_ids[0], "amount_minor": 5_000, "due_again": False}
    assert written() == ([(manager, "refund", given)], {Topic.PAYMENTS})
    booking.cancel(clinic.admin, visit.id, visit.version, "Ill", RefundChoice(amount_minor=4_000))
    events, topics = written()
    assert events == [(clinic.admin.name, "refund", {"amount_minor": 4_000})]
    assert topics == {Topic.APPOINTMENTS, Topic.PAYMENTS}
    assert invoice.total.minor == 40_000


def test_every_step_of_a_till_is_written_down_and_told(clinic, tills, payments, booked, written):
    desk = clinic.front_desk
    written()
    till = tills.open(desk, clinic.kolkata, 20_000)
    till = tills.move(desk, till.id, TillMovementKind.PAY_IN, 1_000, "Change", new_key())
    till = tills.take_movement_back(desk, till.id, till.movements[0].id)
    keeper = next(one for one in tills.colleagues(desk, clinic.kolkata) if one.name == clinic.centre_manager.name)
    tills.hand_over(desk, till.id, counted(till, 19_500, reason="A note"), keeper.account_id)
    assert written() == (
        [
            (desk.name, "open_till", {"float_minor": 20_000}),
            (desk.name, "move_cash", {"kind": "pay_in", "amount_minor": 1_000}),
            (desk.name, "move_cash", {"kind": "pay_in", "amount_minor": 1_000, "taken_back": 1}),
            (desk.name, "close_till", {"counted_minor": 19_500, "difference_minor": -500}),
            (desk.name, "hand_over_till", {"follows_id": till.id, "account_id": keeper.account_id}),
        ],
        {Topic.TILL},
    )
    payments.take_for(desk, booked().id, (cash(50_000),))
    assert "take_payment" in [action for _, action, _ in written()[0]]
