"""Stripe on loopback: the calls of its API that a clinic needs, and the payer's side as plain methods."""

import copy
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

from clinic_desktop.tour.gateways import pay_page, stripe_intents, stripe_links, stripe_refunds, stripe_sessions
from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways import stripe_params as read
from clinic_desktop.tour.gateways.http_server import GatewayServer
from clinic_desktop.tour.gateways.messages import Json, PauseForFault, Reply, Request
from clinic_desktop.tour.gateways.stripe_books import Account, StripeBooks, new_id
from clinic_desktop.tour.gateways.stripe_lists import expanded
from clinic_desktop.tour.gateways.stripe_payer import StripePayer

SECRET_KEY = "sk_test_" + "51Loopback0Clinic0Desktop"  # made up; opens nothing but these servers
API_VERSION = "2026-10-28.endive"
_KEYS_ARE_KEPT = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class _Kept:
    """The first answer that an idempotency key had; None while the work is still going on."""

    path: str
    params: Json
    reply: Reply | None
    request_id: str
    at: float


class StripeServer(StripePayer, GatewayServer):
    """A Stripe account in test mode, with others beside it if a test adds them."""

    def __init__(self, port: int = 0, secret_key: str = SECRET_KEY) -> None:
        super().__init__(port)
        self.secret_key = secret_key
        self._lock = threading.RLock()
        self.reset()

    def reset(self) -> None:
        """As new: no objects, calls, faults or keys; the real time."""
        self.faults.clear()
        self.clock.reset()
        self.forget_calls()
        with self._lock:
            self._kept: dict[tuple[str, str], _Kept] = {}
            self.books = StripeBooks(self.clock)
            self.add_account(self.secret_key, "acct_1Loopback")

    def add_account(self, secret_key: str, account_id: str, country: str = "US", currency: str = "usd") -> Account:
        """Another account, or the other mode of one: the same id with a key of that mode."""
        account = Account(account_id, secret_key, country, currency)
        self.books.accounts[secret_key] = account
        return account

    def perform(self, request: Request, pause: PauseForFault) -> Reply:
        request_id = new_id("req_", 14)
        headers = {"Request-Id": request_id, "Stripe-Version": request.headers.get("stripe-version", API_VERSION)}
        try:
            reply = self._answered(request, request_id, pause)
        except errors.StripeRefusal as refusal:
            reply = refusal.reply()
        return Reply(reply.status, reply.body, headers | dict(reply.headers))

    def trouble(self, status: int) -> Reply:
        reply = errors.trouble(status)
        return Reply(reply.status, reply.body, {"Request-Id": new_id("req_", 14)})

    def page(self, request: Request) -> Reply:
        return pay_page.stripe(self, request)

    def _answered(self, request: Request, request_id: str, pause: PauseForFault) -> Reply:
        caller = self._caller(request)
        params = read.decode(request.query) | read.decode(request.body)
        key = request.headers.get("idempotency-key", "")
        if request.method != "POST" or not key:
            pause()
            return self._worked(request, caller, params)
        sent = {"Idempotency-Key": key}
        kept = self._reserved(caller, key, request, params, request_id)
        if kept is not None and kept.reply is not None:
            return Reply(
                kept.reply.status,
                kept.reply.body,
                sent | {"Idempotent-Replayed": "true", "Original-Request": kept.request_id},
            )
        reply = self._worked_for_key(request, caller, params, key, pause)
        return Reply(reply.status, reply.body, sent | {"Original-Request": request_id})

    def _reserved(self, caller: Account, key: str, request: Request, params: Json, request_id: str) -> _Kept | None:
        """What the key had before; None if it is new, and then it is in use from now on."""
        now = self.clock()
        with self._lock:
            former = self._kept.get((caller.key, key))
            if former is None or now - former.at >= _KEYS_ARE_KEPT:
                self._kept[caller.key, key] = _Kept(request.path, params, None, request_id, now)
                return None
        if former.path != request.path:
            raise errors.other_endpoint(key, former.path, request.path)
        if former.params != params:
            raise errors.other_parameters(key)
        if former.reply is None:
            raise errors.key_in_use(key)
        return former

    def _worked_for_key(self, request: Request, caller: Account, params: Json, key: str, pause: PauseForFault) -> Reply:
        """Does the work and keeps its answer under the key; a refusal of parameters frees the key again."""
        reply: Reply | None = None
        try:
            pause()
            reply = self._worked(request, caller, params)
            return reply
        except errors.StripeRefusal as refusal:
            reply = refusal.reply() if refusal.kept else None
            raise
        finally:
            with self._lock:
                mine = self._kept.pop((caller.key, key))
                if reply is not None:
                    self._kept[caller.key, key] = _Kept(mine.path, mine.params, reply, mine.request_id, mine.at)

    def _worked(self, request: Request, caller: Account, params: Json) -> Reply:
        with self._lock:
            self.books.pages = self.url
            self.books.expire_old_sessions()
            for method, pattern, verb in _ROUTES:
                match = pattern.fullmatch(request.path)
                if method == request.method and match is not None:
                    answer = verb(self.books, caller, params, *match.groups())
                    return Reply.of(expanded(self.books, answer, params))
        raise errors.unrecognised(request.method, request.path)

    def _caller(self, request: Request) -> Account:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or key not in self.books.accounts:
            raise errors.wrong_key(key)
        return self.books.accounts[key]

    def object(self, object_id: str) -> Json:
        """A copy of any object as it stands now; for tests to compare the books with."""
        with self._lock:
            self.books.expire_old_sessions()
            thing = self.books.any_of(object_id)
            if thing is None:
                raise KeyError(object_id)
            return copy.deepcopy(thing)


