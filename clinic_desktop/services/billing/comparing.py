"""What a gateway's records of a period and ours say differently: a pure comparison of two lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from clinic_desktop.domain.codes import FindingKind, PaymentState, RefundState
from clinic_desktop.domain.gateways import GatewayPayment, GatewayRefund, MoneyState

_K = FindingKind


@dataclass(frozen=True, slots=True)
class OurPayment:
    """A payment as we have it. ``at`` is when it came in, by us."""

    id: int
    gateway_id: str
    state: PaymentState
    amount_minor: int
    currency: str
    at: datetime
    location_id: int
    appointment_id: int


@dataclass(frozen=True, slots=True)
class OurRefund:
    """A refund that has been with the gateway, as we have it. ``elsewhere`` was made there: it may be more than we
    count."""

    id: int
    gateway_id: str
    key: str
    state: RefundState
    amount_minor: int
    currency: str
    at: datetime
    location_id: int
    appointment_id: int
    payment_id: int
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class OurLink:
    """A link that a payment at the gateway belongs to by its key."""

    id: int
    location_id: int
    appointment_id: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same on both sides; ``ours`` or ``theirs`` is None where one side knows nothing."""

    kind: FindingKind
    gateway_id: str
    currency: str
    ours_minor: int | None
    theirs_minor: int | None
    at: datetime
    location_id: int | None = None
    appointment_id: int | None = None
    payment_id: int | None = None
    refund_id: int | None = None
    link_id: int | None = None


@dataclass(slots=True)
class Sums:
    """What one currency comes to on both sides."""

    ours_paid: int = 0
    theirs_paid: int = 0
    ours_refunded: int = 0
    theirs_refunded: int = 0
    compared: int = 0
    differing: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of it. ``agreeing`` are the gateway's numbers of what is the same on both sides."""

    sums: dict[str, Sums]
    differences: tuple[Difference, ...]
    agreeing: frozenset[str]


