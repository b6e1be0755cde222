"""Payment links of the loopback Stripe, through Stripe's own SDK."""

import pytest
import stripe

from clinic_desktop.tour.gateways.messages import PayerRefused
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.gateways.calls import fields_of, link_params


def test_a_link_has_every_field_of_the_sdk_and_no_end(checkout: stripe.StripeClient) -> None:
    link = checkout.v1.payment_links.create(link_params())
    assert link.id.startswith("plink_1") and link.active and link.url.startswith("http://127.0.0.1:")
    optional = {"line_items"}
    assert set(link.to_dict()) == fields_of(stripe.PaymentLink) - optional
    assert link.restrictions is not None and link.restrictions.completed_sessions.limit == 1


def test_each_visit_opens_a_session_that_is_found_by_the_link(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    link = checkout.v1.payment_links.create(link_params(restrictions={"completed_sessions": {"limit": 5}}))
    checkout.v1.payment_links.create(link_params())
    first, second = stripe_server.open_session(link.id), stripe_server.pay(link.id)
    found = checkout.v1.checkout.sessions.list({"payment_link": link.id}).data
    assert [session.id for session in found] == [second["id"], first["id"]]
    assert [session.status for session in found] == ["complete", "open"]
    assert found[0].metadata.to_dict() == {"appointment_id": "7"}
    intent = checkout.v1.payment_intents.retrieve(str(found[0].payment_intent))
    assert intent.metadata.to_dict() == {"appointment_id": "7"}


def test_a_link_turns_itself_off_at_its_limit_and_an_open_session_lives_on(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    link = checkout.v1.payment_links.create(link_params())
    waiting = stripe_server.open_session(link.id)
    stripe_server.pay(link.id)
    assert not checkout.v1.payment_links.retrieve(link.id).active
    with pytest.raises(PayerRefused):
        stripe_server.open_session(link.id)
    assert stripe_server.pay(waiting["id"])["payment_status"] == "paid"


def test_a_link_can_be_turned_off_and_its_open_session_expired(
    checkout: stripe.StripeClient, stripe_server: StripeServer
) -> None:
    link = checkout.v1.payment_links.create(link_params())
    session = stripe_server.open_session(link.id)
    assert not checkout.v1.payment_links.update(link.id, {"active": False}).active
    assert stripe_server.object(session["id"])["status"] == "open"
    checkout.v1.checkout.sessions.expire(session["id"])
    for payable in (link.id, session["id"]):
        with pytest.raises(PayerRefused):
            stripe_server.pay(payable)


def test_links_are_listed_by_whether_they_are_active(checkout: stripe.StripeClient) -> None:
    off, on = (checkout.v1.payment_links.create(link_params()).id for _ in range(2))
    checkout.v1.payment_links.update(off, {"active": False, "metadata": {"appointment_id": "8"}})
    assert [link.id for link in checkout.v1.payment_links.list({"active": True}).data] == [on]
    assert checkout.v1.payment_links.retrieve(off).metadata.to_dict() == {"appointment_id": "8"}


def test_a_link_needs_items_and_knows_its_parameters(checkout: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="line_items"):
        checkout.v1.payment_links.create({})  # type: ignore[typeddict-item]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout.v1.payment_links.create(link_params(expires_at=1))
    assert (caught.value.code, caught.value.param) == ("parameter_unknown", "expires_at")


def test_another_accounts_link_is_missing(checkout: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        checkout.v1.payment_links.retrieve("plink_1nobody")
    assert (caught.value.code, caught.value.http_status) == ("resource_missing", 404)
