"""What the demo's centres do with their cash: each evening all but a float goes from the drawers to the bank."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from clinic_desktop.domain.codes import LedgerAccount
from clinic_desktop.services.demo.bulk import Row, instant
from clinic_desktop.services.demo.money import Posting
from clinic_desktop.services.demo.organisation import DemoCentre

_EVENING = time(21)
_FLOATS = {"INR": 500_000, "EUR": 20_000}
"""What stays in the drawers of a centre for change, in minor units."""


@dataclass(frozen=True, slots=True)
class DemoBanking:
    """Cash of one day that went to the bank."""

    centre: DemoCentre
    at: int
    amount: int


def bankings(posted: Sequence[Posting], now: int) -> list[DemoBanking]:
    """What was banked, by the postings of visits in the order of time. A day with less than the float is left."""
    found: list[DemoBanking] = []
    held: dict[int, int] = defaultdict(int)
    days: dict[int, tuple[DemoCentre, date]] = {}

    def bank(centre: DemoCentre, day: date) -> None:
        at = int(datetime.combine(day, _EVENING, centre.zone).timestamp())
        amount = held[centre.id] - _FLOATS[centre.currency]
        if amount > 0 and at <= now:
            held[centre.id] -= amount
            found.append(DemoBanking(centre, at, amount))

    for at, debit, credit, amount, invoice, _, _ in posted:
        if LedgerAccount.CASH_DRAWER not in (debit, credit):
            continue
        centre = invoice.visit.centre
        day = datetime.fromtimestamp(at, centre.zone).date()
        if centre.id in days and days[centre.id][1] != day:
            bank(*days[centre.id])
        days[centre.id] = centre, day
        held[centre.id] += amount if debit is LedgerAccount.CASH_DRAWER else -amount
    for last in days.values():
        bank(*last)
    return found


def banking_posting(number: int, banking: DemoBanking) -> Row:
    """The row of the ledger, by the columns of ``payouts.load_ledger``."""
    centre = banking.centre
    return (
        number, instant(banking.at), LedgerAccount.BANK.value, LedgerAccount.CASH_DRAWER.value, banking.amount,
        centre.currency, centre.id, None, None, None, None, None, "Cash of the day",
    )  # fmt: skip
