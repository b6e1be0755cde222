"""What a desk needs to know to take money: the clinic's address for UPI, the card terminals of the desk, the deposit,
and whether a till is open."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.db.models.till import TillSession as Till
from clinic_desktop.domain.codes import PaymentMethod, TillState
from clinic_desktop.domain.period import local_day
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.upi import CURRENCY, is_upi_address
from clinic_desktop.services.settings import settings_for

_payment, _till = Payment.__table__.c, Till.__table__.c
_LOOKED_THROUGH = 300
_MOST_TERMINALS = 4


@dataclass(frozen=True, slots=True)
class DeskWays:
    """``upi_address`` is "" where no code for UPI can be shown: none is set, or the centre's currency is not rupees.
    ``terminals`` are those that this desk used last, the latest first. ``till_open`` says whether cash is counted in a
    till now, and ``till_overnight`` whether that is open since an earlier day; ``keeps_tills`` whether this desk has
    ever kept one: who has not hears nothing of them."""

    default_method: PaymentMethod
    upi_address: str = ""
    upi_name: str = ""
    terminals: tuple[str, ...] = ()
    deposit_percent: int = 0
    till_open: bool = False
    till_overnight: bool = False
    keeps_tills: bool = False

    @property
    def begins_with(self) -> PaymentMethod:
        """The clinic's usual way; cash where that is UPI and there would be no code to scan: who wants UPI all the
        same chooses it."""
        no_code = self.default_method is PaymentMethod.UPI and not self.upi_address
        return PaymentMethod.CASH if no_code else self.default_method


def ways_at(session: Session, actor: Actor, location_id: int, now: datetime) -> DeskWays:
    """The ways to pay at the actor's desk."""
    settings = settings_for(session, location_id)
    place = session.execute(select(Location.currency, Location.zone).where(Location.id == location_id)).one()
    address = settings.upi_address.strip()
    usable = place.currency == CURRENCY and is_upi_address(address)
    name = settings.upi_name.strip() or session.scalar(select(Organization.name).limit(1)) or ""
    till = session.execute(
        select(_till.state, _till.opened_at)
        .where(_till.location_id == location_id, _till.desk == actor.desk)
        .order_by(_till.id.desc())
        .limit(1)
    ).one_or_none()
    is_open = till is not None and till.state == TillState.OPEN
    zone = ZoneInfo(place.zone)
    method = settings.default_method
    return DeskWays(
        default_method=PaymentMethod(method) if method in tuple(PaymentMethod) else PaymentMethod.CASH,
        upi_address=address if usable else "",
        upi_name=name if usable else "",
        terminals=_terminals(session, actor.desk, location_id),
        deposit_percent=settings.deposit_percent,
        till_open=is_open,
        till_overnight=till is not None and is_open and local_day(till.opened_at, zone) < local_day(now, zone),
        keeps_tills=till is not None or settings.till_required,
    )


def _terminals(session: Session, desk: str, location_id: int) -> tuple[str, ...]:
    latest = (
        select(_payment.id, _payment.desk, _payment.terminal)
        .where(_payment.location_id == location_id, _payment.paid_at.is_not(None))
        .order_by(_payment.paid_at.desc())
        .limit(_LOOKED_THROUGH)
        .subquery()
    )
    rows = session.scalars(
        select(latest.c.terminal).where(latest.c.desk == desk, latest.c.terminal != "").order_by(latest.c.id.desc())
    )
    return tuple(dict.fromkeys(rows))[:_MOST_TERMINALS]
