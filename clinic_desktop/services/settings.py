"""The clinic's settings as they hold for a centre or a doctor, and changing them."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from clinic_desktop.db.changes import announce
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.models.settings import Setting
from clinic_desktop.db.prepared import Prepared
from clinic_desktop.domain.codes import GatewayName, PaymentMethod, Topic
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.gateway_settings import BY_CURRENCY, NO_GATEWAY, is_return_address
from clinic_desktop.domain.mail_address import SECURITIES, for_server
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.domain.upi import is_upi_address
from clinic_desktop.services import audit

CLINIC = "clinic"


def location_scope(location_id: int) -> str:
    """The scope of what holds for one centre only."""
    return f"location:{location_id}"


def practitioner_scope(practitioner_id: int) -> str:
    """The scope of what holds for one doctor only."""
    return f"practitioner:{practitioner_id}"


_IN_SCOPES = Prepared(
    select(Setting.key, Setting.scope, Setting.value).where(
        or_(*[Setting.scope == bindparam(name, type_=String) for name in ("first", "second", "third")])
    )
)
_ALL = Prepared(select(Setting.key, Setting.scope, Setting.value))


def settings_for(
    session: Session, location_id: int | None = None, practitioner_id: int | None = None
) -> ClinicSettings:
    """The settings that hold there: a doctor's own before the centre's before the clinic's before the defaults."""
    scopes = _scopes(location_id, practitioner_id)
    asked = dict(zip(("first", "second", "third"), (*scopes, "", ""), strict=False))
    rows = _IN_SCOPES.all(session.connection(), asked)
    return _settings_of(sorted(rows, key=lambda row: scopes.index(row.scope)))


class SettingsBook:
    """All settings, read once, for a list that needs them for many centres and doctors."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: defaultdict[str, list[Any]] = defaultdict(list)
        self._known: dict[tuple[str, ...], ClinicSettings] = {}
        for row in rows:
            self._rows[row.scope].append(row)

    def at(self, location_id: int | None = None, practitioner_id: int | None = None) -> ClinicSettings:
        """The settings that hold there, by the same rule as ``settings_for``."""
        # Most doctors and centres have none of their own.
        scopes = tuple(scope for scope in _scopes(location_id, practitioner_id) if scope in self._rows)
        if scopes not in self._known:
            self._known[scopes] = _settings_of(row for scope in scopes for row in self._rows[scope])
        return self._known[scopes]


def load_settings(session: Session) -> SettingsBook:
    """Every setting that differs from its default; there are few, whatever the size of the clinic."""
    return SettingsBook(_ALL.all(session.connection(), {}))


def _scopes(location_id: int | None, practitioner_id: int | None) -> list[str]:
    """The scopes that hold there, the narrowest last."""
    scopes = [CLINIC]
    if location_id is not None:
        scopes.append(location_scope(location_id))
    if practitioner_id is not None:
        scopes.append(practitioner_scope(practitioner_id))
    return scopes


def _settings_of(rows: Iterable[Any]) -> ClinicSettings:
    """The settings that rows make; a later row goes over an earlier one."""
    known = ClinicSettings.defaults()
    values: dict[str, Any] = {row.key: json.loads(row.value) for row in rows if row.key in known}
    return ClinicSettings(**values)


@dataclass(frozen=True, slots=True)
class SettingView:
    """One setting: what holds for the scope, and who changed it when (None where nobody has).

    ``default`` is what holds where the scope has no value of its own: the clinic's for a centre, else the program's.
    """

    key: str
    value: int | bool | str
    default: int | bool | str
    changed_by: str | None
    changed_at: datetime | None
    own: bool = False


class SettingsService:
    """Reads and changes the settings of the clinic, a centre or a doctor."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def current(self, location_id: int | None = None, practitioner_id: int | None = None) -> ClinicSettings:
        """The settings that hold there."""
        with self._database.read() as session:
            return settings_for(session, location_id, practitioner_id)

    def listing(self, actor: Actor, scope: str = CLINIC) -> tuple[SettingView, ...]:
        """Every setting with its value in the scope, its default, and who changed it."""
        require(actor, Permission.EDIT_SETTINGS)
        with self._database.read() as session:
            around = ClinicSettings() if scope == CLINIC else settings_for(session)
            rows = session.execute(
                select(Setting.key, Setting.value, Setting.changed_at, Account.name)
                .outerjoin(Account, Account.id == Setting.changed_by_id)
                .where(Setting.scope == scope)
            ).all()
        own = {row.key: row for row in rows}
        return tuple(_view(key, getattr(around, key), own.get(key)) for key in ClinicSettings.defaults())

    def change(self, actor: Actor, changes: dict[str, int | bool | str], scope: str = CLINIC) -> None:
        """Sets the named settings in the scope. Refuses with Invalid what has the wrong type or is out of bounds."""
        require(actor, Permission.EDIT_SETTINGS)
        _check(changes)
        now = self._clock()
        with self._database.write() as session:
            for key, value in changes.items():
                session.execute(delete(Setting).where(Setting.key == key, Setting.scope == scope))
                session.add(
                    Setting(
                        key=key, scope=scope, value=json.dumps(value), changed_by_id=actor.account_id, changed_at=now
                    )
                )
            audit.record(session, actor, "change_settings", "setting", None, now, detail={"scope": scope, **changes})
            announce(session, Topic.SETTINGS, None, now)

    def reset(self, actor: Actor, keys: frozenset[str], scope: str = CLINIC) -> None:
        """Forgets what the scope says of the named settings, so that the clinic's values or the defaults hold again."""
        require(actor, Permission.EDIT_SETTINGS)
        now = self._clock()
        with self._database.write() as session:
            session.execute(delete(Setting).where(Setting.key.in_(keys), Setting.scope == scope))
            detail: dict[str, object] = {"scope": scope, "keys": sorted(keys)}
            audit.record(session, actor, "reset_settings", "setting", None, now, detail=detail)
            announce(session, Topic.SETTINGS, None, now)


