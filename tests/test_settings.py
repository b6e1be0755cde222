"""This computer's settings: kept as TOML, never with a password, and never in the way of a start."""

from dataclasses import replace
from pathlib import Path

import pytest

from clinic_desktop.settings import Settings, is_there, load, password_of, save, with_password, without_password

SHARED = "postgresql://desk:se%40cret@db.example.org:5433/clinic?sslmode=require"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLINIC_DATABASE_URL", "CLINIC_DATA"):
        monkeypatch.delenv(name, raising=False)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    saved = Settings(tmp_path, desk="Desk 2", theme="dark", text_percent=125, home_location_id=3, motion=False)
    save(saved)
    assert load(tmp_path) == saved


def test_pictures_lie_in_the_data_folder_or_where_all_desks_see_them(tmp_path: Path) -> None:
    assert load(tmp_path).pictures == tmp_path / "pictures"
    (tmp_path / "settings.toml").write_text('picture_folder = "/srv/clinic/pictures"', encoding="utf-8")
    assert load(tmp_path).pictures == Path("/srv/clinic/pictures")
    save(replace(load(tmp_path), theme="dark"))
    assert load(tmp_path).pictures == Path("/srv/clinic/pictures")


def test_a_password_never_reaches_the_file(tmp_path: Path) -> None:
    save(Settings(tmp_path, SHARED))
    text = (tmp_path / "settings.toml").read_text(encoding="utf-8")
    assert "se%40cret" not in text and "se@cret" not in text
    assert load(tmp_path).database_url == without_password(SHARED)


@pytest.mark.parametrize(
    ("url", "password", "bare"),
    [
        (SHARED, "se@cret", "postgresql://desk@db.example.org:5433/clinic?sslmode=require"),
        ("postgresql://desk@h/c?password=x&sslmode=require", "x", "postgresql://desk@h/c?sslmode=require"),
        ("postgresql:///clinic?host=/run/pg", None, "postgresql:///clinic?host=/run/pg"),
        ("sqlite:////srv/clinic.sqlite3", None, "sqlite:////srv/clinic.sqlite3"),
        ("sqlite:///C:/My clinic/c.sqlite3", None, "sqlite:///C:/My clinic/c.sqlite3"),
        ("postgresql://[half", None, "postgresql://[half"),
    ],
)
def test_the_password_is_told_from_the_address(url: str, password: str | None, bare: str) -> None:
    assert password_of(url) == password
    assert without_password(url) == bare
    assert password_of(without_password(url)) is None


def test_a_password_is_put_back_whatever_signs_it_has() -> None:
    whole = with_password(without_password(SHARED), "a b:/@?%")
    assert password_of(whole) == "a b:/@?%"
    assert without_password(whole) == without_password(SHARED)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"theme = ", b'theme = 7\ntext_percent = "large"\nnew = 1\n']
)
def test_a_file_that_cannot_be_read_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    settings = load(tmp_path)
    assert replace(settings, desk="") == Settings(tmp_path)
    assert settings.desk


def test_what_is_given_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(Settings(tmp_path, "sqlite:///kept.db"))
    assert (load(tmp_path).database_url, load(tmp_path).given) == ("sqlite:///kept.db", False)
    monkeypatch.setenv("CLINIC_DATABASE_URL", "sqlite:////environment.db")
    assert (load(tmp_path).database_url, load(tmp_path).given) == ("sqlite:////environment.db", True)
    assert load(tmp_path, "sqlite:////given.db").database_url == "sqlite:////given.db"


def test_what_is_named_from_here_is_found_from_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(Path("clinic"), "sqlite:///data.db")
    assert settings.data_folder == tmp_path / "clinic"
    assert settings.default_database == tmp_path / "clinic" / "clinic.sqlite3"
    assert settings.database_url == f"sqlite:///{tmp_path}/data.db"
    for no_file in ("sqlite:///", "sqlite:///:memory:"):
        assert load(Path("clinic"), no_file).database_url == no_file
    assert load(Path("clinic"), "postgresql://desk@server/clinic").database_url == "postgresql://desk@server/clinic"


def test_a_folder_that_cannot_be_looked_into_does_not_keep_the_program_from_starting() -> None:
    folder = Path("/" + "x" * 300)
    assert replace(load(folder), desk="") == Settings(folder)
    assert is_there(folder / "clinic.sqlite3"), "opening it says why it cannot be opened"


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_DATA", str(tmp_path / "here"))
    assert load().data_folder == tmp_path / "here"
