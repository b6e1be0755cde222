"""What the services for accounts share: finding an account, making one, and who somebody is."""

import re
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.locks import hold_name
from clinic_desktop.db.models.accounts import Account, AccountLocation
from clinic_desktop.db.models.organisation import Location
from clinic_desktop.db.models.patients import Patient
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import EmailTaken
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.fields import Fields, clean, clinic_country, parsed_phone

_LOOKS_LIKE_PHONE = re.compile(r"\+?[\d\s()./-]{5,}")


def find_account(session: Session, login: str) -> Account | None:
    """The account with that email or username, or the only one with that phone."""
    text = clean(login).strip().lower()
    if not text:
        return None
    named = session.scalars(select(Account).where(or_(Account.email == text, Account.username == text))).first()
    if named is not None or not _LOOKS_LIKE_PHONE.fullmatch(text):
        return named
    phone = parsed_phone(text, clinic_country(session))
    if phone is None:
        return None
    found = session.scalars(select(Account).where(Account.phone == phone).limit(2)).all()
    return found[0] if len(found) == 1 else None


def hold_accounts(session: Session) -> None:
    """Lets one desk at a time change who there is: no two take one email, no two admins remove each other."""
    hold_name(session, "accounts")


def refuse_taken(session: Session, email: str, username: str, phone: str, account_id: int | None = None) -> None:
    """Refuses with EmailTaken where another account has one of them. Needs ``hold_accounts``."""
    pairs = ((Account.email, email), (Account.username, username), (Account.phone, phone))
    wanted = [column == value for column, value in pairs if value]
    if not wanted:
        return
    statement = select(Account.id).where(or_(*wanted)).limit(1)
    if account_id is not None:
        statement = statement.where(Account.id != account_id)
    if session.scalar(statement) is not None:
        raise EmailTaken


def require_login(fields: Fields, email: str, username: str, phone: str) -> None:
    """Notes a problem where there is nothing to sign in with."""
    if not (email or username or phone):
        fields.problem("email", "required")


def create_account(
    session: Session,
    role: Role,
    name: str,
    logins: tuple[str, str, str],
    password_hash: str,
    now: datetime,
    must_change: bool = True,
) -> Account:
    """Adds an account with that email, username and phone; refuses with EmailTaken. Needs ``hold_accounts``."""
    email, username, phone = logins
    refuse_taken(session, email, username, phone)
    account = Account(
        role=role,
        name=name,
        email=email,
        username=username,
        phone=phone,
        password_hash=password_hash,
        must_change_password=must_change,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def set_locations(session: Session, account_id: int, location_ids: frozenset[int]) -> None:
    """Replaces the centres of an account."""
    session.execute(delete(AccountLocation).where(AccountLocation.account_id == account_id))
    session.add_all(AccountLocation(account_id=account_id, location_id=location_id) for location_id in location_ids)


def unknown_locations(session: Session, location_ids: frozenset[int]) -> frozenset[int]:
    """Which of the numbers are of no centre."""
    if not location_ids:
        return frozenset()
    return location_ids - set(session.scalars(select(Location.id).where(Location.id.in_(location_ids))))


def actor_of(session: Session, account: Account, desk: str) -> Actor:
    """Who the account's person is now: a doctor's centres are those they work at, staff have theirs by name."""
    practitioner_id = None
    if account.role == Role.DOCTOR:
        # Who has become a manager since is one at every desk: a doctor's number would narrow what they see.
        practitioner_id = session.scalar(select(Practitioner.id).where(Practitioner.account_id == account.id))
    patient_id = session.scalar(select(Patient.id).where(Patient.account_id == account.id))
    if practitioner_id is not None:
        centres = select(PractitionerRole.location_id).where(PractitionerRole.practitioner_id == practitioner_id)
    else:
        centres = select(AccountLocation.location_id).where(AccountLocation.account_id == account.id)
    return Actor(
        account_id=account.id,
        role=Role(account.role),
        name=account.name,
        location_ids=frozenset(session.scalars(centres)),
        practitioner_id=practitioner_id,
        patient_id=patient_id,
        desk=desk,
    )
