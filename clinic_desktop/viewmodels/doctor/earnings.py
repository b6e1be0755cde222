"""What a doctor earned: today, this week, this month, and day by day over a period."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.billing.earnings import EarningsOf, EarningsService, EarningsView
from clinic_desktop.viewmodels.base import ViewModel
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
    """``currency`` is the one in view, of those that the doctor earned in."""

    span: Span = Span.MONTH
    view: EarningsView | None = None
    currency: str = ""
    refusal: Refused | None = None

    @property
    def part(self) -> EarningsOf | None:
        """The earnings in the currency in view."""
        parts = self.view.currencies if self.view else ()
        return next((part for part in parts if part.currency == self.currency), None)


class EarningsViewModel(ViewModel[EarningsState]):
    """The earnings of the doctor who is signed in."""

    def __init__(self, session: Session, earnings: EarningsService, tasks: Runner) -> None:
        super().__init__(EarningsState(), tasks)
        self._session, self._earnings = session, earnings

    def load(self) -> None:
        """Asks for the figures of the period in view."""
        actor = self._session.actor
        first, last = self._days()
        self.ask(
            lambda: self._earnings.earnings(actor, actor.practitioner_id or 0, first, last),
            self._loaded,
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

    def _days(self) -> tuple[date, date]:
        today = self._session.today()
        return today - timedelta(days=_DAYS[self.state.span] - 1), today

    def _loaded(self, view: EarningsView) -> None:
        known = [part.currency for part in view.currencies]
        here = self._session.centre.currency
        currency = self.state.currency if self.state.currency in known else here if here in known else ""
        self.show_state(view=view, currency=currency or next(iter(known), here), refusal=None)