# The least and the most of what is not free to choose (domain page, section 9, and common sense for the others).
_BOUNDS = {
    "bcrypt_cost": (10, 15),
    "late_refund_percent": (0, 100),
    "no_show_refund_percent": (0, 100),
    "platform_fee_percent": (0, 100),
    "tax_percent": (0, 100),
    "default_duration_minutes": (5, 720),
    "default_buffer_after_minutes": (0, 240),
    "default_capacity": (1, 200),
    # Days and minutes are added to instants: a calendar ends somewhere.
    "self_notice_minutes": (0, 43_200),
    "self_horizon_days": (1, 1830),
    "desk_horizon_days": (1, 1830),
    "undo_minutes": (0, 10_080),
    "full_refund_hours": (0, 8760),
    "wait_warn_minutes": (1, 1440),
    "wait_alert_minutes": (1, 1440),
    "offer_minutes": (1, 10_080),
    "password_history": (0, 50),
    "login_window_minutes": (1, 1440),
    "login_tries": (3, 50),
    "lock_minutes": (1, 480),
    "session_hours": (1, 168),
    "hold_minutes": (1, 60),
    "payment_window_minutes": (1, 1440),
    "series_limit": (2, 366),
    "skip_limit": (1, 20),
    "picture_limit_megabytes": (1, 50),
    "picture_kept_days": (1, 3650),
    "message_hold_seconds": (0, 600),
    "first_reminder_hours": (0, 720),
    "second_reminder_hours": (0, 720),
    "mail_port": (1, 65_535),
    "deposit_percent": (0, 100),
    "link_days": (1, 180),
}
_MOST = 10**9
_LONGEST = {"tax_number": 40, "paper_footer": 600, "upi_name": 99}
"""Letters that a setting of words may have at most, where paper or a code has no room for more."""


def bounds(key: str) -> tuple[int, int]:
    """The least and the most that a setting of numbers may be."""
    return _BOUNDS.get(key, (0, _MOST))


def problem_of(key: str, value: int | bool | str) -> str | None:
    """Why the setting cannot have the value, such as "out_of_bounds" or "not_a_method"; None if it can."""
    default = ClinicSettings.defaults().get(key)
    if default is None:
        return "unknown"
    if type(value) is not type(default):
        return "wrong_type"
    if isinstance(value, int) and not isinstance(value, bool):
        least, most = bounds(key)
        return None if least <= value <= most else "out_of_bounds"
    if isinstance(value, str) and len(value) > _LONGEST.get(key, len(value)):
        return "too_long"
    if key == "default_method" and value not in tuple(PaymentMethod):
        return "not_a_method"
    if key == "mail_security" and value not in SECURITIES:
        return "not_a_security"
    if key == "gateway" and value not in (BY_CURRENCY, NO_GATEWAY, *GatewayName):
        return "not_a_gateway"
    if key == "return_address" and value and not is_return_address(str(value)):
        return "not_https"
    if key == "upi_address" and value and not is_upi_address(str(value)):
        return "not_a_upi_address"
    if key == "mail_from" and value and for_server(str(value)) is None:
        return "not_an_email"
    return None


def _check(changes: dict[str, int | bool | str]) -> None:
    found = {key: problem_of(key, value) for key, value in changes.items()}
    problems = {key: problem for key, problem in found.items() if problem is not None}
    if problems:
        raise Invalid(problems)


def _view(key: str, default: int | bool | str, row: Any) -> SettingView:
    if row is None:
        return SettingView(key, default, default, None, None)
    return SettingView(key, json.loads(row.value), default, row.name, row.changed_at, own=True)
