"""The till: what lies in a desk's drawer from opening to closing, and what a day brought."""

from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account, AccountLocation
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.till import TillSession as Till
from clinic_desktop.domain.codes import Role, TillMovementKind, TillState
from clinic_desktop.domain.errors import Invalid, NotFound
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, Scope, not_there, permits, require, scope_of
from clinic_desktop.services.settings import settings_for
from clinic_desktop.services.till.booking import close, hand_over, move, open_till, require_till, take_movement_back
from clinic_desktop.services.till.day_report import load_day_report
from clinic_desktop.services.till.reading import open_till_at, proposal_for, read_till, till_rows
from clinic_desktop.services.till.values import (
    Colleague,
    DayReport,
    TillClosing,
    TillHere,
    TillRow,
    TillView,
)

_till, _account, _place = Till.__table__.c, Account.__table__.c, AccountLocation.__table__.c
_MOST = 200


class TillService:
    """One verb is one transaction. A desk keeps the till of its own drawer, by the name that this computer has as a
    desk; those of other desks are for who may see all tills."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def here(self, actor: Actor, location_id: int) -> TillHere:
        """How it stands at the actor's desk."""
        require(actor, Permission.KEEP_TILL, location_id=location_id)
        now = self._clock()
        with self._database.read() as session:
            currency = session.scalar(select(Location.currency).where(Location.id == location_id))
            if currency is None:
                raise not_there(actor, Permission.KEEP_TILL, "location", location_id)
            found = open_till_at(session, location_id, actor.desk, now)
            proposal = None if found else proposal_for(session, location_id, actor.desk, currency)
            required = settings_for(session, location_id).till_required
            others = self._others(session, actor, location_id)
        return TillHere(actor.desk, found, proposal, required, others)

    def open(self, actor: Actor, location_id: int, float_minor: int, reason: str = "") -> TillView:
        """Opens the desk's till with what lies in the drawer. See ``booking.open_till`` for what is refused."""
        now = self._clock()
        with self._database.write() as session:
            return read_till(session, open_till(session, actor, location_id, float_minor, reason, now), now)

    def move(
        self, actor: Actor, till_id: int, kind: TillMovementKind, amount_minor: int, reason: str, key: str
    ) -> TillView:
        """Puts cash into the till or takes it out; ``key`` is made before the first try, so that a repeat moves it
        once."""
        now = self._clock()
        with self._database.write() as session:
            move(session, actor, till_id, kind, amount_minor, reason, key, now)
            return read_till(session, till_id, now)

    def take_movement_back(self, actor: Actor, till_id: int, movement_id: int) -> TillView:
        """Undoes a movement while its till is open. See ``booking.take_movement_back`` for what is refused."""
        now = self._clock()
        with self._database.write() as session:
            take_movement_back(session, actor, till_id, movement_id, now)
            return read_till(session, till_id, now)

    def close(self, actor: Actor, till_id: int, closing: TillClosing) -> TillView:
        """Closes the till as it was counted. Whoever pays meanwhile comes first: StaleRecord says that what is expected
        has changed."""
        now = self._clock()
        with self._database.write() as session:
            close(session, actor, till_id, closing, now)
            return read_till(session, till_id, now)

    def hand_over(self, actor: Actor, till_id: int, closing: TillClosing, account_id: int) -> TillView:
        """Closes the till and opens the next at the same desk for a colleague, with the cash that was counted; gives
        the one that was closed. Refuses with Invalid who is no colleague, or the one who keeps it now."""
        now = self._clock()
        with self._database.write() as session:
            till = self._till(session, actor, till_id, keeping=True)
            keeper = next((one for one in _colleagues(session, till.location_id) if one.account_id == account_id), None)
            if keeper is None or account_id == till.opened_by_id:
                raise Invalid({"colleague": "not_a_colleague"})
            hand_over(session, actor, till_id, closing, keeper, now)
            return read_till(session, till_id, now)

    def colleagues(self, actor: Actor, location_id: int) -> tuple[Colleague, ...]:
        """Who else may keep a till at the centre."""
        require(actor, Permission.KEEP_TILL, location_id=location_id)
        with self._database.read() as session:
            found = _colleagues(session, location_id)
        return tuple(one for one in found if one.account_id != actor.account_id)

    def till(self, actor: Actor, till_id: int) -> TillView:
        """One till, open or closed: what its closing report says."""
        with self._database.read() as session:
            return self._till(session, actor, till_id, keeping=False)

    def tills(self, actor: Actor, location_id: int) -> tuple[TillRow, ...]:
        """Tills of the centre, the latest first; of the actor's desk only, for who may not see all."""
        require(actor, Permission.KEEP_TILL, location_id=location_id)
        conditions = [_till.location_id == location_id]
        if not permits(actor, Permission.SEE_TILLS, location_id=location_id):
            conditions.append(_till.desk == actor.desk)
        with self._database.read() as session:
            return tuple(till_rows(session, conditions, _MOST, self._clock()))

    def day_report(self, actor: Actor, location_id: int, day: date, desk: str | None = None) -> DayReport:
        """What a day brought: of all desks for who may see all tills, else of the actor's own."""
        require(actor, Permission.KEEP_TILL, location_id=location_id)
        if not permits(actor, Permission.SEE_TILLS, location_id=location_id):
            desk = actor.desk
        with self._database.read() as session:
            return load_day_report(session, actor, location_id, day, desk, self._clock())

    def _till(self, session: Session, actor: Actor, till_id: int, keeping: bool) -> TillView:
        require(actor, Permission.KEEP_TILL)
        try:
            till = read_till(session, till_id, self._clock())
        except NotFound:
            raise not_there(actor, Permission.KEEP_TILL, "till", till_id) from None
        require_till(actor, till.location_id, till.desk, keeping)
        return till

    def _others(self, session: Session, actor: Actor, location_id: int) -> int:
        if not permits(actor, Permission.SEE_TILLS, location_id=location_id):
            return 0
        statement = select(func.count()).where(
            _till.location_id == location_id, _till.state == TillState.OPEN, _till.desk != actor.desk
        )
        return int(session.scalar(statement) or 0)


def _colleagues(session: Session, location_id: int) -> list[Colleague]:
    """Everybody who may keep a till at the centre, by name."""
    there = and_(_place.account_id == _account.id, _place.location_id == location_id)
    rows = session.execute(
        select(_account.id, _account.name, _account.role, _place.location_id)
        .outerjoin(AccountLocation.__table__, there)
        .where(_account.active.is_(True))
        .order_by(func.lower(_account.name), _account.id)
    )
    found = []
    for row in rows:
        scope = scope_of(Role(row.role), Permission.KEEP_TILL)
        if scope is Scope.CLINIC or (scope is Scope.CENTRE and row.location_id is not None):
            found.append(Colleague(row.id, row.name))
    return found
