"""What about money a person has to look at, and resolving it in place."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.appointments import Appointment
from clinic_desktop.db.models.checkout import PaymentFinding
from clinic_desktop.db.models.invoices import Invoice
from clinic_desktop.db.models.payments import Payment, Refund
from clinic_desktop.db.shared_time import shared_clock
from clinic_desktop.domain.codes import FindingState, PaymentMethod, RefundCause, Topic
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, not_there, require
from clinic_desktop.services import audit
from clinic_desktop.services.billing.finding_money import accept_held, attach
from clinic_desktop.services.billing.finding_reading import load_findings, may_resolve, read_finding
from clinic_desktop.services.billing.finding_values import (
    AttachTarget,
    FindingChoice,
    FindingFilters,
    FindingPage,
    FindingRow,
)
from clinic_desktop.services.billing.owing import MONEY as MONEY_COLUMNS
from clinic_desktop.services.billing.owing import is_unpaid, standing_of
from clinic_desktop.services.billing.refund_elsewhere import record_elsewhere
from clinic_desktop.services.billing.refund_handing import go_another_way, send_again
from clinic_desktop.services.billing.refunds import give_back
from clinic_desktop.services.settings import load_settings
from clinic_desktop.services.versions import next_version

if TYPE_CHECKING:
    from clinic_desktop.services.billing.refund_sending import Accounts
    from clinic_desktop.services.checkout.service import CheckoutService

_NOTE_LENGTH = 500
_MOST_TARGETS = 20
_NEAR = timedelta(days=45)
_C = FindingChoice
_booked, _invoice = Appointment.__table__.c, Invoice.__table__.c


class FindingService:
    """One verb is one transaction; ``version`` is the finding's. Refuses with Invalid, StaleRecord, NotAllowed or
    NotFound; then nothing has changed. Each resolution is kept with who, when and the note."""

    def __init__(self, database: Database, clock: Clock, accounts: "Accounts", checkout: "CheckoutService") -> None:
        self._database = database
        self._clock = shared_clock(database, clock)
        self._accounts = accounts
        self._checkout = checkout

    def listing(
        self, actor: Actor, filters: FindingFilters = FindingFilters(), page: int = 0, page_size: int = 50
    ) -> FindingPage:
        """A page of findings, the newest first, with what this person can do about each."""
        require(actor, Permission.TAKE_PAYMENT)
        with self._database.read() as session:
            return load_findings(session, actor, filters, page, page_size)

    def accept(self, actor: Actor, finding_id: int, version: int, note: str = "") -> FindingRow:
        """The money that was held pays its visit; what is more than is due goes back."""
        now = self._clock()
        with self._database.write() as session:
            found = self._open(session, actor, finding_id)
            if found.payment_id is None:
                raise Invalid({"finding": "not_held"})
            accept_held(session, actor, found.payment_id, now)
            return _resolve(session, actor, found, version, _C.ACCEPT, note, now)

    def give_back(self, actor: Actor, finding_id: int, version: int, note: str) -> FindingRow:
        """The money that was held goes back to who paid it, by the gateway."""
        now = self._clock()
        with self._database.write() as session:
            found = self._open(session, actor, finding_id)
            if _C.GIVE_BACK not in found.choices or found.payment_id is None:
                raise Invalid({"finding": "not_held"})
            give_back(session, actor, found.payment_id, RefundCause.DESK, now, _needed(note))
            return _resolve(session, actor, found, version, _C.GIVE_BACK, note, now)

    def send_again(self, actor: Actor, finding_id: int, version: int) -> FindingRow:
        """The refund that failed goes to its gateway once more."""
        now = self._clock()
        with self._database.write() as session:
            found = self._of_refund(session, actor, finding_id)
            assert found.refund is not None
            send_again(session, actor, found.refund.id, found.refund.version, now)
            return _resolve(session, actor, found, version, _C.SEND_AGAIN, "", now)

    def another_way(self, actor: Actor, finding_id: int, version: int, way: PaymentMethod, note: str) -> FindingRow:
        """The refund that failed is to be handed back by the desk; it is owed until that is confirmed."""
        now = self._clock()
        with self._database.write() as session:
            found = self._of_refund(session, actor, finding_id)
            assert found.refund is not None
            go_another_way(session, actor, found.refund.id, found.refund.version, way, note, now)
            return _resolve(session, actor, found, version, _C.ANOTHER_WAY, note, now)

    def attach(self, actor: Actor, finding_id: int, version: int, appointment_id: int, note: str = "") -> FindingRow:
        """Money that only the gateway knew pays that visit; what is more than is due goes back."""
        now = self._clock()
        with self._database.write() as session:
            found = self._open(session, actor, finding_id)
            if _C.ATTACH not in found.choices:
                raise Invalid({"finding": "nothing_to_attach"})
            payment_id = attach(session, actor, found, appointment_id, now)
            return _resolve(
                session, actor, found, version, _C.ATTACH, note, now,
                payment_id=payment_id, appointment_id=appointment_id,
            )  # fmt: skip

    def look(self, actor: Actor, finding_id: int, version: int) -> FindingRow:
        """Asks the gateway now, and writes down what it says: the money of a link, or the refunds of a payment. Stays
        open where that changed nothing. Takes seconds: not for the window's thread. Refuses with GatewayRefused."""
        with self._database.read() as session:
            found = self._open(session, actor, finding_id)
        if found.link_id is not None:
            self._checkout.look(actor, found.link_id)
        elif found.payment_id is not None and found.gateway is not None:
            self._look_for_refunds(found)
        now = self._clock()
        with self._database.write() as session:
            if not _is_known_now(session, found):
                return found
            return _resolve(session, actor, found, version, _C.LOOK, "", now)

    def mark_seen(self, actor: Actor, finding_id: int, version: int, note: str) -> FindingRow:
        """Nothing else is to be done, and the note says why. Refuses money that is still held."""
        now = self._clock()
        with self._database.write() as session:
            found = self._open(session, actor, finding_id)
            if _C.SEEN not in found.choices:
                raise Invalid({"finding": "still_held"})
            return _resolve(session, actor, found, version, _C.SEEN, _needed(note), now)

    def targets(self, actor: Actor, finding_id: int, text: str = "") -> tuple[AttachTarget, ...]:
        """Visits that the money could be for: unpaid ones around its day, those of the very amount first, or of the
        patients whose name has the text."""
        with self._database.read() as session:
            found = self._open(session, actor, finding_id)
            if found.theirs is None:
                return ()
            around = found.happened_at or found.found_at
            conditions = [is_unpaid(), _booked.currency == found.theirs.currency]
            if found.location_id is not None:
                conditions.append(_booked.location_id == found.location_id)
            if text.strip():
                conditions.append(func.lower(_booked.patient_name).contains(text.strip().lower(), autoescape=True))
            else:
                conditions += [_booked.starts_at >= around - _NEAR, _booked.starts_at <= around + _NEAR]
            rows = session.execute(
                select(
                    _booked.id, _booked.patient_name, _booked.practitioner_name, _booked.practitioner_id,
                    _booked.location_id, _booked.starts_at, _booked.state, _booked.amount_minor, _booked.currency,
                    *MONEY_COLUMNS,
                )
                .select_from(Appointment.__table__)
                .outerjoin(Invoice.__table__, _invoice.appointment_id == _booked.id)
                .where(*conditions)
                .order_by(_booked.starts_at.desc())
                .limit(500)
            ).all()  # fmt: skip
            settings = load_settings(session)
        targets = [
            AttachTarget(
                row.id, row.patient_name, row.practitioner_name, row.starts_at,
                Money(standing_of(row, settings.at(row.location_id, row.practitioner_id)).due, row.currency),
            )
            for row in rows
        ]  # fmt: skip
        wanted = found.theirs
        targets.sort(key=lambda one: (one.due != wanted, abs(one.starts_at - around)))
        return tuple(targets[:_MOST_TARGETS])

    def _open(self, session: Session, actor: Actor, finding_id: int) -> FindingRow:
        """A finding that the person may resolve."""
        require(actor, Permission.RECONCILE)
        found = read_finding(session, actor, finding_id)
        if found is None or not may_resolve(actor, found.location_id):
            raise not_there(actor, Permission.RECONCILE, "finding", finding_id)
        return found

    def _of_refund(self, session: Session, actor: Actor, finding_id: int) -> FindingRow:
        require(actor, Permission.TAKE_PAYMENT)
        found = read_finding(session, actor, finding_id)
        if found is None:
            raise not_there(actor, Permission.TAKE_PAYMENT, "finding", finding_id)
        if found.refund is None or _C.SEND_AGAIN not in found.choices:
            raise Invalid({"finding": "no_failed_refund"})
        return found

    def _look_for_refunds(self, found: FindingRow) -> None:
        assert found.payment_id is not None and found.gateway is not None
        with self._database.read() as session:
            number = session.scalar(select(Payment.gateway_payment_id).where(Payment.id == found.payment_id))
        theirs = self._accounts.gateway(found.gateway).refunds_of(number or "")
        now = self._clock()
        with self._database.write() as session:
            record_elsewhere(session, found.payment_id, theirs, now)


