"""Given pictures are decoded in a child process with little memory and little time, and nowhere else."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic_desktop.domain.errors import FileDamaged, Unreachable
from clinic_desktop.integrations import image_child, image_decode
from clinic_desktop.integrations.image_check import inspect
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.integrations.pictures import Crop

PICTURE = Path(__file__).parents[1] / "data" / "uploads" / "made" / "ok_64.jpg"


def run_instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(image_child, "command", lambda: [sys.executable, "-c", code])


@pytest.mark.parametrize("crop", [None, Crop(0.25, 0.0, 0.5)])
def test_the_child_gives_the_same_square_as_the_decoder_itself(crop: Crop | None) -> None:
    data = PICTURE.read_bytes()
    header = inspect(data)
    assert image_child.decode_square(data, header, crop, 32) == image_decode.decode_square(data, header, crop, 32)


def test_the_child_gives_the_same_preview() -> None:
    data = PICTURE.read_bytes()
    header = inspect(data)
    assert image_child.decode_preview(data, header, 40) == image_decode.decode_preview(data, header, 40)


def test_the_hidden_command_of_the_program_is_the_child_too() -> None:
    given = b'{"longest": 16}\n' + PICTURE.read_bytes()
    command = [sys.executable, "-m", "clinic_desktop", "--decode-picture"]
    ended = subprocess.run(command, input=given, capture_output=True, timeout=20, check=True)
    assert ended.stdout.startswith(b"16 16\n")
    assert len(ended.stdout) == len(b"16 16\n") + 16 * 16 * 4


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_child_has_a_limit_of_memory() -> None:
    code = (
        "from clinic_desktop.integrations import image_worker as worker; worker._limit_memory()\n"
        "bytes(worker.MEMORY_BYTES)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=20, check=False)
    assert b"MemoryError" in ended.stderr


@pytest.mark.parametrize("code", ["raise SystemExit(1)", "import os; os.abort()", "print('1000 1000')", ""])
def test_a_child_that_dies_or_says_nonsense_means_a_damaged_picture(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    run_instead(monkeypatch, code)
    data = PICTURE.read_bytes()
    with pytest.raises(FileDamaged):
        image_child.decode_square(data, inspect(data), None, 32)


def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    run_instead(monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(image_child, "SECONDS", 0.3)
    data = PICTURE.read_bytes()
    with pytest.raises(FileDamaged):
        image_child.decode_square(data, inspect(data), None, 32)


def test_without_a_child_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(image_child, "command", lambda: ["/nowhere/no-such-program"])
    store = ImageStore(tmp_path, clock=lambda: datetime(2026, 11, 21, tzinfo=UTC))
    with pytest.raises(Unreachable):
        store.store(PICTURE)
    assert list(tmp_path.iterdir()) == []
