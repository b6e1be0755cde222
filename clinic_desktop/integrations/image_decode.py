"""Decodes pictures that ``image_check`` has let through, and encodes them afresh. QImage only, so it may run on any
thread; what it gives back is opaque, upright, sRGB and free of metadata.
"""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageReader, QImageWriter, QPainter, QTransform

from clinic_desktop.domain.errors import FileDamaged
from clinic_desktop.integrations.image_headers import ImageHeader
from clinic_desktop.integrations.pictures import Crop

_QUALITY: Final = 80
# EXIF's orientations as (mirror left to right, then turn clockwise by degrees).
_TURNS: Final = {
    2: (True, 0),
    3: (False, 180),
    4: (True, 180),
    5: (True, 270),
    6: (False, 90),
    7: (True, 90),
    8: (False, 270),
}


def decode_square(data: bytes, header: ImageHeader, crop: Crop | None, edge: int) -> QImage:
    """The cropped square, upright, ``edge`` pixels wide or less where the picture has less: it is never enlarged.
    Without a crop, the largest square in the middle. ``FileDamaged`` if it cannot be decoded."""
    width, height = header.upright_size
    square = (crop or Crop.centred(width, height)).square(width, height)
    side = min(square[2], edge)
    return _read(data, header, _before_turning(square, header), QSize(side, side))


def decode_preview(data: bytes, header: ImageHeader, longest_edge: int) -> QImage:
    """The whole picture, upright, at most ``longest_edge`` pixels long. ``FileDamaged`` if it cannot be decoded."""
    size = QSize(header.width, header.height)
    if max(header.width, header.height) > longest_edge:
        size = size.scaled(longest_edge, longest_edge, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    return _read(data, header, None, size)


def load_stored(path: Path) -> QImage:
    """A picture of the store, for showing. Null if the file is missing or no WebP: show initials then."""
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


def _read(data: bytes, header: ImageHeader, clip: QRect | None, size: QSize) -> QImage:
    content = QByteArray(data)  # must outlive the reader: the buffer does not copy it
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, header.format.encode())
    # With detection on, Qt would run its SVG and PDF readers on a "photo.png" that holds such a bomb.
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(False)
    if reader.size() != QSize(header.width, header.height):
        raise FileDamaged  # the decoder sees another picture than the one that was measured
    if clip is not None:
        reader.setClipRect(clip)
    reader.setScaledSize(size)
    image = reader.read()
    if image.isNull():
        raise FileDamaged
    return _flattened(_turned(image, header.orientation))


def _before_turning(square: tuple[int, int, int], header: ImageHeader) -> QRect:
    """Where a square of the upright picture lies in the picture as it is stored."""
    left, top, side = square
    mirrored, degrees = _TURNS.get(header.orientation, (False, 0))
    width, height = header.width, header.height
    right, bottom = header.upright_size[0] - left - side, header.upright_size[1] - top - side
    if degrees == 90:
        left, top = top, right
    elif degrees == 180:
        left, top = right, bottom
    elif degrees == 270:
        left, top = bottom, left
    if mirrored:
        left = width - left - side
    return QRect(left, top, side, side).intersected(QRect(0, 0, width, height))


def _turned(image: QImage, orientation: int) -> QImage:
    if orientation not in _TURNS:
        return image
    mirrored, degrees = _TURNS[orientation]
    if mirrored:
        image = image.flipped(Qt.Orientation.Horizontal)
    return image.transformed(QTransform().rotate(degrees)) if degrees else image


def _flattened(image: QImage) -> QImage:
    """The same pixels in sRGB on white, in a fresh picture: texts, profiles and what hid under transparency stay
    behind. White, because a picture is shown on light, dark and paper."""
    space = image.colorSpace()
    if space.isValid() and space != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        converted = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
        image = image if converted.isNull() else converted
    if image.format() == QImage.Format.Format_CMYK8888:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return flat
