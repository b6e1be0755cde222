"""The clinic's logo: made small and plain once, when it is given, so that every paper can carry it."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from clinic_desktop.integrations.image_check import inspect, read_limited
from clinic_desktop.integrations.image_child import decode_preview
from clinic_desktop.integrations.pictures import LIMIT_BYTES

_WIDE, _TALL = 480, 160
_SMALLEST_WIDE = 60
# A PDF keeps pictures as JPEG; with its letters a paper is to stay below 60 KB.
_MOST_ON_PAPER: Final = 20_000
_PDF_QUALITY: Final = 94


def prepared_logo(source: bytes | Path, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """The picture as a PNG of at most 480 × 160 dots, flattened on white, that takes up at most 20 KB of a PDF.

    It is judged and decoded as pictures of people are, in a process of its own. Raises ``FileNotAllowed``,
    ``FileTooLarge``, ``FileDamaged`` or ``Unreachable``. Call it off the interface thread.
    """
    data = read_limited(source, limit_bytes)
    image = decode_preview(data, inspect(data), _WIDE)
    image = _fitted(image, QSize(_WIDE, _TALL))
    while len(_encoded(image, b"jpeg", _PDF_QUALITY)) > _MOST_ON_PAPER and image.width() > _SMALLEST_WIDE:
        image = _fitted(image, image.size() * 0.8)
    return _encoded(image, b"png", 0)


def load_logo(content: bytes) -> QImage:
    """The picture that ``prepared_logo`` made; null for anything else."""
    held = QByteArray(content)  # must outlive the reader: the buffer does not copy it
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"png")
    reader.setAutoDetectImageFormat(False)
    return reader.read()


def _fitted(image: QImage, room: QSize) -> QImage:
    """The picture no larger than the room; never enlarged."""
    if image.width() <= room.width() and image.height() <= room.height():
        return image
    size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _encoded(image: QImage, format_name: bytes, quality: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, format_name)
    writer.setQuality(quality)
    if not writer.write(image):
        raise RuntimeError(f"Qt could not write the logo: {writer.errorString()}")
    return bytes(buffer.data().data())
