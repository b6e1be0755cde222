"""Razorpay on loopback: the calls of its API that a clinic needs, and the payer's side as plain methods."""

import base64
import binascii
import copy
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from clinic_desktop.tour.gateways import pay_page, razorpay_links, razorpay_payments, razorpay_refunds
from clinic_desktop.tour.gateways import razorpay_errors as errors
from clinic_desktop.tour.gateways.http_server import GatewayServer
from clinic_desktop.tour.gateways.messages import Json, PauseForFault, Reply, Request
from clinic_desktop.tour.gateways.razorpay_books import Merchant, RazorpayBooks, new_id
from clinic_desktop.tour.gateways.razorpay_payer import RazorpayPayer

KEY_ID = "rzp_test_" + "Loopback000000"  # made up; opens nothing but these servers
KEY_SECRET = "Loopback" + "Secret0000000000"
_REFUND_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SHORTEST_KEY = 10


@dataclass(frozen=True, slots=True)
class _Kept:
    """The answer that a refund's key had; None while the work is still going on."""

    request: str
    reply: Reply | None


class RazorpayServer(RazorpayPayer, GatewayServer):
    """A merchant in test mode, with others beside it if a test adds them."""

    def __init__(self, port: int = 0, key_id: str = KEY_ID, key_secret: str = KEY_SECRET) -> None:
        super().__init__(port)
        self.key_id, self.key_secret = key_id, key_secret
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """As new: no objects, calls, faults or keys; the real time."""
        self.faults.clear()
        self.clock.reset()
        self.forget_calls()
        with self._lock:
            self._kept: dict[tuple[str, str], _Kept] = {}
            self.books = RazorpayBooks(self.clock)
            self.add_merchant(self.key_id, self.key_secret, "acc_Loopback000000")

    def add_merchant(self, key_id: str, key_secret: str, merchant_id: str) -> Merchant:
        """Another merchant, or the other mode of one."""
        merchant = Merchant(merchant_id, key_id, key_secret)
        self.books.merchants[key_id] = merchant
        return merchant

    def perform(self, request: Request, pause: PauseForFault) -> Reply:
        headers = {"Request-Id": new_id("")}
        try:
            reply = self._answered(request, pause)
        except errors.RazorpayRefusal as refusal:
            reply = refusal.reply()
        return Reply(reply.status, reply.body, headers | dict(reply.headers))

    def trouble(self, status: int) -> Reply:
        return errors.trouble(status)

    def page(self, request: Request) -> Reply:
        return pay_page.razorpay(self, request)

    def _answered(self, request: Request, pause: PauseForFault) -> Reply:
        caller = self._caller(request)
        params = _params(request)
        key = request.headers.get("x-refund-idempotency")
        if request.method != "POST" or not request.path.endswith("/refund") or key is None:
            pause()
            return self._worked(request, caller, params)
        _check_key(key)
        kept = self._reserved(caller, key, f"{request.path} {json.dumps(params, sort_keys=True)}")
        return kept if kept is not None else self._worked_for_key(request, caller, params, key, pause)

    def _reserved(self, caller: Merchant, key: str, request: str) -> Reply | None:
        """The refund that the key had made before; None if it is new, and then it is in use from now on."""
        with self._lock:
            former = self._kept.get((caller.key_id, key))
            if former is None:
                self._kept[caller.key_id, key] = _Kept(request, None)
                return None
        if former.request != request:
            raise errors.other_body()
        if former.reply is None:
            raise errors.key_in_use()
        return former.reply

    def _worked_for_key(
        self, request: Request, caller: Merchant, params: Json, key: str, pause: PauseForFault
    ) -> Reply:
        """Does the work and keeps the refund under the key; a refusal frees the key again."""
        reply: Reply | None = None
        try:
            pause()
            reply = self._worked(request, caller, params)
            return reply
        finally:
            with self._lock:
                mine = self._kept.pop((caller.key_id, key))
                if reply is not None:
                    self._kept[caller.key_id, key] = _Kept(mine.request, reply)

    def _worked(self, request: Request, caller: Merchant, params: Json) -> Reply:
        with self._lock:
            self.books.pages = self.url
            self.books.expire_old_links()
            for method, pattern, verb in _ROUTES:
                match = pattern.fullmatch(request.path)
                if method == request.method and match is not None:
                    return Reply.of(verb(self.books, caller, params, *match.groups()))
        raise errors.no_such_url()

    def _caller(self, request: Request) -> Merchant:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            key_id, _, secret = base64.b64decode(token, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise errors.wrong_key() from None
        merchant = self.books.merchants.get(key_id)
        if scheme != "Basic" or merchant is None or merchant.key_secret != secret:
            raise errors.wrong_key()
        return merchant

    def object(self, object_id: str) -> Json:
        """A copy of any object as it stands now; for tests to compare the books with."""
        with self._lock:
            self.books.expire_old_links()
            for store in (self.books.links, self.books.payments, self.books.refunds):
                if object_id in store:
                    return copy.deepcopy(store[object_id])
        raise KeyError(object_id)


def _params(request: Request) -> Json:
    if request.method == "GET" or not request.body:
        return dict(parse_qsl(request.query, keep_blank_values=True))
    try:
        params = json.loads(request.body)
    except json.JSONDecodeError:
        raise errors.invalid("The request body is not valid JSON.") from None
    if not isinstance(params, dict):
        raise errors.invalid("wrong input fields sent.")
    return params


def _check_key(key: str) -> None:
    if len(key) < _SHORTEST_KEY:
        raise errors.invalid(f"The idempotency key must be at least {_SHORTEST_KEY} characters long.")
    if _REFUND_KEY.fullmatch(key) is None:
        raise errors.invalid("The idempotency key may only contain letters, numbers, hyphens and underscores.")


_Verb = Callable[..., Json]


def _route(method: str, path: str, verb: _Verb) -> tuple[str, re.Pattern[str], _Verb]:
    return method, re.compile(path.replace("{id}", r"([^/]+)")), verb


_ROUTES = (
    _route("POST", "/v1/payment_links/?", razorpay_links.create),
    _route("GET", "/v1/payment_links/?", razorpay_links.all_of),
    _route("GET", "/v1/payment_links/{id}", razorpay_links.fetch),
    _route("PATCH", "/v1/payment_links/{id}", razorpay_links.edit),
    _route("POST", "/v1/payment_links/{id}/cancel", razorpay_links.cancel),
    _route("POST", "/v1/payment_links/{id}/notify_by/{id}", razorpay_links.notify),
    _route("GET", "/v1/payments/?", razorpay_payments.all_of),
    _route("GET", "/v1/payments/{id}", razorpay_payments.fetch),
    _route("POST", "/v1/payments/{id}/capture", razorpay_payments.capture),
    _route("POST", "/v1/payments/{id}/refund", razorpay_refunds.create_of),
    _route("GET", "/v1/payments/{id}/refunds", razorpay_refunds.all_of_payment),
    _route("GET", "/v1/payments/{id}/refunds/{id}", razorpay_refunds.fetch_of_payment),
    _route("POST", "/v1/refunds/?", razorpay_refunds.create),
    _route("GET", "/v1/refunds/?", razorpay_refunds.all_of),
    _route("GET", "/v1/refunds/{id}", razorpay_refunds.fetch),
)
