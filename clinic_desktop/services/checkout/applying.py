"""Writing down what a gateway said about a link: forward only, as often as one likes, in one transaction.

Money counts once by its number at the gateway. With it go the receipt, the invoice, the ledger, the appointment that it
confirms, the history, the audit, the patient's message, and whatever has to go back at once. States go forward: what
was paid stays paid, and what had ended can still be paid.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.locks import hold_rooms, hold_schedule
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.healthcare_services import HealthcareService
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.payment_links import PaymentLink
from clinic_desktop.db.models.payments import Payment
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.billing import NOTHING_OWED
from clinic_desktop.domain.codes import (
    LIVE_LINK_STATES,
    AppointmentState,
    FindingKind,
    LinkEnd,
    LinkState,
    RefundCause,
    Topic,
)
from clinic_desktop.domain.errors import NotFound, StaleRecord
from clinic_desktop.domain.gateways import GatewayPayment, GatewayRefund, MoneyState, Page, PageState
from clinic_desktop.services import audit
from clinic_desktop.services.billing.prepaid import confirming_when_paid, end_by_time, end_unpaid, revive
from clinic_desktop.services.billing.refund_elsewhere import record_elsewhere
from clinic_desktop.services.billing.refunds import give_back
from clinic_desktop.services.checkout.ending import review_links
from clinic_desktop.services.checkout.noting import note_finding
from clinic_desktop.services.checkout.receiving import (
    Account,
    unknown_payments,
    unknown_refunds,
    unlike_asked,
    write_payment,
)
from clinic_desktop.services.checkout.watching import LATE_MONEY, next_ask
from clinic_desktop.services.messages.telling_money import tell_receipt
from clinic_desktop.services.settings import settings_for

_link, _booked, _invoice = PaymentLink.__table__.c, Appointment.__table__.c, Invoice.__table__.c
_place, _service = Location.__table__.c, HealthcareService.__table__.c
_READ = Prepared(select(*_link).where(_link.id == bindparam("link_id")))
_ABOUT = Prepared(
    select(_booked.id, _booked.practitioner_id, _booked.location_id, _service.needs_room, _place.zone)
    .join_from(PaymentLink.__table__, Appointment.__table__, _booked.id == _link.appointment_id)
    .join(HealthcareService.__table__, _service.id == _booked.service_id)
    .join(Location.__table__, _place.id == _link.location_id)
    .where(_link.id == bindparam("link_id"))
)
_LOCK_APPOINTMENT = Prepared(
    update(Appointment.__table__)  # type: ignore[arg-type]
    .where(_booked.id == bindparam("appointment_id"))
    .values(version=_booked.version)
    .returning(_booked.practitioner_id, _booked.location_id, _booked.state),
    (_booked.practitioner_id, _booked.location_id, _booked.state),
)
_TERMS = (
    _invoice.location_id, _invoice.practitioner_id, _invoice.total_minor, _invoice.paid_minor, _invoice.refunded_minor,
)  # fmt: skip
_LOCK_INVOICE = Prepared(
    update(Invoice.__table__)  # type: ignore[arg-type]
    .where(_invoice.appointment_id == bindparam("appointment_id"))
    .values(version=_invoice.version)
    .returning(*_TERMS),
    _TERMS,
)
_LOCK_LINK = Prepared(
    update(PaymentLink.__table__)  # type: ignore[arg-type]
    .where(_link.id == bindparam("link_id"))
    .values(
        version=_link.version + 1, tries=0, problem="", asked_at=bindparam("now"), claimed_by="", claimed_until=None
    )
    .returning(*_link),
    tuple(_link),
)
_MOVE_ON = Prepared(
    update(PaymentLink.__table__)  # type: ignore[arg-type]
    .where(_link.id == bindparam("link_id"))
    .values(
        {
            name: bindparam(name)
            for name in ("state", "paid_minor", "ended_at", "gateway_id", "url", "end_reason", "due_at")
        }
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a gateway said: the page (None: it has none by our key), and the refunds of payments of which more went
    back than we know."""

    page: Page | None
    refunds: tuple[GatewayRefund, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it. ``again`` says that the link was ended to be asked for anew, with another amount."""

    state: LinkState
    paid: int = 0
    ended: bool = False
    again: bool = False


def apply(session: Session, link_id: int, said: Said, now: datetime) -> Applied:
    """Writes down what the gateway said about the link, as it was asked at ``now``. Refuses with StaleRecord where the
    appointment is being moved to another doctor at this moment: ask again."""
    seen = _read(session, link_id)
    fresh = unknown_payments(session, seen.gateway, said.page)
    refunds = unknown_refunds(session, seen.gateway, said.refunds)
    target = _next_state(seen, said.page, seen.paid_minor)
    if not fresh and not refunds and target == seen.state and _same_page(seen, said.page):
        _note_asked(session, seen, now)
        return Applied(target)
    account = _lock(session, link_id, now)
    paid = 0
    for payment in unknown_payments(session, seen.gateway, said.page) if fresh else ():
        assert said.page is not None
        account = _receive(session, account, payment, said.page, now)
        paid += 1
    for payment_id, theirs in _by_payment(session, seen.gateway, refunds):
        record_elsewhere(session, payment_id, theirs, now)
    if paid and account.link.state not in LIVE_LINK_STATES:
        # What came by a link that had ended already makes the one that followed it too much.
        review_links(session, account.link.invoice_id, now, but=link_id)
    return _move_on(session, account, said.page, paid, now)


def note_trouble(session: Session, link_id: int, reason: str, due_at: datetime) -> None:
    """Writes that a gateway was asked and nobody knows more: the link stays as it is."""
    session.connection().execute(
        update(PaymentLink.__table__)  # type: ignore[arg-type]
        .where(_link.id == link_id)
        .values(problem=reason, due_at=due_at, tries=_link.tries + 1, claimed_by="", claimed_until=None)
    )


def fail(session: Session, link_id: int, reason: str, now: datetime) -> None:
    """Writes that the gateway will never make the page. A booking that it held ends by time alone again."""
    account = _lock(session, link_id, now)
    if account.link.state != LinkState.REQUESTED:
        note_trouble(session, link_id, reason, now)
        return
    _write(session, link_id, state=LinkState.FAILED, problem=reason, due_at=None, ended_at=now)
    _let_go(session, account.link, by_window=False, now=now)
    detail: dict[str, object] = {"reason": reason}
    audit.record(session, None, "fail_link", "payment_link", link_id, now, account.location_id, detail)
    announce(session, Topic.PAYMENTS, account.link.invoice_id, now)


def _read(session: Session, link_id: int) -> Any:
    row = _READ.first(session.connection(), {"link_id": link_id})
    if row is None:
        raise NotFound("payment_link", link_id)
    return row


def _lock(session: Session, link_id: int, now: datetime) -> Account:
    """Locks everything that money may touch, in the order of all locks: the doctor's time, rooms, appointment, invoice,
    link."""
    connection = session.connection()
    booked = _ABOUT.first(connection, {"link_id": link_id})
    hold_schedule(session, booked.practitioner_id)
    if booked.needs_room:
        hold_rooms(session, booked.location_id)
    held = _LOCK_APPOINTMENT.first(connection, {"appointment_id": booked.id})
    if (held.practitioner_id, held.location_id) != (booked.practitioner_id, booked.location_id):
        raise StaleRecord("appointment")
    invoice = _LOCK_INVOICE.first(connection, {"appointment_id": booked.id})
    link = _LOCK_LINK.first(connection, {"link_id": link_id, "now": now})
    return Account(
        link, AppointmentState(held.state), invoice.location_id, invoice.practitioner_id, booked.zone,
        invoice.total_minor, invoice.paid_minor - invoice.refunded_minor, link.paid_minor,
    )  # fmt: skip


def _receive(session: Session, account: Account, payment: GatewayPayment, page: Page, now: datetime) -> Account:
    """One payment that is not known yet, with all that follows from it. Gives the account as it is then."""
    link = account.link
    unlike = unlike_asked(link.amount_minor, link.currency, account.came, payment, page)
    if unlike is not None:
        payment_id = write_payment(session, account, payment, held=True, now=now)
        _find(session, account, unlike, payment, payment_id, now)
        return account
    state = account.state
    if state in NOTHING_OWED and revive(session, link.appointment_id, now):
        state = AppointmentState.CONFIRMED
    with confirming_when_paid(session, None, link.invoice_id, now):
        payment_id = write_payment(session, account, payment, held=False, now=now)
    owed = 0 if state in NOTHING_OWED else max(account.total - account.kept, 0)
    back = max(payment.amount_minor - owed, 0)
    if back:
        late = state in NOTHING_OWED
        give_back(session, None, payment_id, RefundCause.LATE if late else RefundCause.TWICE, now, amount=back)
        kind = FindingKind.PAID_LATE if late else FindingKind.PAID_TWICE
        _find(session, account, kind, payment, payment_id, now)
    tell_receipt(session, None, payment_id, now)
    kept = account.kept + payment.amount_minor - back
    return replace(account, state=state, kept=kept, came=account.came + payment.amount_minor)


def _by_payment(
    session: Session, gateway: str, refunds: Iterable[GatewayRefund]
) -> list[tuple[int, list[GatewayRefund]]]:
    """Refunds by the number of our payment."""
    found: defaultdict[int, list[GatewayRefund]] = defaultdict(list)
    for refund in refunds:
        payment_id = session.scalar(
            select(Payment.id).where(Payment.gateway == gateway, Payment.gateway_payment_id == refund.payment_id)
        )
        if payment_id is not None:
            found[payment_id].append(refund)
    return sorted(found.items())


def _find(
    session: Session, account: Account, kind: FindingKind, payment: GatewayPayment, payment_id: int, now: datetime
) -> None:
    note_finding(
        session, kind, f"{account.link.gateway}:{payment.id}", now,
        location_id=account.location_id, gateway=account.link.gateway, gateway_id=payment.id,
        link_id=account.link.id, payment_id=payment_id, appointment_id=account.link.appointment_id,
        ours_minor=account.link.amount_minor, theirs_minor=payment.amount_minor, currency=payment.currency,
        happened_at=payment.at,
    )  # fmt: skip


def _move_on(session: Session, account: Account, page: Page | None, paid: int, now: datetime) -> Applied:
    """Brings the link to the state that the page and the money say, with what that means for the booking."""
    link = account.link
    former, state = LinkState(link.state), _next_state(link, page, account.came)
    final = state not in LIVE_LINK_STATES
    ended_at = (link.ended_at or now) if final else None
    _MOVE_ON.run(
        session.connection(),
        {
            "link_id": link.id,
            "state": state,
            "paid_minor": account.came,
            "ended_at": ended_at,
            "gateway_id": page.id if page is not None else link.gateway_id,
            "url": page.url if page is not None and page.url else link.url,
            "end_reason": link.end_reason or (LinkEnd.AT_GATEWAY if state is LinkState.ENDED else ""),
            "due_at": _due(session, link, state, ended_at, 0, now),
        },
    )
    ended = final and former in LIVE_LINK_STATES
    if ended and not (state is LinkState.PAID and account.kept >= account.total):
        _let_go(session, link, by_window=link.end_reason == LinkEnd.WINDOW, now=now)
    if not paid:
        if state != former:
            detail: dict[str, object] = {"from": former, "to": state}
            audit.record(session, None, "link_changed", "payment_link", link.id, now, link.location_id, detail)
        announce(session, Topic.PAYMENTS, link.invoice_id, now)
    again = ended and state is LinkState.ENDED and link.end_reason == LinkEnd.REPLACED
    return Applied(state, paid, ended, again)


def _let_go(session: Session, link: Any, by_window: bool, now: datetime) -> None:
    """The link does not hold the booking any more. What still waits for money (the link was over a part) is over with
    the time to pay, else it waits for that alone."""
    if not link.holds_booking:
        return
    over = by_window or (link.ends_at is not None and link.ends_at <= now)
    if over:
        changed = end_unpaid(session, link.appointment_id, now)
    else:
        changed = link.ends_at is not None and end_by_time(session, link.appointment_id, link.ends_at)
    if changed:
        announce(session, Topic.APPOINTMENTS, link.appointment_id, now)


def _next_state(link: Any, page: Page | None, came: int) -> LinkState:
    """Where the link stands after what the page says. Never back from paid, nor from the end to what can be paid."""
    state = LinkState(link.state)
    if page is None:
        lost = state is LinkState.ENDING and link.gateway_id is None
        return LinkState.ENDED if lost else state
    if came >= link.amount_minor or (page.state is PageState.PAID and _has_money(page)):
        return LinkState.PAID
    if state not in LIVE_LINK_STATES:
        return state
    if page.state is PageState.ENDED:
        return LinkState.PART_PAID if came else LinkState.ENDED
    if page.state is PageState.PART_PAID and state is LinkState.ENDING:
        return LinkState.PART_PAID
    if page.state in (PageState.PROCESSING, PageState.PAID):
        return LinkState.PROCESSING
    if link.end_reason:
        return LinkState.ENDING
    # The payer's bank may still say no: then the page can be paid again.
    return LinkState.PROCESSING if any(payment.at_bank for payment in page.payments) else LinkState.OPEN


def _has_money(page: Page) -> bool:
    return any(payment.state is MoneyState.DONE for payment in page.payments)


def _same_page(link: Any, page: Page | None) -> bool:
    return page is None or (page.id == link.gateway_id and (not page.url or page.url == link.url))


def _note_asked(session: Session, link: Any, now: datetime) -> None:
    """Nothing new: only when it is asked about next."""
    due_at = _due(session, link, LinkState(link.state), link.ended_at, link.tries + 1, now)
    session.connection().execute(
        update(PaymentLink.__table__)  # type: ignore[arg-type]
        .where(_link.id == link.id)
        .values(asked_at=now, tries=_link.tries + 1, problem="", due_at=due_at, claimed_by="", claimed_until=None)
    )


def _due(
    session: Session, link: Any, state: LinkState, ended_at: datetime | None, tries: int, now: datetime
) -> datetime | None:
    kept = LATE_MONEY
    if state not in LIVE_LINK_STATES:
        kept += timedelta(days=settings_for(session, link.location_id).link_days)
    return next_ask(state, link.created_at, ended_at, link.watched_until, tries, kept, now)


def _write(session: Session, link_id: int, **values: Any) -> Any:
    return (
        session.connection()
        .execute(
            update(PaymentLink.__table__)  # type: ignore[arg-type]
            .where(_link.id == link_id)
            .values(**values)
            .returning(*_link)
        )
        .one()
    )
