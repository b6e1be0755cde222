"""Opening a clinic's database: bring it to this program's schema, make the services, and watch the other desks."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text

from clinic_desktop.db.database import Database, Publish, parsed_url, sqlite_url
from clinic_desktop.db.migrate import is_current, migrate
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.db.watch import ChangeWatch
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations.pictures import PictureFiles
from clinic_desktop.services.accounts.first_admin import has_admin
from clinic_desktop.services.clinic import Services, build_services
from clinic_desktop.settings import is_there

DEMO_SEED = 20
# What a clinic that nobody described begins with; the admin changes it under Centres.
_FIRST_COUNTRY, _FIRST_CURRENCY, _FIRST_ZONE = "IN", "INR", "Asia/Kolkata"


@dataclass(frozen=True, slots=True)
class OpenClinic:
    """A database that is open, with its services. ``needs_first_start`` where nobody has set the clinic up yet."""

    services: Services
    needs_first_start: bool
    database: Database
    watch: ChangeWatch

    def reach(self) -> None:
        """Asks the database for anything; refuses with Unreachable where it does not answer."""
        with self.database.read() as session:
            session.execute(text("SELECT 1"))

    def first_logins(self, roles: tuple[Role, ...]) -> tuple[str, ...]:
        """The usernames of the first person with each role, for the demo's note."""
        with self.database.read() as session:
            statement = select(Account.role, Account.username).where(Account.role.in_(roles), Account.username != "")
            rows = session.execute(statement.order_by(Account.id.desc())).all()
        found = {row.role: row.username for row in rows}
        return tuple(found[role] for role in roles if role in found)

    def first_account(self, role: Role) -> int | None:
        """The account of the first active person with that role, for a demo that signs itself in."""
        with self.database.read() as session:
            statement = select(Account.id).where(Account.role == role, Account.active).order_by(Account.id).limit(1)
            return session.scalar(statement)

    def close(self) -> None:
        """Ends the watch and gives up every connection."""
        self.watch.stop()
        self.database.close()


def open_clinic(
    url: str,
    clock: Clock,
    publish: Publish,
    pictures: PictureFiles,
    on_state: Callable[[bool], None],
    create: bool = False,
) -> OpenClinic:
    """Opens and upgrades the database. A SQLite file that is not there is made only where ``create`` says so: a disk
    that is not mounted must not look like an empty clinic. Refuses with Unreachable or SchemaTooNew."""
    _prepare_file(url, create)
    database = Database(url, publish)
    try:
        migrate(database, clock())
        services = build_services(database, clock, pictures)
        needs_first_start = _needs_first_start(database) and not set_up_from_environment(database, clock, os.environ)
    except BaseException:
        database.close()
        raise
    return OpenClinic(services, needs_first_start, database, ChangeWatch(database, publish, on_state))


def upgrade(url: str, clock: Clock, environment: Mapping[str, str]) -> bool:
    """Brings a database to this program's schema, makes the first admin that the environment names, and says whether
    there was anything to do. A new SQLite file is made where there is none."""
    _prepare_file(url, create=True)
    database = Database(url)
    try:
        changed = migrate(database, clock())
        return set_up_from_environment(database, clock, environment) or changed
    finally:
        database.close()


def set_up_from_environment(database: Database, clock: Clock, environment: Mapping[str, str]) -> bool:
    """Sets a new clinic up with the admin of ``CLINIC_ADMIN_EMAIL`` and ``CLINIC_ADMIN_PASSWORD``, who gives it its
    real name, place and currency in the program. False where there is no such admin, or a clinic already."""
    if not _needs_first_start(database):
        return False
    # Imported here: a clinic that is set up never needs it.
    from clinic_desktop.services.accounts.first_start import (
        FirstCentre,
        FirstStart,
        FirstStartService,
        admin_from_environment,
    )

    admin = admin_from_environment(environment)
    if admin is None:
        return False
    centre = FirstCentre(name="Main centre", zone=_FIRST_ZONE)
    FirstStartService(database, clock).set_up(FirstStart("Clinic", _FIRST_COUNTRY, _FIRST_CURRENCY, centre, admin))
    return True


def _needs_first_start(database: Database) -> bool:
    with database.read() as session:
        return not has_admin(session)


def make_fresh_demo(url: str, folder: Path, clock: Clock) -> None:
    """Makes the demo clinic in a new SQLite file, in place of the one before, and the folder for its files. Refuses
    with Unreachable("folder") where that cannot be written to."""
    # Imported here: nobody else needs what invents a year of visits.
    from clinic_desktop.services.demo import build_demo

    path = Path(parsed_url(url).database or "")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError:
        raise Unreachable("database", "folder") from None
    database = Database(url)
    try:
        migrate(database, clock())
        build_demo(database, clock, DEMO_SEED)
    finally:
        database.close()


def try_connection(url: str) -> str:
    """Whether that database answers and may hold a clinic: "empty" or "clinic". Refuses with Unreachable or
    SchemaTooNew. Changes nothing."""
    database = Database(url)
    try:
        is_current(database)
        with database.read() as session:
            known = session.connection().dialect.has_table(session.connection(), "alembic_version")
            strangers = session.connection().dialect.has_table(session.connection(), "patient")
    finally:
        database.close()
    if strangers and not known:
        raise Unreachable("database", "not_a_clinic")
    return "clinic" if known else "empty"


def url_of_file(path: Path) -> str:
    """The URL of a SQLite file."""
    return sqlite_url(path)


def _prepare_file(url: str, create: bool) -> None:
    parsed = parsed_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return
    path = Path(parsed.database)
    if is_there(path):
        return
    if not create:
        raise Unreachable("database", "missing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Unreachable("database", "folder") from None
