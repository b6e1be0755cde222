"""Zones and the log."""

import logging
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest

from clinic_desktop import process
from clinic_desktop.background import memory


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Path]:
    process.prepare(tmp_path)
    yield tmp_path / "logs"
    process.stop_log()


def test_zones_come_from_the_package_only(logs: Path) -> None:
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Asia/Kolkata").key == "Asia/Kolkata"


def test_what_somebody_typed_is_not_in_the_log(logs: Path) -> None:
    typed = "Asha Rao"
    try:
        try:
            int(typed)
        except ValueError as error:
            raise KeyError(typed) from error
    except KeyError as error:
        reference = process.log_bug(error)
    text = (logs / "error.log").read_text(encoding="utf-8")
    assert reference in text and "KeyError" in text and "ValueError" in text
    assert "Asha" not in text
    assert (logs / "combined.log").read_text(encoding="utf-8") == text


def test_the_error_log_holds_errors_only(logs: Path) -> None:
    logging.getLogger("clinic_desktop.somewhere").info("opened")
    assert "opened" in (logs / "combined.log").read_text(encoding="utf-8")
    assert not (logs / "error.log").exists() or "opened" not in (logs / "error.log").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    process.prepare(tmp_path)
    assert len(process.log_bug(ValueError())) == len("7F3K-2210")
    process.stop_log()


def test_files_that_cannot_be_written_to_put_nothing_on_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("combined.log", "error.log"):
        (tmp_path / "logs" / name).mkdir(parents=True)
    process.prepare(tmp_path)
    process.log_bug(ValueError())
    process.stop_log()
    assert capsys.readouterr().err == ""


def test_freed_memory_is_given_back_where_the_c_library_can(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (memory._of_libc("malloc_trim") is None) == (sys.platform != "linux")
    memory.give_back()
    monkeypatch.setattr(memory.sys, "platform", "darwin")
    assert memory._of_libc("malloc_trim") is None
    memory.share_one_heap()
    memory.give_back()
