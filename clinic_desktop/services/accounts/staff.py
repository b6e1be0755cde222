"""The people who work at the clinic: their logins, roles and centres."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account, AccountLocation
from clinic_desktop.db.models.practitioners import Practitioner, PractitionerRole
from clinic_desktop.domain.codes import Role, Topic
from clinic_desktop.domain.errors import Invalid, NotAllowed, NotFound
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, Scope, require, scope_of
from clinic_desktop.services import audit
from clinic_desktop.services.accounts import accounts, tries
from clinic_desktop.services.accounts.passwords import hashed, one_time_password, replace_hash
from clinic_desktop.services.fields import Fields, clean, clinic_country
from clinic_desktop.services.settings import settings_for
from clinic_desktop.services.versions import next_version, raise_version


@dataclass(frozen=True, slots=True)
class StaffFilters:
    """Which people to list; ``text`` is looked for in name, email, username and phone."""

    text: str = ""
    role: Role | None = None
    location_id: int | None = None
    include_inactive: bool = False


@dataclass(frozen=True, slots=True)
class StaffDraft:
    """A member of staff as a form edits them. At least one of email, username and phone is needed to sign in."""

    name: str
    role: Role
    email: str = ""
    username: str = ""
    phone: str = ""
    location_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class StaffView:
    """A member of staff. ``picture`` is that of a doctor's profile, "" for everybody else."""

    account_id: int
    version: int
    name: str
    role: Role
    email: str
    username: str
    phone: str
    location_ids: frozenset[int]
    practitioner_id: int | None
    active: bool
    must_change_password: bool
    last_seen_at: datetime | None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class AddedStaff:
    """The new account. The one-time password is told once and kept nowhere."""

    account_id: int
    one_time_password: str


# Nobody gives a role above their own, or touches an account that has one.
_ROLES_TO_GIVE: dict[Role, tuple[Role, ...]] = {
    Role.ADMIN: tuple(role for role in Role if role is not Role.PATIENT),
    Role.MANAGER: tuple(role for role in Role if role not in (Role.ADMIN, Role.PATIENT)),
    Role.CENTRE_MANAGER: (Role.DOCTOR, Role.CARE_COORDINATOR, Role.FRONT_DESK),
}


