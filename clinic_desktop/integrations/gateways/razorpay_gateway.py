"""Razorpay through its own SDK: Payment Links."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

import razorpay
from razorpay import errors as faults

from clinic_desktop.domain.codes import GatewayName
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
    PageState,
    RefundRequest,
)
from clinic_desktop.integrations.gateways import razorpay_asking as asking
from clinic_desktop.integrations.gateways import razorpay_reading as reading
from clinic_desktop.integrations.gateways.address import is_loopback
from clinic_desktop.integrations.gateways.common import Json, refund_with, say_what_is_left, time_of
from clinic_desktop.integrations.gateways.patience import PATIENCE, Patience
from clinic_desktop.integrations.gateways.razorpay_errors import translated
from clinic_desktop.integrations.gateways.refusing import STRANGE, checked_id, refusal, strange
from clinic_desktop.integrations.gateways.session import GatewaySession, LineBroken
from clinic_desktop.integrations.gateways.signatures import razorpay_notice

_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")
_MOST = 100


class RazorpayGateway:
    """One merchant of Razorpay's; used by one thread at a time. The SDK's own repeating stays off: it would refund
    twice."""

    name = GatewayName.RAZORPAY

    def __init__(self, keys: GatewayKeys, base: str, patience: Patience = PATIENCE) -> None:
        self.live = is_live(self.name, keys)
        self._key_id = keys.key_id
        self._session = GatewaySession(is_loopback(base), patience)
        self._client = razorpay.Client(session=self._session, auth=(keys.key_id, keys.secret), base_url=base)

    def stop(self) -> None:
        """Ends the call that is under way, from any thread, and lets no other begin."""
        self._session.stop()

    def now(self) -> datetime:
        """Razorpay's time. Refuses where it was never heard and cannot be asked now."""
        return time_of(self, self._session, lambda: self._one(self._client.payment_link.all, {"count": 1}))

    def check(self) -> GatewayAccount:
        """Asks for a link, a payment and a refund. Razorpay tells keys nothing of the account: its key's id is its
        name."""
        for kind in (self._client.payment_link, self._client.payment, self._client.refund):
            self._one(kind.all, {"count": 1})
        return GatewayAccount(self._key_id, self.live)

    # --- Pages -------------------------------------------------------------------------------------------------------

    def make_page(self, request: PageRequest) -> Page:
        """As the protocol says. A reference makes one link for ever; KEY_REUSED means that it was for another
        amount."""
        body = asking.link(request)
        try:
            made = self._one(self._client.payment_link.create, body)
        except GatewayRefused as error:
            if error.reason != GatewayReason.BAD_REQUEST:
                raise
            former = self._link_with(request.key)
            if former is None:
                raise
            return self._same(former, request)
        return _read(reading.read_page, made, ())

    def page(self, reference: PageReference) -> Page | None:
        """As the protocol says."""
        try:
            link = self._link(reference)
            return None if link is None else self._page(link)
        except GatewayRefused as error:
            if error.reason == GatewayReason.NOT_FOUND:
                return None
            raise

    def end_page(self, reference: PageReference) -> Page:
        """As the protocol says. A link on which something was paid cannot be ended: it is given as PART_PAID."""
        link_id = reference.gateway_id
        if link_id is None:
            found = self._link_with(reference.key)
            if found is None:
                raise refusal(self.name, GatewayReason.NOT_FOUND)
            link_id = _read(_id, found)
        checked_id(self.name, link_id, "plink_")
        try:
            return self._page(self._one(self._client.payment_link.cancel, link_id))
        except GatewayRefused as error:
            if error.reason != GatewayReason.BAD_REQUEST:
                raise
            page = self._page(self._one(self._client.payment_link.fetch, link_id))
            if page.state is PageState.OPEN:
                raise
            return page

    def _same(self, link: Json, request: PageRequest) -> Page:
        page = self._page(link)
        if (page.amount_minor, page.currency) != (request.amount_minor, request.currency):
            raise refusal(self.name, GatewayReason.KEY_REUSED) from None
        return page

    def _page(self, link: Json) -> Page:
        payments = tuple(self.payment(payment_id) for payment_id in _read(reading.payment_ids, link))
        return _read(reading.read_page, link, payments)

    def _link(self, reference: PageReference) -> Json | None:
        if reference.gateway_id is None:
            return self._link_with(reference.key)
        return self._one(self._client.payment_link.fetch, checked_id(self.name, reference.gateway_id, "plink_"))

    def _link_with(self, key: str) -> Json | None:
        found = self._one(self._client.payment_link.all, {"reference_id": key})
        return next((link for link in _read(_links, found) if link.get("reference_id") == key), None)

    # --- Money -------------------------------------------------------------------------------------------------------

    def payment(self, payment_id: str) -> GatewayPayment:
        """One payment."""
        checked_id(self.name, payment_id, "pay_")
        return _read(reading.read_payment, self._one(self._client.payment.fetch, payment_id))

    def refund(self, request: RefundRequest) -> GatewayRefund:
        """As the protocol says; also when Razorpay has forgotten the key: what the payment's refunds carry counts
        before anything is sent."""
        checked_id(self.name, request.payment_id, "pay_")
        body = asking.refund(request)
        former = refund_with(self, request)
        if former is not None:
            return former
        # The SDK writes into the dictionary of headers.
        headers = {"X-Refund-Idempotency": asking.refund_key(request.key)}
        try:
            made = self._one(self._client.payment.refund, request.payment_id, body, headers=headers)
        except GatewayRefused as error:
            if error.reason != GatewayReason.BAD_REQUEST:
                raise
            say_what_is_left(self, request)
            raise
        return _read(reading.read_refund, made)

    def refund_of(self, refund_id: str, payment_id: str) -> GatewayRefund:
        """One refund."""
        checked_id(self.name, refund_id, "rfnd_")
        return _read(reading.read_refund, self._one(self._client.refund.fetch, refund_id))

    def refunds_of(self, payment_id: str) -> tuple[GatewayRefund, ...]:
        """Every refund of a payment."""
        checked_id(self.name, payment_id, "pay_")

        def look(params: Json, **options: Any) -> Any:
            return self._client.payment.fetch_multiple_refund(payment_id, params, **options)

        return tuple(_read(reading.read_refund, one) for one in self._every(look, {}))

    def payments_between(self, since: datetime, until: datetime) -> Iterator[GatewayPayment]:
        """Payments begun in the period, without those that came to nothing (yet)."""
        for found in self._every(self._client.payment.all, asking.period(since, until)):
            if found.get("status") not in ("created", "failed"):
                yield _read(reading.read_payment, found)

    def refunds_between(self, since: datetime, until: datetime) -> Iterator[GatewayRefund]:
        """Refunds of the period."""
        for found in self._every(self._client.refund.all, asking.period(since, until)):
            yield _read(reading.read_refund, found)

    def notice(self, body: bytes, headers: Mapping[str, str], secret: str, at: datetime) -> Notice:
        """A webhook whose signature and time are right."""
        return razorpay_notice(body, headers, secret, at)

    # --- Asking ------------------------------------------------------------------------------------------------------

    def _one(self, verb: Callable[..., Any], *arguments: Any, **options: Any) -> Json:
        """One call, and its answer."""
        try:
            with _refusing():
                answer: Any = verb(*arguments, **options)
                if not isinstance(answer, dict):
                    raise TypeError("not an object")
                return answer
        except (faults.BadRequestError, faults.GatewayError, faults.ServerError):
            raise translated(self._session.answer) from None

    def _every(self, verb: Callable[..., Any], params: Json) -> Iterator[Json]:
        """Everything in a list, page by page. What comes in meanwhile pushes the rest on: each is given once."""
        seen: set[str] = set()
        skip = 0
        while True:
            things = _read(_items, self._one(verb, params | {"count": _MOST, "skip": skip}))
            for thing in things:
                thing_id = _read(_id, thing)
                if thing_id not in seen:
                    seen.add(thing_id)
                    yield thing
            if len(things) < _MOST:
                return
            skip += len(things)


def _items(page: Json) -> list[Json]:
    return list(page["items"])


def _links(page: Json) -> list[Json]:
    """Payment links are listed under a name of their own."""
    return list(page["payment_links"])


def _id(thing: Json) -> str:
    return str(thing["id"])


def _read(reader: Callable[_Asked, _Answer], *said: _Asked.args, **more: _Asked.kwargs) -> _Answer:
    """What a reader makes of an answer; what it cannot read is a broken answer."""
    with _refusing():
        return reader(*said, **more)


@contextmanager
def _refusing() -> Iterator[None]:
    """Lets out refusals only, and the SDK's errors, of which more is known where they came from."""
    try:
        yield
    except LineBroken as error:
        raise refusal(GatewayName.RAZORPAY, error.reason, error.detail) from None
    except STRANGE as error:
        raise strange(GatewayName.RAZORPAY, error) from None
