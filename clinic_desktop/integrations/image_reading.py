"""Reads one picture exactly as it was told to. All of the program that the decoding child runs but its way in, so it
knows nothing of the rest, and neither module imports more than it needs: that is most of what a child costs.

QImage only, so it may run on any thread. The pixels that it gives back are opaque, upright and sRGB; nothing but them
leaves the child, so that texts, profiles and all else that was in the file stay behind.
"""

from typing import Final, NamedTuple

# ``QtCore.Qt`` alone takes 15 ms to make, and it is made when it is named or something is filled with a colour: here
# only for a picture that is mirrored or transparent.
from PySide6 import QtCore, QtGui
from PySide6.QtGui import QImage

_WHITE: Final = 0xFFFFFFFF
# EXIF's orientations as (mirror left to right, then turn clockwise by degrees).
TURNS: Final = {
    2: (True, 0),
    3: (False, 180),
    4: (True, 180),
    5: (True, 270),
    6: (False, 90),
    7: (True, 90),
    8: (False, 270),
}


class Reading(NamedTuple):
    """What is wanted of a picture. ``format`` is Qt's name of the only reader that may see it; ``width`` and ``height``
    are what the picture must say of itself; ``clip`` is left, top, width and height of the wanted part as it is stored,
    and ``scaled`` how large that part becomes before it is turned by EXIF's ``orientation``."""

    format: str
    width: int
    height: int
    orientation: int
    clip: tuple[int, int, int, int]
    scaled: tuple[int, int]

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height of what is read, once it is turned."""
        width, height = self.scaled
        return (height, width) if self.orientation >= 5 else (width, height)


def read(data: bytes, wanted: Reading) -> QImage:
    """The part that is wanted, in the format RGB32 and of ``upright_size``; null if it cannot be decoded."""
    content = QtCore.QByteArray(data)  # must outlive the reader: the buffer does not copy it
    buffer = QtCore.QBuffer(content)
    buffer.open(QtCore.QIODevice.OpenModeFlag.ReadOnly)
    reader = QtGui.QImageReader(buffer, wanted.format.encode())
    # With detection on, Qt would run its SVG and PDF readers on a "photo.png" that holds such a bomb.
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(False)
    measured, clip = QtCore.QSize(wanted.width, wanted.height), QtCore.QRect(*wanted.clip)
    if reader.size() != measured:
        return QImage()  # the decoder sees another picture than the one that was measured
    if clip.size() != measured:
        reader.setClipRect(clip)
    reader.setScaledSize(QtCore.QSize(*wanted.scaled))
    image = reader.read()
    return image if image.isNull() else _flattened(_turned(image, wanted.orientation))


def _turned(image: QImage, orientation: int) -> QImage:
    if orientation not in TURNS:
        return image
    mirrored, degrees = TURNS[orientation]
    if mirrored:
        image = image.flipped(QtCore.Qt.Orientation.Horizontal)
    return image.transformed(QtGui.QTransform().rotate(degrees)) if degrees else image


def _flattened(image: QImage) -> QImage:
    """The same pixels in sRGB, on white where they are transparent: what hid there is gone. White, because a picture is
    shown on light, dark and paper."""
    srgb = QtGui.QColorSpace(QtGui.QColorSpace.NamedColorSpace.SRgb)
    if image.colorSpace().isValid() and image.colorSpace() != srgb:
        converted = image.convertedToColorSpace(srgb)
        image = image if converted.isNull() else converted
    if not image.hasAlphaChannel():
        return image.convertToFormat(QImage.Format.Format_RGB32)
    flat = QImage(image.size(), QImage.Format.Format_RGB32)
    flat.fill(_WHITE)
    painter = QtGui.QPainter(flat)
    painter.drawImage(0, 0, image)
    painter.end()
    return flat
