"""Asking for a link, as far as the database goes: whether one is possible, and the row that exists before the call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.domain.codes import AppointmentState, GatewayName, LinkKind, LinkState, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound
from clinic_desktop.domain.gateways import PageRequest
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.permissions import Actor, Permission, not_there
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services import audit
from clinic_desktop.services.appointments.reading import state_at
from clinic_desktop.services.billing.desk import issue_invoice
from clinic_desktop.services.billing.invoices import invoice_of_appointment
from clinic_desktop.services.billing.prepaid import deposit_of, hold_by_link
from clinic_desktop.services.checkout.accounts import page_kind
from clinic_desktop.services.checkout.reading import may_ask
from clinic_desktop.services.checkout.values import NoLink
from clinic_desktop.services.settings import settings_for

LEASE = timedelta(seconds=60)
"""How long whoever talks to a gateway about a link has it for themselves: longer than a call may take."""

_SESSION_LEAST = timedelta(minutes=33)
_SESSION_MOST = timedelta(hours=23, minutes=30)
"""A Checkout Session lives 30 minutes to 24 hours by the gateway's clock; both ends are refused when a message is slow
(payments page, 1.2)."""
_RAZORPAY_LEAST = timedelta(minutes=20)
"""Fifteen minutes and what a slow message takes (payments page, 0b)."""
_AFTER_US = timedelta(minutes=5)
"""So much later than ours the gateway's own end is: ours is to come first."""

_link, _booked = PaymentLink.__table__.c, Appointment.__table__.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a link would be for: the appointment, its money, and how long it still waits for it (None: it does not)."""

    appointment_id: int
    location_id: int
    patient_id: int
    country: str
    due: Money
    deposit: Money | None
    waits_for: timedelta | None
    problem: NoLink | None
    settings: ClinicSettings


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed with the gateway before the row is written; ``gateway_now`` is by its clock."""

    gateway: GatewayName
    live: bool
    gateway_now: datetime


@dataclass(frozen=True, slots=True)
class Now:
    """The time by the database's clock, and by this desk's: a booking was given its time by a desk's."""

    shared: datetime
    desk: datetime


def wanted_of(session: Session, actor: Actor | None, appointment_id: int, now: Now) -> Wanted:
    """What a link would be for. Refuses who may not ask for it; ``actor`` is None where the program itself does."""
    row = (
        session.connection()
        .execute(
            select(
                _booked.id, _booked.location_id, _booked.patient_id, _booked.practitioner_id, _booked.state,
                _booked.expires_at, _booked.pay_until, Location.__table__.c.country,
            )
            .join_from(Appointment.__table__, Location.__table__, Location.__table__.c.id == _booked.location_id)
            .where(_booked.id == appointment_id)
        )
        .one_or_none()
    )  # fmt: skip
    if row is None and actor is not None:
        raise not_there(actor, Permission.TAKE_PAYMENT, "appointment", appointment_id)
    if row is None:
        raise NotFound("appointment", appointment_id)
    if actor is not None and not may_ask(actor, row.location_id, row.patient_id):
        raise NotAllowed(Permission.TAKE_PAYMENT)
    invoice = invoice_of_appointment(session, appointment_id)
    settings = settings_for(session, row.location_id, row.practitioner_id)
    return Wanted(
        appointment_id=appointment_id,
        location_id=row.location_id,
        patient_id=row.patient_id,
        country=row.country,
        due=invoice.due,
        deposit=_open_deposit(invoice.total, invoice.paid - invoice.refunded, settings.deposit_percent),
        waits_for=_waits_for(row, now),
        problem=_problem(row, invoice.due, now.desk),
        settings=settings,
    )


def lock_for_link(session: Session, appointment_id: int) -> None:
    """Locks the appointment, so that two desks cannot ask for two links."""
    session.connection().execute(
        update(Appointment.__table__)  # type: ignore[arg-type]
        .where(_booked.id == appointment_id)
        .values(version=_booked.version)
    )


