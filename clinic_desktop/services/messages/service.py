"""The messages as screens show them: a list, one of them whole, and what a person does with one."""

import json
import os
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.messages import Message, MessageEvent
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.domain.codes import MessageChannel, MessageKind, MessageState, Topic
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.period import Clock, day_period
from clinic_desktop.domain.permissions import Actor, Permission, Scope, not_there, require, scope_of
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.domain.wording import Wording, filled
from clinic_desktop.services import audit
from clinic_desktop.services.messages.letters import as_html, values_of
from clinic_desktop.services.messages.mail_account import MailAccount
from clinic_desktop.services.messages.mail_trial import try_mail
from clinic_desktop.services.messages.outbox import NO_ADDRESS, TAKEN_BACK, note
from clinic_desktop.services.messages.state import outbox_state
from clinic_desktop.services.messages.truth import stale_reason
from clinic_desktop.services.messages.values import (
    Leaving,
    MailTest,
    MessageFilter,
    MessagePage,
    MessageRow,
    MessageStep,
    MessageView,
    OutboxState,
)
from clinic_desktop.services.messages.wordings import wording_for
from clinic_desktop.services.versions import next_version

LARGEST_PAGE = 500
_SENDABLE = (MessageState.QUEUED, MessageState.FAILED, MessageState.DROPPED, MessageState.SENT)
_COLUMNS = (
    Message.id, Message.version, Message.kind, Message.channel, Message.state, Message.recipient, Message.address,
    Message.patient_id, Message.appointment_id, Message.location_id, Message.data, Message.created_at,
    Message.due_at, Message.sent_at, Message.attempts, Message.problem, Message.language, Message.subject, Message.body,
    Account.name.label("created_by"),
)  # fmt: skip


