"""What goes into and comes out of the services about findings and reconciliations: frozen values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from clinic_desktop.domain.codes import FindingKind, FindingState, GatewayName
from clinic_desktop.domain.money import Money


class FindingChoice(StrEnum):
    """What can be done about a finding. Their values are stored with those that were resolved so."""

    ACCEPT = "accept"  # the money that was held pays the visit; what is too much goes back
    GIVE_BACK = "give_back"  # the money that was held goes back
    SEND_AGAIN = "send_again"  # a refund goes to its gateway once more
    ANOTHER_WAY = "another_way"  # a refund is handed back by the desk
    ATTACH = "attach"  # money that only the gateway knew pays a visit
    LOOK = "look"  # ask the gateway now, and write down what it says
    SEEN = "seen"  # nothing else is to be done


AGREES = "agrees"
"""How a finding ended that a later comparison did not find any more."""


@dataclass(frozen=True, slots=True)
class FindingFilters:
    """Which findings to list; what is None or empty filters nothing. ``text`` is part of a patient's name, or the
    beginning of a gateway's number."""

    states: tuple[FindingState, ...] = (FindingState.OPEN,)
    kinds: tuple[FindingKind, ...] = ()
    location_ids: tuple[int, ...] = ()
    gateway: GatewayName | None = None
    reconciliation_ids: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class RefundOfFinding:
    """The refund that a finding is about: what its verbs need."""

    id: int
    version: int
    amount: Money
    problem: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding. ``ours`` and ``theirs`` are what we have and what the gateway has (None: nothing); ``due`` is what
    its visit still owes. ``choices`` are what this person can do about it now."""

    id: int
    version: int
    kind: FindingKind
    state: FindingState
    location_id: int | None
    gateway: GatewayName | None
    gateway_id: str
    appointment_id: int | None
    patient_name: str
    starts_at: datetime | None
    payment_id: int | None
    receipt_number: str
    link_id: int | None
    refund: RefundOfFinding | None
    ours: Money | None
    theirs: Money | None
    due: Money | None
    happened_at: datetime | None
    found_at: datetime
    resolution: str
    note: str
    resolved_by: str
    resolved_at: datetime | None
    choices: tuple[FindingChoice, ...]


@dataclass(frozen=True, slots=True)
class FindingPage:
    """One page of findings, the newest first; ``page`` counts from 0."""

    page: int
    page_size: int
    total: int
    rows: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class AttachTarget:
    """A visit that money could be attached to."""

    appointment_id: int
    patient_name: str
    practitioner_name: str
    starts_at: datetime
    due: Money


@dataclass(frozen=True, slots=True)
class ComparedCurrency:
    """The sums of a comparison in one currency, and how many of what was compared differ."""

    currency: str
    ours_paid: Money
    theirs_paid: Money
    ours_refunded: Money
    theirs_refunded: Money
    compared: int
    differing: int

    @property
    def agrees(self) -> bool:
        """Whether both sides come to the same."""
        return not self.differing and (self.ours_paid, self.ours_refunded) == (self.theirs_paid, self.theirs_refunded)


@dataclass(frozen=True, slots=True)
class ReconciliationView:
    """A comparison of a gateway's records of local days with ours. ``new`` is what it found that nobody had found
    before; it is None where the comparison was read later."""

    ids: tuple[int, ...]
    gateway: GatewayName
    since: datetime
    until: datetime
    run_at: datetime
    run_by: str
    currencies: tuple[ComparedCurrency, ...]
    new: int | None = None


@dataclass(frozen=True, slots=True)
class ReconciliationWish:
    """What to compare: a gateway's local days of a centre, both included."""

    gateway: GatewayName
    location_id: int
    first_day: date
    last_day: date
