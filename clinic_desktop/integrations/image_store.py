"""Keeps pictures of people as three square WebP files under the data folder (or a shared one).

A picture is judged by its content, decoded with its format named, turned upright, cropped, flattened on white and
encoded afresh, so that neither metadata nor anything else of the given file survives (domain page, section 8). Names
are random and never come from the given file.
"""

import errno
import os
import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from clinic_desktop.domain.errors import NotFound, Unreachable
from clinic_desktop.integrations.pictures import LIMIT_BYTES, SIZES, Crop, StoredImage

# Only who stores a picture needs these; every start needs to know where pictures lie.
if TYPE_CHECKING:
    from clinic_desktop.integrations.image_reading import Reading

_KEY = re.compile(r"profiles/[0-9]{4}/[0-9]{2}/[0-9a-f]{32}")
_UNFINISHED_FOR = timedelta(days=1)
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def _decode(data: bytes, wanted: "Reading") -> QImage:
    from clinic_desktop.integrations.image_child import decode

    return decode(data, wanted)


@dataclass(frozen=True, slots=True)
class ImageStore:
    """Pictures of people below ``folder``. ``clock`` gives the time in UTC; ``limit_bytes`` is the largest file taken;
    ``decode`` reads a part of it, in a process of its own.

    Store before the transaction and put the key in the row; after the commit, ``forget`` the key that was there before
    (or the new one if the transaction failed). All methods touch the disk: never call them on the GUI thread.
    """

    folder: Path
    clock: Callable[[], datetime]
    limit_bytes: int = LIMIT_BYTES
    decode: "Callable[[bytes, Reading], QImage]" = _decode

    def store(self, source: bytes | Path, crop: Crop | None = None) -> StoredImage:
        """Keep the picture under a new random key, all sizes or none. Raises ``FileNotAllowed``, ``FileTooLarge``,
        ``FileDamaged``, or ``Unreachable`` if the folder cannot be written."""
        from clinic_desktop.integrations.image_check import inspect, read_limited
        from clinic_desktop.integrations.image_decode import square

        data = read_limited(source, self.limit_bytes)
        image = self.decode(data, square(inspect(data), crop, SIZES[0]))
        key = f"profiles/{self.clock().astimezone(UTC):%Y/%m}/{secrets.token_hex(16)}"
        files = {self.path(key, size): content for size, content in _encoded(image).items()}
        with _as_unreachable():
            _write_all(files)
        return StoredImage(key)

    def path(self, key: str, size: int) -> Path:
        """Where the square of ``size`` pixels lies. ``NotFound`` if ``key`` is not of the form the store gives out, or
        leaves the folder by a link; ``ValueError`` for a size that is not kept."""
        if size not in SIZES:
            raise ValueError(f"Pictures are kept in {SIZES}, not {size}")
        return self._inside(key, f"_{size}.webp")

    def forget(self, key: str) -> None:
        """Start the picture's time of grace; once more changes nothing. ``NotFound`` as for ``path``, ``Unreachable``
        if the folder cannot be written."""
        mark = self._mark(key)
        with _as_unreachable():
            if not mark.exists():
                _write_all({mark: self.clock().astimezone(UTC).isoformat().encode()})

    def sweep(self, now: datetime, keep: timedelta = timedelta(days=30)) -> int:
        """Delete pictures forgotten longer than ``keep`` before ``now``, and files that a crash left unfinished.
        Answers how many pictures went. Repeatable: a sweep that is cut short is finished by the next."""
        with _as_unreachable():
            for unfinished in self.folder.glob("profiles/*/*/*.part"):
                if now - _modified_at(unfinished) > _UNFINISHED_FOR:
                    unfinished.unlink(missing_ok=True)
            due = [mark for mark in self.folder.glob("profiles/*/*/*.forgotten") if now - _forgotten_at(mark) >= keep]
            return sum(self._delete(mark) for mark in due)

    def _delete(self, mark: Path) -> bool:
        key = mark.relative_to(self.folder).with_suffix("").as_posix()
        if not _KEY.fullmatch(key):
            return False
        for size in SIZES:
            self.path(key, size).unlink(missing_ok=True)
        mark.unlink(missing_ok=True)  # last, so that a crash before it is made good by the next sweep
        return True

    def _mark(self, key: str) -> Path:
        return self._inside(key, ".forgotten")

    def _inside(self, key: str, ending: str) -> Path:
        path = self.folder / (key + ending)
        if not _KEY.fullmatch(key) or not path.resolve().is_relative_to(self.folder.resolve()):
            raise NotFound("picture")
        return path


def _encoded(square: QImage) -> dict[int, bytes]:
    """The WebP file of each size; a picture smaller than a size stands for it as it is."""
    from clinic_desktop.integrations.image_decode import encode_webp

    images = [square]
    for size in SIZES:
        small = images[-1]
        if small.width() > size:
            small = small.scaled(
                size, size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        images.append(small)
    with ThreadPoolExecutor(
        len(SIZES)
    ) as pool:  # Qt lets go of Python's lock: the small ones cost no time of their own
        return dict(zip(SIZES, pool.map(encode_webp, images[1:]), strict=True))


def _write_all(files: dict[Path, bytes]) -> None:
    """Write each file whole or, if one fails, leave none of them; all in one folder."""
    try:
        folder = next(iter(files)).parent
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(len(files)) as pool:  # a disk makes three files safe at once in the time of one
            list(pool.map(_write, files, files.values()))
        _sync_folder(folder)
    except OSError:
        for path in files:
            path.unlink(missing_ok=True)
        raise


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new names survive a power cut. Windows cannot open folders, and writes names through by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forgotten_at(mark: Path) -> datetime:
    try:
        at = datetime.fromisoformat(mark.read_text("ascii"))
    except ValueError:
        return _modified_at(mark)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _modified_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


@contextmanager
def _as_unreachable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unreachable("pictures", "disk_full" if error.errno in _DISK_FULL else "missing") from error