def _is_known_now(session: Session, found: FindingRow) -> bool:
    """Whether the books have by now what only the gateway knew."""
    payment = select(Payment.id).where(Payment.gateway == found.gateway, Payment.gateway_payment_id == found.gateway_id)
    refund = select(Refund.id).where(Refund.gateway == found.gateway, Refund.gateway_refund_id == found.gateway_id)
    return session.scalar(payment) is not None or session.scalar(refund) is not None


def _resolve(
    session: Session,
    actor: Actor,
    found: FindingRow,
    version: int,
    choice: FindingChoice,
    note: str,
    now: datetime,
    **values: object,
) -> FindingRow:
    next_version(session, PaymentFinding, found.id, version, "finding")
    session.execute(
        update(PaymentFinding)
        .where(PaymentFinding.id == found.id)
        .values(
            state=FindingState.RESOLVED, resolution=choice, note=_checked(note), resolved_at=now,
            resolved_by_id=actor.account_id, resolved_by_name=actor.name, **values,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    detail: dict[str, object] = {"kind": found.kind, "choice": choice}
    audit.record(session, actor, "resolve_finding", "finding", found.id, now, found.location_id, detail)
    announce(session, Topic.PAYMENTS, None, now)
    resolved = read_finding(session, actor, found.id)
    assert resolved is not None
    return resolved


def _needed(note: str) -> str:
    if not note.strip():
        raise Invalid({"note": "required"})
    return _checked(note)


def _checked(note: str) -> str:
    if len(note) > _NOTE_LENGTH:
        raise Invalid({"note": "too_long"})
    return note.strip()
