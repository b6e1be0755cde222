"""What is asked of a payment gateway and what it answers, in words that Stripe and Razorpay share.

A gateway is believed only through its API, so the answers here are what its API said; nothing is worked out from a page
that a payer saw. Amounts are minor units of ISO 4217; adapters convert where a gateway counts otherwise.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from clinic_desktop.domain.codes import GatewayName, LinkKind


class GatewayReason(StrEnum):
    """Why a gateway refused: the ``reason`` of ``GatewayRefused``."""

    NO_KEY = "no_key"  # nothing is set up on this computer
    ADDRESS = "address"  # the environment names an address that would send the keys unencrypted
    WRONG_KEY = "wrong_key"
    TEST_KEY = "test_key"  # a test key where the clinic works for real, found by the test button
    NOT_PERMITTED = "not_permitted"  # a restricted key, or a feature that the account lacks
    NETWORK = "network"  # not reached, or the answer was lost
    STALLED = "stalled"  # no answer in time
    BUSY = "busy"  # 429
    BROKEN = "broken"  # 5xx, or an answer that is none (a portal's page)
    IN_FLIGHT = "in_flight"  # the same key is being worked on
    KEY_REUSED = "key_reused"  # the same key was used for something else
    NOT_FOUND = "not_found"  # no such object: another account's, or another mode's
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    CURRENCY = "currency"
    PRECISION = "precision"  # more decimals than the gateway takes (KWD 5.125)
    ALREADY_PAID = "already_paid"
    ALREADY_ENDED = "already_ended"
    PART_PAID = "part_paid"
    ALREADY_REFUNDED = "already_refunded"
    MORE_THAN_LEFT = "more_than_left"
    LOW_BALANCE = "low_balance"
    BAD_REQUEST = "bad_request"  # anything else that will not become right by asking again


PASSING = frozenset(
    {
        GatewayReason.NETWORK,
        GatewayReason.STALLED,
        GatewayReason.BUSY,
        GatewayReason.BROKEN,
        GatewayReason.IN_FLIGHT,
    }
)
"""After these nobody knows whether it was done; the same key is used again."""


class PageState(StrEnum):
    """Where a hosted page stands, as the gateway says. PROCESSING was completed with money that settles later."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    PART_PAID = "part_paid"
    ENDED = "ended"


class MoneyState(StrEnum):
    """Where a payment or a refund at a gateway stands. FAILED may still become DONE (late authorisation), and a refund
    that is DONE may still fail."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page to be made. ``key`` is the link row's, and ``reference`` what the gateway keeps with everything that comes
    of it. ``ends_at`` is by the gateway's clock, and is stored before the call, so that a repeat asks for the same.
    ``description`` names the clinic, never the patient."""

    key: str
    appointment_id: int
    amount_minor: int
    currency: str
    description: str
    kind: LinkKind
    ends_at: datetime | None
    return_address: str


@dataclass(frozen=True, slots=True)
class PageReference:
    """A page that is asked about: by its id at the gateway, or by our key where the answer to making it was lost."""

    key: str
    gateway_id: str | None
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class GatewayPayment:
    """One payment at a gateway. ``key`` is our link's key that it carries, empty where it carries none; ``refunded``
    is what has gone back of it, by whoever. ``at_bank`` is money that the payer's bank holds for us, which is not ours
    before it is captured."""

    id: str
    state: MoneyState
    amount_minor: int
    currency: str
    refunded_minor: int
    at: datetime
    key: str = ""
    appointment_id: int | None = None
    method: str = ""
    link_id: str = ""
    at_bank: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A hosted page as the gateway has it, with the money that came in by it."""

    id: str
    key: str
    url: str
    state: PageState
    amount_minor: int
    currency: str
    created_at: datetime
    ends_at: datetime | None
    payments: tuple[GatewayPayment, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to be sent back. ``amount_minor`` is always said: to leave it out would mean all that is left."""

    key: str
    payment_id: str
    amount_minor: int
    currency: str
    appointment_id: int


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """One refund at a gateway; ``key`` is our row's where it carries it, and ``reason`` the gateway's code for a
    failure."""

    id: str
    payment_id: str
    state: MoneyState
    amount_minor: int
    currency: str
    at: datetime
    key: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GatewayAccount:
    """What the test button found: whose account answers, and whether the keys move real money."""

    name: str
    live: bool
    currencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook whose signature was right: what it is about. The rest of it is asked of the API."""

    event_id: str
    type: str
    object_id: str
    key: str
    at: datetime


class Gateway(Protocol):
    """One gateway with this computer's keys. Every call has a time-out and refuses with ``GatewayRefused`` only. Used
    on any thread but the window's; one call at a time per object."""

    name: GatewayName
    live: bool

    def now(self) -> datetime:
        """The time by the gateway's clock, for what it counts in time (asks it once, then goes by the difference)."""

    def check(self) -> GatewayAccount:
        """Whether the keys work."""

    def make_page(self, request: PageRequest) -> Page:
        """Makes the page, or finds the one that the same key has made before."""

    def page(self, reference: PageReference) -> Page | None:
        """The page as it stands, with its payments; None where the gateway has none by that key."""

    def end_page(self, reference: PageReference) -> Page:
        """Ends a page that is open, and gives it as it stands then: perhaps paid meanwhile, which is no error."""

    def payment(self, payment_id: str) -> GatewayPayment:
        """One payment as it stands."""

    def refund(self, request: RefundRequest) -> GatewayRefund:
        """Sends money back, once for a key."""

    def refund_of(self, refund_id: str, payment_id: str) -> GatewayRefund:
        """One refund as it stands."""

    def refunds_of(self, payment_id: str) -> tuple[GatewayRefund, ...]:
        """Every refund of a payment, by whoever."""

    def payments_between(self, since: datetime, until: datetime) -> Iterator[GatewayPayment]:
        """What came in in a period, in no order."""

    def refunds_between(self, since: datetime, until: datetime) -> Iterator[GatewayRefund]:
        """What went back in a period, in no order."""

    def notice(self, body: bytes, headers: Mapping[str, str], secret: str, at: datetime) -> Notice:
        """Reads a webhook. Refuses with ``PaymentUnverified`` a wrong signature, and one that is more than five minutes
        old or from the future."""
