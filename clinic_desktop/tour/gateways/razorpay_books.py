"""What Razorpay holds: merchants, and their payment links, payments and refunds."""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from clinic_desktop.tour.gateways import razorpay_errors as errors
from clinic_desktop.tour.gateways.messages import Json

_SIGNS = string.ascii_letters + string.digits

EmptyNotes = Literal["object", "list", "null"]


@dataclass(frozen=True, slots=True)
class Merchant:
    """A merchant in one of its two modes, as its key opens it."""

    id: str
    key_id: str
    key_secret: str

    @property
    def livemode(self) -> bool:
        return self.key_id.startswith("rzp_live_")


@dataclass
class RazorpayBooks:
    """All objects by id, oldest first. Whoever reads or changes them holds the server's lock."""

    clock: Callable[[], float]
    merchants: dict[str, Merchant] = field(default_factory=dict)
    links: dict[str, Json] = field(default_factory=dict)
    payments: dict[str, Json] = field(default_factory=dict)
    refunds: dict[str, Json] = field(default_factory=dict)
    owners: dict[str, Merchant] = field(default_factory=dict)
    link_of: dict[str, str] = field(default_factory=dict)
    """The link that a payment was made on."""
    open_links: dict[str, Json] = field(default_factory=dict)
    """Links that were ``created`` when they were last looked at."""
    references: dict[tuple[str, str], str] = field(default_factory=dict)
    """The link of a merchant's reference."""
    receipts: set[tuple[str, str]] = field(default_factory=set)
    """The receipts of a merchant's refunds."""
    refunds_of: dict[str, list[Json]] = field(default_factory=dict)
    """The refunds of a payment."""
    pages: str = ""
    refunds_pending: bool = False
    balance_short: bool = False
    test_mode_limit: int | None = None
    """How many links the test mode allows; Razorpay says 30."""
    empty_notes: EmptyNotes | None = None
    """How notes that hold nothing are sent; None as each object has it by itself."""

    def now(self) -> int:
        return int(self.clock())

    def keep(self, store: dict[str, Json], owner: Merchant, thing: Json) -> Json:
        """Files a new object under its merchant."""
        store[thing["id"]] = thing
        self.owners[thing["id"]] = owner
        return thing

    def find(self, store: dict[str, Json], owner: Merchant, object_id: str, prefix: str) -> Json:
        """The merchant's object of that id."""
        bare = object_id.removeprefix(prefix)
        if bare == object_id or len(bare) != 14 or not bare.isalnum():
            raise errors.not_an_id(object_id)
        if object_id not in store or self.owners[object_id] != owner:
            raise errors.no_such_id()
        return store[object_id]

    def owned(self, store: dict[str, Json], owner: Merchant) -> list[Json]:
        """The merchant's objects, newest first."""
        return [thing for thing in reversed(store.values()) if self.owners[thing["id"]] == owner]

    def expire_old_links(self) -> None:
        """Links that nobody has paid anything on expire at their time."""
        now = self.now()
        for link in list(self.open_links.values()):
            if link["status"] == "created" and 0 < link["expire_by"] <= now:
                link |= {"status": "expired", "expired_at": now, "updated_at": now}
            if link["status"] != "created":
                del self.open_links[link["id"]]

    def sent(self, thing: Json, usual: EmptyNotes) -> Json:
        """The object as it goes out: empty notes in one of the three ways that Razorpay has."""
        if thing["notes"]:
            return thing
        empty: dict[str, object] = {"object": {}, "list": [], "null": None}
        return thing | {"notes": empty[self.empty_notes or usual]}


def new_id(prefix: str) -> str:
    """An id as Razorpay makes them; never the same twice, also over restarts."""
    return prefix + "".join(secrets.choice(_SIGNS) for _ in range(14))
