"""Whether this installation works: database, schema, disk, data folder and clock, each in one line."""

import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from clinic_desktop.db.database import Database
from clinic_desktop.db.migrate import current_revision, holds_other_tables, script_revisions
from clinic_desktop.domain.errors import Refused, SchemaTooNew, Unreachable
from clinic_desktop.domain.period import Clock
from clinic_desktop.settings import is_there

Words = Callable[[Refused], str]

_LEAST_FREE = 500_000_000
_MOST_SKEW = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=30)
_LACKS = {
    "no_host": "not set up",
    "no_sender": "no address to send from is set",
    "no_password": "this computer has no password for the mail account",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``detail`` is for a technician to read; where something was refused, ``code`` and ``reason``
    are stable, for programs."""

    name: str
    ok: bool
    detail: str
    code: str = ""
    reason: str = ""

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def check(url: str, data_folder: Path, clock: Clock, words: Words) -> tuple[Check, ...]:
    """Looks at everything; changes nothing but a file that it writes into the data folder and removes again. ``words``
    says a refusal in a sentence."""
    return (
        *_check_database(url, clock, words),
        _data_folder(data_folder),
        _disk(data_folder),
    )


def _check_database(url: str, clock: Clock, words: Words) -> tuple[Check, ...]:
    try:
        database = Database(url)
    except Refused as refusal:
        return (_refused("database", refusal, words),)
    path = Path(database.url.database or "")
    if database.is_sqlite and not is_there(path):
        return (Check("database", False, f"There is no file {path}.", Unreachable().code, "missing"),)
    try:
        reached = _guarded("database", lambda: _database(database), words)
        if not reached.ok:
            return (reached,)
        schema = _guarded("schema", lambda: _schema(database), words)
        return (
            reached,
            schema,
            *((_guarded("writing", lambda: _writing(database), words),) if schema.ok else ()),
            _guarded("clock", lambda: _clock(database, clock), words),
            *(_messages(database, clock) if schema.ok else ()),
        )
    finally:
        database.close()


def _guarded(name: str, look: Callable[[], Check], words: Words) -> Check:
    try:
        return look()
    except Refused as refusal:
        return _refused(name, refusal, words)


def _refused(name: str, refusal: Refused, words: Words) -> Check:
    reason = getattr(refusal, "reason", "") or type(refusal).__name__
    return Check(name, False, words(refusal), refusal.code, reason)


def _database(database: Database) -> Check:
    statement = "SELECT sqlite_version()" if database.is_sqlite else "SHOW server_version"
    with database.read() as session:
        version = session.execute(text(statement)).scalar_one()
    return Check("database", True, f"{'SQLite' if database.is_sqlite else 'PostgreSQL'} {version}")


def _schema(database: Database) -> Check:
    known = script_revisions()
    found = current_revision(database)
    if found is not None and found not in known:
        raise SchemaTooNew(found)
    if found is None and holds_other_tables(database):
        raise Unreachable("database", "not_a_clinic")
    detail = f"at {found or 'nothing'}, this program knows {known[-1]}"
    return Check(
        "schema", found == known[-1], detail if found == known[-1] else f"{detail}: run clinic-desktop migrate"
    )


def _writing(database: Database) -> Check:
    """Whether it would take a booking now: it may be read-only, or another program may keep it locked."""
    with database.write() as session:
        session.execute(text("UPDATE schedule SET revision = revision WHERE 1 = 0"))
    return Check("writing", True, "bookings can be written")


def _clock(database: Database, clock: Clock) -> Check:
    now = clock()
    if database.is_sqlite:
        return Check("clock", now.year >= 2026, f"{now:%Y-%m-%d %H:%M:%S} UTC")
    with database.read() as session:
        theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    skew = abs(theirs - now)
    return Check("clock", skew <= _MOST_SKEW, f"{skew.total_seconds():.1f} s from the server's")


def _messages(database: Database, clock: Clock) -> tuple[Check, Check]:
    """The mail account of this computer, and whether what is due leaves."""
    # Imported late: it knows mail and calendars, which the other checks do not need.
    from clinic_desktop.services.messages.mail_account import MailAccount
    from clinic_desktop.services.messages.state import outbox_state

    account, now = MailAccount(database, os.environ), clock()
    with database.read() as session:
        state = outbox_state(session, account.lacks(), now)
    server = account.server()
    said = _LACKS.get(state.lacks) or (f"{server.host}:{server.port}, {server.security}" if server else "")
    mail = Check("mail", state.lacks in ("", "no_host"), said)
    if state.oldest_at is None:
        waiting = "nothing waits"
    else:
        waiting = f"{state.waiting} waiting, the oldest since {state.oldest_at:%Y-%m-%d %H:%M} UTC"
    late = state.oldest_at is not None and now - state.oldest_at > _LONGEST_WAIT and state.lacks != "no_host"
    last = f"last sent {state.last_sent_at:%Y-%m-%d %H:%M} UTC" if state.last_sent_at else "none sent for a week"
    return mail, Check("messages", not late, f"{waiting}; {state.failed} failed in a week; {last}")


def _data_folder(folder: Path) -> Check:
    probe = folder / f".health-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_text("ok", encoding="ascii")
        probe.unlink()
    except OSError as error:
        return Check("data_folder", False, f"{folder}: {error.strerror}")
    return Check("data_folder", True, str(folder))


def _disk(folder: Path) -> Check:
    free = _free(folder)
    return Check("disk", free >= _LEAST_FREE, f"{free // 1_000_000:,} MB free")


def _free(folder: Path) -> int:
    """The bytes that are free where the folder is, or will be."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        if folder == folder.parent:
            raise
        return _free(folder.parent)
