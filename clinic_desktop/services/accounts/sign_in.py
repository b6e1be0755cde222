"""Signing in, unlocking the screen and changing one's password."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.domain.errors import Invalid, NotSignedIn, SessionEnded, StaleRecord, WrongCredentials
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services import audit
from clinic_desktop.services.accounts.accounts import actor_of, find_account
from clinic_desktop.services.accounts.passwords import (
    LEAST_COST,
    cost_of,
    hashed,
    latest_hashes,
    matches,
    refuse_weak,
    replace_hash,
    spend_the_time_of_a_check,
)
from clinic_desktop.services.accounts.tries import account_key, begin_try, is_last_try, note_success, unknown_key
from clinic_desktop.services.settings import settings_for


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Whom a password is tried for. Without an account the answer is no, after the same work."""

    key: str
    account_id: int | None
    password_hash: str
    settings: ClinicSettings


class SignInService:
    """Answers the same, after about the same time, for a wrong password, an inactive account and an unknown person.

    Tries are counted in the database before the password is looked at, so desks that try together count together.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def sign_in(self, login: str, password: str, desk: str = "") -> Actor:
        """The person with that email, username or phone. Refuses with WrongCredentials or TooManyTries."""
        with self._database.read() as session:
            settings = settings_for(session)
            account = find_account(session, login)
        if account is None:
            return self._tried(_Candidate(unknown_key(login), None, "", settings), password, desk, "sign_in")
        return self._tried(_candidate(account, settings), password, desk, "sign_in")

    def unlock(self, actor: Actor | None, password: str) -> Actor:
        """The same person again, with the role and centres that they have now. Refuses as ``sign_in`` does, and with
        SessionEnded somebody who may no longer sign in."""
        signed_in = _signed_in(actor)
        return self._tried(self._candidate_for(signed_in.account_id), password, signed_in.desk, "unlock")

    def change_password(self, actor: Actor | None, old: str, new: str) -> None:
        """Sets a new password. Refuses a wrong old one, which counts as a try, and with Invalid a new one that is weak
        or one of the last few."""
        signed_in = _signed_in(actor)
        candidate = self._candidate_for(signed_in.account_id)
        self._tried(candidate, old, signed_in.desk, "confirm_password")
        with self._database.read() as session:
            account = _active(session, signed_in.account_id)
            former = latest_hashes(session, account.id, account.password_hash, candidate.settings.password_history)
        refuse_weak(new, (account.name, account.username, account.email))
        if any(matches(new, stored) for stored in former):
            raise Invalid({"password": "used_before"})
        new_hash = hashed(new, candidate.settings.bcrypt_cost)
        with self._database.write() as session:
            now = self._clock()
            self._claim(session, account.id, account.password_hash)
            row = _active(session, account.id)
            replace_hash(session, row, new_hash, candidate.settings.password_history, now)
            row.must_change_password = False
            audit.record(session, actor, "change_password", "account", row.id, now)

    def must_change_password(self, actor: Actor | None) -> bool:
        """Whether the password is a one-time one that has to be changed before anything else."""
        with self._database.read() as session:
            return _active(session, _signed_in(actor).account_id).must_change_password

    def actor_for(self, account_id: int, desk: str = "") -> Actor:
        """The person as they are now, without a password: for the program itself. SessionEnded where they left."""
        with self._database.read() as session:
            return actor_of(session, _active(session, account_id), desk)

    def _candidate_for(self, account_id: int) -> _Candidate:
        with self._database.read() as session:
            return _candidate(_active(session, account_id), settings_for(session))

    def _tried(self, candidate: _Candidate, password: str, desk: str, action: str) -> Actor:
        """Counts the try, compares the password with no transaction open, and records how it ended."""
        with self._database.write() as session:
            attempt_id = begin_try(session, candidate.key, desk, self._clock(), candidate.settings)
        if candidate.account_id is None:
            spend_the_time_of_a_check(password, candidate.settings.bcrypt_cost)
            right = False
        else:
            right = matches(password, candidate.password_hash)
        actor = self._let_in(candidate, attempt_id, desk, action) if right else None
        if actor is None:
            self._record_failure(candidate, desk, action)
            raise WrongCredentials
        self._upgrade(candidate, password)
        return actor

    def _let_in(self, candidate: _Candidate, attempt_id: int, desk: str, action: str) -> Actor | None:
        now = self._clock()
        with self._database.write() as session:
            account = session.get(Account, candidate.account_id)
            if account is None or not account.active or account.password_hash != candidate.password_hash:
                return None
            note_success(session, candidate.key, attempt_id, desk, now)
            account.last_seen_at = now
            actor = actor_of(session, account, desk)
            audit.record(session, actor, action, "account", account.id, now)
        return actor

    def _record_failure(self, candidate: _Candidate, desk: str, action: str) -> None:
        """What was typed is not recorded: it may be a password in the wrong field."""
        now = self._clock()
        detail: dict[str, object] = {"desk": desk}
        with self._database.write() as session:
            audit.record(session, None, f"{action}_failed", "account", candidate.account_id, now, detail=detail)
            if is_last_try(session, candidate.key, now, candidate.settings):
                audit.record(session, None, f"{action}_blocked", "account", candidate.account_id, now, detail=detail)

    def _upgrade(self, candidate: _Candidate, password: str) -> None:
        """Hashes the password anew where the clinic's cost has gone up since."""
        cost = max(candidate.settings.bcrypt_cost, LEAST_COST)
        if candidate.account_id is None or cost_of(candidate.password_hash) >= cost:
            return
        stronger = hashed(password, cost)
        with self._database.write() as session:
            session.execute(
                update(Account)
                .where(Account.id == candidate.account_id, Account.password_hash == candidate.password_hash)
                .values(password_hash=stronger)
                .execution_options(synchronize_session=False)
            )

    def _claim(self, session: Session, account_id: int, password_hash: str) -> None:
        """Locks the account's row; StaleRecord where another desk has changed the password meanwhile."""
        claimed = session.scalar(
            update(Account)
            .where(Account.id == account_id, Account.password_hash == password_hash)
            .values(must_change_password=Account.must_change_password)
            .returning(Account.id)
            .execution_options(synchronize_session=False)
        )
        if claimed is None:
            raise StaleRecord("account")


def _signed_in(actor: Actor | None) -> Actor:
    if actor is None:
        raise NotSignedIn
    return actor


def _active(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None or not account.active:
        raise SessionEnded
    return account


def _candidate(account: Account, settings: ClinicSettings) -> _Candidate:
    return _Candidate(account_key(account.id), account.id, account.password_hash, settings)