def insert_link(
    session: Session, actor: Actor | None, wanted: Wanted, terms: Terms, amount: int | None, sender: str, now: datetime
) -> int:
    """Writes the row of a new link, claimed by ``sender`` who is about to ask for the page. The appointment is locked.
    Refuses with Invalid an amount that is not positive or more than is due."""
    asked = wanted.due.minor if amount is None else amount
    if asked <= 0 or asked > wanted.due.minor:
        raise Invalid({"amount": "not_positive" if asked <= 0 else "more_than_due"})
    invoice_id = issue_invoice(session, actor, wanted.appointment_id, now)
    attempt = _attempts(session, wanted.appointment_id) + 1
    life = timedelta(days=max(wanted.settings.link_days, 1)) if wanted.waits_for is None else wanted.waits_for
    ends_at = now + life
    kind = page_kind(terms.gateway, wanted.settings.return_address, life)
    row: dict[str, object] = {
        "key": f"{_reference(session)}-{wanted.appointment_id}-{attempt}",
        "appointment_id": wanted.appointment_id,
        "invoice_id": invoice_id,
        "location_id": wanted.location_id,
        "attempt": attempt,
        "gateway": terms.gateway,
        "kind": kind,
        "live": terms.live,
        "state": LinkState.REQUESTED,
        "amount_minor": asked,
        "currency": wanted.due.currency,
        "holds_booking": wanted.waits_for is not None,
        "ends_at": ends_at,
        "gateway_ends_at": _gateway_end(terms, kind, life),
        "due_at": now,
        "tries": 0,
        "claimed_by": sender,
        "claimed_until": now + LEASE,
    }
    link_id = _insert(session, row | _asked_by(actor, now))
    if wanted.waits_for is not None:
        hold_by_link(session, wanted.appointment_id, ends_at)
        announce(session, Topic.APPOINTMENTS, wanted.appointment_id, now)
    detail: dict[str, object] = {"amount_minor": asked, "gateway": terms.gateway}
    audit.record(session, actor, "ask_link", "payment_link", link_id, now, wanted.location_id, detail)
    announce(session, Topic.PAYMENTS, invoice_id, now)
    return link_id


def _asked_by(actor: Actor | None, now: datetime) -> dict[str, object]:
    """Who asked for the link; None is the program itself, for what a patient booked."""
    return {
        "created_at": now,
        "created_by_id": actor.account_id if actor else None,
        "created_by_name": actor.name if actor else "",
        "desk": actor.desk if actor else "",
    }


def _insert(session: Session, row: dict[str, object]) -> int:
    statement = insert(PaymentLink.__table__).returning(_link.id)  # type: ignore[arg-type]
    return int(session.connection().execute(statement, row).scalar_one())


def page_request(session: Session, link: Any, settings: ClinicSettings) -> PageRequest:
    """What the gateway is asked for: the same every time, from what the link's row says."""
    return PageRequest(
        key=link.key,
        appointment_id=link.appointment_id,
        amount_minor=link.amount_minor,
        currency=link.currency,
        description=session.scalar(select(Organization.name).limit(1)) or "",
        kind=LinkKind(link.kind),
        ends_at=link.gateway_ends_at,
        return_address=settings.return_address,
    )


def _open_deposit(total: Money, kept: Money, percent: int) -> Money | None:
    """What is missing of the deposit; None where there is none or it is there."""
    deposit = deposit_of(total, percent)
    if deposit is None or deposit <= kept:
        return None
    return deposit - kept


def _problem(row: Any, due: Money, now: datetime) -> NoLink | None:
    if state_at(row, now) is AppointmentState.CANCELLED and row.state == AppointmentState.PENDING:
        return NoLink.WINDOW_OVER
    if row.state in (AppointmentState.CANCELLED, AppointmentState.REJECTED, AppointmentState.NO_SHOW):
        return NoLink.NOT_OWED
    return None if due.minor > 0 else NoLink.NOTHING_DUE


def _attempts(session: Session, appointment_id: int) -> int:
    statement = select(func.coalesce(func.max(_link.attempt), 0)).where(_link.appointment_id == appointment_id)
    return int(session.execute(statement).scalar_one())


def _reference(session: Session) -> str:
    return session.scalar(select(Organization.reference).limit(1)) or ""


def _waits_for(row: Any, now: Now) -> timedelta | None:
    """How long a booking still waits for its payment."""
    if row.state != AppointmentState.PENDING:
        return None
    if row.pay_until is not None:
        return cast(timedelta, row.pay_until - now.shared)
    return None if row.expires_at is None else cast(timedelta, row.expires_at - now.desk)


def _gateway_end(terms: Terms, kind: LinkKind, life: timedelta) -> datetime | None:
    """When the gateway ends the page by itself: a little after us, and as late as it asks for. None where it cannot."""
    if kind is LinkKind.SESSION:
        return terms.gateway_now + min(max(life + _AFTER_US, _SESSION_LEAST), _SESSION_MOST)
    if terms.gateway is GatewayName.RAZORPAY:
        return terms.gateway_now + max(life + _AFTER_US, _RAZORPAY_LEAST)
    return None
