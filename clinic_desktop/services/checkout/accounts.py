"""The clinic's accounts at the payment gateways: which one a centre uses, and this computer's keys for it."""

import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from sqlalchemy import select

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import GatewayName, LinkKind, Topic
from clinic_desktop.domain.errors import GatewayRefused, Invalid
from clinic_desktop.domain.gateway_keys import GatewayKeys, can_call, is_live, key_problems
from clinic_desktop.domain.gateway_settings import BY_CURRENCY, NO_GATEWAY
from clinic_desktop.domain.gateways import Gateway, GatewayAccount, GatewayReason, PageReference
from clinic_desktop.domain.period import Clock, utc_now
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.integrations.gateways.address import api_base
from clinic_desktop.integrations.gateways.patience import PATIENCE, Patience
from clinic_desktop.integrations.gateways.reach import reaches
from clinic_desktop.services import audit
from clinic_desktop.services.checkout.key_ring import KeyRing, KeySource

_SESSION_LIFE = timedelta(hours=23, minutes=30)
"""A Checkout Session lives a day at most, by Stripe's clock."""


@dataclass(frozen=True, slots=True)
class GatewayStanding:
    """What this computer has for a gateway. Keys themselves are never shown again; ``key_id`` is no secret."""

    name: GatewayName
    source: KeySource
    live: bool = False
    key_id: str = ""
    webhook_source: KeySource = KeySource.NONE
    lacks: str = ""