def _account(books: StripeBooks, caller: Account, params: Json, *account_id: str) -> Json:
    read.only(params, ("expand",))
    if account_id and account_id[0] != caller.id:
        raise errors.StripeRefusal(
            403,
            {
                "code": "account_invalid",
                "message": f"The provided key does not have access to account '{account_id[0]}' (or that account does "
                "not exist). Application access may have been revoked.",
                "type": "invalid_request_error",
            },
        )
    return {
        "id": caller.id,
        "object": "account",
        "business_profile": {"name": caller.name, "support_email": None, "url": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": caller.country,
        "created": 1_600_000_000,
        "default_currency": caller.currency,
        "details_submitted": True,
        "email": "clinic@example.test",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": caller.name, "timezone": "Etc/UTC"}},
        "type": "standard",
    }


def _balance(books: StripeBooks, caller: Account, params: Json) -> Json:
    read.only(params, ("expand",))
    sums = {caller.currency: 0}
    for charge in books.owned(books.charges, caller):
        held = charge["amount_captured"] - charge["amount_refunded"]
        sums[charge["currency"]] = sums.get(charge["currency"], 0) + held
    return {
        "object": "balance",
        "available": [
            {"amount": amount, "currency": code, "source_types": {"card": amount}} for code, amount in sums.items()
        ],
        "livemode": caller.livemode,
        "pending": [{"amount": 0, "currency": code, "source_types": {"card": 0}} for code in sums],
    }


_Verb = Callable[..., Json]


def _route(method: str, path: str, verb: _Verb) -> tuple[str, re.Pattern[str], _Verb]:
    return method, re.compile(path.replace("{id}", r"([A-Za-z0-9_]+)")), verb


_ROUTES = (
    _route("POST", "/v1/checkout/sessions", stripe_sessions.create),
    _route("GET", "/v1/checkout/sessions", stripe_sessions.all_of),
    _route("GET", "/v1/checkout/sessions/{id}", stripe_sessions.retrieve),
    _route("POST", "/v1/checkout/sessions/{id}/expire", stripe_sessions.expire),
    _route("GET", "/v1/checkout/sessions/{id}/line_items", stripe_sessions.line_items),
    _route("POST", "/v1/payment_links", stripe_links.create),
    _route("GET", "/v1/payment_links", stripe_links.all_of),
    _route("GET", "/v1/payment_links/{id}", stripe_links.retrieve),
    _route("POST", "/v1/payment_links/{id}", stripe_links.update),
    _route("GET", "/v1/payment_intents", stripe_intents.all_of),
    _route("GET", "/v1/payment_intents/{id}", stripe_intents.retrieve),
    _route("POST", "/v1/payment_intents/{id}/capture", stripe_intents.capture),
    _route("POST", "/v1/payment_intents/{id}/cancel", stripe_intents.cancel),
    _route("GET", "/v1/charges", stripe_intents.all_charges),
    _route("GET", "/v1/charges/{id}", stripe_intents.retrieve_charge),
    _route("POST", "/v1/refunds", stripe_refunds.create),
    _route("GET", "/v1/refunds", stripe_refunds.all_of),
    _route("GET", "/v1/refunds/{id}", stripe_refunds.retrieve),
    _route("GET", "/v1/balance", _balance),
    _route("GET", "/v1/account", _account),
    _route("GET", "/v1/accounts/{id}", _account),
)
