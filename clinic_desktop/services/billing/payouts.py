"""Paying doctors what they have earned: once, in the ledger, and to be taken back only by a counter-entry.

| when             | debit          | credit         |
|------------------|----------------|----------------|
| a payout is made | doctor payable | bank or safe   |
| it is taken back | bank or safe   | doctor payable |
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.locks import hold_name
from clinic_desktop.db.models.ledger import Payout, PayoutLine
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod, Topic
from clinic_desktop.domain.errors import Invalid, NotFound, StaleRecord
from clinic_desktop.domain.payouts import (
    PAYOUT_METHODS,
    Owed,
    PayoutFilters,
    PayoutRequest,
    PayoutStatement,
    PayoutView,
    Proposal,
)
from clinic_desktop.domain.period import Clock, local_day
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.ledger import Booked, post
from clinic_desktop.services.billing.numbers import numbered
from clinic_desktop.services.billing.payout_reading import (
    Earning,
    load_owed,
    load_payouts,
    read_payout,
    read_proposal,
    read_statement,
)
from clinic_desktop.services.versions import next_version, stale

_SOURCES = {
    PaymentMethod.BANK_TRANSFER: LedgerAccount.BANK,
    PaymentMethod.UPI: LedgerAccount.BANK,
    PaymentMethod.CASH: LedgerAccount.SAFE,
}
"""Where the money comes from. Cash from the safe: what leaves a desk's drawer is a movement of its till."""
_LONGEST = {"reference": 80, "note": 500}
_REASON_LENGTH = 500