class StaffService:
    """Keeps the accounts of staff. Nobody gives, or touches an account with, a role above what they may give."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def listing(self, actor: Actor | None, filters: StaffFilters = StaffFilters()) -> tuple[StaffView, ...]:
        """The staff by name; a centre manager sees the people of their own centres."""
        person = _may_edit_staff(actor)
        with self._database.read() as session:
            everybody = _views(session, Account.role != Role.PATIENT)
        return tuple(view for view in everybody if _in_reach(person, view.location_ids) and _passes(view, filters))

    def roles_to_give(self, actor: Actor | None) -> tuple[Role, ...]:
        """The roles that the actor may give to others."""
        return _ROLES_TO_GIVE.get(_may_edit_staff(actor).role, ())

    def add(self, actor: Actor | None, draft: StaffDraft) -> AddedStaff:
        """Adds an account with a one-time password. Refuses with Invalid and EmailTaken; doctors are added with their
        profile by ``PractitionerService``."""
        person = _may_edit_staff(actor)
        _may_give(person, draft.role)
        _may_place(person, draft.location_ids)
        if draft.role is Role.DOCTOR:
            raise Invalid({"role": "needs_profile"})
        password, password_hash = self._new_password()
        now = self._clock()
        with self._database.write() as session:
            accounts.hold_accounts(session)
            name, logins = _checked(session, draft)
            account = accounts.create_account(session, draft.role, name, logins, password_hash, now)
            accounts.set_locations(session, account.id, draft.location_ids)
            audit.record(session, person, "add_staff", "account", account.id, now, detail={"role": draft.role})
            announce(session, Topic.ACCOUNTS, account.id, now)
        return AddedStaff(account.id, password)

    def save(self, actor: Actor | None, account_id: int, version: int, draft: StaffDraft) -> int:
        """Saves an account and gives its new version. The centres of doctors follow from their profile and stay.

        Refuses with Invalid, EmailTaken, StaleRecord, and for the last active admin.
        """
        person = _may_edit_staff(actor)
        now = self._clock()
        with self._database.write() as session:
            accounts.hold_accounts(session)
            before = _view(session, account_id)
            _may_touch(person, before)
            _may_give(person, draft.role)
            if draft.role is not Role.DOCTOR:
                _may_place(person, draft.location_ids)
            elif before.practitioner_id is None:
                raise Invalid({"role": "needs_profile"})
            if before.role is Role.ADMIN and draft.role is not Role.ADMIN:
                _keep_an_admin(session, account_id, "role")
            new_version = next_version(session, Account, account_id, version, "account")
            self._apply(session, account_id, draft)
            detail: dict[str, object] = {"role": draft.role, "role_before": before.role}
            audit.record(session, person, "save_staff", "account", account_id, now, detail=detail)
            announce(session, Topic.ACCOUNTS, account_id, now)
        return new_version

    def deactivate(self, actor: Actor | None, account_id: int) -> None:
        """The person can no longer sign in. Refuses for the last active admin and for oneself."""
        self._change(actor, account_id, "deactivate_staff", _deactivate)

    def reactivate(self, actor: Actor | None, account_id: int) -> None:
        """The person may sign in again."""
        self._change(actor, account_id, "reactivate_staff", _reactivate)

    def reset_password(self, actor: Actor | None, account_id: int) -> str:
        """A new one-time password, told once; it has to be changed after signing in. Tries start anew."""
        password, password_hash = self._new_password()

        def put(session: Session, account: Account) -> None:
            now = self._clock()
            replace_hash(session, account, password_hash, settings_for(session).password_history, now)
            account.must_change_password = True
            tries.note_success(session, tries.account_key(account.id), None, "", now)

        self._change(actor, account_id, "reset_password", put)
        return password

    def _change(
        self, actor: Actor | None, account_id: int, action: str, change: Callable[[Session, Account], None]
    ) -> None:
        """One change to somebody else's account."""
        person = _may_edit_staff(actor)
        now = self._clock()
        with self._database.write() as session:
            accounts.hold_accounts(session)
            _may_touch(person, _view(session, account_id))
            if person.account_id == account_id:
                raise Invalid({"account": "yourself"})
            raise_version(session, Account, account_id, "account")
            change(session, _account(session, account_id))
            audit.record(session, person, action, "account", account_id, now)
            announce(session, Topic.ACCOUNTS, account_id, now)

    def _apply(self, session: Session, account_id: int, draft: StaffDraft) -> None:
        name, logins = _checked(session, draft, account_id)
        account = _account(session, account_id)
        account.name, account.role = name, draft.role
        account.email, account.username, account.phone = logins
        if draft.role is not Role.DOCTOR:
            accounts.set_locations(session, account_id, draft.location_ids)

    def _new_password(self) -> tuple[str, str]:
        with self._database.read() as session:
            cost = settings_for(session).bcrypt_cost
        password = one_time_password()
        return password, hashed(password, cost)


def _may_edit_staff(actor: Actor | None) -> Actor:
    require(actor, Permission.EDIT_STAFF)
    assert actor is not None
    return actor


def _may_give(actor: Actor, role: Role) -> None:
    if role is Role.PATIENT:
        raise Invalid({"role": "not_staff"})
    if role not in _ROLES_TO_GIVE.get(actor.role, ()):
        raise NotAllowed(Permission.EDIT_STAFF)


def _may_place(actor: Actor, location_ids: frozenset[int]) -> None:
    """Who may edit staff of some centres only puts people nowhere else, and not everywhere by naming none."""
    if not _reaches_clinic(actor) and not (location_ids and location_ids <= actor.location_ids):
        raise NotAllowed(Permission.EDIT_STAFF)


def _may_touch(actor: Actor, view: StaffView) -> None:
    if view.role not in _ROLES_TO_GIVE.get(actor.role, ()):
        raise NotAllowed(Permission.EDIT_STAFF)
    _may_place(actor, view.location_ids)


