"""What is done off the interface thread before anybody can work: finding the database's address, and opening it."""

from dataclasses import dataclass, replace

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.period import Clock
from clinic_desktop.integrations import key_store
from clinic_desktop.services.opening import OpenClinic, make_fresh_demo, open_clinic, url_of_file
from clinic_desktop.settings import Settings, password_of, with_password, without_password


def full_url(settings: Settings, url: str) -> str:
    """The address to open: the default file where there is none, else with the key store's password if needed."""
    if not url:
        return url_of_file(settings.default_database)
    if password_of(url) is not None or not url.startswith("postgres"):
        return url
    kept = key_store.password(url)
    return with_password(url, kept) if kept is not None else url


def shown_place(settings: Settings, url: str) -> str:
    """The address as it may be shown."""
    return without_password(url) if url else str(settings.default_database)


def keep_password(url: str) -> bool:
    """Puts the address's password into the key store. False where it has one and this computer has no such store."""
    secret = password_of(url)
    return secret is None or key_store.remember(without_password(url), secret)


def open_the_clinic(url: str, settings: Settings, clock: Clock, hub: ChangeHub, create: bool = False) -> OpenClinic:
    """Opens and upgrades the database; see ``services/opening.py``."""
    # Imported here: it decodes with QtGui, and nobody needs pictures before this.
    from clinic_desktop.integrations.image_store import ImageStore
    from clinic_desktop.integrations.pictures import MOST_BYTES

    pictures = ImageStore(settings.pictures, clock, MOST_BYTES)
    return open_clinic(url, clock, hub.publish, pictures, hub.report_connection, create)


def demo_settings(settings: Settings) -> Settings:
    """The settings that the demo clinic runs with: everything of it lies in ``demo`` in the data folder, under
    a name of its own: somebody's real clinic may lie in a folder that they called so."""
    folder = settings.data_folder if settings.data_folder.name == "demo" else settings.data_folder / "demo"
    url = url_of_file(folder / "demo.sqlite3")
    return replace(settings, data_folder=folder, database_url=url, home_location_id=None, picture_folder="")


def make_demo(settings: Settings, clock: Clock) -> None:
    """Makes the demo clinic afresh; see ``services/demo.py``."""
    make_fresh_demo(settings.database_url, settings.data_folder, clock)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the desk begins with. In a demo ``account_id`` is signed in by itself, and the others are told
    with their one password."""

    clinic_name: str
    account_id: int | None = None
    demo_logins: tuple[str, ...] = ()
    demo_password: str = ""


def begin(clinic: OpenClinic, demo: bool) -> Beginning:
    """Looks up what the desk begins with; a demo begins with somebody at the front desk."""
    name = clinic.services.locations.clinic().name
    if not demo:
        return Beginning(name)
    from clinic_desktop.services.demo import PASSWORD

    logins = clinic.first_logins((Role.ADMIN, Role.MANAGER, Role.DOCTOR, Role.PATIENT))
    return Beginning(name, clinic.first_account(Role.FRONT_DESK), logins, PASSWORD)
