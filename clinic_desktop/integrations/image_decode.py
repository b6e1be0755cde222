"""What is to be read of a picture that ``image_check`` has let through, and its files in the store: encoded afresh, and
read back. QImage only, so it may run on any thread.
"""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from clinic_desktop.integrations.image_headers import ImageHeader
from clinic_desktop.integrations.image_reading import TURNS, Reading
from clinic_desktop.integrations.pictures import Crop

_QUALITY: Final = 80


def square(header: ImageHeader, crop: Crop | None, edge: int) -> Reading:
    """The cropped square, upright, ``edge`` pixels wide or less where the picture has less: it is never enlarged.
    Without a crop, the largest square in the middle."""
    width, height = header.upright_size
    wanted = (crop or Crop.centred(width, height)).square(width, height)
    side = min(wanted[2], edge)
    return _reading(header, _before_turning(wanted, header), (side, side))


def preview(header: ImageHeader, longest_edge: int) -> Reading:
    """The whole picture, upright, at most ``longest_edge`` pixels long."""
    size = QSize(header.width, header.height)
    if max(header.width, header.height) > longest_edge:
        size = size.scaled(longest_edge, longest_edge, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    return _reading(header, (0, 0, header.width, header.height), (size.width(), size.height()))


def load_stored(path: Path) -> QImage:
    """A picture of the store, for showing. Null if the file is missing or no WebP: show initials then."""
    if not path.is_file():
        return QImage()
    reader = QImageReader(str(path), b"webp")
    reader.setAutoDetectImageFormat(False)
    return reader.read()


def encode_webp(image: QImage) -> bytes:
    """The picture as a WebP file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, b"webp")
    writer.setQuality(_QUALITY)
    if not writer.write(image):
        raise RuntimeError(f"Qt could not write WebP: {writer.errorString()}")
    return bytes(buffer.data().data())


def _reading(header: ImageHeader, clip: tuple[int, int, int, int], scaled: tuple[int, int]) -> Reading:
    return Reading(header.format, header.width, header.height, header.orientation, clip, scaled)


def _before_turning(square: tuple[int, int, int], header: ImageHeader) -> tuple[int, int, int, int]:
    """Where a square of the upright picture lies in the picture as it is stored."""
    left, top, side = square
    mirrored, degrees = TURNS.get(header.orientation, (False, 0))
    right, bottom = header.upright_size[0] - left - side, header.upright_size[1] - top - side
    if degrees == 90:
        left, top = top, right
    elif degrees == 180:
        left, top = right, bottom
    elif degrees == 270:
        left, top = bottom, left
    if mirrored:
        left = header.width - left - side
    return left, top, side, side
