"""The page of payouts: who is owed what, paying it, and what was paid."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import uuid4

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background, Runner
from clinic_desktop.domain.codes import PaymentMethod, Topic
from clinic_desktop.domain.errors import Refused, Unreachable
from clinic_desktop.domain.payouts import Owed, PayoutRequest, PayoutStatement, PayoutView, Proposal
from clinic_desktop.services.billing.payouts import PayoutService
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.PAYMENTS, Topic.APPOINTMENTS})


class PayoutTab(StrEnum):
    OWED = "owed"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class PayoutsState:
    """``until_day`` is the last day whose earnings are counted. A list that has not come yet is None."""

    tab: PayoutTab = PayoutTab.OWED
    until_day: date | None = None
    owed: tuple[Owed, ...] | None = None
    paid: tuple[PayoutView, ...] | None = None
    selected_owed: tuple[int, int] | None = None
    selected_paid: int | None = None
    busy: bool = False
    refusal: Refused | None = None

    @property
    def chosen_owed(self) -> Owed | None:
        """The selected doctor at a centre."""
        found = (one for one in self.owed or () if (one.practitioner_id, one.location_id) == self.selected_owed)
        return next(found, None) if self.tab is PayoutTab.OWED else None

    @property
    def chosen_paid(self) -> PayoutView | None:
        """The selected payout."""
        found = (one for one in self.paid or () if one.id == self.selected_paid)
        return next(found, None) if self.tab is PayoutTab.PAID else None


class PayoutsViewModel(ViewModel[PayoutsState]):
    """``voided`` carries the PayoutView that was taken back; ``exporting`` writes the list in view to a file."""

    place_fields = ("tab", "until_day", "selected_owed", "selected_paid")

    voided = Signal(object)

    def __init__(self, session: Session, tasks: Background, payouts: PayoutService) -> None:
        super().__init__(PayoutsState(), tasks.slow)
        self._session, self._payouts, self._writer = session, payouts, tasks.database
        self.exporting = Exporting(tasks)

    def load(self) -> None:
        """Asks for both lists. At first everything up to yesterday counts: today is not over."""
        if self.state.until_day is None:
            self.state = replace(self.state, until_day=self._session.today() - timedelta(days=1))
        actor, until_day = self._session.actor, self.state.until_day
        assert until_day is not None
        self.ask(
            lambda: (self._payouts.owed(actor, until_day), self._payouts.history(actor)),
            lambda lists: self.show_state(owed=lists[0], paid=lists[1], refusal=None),
            lambda refusal: self.show_state(refusal=refusal),
            question="lists",
        )

    def show_tab(self, tab: PayoutTab) -> None:
        """The other list."""
        self.show_state(tab=tab)

    def set_until(self, day: date) -> None:
        """Counts what was earned up to the end of another day; none after today."""
        self.show_state(until_day=min(day, self._session.today()))
        self.load()

    def select_owed(self, key: tuple[int, int] | None) -> None:
        """Another doctor, or none."""
        self.show_state(selected_owed=key)

    def select_paid(self, payout_id: int | None) -> None:
        """Another payout, or none."""
        self.show_state(selected_paid=payout_id)

    def void(self, payout: PayoutView, reason: str) -> None:
        """Takes a payout back."""
        if self.state.busy:
            return
        actor = self._session.actor
        self.show_state(busy=True)

        def done(voided: PayoutView) -> None:
            self.show_state(busy=False)
            self.voided.emit(voided)
            self.load()

        def refused(refusal: Refused) -> None:
            self.show_state(busy=False)
            self.refused.emit(refusal)
            self.load()

        self.ask(
            lambda: self._payouts.void(actor, payout.id, payout.version, reason), done, refused, tasks=self._writer
        )

    def on_changed(self, topics: frozenset[Topic]) -> None:
        """Something changed, here or at another desk."""
        if topics & _TOPICS and self.state.until_day is not None:
            self.load()

    def paying(self, owed: Owed) -> "PayingViewModel":
        """What pays that doctor."""
        assert self.state.until_day is not None
        return PayingViewModel(self._session, self._payouts, self._writer, owed, self.state.until_day)

    def statement(self, payout: PayoutView) -> Callable[[], PayoutStatement]:
        """What reads the statement of a payout."""
        actor = self._session.actor
        return lambda: self._payouts.statement(actor, payout.id)

    def all_payouts(self) -> Callable[[], tuple[PayoutView, ...]]:
        """What reads the payouts for a file."""
        actor = self._session.actor
        return lambda: self._payouts.whole_history(actor)


@dataclass(frozen=True, slots=True)
class PayingState:
    """``proposal`` is None until it has come; ``refusal`` says why nothing was paid, until the next try; with
    ``unknown`` the answer was lost, and it may have been paid."""

    owed: Owed
    until_day: date
    only_paid: bool = False
    method: PaymentMethod = PaymentMethod.BANK_TRANSFER
    proposal: Proposal | None = None
    busy: bool = False
    refusal: Refused | None = None
    unknown: bool = False

    @property
    def can_pay(self) -> bool:
        """Whether there is something to pay."""
        return self.proposal is not None and self.proposal.total.minor > 0 and not self.busy


class PayingViewModel(ViewModel[PayingState]):
    """One payout while it is looked at. ``paid`` carries the PayoutView. Its key is made once, so that a second press
    after a lost answer pays nothing more."""

    paid = Signal(object)

    def __init__(self, session: Session, payouts: PayoutService, tasks: Runner, owed: Owed, until_day: date) -> None:
        super().__init__(PayingState(owed, until_day), tasks)
        self._session, self._payouts = session, payouts
        self._key = str(uuid4())

    def load(self) -> None:
        """Asks what can be paid."""
        actor, state = self._session.actor, self.state
        self.ask(
            lambda: self._payouts.propose(
                actor, state.owed.practitioner_id, state.owed.location_id, state.until_day, state.only_paid
            ),
            lambda proposal: self.show_state(proposal=proposal),
            lambda refusal: self.show_state(refusal=refusal),
            question="proposal",
        )

    def set_only_paid(self, only_paid: bool) -> None:
        """Leaves visits that patients have not paid for later, or not."""
        self.show_state(only_paid=only_paid)
        self.load()

    def set_method(self, method: PaymentMethod) -> None:
        """How the doctor is paid."""
        self.show_state(method=method)

    def pay(self, reference: str, note: str) -> None:
        """Writes the payout. What changed meanwhile is shown instead of paid."""
        state = self.state
        if not state.can_pay or state.proposal is None:
            return
        actor = self._session.actor
        request = PayoutRequest(
            key=self._key,
            practitioner_id=state.owed.practitioner_id,
            location_id=state.owed.location_id,
            until_day=state.until_day,
            amount=state.proposal.total,
            method=state.method,
            reference=reference,
            note=note,
            only_paid=state.only_paid,
        )
        self.show_state(busy=True, refusal=None, unknown=False)

        def done(payout: PayoutView) -> None:
            self.show_state(busy=False)
            self.paid.emit(payout)

        def refused(refusal: Refused) -> None:
            unknown = isinstance(refusal, Unreachable)
            if not unknown:
                # What was asked for stays as it is where nobody knows: the same press again gives the same payout.
                self.load()
            self.show_state(busy=False, refusal=refusal, unknown=unknown)

        self.ask(lambda: self._payouts.pay(actor, request), done, refused)
