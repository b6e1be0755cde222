"""Pictures of people: what is taken, what is refused, and what lies on the disk afterwards."""

import errno
import json
import os
import re
import struct
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageWriter

from clinic_desktop.domain.errors import FileDamaged, FileNotAllowed, FileTooLarge, NotFound, Unreachable
from clinic_desktop.integrations import image_child, image_store
from clinic_desktop.integrations.image_check import MAX_PIXELS, inspect
from clinic_desktop.integrations.image_decode import load_stored, preview
from clinic_desktop.integrations.image_reading import Reading, read
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.integrations.pictures import SIZES, Crop

UPLOADS = Path(__file__).parent.parent / "data" / "uploads"
MADE = UPLOADS / "made"
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
REFUSED = {"svg_named.png": FileNotAllowed, "truncated_half.jpg": FileDamaged}
SAMPLES = [*sorted(MADE.iterdir()), *sorted((UPLOADS / "pngsuite").iterdir())]
RED, GREEN, BLUE, YELLOW = "#ff0000", "#00ff00", "#0000ff", "#ffff00"


def decode_here(data: bytes, wanted: Reading) -> QImage:
    """What the child does, and all that comes over from it, without a child for each of a thousand pictures."""
    image = read(data, wanted)
    if image.isNull():
        raise FileDamaged
    return QImage(bytes(image.constBits()), image.width(), image.height(), QImage.Format.Format_RGB32).copy()