def _in_reach(actor: Actor, location_ids: frozenset[int]) -> bool:
    return _reaches_clinic(actor) or bool(location_ids & actor.location_ids)


def _reaches_clinic(actor: Actor) -> bool:
    return scope_of(actor.role, Permission.EDIT_STAFF) is Scope.CLINIC


def _keep_an_admin(session: Session, leaving_id: int, field: str) -> None:
    """Refuses to lose the last active admin. Needs ``hold_accounts``: two admins may remove each other at one time."""
    others = select(Account.id).where(Account.role == Role.ADMIN, Account.active, Account.id != leaving_id).limit(1)
    if session.scalar(others) is None:
        raise Invalid({field: "last_admin"})


def _deactivate(session: Session, account: Account) -> None:
    if account.role == Role.ADMIN:
        _keep_an_admin(session, account.id, "account")
    account.active = False


def _reactivate(session: Session, account: Account) -> None:
    account.active = True


def _account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("account", account_id)
    return account


def _checked(session: Session, draft: StaffDraft, account_id: int | None = None) -> tuple[str, tuple[str, str, str]]:
    """The name and the logins of the draft, cleaned and taken by nobody else."""
    fields = Fields()
    name = fields.name("name", draft.name)
    email = fields.email("email", draft.email)
    username = fields.username("username", draft.username)
    phone = fields.phone("phone", draft.phone, clinic_country(session))
    accounts.require_login(fields, email, username, phone)
    if accounts.unknown_locations(session, draft.location_ids):
        fields.problem("location_ids", "not_found")
    fields.done()
    accounts.refuse_taken(session, email, username, phone, account_id)
    return name, (email, username, phone)


def _view(session: Session, account_id: int) -> StaffView:
    views = _views(session, Account.id == account_id, Account.role != Role.PATIENT)
    if not views:
        raise NotFound("account", account_id)
    return views[0]


def _views(session: Session, *conditions: ColumnElement[bool]) -> list[StaffView]:
    rows = session.execute(
        select(Account, Practitioner.id, Practitioner.picture)
        .outerjoin(Practitioner, Practitioner.account_id == Account.id)
        .where(*conditions)
        .order_by(Account.name, Account.id)
    ).all()
    centres = _centres(session)
    return [_viewed(account, number, picture or "", centres) for account, number, picture in rows]


def _viewed(
    account: Account, practitioner_id: int | None, picture: str, centres: dict[tuple[bool, int], set[int]]
) -> StaffView:
    works = account.role == Role.DOCTOR
    return StaffView(
        account_id=account.id,
        version=account.version,
        name=account.name,
        role=Role(account.role),
        email=account.email,
        username=account.username,
        phone=account.phone,
        location_ids=frozenset(centres.get((works, account.id), ())),
        practitioner_id=practitioner_id,
        active=account.active,
        must_change_password=account.must_change_password,
        last_seen_at=account.last_seen_at,
        picture=picture,
    )


def _centres(session: Session) -> dict[tuple[bool, int], set[int]]:
    """The centres of accounts by name (False), and by the work of the doctor that the account is of (True)."""
    centres: dict[tuple[bool, int], set[int]] = defaultdict(set)
    for row in session.execute(select(AccountLocation.account_id, AccountLocation.location_id)):
        centres[False, row.account_id].add(row.location_id)
    worked = select(Practitioner.account_id, PractitionerRole.location_id).join(
        PractitionerRole, PractitionerRole.practitioner_id == Practitioner.id
    )
    for doctor in session.execute(worked):
        if doctor.account_id is not None:
            centres[True, doctor.account_id].add(doctor.location_id)
    return centres


def _passes(view: StaffView, filters: StaffFilters) -> bool:
    text = clean(filters.text).strip().casefold()
    searched = " ".join((view.name, view.email, view.username, view.phone)).casefold()
    return (
        (view.active or filters.include_inactive)
        and (filters.role is None or view.role is filters.role)
        and (filters.location_id is None or filters.location_id in view.location_ids)
        and all(word in searched for word in text.split())
    )
