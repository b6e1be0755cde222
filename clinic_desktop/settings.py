"""This computer's settings: which database, which folder, and how the program looks here. Kept as TOML."""

import os
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

APPLICATION = "clinic-desktop"


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for this computer. ``database_url`` is empty until the first-start wizard or the command line says;
    ``given`` where it was said when the program was started and not kept from an earlier day."""

    data_folder: Path
    database_url: str = ""
    desk: str = ""
    theme: str = "system"
    text_percent: int = 100
    density: str = "normal"
    motion: bool = True
    language: str = ""
    home_location_id: int | None = None
    token_printer: str = ""
    receipt_printer: str = ""
    page_printer: str = ""
    receipt_paper: str = "80mm"
    page_paper: str = "A4"
    picture_folder: str = ""
    given: bool = field(default=False, metadata={"kept": False})

    @property
    def file(self) -> Path:
        return self.data_folder / "settings.toml"

    @property
    def pictures(self) -> Path:
        """Where pictures of people lie: a folder that all desks of one clinic share, or in the data folder."""
        return self.data_folder / (self.picture_folder or "pictures")

    @property
    def default_database(self) -> Path:
        return self.data_folder / "clinic.sqlite3"


def default_data_folder() -> Path:
    """Where this user's data lies on this system; ``CLINIC_DATA`` names another folder."""
    given = os.environ.get("CLINIC_DATA")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path(APPLICATION, appauthor=False)


def load(data_folder: Path | None = None, database_url: str | None = None) -> Settings:
    """The settings of the folder's file, with what the caller or the environment gives instead. A file that cannot be
    read counts as empty: the program must start."""
    folder = (data_folder or default_data_folder()).absolute()
    settings = _from_values(folder, _read(folder / "settings.toml"))
    given = _lasting(database_url or os.environ.get("CLINIC_DATABASE_URL") or "")
    url = given or settings.database_url
    return replace(settings, database_url=url, given=bool(given), desk=settings.desk or _computer_name())


def is_there(path: Path) -> bool:
    """Whether something lies there. What may not be looked at counts as there: opening it then says why it cannot."""
    try:
        return path.exists()
    except OSError:
        return True


def _lasting(url: str) -> str:
    """The address as it may be kept: of a file, it must lead there from any folder in which a later start happens."""
    before, is_sqlite, file = url.partition("sqlite:///")
    is_file = is_sqlite and not before and file not in ("", ":memory:")
    return f"{is_sqlite}{Path(file).absolute()}" if is_file else url


def _computer_name() -> str:
    """What the computer is called; not by ``socket``, which takes 3 ms to import."""
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


def save(settings: Settings) -> None:
    """Writes the file, first beside and then in place, so that a power cut leaves the old or the new one.

    A password inside the database's URL is left out: it belongs to the key store or the environment.
    """
    import tomlkit

    kept = {f.name for f in fields(Settings) if f.metadata.get("kept", True)}
    values = {
        name: value
        for name, value in asdict(settings).items()
        if name in kept and name != "data_folder" and value is not None
    }
    values["database_url"] = without_password(settings.database_url)
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    partial = settings.file.with_suffix(".partial")
    partial.write_text(tomlkit.dumps(values), encoding="utf-8")
    partial.replace(settings.file)


def password_of(url: str) -> str | None:
    """The password inside a database's URL, or None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    asked = dict(parse_qsl(parts.query)).get("password")
    return unquote(parts.password) if parts.password is not None else asked


def with_password(url: str, password: str) -> str:
    """The URL with that password and no other."""
    bare = urlsplit(without_password(url))
    user, at, host = bare.netloc.rpartition("@")
    return urlunsplit(bare._replace(netloc=f"{user}:{quote(password, safe='')}{at}{host}")) if at else url


def without_password(url: str) -> str:
    """The URL as it may be shown and kept in a file; what has no password comes back as it is."""
    if password_of(url) is None:
        return url
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "password"])
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", query=query))


def _read(path: Path) -> dict[str, Any]:
    if not is_there(path):
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _from_values(folder: Path, values: dict[str, Any]) -> Settings:
    default = Settings(folder)
    usable = {}
    for setting in fields(Settings):
        value = values.get(setting.name)
        expected = type(getattr(default, setting.name))
        if value is None or setting.name == "data_folder":
            continue
        if setting.name == "home_location_id":
            expected = int
        if isinstance(value, expected):
            usable[setting.name] = value
    return replace(default, **usable)
