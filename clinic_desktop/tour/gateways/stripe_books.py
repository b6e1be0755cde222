"""What Stripe holds: accounts, and their sessions, links, payment intents, charges and refunds."""

import secrets
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from clinic_desktop.tour.gateways import stripe_errors as errors
from clinic_desktop.tour.gateways.messages import Json

_SIGNS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Account:
    """An account in one of its two modes, as its secret key opens it."""

    id: str
    key: str
    country: str = "US"
    currency: str = "usd"
    name: str = "City Clinic"

    @property
    def livemode(self) -> bool:
        return "_live_" in self.key

    @property
    def mode(self) -> str:
        return "live" if self.livemode else "test"


@dataclass
class StripeBooks:
    """All objects by id, oldest first. Whoever reads or changes them holds the server's lock."""

    clock: Callable[[], float]
    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, Json] = field(default_factory=dict)
    links: dict[str, Json] = field(default_factory=dict)
    intents: dict[str, Json] = field(default_factory=dict)
    charges: dict[str, Json] = field(default_factory=dict)
    refunds: dict[str, Json] = field(default_factory=dict)
    items: dict[str, list[Json]] = field(default_factory=dict)
    """The line items of a session or a link."""
    intent_data: dict[str, Json] = field(default_factory=dict)
    """``payment_intent_data`` of a session or a link."""
    owners: dict[str, Account] = field(default_factory=dict)
    open_sessions: dict[str, Json] = field(default_factory=dict)
    sessions_of: dict[str, list[Json]] = field(default_factory=dict)
    """The sessions that were opened from a link."""
    refunds_of: dict[str, list[Json]] = field(default_factory=dict)
    """The refunds of a charge."""
    pages: str = ""
    """Where the payer's pages are."""
    refunds_pending: bool = False
    balance_short: bool = False

    def now(self) -> int:
        return int(self.clock())

    def keep(self, store: dict[str, Json], owner: Account, thing: Json) -> Json:
        """Files a new object under its account."""
        store[thing["id"]] = thing
        self.owners[thing["id"]] = owner
        return thing

    def find(self, store: dict[str, Json], owner: Account, object_id: str, kind: str, param: str) -> Json:
        """The account's object of that id; 404 for anyone else's, as if it were not there."""
        holder = self.owners.get(object_id)
        if object_id in store and holder == owner:
            return store[object_id]
        if object_id in store and holder is not None and holder.id == owner.id:
            raise errors.no_such(kind, object_id, param, other_mode=holder.mode)
        raise errors.no_such(kind, object_id, param)

    def owned(self, store: dict[str, Json], owner: Account) -> list[Json]:
        """The account's objects, newest first."""
        return self.owned_of(reversed(store.values()), owner)

    def owned_of(self, things: Iterable[Json], owner: Account) -> list[Json]:
        """Those of the things that are the account's."""
        return [thing for thing in things if self.owners[thing["id"]] == owner]

    def any_of(self, object_id: str) -> Json | None:
        """The object of that id, whatever it is."""
        for store in (self.sessions, self.links, self.intents, self.charges, self.refunds):
            if object_id in store:
                return store[object_id]
        return None

    def expire_old_sessions(self) -> None:
        """Open sessions whose time is over are expired."""
        now = self.now()
        for session in list(self.open_sessions.values()):
            if session["expires_at"] <= now:
                self.close(session, "expired")

    def close(self, session: Json, status: str) -> None:
        """A session that is not open any more has no page."""
        session |= {"status": status, "url": None}
        del self.open_sessions[session["id"]]


def new_id(prefix: str, length: int = 24) -> str:
    """An id as Stripe makes them; never the same twice, also over restarts."""
    return prefix + "".join(secrets.choice(_SIGNS) for _ in range(length))
