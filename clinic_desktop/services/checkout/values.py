"""What goes into and comes out of the checkout service: frozen values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clinic_desktop.domain.codes import LIVE_LINK_STATES, GatewayName, LinkEnd, LinkKind, LinkState
from clinic_desktop.domain.money import Money


class NoLink(StrEnum):
    """Why no link can be asked for."""

    NO_GATEWAY = "no_gateway"  # the clinic uses none for this currency
    NO_KEY = "no_key"  # this computer has no key for it
    NOTHING_DUE = "nothing_due"
    NOT_OWED = "not_owed"  # the visit was cancelled, turned down, or nobody came
    WINDOW_OVER = "window_over"  # the time to pay for the booking is over
    TOO_SMALL = "too_small"  # less than the gateway takes


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link. ``live`` says that it moves real money; ``paid`` is what came in by it as it was asked for. ``problem``
    is a ``GatewayReason``: of the last try to reach the gateway while the link is alive, else why it failed.
    ``ends_at`` is when the clinic ends it. ``asked_at`` is when the gateway last answered about it."""

    id: int
    version: int
    key: str
    appointment_id: int
    invoice_id: int
    patient_id: int
    patient_name: str
    practitioner_name: str
    service_name: str
    starts_at: datetime
    location_id: int
    gateway: GatewayName
    kind: LinkKind
    live: bool
    state: LinkState
    amount: Money
    paid: Money
    url: str
    holds_booking: bool
    ends_at: datetime | None
    created_at: datetime
    created_by: str
    desk: str
    ended_at: datetime | None
    end_reason: LinkEnd | None
    asked_at: datetime | None
    problem: str

    @property
    def is_live(self) -> bool:
        """Whether it can still be paid, as far as anybody knows."""
        return self.state in LIVE_LINK_STATES


@dataclass(frozen=True, slots=True)
class LinkOffer:
    """Whether and by what an appointment can be paid online. ``problem`` says why not; ``link`` is the live one, which
    another desk may have asked for; ``deposit`` is the part that confirms a booking (None: all of it does)."""

    appointment_id: int
    gateway: GatewayName | None
    due: Money
    deposit: Money | None
    link: LinkView | None
    problem: NoLink | None = None


class LinkGroup(StrEnum):
    """How the tracker groups links."""

    LIVE = "live"
    PAID = "paid"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class LinkFilters:
    """Which links to list; what is None or empty filters nothing. Days are local days of the centre on which a link was
    asked for, both included. ``text`` is part of a patient's name, or the beginning of a link's key."""

    group: LinkGroup | None = None
    states: tuple[LinkState, ...] = ()
    location_ids: tuple[int, ...] = ()
    gateway: GatewayName | None = None
    first_day: date | None = None
    last_day: date | None = None
    patient_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class LinkTotal:
    """What links of one currency ask for and brought."""

    asked: Money
    paid: Money
    count: int


@dataclass(frozen=True, slots=True)
class LinkPage:
    """One page of links, newest first; ``page`` counts from 0. ``totals`` are of all that pass the filters."""

    page: int
    page_size: int
    total: int
    rows: tuple[LinkView, ...]
    totals: tuple[LinkTotal, ...]


@dataclass(frozen=True, slots=True)
class PaymentRound:
    """What one round of the payment worker did. ``asked`` links were asked about, ``paid`` payments came in, ``ended``
    links ended, ``refunds`` were sent or followed. ``problem`` is the last ``GatewayReason``; ``wait_seconds`` is when
    the next round is due, at the latest."""

    asked: int = 0
    paid: int = 0
    ended: int = 0
    refunds: int = 0
    problem: str = ""
    wait_seconds: float = 5.0

    def __add__(self, later: "PaymentRound") -> "PaymentRound":
        return PaymentRound(
            self.asked + later.asked, self.paid + later.paid, self.ended + later.ended, self.refunds + later.refunds,
            later.problem or self.problem, later.wait_seconds,
        )  # fmt: skip
