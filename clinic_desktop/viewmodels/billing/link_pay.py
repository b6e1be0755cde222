"""Paying one visit by a link: making it, following it while somebody looks, sending it, ending it. Used by the dock
that takes payments, by the patient's own pages and by the screen that faces the patient."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import LinkState, PaymentMethod, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.values import PaymentView
from clinic_desktop.services.checkout.service import CheckoutService
from clinic_desktop.services.checkout.values import LinkOffer, LinkView
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.billing.link_pay_state import Doing, LinkPayState, LinkPhase
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS, Topic.SETTINGS})
_WATCHED_SECONDS = 30
_BY_DATABASE = frozenset({LinkState.PAID, LinkState.PART_PAID})


@dataclass(frozen=True, slots=True)
class _Read:
    """What one look into the database found."""

    offer: LinkOffer
    link: LinkView | None
    paid_by: PaymentView | None
    now: datetime


class LinkPayViewModel(ViewModel[LinkPayState]):
    """``made`` carries a new LinkView once its page is there, ``paid`` one that has just been paid; ``sent`` says
    whether a message with the link was written now."""

    made = Signal(object)
    paid = Signal(object)
    sent = Signal(bool)

    def __init__(
        self, session: Session, tasks: Background, checkout: CheckoutService, payments: PaymentService
    ) -> None:
        super().__init__(LinkPayState(), tasks.database)
        self._session, self._checkout, self._payments = session, checkout, payments
        self._slow = tasks.slow
        self._watched_at: datetime | None = None

    # --- Which visit -------------------------------------------------------------------------------------------------

    def begin(self, appointment_id: int, make: bool = False) -> None:
        """Shows how that visit can be paid online and its live link; with ``make`` asks for one over all that is due
        where there is none."""
        if self.state.appointment_id != appointment_id:
            self._forget()
            self.state = LinkPayState(appointment_id=appointment_id)
            self.state_changed.emit(self.state)
        self._read(lambda: self.make() if make and self.state.can_make else None)

    def end(self) -> None:
        """Nobody looks any more. What was asked goes on, and its answer is found by whoever looks next."""
        self._forget()
        self.state = LinkPayState()
        self.state_changed.emit(self.state)

    def load(self) -> None:
        """Asks the database again."""
        if self.state.appointment_id is not None:
            self._read()

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS:
            self.load()

    def follow(self) -> None:
        """Called every few seconds while somebody looks: reads how the link stands, and has it asked about often."""
        link = self.state.link
        if link is None or not link.is_live:
            return
        self._read()
        now = self._session.clock()
        if self._watched_at is None or (now - self._watched_at).total_seconds() >= _WATCHED_SECONDS / 2:
            self._watched_at = now
            actor, number = self._session.actor, link.id
            self._quietly(lambda: self._checkout.watch(actor, number, _WATCHED_SECONDS))

    def set_amount(self, amount: Money | None) -> None:
        """What the link is to ask for."""
        self.show_state(amount=amount, refusal=None)

    def pay_deposit(self) -> None:
        """The link asks for the deposit alone."""
        if self.state.offer is not None and self.state.offer.deposit is not None:
            self.set_amount(self.state.offer.deposit)

    # --- Asking the gateway ------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Asks for a link over the amount. Pressed twice it makes one."""
        state, actor = self.state, self._session.actor
        if not state.can_make or state.appointment_id is None or state.offer is None or state.amount is None:
            return
        appointment_id = state.appointment_id
        minor = None if state.amount == state.offer.due else state.amount.minor
        self._talk(Doing.MAKING, lambda: self._checkout.ask(actor, appointment_id, minor), self._made)

    def try_again(self) -> None:
        """After a link that ended or failed: another one can be made."""
        self.show_state(link=None, paid_by=None, offer=None, refusal=None)
        self.load()

    def look(self) -> None:
        """Asks the gateway now."""
        self._with_link(Doing.LOOKING, self._checkout.look)

    def end_link(self) -> None:
        """Ends the link: it cannot be paid any more, unless somebody was faster."""
        self._with_link(Doing.ENDING, self._checkout.end)

    def stop_waiting(self) -> None:
        """The person does not wait for the gateway's answer: the link is asked about in the background."""
        self.drop_answers("talk")
        self.show_state(doing=Doing.NOTHING)
        self.load()

    def check_reach(self) -> None:
        """Finds out whether the gateway can be reached, where a link is about to be made."""
        state = self.state
        if state.phase is not LinkPhase.OFFER or state.offer is None or state.offer.gateway is None:
            return
        gateway = state.offer.gateway
        self.ask(
            lambda: self._checkout.reaches(gateway),
            lambda reached: self.show_state(offline=not reached),
            lambda _: None,
            question="reach",
            tasks=self._slow,
        )

    def send(self) -> None:
        """Writes to the patient where to pay."""
        link, actor = self.state.link, self._session.actor
        if link is not None:
            self.ask(lambda: self._checkout.send(actor, link.id), self.sent.emit)

    # --- Inside ------------------------------------------------------------------------------------------------------

    def _with_link(self, doing: Doing, verb: Callable[[Any, int], LinkView]) -> None:
        link, actor = self.state.link, self._session.actor
        if link is not None and not self.state.doing:
            self._talk(doing, lambda: verb(actor, link.id), lambda answer: self._asked_again())

    def _talk(self, doing: Doing, work: Callable[[], LinkView], done: Callable[[LinkView], None]) -> None:
        self.show_state(doing=doing, refusal=None)
        self.ask(work, done, self._talk_refused, question="talk", tasks=self._slow)

    def _made(self, link: LinkView) -> None:
        self.show_state(doing=Doing.NOTHING, link=link)
        if link.state is LinkState.OPEN:
            self.made.emit(link)
        self.load()
        self.follow()

    def _asked_again(self) -> None:
        self.show_state(doing=Doing.NOTHING)
        self.load()

    def _talk_refused(self, refusal: Refused) -> None:
        self.show_state(doing=Doing.NOTHING, refusal=refusal)
        self.load()

    def _read(self, then: Callable[[], None] | None = None) -> None:
        appointment_id, actor = self.state.appointment_id, self._session.actor
        if appointment_id is None:
            return
        followed = self.state.link.id if self.state.link is not None else None

        def work() -> _Read:
            offer = self._checkout.offer(actor, appointment_id)
            link = offer.link
            if link is None and followed is not None:
                link = self._checkout.link(actor, followed)
            paid_by = None
            if link is not None and link.state in _BY_DATABASE:
                payments = self._payments.invoice(actor, appointment_id).payments
                online = [payment for payment in payments if payment.method is PaymentMethod.LINK]
                paid_by = max(online, key=lambda payment: payment.id, default=None)
            return _Read(offer, link, paid_by, self._checkout.time())

        def done(found: _Read) -> None:
            self._show(found)
            if then is not None:
                then()

        self.ask(work, done, self._not_read, question="link")

    def _show(self, found: _Read) -> None:
        before = self.state
        link = found.link
        if link is not None and before.link is not None and before.link.id == link.id:
            # An answer that was asked for before a newer one came must not take the state back.
            link = before.link if before.link.version > link.version else link
        amount = before.amount
        if before.offer is None or before.offer.due != found.offer.due:
            amount = found.offer.due
        self.show_state(
            offer=found.offer, link=link, paid_by=found.paid_by, amount=amount,
            behind=found.now - self._session.clock(), refusal=before.refusal if link is None else None,
        )  # fmt: skip
        was_live = before.link is not None and before.link.is_live
        if was_live and link is not None and link.state in _BY_DATABASE:
            self.paid.emit(link)

    def _not_read(self, refusal: Refused) -> None:
        if self.state.offer is None:
            self.show_state(refusal=refusal)

    def _quietly(self, work: Callable[[], None]) -> None:
        self.ask(work, lambda _: None, lambda _: None)

    def _forget(self) -> None:
        self.drop_answers("link", "talk", "reach")
        self._watched_at = None