class Comparing:
    """Compares what was read of both sides. A thing belongs to the period by the gateway's time where that is known:
    so nothing is missed, or found twice, because a desk heard of it the next day."""

    def __init__(self, since: datetime, until: datetime) -> None:
        self._since, self._until = since, until
        self._sums: dict[str, Sums] = {}
        self._differences: list[Difference] = []
        self._agreeing: set[str] = set()

    def result(self) -> Comparison:
        """Everything that was compared so far."""
        return Comparison(self._sums, tuple(self._differences), frozenset(self._agreeing))

    def payments(
        self, theirs: Iterable[GatewayPayment], ours: Mapping[str, OurPayment], links: Mapping[str, OurLink]
    ) -> None:
        """Compares payments. ``ours`` and ``links`` are by the gateway's number and by our key."""
        known = {payment.id: payment for payment in theirs}
        for payment in known.values():
            if self._is_within(payment.at):
                self._payment(payment, ours.get(payment.id), links.get(payment.key))
        for own in ours.values():
            if own.gateway_id not in known and self._is_within(own.at):
                self._of(own.currency).ours_paid += own.amount_minor
                self._differ(_of_payment(_K.ONLY_OURS, own, own.amount_minor, None, own.currency, own.at))

    def refunds(
        self, theirs: Iterable[GatewayRefund], ours: Iterable[OurRefund], payments: Mapping[str, OurPayment]
    ) -> None:
        """Compares refunds; ``payments`` says whose theirs are."""
        own_refunds = tuple(ours)
        by_number = {refund.gateway_id: refund for refund in own_refunds if refund.gateway_id}
        by_key = {refund.key: refund for refund in own_refunds if not refund.gateway_id}
        known = {refund.id: refund for refund in theirs}
        for refund in known.values():
            if self._is_within(refund.at):
                own = by_number.get(refund.id) or by_key.get(refund.key)
                self._refund(refund, own, payments.get(refund.payment_id))
        for own in by_number.values():
            if own.gateway_id not in known and own.state is RefundState.DONE and self._is_within(own.at):
                self._of(own.currency).ours_refunded += own.amount_minor
                self._differ(_of_refund(own, own.amount_minor, None, own.at))

    def _payment(self, theirs: GatewayPayment, own: OurPayment | None, link: OurLink | None) -> None:
        came = theirs.state is MoneyState.DONE
        if own is None and not came:
            return
        if came:
            self._of(theirs.currency).theirs_paid += theirs.amount_minor
        if own is None:
            self._differ(
                Difference(
                    _K.ONLY_THEIRS, theirs.id, theirs.currency, None, theirs.amount_minor, theirs.at,
                    location_id=link.location_id if link else None,
                    appointment_id=link.appointment_id if link else None, link_id=link.id if link else None,
                )
            )  # fmt: skip
            return
        self._of(own.currency).ours_paid += own.amount_minor
        amounts = (own.amount_minor, theirs.amount_minor)
        if not came:
            self._differ(_of_payment(_K.STATE_DIFFERS, own, own.amount_minor, 0, own.currency, theirs.at))
        elif amounts[0] != amounts[1] or own.currency != theirs.currency:
            self._differ(_of_payment(_K.AMOUNT_DIFFERS, own, *amounts, theirs.currency, theirs.at))
        else:
            self._agree(own.currency, theirs.id)

    def _refund(self, theirs: GatewayRefund, own: OurRefund | None, payment: OurPayment | None) -> None:
        went = theirs.state is MoneyState.DONE
        if own is None and theirs.state is MoneyState.FAILED:
            return
        if went:
            self._of(theirs.currency).theirs_refunded += theirs.amount_minor
        if own is None:
            self._differ(
                Difference(
                    _K.REFUND_DIFFERS, theirs.id, theirs.currency, None, theirs.amount_minor, theirs.at,
                    location_id=payment.location_id if payment else None,
                    appointment_id=payment.appointment_id if payment else None,
                    payment_id=payment.id if payment else None,
                )
            )  # fmt: skip
            return
        done = own.state is RefundState.DONE
        if done:
            self._of(own.currency).ours_refunded += own.amount_minor
        same = own.elsewhere or own.amount_minor == theirs.amount_minor
        failed = own.state is RefundState.FAILED
        # What is on its way here and has arrived there will be heard of soon.
        contrary = (done and theirs.state is MoneyState.FAILED) or (failed and theirs.state is not MoneyState.FAILED)
        if contrary or not same:
            self._differ(
                _of_refund(own, own.amount_minor if not failed else 0, theirs.amount_minor if went else 0, theirs.at)
            )
        else:
            self._agree(own.currency, theirs.id)

    def _is_within(self, at: datetime) -> bool:
        return self._since <= at < self._until

    def _of(self, currency: str) -> Sums:
        return self._sums.setdefault(currency, Sums())

    def _differ(self, difference: Difference) -> None:
        sums = self._of(difference.currency)
        sums.compared += 1
        sums.differing += 1
        self._differences.append(difference)

    def _agree(self, currency: str, gateway_id: str) -> None:
        self._of(currency).compared += 1
        self._agreeing.add(gateway_id)


def _of_payment(
    kind: FindingKind, own: OurPayment, ours: int | None, theirs: int | None, currency: str, at: datetime
) -> Difference:
    return Difference(
        kind, own.gateway_id, currency, ours, theirs, at,
        location_id=own.location_id, appointment_id=own.appointment_id, payment_id=own.id,
    )  # fmt: skip


def _of_refund(own: OurRefund, ours: int | None, theirs: int | None, at: datetime) -> Difference:
    return Difference(
        _K.REFUND_DIFFERS, own.gateway_id, own.currency, ours, theirs, at,
        location_id=own.location_id, appointment_id=own.appointment_id, payment_id=own.payment_id, refund_id=own.id,
    )  # fmt: skip