class MessageService:
    """Lists messages, shows one, sends one again or takes it back. Who sees a centre's patients sees what they are
    told. Without an ``account`` it is that of this computer."""

    def __init__(self, database: Database, clock: Clock, account: MailAccount | None = None) -> None:
        self._database = database
        self._clock = clock
        self._account = account or MailAccount(database, os.environ)

    def listing(
        self, actor: Actor, wanted: MessageFilter, before_id: int | None = None, limit: int = 100
    ) -> MessagePage:
        """The messages that fit, newest first."""
        require(actor, Permission.SEE_MESSAGES, location_id=wanted.location_id)
        if not 0 < limit <= LARGEST_PAGE:
            raise Invalid({"limit": "out_of_bounds"})
        with self._database.read() as session:
            statement = _rows().where(*_reach(actor), *_conditions(session, wanted))
            if before_id is not None:
                statement = statement.where(Message.id < before_id)
            found = session.execute(statement.order_by(Message.id.desc()).limit(limit + 1)).all()
        rows = tuple(_row(row) for row in found[:limit])
        return MessagePage(rows, rows[-1].id if len(found) > limit else None)

    def message(self, actor: Actor, message_id: int) -> MessageView:
        """One message: its text as it went or would go now, and its history."""
        with self._database.read() as session:
            found = _find(session, actor, message_id)
            text = _text(session, found)
            steps = _steps(session, found)
        state = MessageState(found.state)
        return MessageView(
            _row(found), text.subject, text.body, as_html(text.body), steps,
            state in _SENDABLE, state is MessageState.QUEUED,
        )  # fmt: skip

    def send_again(self, actor: Actor, message_id: int, version: int) -> int:
        """Sends the message now, to the address that the patient has today, and gives its number. What was sent before
        goes as a new message, so that its history stays what it was. Refuses with Invalid while it is being sent,
        where there is no address, and what is not true any more ("overtaken") or comes too late."""
        now = self._clock()
        with self._database.write() as session:
            found = _take(session, actor, message_id, version)
            if found.state == MessageState.SENDING:
                raise Invalid({"message": "being_sent"})
            _require_truth(session, found, now)
            address = session.execute(select(Patient.email).where(Patient.id == found.patient_id)).scalar() or ""
            if not address:
                raise Invalid({"message": NO_ADDRESS})
            values = {
                "state": MessageState.QUEUED, "due_at": now, "attempts": 0, "problem": "", "address": address,
                "claimed_by": "", "claimed_until": None,
            }  # fmt: skip
            number = _copy(session, actor, message_id, values, now) if found.state == MessageState.SENT else message_id
            if number == message_id:
                session.execute(update(Message).where(Message.id == message_id).values(**values))
            _done(session, actor, number, found.location_id, "again", "send_message_again", now)
        return number

    def drop(self, actor: Actor, message_id: int, version: int) -> None:
        """Takes a message back that has not left. Refuses with Invalid what has, or is about to."""
        now = self._clock()
        with self._database.write() as session:
            found = _take(session, actor, message_id, version)
            if found.state != MessageState.QUEUED:
                raise Invalid({"message": "being_sent" if found.state == MessageState.SENDING else "has_left"})
            session.execute(
                update(Message).where(Message.id == message_id).values(state=MessageState.DROPPED, problem=TAKEN_BACK)
            )
            _done(session, actor, message_id, found.location_id, "dropped", "drop_message", now, TAKEN_BACK)

    def put_back(self, actor: Actor, message_id: int, version: int) -> None:
        """Undoes ``drop``: the message leaves when it would have. Refuses with Invalid what was not taken back, has no
        address, is not true any more ("overtaken") or comes too late."""
        now = self._clock()
        with self._database.write() as session:
            found = _take(session, actor, message_id, version)
            if found.state != MessageState.DROPPED or not found.address:
                raise Invalid({"message": "has_left" if found.address else NO_ADDRESS})
            _require_truth(session, found, now)
            session.execute(
                update(Message).where(Message.id == message_id).values(state=MessageState.QUEUED, problem="")
            )
            _done(session, actor, message_id, found.location_id, "put_back", "put_message_back", now)

    def state(self, actor: Actor, location_id: int | None = None) -> OutboxState:
        """How the sending goes, for the whole clinic or for one centre."""
        require(actor, Permission.SEE_MESSAGES, location_id=location_id)
        lacks = self._account.lacks()
        with self._database.read() as session:
            return outbox_state(session, lacks, self._clock(), location_id)

    def sends_nothing(self) -> bool:
        """Whether no desk can send anything, because the clinic has entered no mail server or no address to send
        from: what is written waits."""
        return self._account.lacks() in ("no_host", "no_sender")

    def leaving(self, actor: Actor, appointment_ids: Collection[int], since: datetime) -> Leaving | None:
        """What the actor caused to be told about these appointments from then on; None where nothing is told, or no
        mail server is known to the clinic. Whoever may do something to an appointment may know that it is told."""
        own = actor.account_id
        if self.sends_nothing():
            return None
        with self._database.read() as session:
            found = session.execute(
                select(Message.state, Message.due_at, Message.problem)
                .where(
                    Message.appointment_id.in_(appointment_ids),
                    Message.created_by_id == own,
                    Message.created_at >= since,
                )
                .order_by(Message.id.desc())
                .limit(1)
            ).one_or_none()
        if found is None:
            return None
        if found.problem == NO_ADDRESS:
            return Leaving(None)
        return Leaving(found.due_at) if found.state == MessageState.QUEUED else None

    def test_mail(self, actor: Actor, settings: ClinicSettings, password: str | None, to: str) -> MailTest:
        """Sends a test letter with settings that need not be saved yet, and says how far it came. Without a password
        the kept one is used."""
        require(actor, Permission.EDIT_SETTINGS)
        return try_mail(self._account.server_of(settings, password), to, self._clock())

    def keep_password(self, actor: Actor, settings: ClinicSettings, password: str) -> bool:
        """Keeps the mail account's password on this computer; see ``MailAccount.keep_password``."""
        return self._account.keep_password(actor, settings, password)


def _rows() -> Any:
    return select(*_COLUMNS).outerjoin(Account, Account.id == Message.created_by_id)


def _reach(actor: Actor) -> list[ColumnElement[bool]]:
    """Whose messages the person sees: everybody's, or those of their centres."""
    if scope_of(actor.role, Permission.SEE_MESSAGES) is Scope.CLINIC:
        return []
    return [Message.location_id.in_(actor.location_ids)]


