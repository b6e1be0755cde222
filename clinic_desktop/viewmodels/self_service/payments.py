"""A patient's own payments: what they paid, what went back and where that is."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import PaymentState, Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.billing.payments import PaymentService
from clinic_desktop.services.billing.refund_listing import RefundFilters, RefundRow
from clinic_desktop.services.billing.refund_service import RefundService
from clinic_desktop.services.billing.values import PaymentFilters, PaymentRow
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS})
_MOST = 100
_CAME_IN = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED, PaymentState.HELD)


@dataclass(frozen=True, slots=True)
class OwnPaymentsState:
    """The newest first; None while they have not come. ``refunds`` are those of a payment, by its number, the oldest
    first. ``older`` is how many more there are than are shown."""

    payments: tuple[PaymentRow, ...] | None = None
    refunds: Mapping[int, tuple[RefundRow, ...]] = field(default_factory=dict)
    refusal: Refused | None = None
    older: int = 0


class OwnPaymentsViewModel(ViewModel[OwnPaymentsState]):
    """Reads only: paying is done at the visit."""

    def __init__(self, session: Session, payments: PaymentService, refunds: RefundService, tasks: Runner) -> None:
        super().__init__(OwnPaymentsState(), tasks)
        self._session, self._payments, self._refunds = session, payments, refunds

    def load(self) -> None:
        """Asks for the payments of the patient who is signed in."""
        self.ask(
            self._read,
            lambda found: self.show_state(
                payments=found.payments, refunds=found.refunds, older=found.older, refusal=None
            ),
            lambda refusal: self.show_state(refusal=refusal),
            question="payments",
        )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed at the clinic."""
        if topics & _TOPICS:
            self.load()

    def _read(self) -> OwnPaymentsState:
        actor = self._session.actor
        page = self._payments.listing(actor, PaymentFilters(), page_size=_MOST)
        refunds = defaultdict[int, list[RefundRow]](list)
        for row in self._refunds.listing(actor, RefundFilters(), page_size=_MOST).rows:
            refunds[row.payment_id].insert(0, row)
        came_in = tuple(row for row in page.rows if row.state in _CAME_IN)
        older = page.total - len(page.rows)
        return OwnPaymentsState(came_in, {number: tuple(rows) for number, rows in refunds.items()}, older=older)
