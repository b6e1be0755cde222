"""What is seen of paying a visit online, as values: whether it can be, the page that was asked for, how it stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from clinic_desktop.domain.codes import LinkState
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.gateways import PASSING
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import PaymentView
from clinic_desktop.services.checkout.values import LinkOffer, LinkView


class Doing(StrEnum):
    """What a gateway is being asked."""

    NOTHING = ""
    MAKING = "making"
    LOOKING = "looking"
    ENDING = "ending"


class LinkPhase(StrEnum):
    """What is to be shown."""

    LOADING = "loading"
    OFFER = "offer"  # a link can be made, or it is said why not
    MAKING = "making"
    LOST = "lost"  # asked for, and nobody knows yet whether the page was made
    WAITING = "waiting"  # it can be paid
    PROCESSING = "processing"
    ENDING = "ending"
    PAID = "paid"
    ENDED = "ended"
    FAILED = "failed"


_PHASES = {
    LinkState.REQUESTED: LinkPhase.LOST,
    LinkState.OPEN: LinkPhase.WAITING,
    LinkState.PROCESSING: LinkPhase.PROCESSING,
    LinkState.ENDING: LinkPhase.ENDING,
    LinkState.PAID: LinkPhase.PAID,
    LinkState.PART_PAID: LinkPhase.PAID,
    LinkState.ENDED: LinkPhase.ENDED,
    LinkState.FAILED: LinkPhase.FAILED,
}


@dataclass(frozen=True, slots=True)
class LinkPayState:
    """``link`` is the one that is followed, also after its end; ``paid_by`` the payment that came in by it. ``amount``
    is None while nothing readable is typed. ``behind`` is how much later it is for all desks than by this desk's
    clock. With ``offline`` the gateway was not reached when it was last tried."""

    appointment_id: int | None = None
    offer: LinkOffer | None = None
    link: LinkView | None = None
    paid_by: PaymentView | None = None
    amount: Money | None = None
    doing: Doing = Doing.NOTHING
    offline: bool = False
    behind: timedelta = timedelta(0)
    refusal: Refused | None = None

    @property
    def phase(self) -> LinkPhase:
        """What is to be shown."""
        if self.doing is Doing.MAKING:
            return LinkPhase.MAKING
        if self.link is not None:
            return _PHASES[self.link.state]
        return LinkPhase.LOADING if self.offer is None and self.refusal is None else LinkPhase.OFFER

    @property
    def problem(self) -> str:
        """Why no link can be made now: a ``NoLink``, "amount", "not_positive", "more_than_due", "offline"; or ""."""
        offer = self.offer
        if offer is None:
            return ""
        if offer.problem is not None:
            return offer.problem
        if self.amount is None:
            return "amount"
        if self.amount.minor <= 0:
            return "not_positive"
        if offer.due < self.amount:
            return "more_than_due"
        return "offline" if self.offline else ""

    @property
    def can_make(self) -> bool:
        """Whether the button that makes a link does something."""
        return self.phase is LinkPhase.OFFER and self.offer is not None and not self.problem and not self.doing

    @property
    def silent(self) -> bool:
        """Whether the gateway did not answer when it was asked last."""
        return self.link is not None and self.link.is_live and self.link.problem in PASSING

    def now(self, clock: datetime) -> datetime:
        """What time it is for links when this desk's clock says that."""
        return clock + self.behind

    def left(self, clock: datetime) -> timedelta | None:
        """How long it can still be paid, by this desk's clock; None where nothing ends it."""
        if self.link is None or self.link.ends_at is None:
            return None
        return max(self.link.ends_at - self.now(clock), timedelta(0))
