"""The people who work at the clinic: their logins, roles and centres."""

from dataclasses import dataclass
from datetime import datetime

from clinic_desktop.db.database import Database
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor


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
    """A member of staff."""

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


@dataclass(frozen=True, slots=True)
class AddedStaff:
    """The new account. The one-time password is told once and kept nowhere."""

    account_id: int
    one_time_password: str


class StaffService:
    """Keeps the accounts of staff. Nobody gives, or touches an account with, a role above what they may give."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def listing(self, actor: Actor | None, filters: StaffFilters = StaffFilters()) -> tuple[StaffView, ...]:
        """The staff by name; a centre manager sees the people of their own centres."""
        raise NotImplementedError

    def roles_to_give(self, actor: Actor | None) -> tuple[Role, ...]:
        """The roles that the actor may give to others."""
        raise NotImplementedError

    def add(self, actor: Actor | None, draft: StaffDraft) -> AddedStaff:
        """Adds an account with a one-time password."""
        raise NotImplementedError

    def save(self, actor: Actor | None, account_id: int, version: int, draft: StaffDraft) -> int:
        """Saves an account and gives its new version."""
        raise NotImplementedError

    def deactivate(self, actor: Actor | None, account_id: int) -> None:
        """The person can no longer sign in. Refuses for the last active admin and for oneself."""
        raise NotImplementedError

    def reactivate(self, actor: Actor | None, account_id: int) -> None:
        """The person may sign in again."""
        raise NotImplementedError

    def reset_password(self, actor: Actor | None, account_id: int) -> str:
        """A new one-time password, told once; it has to be changed after signing in."""
        raise NotImplementedError
