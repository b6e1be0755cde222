"""Counting tries to sign in, in the database: no restart resets them, and desks that try together count together."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_name
from clinic_desktop.db.models.accounts import LoginAttempt
from clinic_desktop.domain.errors import TooManyTries
from clinic_desktop.domain.settings import ClinicSettings

_KEPT = timedelta(days=30)


def account_key(account_id: int) -> str:
    """The key under which an account's tries count, by whichever of its logins."""
    return _digest(f"account:{account_id}")


def unknown_key(login: str) -> str:
    """The key for a login that nobody has. Only its hash is stored: it may be a password typed into the wrong field."""
    return _digest(f"unknown:{login.strip().casefold()}")


def begin_try(session: Session, key: str, desk: str, now: datetime, settings: ClinicSettings) -> int:
    """Counts a try before its password is looked at, and gives its number. Refuses with TooManyTries."""
    hold_name(session, f"login:{key}")
    failures = _failures(session, key, now, settings)
    if len(failures) >= settings.login_tries:
        raise TooManyTries(failures[-1] + timedelta(minutes=settings.login_window_minutes))
    attempt = LoginAttempt(login=key, desk=desk, at=now, succeeded=False)
    session.add(attempt)
    session.flush()
    return attempt.id


def note_success(session: Session, key: str, attempt_id: int | None, desk: str, now: datetime) -> None:
    """Lets the count start anew: after the right password, or (without a number) a new one-time password."""
    attempt = session.get(LoginAttempt, attempt_id) if attempt_id is not None else None
    if attempt is None:
        session.add(LoginAttempt(login=key, desk=desk, at=now, succeeded=True))
    else:
        attempt.succeeded = True
    session.execute(
        delete(LoginAttempt)
        .where(LoginAttempt.login == key, LoginAttempt.at < now - _KEPT)
        .execution_options(synchronize_session=False)
    )


def is_last_try(session: Session, key: str, now: datetime, settings: ClinicSettings) -> bool:
    """Whether the tries so far are all that there are."""
    return len(_failures(session, key, now, settings)) >= settings.login_tries


def _failures(session: Session, key: str, now: datetime, settings: ClinicSettings) -> list[datetime]:
    """When the failures were that count now, newest first, at most as many as are permitted."""
    since = now - timedelta(minutes=settings.login_window_minutes)
    last_success = select(func.coalesce(func.max(LoginAttempt.id), 0)).where(
        LoginAttempt.login == key, LoginAttempt.succeeded
    )
    statement = (
        select(LoginAttempt.at)
        .where(
            LoginAttempt.login == key,
            LoginAttempt.at > since,
            LoginAttempt.succeeded.is_(False),
            LoginAttempt.id > last_success.scalar_subquery(),
        )
        .order_by(LoginAttempt.id.desc())
        .limit(settings.login_tries)
    )
    return list(session.scalars(statement))


def _digest(text: str) -> str:
    return hashlib.sha256(f"clinic-desktop:{text}".encode("utf-8", "surrogatepass")).hexdigest()
