"""Brings a database to the schema that this program knows, once, however many desks start at the same time."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from clinic_desktop import resources
from clinic_desktop.db.database import Database
from clinic_desktop.domain.errors import SchemaTooNew, Unreachable

# Any number that no other program uses for an advisory lock on the clinic's database.
_UPGRADE_LOCK = 7_203_144_905
# The lines of a revision's file that say what it is and what it follows; None for the first.
_REVISION = re.compile(r"""^(revision|down_revision)(?:: [^=]+)? = ["'](\w+)["']""", re.MULTILINE)


def script_revisions() -> list[str]:
    """The revisions that come with this program, oldest first.

    Read from the files themselves: most starts have nothing to upgrade, and Alembic takes long to import.
    """
    follows = {}
    for path in (resources.migrations() / "versions").glob("*.py"):
        found = dict(_REVISION.findall(path.read_text(encoding="utf-8")))
        follows[found.get("down_revision", "")] = found["revision"]
    revisions: list[str] = []
    while (following := follows.get(revisions[-1] if revisions else "")) is not None:
        revisions.append(following)
    return revisions


def current_revision(database: Database) -> str | None:
    """The revision that the database is at; None where it is empty."""
    with database.read() as session:
        return _current(session.connection())


def holds_other_tables(database: Database) -> bool:
    """Whether a database that is at no revision holds tables that would be in the way: somebody else's."""
    with database.read() as session:
        return _holds_other_tables(session.connection())


def is_current(database: Database) -> bool:
    """Whether nothing needs to be upgraded. Refuses a database that a newer program made."""
    return _known(current_revision(database)) == script_revisions()[-1]


def migrate(database: Database, now: datetime) -> bool:
    """Upgrades to the newest revision, and says whether there was anything to do.

    A SQLite file that holds data is copied aside first. Refuses with SchemaTooNew what a newer program made, and with
    Unreachable("not_a_clinic") a database that holds somebody else's tables.
    """
    if is_current(database):
        return False
    if database.is_sqlite:
        _copy_aside(database, now)
    with database.write() as session:
        connection = session.connection()
        if not database.is_sqlite:
            # The upgrade may take longer than a desk's statement may.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        current = _known(_current(connection))
        if current is None and _holds_other_tables(connection):
            raise Unreachable("database", "not_a_clinic")
        _upgrade(connection)
    return True


def _known(revision: str | None) -> str | None:
    if revision is not None and revision not in script_revisions():
        raise SchemaTooNew(revision)
    return revision


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _holds_other_tables(connection: Connection) -> bool:
    return inspect(connection).has_table("patient")


def _copy_aside(database: Database, now: datetime) -> None:
    path = Path(database.url.database or "")
    revision = current_revision(database)
    if revision is None or not path.is_file():
        return
    target = _copy_of(path, now)
    # Its own: several desks may start in the same second.
    partial = target.with_name(f"{target.name}.{database.origin}.partial")
    try:
        database.copy_to(partial)
        # Another desk may have upgraded meanwhile: its copy is the one to keep.
        if current_revision(database) == revision:
            partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _copy_of(path: Path, now: datetime) -> Path:
    return path.with_name(f"{path.stem}-before-upgrade-{now:%Y%m%dT%H%M%S}{path.suffix}")


def config(connection: Connection | None = None) -> Any:
    """Alembic's configuration for the revisions that come with this program."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(resources.migrations()).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    if connection is not None:
        settings.attributes["connection"] = connection
    return settings


def _upgrade(connection: Connection) -> None:
    from alembic import command

    command.upgrade(config(connection), "head")
