"""What goes into and comes out of the till service: frozen values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from clinic_desktop.domain.cash import NO_PIECES
from clinic_desktop.domain.codes import PaymentMethod, TillMovementKind, TillState
from clinic_desktop.domain.money import Money


@dataclass(frozen=True, slots=True)
class MethodSum:
    """What came in and went back one way, with how many payments and refunds that were."""

    method: PaymentMethod
    taken: Money
    given_back: Money
    payments: int
    refunds: int


@dataclass(frozen=True, slots=True)
class TillMovementView:
    """Cash that was put in (positive) or taken out."""

    id: int
    kind: TillMovementKind
    amount: Money
    reason: str
    at: datetime
    made_by: str

    @property
    def takes_back(self) -> bool:
        """Whether it undoes an earlier one: it goes against what its kind does."""
        return (self.amount.minor > 0) is not (self.kind is TillMovementKind.PAY_IN)


@dataclass(frozen=True, slots=True)
class TillCountView:
    """One way of paying when the till was closed. ``counted`` is None where nobody counted it."""

    method: PaymentMethod
    expected: Money
    counted: Money | None
    reason: str
    pieces: Mapping[int, int] = field(default_factory=lambda: NO_PIECES)

    @property
    def difference(self) -> Money | None:
        """What was too much, or, negative, too little."""
        return None if self.counted is None else self.counted - self.expected


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The first and the last number of a kind of paper, and how many there are; "" where there is none."""

    first: str = ""
    last: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class TillView:
    """A till from its opening on. ``number``, ``counts``, ``left`` and those who closed it come with the closing.

    ``overnight`` says that it has been open since an earlier day of the centre. ``receipts`` are those of its payments.
    """

    id: int
    version: int
    location_id: int
    desk: str
    currency: str
    state: TillState
    number: str
    floated: Money
    opened_at: datetime
    opened_by_id: int | None
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    left: Money | None
    note: str
    follows_id: int | None
    overnight: bool
    sums: tuple[MethodSum, ...]
    movements: tuple[TillMovementView, ...]
    counts: tuple[TillCountView, ...]
    receipts: NumberRange

    @property
    def moved(self) -> Money:
        """What was put in, less what was taken out."""
        return Money(sum(one.amount.minor for one in self.movements), self.currency)

    def expected(self, method: PaymentMethod) -> Money:
        """What there should be of one way of paying: of cash what lies in the drawer."""
        found = next((one for one in self.sums if one.method is method), None)
        came = found.taken - found.given_back if found is not None else Money(0, self.currency)
        return self.floated + came + self.moved if method is PaymentMethod.CASH else came

    @property
    def methods(self) -> tuple[PaymentMethod, ...]:
        """The ways of paying there is something to count of; cash always."""
        used = {one.method for one in self.sums}
        return tuple(method for method in PaymentMethod if method is PaymentMethod.CASH or method in used)


@dataclass(frozen=True, slots=True)
class TillProposal:
    """What a new till should find in the drawer: what the last one ``left``, and the cash that came in and went out at
    the desk ``since`` then without a till."""

    left: Money
    since: Money
    closed_by: str = ""
    closed_at: datetime | None = None

    @property
    def floated(self) -> Money:
        """What the drawer should hold; never less than nothing."""
        expected = self.left + self.since
        return expected if expected.minor > 0 else Money(0, expected.currency)


@dataclass(frozen=True, slots=True)
class TillHere:
    """How it stands at the actor's desk: an open till, or what one would begin with. ``required`` says that cash cannot
    be taken without one, ``others`` how many other desks of the centre have one open, as far as the actor may know."""

    desk: str
    open: TillView | None
    proposal: TillProposal | None
    required: bool = False
    others: int = 0


@dataclass(frozen=True, slots=True)
class MethodCount:
    """What somebody counted. ``expected_minor`` is what they were shown, ``reason`` why it differs."""

    method: PaymentMethod
    expected_minor: int
    counted_minor: int | None
    reason: str = ""
    pieces: Mapping[int, int] = field(default_factory=lambda: NO_PIECES)


@dataclass(frozen=True, slots=True)
class TillClosing:
    """How a till is closed: what was counted of each way of paying, and what of the cash is ``left_minor`` in the
    drawer for the next; the rest goes to the safe."""

    counts: tuple[MethodCount, ...]
    left_minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom a till can be handed over."""

    account_id: int
    name: str


@dataclass(frozen=True, slots=True)
class TillRow:
    """One till in a list. ``difference`` is of the cash; None while it is open."""

    id: int
    number: str
    desk: str
    location_id: int
    state: TillState
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    floated: Money
    expected: Money | None
    counted: Money | None
    left: Money | None
    overnight: bool = False

    @property
    def difference(self) -> Money | None:
        if self.expected is None or self.counted is None:
            return None
        return self.counted - self.expected


@dataclass(frozen=True, slots=True)
class DeskSum:
    """What came in and went back at one desk one way; the desk is "" for what no desk took."""

    desk: str
    sums: MethodSum


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there were, and what they come to."""

    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What was charged with one tax: without it, and the tax."""

    name: str
    percent: int
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class VisitTally:
    """The visits of a day: how many were booked for it, came (each has a token), are completed, did not come, were
    cancelled."""

    booked: int
    arrived: int
    completed: int
    no_show: int
    cancelled: int


@dataclass(frozen=True, slots=True)
class DayReport:
    """One day of a centre, or of one ``desk`` of it ("" for all). Discounts and taxes are those of the day's invoices;
    ``voids`` are payments that were taken back as mistakes. ``tills`` were closed that day, ``still_open`` are not."""

    clinic: str
    centre: str
    location_id: int
    day: date
    desk: str
    currency: str
    made_at: datetime
    made_by: str
    sums: tuple[DeskSum, ...]
    discounts: Tally
    voids: Tally
    taxes: tuple[TaxSum, ...]
    visits: VisitTally
    receipts: NumberRange
    credit_notes: NumberRange
    tills: tuple[TillRow, ...]
    still_open: tuple[TillRow, ...]

    @property
    def by_method(self) -> tuple[MethodSum, ...]:
        """All desks together, one for each way of paying."""
        found: dict[PaymentMethod, MethodSum] = {}
        for one in self.sums:
            known = found.get(one.sums.method)
            found[one.sums.method] = one.sums if known is None else _added(known, one.sums)
        return tuple(found[method] for method in PaymentMethod if method in found)

    @property
    def taken(self) -> Money:
        return Money(sum(one.sums.taken.minor for one in self.sums), self.currency)

    @property
    def given_back(self) -> Money:
        return Money(sum(one.sums.given_back.minor for one in self.sums), self.currency)


def _added(one: MethodSum, other: MethodSum) -> MethodSum:
    return MethodSum(
        one.method,
        one.taken + other.taken,
        one.given_back + other.given_back,
        one.payments + other.payments,
        one.refunds + other.refunds,
    )