class GatewayAccounts:
    """Makes the gateways. Keys come from the environment, else from this computer's key store, else they were typed and
    hold until the program ends."""

    def __init__(
        self,
        database: Database,
        environment: Mapping[str, str],
        clock: Clock = utc_now,
        patience: Patience = PATIENCE,
    ) -> None:
        self._database, self._environment, self._clock, self._patience = database, environment, clock, patience
        self._keys = KeyRing(database, environment)
        self._here = threading.local()
        self._made_here: weakref.WeakSet[Stoppable] = weakref.WeakSet()
        self._stopped = False

    # --- For whoever asks a gateway ----------------------------------------------------------------------------------

    def chosen(self, settings: ClinicSettings, currency: str, country: str) -> GatewayName | None:
        """The gateway of a centre with those settings; None where none is wanted, or none can be used.

        By currency, Razorpay takes rupees and what is paid in India, and Stripe the rest, where this computer has keys
        for both; else whichever it has keys for. One that is named in the settings is it also without keys.
        """
        if settings.gateway == NO_GATEWAY:
            return None
        if settings.gateway != BY_CURRENCY:
            return GatewayName(settings.gateway)
        indian = currency == "INR" or country == "IN"
        first, second = (GatewayName.RAZORPAY, GatewayName.STRIPE) if indian else (
            GatewayName.STRIPE, GatewayName.RAZORPAY,
        )  # fmt: skip
        return next((name for name in (first, second) if not self.lacks(name)), None)

    def lacks(self, name: GatewayName) -> str:
        """What keeps this computer from using the gateway: "no_key", or "address" where the environment names one that
        must not be used; empty where nothing does."""
        if not can_call(name, self._keys.known(name)):
            return GatewayReason.NO_KEY
        try:
            api_base(name, self._environment)
        except GatewayRefused as refusal:
            return refusal.reason
        return ""

    def is_live(self, name: GatewayName) -> bool:
        """Whether this computer's keys for the gateway move real money. Needs no SDK."""
        return is_live(name, self._keys.known(name))

    def gateway(self, name: GatewayName) -> Gateway:
        """The gateway with this computer's keys, one object for each thread. Refuses with ``GatewayRefused`` (NO_KEY or
        ADDRESS). The first call imports its SDK, so that it is not for the window's thread."""
        keys = self._keys.known(name)
        if not can_call(name, keys):
            raise GatewayRefused(name, GatewayReason.NO_KEY)
        made: dict[GatewayName, tuple[GatewayKeys, Gateway]] = self._here.__dict__.setdefault("made", {})
        if name not in made or made[name][0] != keys:
            made[name] = (keys, self._made(name, keys))
        return made[name][1]

    def reaches(self, name: GatewayName) -> bool:
        """Whether this computer gets through to the gateway now. Takes seconds where it does not."""
        return not self.lacks(name) and reaches(api_base(name, self._environment))

    def stop(self) -> None:
        """The program ends: calls under way are cut off, and no other begins. What was asked is asked again at the next
        start, with the same keys."""
        self._stopped = True
        for gateway in tuple(self._made_here):
            gateway.stop()

    def webhook_secret(self, name: GatewayName) -> str:
        """What the gateway signs its webhooks with; empty where it is not known."""
        return self._keys.known(name).webhook_secret

    # --- For whoever sets them up ------------------------------------------------------------------------------------

    def standing(self, actor: Actor) -> tuple[GatewayStanding, ...]:
        """What this computer has for each gateway."""
        require(actor, Permission.EDIT_SETTINGS)
        return tuple(self._standing(name) for name in GatewayName)

    def keep(self, actor: Actor, name: GatewayName, keys: GatewayKeys) -> bool:
        """Keeps those keys in the computer's key store; empty ones stay as they are. False where there is no key store:
        then they hold until the program ends. Refuses with Invalid what cannot be a key."""
        require(actor, Permission.EDIT_SETTINGS)
        problems = key_problems(name, keys)
        if problems:
            raise Invalid(problems)
        kept = self._keys.keep(name, keys)
        self._note(actor, "keep_gateway_keys", name)
        return kept

    def forget(self, actor: Actor, name: GatewayName) -> None:
        """Takes the gateway's keys from this computer. What the environment says cannot be forgotten."""
        require(actor, Permission.EDIT_SETTINGS)
        self._keys.forget(name)
        self._note(actor, "forget_gateway_keys", name)

    def check(self, actor: Actor, name: GatewayName, keys: GatewayKeys | None = None) -> GatewayAccount:
        """Asks the gateway whether the keys work: those given, completed by the known ones. Refuses with
        ``GatewayRefused``; also with TEST_KEY test keys where links have moved real money, and with NOT_FOUND keys of
        an account that knows nothing of this clinic's links."""
        require(actor, Permission.EDIT_SETTINGS)
        tried = self._keys.completed(name, keys or GatewayKeys())
        problems = key_problems(name, tried)
        if problems:
            raise Invalid(problems)
        if not can_call(name, tried):
            raise GatewayRefused(name, GatewayReason.NO_KEY)
        gateway = self._made(name, tried)
        account = gateway.check()
        latest = self._latest_link(name, live=True)
        if latest is not None and not account.live:
            raise GatewayRefused(name, GatewayReason.TEST_KEY)
        if latest is None:
            latest = self._latest_link(name, live=False) if not account.live else None
        if latest is not None and gateway.page(latest) is None:
            raise GatewayRefused(name, GatewayReason.NOT_FOUND, detail="other_account")
        return account

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _standing(self, name: GatewayName) -> GatewayStanding:
        known = self._keys.known(name)
        source = self._keys.source(name)
        hook = self._keys.webhook_source(name)
        return GatewayStanding(name, source, is_live(name, known), known.key_id, hook, self.lacks(name))

    def _made(self, name: GatewayName, keys: GatewayKeys) -> Gateway:
        gateway = made_gateway(name, keys, api_base(name, self._environment), self._patience)
        self._made_here.add(gateway)
        if self._stopped:
            gateway.stop()
        return gateway

    def _latest_link(self, name: GatewayName, live: bool) -> PageReference | None:
        """The newest page that was made with keys of that kind."""
        with self._database.read() as session:
            row = session.execute(
                select(PaymentLink.key, PaymentLink.gateway_id, PaymentLink.kind)
                .where(
                    PaymentLink.gateway == name, PaymentLink.live.is_(live), PaymentLink.gateway_id.is_not(None)
                )
                .order_by(PaymentLink.id.desc())
                .limit(1)
            ).one_or_none()  # fmt: skip
        return None if row is None else PageReference(row.key, row.gateway_id, LinkKind(row.kind))

    def _note(self, actor: Actor, action: str, name: GatewayName) -> None:
        now = self._clock()
        with self._database.write() as session:
            audit.record(session, actor, action, "setting", None, now, detail={"gateway": name})
            announce(session, Topic.SETTINGS, None, now)


class Stoppable(Gateway, Protocol):
    """A gateway whose call under way another thread can end."""

    def stop(self) -> None:
        """Ends it, and lets no other begin."""


def made_gateway(name: GatewayName, keys: GatewayKeys, base: str, patience: Patience = PATIENCE) -> Stoppable:
    """A gateway with those keys at that address."""
    # Imported late: an SDK takes a tenth of a second.
    if name is GatewayName.STRIPE:
        from clinic_desktop.integrations.gateways.stripe_gateway import StripeGateway

        return StripeGateway(keys, base, patience)
    from clinic_desktop.integrations.gateways.razorpay_gateway import RazorpayGateway

    return RazorpayGateway(keys, base, patience)


def page_kind(name: GatewayName, return_address: str, life: timedelta | None) -> LinkKind:
    """What kind of page fits. Stripe's sessions live a day at most and need an address to send the payer to, so a
    longer life (None: until it is ended) or no address asks for a Payment Link, which shows Stripe's own last page."""
    if name is GatewayName.RAZORPAY or life is None or life > _SESSION_LIFE or not return_address:
        return LinkKind.LINK
    return LinkKind.SESSION
