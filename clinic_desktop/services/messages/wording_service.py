"""The clinic's own wording of its messages: read, tried out, changed, and given back to the program's."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.messages import MessageTemplate
from clinic_desktop.db.models.organisation import Location, Organization
from clinic_desktop.domain.codes import MessageChannel, MessageKind, PaymentMethod, RefundState, Topic
from clinic_desktop.domain.default_wording import DEFAULT_WORDING
from clinic_desktop.domain.errors import Invalid, StaleRecord
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.wording import FIELDS_OF, Wording, check_wording, filled
from clinic_desktop.services import audit
from clinic_desktop.services.location_values import address_line
from clinic_desktop.services.messages.letters import as_html, values_of
from clinic_desktop.services.messages.values import WordingPreview, WordingView
from clinic_desktop.services.versions import next_version, stale

_MOST_LANGUAGE = 16
_WITH_NOTE = frozenset({MessageKind.CANCELLATION, MessageKind.RUNNING_LATE})


class WordingService:
    """Wording by kind and language. Admins only."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def listing(self, actor: Actor) -> tuple[WordingView, ...]:
        """The wording of every kind without a language, and below it the clinic's own in others."""
        require(actor, Permission.EDIT_SETTINGS)
        with self._database.read() as session:
            rows = session.execute(
                select(
                    MessageTemplate.kind, MessageTemplate.language, MessageTemplate.subject, MessageTemplate.body,
                    MessageTemplate.version, MessageTemplate.changed_at, Account.name,
                )
                .outerjoin(Account, Account.id == MessageTemplate.changed_by_id)
                .where(MessageTemplate.channel == MessageChannel.EMAIL)
                .order_by(MessageTemplate.language)
            ).all()  # fmt: skip
        own = {
            (row.kind, row.language): WordingView(
                MessageKind(row.kind), row.language, Wording(row.subject, row.body), FIELDS_OF[MessageKind(row.kind)],
                True, row.version, row.name or "", row.changed_at,
            )
            for row in rows
        }  # fmt: skip
        found: list[WordingView] = []
        for kind in MessageKind:
            found.append(own.get((kind, "")) or _default(kind))
            found += [view for (of, language), view in own.items() if of == kind and language]
        return tuple(found)

    def preview(self, actor: Actor, kind: MessageKind, wording: Wording) -> WordingPreview:
        """The wording filled with an invented visit. Refuses with WordingRefused what could not be sent."""
        require(actor, Permission.EDIT_SETTINGS)
        check_wording(kind, wording)
        with self._database.read() as session:
            facts = _sample(session, kind, self._clock())
        text = filled(wording, values_of(kind, "Asha Rao", facts))
        return WordingPreview(text.subject, text.body, as_html(text.body))

    def save(self, actor: Actor, kind: MessageKind, language: str, wording: Wording, version: int) -> None:
        """Makes it the clinic's wording from the next message on. ``version`` is that of the view, 0 for a new one.
        Refuses with WordingRefused, Invalid or StaleRecord."""
        require(actor, Permission.EDIT_SETTINGS)
        check_wording(kind, wording)
        if len(language) > _MOST_LANGUAGE or (not language.replace("-", "a").isalnum() and language):
            raise Invalid({"language": "unknown"})
        now = self._clock()
        with self._database.write() as session:
            row = _held(session, kind, language, version)
            row.subject, row.body = wording.subject.strip(), wording.body.strip()
            row.changed_by_id, row.changed_at = actor.account_id, now
            session.flush()
            _record(session, actor, "change_wording", row.id, kind, language, now)

    def reset(self, actor: Actor, kind: MessageKind, language: str) -> None:
        """Gives up the clinic's wording, so that the program's holds again, or that without a language."""
        require(actor, Permission.EDIT_SETTINGS)
        now = self._clock()
        with self._database.write() as session:
            session.execute(delete(MessageTemplate).where(*_of(kind, language)))
            _record(session, actor, "reset_wording", None, kind, language, now)


def _default(kind: MessageKind) -> WordingView:
    return WordingView(kind, "", DEFAULT_WORDING[kind], FIELDS_OF[kind], False, 0, "", None)


def _of(kind: MessageKind, language: str) -> tuple[ColumnElement[bool], ...]:
    return (
        MessageTemplate.kind == kind,
        MessageTemplate.channel == MessageChannel.EMAIL,
        MessageTemplate.language == language,
    )


def _held(session: Session, kind: MessageKind, language: str, version: int) -> MessageTemplate:
    """The row to write, locked; a new one where there is none and none was seen."""
    row = session.scalar(select(MessageTemplate).where(*_of(kind, language)))
    if row is None:
        if version:
            raise StaleRecord("wording")
        row = MessageTemplate(kind=kind, channel=MessageChannel.EMAIL, language=language, version=1)
        session.add(row)
        return row
    if not version:
        raise stale(session, "wording", row.id)
    row.version = next_version(session, MessageTemplate, row.id, version, "wording")
    return row


def _record(
    session: Session, actor: Actor, action: str, row_id: int | None, kind: MessageKind, language: str, now: datetime
) -> None:
    detail: dict[str, object] = {"kind": kind, "language": language}
    audit.record(session, actor, action, "wording", row_id, now, detail=detail)
    announce(session, Topic.SETTINGS, None, now)


def _sample(session: Session, kind: MessageKind, now: datetime) -> dict[str, object]:
    """An invented visit tomorrow at the first centre, with everything that the kind may say. What is added to a
    confirmation is said of a series only, so that of one visit has none."""
    place = session.execute(select(Location).order_by(Location.id).limit(1)).scalar_one()
    clinic = session.execute(select(Organization.name).limit(1)).scalar_one()
    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    return {
        "clinic_name": clinic,
        "location_name": place.name,
        "location_address": address_line(place.address, place.city),
        "location_phone": place.phone,
        "location_email": place.email,
        "zone": place.zone,
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(minutes=30)).isoformat(),
        "practitioner_name": "Dr Anita Menon",
        "speciality": "General medicine",
        "service_name": "Consultation",
        "former_starts_at": (start - timedelta(days=1)).isoformat(),
        "refund_minor": 50_000,
        "currency": place.currency,
        "note": "We are sorry for the trouble." if kind in _WITH_NOTE else "",
        "late_minutes": 20,
        "expected_at": (start + timedelta(minutes=20)).isoformat(),
        "answer_by": (now + timedelta(minutes=30)).isoformat(),
        **_sample_money(now),
    }


def _sample_money(now: datetime) -> dict[str, object]:
    return {
        "amount_minor": 50_000,
        "balance_minor": 0,
        "method": PaymentMethod.LINK,
        "pay_url": "https://example.org/pay/5J2K",
        "pay_by": (now + timedelta(days=1)).isoformat(),
        "paid_at": now.isoformat(),
        "receipt_number": f"R-{now:%Y}-00042",
        "invoice_number": f"I-{now:%Y}-00040",
        "refund_state": RefundState.SENT,
        "credit_note_number": f"C-{now:%Y}-00007",
    }
