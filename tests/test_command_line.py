"""The command line: every command, its refusals in plain words, and its exit status."""

import json
import os
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from clinic_desktop import __version__
from clinic_desktop.__main__ import plain_options
from clinic_desktop.command_line import missing_library, parsed_size, run
from clinic_desktop.db.database import Database
from clinic_desktop.db.models.accounts import Account
from clinic_desktop.screen import has_screen, may_open_windows
from clinic_desktop.tour.gateways.razorpay_server import RazorpayServer
from clinic_desktop.tour.gateways.stripe_server import StripeServer
from tests.postgres import administer, copy_of

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_ON_LINUX = "import sys; sys.platform = 'linux'; from clinic_desktop.__main__ import main; sys.exit(main())"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CLINIC_DATABASE_URL", "CLINIC_ADMIN_EMAIL", "CLINIC_ADMIN_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CLINIC_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


def test_migrate_makes_and_upgrades_a_database_once(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate"]) == 0
    assert run(["migrate"]) == 0
    assert capsys.readouterr().out.splitlines() == ["The database has been upgraded.", "The database is up to date."]
    assert (own_folder / "clinic.sqlite3").exists()


def test_the_database_may_stand_before_or_after_the_command(tmp_path: Path) -> None:
    assert run(["--database", f"sqlite:///{tmp_path}/before.db", "migrate"]) == 0
    assert run(["migrate", "--database", f"sqlite:///{tmp_path}/after.db"]) == 0
    assert (tmp_path / "before.db").exists() and (tmp_path / "after.db").exists()


def test_health_tells_each_check_and_its_status(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["health", "--json", "--database", database_url]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["ok"] is True
    names = {check["name"] for check in report["checks"]}
    assert names == {"database", "schema", "writing", "clock", "mail", "messages", "data_folder", "disk"}


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://a:b@127.0.0.1:1/c", "not an address"])
def test_health_fails_where_the_database_is_not_to_be_had(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["health", "--json", "--database", url]) == 1
    first = json.loads(capsys.readouterr().out)["checks"][0]
    assert (first["name"], first["ok"], first["code"]) == ("database", False, "DB_001")
    assert first["reason"] in ("missing", "network", "url")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/at/all.db", "There is no file /nowhere/at/all.db. (DB_001)"),
        (
            "postgresql://a:b@127.0.0.1:1/c",
            "The database cannot be reached. Check the network and the server. (DB_001)",
        ),
        ("not an address", "This is not an address of a SQLite or PostgreSQL database. (DB_001)"),
    ],
)
def test_health_says_in_words_with_the_code_what_fails(url: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["health", "--database", url]) == 1
    assert f"FAIL  database: {said}" in capsys.readouterr().out