def _conditions(session: Session, wanted: MessageFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(Message.state.in_(wanted.states))
    if wanted.kinds:
        found.append(Message.kind.in_(wanted.kinds))
    for column, value in (
        (Message.patient_id, wanted.patient_id),
        (Message.appointment_id, wanted.appointment_id),
        (Message.location_id, wanted.location_id),
    ):
        if value is not None:
            found.append(column == value)
    for word in wanted.text.lower().split():
        in_name = func.lower(Message.recipient).contains(word, autoescape=True)
        found.append(or_(in_name, func.lower(Message.address).contains(word, autoescape=True)))
    if wanted.day is not None:
        period = day_period(wanted.day, _zone(session, wanted.location_id))
        found += [Message.created_at >= period.start, Message.created_at < period.end]
    return found


def _zone(session: Session, location_id: int | None) -> ZoneInfo:
    """The zone of that centre; of the first one where none is named."""
    statement = select(Location.zone).order_by(Location.id).limit(1)
    if location_id is not None:
        statement = statement.where(Location.id == location_id)
    return ZoneInfo(session.execute(statement).scalar_one())


def _find(session: Session, actor: Actor, message_id: int) -> Any:
    found = session.execute(_rows().where(Message.id == message_id)).one_or_none()
    if found is None:
        raise not_there(actor, Permission.SEE_MESSAGES, "message", message_id)
    require(actor, Permission.SEE_MESSAGES, location_id=found.location_id)
    return found


def _take(session: Session, actor: Actor, message_id: int, version: int) -> Any:
    """Locks the message for a change. A worker that claims it raises its version, too."""
    _find(session, actor, message_id)
    next_version(session, Message, message_id, version, "message")
    return _find(session, actor, message_id)


def _require_truth(session: Session, found: Any, now: datetime) -> None:
    """Refuses to send what the patient must not hear any more; what is true now has its own message."""
    problem = stale_reason(session, MessageKind(found.kind), json.loads(found.data), found.appointment_id, now)
    if problem:
        raise Invalid({"message": problem})


def _copy(session: Session, actor: Actor, message_id: int, values: Mapping[str, Any], now: datetime) -> int:
    former = session.get_one(Message, message_id)
    kept = ("kind", "channel", "patient_id", "appointment_id", "location_id", "recipient", "language", "data")
    copy = Message(
        **{name: getattr(former, name) for name in kept}, **values,
        cause=f"again:{message_id}:v{former.version}", created_at=now, created_by_id=actor.account_id,
    )  # fmt: skip
    session.add(copy)
    session.flush()
    return copy.id


def _done(
    session: Session, actor: Actor, message_id: int, location_id: int | None, step: str, action: str, now: datetime,
    problem: str = "",
) -> None:  # fmt: skip
    note(session, message_id, step, now, actor=actor, problem=problem)
    audit.record(session, actor, action, "message", message_id, now, location_id)
    announce(session, Topic.MESSAGES, message_id, now)


def _text(session: Session, found: Any) -> Wording:
    if found.body:
        return Wording(found.subject, found.body)
    kind = MessageKind(found.kind)
    wording = wording_for(session, kind, MessageChannel(found.channel), found.language)
    return filled(wording, values_of(kind, found.recipient, json.loads(found.data)))


def _steps(session: Session, found: Any) -> tuple[MessageStep, ...]:
    """The history; that it was queued stands in the message itself."""
    rows = session.execute(
        select(
            MessageEvent.at, MessageEvent.action, MessageEvent.desk, Account.name, MessageEvent.problem,
            MessageEvent.detail,
        )
        .outerjoin(Account, Account.id == MessageEvent.account_id)
        .where(MessageEvent.message_id == found.id)
        .order_by(MessageEvent.id)
    ).all()  # fmt: skip
    first = MessageStep(found.created_at, "queued", "", found.created_by or "", "", "")
    return (
        first,
        *(MessageStep(row.at, row.action, _desk(row.desk), row.name or "", row.problem, row.detail) for row in rows),
    )


def _desk(sender: str) -> str:
    """The desk of a worker, whose name has a number behind it."""
    return sender.partition("#")[0]


def _row(found: Any) -> MessageRow:
    starts_at = json.loads(found.data).get("starts_at")
    return MessageRow(
        found.id, found.version, MessageKind(found.kind), MessageChannel(found.channel), MessageState(found.state),
        found.recipient, found.address, found.patient_id, found.appointment_id, found.location_id,
        datetime.fromisoformat(starts_at) if starts_at else None, found.created_at, found.created_by or "",
        found.due_at, found.sent_at, found.attempts, found.problem,
    )  # fmt: skip
