"""Reads the structure of JPEG, PNG and WebP files without decoding them: size, EXIF orientation, and whether the file
is whole. ``FileDamaged`` where the structure does not hold.

Plain Python on bytes. Qt decodes half a JPEG with no more than a warning on the console and turns only JPEG pictures
upright, so both are done here, alike for the three formats.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from typing import Final

from clinic_desktop.domain.errors import FileDamaged

JPEG_START: Final = b"\xff\xd8\xff"
PNG_START: Final = b"\x89PNG\r\n\x1a\n"

_FRAME_HEADERS = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
# Inside coded data a 0xFF is followed by 0 (stuffing), a restart mark or more fill; anything else is the next marker.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\x01\xd0-\xd7\xff]")
# Encoders write about ten scans. Each is a pass over the whole picture, so thousands of empty ones are an attack.
_MAX_SCANS = 40
_ORIENTATION_TAG = 0x0112


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What a picture says of itself. ``format`` is Qt's name of it: "jpeg", "png" or "webp"; ``width`` and ``height``
    are as stored, before turning; ``orientation`` is EXIF's 1 to 8, where 1 is upright; ``length`` is how many bytes
    the picture takes, which is less than the file's where something follows it."""

    format: str
    width: int
    height: int
    orientation: int
    length: int

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height once the picture is turned upright."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)


def read_header(data: bytes) -> ImageHeader | None:
    """The header of a whole JPEG, PNG or WebP; None if the content is none of these; ``FileDamaged`` if it is not
    whole."""
    try:
        if data.startswith(JPEG_START):
            return _jpeg(data)
        if data.startswith(PNG_START):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError) as error:
        raise FileDamaged from error
    return None


def _jpeg(data: bytes) -> ImageHeader:
    size: tuple[int, int] | None = None
    orientation, scans, at = 1, 0, 2
    while True:
        marker, at = _jpeg_marker(data, at)
        if marker == 0xD9:
            break
        if marker in _WITHOUT_LENGTH:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        body = data[at + 2 : at + length]
        if length < 2 or len(body) != length - 2:
            raise FileDamaged
        at += length
        if marker in _FRAME_HEADERS:
            size = size or struct.unpack_from(">HH", body, 1)
        elif marker == 0xE1 and body.startswith(b"Exif\0\0"):
            orientation = _exif_orientation(body[6:])
        elif marker == 0xDA:
            scans += 1
            at = _end_of_scan(data, at)
    if size is None or not 0 < scans <= _MAX_SCANS:
        raise FileDamaged
    return _header("jpeg", size[1], size[0], orientation, at)


def _jpeg_marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker that starts at ``at``, and where what follows it starts. Any number of 0xFF may fill the space."""
    if data[at] != 0xFF:
        raise FileDamaged
    while data[at] == 0xFF:
        at += 1
    return data[at], at + 1


def _end_of_scan(data: bytes, at: int) -> int:
    found = _NEXT_MARKER.search(data, at)
    if found is None:
        raise FileDamaged
    return found.start()


def _png(data: bytes) -> ImageHeader:
    width, height = struct.unpack_from(">II", data, 16)
    orientation, has_pixels, at = 1, False, len(PNG_START)
    kind = b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", data, at)
        (checksum,) = struct.unpack_from(">I", data, at + 8 + length)
        body = data[at + 8 : at + 8 + length]
        if zlib.crc32(body, zlib.crc32(kind)) != checksum or (at == len(PNG_START)) != (kind == b"IHDR"):
            raise FileDamaged
        if kind == b"eXIf":
            orientation = _exif_orientation(body)
        has_pixels = has_pixels or kind == b"IDAT"
        at += 12 + length
    if not has_pixels:
        raise FileDamaged
    return _header("png", width, height, orientation, at)


def _webp(data: bytes) -> ImageHeader:
    (riff_length,) = struct.unpack_from("<I", data, 4)
    end = riff_length + 8
    if end > len(data):
        raise FileDamaged
    size: tuple[int, int] | None = None
    orientation, has_pixels, at = 1, False, 12
    while at + 8 <= end:
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if at + 8 + length > end:
            raise FileDamaged
        size = size or _webp_size(kind, body)
        has_pixels = has_pixels or kind in {b"VP8 ", b"VP8L", b"ANMF"}
        if kind == b"EXIF":
            orientation = _exif_orientation(body.removeprefix(b"Exif\0\0"))
        at += 8 + length + length % 2
    if size is None or not has_pixels:
        raise FileDamaged
    return _header("webp", *size, orientation, max(at, end))


def _webp_size(kind: bytes, body: bytes) -> tuple[int, int] | None:
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return None


def _exif_orientation(exif: bytes) -> int:
    """EXIF's orientation, 1 if there is none or it cannot be read: odd EXIF is no reason to refuse a good picture."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(order + "I", exif, 4)
        (entries,) = struct.unpack_from(order + "H", exif, directory)
        for entry in range(entries):
            tag, _, _, value = struct.unpack_from(order + "HHIH", exif, directory + 2 + 12 * entry)
            if tag == _ORIENTATION_TAG:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1


def _header(kind: str, width: int, height: int, orientation: int, length: int) -> ImageHeader:
    if width < 1 or height < 1:
        raise FileDamaged
    return ImageHeader(kind, width, height, orientation, length)
