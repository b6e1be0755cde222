"""Given pictures are decoded in a child process with little memory and little time, and nowhere else."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clinic_desktop.domain.errors import FileDamaged, Unreachable
from clinic_desktop.integrations import image_child
from clinic_desktop.integrations.image_check import inspect
from clinic_desktop.integrations.image_decode import preview, square
from clinic_desktop.integrations.image_reading import read
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.integrations.pictures import Crop

MADE = Path(__file__).parents[1] / "data" / "uploads" / "made"
PICTURE = MADE / "ok_64.jpg"
HEARD = "import os, sys; sys.stdin.buffer.read(); "


def run_instead(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(image_child, "command", lambda: [sys.executable, "-c", code])


@pytest.mark.parametrize("crop", [None, Crop(0.25, 0.0, 0.5)])
@pytest.mark.parametrize("sample", ["ok_64.jpg", "gps_orient6.jpg", "ok_64.png", "gps.webp"])
def test_the_child_reads_the_same_square_as_this_process_would(sample: str, crop: Crop | None) -> None:
    data = (MADE / sample).read_bytes()
    here = read(data, square(inspect(data), crop, 32))
    assert not here.isNull()
    assert image_child.decode_square(data, inspect(data), crop, 32) == here


def test_the_child_reads_the_same_preview() -> None:
    data = PICTURE.read_bytes()
    here = read(data, preview(inspect(data), 40))
    assert (here.width(), here.height()) == (40, 40)
    assert image_child.decode_preview(data, inspect(data), 40) == here


def test_the_hidden_command_of_the_program_is_the_child_too() -> None:
    data = PICTURE.read_bytes()
    given = json.dumps(preview(inspect(data), 16)).encode() + b"\n" + data
    command = [sys.executable, "-m", "clinic_desktop", "--decode-picture"]
    ended = subprocess.run(command, input=given, capture_output=True, timeout=20, check=True)
    assert len(ended.stdout) == 16 * 16 * 4


def test_the_child_makes_no_more_of_the_program_and_of_qt_than_it_runs() -> None:
    """Its start is what a person waits for when a picture is chosen, and again when it is saved."""
    code = (
        "import io, sys; from clinic_desktop.integrations import image_worker as worker\n"
        "assert worker.answer(sys.stdin.buffer, io.BytesIO())\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('clinic_desktop.', 'PySide6.Qt'))))\n"
        "from PySide6 import QtCore; print('Qt' in vars(QtCore))"
    )
    data = PICTURE.read_bytes()
    given = json.dumps(square(inspect(data), Crop(0.25, 0.0, 0.5), 32)).encode() + b"\n" + data
    ended = subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, timeout=20, check=True)
    names, made_qt = ended.stdout.decode().splitlines()
    assert names.split() == [
        "PySide6.QtCore", "PySide6.QtGui", "clinic_desktop.integrations",
        "clinic_desktop.integrations.image_reading", "clinic_desktop.integrations.image_worker",
    ]  # fmt: skip
    assert made_qt == "False"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_child_has_a_limit_of_memory() -> None:
    code = (
        "from clinic_desktop.integrations import image_worker as worker; worker._limit_memory()\n"
        "bytes(worker.MEMORY_BYTES)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=20, check=False)
    assert b"MemoryError" in ended.stderr


@pytest.mark.parametrize(
    "code",
    [
        "raise SystemExit(1)",
        "import os; os.abort()",
        "import os, sys; sys.stdin.buffer.read(); os.kill(os.getpid(), 9)",
        "",
        "print('1000 1000')",
        HEARD + "sys.stdout.buffer.write(bytes(32 * 32 * 4 - 1))",
        HEARD + "sys.stdout.buffer.write(bytes(32 * 32 * 4)); sys.stdout.flush(); os._exit(1)",
        HEARD + "sys.stdout.buffer.write(bytes(10_000_000))",
    ],
)
def test_a_child_that_dies_or_lies_means_a_damaged_picture(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    run_instead(monkeypatch, code)
    data = PICTURE.read_bytes()
    with pytest.raises(FileDamaged):
        image_child.decode_square(data, inspect(data), None, 32)


def test_a_child_that_dies_before_it_has_heard_a_large_file_means_a_damaged_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_instead(monkeypatch, "raise SystemExit(1)")
    data = PICTURE.read_bytes()
    with pytest.raises(FileDamaged):
        image_child.decode_square(data + bytes(3_000_000), inspect(data), None, 32)


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        HEARD + "import time; os.close(1); time.sleep(60)",
        HEARD + "sys.stdout.buffer.write(bytes(32 * 32 * 4)); sys.stdout.flush(); import time; time.sleep(60)",
        "import os\nwhile True:\n try: os.write(1, b'x')\n except OSError: pass",
    ],
)
def test_a_child_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    run_instead(monkeypatch, code)
    monkeypatch.setattr(image_child, "SECONDS", 0.5)
    data = PICTURE.read_bytes()
    with pytest.raises(FileDamaged):
        image_child.decode_square(data + bytes(3_000_000), inspect(data), None, 32)


def test_without_a_child_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(image_child, "command", lambda: ["/nowhere/no-such-program"])
    store = ImageStore(tmp_path, clock=lambda: datetime(2026, 11, 21, tzinfo=UTC))
    with pytest.raises(Unreachable):
        store.store(PICTURE)
    assert list(tmp_path.iterdir()) == []
