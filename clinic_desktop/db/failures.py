"""What a driver's error means for the person at the desk."""

import sqlite3

from sqlalchemy.exc import DBAPIError

from clinic_desktop.domain.errors import Refused, Unreachable

_SQLITE_REASONS = (
    ("locked", "locked"),
    ("busy", "locked"),
    ("unable to open", "missing"),
    ("not a database", "damaged"),
    ("malformed", "damaged"),
    ("disk is full", "disk_full"),
    ("full", "disk_full"),
    ("readonly", "read_only"),
    ("disk i/o", "disk"),
)

# SQLSTATE codes and classes of PostgreSQL (appendix A of its manual). Where a code is there, its class does not count.
_POSTGRES_REASONS = {
    "28": "password",
    "3D": "missing",
    "42501": "rights",
    "53100": "disk_full",
    "53": "network",
    "57014": "locked",
    "57": "network",
    "08": "network",
    "55": "locked",
    "40": "locked",
    "25006": "read_only",
    "25P03": "network",
}

# What libpq and the server say in English while they connect; in other languages it counts as a matter of the network.
_LIBPQ_RIGHTS = ("pg_hba.conf", "not permitted to log in", "permission denied for database")
_LIBPQ_ADDRESS = ("invalid connection option", "invalid port number", "bad value for", "invalid sslmode value")


def translated(error: DBAPIError) -> Refused | None:
    """The refusal that the error stands for, or None when it is a bug of ours."""
    original = error.orig
    if isinstance(original, sqlite3.Error):
        return _from_sqlite(str(original).lower(), isinstance(original, sqlite3.OperationalError))
    return _from_postgres(error)


def _from_sqlite(text: str, operational: bool) -> Refused | None:
    for needle, reason in _SQLITE_REASONS:
        if needle in text:
            return Unreachable("database", reason)
    if operational and "no such table" in text:
        return Unreachable("database", "not_a_clinic")
    return None


def _from_postgres(error: DBAPIError) -> Refused | None:
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        # libpq says why a connection failed only in words.
        text = str(error.orig).lower()
        if any(sign in text for sign in _LIBPQ_RIGHTS):
            return Unreachable("database", "rights")
        if "password" in text or "authentication" in text:
            return Unreachable("database", "password")
        if any(sign in text for sign in _LIBPQ_ADDRESS):
            return Unreachable("database", "url")
        if "does not exist" in text:
            return Unreachable("database", "missing")
        return Unreachable("database", "network")
    if state == "0A000" and "recovery" in str(error.orig):
        # A server that follows another: its clinic has moved to that one.
        return Unreachable("database", "read_only")
    if state == "42P01":
        return Unreachable("database", "not_a_clinic")
    reason = _POSTGRES_REASONS.get(state) or _POSTGRES_REASONS.get(state[:2])
    return Unreachable("database", reason) if reason else None
