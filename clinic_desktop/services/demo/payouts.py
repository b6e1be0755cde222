"""What the demo's doctors were paid out: each month's earnings on the second day of the next, from the bank."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from clinic_desktop.db.models.counters import NumberCounter
from clinic_desktop.db.models.ledger import LedgerEntry, Payout, PayoutLine
from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod
from clinic_desktop.services.demo.banking import banking_posting, bankings
from clinic_desktop.services.demo.bulk import Bulk, Row, instant
from clinic_desktop.services.demo.money import Posting
from clinic_desktop.services.demo.organisation import DemoCentre, DemoDoctor

_ADMIN = (1, "Nandini Rao")
_PAID_AT = time(10, 30)


@dataclass(slots=True)
class DemoPayout:
    """What one doctor was paid of one month; ``parts`` are the places of the postings among all."""

    centre: DemoCentre
    doctor: DemoDoctor
    first: date
    last: date
    at: int
    amount: int = 0
    parts: list[tuple[int, int]] = field(default_factory=list)
    number: int = 0
    text: str = ""


def load_ledger(bulk: Bulk, posted: Sequence[Posting], now: int) -> None:
    """Loads the postings of all invoices, in the order of time, with those of the payouts and of banked cash between
    them."""
    payouts = _payouts(posted, now)
    _number(payouts)
    bulk.load(
        Payout,
        "id version key number practitioner_id location_id currency period_from period_to amount_minor method reference"
        " note paid_at made_by_id made_by_name voided_by_name void_reason",
        (_payout_row(number, payout) for number, payout in enumerate(payouts, 1)),
    )
    moments = [(entry[0], 0, place) for place, entry in enumerate(posted)]
    moments += [(payout.at, 1, place) for place, payout in enumerate(payouts)]
    banked = bankings(posted, now)
    moments += [(banking.at, 2, place) for place, banking in enumerate(banked)]
    numbers: dict[int, int] = {}
    rows: list[Row] = []
    for number, (_, kind, place) in enumerate(sorted(moments), 1):
        if kind == 1:
            rows.append(_payout_posting(number, place + 1, payouts[place]))
        elif kind == 2:
            rows.append(banking_posting(number, banked[place]))
        else:
            numbers[place] = number
            rows.append(_posting(number, posted[place]))
    bulk.load(
        LedgerEntry,
        "id at debit credit amount_minor currency location_id practitioner_id invoice_id payment_id refund_id payout_id"
        " memo",
        rows,
    )
    bulk.load(
        PayoutLine,
        "payout_id entry_id amount_minor voided",
        (
            (payout_id, numbers[place], amount, False)
            for payout_id, payout in enumerate(payouts, 1)
            for place, amount in payout.parts
        ),
    )
    _load_counters(bulk, payouts)


def _payouts(posted: Sequence[Posting], now: int) -> list[DemoPayout]:
    """The payouts in the order of time; what was earned too lately to be paid is left."""
    found: dict[tuple[int, date], DemoPayout] = {}
    for place, (at, _, credit, amount, invoice, _, _) in enumerate(posted):
        if credit is not LedgerAccount.DOCTOR_PAYABLE:
            continue
        centre, doctor = invoice.visit.centre, invoice.visit.doctor
        first = datetime.fromtimestamp(at, centre.zone).date().replace(day=1)
        key = doctor.id, first
        if key not in found:
            following = (first + timedelta(days=32)).replace(day=1)
            paid = datetime.combine(following + timedelta(days=1), _PAID_AT, centre.zone)
            last = following - timedelta(days=1)
            found[key] = DemoPayout(centre, doctor, first, last, int(paid.timestamp()))
        found[key].amount += amount
        found[key].parts.append((place, amount))
    return sorted((one for one in found.values() if one.at <= now), key=lambda one: (one.at, one.doctor.id))


def _number(payouts: list[DemoPayout]) -> None:
    """Numbers by centre and year, without gaps."""
    last: dict[tuple[int, int], int] = defaultdict(int)
    for payout in payouts:
        year = _year(payout)
        last[payout.centre.id, year] += 1
        payout.number = last[payout.centre.id, year]
        payout.text = f"PO-{year}-{payout.number:05d}"


def _year(payout: DemoPayout) -> int:
    return datetime.fromtimestamp(payout.at, payout.centre.zone).year


def _payout_row(number: int, payout: DemoPayout) -> Row:
    centre = payout.centre
    return (
        number, 1, f"demo-payout-{number}", payout.text, payout.doctor.id, centre.id, centre.currency, payout.first,
        payout.last, payout.amount, PaymentMethod.BANK_TRANSFER.value, f"UTR{number * 104729 % 10**9:09d}", "",
        instant(payout.at), *_ADMIN, "", "",
    )  # fmt: skip


def _posting(number: int, posting: Posting) -> Row:
    at, debit, credit, amount, invoice, payment, refund = posting
    centre = invoice.visit.centre
    return (
        number, instant(at), debit.value, credit.value, amount, centre.currency, centre.id, invoice.visit.doctor.id,
        invoice.id, payment and payment.id, refund and refund.id, None, "",
    )  # fmt: skip


def _payout_posting(number: int, payout_id: int, payout: DemoPayout) -> Row:
    centre = payout.centre
    return (
        number, instant(payout.at), LedgerAccount.DOCTOR_PAYABLE.value, LedgerAccount.BANK.value, payout.amount,
        centre.currency, centre.id, payout.doctor.id, None, None, None, payout_id, "",
    )  # fmt: skip


def _load_counters(bulk: Bulk, payouts: list[DemoPayout]) -> None:
    last = {(payout.centre.id, str(_year(payout))): payout.number for payout in payouts}
    bulk.load(
        NumberCounter,
        "kind location_id period last",
        (("payout", centre, year, number) for (centre, year), number in sorted(last.items())),
    )