class PayoutService:
    """Admins and managers pay; doctors see their own payouts and centre managers those of their centres."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def owed(self, actor: Actor, until_day: date) -> tuple[Owed, ...]:
        """Which doctors have earned something up to the end of that local day that they were not paid, where and since
        when, by name."""
        require(actor, Permission.SEE_EARNINGS)
        with self._database.read() as session:
            return load_owed(session, actor, until_day)

    def propose(
        self, actor: Actor, practitioner_id: int, location_id: int, until_day: date, only_paid: bool = False
    ) -> Proposal:
        """What can be paid to the doctor of what they earned at the centre, in its currency. A day that has not begun
        there is refused."""
        require(actor, Permission.SEE_EARNINGS, practitioner_id=practitioner_id, location_id=location_id)
        with self._database.read() as session:
            return self._proposal(session, practitioner_id, location_id, until_day, only_paid)[0]

    def pay(self, actor: Actor, request: PayoutRequest) -> PayoutView:
        """Writes that the doctor was paid. A key that was used gives the payout that it made.

        Refuses with StaleRecord where something was earned, taken back or paid since the person looked, and with
        Invalid where nothing is to be paid: what is negative is carried into the next payout.
        """
        require(actor, Permission.PAY_OUT, location_id=request.location_id)
        now = self._clock()
        with self._database.write() as session:
            hold_name(session, f"payout {request.practitioner_id}")
            before = session.scalar(select(Payout.id).where(Payout.key == request.key))
            payout_id = before if before is not None else self._pay(session, actor, request, now)
            return _read(session, payout_id)

    def void(self, actor: Actor, payout_id: int, version: int, reason: str) -> PayoutView:
        """Takes a payout back that was not made, or not so: what it paid is owed again. It stays in the list with the
        ``reason``."""
        require(actor, Permission.PAY_OUT)
        reason, now = reason.strip(), self._clock()
        if not reason or len(reason) > _REASON_LENGTH:
            raise Invalid({"reason": "too_long" if reason else "required"})
        with self._database.write() as session:
            payout = read_payout(session, payout_id)
            if payout is None:
                raise not_there(actor, Permission.PAY_OUT, "payout", payout_id)
            require(actor, Permission.PAY_OUT, location_id=payout.location_id)
            next_version(session, Payout, payout_id, version, "payout")
            if payout.voided_at is not None:
                raise Invalid({"payout": "voided_already"})
            _void(session, actor, payout, reason, now)
            return _read(session, payout_id)

    def history(self, actor: Actor, filters: PayoutFilters = PayoutFilters()) -> tuple[PayoutView, ...]:
        """Payouts that the actor may see, newest first, at most 500."""
        require(actor, Permission.SEE_EARNINGS)
        with self._database.read() as session:
            return load_payouts(session, actor, filters)

    def whole_history(self, actor: Actor, filters: PayoutFilters = PayoutFilters()) -> tuple[PayoutView, ...]:
        """All payouts that the actor may see, for a file, and a note in the history that they left as one."""
        require(actor, Permission.SEE_EARNINGS)
        with self._database.write() as session:
            found = load_payouts(session, actor, filters, most=None)
            audit.record(session, actor, "export", "payout", None, self._clock(), detail={"rows": len(found)})
            return found

    def statement(self, actor: Actor, payout_id: int) -> PayoutStatement:
        """The payout with everything that it consists of, for the doctor."""
        require(actor, Permission.SEE_EARNINGS)
        with self._database.read() as session:
            payout = read_payout(session, payout_id)
            if payout is None:
                raise not_there(actor, Permission.SEE_EARNINGS, "payout", payout_id)
            require(
                actor,
                Permission.SEE_EARNINGS,
                practitioner_id=payout.practitioner_id,
                location_id=payout.location_id,
            )
            return read_statement(session, payout)

    def _proposal(
        self, session: Session, practitioner_id: int, location_id: int, until_day: date, only_paid: bool
    ) -> tuple[Proposal, list[Earning]]:
        place = session.execute(
            select(Location.zone, Location.currency).where(Location.id == location_id)
        ).one_or_none()
        if place is None:
            raise NotFound("location", location_id)
        if until_day > local_day(self._clock(), ZoneInfo(place.zone)):
            raise Invalid({"until_day": "in_the_future"})
        return read_proposal(session, practitioner_id, location_id, place.currency, until_day, only_paid)

    def _pay(self, session: Session, actor: Actor, request: PayoutRequest, now: datetime) -> int:
        _check(request)
        proposal, earnings = self._proposal(
            session, request.practitioner_id, request.location_id, request.until_day, request.only_paid
        )
        if proposal.total != request.amount:
            # Where nothing is left, somebody has just paid it: the refusal says who.
            raise StaleRecord("payout") if earnings else stale(session, "payout", _last(session, request))
        if proposal.total.minor <= 0 or proposal.since is None:
            raise Invalid({"amount": "nothing_to_pay_out"})
        payout_id = _insert(session, actor, request, proposal, earnings, now)
        booked = Booked(None, request.location_id, request.practitioner_id, request.amount.currency, payout_id)
        post(session, booked, [(LedgerAccount.DOCTOR_PAYABLE, _SOURCES[request.method], request.amount.minor)], now)
        detail: dict[str, object] = {"amount_minor": request.amount.minor, "practitioner_id": request.practitioner_id}
        audit.record(session, actor, "pay_out", "payout", payout_id, now, request.location_id, detail)
        announce(session, Topic.PAYMENTS, None, now)
        return payout_id


def _check(request: PayoutRequest) -> None:
    problems = {}
    if request.method not in PAYOUT_METHODS:
        problems["method"] = "not_a_method"
    for field, longest in _LONGEST.items():
        if len(getattr(request, field)) > longest:
            problems[field] = "too_long"
    if problems:
        raise Invalid(problems)


def _insert(
    session: Session, actor: Actor, request: PayoutRequest, proposal: Proposal, earnings: list[Earning], now: datetime
) -> int:
    zone = session.scalar(select(Location.zone).where(Location.id == request.location_id)) or "UTC"
    number = numbered(session, "PO", "payout", request.location_id, zone, now)
    payout_id = session.execute(
        insert(Payout)
        .values(
            key=request.key,
            number=number,
            practitioner_id=request.practitioner_id,
            location_id=request.location_id,
            currency=request.amount.currency,
            period_from=proposal.since,
            period_to=request.until_day,
            amount_minor=request.amount.minor,
            method=request.method,
            reference=request.reference.strip(),
            note=request.note.strip(),
            paid_at=now,
            made_by_id=actor.account_id,
            made_by_name=actor.name,
            voided_by_name="",
            void_reason="",
            version=1,
        )
        .returning(Payout.id)
    ).scalar_one()
    session.connection().execute(
        insert(PayoutLine.__table__),  # type: ignore[arg-type]
        [
            {"payout_id": payout_id, "entry_id": earning.entry_id, "amount_minor": earning.amount, "voided": False}
            for earning in earnings
        ],
    )
    return int(payout_id)


def _void(session: Session, actor: Actor, payout: PayoutView, reason: str, now: datetime) -> None:
    session.execute(
        update(Payout)
        .where(Payout.id == payout.id)
        .values(voided_at=now, voided_by_id=actor.account_id, voided_by_name=actor.name, void_reason=reason)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(PayoutLine)
        .where(PayoutLine.payout_id == payout.id)
        .values(voided=True)
        .execution_options(synchronize_session=False)
    )
    booked = Booked(None, payout.location_id, payout.practitioner_id, payout.amount.currency, payout.id)
    post(session, booked, [(_SOURCES[payout.method], LedgerAccount.DOCTOR_PAYABLE, payout.amount.minor)], now)
    detail: dict[str, object] = {"amount_minor": payout.amount.minor, "practitioner_id": payout.practitioner_id}
    audit.record(session, actor, "void_payout", "payout", payout.id, now, payout.location_id, detail)
    announce(session, Topic.PAYMENTS, None, now)


def _last(session: Session, request: PayoutRequest) -> int:
    """The doctor's last payout there; 0 where there is none."""
    there = (Payout.practitioner_id == request.practitioner_id, Payout.location_id == request.location_id)
    return session.scalar(select(func.max(Payout.id)).where(*there)) or 0


def _read(session: Session, payout_id: int) -> PayoutView:
    payout = read_payout(session, payout_id)
    assert payout is not None
    return payout
