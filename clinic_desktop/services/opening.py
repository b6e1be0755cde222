"""Opening a clinic's database: bring it to this program's schema, make the services, and watch what other desks change."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text

from clinic_desktop.db.database import Database, Publish, parsed_url, sqlite_url
from clinic_desktop.db.migrate import is_current, migrate
from clinic_desktop.db.models import Account
from clinic_desktop.db.watch import ChangeWatch
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import Unreachable
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations.pictures import PictureStore
from clinic_desktop.services.clinic import Services, build_services

DEMO_SEED = 20


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
    pictures: PictureStore,
    on_state: Callable[[bool], None],
    create: bool = False,
) -> OpenClinic:
    """Opens and upgrades the database. A SQLite file that is not there is made only where ``create`` says so: a disk that
    is not mounted must not look like an empty clinic. Refuses with Unreachable or SchemaTooNew."""
    _prepare_file(url, create)
    database = Database(url, publish)
    try:
        migrate(database, clock())
        services = build_services(database, clock, pictures)
        needs_first_start = services.first_start.needs_first_start()
    except BaseException:
        database.close()
        raise
    return OpenClinic(services, needs_first_start, database, ChangeWatch(database, publish, on_state))


def make_fresh_demo(url: str, folder: Path, clock: Clock) -> None:
    """Makes the demo clinic in a new SQLite file, in place of the one before; its pictures go to the folder."""
    # Imported here: nobody else needs what invents a year of visits.
    from clinic_desktop.services.demo import build_demo

    path = Path(parsed_url(url).database or "")
    folder.mkdir(parents=True, exist_ok=True)
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    database = Database(url)
    try:
        migrate(database, clock())
        build_demo(database, clock, folder, DEMO_SEED)
    finally:
        database.close()


def try_connection(url: str) -> str:
    """Whether that database answers and may hold a clinic: "empty" or "clinic". Refuses with Unreachable or SchemaTooNew.
    Changes nothing."""
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
    if path.exists():
        return
    if not create:
        raise Unreachable("database", "missing")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Unreachable("database", "missing") from None