def test_health_says_that_a_newer_program_made_the_database(
    database: Database, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert run(["health", "--database", database_url]) == 1
    schema = next(line for line in capsys.readouterr().out.splitlines() if "schema" in line)
    assert schema.startswith("FAIL  schema: A newer program made this database.")
    assert schema.endswith("(DB_001)")


def test_health_says_that_a_file_is_locked(
    sqlite_database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("clinic_desktop.db.database._BUSY_SECONDS", 0.05)
    other = Database(sqlite_database_url)
    with other.write() as session:
        session.connection()
        assert run(["health", "--json", "--database", sqlite_database_url]) == 1
    other.close()
    assert _failures(capsys) == {"writing": "locked"}


def test_health_says_that_nothing_can_be_written(
    postgres_server: str, postgres_template: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with copy_of(postgres_server, postgres_template) as url:
        reader = f"reader_{uuid.uuid4().hex[:8]}"
        administer(url, f"CREATE ROLE {reader} LOGIN PASSWORD 'x' IN ROLE pg_read_all_data")
        theirs = make_url(url).set(username=reader, password="x").render_as_string(hide_password=False)
        assert run(["health", "--json", "--database", theirs]) == 1
        administer(url, f"DROP ROLE {reader}")
    assert _failures(capsys) == {"writing": "rights"}


def _failures(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    return {
        check["name"]: check["reason"] for check in json.loads(capsys.readouterr().out)["checks"] if not check["ok"]
    }


def test_health_does_not_advise_to_upgrade_what_is_not_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(tmp_path / "songs.db") as songs:
        songs.execute("CREATE TABLE patient (title TEXT)")
    songs.close()
    assert run(["health", "--json", "--database", f"sqlite:///{tmp_path}/songs.db"]) == 1
    assert _failures(capsys) == {"schema": "not_a_clinic"}


def test_health_asks_the_payment_gateways_if_it_is_told_to(
    database_url: str,
    stripe_server: StripeServer,
    razorpay_server: RazorpayServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("STRIPE_API_BASE", stripe_server.url)
    monkeypatch.setenv("STRIPE_SECRET_KEY", stripe_server.secret_key)
    monkeypatch.setenv("RAZORPAY_API_BASE", razorpay_server.url.replace("http:", "https:"))
    for name in ("RAZORPAY_KEY_ID", "RAZORPAY_KEY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert run(["health", "--gateways", "--database", database_url]) == 1
    said = capsys.readouterr().out
    assert f"ok    stripe: {stripe_server.url} answers; test account City Clinic" in said
    assert "FAIL  razorpay: No encrypted connection to Razorpay came about. Nothing was sent. [network/tls]" in said


def test_migrate_says_in_plain_words_why_it_cannot(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["migrate", "--database", "postgresql://a:b@127.0.0.1:1/c"]) == 2
    said = capsys.readouterr().err
    assert "DB_001" in said and "Traceback" not in said


def test_the_environment_makes_the_first_admin_once(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLINIC_ADMIN_EMAIL", "nila@example.org")
    monkeypatch.setenv("CLINIC_ADMIN_PASSWORD", "river otter 9")
    assert run(["migrate"]) == 0
    assert run(["migrate"]) == 0
    database = Database(f"sqlite:///{own_folder}/clinic.sqlite3")
    with database.read() as session:
        assert [account.email for account in session.query(Account)] == ["nila@example.org"]
    database.close()


@pytest.mark.parametrize(
    "arguments", [["bogus"], ["tour"], ["tour", "x", "--size", "3x3"], ["tour", "x", "--theme", "pink"]]
)
def test_what_is_not_understood_ends_with_two(arguments: list[str]) -> None:
    assert run(arguments) == 2


def test_the_demo_takes_no_other_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--database", f"sqlite:///{tmp_path}/mine.db", "demo"]) == 2
    assert "a database of its own" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["tour", "{taken}"], ["tour", "{taken}/below"], ["demo", "--data", "{taken}"]])
def test_the_tour_says_that_its_folder_cannot_be_written_to(
    arguments: list[str], tmp_path: Path, qapp: object, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a letter", encoding="utf-8")
    assert run([argument.format(taken=taken) for argument in arguments]) == 2
    assert "cannot be written to" in capsys.readouterr().out
    assert taken.read_text(encoding="utf-8") == "a letter"


@pytest.mark.parametrize("command", ["migrate", "health"])
@pytest.mark.parametrize("place", ["{taken}", "/" + "x" * 300])
def test_a_folder_that_is_none_is_told_in_words(
    command: str, place: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a letter", encoding="utf-8")
    assert run([command, "--data", place.format(taken=taken)]) in (1, 2)
    said = "".join(capfd.readouterr())
    assert "DB_001" in said and "Traceback" not in said


def test_a_size_is_width_and_height() -> None:
    assert parsed_size("1920x1080") == (1920, 1080)


@pytest.mark.parametrize(
    ("environment", "platform", "screen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, "linux", False),
        ({"QT_QPA_PLATFORM": "minimal:enable_fonts"}, "win32", False),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_screen_is_told_from_none(environment: dict[str, str], platform: str, screen: bool) -> None:
    assert has_screen(environment, platform) is screen


def test_whoever_tells_qt_where_to_draw_is_believed() -> None:
    assert not may_open_windows({}, "linux")
    assert may_open_windows({"QT_QPA_PLATFORM": "offscreen"}, "linux")


def test_without_a_screen_the_window_says_so_and_what_works(tmp_path: Path) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in _SCREENS}
    done = subprocess.run(
        [sys.executable, "-c", _ON_LINUX, "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        env=bare,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.startswith("There is no screen here") and "clinic-desktop demo" in done.stderr


def test_a_missing_system_library_is_named_with_its_packages() -> None:
    advice = missing_library(ImportError("libEGL.so.1: cannot open shared object file"))
    assert advice is not None and "libegl1" in advice
    assert missing_library(ImportError("No module named 'clinic_desktop.nothing'")) is None


def test_the_plain_start_is_told_from_commands() -> None:
    assert plain_options([]) == {}
    assert plain_options(["--data", "x", "--database", "y"]) == {"--data": "x", "--database": "y"}
    assert plain_options(["demo"]) is None
    assert plain_options(["--version"]) is None
    assert plain_options(["demo", "--data"]) is None


def test_the_module_is_the_program_too() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clinic_desktop", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, __version__)


def test_nothing_heavy_is_imported_before_the_first_picture() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; import clinic_desktop.app;"
        "print([name for name in ('sqlalchemy', 'alembic', 'typer', 'PySide6.QtSvg', 'phonenumbers')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
