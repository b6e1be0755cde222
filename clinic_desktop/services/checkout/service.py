"""Paying online: asking for a link, following it, sending it and ending it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.shared_time import shared_clock
from clinic_desktop.domain.codes import GatewayName, LinkEnd, LinkState, PaymentMethod
from clinic_desktop.domain.errors import GatewayRefused, Invalid, NotAllowed, NotFound
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, not_there, permits, require
from clinic_desktop.integrations.gateways.amounts import check_least
from clinic_desktop.services import audit
from clinic_desktop.services.billing.desk_ways import ways_at
from clinic_desktop.services.checkout.asking import LinkTalk
from clinic_desktop.services.checkout.ending import mark_ending
from clinic_desktop.services.checkout.reading import (
    count_live,
    links_of,
    live_link,
    load_page,
    may_ask,
    may_see,
    read_link,
)
from clinic_desktop.services.checkout.requesting import Now, Terms, Wanted, insert_link, lock_for_link, wanted_of
from clinic_desktop.services.checkout.values import LinkFilters, LinkOffer, LinkPage, LinkView, NoLink
from clinic_desktop.services.checkout.watching import claim, push_back
from clinic_desktop.services.messages.outbox import NO_ADDRESS
from clinic_desktop.services.messages.telling_money import tell_link
from clinic_desktop.services.settings import settings_for

if TYPE_CHECKING:
    from clinic_desktop.services.checkout.accounts import GatewayAccounts

_MOST_WATCHED = timedelta(hours=1)
_link, _place = PaymentLink.__table__.c, Location.__table__.c


class CheckoutService:
    """Links by which an appointment is paid. What asks a gateway (``ask``, ``look``, ``end``) takes seconds: not for
    the window's thread. Patients ask for, see and end their own."""

    def __init__(self, database: Database, clock: Clock, accounts: "GatewayAccounts") -> None:
        self._database = database
        self._desk_clock = clock
        self._clock = shared_clock(database, clock)
        self._accounts = accounts
        self._sender = f"hand#{uuid4().hex[:12]}"
        self._talk = LinkTalk(database, self._clock, accounts, clock, self._sender)

    def offer(self, actor: Actor, appointment_id: int) -> LinkOffer:
        """Whether and how the appointment can be paid online, and the link that there is. Asks no gateway."""
        require(actor, Permission.SEE_PAYMENTS)
        with self._database.read() as session:
            wanted = wanted_of(session, actor, appointment_id, self._now())
            link = live_link(session, appointment_id)
        gateway = link.gateway if link is not None else self._chosen(wanted)
        problem = wanted.problem or self._lacking(gateway, wanted.due.minor, wanted.due.currency)
        return LinkOffer(
            appointment_id=appointment_id,
            gateway=gateway,
            due=wanted.due,
            deposit=wanted.deposit,
            link=link,
            problem=None if link is not None else problem,
        )

    def usual_way(self, actor: Actor, location_id: int) -> PaymentMethod | None:
        """How a dock at that centre begins to be paid: the clinic's usual way; cash where that has no address for UPI
        or no gateway for links; None, which is later, for who takes no money there. Asks no gateway."""
        if not permits(actor, Permission.TAKE_PAYMENT, location_id=location_id):
            return None
        with self._database.read() as session:
            usual = ways_at(session, actor, location_id, self._clock()).begins_with
            if usual is not PaymentMethod.LINK:
                return usual
            settings = settings_for(session, location_id)
            place = session.execute(select(_place.currency, _place.country).where(_place.id == location_id)).one()
        name = self._accounts.chosen(settings, place.currency, place.country)
        return usual if name is not None and not self._accounts.lacks(name) else PaymentMethod.CASH

    def time(self) -> datetime:
        """What time it is for links and their ends: that of all desks, whatever this desk's clock says."""
        return self._clock()

    def reaches(self, gateway: GatewayName) -> bool:
        """Whether this computer gets through to the gateway now. Takes seconds where it does not."""
        return self._accounts.reaches(gateway)

    def ask(self, actor: Actor, appointment_id: int, amount_minor: int | None = None) -> LinkView:
        """Gives the appointment's live link; where there is none, asks the gateway for one over that much (None: all
        that is due).

        What is given can be REQUESTED, with the ``problem``: the answer was lost, and asking again asks for the same
        page. FAILED says in ``problem`` why the gateway will never make it. Refuses with Invalid({"link": …}) by the
        codes of ``NoLink``, Invalid({"amount": …}), and with GatewayRefused where the gateway cannot be reached at all:
        then nothing was asked.
        """
        require(actor, Permission.SEE_PAYMENTS)
        with self._database.read() as session:
            wanted = wanted_of(session, actor, appointment_id, self._now())
            link = live_link(session, appointment_id)
        if link is None:
            link_id = self._request(actor, wanted, amount_minor)
        else:
            link_id = link.id
            if link.state is not LinkState.REQUESTED or not self._claim(link):
                return link
        self._talk.about(link_id)
        return self._read(link_id)

    def link(self, actor: Actor, link_id: int) -> LinkView:
        """One link."""
        found = self._find(actor, link_id)
        if not may_see(actor, found):
            raise NotAllowed(Permission.SEE_PAYMENTS)
        return found

    def links_of(self, actor: Actor, appointment_id: int) -> tuple[LinkView, ...]:
        """The appointment's links that the person may see, the newest first."""
        require(actor, Permission.SEE_PAYMENTS)
        with self._database.read() as session:
            found = links_of(session, appointment_id)
        return tuple(link for link in found if may_see(actor, link))

    def listing(
        self, actor: Actor, filters: LinkFilters = LinkFilters(), page: int = 0, page_size: int = 50
    ) -> LinkPage:
        """A page of links, newest first: those of the person's centres, or a patient's own."""
        require(actor, Permission.SEE_PAYMENTS)
        with self._database.read() as session:
            return load_page(session, actor, filters, max(page, 0), page_size)

    def open_count(self, actor: Actor, location_id: int | None = None) -> int:
        """How many links can still be paid."""
        require(actor, Permission.SEE_PAYMENTS, location_id=location_id)
        with self._database.read() as session:
            return count_live(session, actor, location_id)

    def look(self, actor: Actor, link_id: int) -> LinkView:
        """Asks the gateway about the link now, unless somebody is just asking. What went wrong is its ``problem``."""
        link = self._mine(actor, link_id)
        if self._claim(link):
            self._talk.about(link_id)
        return self._read(link_id)

    def end(self, actor: Actor, link_id: int, reason: LinkEnd = LinkEnd.CANCELLED) -> LinkView:
        """Ends the link at the gateway. Money that came first stays: then it is PAID. Where the gateway cannot be
        reached it is ENDING, and ended as soon as it can be."""
        link = self._mine(actor, link_id)
        now = self._clock()
        with self._database.write() as session:
            if mark_ending(session, [link_id], reason, now):
                audit.record(session, actor, "end_link", "payment_link", link_id, now, link.location_id)
        if self._claim(link):
            self._talk.about(link_id)
        return self._read(link_id)

    def watch(self, actor: Actor, link_id: int, seconds: int) -> None:
        """Says that somebody looks at the link for so long: it is asked about every few seconds meanwhile."""
        self._mine(actor, link_id)
        now = self._clock()
        until = now + min(timedelta(seconds=max(seconds, 0)), _MOST_WATCHED)
        with self._database.write() as session:
            session.connection().execute(
                update(PaymentLink.__table__)  # type: ignore[arg-type]
                .where(_link.id == link_id, _link.watched_until.is_(None) | (_link.watched_until < now))
                .values(tries=0, due_at=now)
            )
            session.connection().execute(
                update(PaymentLink.__table__)  # type: ignore[arg-type]
                .where(_link.id == link_id)
                .values(watched_until=until)
            )

    def send(self, actor: Actor, link_id: int) -> bool:
        """Writes to the patient where to pay. False where that was written before, or the link cannot be paid now.
        Refuses with Invalid a patient without an email address."""
        patient_id = self._mine(actor, link_id).patient_id
        now = self._clock()
        with self._database.write() as session:
            if not session.scalar(select(Patient.email).where(Patient.id == patient_id)):
                raise Invalid({"message": NO_ADDRESS})
            return tell_link(session, actor, link_id, now) is not None

    def _request(self, actor: Actor, wanted: Wanted, amount_minor: int | None) -> int:
        """The row of a new link, claimed for asking; or the number of the one that another desk was first with."""
        name = self._chosen(wanted)
        asked = wanted.due.minor if amount_minor is None else amount_minor
        problem = wanted.problem or self._lacking(name, asked, wanted.due.currency)
        if problem is not None or name is None:
            raise Invalid({"link": problem or NoLink.NO_GATEWAY})
        gateway = self._accounts.gateway(name)
        terms = Terms(name, gateway.live, gateway.now())
        now = self._now()
        with self._database.write() as session:
            lock_for_link(session, wanted.appointment_id)
            first = live_link(session, wanted.appointment_id)
            if first is not None:
                return first.id
            wanted = wanted_of(session, actor, wanted.appointment_id, now)
            if wanted.problem is not None:
                raise Invalid({"link": wanted.problem})
            push_back(session, name, now.shared)
            return insert_link(session, actor, wanted, terms, amount_minor, self._sender, now.shared)

    def _now(self) -> Now:
        return Now(self._clock(), self._desk_clock())

    def _chosen(self, wanted: Wanted) -> GatewayName | None:
        return self._accounts.chosen(wanted.settings, wanted.due.currency, wanted.country)

    def _lacking(self, name: GatewayName | None, minor: int, currency: str) -> NoLink | None:
        """What this computer or the gateway has against a link over that much."""
        if name is None:
            return NoLink.NO_GATEWAY
        if self._accounts.lacks(name):
            return NoLink.NO_KEY
        try:
            check_least(name, minor, currency)
        except GatewayRefused:
            return NoLink.TOO_SMALL
        return None

    def _claim(self, link: LinkView) -> bool:
        now = self._clock()
        with self._database.write() as session:
            push_back(session, link.gateway, now)
            return claim(session, link.id, self._sender, now)

    def _find(self, actor: Actor, link_id: int) -> LinkView:
        require(actor, Permission.SEE_PAYMENTS)
        try:
            return self._read(link_id)
        except NotFound:
            raise not_there(actor, Permission.SEE_PAYMENTS, "payment_link", link_id) from None

    def _mine(self, actor: Actor, link_id: int) -> LinkView:
        """The link, for who may ask for it, follow it and end it."""
        link = self._find(actor, link_id)
        if not may_ask(actor, link.location_id, link.patient_id):
            raise NotAllowed(Permission.TAKE_PAYMENT)
        return link

    def _read(self, link_id: int) -> LinkView:
        with self._database.read() as session:
            return read_link(session, link_id)
