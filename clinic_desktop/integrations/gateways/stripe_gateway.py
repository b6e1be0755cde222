"""Stripe through its own SDK: Checkout Sessions, and Payment Links where a session's life is too short."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

import stripe

from clinic_desktop.domain.codes import GatewayName, LinkKind
from clinic_desktop.domain.errors import GatewayRefused
from clinic_desktop.domain.gateway_keys import GatewayKeys, is_live
from clinic_desktop.domain.gateways import (
    GatewayAccount,
    GatewayPayment,
    GatewayReason,
    GatewayRefund,
    Notice,
    Page,
    PageReference,
    PageRequest,
    RefundRequest,
)
from clinic_desktop.integrations.gateways import stripe_asking as asking
from clinic_desktop.integrations.gateways import stripe_reading as reading
from clinic_desktop.integrations.gateways.address import is_loopback
from clinic_desktop.integrations.gateways.common import Json, refund_with, say_what_is_left, time_of
from clinic_desktop.integrations.gateways.patience import PATIENCE, Patience
from clinic_desktop.integrations.gateways.refusing import STRANGE, checked_id, refusal, strange
from clinic_desktop.integrations.gateways.session import GatewaySession, LineBroken
from clinic_desktop.integrations.gateways.signatures import stripe_notice
from clinic_desktop.integrations.gateways.stripe_errors import translated

# It would write an id into the home folder and tell Stripe about this computer.
stripe.enable_telemetry = False
# It would log whole answers, with what payers typed.
logging.getLogger("stripe").setLevel(logging.WARNING)

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")
_MOST = 100
_LONGEST_SEARCH = 20
"""Pages of a list in which a page of ours is looked for: 2,000 of them."""


class StripeGateway:
    """One account of Stripe's; used by one thread at a time. The SDK repeats nothing by itself: whoever asks again does
    it with the same key."""

    name = GatewayName.STRIPE

    def __init__(self, keys: GatewayKeys, base: str, patience: Patience = PATIENCE) -> None:
        self.live = is_live(self.name, keys)
        self._session = GatewaySession(is_loopback(base), patience)
        self._client = stripe.StripeClient(
            keys.secret,
            base_addresses={"api": base},
            max_network_retries=0,
            http_client=stripe.RequestsClient(session=self._session),
        )
        self._v1 = self._client.v1

    def stop(self) -> None:
        """Ends the call that is under way, from any thread, and lets no other begin."""
        self._session.stop()

    def now(self) -> datetime:
        """Stripe's time. Refuses where it was never heard and cannot be asked now."""
        return time_of(self, self._session, lambda: self._one(self._v1.balance.retrieve))

    def check(self) -> GatewayAccount:
        """Asks for the account's name, and once for each kind of thing that a restricted key must be able to read;
        NOT_PERMITTED says by its ``detail`` which it cannot."""
        currencies, name = asking.account_of(self._one, self._v1)
        for kind, look in asking.needed(self._v1).items():
            try:
                self._one(look, {"limit": 1})
            except GatewayRefused as error:
                if error.reason != GatewayReason.NOT_PERMITTED:
                    raise
                raise refusal(self.name, GatewayReason.NOT_PERMITTED, kind) from None
        return GatewayAccount(name, self.live, currencies)

    # --- Pages -------------------------------------------------------------------------------------------------------

    def make_page(self, request: PageRequest) -> Page:
        """As the protocol says. Stripe keeps a key for a day: until then a repeat finds the first page. KEY_REUSED
        means that the first request asked for something else."""
        if request.kind is LinkKind.LINK:
            made = self._one(self._v1.payment_links.create, asking.link(request), {"idempotency_key": request.key})
        else:
            made = self._one(
                self._v1.checkout.sessions.create, asking.session(request), {"idempotency_key": request.key}
            )
        if self._was_replayed() or request.kind is LinkKind.LINK:
            # A repeat gets the first answer, however old: what became of it since has to be asked.
            return self._page(str(made["id"]), request.kind)
        return _read(reading.session_page, made)

    def page(self, reference: PageReference) -> Page | None:
        """As the protocol says. By key alone it looks through the newest pages (Stripe's search lags behind), so that
        None is worth something only once the call that may have made it is over."""
        try:
            object_id = self._id_of(reference)
            return None if object_id is None else self._page(object_id, reference.kind)
        except GatewayRefused as error:
            if error.reason == GatewayReason.NOT_FOUND:
                return None
            raise

    def end_page(self, reference: PageReference) -> Page:
        """As the protocol says. Sessions that payers have opened from a link are ended too: they would live on."""
        object_id = self._id_of(reference)
        if object_id is None:
            raise refusal(self.name, GatewayReason.NOT_FOUND)
        if reference.kind is LinkKind.LINK:
            self._one(self._v1.payment_links.update, object_id, {"active": False})
            for session in self._sessions_of(object_id):
                if session["status"] == "open":
                    self._expire(str(session["id"]))
        else:
            self._expire(object_id)
        return self._page(object_id, reference.kind)

    def _page(self, object_id: str, kind: LinkKind) -> Page:
        if kind is LinkKind.LINK:
            link = self._one(self._v1.payment_links.retrieve, object_id, {"expand": ["line_items"]})
            sessions = self._sessions_of(object_id)
            return _read(reading.link_page, link, sessions, self.now().replace(microsecond=0))
        session = self._one(self._v1.checkout.sessions.retrieve, object_id, {"expand": [asking.CHARGE]})
        return _read(reading.session_page, session)

    def _sessions_of(self, link_id: str) -> list[Json]:
        wanted = {"payment_link": link_id, "expand": [f"data.{asking.CHARGE}"]}
        return list(self._every(self._v1.checkout.sessions.list, wanted))

    def _expire(self, session_id: str) -> None:
        """Ends an open session. One that is over already is no error: the caller looks what became of it."""
        try:
            self._one(self._v1.checkout.sessions.expire, session_id)
        except GatewayRefused as error:
            if error.reason != GatewayReason.BAD_REQUEST:
                raise

    def _id_of(self, reference: PageReference) -> str | None:
        if reference.gateway_id is not None:
            return checked_id(self.name, reference.gateway_id, "plink_" if reference.kind is LinkKind.LINK else "cs_")
        if reference.kind is LinkKind.LINK:
            found = self._every(self._v1.payment_links.list, {}, _LONGEST_SEARCH)
        else:
            found = self._every(self._v1.checkout.sessions.list, {}, _LONGEST_SEARCH)
        return next((str(thing["id"]) for thing in found if reading.key_of(thing) == reference.key), None)

    # --- Money -------------------------------------------------------------------------------------------------------

    def payment(self, payment_id: str) -> GatewayPayment:
        """One payment, by the id of its payment intent or its charge."""
        checked_id(self.name, payment_id, "pi_", "ch_", "py_")
        if payment_id.startswith("pi_"):
            intent = self._one(self._v1.payment_intents.retrieve, payment_id, {"expand": ["latest_charge"]})
            return _read(reading.intent_payment, intent)
        charge = self._one(self._v1.charges.retrieve, payment_id)
        return _read(reading.charge_payment, charge)

    def refund(self, request: RefundRequest) -> GatewayRefund:
        """As the protocol says; also when Stripe has forgotten the key, after a day: what the payment's refunds carry
        counts before anything is sent."""
        params = asking.refund(request)
        former = refund_with(self, request)
        if former is not None:
            return former
        try:
            made = self._one(self._v1.refunds.create, params, {"idempotency_key": request.key})
        except GatewayRefused as error:
            if error.reason != GatewayReason.BAD_REQUEST:
                raise
            say_what_is_left(self, request)
            raise
        if self._was_replayed():
            return self.refund_of(str(made["id"]), request.payment_id)
        return _read(reading.read_refund, made)

    def refund_of(self, refund_id: str, payment_id: str) -> GatewayRefund:
        """One refund."""
        checked_id(self.name, refund_id, "re_", "pyr_")
        found = self._one(self._v1.refunds.retrieve, refund_id)
        return _read(reading.read_refund, found)

    def refunds_of(self, payment_id: str) -> tuple[GatewayRefund, ...]:
        """Every refund of a payment."""
        checked_id(self.name, payment_id, "pi_", "ch_", "py_")
        by = "payment_intent" if payment_id.startswith("pi_") else "charge"
        found = self._every(self._v1.refunds.list, {by: payment_id})
        return tuple(_read(reading.read_refund, one) for one in found)

    def payments_between(self, since: datetime, until: datetime) -> Iterator[GatewayPayment]:
        """Charges of the period, without those that failed."""
        for charge in self._every(self._v1.charges.list, asking.period(since, until)):
            if charge.get("status") != "failed":
                yield _read(reading.charge_payment, charge)

    def refunds_between(self, since: datetime, until: datetime) -> Iterator[GatewayRefund]:
        """Refunds of the period."""
        for found in self._every(self._v1.refunds.list, asking.period(since, until)):
            yield _read(reading.read_refund, found)

    def notice(self, body: bytes, headers: Mapping[str, str], secret: str, at: datetime) -> Notice:
        """A webhook whose signature and time are right."""
        return stripe_notice(body, headers, secret, at)

    # --- Asking ------------------------------------------------------------------------------------------------------

    def _one(self, verb: Callable[..., Any], *arguments: Any) -> Json:
        """One call, and its answer as a dictionary."""
        with _refusing():
            answer: Any = verb(*arguments)
            if not isinstance(answer, stripe.StripeObject):
                raise TypeError("not an object")
            return answer.to_dict()

    def _every(self, verb: Callable[..., Any], params: Json, pages: int | None = None) -> Iterator[Json]:
        """Everything in a list, page by page, newest first; ``pages`` at most."""
        asked, more = 0, params | {"limit": _MOST}
        while pages is None or asked < pages:
            page = self._one(verb, more)
            asked += 1
            things, further, last = _read(_listed, page)
            yield from things
            if not further:
                return
            more = more | {"starting_after": last}

    def _was_replayed(self) -> bool:
        answer = self._session.answer
        return answer is not None and answer.headers.get("Idempotent-Replayed") == "true"


def _listed(page: Json) -> tuple[list[Json], bool, str]:
    """What is on a page of a list, whether there is more, and the last one's id."""
    things = list(page["data"])
    return things, bool(page["has_more"] and things), str(things[-1]["id"]) if things else ""


def _read(reader: "Callable[_Asked, _Answer]", *said: "_Asked.args", **more: "_Asked.kwargs") -> "_Answer":
    """What a reader makes of an answer; what it cannot read is a broken answer."""
    with _refusing():
        return reader(*said, **more)


@contextmanager
def _refusing() -> Iterator[None]:
    """Lets out refusals only."""
    try:
        yield
    except stripe.StripeError as error:
        raise translated(error) from None
    except LineBroken as error:
        raise refusal(GatewayName.STRIPE, error.reason, error.detail) from None
    except STRANGE as error:
        raise strange(GatewayName.STRIPE, error) from None