@pytest.fixture
def store(tmp_path: Path) -> ImageStore:
    return ImageStore(tmp_path / "data", clock=lambda: NOW, decode=decode_here)


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def quarters(width: int, height: int) -> QImage:
    """Red, green / blue, yellow: shows how a picture was turned."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            rows = (RED, GREEN) if y < height // 2 else (BLUE, YELLOW)
            image.setPixelColor(x, y, QColor(rows[x >= width // 2]))
    return image


def written(image: QImage, kind: str, quality: int = 100) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    assert writer.write(image), writer.errorString()
    return bytes(buffer.data().data())


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4) + b"secret place"


def with_orientation(data: bytes, kind: str, orientation: int) -> bytes:
    body = exif(orientation)
    if kind == "jpeg":
        body = b"Exif\0\0" + body
        return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]
    if kind == "png":
        return data[:33] + chunk(b"eXIf", body) + data[33:]
    content = data[12:] + b"EXIF" + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def corners(image: QImage) -> list[str]:
    """The pure colour nearest to each corner: top left, top right, bottom left, bottom right."""
    far = image.width() - 4
    return [nearest(image.pixelColor(x, y)) for x, y in ((3, 3), (far, 3), (3, far), (far, far))]


def nearest(colour: QColor) -> str:
    return "#" + "".join("ff" if part > 127 else "00" for part in (colour.red(), colour.green(), colour.blue()))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_each_sample_is_kept_in_three_clean_sizes_or_refused(store: ImageStore, sample: Path) -> None:
    if sample.name in REFUSED:
        with pytest.raises(REFUSED[sample.name]):
            store.store(sample)
        assert files_below(store.folder) == []
        return
    key = store.store(sample).key
    assert re.fullmatch(r"profiles/2026/11/[0-9a-f]{32}", key)
    assert files_below(store.folder) == sorted(f"{key}_{size}.webp" for size in SIZES)
    for size in SIZES:
        content = store.path(key, size).read_bytes()
        image = load_stored(store.path(key, size))
        assert image.width() == image.height() <= size
        assert not image.hasAlphaChannel()
        assert content[12:16] == b"VP8 "  # no VP8X: nowhere to put EXIF, XMP or a profile
        assert not any(word in content for word in (b"EXIF", b"TestCam", b"s\0e\0c\0r\0e\0t"))


def test_a_twelve_megapixel_picture_gets_all_three_sizes(store: ImageStore) -> None:
    large = QImage(4000, 3000, QImage.Format.Format_RGB32)
    large.fill(QColor(BLUE))
    key = store.store(written(large, "jpeg", 80)).key
    assert [load_stored(store.path(key, size)).width() for size in SIZES] == [1024, 256, 96]


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
@pytest.mark.parametrize(
    ("orientation", "seen"),
    [
        (1, [RED, GREEN, BLUE, YELLOW]),
        (2, [GREEN, RED, YELLOW, BLUE]),
        (3, [YELLOW, BLUE, GREEN, RED]),
        (4, [BLUE, YELLOW, RED, GREEN]),
        (5, [RED, BLUE, GREEN, YELLOW]),
        (6, [BLUE, RED, YELLOW, GREEN]),
        (7, [YELLOW, GREEN, BLUE, RED]),
        (8, [GREEN, YELLOW, RED, BLUE]),
        (99, [RED, GREEN, BLUE, YELLOW]),
    ],
)
def test_a_picture_is_turned_upright(store: ImageStore, kind: str, orientation: int, seen: list[str]) -> None:
    data = with_orientation(written(quarters(96, 64), kind), kind, orientation)
    assert corners(load_stored(store.path(store.store(data).key, 96))) == seen


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_the_crop_is_what_was_seen_in_the_upright_preview(store: ImageStore, kind: str, orientation: int) -> None:
    data = with_orientation(written(quarters(120, 80), kind), kind, orientation)
    whole = read(data, preview(inspect(data), 120))
    for left, top in ((0.0, 0.0), (0.7, 0.0), (0.0, 0.7), (0.7, 0.7)):
        crop = Crop(left, top, 0.3)
        x, y, side = crop.square(whole.width(), whole.height())
        wanted = nearest(whole.pixelColor(x + side // 2, y + side // 2))
        stored = load_stored(store.path(store.store(data, crop).key, 96))
        assert set(corners(stored)) == {wanted}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_child_turns_a_picture_upright_too(orientation: int) -> None:
    data = with_orientation(written(quarters(60, 20), "png"), "png", orientation)
    wanted = preview(inspect(data), 30)
    here = read(data, wanted)
    assert (here.width(), here.height()) == wanted.upright_size == ((10, 30) if orientation >= 5 else (30, 10))
    assert image_child.decode_preview(data, inspect(data), 30) == here


def test_a_crop_never_leaves_the_picture() -> None:
    assert Crop(0.9, 0.9, 1.0).square(300, 200) == (100, 0, 200)
    assert Crop(-1.0, -1.0, 5.0).square(300, 200) == (0, 0, 200)
    assert Crop(0.5, 0.5, 0.0).square(300, 200) == (150, 100, 1)
    assert Crop.centred(300, 200).square(300, 200) == (50, 0, 200)


def test_what_is_transparent_turns_white(store: ImageStore) -> None:
    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 0, 0, 0))
    key = store.store(written(image, "png")).key
    assert nearest(load_stored(store.path(key, 96)).pixelColor(30, 30)) == "#ffffff"


def test_a_wide_colour_picture_is_brought_to_srgb(store: ImageStore) -> None:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 200, 0))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    stored = load_stored(store.path(store.store(written(image, "png")).key, 96))
    assert stored.pixelColor(30, 30).red() < 30
    assert stored.pixelColor(30, 30).green() > 195


def test_two_stores_of_one_picture_share_nothing(store: ImageStore) -> None:
    assert store.store(MADE / "ok_64.jpg").key != store.store(MADE / "ok_64.jpg").key


@pytest.mark.parametrize("name", json.loads((UPLOADS / "hostile_filenames.json").read_text("utf-8")))
def test_a_hostile_name_has_no_say(tmp_path: Path, name: str) -> None:
    box = tmp_path / "box"
    store = ImageStore(box / "data", clock=lambda: NOW)
    given = tmp_path / "given" / name.replace("/", "_").replace("\0", "_")
    given.parent.mkdir()
    try:
        given.write_bytes((MADE / "ok_64.png").read_bytes())
    except OSError:
        pytest.skip("this system does not permit the name")
    key = store.store(given).key
    assert files_below(box) == sorted(f"data/{key}_{size}.webp" for size in SIZES)
    with pytest.raises(NotFound):
        store.path(name, 96)
    with pytest.raises(NotFound):
        store.forget(f"profiles/2026/11/{name}")


def test_a_name_with_a_nul_is_refused(store: ImageStore) -> None:
    with pytest.raises(FileDamaged):
        store.store(Path("photo.png\0.exe"))


@pytest.mark.parametrize(
    ("start", "found"),
    [
        (b"GIF89a" + bytes(50), "gif"),
        (b"%PDF-1.7\n", "pdf"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b"\x1f\x8b\x08" + bytes(20), "gzip"),
        (b"PK\x03\x04" + bytes(20), "zip"),
        (b"MZ" + bytes(20), "program"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "heic"),
        (b"\0\0\0\x18ftypavif" + bytes(20), "avif"),
        (b"<html><script>", "html"),
        (b"hello", ""),
    ],
)
def test_other_kinds_are_named_and_refused(store: ImageStore, tmp_path: Path, start: bytes, found: str) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(start)
    with pytest.raises(FileNotAllowed) as refusal:
        store.store(photo)
    assert (refusal.value.found, refusal.value.code) == (found, "FILE_001")


@pytest.mark.parametrize("name", ["ok_64.jpg", "ok_64.png", "ok_64.webp"])
@pytest.mark.parametrize("rider", [b"PK\x03\x04 and a whole zip PK\x05\x06", b"<script>alert(1)</script>", b"%PDF-1.7"])
def test_a_picture_that_is_also_something_else_is_refused(store: ImageStore, name: str, rider: bytes) -> None:
    with pytest.raises(FileNotAllowed) as refusal:
        store.store((MADE / name).read_bytes() + rider)
    assert refusal.value.found == "mixed"


def test_notes_that_phones_put_behind_a_jpeg_do_no_harm_and_are_dropped(store: ImageStore) -> None:
    key = store.store((MADE / "ok_64.jpg").read_bytes() + b"SEFH Image_UTC_Data 1700000000 SEFT").key
    assert b"SEFH" not in store.path(key, 1024).read_bytes()


@pytest.mark.parametrize("name", ["ok_64.jpg", "ok_64.png", "ok_64.webp", "gps_orient6.jpg", "gps.webp"])
def test_every_cut_is_refused(store: ImageStore, name: str) -> None:
    whole = (MADE / name).read_bytes()
    for length in range(12, len(whole) - 1):
        with pytest.raises(FileDamaged):
            store.store(whole[:length])
    assert files_below(store.folder) == []


@pytest.mark.qt_log_level_fail("CRITICAL")  # decoders complain of what is wrong in a file
@pytest.mark.parametrize("name", ["ok_64.jpg", "ok_64.png", "ok_64.webp", "gps.png", "gps.webp", "gps_orient6.jpg"])
def test_a_changed_byte_is_taken_or_refused_but_never_a_bug(store: ImageStore, name: str) -> None:
    whole = (MADE / name).read_bytes()
    for at in range(len(whole)):
        changed = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            read(changed, preview(inspect(changed), 64))
        except (FileDamaged, FileNotAllowed):
            continue


def test_nothing_is_decoded_before_the_number_of_pixels_is_known(store: ImageStore) -> None:
    for bomb in (png_of(40_000, 40_000), png_of(1, 2**31 - 1), png_of(MAX_PIXELS + 1, 1), png_of(0, 64)):
        with pytest.raises(FileDamaged):
            store.store(bomb)


def test_a_picture_with_too_few_pixels_in_it_is_damaged(store: ImageStore) -> None:
    with pytest.raises(FileDamaged):
        store.store(png_of(64, 64, bytes(100)))


def test_a_jpeg_of_a_thousand_scans_is_refused(store: ImageStore) -> None:
    whole = (MADE / "ok_64.jpg").read_bytes()
    scan = whole[whole.index(b"\xff\xda") : -2]
    with pytest.raises(FileDamaged):
        store.store(whole[:-2] + scan * 1000 + whole[-2:])


def test_an_empty_file_is_damaged(store: ImageStore) -> None:
    with pytest.raises(FileDamaged):
        store.store(b"")


def test_a_large_file_is_refused_without_being_read_whole(tmp_path: Path) -> None:
    store = ImageStore(tmp_path / "data", clock=lambda: NOW, limit_bytes=500)
    large = tmp_path / "large.jpg"
    with large.open("wb") as file:
        file.truncate(10**12)
    for source in (large, bytes(501)):
        with pytest.raises(FileTooLarge) as refusal:
            store.store(source)
        assert (refusal.value.limit_bytes, refusal.value.code) == (500, "FILE_002")


def test_folders_and_pipes_are_refused_at_once(store: ImageStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotAllowed):
        store.store(tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.png")
        with pytest.raises(FileNotAllowed):
            store.store(tmp_path / "pipe.png")
    with pytest.raises(FileDamaged):
        store.store(tmp_path / "missing.png")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../" * 6 + "etc/passwd",
        "/etc/passwd",
        "profiles/2026/11/../../../../" + "a" * 32,
        "profiles/2026/11/" + "a" * 31,
        "profiles/2026/11/" + "A" * 32,
        "profiles\\2026\\11\\" + "a" * 32,
        "profiles/2026/11/" + "a" * 32 + "\n",
        "C:/profiles/2026/11/" + "a" * 32,
    ],
)
def test_keys_that_are_not_the_stores_own_lead_nowhere(store: ImageStore, key: str) -> None:
    with pytest.raises(NotFound):
        store.path(key, 96)
    with pytest.raises(NotFound):
        store.forget(key)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_not_followed(store: ImageStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "2026" / "11").mkdir(parents=True)
    store.folder.mkdir()
    (store.folder / "profiles").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotFound):
        store.store(MADE / "ok_64.jpg")
    assert files_below(tmp_path / "elsewhere") == []


def test_a_full_disk_leaves_nothing_behind(store: ImageStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for fail_at in range(1, 5):
        calls = iter(range(1, 10))

        def sync(handle: int, fail_at: int = fail_at, calls: "iter[int]" = calls) -> None:
            if next(calls) == fail_at:
                raise OSError(errno.ENOSPC, "full")

        monkeypatch.setattr(image_store.os, "fsync", sync)
        with pytest.raises(Unreachable) as refusal:
            store.store(MADE / "ok_64.jpg")
        assert refusal.value.reason == "disk_full"
        assert files_below(store.folder) == []
    monkeypatch.undo()
    assert store.store(MADE / "ok_64.jpg")


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(Unreachable) as refusal:
        ImageStore(tmp_path / "data", clock=lambda: NOW).store(MADE / "ok_64.jpg")
    assert refusal.value.reason == "missing"


def test_a_forgotten_picture_stays_thirty_days(store: ImageStore) -> None:
    kept, dropped = store.store(MADE / "ok_64.jpg").key, store.store(MADE / "ok_64.png").key
    store.forget(dropped)
    assert store.sweep(NOW + timedelta(days=30, seconds=-1)) == 0
    assert store.path(dropped, 96).is_file()
    assert store.sweep(NOW + timedelta(days=30)) == 1
    assert files_below(store.folder) == sorted(f"{kept}_{size}.webp" for size in SIZES)
    assert store.sweep(NOW + timedelta(days=90)) == 0


def test_forgetting_twice_does_not_prolong_the_stay(tmp_path: Path) -> None:
    times = iter([NOW, NOW, NOW + timedelta(days=20)])
    store = ImageStore(tmp_path, clock=lambda: next(times))
    key = store.store(MADE / "ok_64.jpg").key
    store.forget(key)
    store.forget(key)
    assert store.sweep(NOW + timedelta(days=30)) == 1


def test_a_sweep_that_was_cut_short_is_finished_by_the_next(store: ImageStore) -> None:
    key = store.store(MADE / "ok_64.jpg").key
    store.forget(key)
    store.path(key, 1024).unlink()
    assert store.sweep(NOW + timedelta(days=31)) == 1
    assert files_below(store.folder) == []


def test_the_sweep_clears_what_a_crash_left_unfinished(store: ImageStore) -> None:
    key = store.store(MADE / "ok_64.jpg").key
    part = store.path(key, 96).with_name("left.webp.part")
    part.write_bytes(b"half")
    written_at = datetime.fromtimestamp(part.stat().st_mtime, UTC)
    store.sweep(written_at + timedelta(hours=1))
    assert part.exists()
    store.sweep(written_at + timedelta(hours=25))
    assert not part.exists()
