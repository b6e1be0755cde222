"""Judges a given file by its content before any decoder sees it: is it a JPEG, PNG or WebP and nothing besides, is it
small enough, is it whole. The file's name plays no part.

Plain Python on bytes: a decompression bomb costs nothing here.
"""

import stat
from pathlib import Path
from typing import Final

from clinic_desktop.domain.errors import FileDamaged, FileNotAllowed, FileTooLarge
from clinic_desktop.integrations.image_headers import ImageHeader, read_header

MAX_PIXELS: Final = 50_000_000
"""More pixels than this are never decoded (OWASP ASVS 5.2.6)."""

_TYPICAL_STARTS: Final = (
    (b"GIF8", "gif"),
    (b"%PDF-", "pdf"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
# What another program would find in a file that is a picture and something else at once.
_STOWAWAYS: Final = (b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a", b"7z\xbc\xaf", b"<?php", b"<script", b"<svg")
_PDF_READERS_LOOK_AT = 1024


def read_limited(source: bytes | Path, limit_bytes: int) -> bytes:
    """The content of ``source``; ``FileTooLarge`` over the limit, before more than that is read; ``FileDamaged`` if it
    cannot be read; ``FileNotAllowed`` for a folder, pipe or device."""
    data = source if isinstance(source, bytes) else _read_file(source, limit_bytes)
    if len(data) > limit_bytes:
        raise FileTooLarge(limit_bytes)
    return data


def inspect(data: bytes) -> ImageHeader:
    """The header of a JPEG, PNG or WebP that is safe to decode; else ``FileNotAllowed`` with what was found, or
    ``FileDamaged`` for one that is cut short, broken or larger than ``MAX_PIXELS``."""
    header = read_header(data)
    if header is None:
        if not data:
            raise FileDamaged
        raise FileNotAllowed(_kind_of(data))
    if header.width * header.height > MAX_PIXELS:
        raise FileDamaged
    if _has_stowaway(data, header):
        raise FileNotAllowed("mixed")
    return header


def _read_file(path: Path, limit_bytes: int) -> bytes:
    try:
        # A pipe would block for ever and a device never end, so look before opening.
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileNotAllowed("not a file")
        with path.open("rb") as file:
            return file.read(limit_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise FileDamaged from error


def _kind_of(data: bytes) -> str:
    for start, kind in _TYPICAL_STARTS:
        if data.startswith(start):
            return kind
    if data[4:8] == b"ftyp":
        return "avif" if data[8:11] == b"avi" else "heic"
    beginning = data[:_PDF_READERS_LOOK_AT].lower()
    if b"<svg" in beginning:
        return "svg"
    return "html" if b"<html" in beginning else ""


def _has_stowaway(data: bytes, header: ImageHeader) -> bool:
    """Whether another file rides along. Phones put harmless notes behind a JPEG; nothing puts any behind the others."""
    tail = data[header.length :]
    if header.format != "jpeg" and tail.strip(b"\0"):
        return True
    return b"%PDF-" in data[:_PDF_READERS_LOOK_AT] or any(mark in tail for mark in _STOWAWAYS)
