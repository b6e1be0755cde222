"""What a doctor earned: today, this week, this month, and day by day over a period."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.payouts import PayoutFilters, PayoutLineView, PayoutStatement, PayoutView
from clinic_desktop.services.billing.earnings import EarningsOf, EarningsService, EarningsView
from clinic_desktop.services.billing.payouts import PayoutService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS})


class Span(StrEnum):
    """A period that ends today."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


_DAYS = {Span.WEEK: 7, Span.MONTH: 30, Span.QUARTER: 90}


@dataclass(frozen=True, slots=True)
class EarningsState:
    """``currency`` is the one in view, of those that the doctor earned in; ``payouts`` are in any of them, the newest
    first."""

    span: Span = Span.MONTH
    view: EarningsView | None = None
    currency: str = ""
    payouts: tuple[PayoutView, ...] = ()
    refusal: Refused | None = None

    @property
    def part(self) -> EarningsOf | None:
        """The earnings in the currency in view."""
        parts = self.view.currencies if self.view else ()
        return next((part for part in parts if part.currency == self.currency), None)


class EarningsViewModel(ViewModel[EarningsState]):
    """The earnings of the doctor who is signed in. ``exporting`` writes them to a file."""

    place_fields = ("span", "currency")

    def __init__(self, session: Session, earnings: EarningsService, payouts: PayoutService, tasks: Background) -> None:
        super().__init__(EarningsState(), tasks.slow)
        self._session, self._earnings, self._payouts = session, earnings, payouts
        self.exporting = Exporting(tasks)

    def load(self) -> None:
        """Asks for the figures of the period in view."""
        actor = self._session.actor
        (first, last), begins = self.days(), self._session.first_weekday
        filters = PayoutFilters(practitioner_id=actor.practitioner_id)
        self.ask(
            lambda: (
                self._earnings.earnings(actor, actor.practitioner_id or 0, first, last, begins),
                self._payouts.history(actor, filters),
            ),
            lambda found: self._loaded(*found),
            lambda refusal: self.show_state(refusal=refusal),
            question="earnings",
        )

    def show_span(self, span: Span) -> None:
        """Another period."""
        self.show_state(span=span)
        self.load()

    def show_currency(self, currency: str) -> None:
        """Another currency."""
        self.show_state(currency=currency)

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS:
            self.load()

    def statement(self, payout: PayoutView) -> Callable[[], PayoutStatement]:
        """What reads the statement of a payout."""
        actor = self._session.actor
        return lambda: self._payouts.statement(actor, payout.id)

    def lines(self) -> Callable[[], tuple[PayoutLineView, ...]]:
        """What reads every visit behind the figures in view, for a file."""
        actor, currency, (first, last) = self._session.actor, self.state.currency, self.days()
        return lambda: self._earnings.lines(actor, actor.practitioner_id or 0, first, last, currency)

    def days(self) -> tuple[date, date]:
        """The first and the last day of the period in view."""
        today = self._session.today()
        return today - timedelta(days=_DAYS[self.state.span] - 1), today

    def _loaded(self, view: EarningsView, payouts: tuple[PayoutView, ...]) -> None:
        known = [part.currency for part in view.currencies]
        here = self._session.centre.currency
        currency = self.state.currency if self.state.currency in known else here if here in known else ""
        self.show_state(view=view, payouts=payouts, currency=currency or next(iter(known), here), refusal=None)
