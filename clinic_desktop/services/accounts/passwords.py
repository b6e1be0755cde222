"""Passwords as bcrypt hashes. Hashing takes a quarter of a second on purpose: never inside a transaction."""

import secrets
from datetime import datetime

import bcrypt
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from clinic_desktop.db.models.accounts import Account, FormerPassword
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.passwords import hashed_part, problem_with

# Without letters and digits that are taken for one another when they are read out or typed from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
LEAST_COST = 10


def hashed(password: str, cost: int) -> str:
    """The hash to store; the cost is never under 10."""
    return bcrypt.hashpw(hashed_part(password), bcrypt.gensalt(max(cost, LEAST_COST))).decode("ascii")


def matches(password: str, stored: str) -> bool:
    """Whether the stored hash is one of this password."""
    try:
        return bcrypt.checkpw(hashed_part(password), stored.encode("ascii"))
    except ValueError:
        # What is stored is no bcrypt hash, so no password opens the account.
        return False


def spend_the_time_of_a_check(password: str, cost: int) -> None:
    """What an unknown person's password costs, so that the answer takes as long as for a known one."""
    hashed(password, cost)


def cost_of(stored: str) -> int:
    """The cost that a hash was made with, 0 for what is no bcrypt hash."""
    parts = stored.split("$")
    return int(parts[2]) if len(parts) == 4 and parts[2].isdigit() else 0


def one_time_password() -> str:
    """A random password that can be read out: three groups of four letters and digits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def refuse_weak(password: str, names: tuple[str, ...], field: str = "password") -> None:
    """Refuses with Invalid what the rules of ``domain/passwords.py`` do not take."""
    problem = problem_with(password, names)
    if problem is not None:
        raise Invalid({field: problem})


def latest_hashes(session: Session, account_id: int, current: str, count: int) -> list[str]:
    """The hashes of the last ``count`` passwords, the one in force among them."""
    former = select(FormerPassword.password_hash).where(FormerPassword.account_id == account_id)
    earlier = session.scalars(former.order_by(FormerPassword.id.desc()).limit(max(count - 1, 0)))
    return [current, *earlier] if count > 0 else []


def replace_hash(session: Session, account: Account, new_hash: str, count: int, now: datetime) -> None:
    """Puts a new hash in force and keeps as many of the old ones as are still compared."""
    session.add(FormerPassword(account_id=account.id, password_hash=account.password_hash, set_at=now))
    account.password_hash = new_hash
    session.flush()
    kept = select(FormerPassword.id).where(FormerPassword.account_id == account.id)
    kept = kept.order_by(FormerPassword.id.desc()).limit(max(count, 1))
    session.execute(
        delete(FormerPassword)
        .where(FormerPassword.account_id == account.id, FormerPassword.id.not_in(kept))
        .execution_options(synchronize_session=False)
    )
