"""Accounts with real passwords, for tests that sign in."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import cache

from sqlalchemy import select, update

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.journal import AuditEvent
from clinic_desktop.db.models.settings import Setting
from clinic_desktop.services.accounts.passwords import LEAST_COST, hashed

PASSWORD = "vk7-Moth.Lamp"
NEW_PASSWORD = "another-Moth.Lamp"


def cheap_hashes(database: Database, clock: Callable[[], datetime]) -> None:
    """Sets the cost of hashing to the least there is, in clinics that ``make_clinic`` did not make."""
    with database.write() as session:
        session.add(Setting(key="bcrypt_cost", scope="clinic", value=str(LEAST_COST), changed_at=clock()))


@cache
def _hash_of(password: str) -> str:
    return hashed(password, LEAST_COST)


def give_password(database: Database, account_id: int, password: str = PASSWORD, **logins: str) -> None:
    """Gives an account a password, and an email or phone to sign in with."""
    with database.write() as session:
        values = {"password_hash": _hash_of(password), **logins}
        session.execute(update(Account).where(Account.id == account_id).values(**values))


def history(database: Database, action: str) -> list[dict[str, object]]:
    """The details of all events with that action, with the account that each is about."""
    with database.read() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)).all()
    return [{"account": row.entity_id, "by": row.account_id, **json.loads(row.detail)} for row in rows]
