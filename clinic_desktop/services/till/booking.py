"""Opening, moving, counting and closing, inside the transaction of the verb. What is posted to the ledger:

| when                                     | debit           | credit          |
|------------------------------------------|-----------------|-----------------|
| the first till of a desk gets its float  | cash drawer     | safe            |
| there is more in the drawer than was left| cash drawer     | cash difference |
| there is less                            | cash difference | cash drawer     |
| cash is put in                           | cash drawer     | safe            |
| cash is taken out for a purchase         | expenses        | cash drawer     |
| cash is taken to the bank or the safe    | safe            | cash drawer     |
| a movement is taken back                 | the other way round               |
| closing finds more, or less              | as above        |                 |
| closing leaves less than was counted     | safe            | cash drawer     |

So the cash drawer of a centre is at any time what should lie in the drawers of its desks.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import hold_name
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.till import TillCount, TillMovement, TillSession
from clinic_desktop.domain.cash import are_pieces, worth
from clinic_desktop.domain.codes import LedgerAccount, PaymentMethod, TillMovementKind, TillState, Topic
from clinic_desktop.domain.errors import Invalid, NotFound, StaleRecord
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.ledger import Booked, Leg, post
from clinic_desktop.services.billing.numbers import numbered
from clinic_desktop.services.fields import Fields
from clinic_desktop.services.till.reading import open_till_at, proposal_for, read_till
from clinic_desktop.services.till.values import Colleague, MethodCount, TillClosing, TillView

_A = LedgerAccount
_till, _movement = TillSession.__table__.c, TillMovement.__table__.c
_REASON_LENGTH = 200
_BACK = "back-"
_MOVED = {
    TillMovementKind.PAY_IN: (_A.CASH_DRAWER, _A.SAFE),
    TillMovementKind.PAY_OUT: (_A.EXPENSES, _A.CASH_DRAWER),
    TillMovementKind.BANKED: (_A.SAFE, _A.CASH_DRAWER),
}


def open_till(session: Session, actor: Actor, location_id: int, float_minor: int, reason: str, now: datetime) -> int:
    """Opens the till of the actor's desk with what lies in its drawer; gives its number. Asking twice opens one.

    Refuses with Invalid where one is open, where the desk has no name, and, without a reason, another float than the
    last till left there.
    """
    require(actor, Permission.KEEP_TILL, location_id=location_id)
    place = session.execute(select(Location.currency, Location.zone).where(Location.id == location_id)).one_or_none()
    if place is None:
        raise not_there(actor, Permission.KEEP_TILL, "location", location_id)
    fields = Fields()
    if not actor.desk:
        fields.problem("desk", "no_desk")
    fields.amount("float", float_minor)
    reason = fields.line("reason", reason, _REASON_LENGTH)
    fields.done()
    hold_name(session, f"till:{location_id}:{actor.desk}")
    known = open_till_at(session, location_id, actor.desk, now)
    if known is not None:
        if known.opened_by_id == actor.account_id and known.floated.minor == float_minor:
            return known.id
        raise Invalid({"till": "till_open"})
    proposal = proposal_for(session, location_id, actor.desk, place.currency)
    if proposal.closed_at is None:
        legs = _between(float_minor, _A.SAFE)
    else:
        difference = float_minor - (proposal.left + proposal.since).minor
        if difference and not reason:
            raise Invalid({"reason": "difference_reason"})
        legs = _between(difference, _A.CASH_DIFFERENCE)
    keeper = Colleague(actor.account_id, actor.name)
    till_id = _insert(session, location_id, actor.desk, place.currency, float_minor, keeper, None, reason, now)
    post(session, _booked(location_id, place.currency, till_id), legs, now)
    _note(session, actor, "open_till", till_id, location_id, now, {"float_minor": float_minor})
    return till_id


def move(
    session: Session,
    actor: Actor,
    till_id: int,
    kind: TillMovementKind,
    amount_minor: int,
    reason: str,
    key: str,
    now: datetime,
) -> None:
    """Puts cash into an open till, or takes it out. Repeating a key moves it once.

    Refuses with Invalid an amount that is not positive, more than lies in the drawer, and a missing reason (money for
    the bank or the safe needs none).
    """
    till = _lock(session, actor, till_id)
    known = session.execute(select(_movement.session_id).where(_movement.key == key)).scalar_one_or_none()
    if known is not None:
        if known != till_id:
            raise Invalid({"key": "taken"})
        return
    if till.state != TillState.OPEN:
        raise Invalid({"till": "till_closed"})
    fields = Fields()
    reason = fields.line("reason", reason, _REASON_LENGTH, required=kind is not TillMovementKind.BANKED)
    if amount_minor <= 0:
        fields.problem("amount", "not_positive")
    fields.amount("amount", max(amount_minor, 0))
    fields.done()
    inwards = kind is TillMovementKind.PAY_IN
    if not inwards and amount_minor > read_till(session, till_id, now).expected(PaymentMethod.CASH).minor:
        raise Invalid({"amount": "more_than_in_till"})
    row = {
        "session_id": till_id, "key": key, "kind": kind, "reason": reason, "at": now,
        "amount_minor": amount_minor if inwards else -amount_minor,
        "made_by_id": actor.account_id, "made_by_name": actor.name,
    }  # fmt: skip
    session.connection().execute(insert(TillMovement.__table__), row)  # type: ignore[arg-type]
    debit, credit = _MOVED[kind]
    post(session, _booked(till.location_id, till.currency, till_id), [(debit, credit, amount_minor)], now)
    _note(session, actor, "move_cash", till_id, till.location_id, now, {"kind": kind, "amount_minor": amount_minor})


def take_movement_back(session: Session, actor: Actor, till_id: int, movement_id: int, now: datetime) -> None:
    """Moves the same cash the other way, for somebody who moved it by mistake: the movement stays, with its opposite
    below it. Asking twice takes it back once.

    Refuses with Invalid where the till is closed meanwhile, and where so much does not lie in the drawer any more.
    """
    till = _lock(session, actor, till_id)
    found = session.execute(select(*_movement).where(_movement.id == movement_id, _movement.session_id == till_id))
    movement = found.one_or_none()
    if movement is None or movement.key.startswith(_BACK):
        raise NotFound("movement", movement_id)
    key = f"{_BACK}{movement_id}"
    if session.execute(select(_movement.id).where(_movement.key == key)).scalar_one_or_none() is not None:
        return
    if till.state != TillState.OPEN:
        raise Invalid({"till": "till_closed"})
    if movement.amount_minor > read_till(session, till_id, now).expected(PaymentMethod.CASH).minor:
        raise Invalid({"amount": "more_than_in_till"})
    row = {
        "session_id": till_id, "key": key, "kind": movement.kind, "reason": movement.reason, "at": now,
        "amount_minor": -movement.amount_minor, "made_by_id": actor.account_id, "made_by_name": actor.name,
    }  # fmt: skip
    session.connection().execute(insert(TillMovement.__table__), row)  # type: ignore[arg-type]
    credit, debit = _MOVED[TillMovementKind(movement.kind)]
    amount = abs(movement.amount_minor)
    post(session, _booked(till.location_id, till.currency, till_id), [(debit, credit, amount)], now)
    detail = {"kind": movement.kind, "amount_minor": amount, "taken_back": movement_id}
    _note(session, actor, "move_cash", till_id, till.location_id, now, detail)


def close(session: Session, actor: Actor, till_id: int, closing: TillClosing, now: datetime) -> None:
    """Closes a till as it was counted, and numbers it. Closing as the same person did already changes nothing.

    Whoever pays at the desk meanwhile comes first: then what was expected has changed, and StaleRecord says so. Refuses
    with Invalid a difference without a reason, cash that was not counted, and more left over than was counted.
    """
    row = _lock(session, actor, till_id)
    if row.state != TillState.OPEN:
        if row.closed_by_id == actor.account_id and row.left_minor == closing.left_minor:
            return
        raise Invalid({"till": "till_closed"})
    till = read_till(session, till_id, now)
    counts = {count.method: count for count in closing.counts}
    if any(till.expected(count.method).minor != count.expected_minor for count in closing.counts):
        raise StaleRecord("till")
    _check(till, closing, counts)
    cash = counts[PaymentMethod.CASH]
    counted = cash.counted_minor or 0
    legs = _between(counted - cash.expected_minor, _A.CASH_DIFFERENCE)
    legs.append((_A.SAFE, _A.CASH_DRAWER, counted - closing.left_minor))
    post(session, _booked(till.location_id, till.currency, till_id), legs, now)
    _write_counts(session, till, counts)
    zone = session.execute(select(Location.zone).where(Location.id == till.location_id)).scalar_one()
    session.connection().execute(
        update(TillSession.__table__)  # type: ignore[arg-type]
        .where(_till.id == till_id)
        .values(
            state=TillState.CLOSED,
            number=numbered(session, "T", "till", till.location_id, zone, now),
            closed_at=now,
            closed_by_id=actor.account_id,
            closed_by_name=actor.name,
            left_minor=closing.left_minor,
            note=_joined(till.note, " ".join(closing.note.split())),
        )
    )
    detail: dict[str, object] = {"counted_minor": counted, "difference_minor": counted - cash.expected_minor}
    _note(session, actor, "close_till", till_id, till.location_id, now, detail)


def hand_over(
    session: Session, actor: Actor, till_id: int, closing: TillClosing, keeper: Colleague, now: datetime
) -> int:
    """Closes a till and opens the next at the same desk for a colleague, with all the cash that was counted; gives the
    number of the next."""
    till = read_till(session, till_id, now)
    close(session, actor, till_id, closing, now)
    known = open_till_at(session, till.location_id, till.desk, now)
    if known is not None and known.follows_id == till_id:
        return known.id
    following = _insert(
        session, till.location_id, till.desk, till.currency, closing.left_minor, keeper, till_id, "", now
    )
    detail: dict[str, object] = {"follows_id": till_id, "account_id": keeper.account_id}
    _note(session, actor, "hand_over_till", following, till.location_id, now, detail)
    return following


def require_till(actor: Actor, location_id: int, desk: str, keeping: bool) -> None:
    """Refuses who may not see the till, or not keep it: those of other desks are for who may see all tills."""
    if keeping:
        require(actor, Permission.KEEP_TILL, location_id=location_id)
    if desk != actor.desk:
        require(actor, Permission.SEE_TILLS, location_id=location_id)
    elif not keeping:
        require(actor, Permission.KEEP_TILL, location_id=location_id)


def _lock(session: Session, actor: Actor, till_id: int) -> Any:
    """The till, locked: payments that are under way at the desk have ended, and new ones wait."""
    row = (
        session.connection()
        .execute(
            update(TillSession.__table__)  # type: ignore[arg-type]
            .where(_till.id == till_id)
            .values(version=_till.version + 1)
            .returning(_till.location_id, _till.desk, _till.currency, _till.state, _till.closed_by_id, _till.left_minor)
        )
        .one_or_none()
    )
    if row is None:
        raise not_there(actor, Permission.KEEP_TILL, "till", till_id)
    require_till(actor, row.location_id, row.desk, keeping=True)
    return row


def _check(till: TillView, closing: TillClosing, counts: dict[PaymentMethod, MethodCount]) -> None:
    fields = Fields()
    cash = counts.get(PaymentMethod.CASH)
    if cash is None or cash.counted_minor is None:
        fields.problem("cash", "required")
    for count in closing.counts:
        if count.counted_minor is None:
            continue
        fields.amount(count.method, count.counted_minor)
        if count.counted_minor != count.expected_minor and not count.reason.strip():
            fields.problem(f"{count.method}_reason", "difference_reason")
        fields.line(f"{count.method}_reason", count.reason, _REASON_LENGTH)
        if count.pieces and not (
            are_pieces(till.currency, count.pieces) and worth(count.pieces) == count.counted_minor
        ):
            fields.problem(count.method, "not_pieces")
    fields.amount("left", closing.left_minor)
    if cash is not None and cash.counted_minor is not None and closing.left_minor > cash.counted_minor:
        fields.problem("left", "more_than_counted")
    fields.line("note", closing.note, _REASON_LENGTH)
    fields.done()


def _write_counts(session: Session, till: TillView, counts: dict[PaymentMethod, MethodCount]) -> None:
    rows = []
    for method in till.methods:
        count = counts.get(method)
        pieces = {str(piece): number for piece, number in count.pieces.items() if number} if count else {}
        rows.append(
            {
                "session_id": till.id,
                "method": method,
                "expected_minor": till.expected(method).minor,
                "counted_minor": count.counted_minor if count else None,
                "reason": " ".join(count.reason.split()) if count else "",
                "pieces": json.dumps(pieces) if pieces else "",
            }
        )
    session.connection().execute(insert(TillCount.__table__), rows)  # type: ignore[arg-type]


def _insert(
    session: Session,
    location_id: int,
    desk: str,
    currency: str,
    float_minor: int,
    keeper: Colleague,
    follows_id: int | None,
    note: str,
    now: datetime,
) -> int:
    row = {
        "location_id": location_id, "desk": desk, "state": TillState.OPEN, "currency": currency,
        "float_minor": float_minor, "opened_at": now, "opened_by_id": keeper.account_id, "opened_by_name": keeper.name,
        "follows_id": follows_id, "note": note,
    }  # fmt: skip
    statement = insert(TillSession.__table__).returning(_till.id)  # type: ignore[arg-type]
    return int(session.connection().execute(statement, row).scalar_one())


def _between(difference: int, other: LedgerAccount) -> list[Leg]:
    """A posting that adds so much to the drawer from another account, or takes it out."""
    if difference >= 0:
        return [(_A.CASH_DRAWER, other, difference)]
    return [(other, _A.CASH_DRAWER, -difference)]


def _booked(location_id: int, currency: str, till_id: int) -> Booked:
    return Booked(None, location_id, None, currency, till_session_id=till_id)


def _note(
    session: Session,
    actor: Actor,
    action: str,
    till_id: int,
    location_id: int,
    now: datetime,
    detail: dict[str, object],
) -> None:
    audit.record(session, actor, action, "till", till_id, now, location_id, detail)
    announce(session, Topic.TILL, till_id, now)


def _joined(one: str, other: str) -> str:
    return f"{one}\n{other}" if one and other else one or other
