"""Giving money of one payment back: what is left of it, from which amount on who has to approve, and asking for it."""

from dataclasses import dataclass
from uuid import uuid4

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import GatewayRefused, Invalid, Refused
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.refunds import RefundWish
from clinic_desktop.services.billing.values import RefundTerms
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class RefundWishState:
    """``terms`` is None until it has come. ``looking`` while the gateway is asked what went back there; ``unheard`` is
    why it did not say, ``found`` how many refunds of others it told of. ``problems`` are by field."""

    payment_id: int
    terms: RefundTerms | None = None
    looking: bool = False
    unheard: GatewayRefused | None = None
    found: int = 0
    busy: bool = False
    problems: dict[str, str] | None = None


class RefundWishViewModel(ViewModel[RefundWishState]):
    """``given`` carries the RefundView that came of it. The key is made once: pressing twice gives back once."""

    given = Signal(object)

    def __init__(self, session: Session, tasks: Background, refunds: RefundService, payment_id: int) -> None:
        super().__init__(RefundWishState(payment_id), tasks.database)
        self._session, self._refunds, self._gateways = session, refunds, tasks.gateways
        self._key = str(uuid4())

    def load(self) -> None:
        """Asks for the terms, and the gateway for what went back behind our back."""
        self._load_terms(then_look=True)

    def give(self, amount_minor: int, reason: str, way: PaymentMethod, due_again: bool, later: bool) -> None:
        """Asks for the refund."""
        if self.state.busy:
            return
        wish = RefundWish(self.state.payment_id, amount_minor, reason, self._key, way, due_again, later)
        actor = self._session.actor
        self.show_state(busy=True, problems=None)
        self.ask(lambda: self._refunds.ask(actor, wish), self.given.emit, self._refused)

    def needs_approval(self, amount_minor: int) -> bool:
        """Whether so much has to be approved by a second person."""
        terms = self.state.terms
        return terms is not None and amount_minor > terms.alone.minor

    def _load_terms(self, then_look: bool) -> None:
        actor, number = self._session.actor, self.state.payment_id

        def loaded(terms: RefundTerms) -> None:
            self.show_state(terms=terms)
            if then_look and terms.gateway is not None:
                self._look()

        self.ask(lambda: self._refunds.terms(actor, number), loaded, question="terms")

    def _look(self) -> None:
        actor, number = self._session.actor, self.state.payment_id
        self.show_state(looking=True)
        self.ask(lambda: self._refunds.look(actor, number), self._looked, self._not_looked, "look", self._gateways)

    def _looked(self, found: int) -> None:
        self.show_state(looking=False, found=found)
        if found:
            self._load_terms(then_look=False)

    def _not_looked(self, refusal: Refused) -> None:
        """Not in the way: what is more than is left there the gateway itself refuses."""
        self.show_state(looking=False, unheard=refusal if isinstance(refusal, GatewayRefused) else None)

    def _refused(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            self.show_state(busy=False, problems=dict(refusal.problems))
            self._load_terms(then_look=False)
        else:
            self.show_state(busy=False)
            self.refused.emit(refusal)
