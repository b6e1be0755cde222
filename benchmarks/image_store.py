"""Storing a person's picture: the whole of ``ImageStore.store`` against one bare scaled decode by QImageReader.

``python -m benchmarks.image_store [--picture FILE] [--runs N]``; without a file it makes a 12-megapixel JPEG.
"""

import argparse
import math
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QRadialGradient

from benchmarks.timing import Row, median_ms, medians_ms, report
from clinic_desktop.integrations import image_child
from clinic_desktop.integrations.image_check import inspect
from clinic_desktop.integrations.image_decode import square
from clinic_desktop.integrations.image_reading import read
from clinic_desktop.integrations.image_store import ImageStore
from clinic_desktop.integrations.pictures import SIZES


def bare_decode(picture: Path) -> QImage:
    """The largest centred square, scaled while it is decoded."""
    reader = QImageReader(str(picture), b"jpeg")
    size = reader.size()
    side = min(size.width(), size.height())
    reader.setClipRect(QRect((size.width() - side) // 2, (size.height() - side) // 2, side, side))
    reader.setScaledSize(QSize(SIZES[0], SIZES[0]))
    return reader.read()


def bare_files(picture: Path, folder: Path) -> None:
    """The same three files with nothing checked and nothing synced."""
    image = bare_decode(picture)
    for size in SIZES:
        image = image.scaled(
            size, size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        image.save(str(folder / f"bare_{size}.webp"), "webp", 80)


def full_decode(picture: Path) -> QImage:
    """What ordinary code does: every pixel first, the size afterwards."""
    return QImage(str(picture), "jpeg").scaled(
        SIZES[0], SIZES[0], Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )


def made_picture(folder: Path) -> Path:
    """A 4000 × 3000 JPEG with soft shades and some texture, the same in every run."""
    image = QImage(4000, 3000, QImage.Format.Format_RGB32)
    shades = QRadialGradient(QPointF(1800, 1300), 2400)
    for stop, colour in ((0.0, "#e8c4a8"), (0.4, "#a86b4c"), (0.7, "#4c6b80"), (1.0, "#1b2a33")):
        shades.setColorAt(stop, QColor(colour))
    painter = QPainter(image)
    painter.fillRect(image.rect(), shades)
    painter.setPen(QColor(255, 255, 255, 60))
    for line in range(4000):
        angle = line * 2.399963
        start = QPointF(2000 + line / 2 * math.cos(angle), 1500 + line / 2 * math.sin(angle))
        painter.drawLine(start, start + QPointF(40 * math.sin(line), 40 * math.cos(line)))
    painter.end()
    path = folder / "made.jpg"
    image.save(str(path), "jpeg", 85)
    return path


def small_picture() -> bytes:
    """A JPEG that costs next to nothing, so that only the child's start is measured."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("#a86b4c"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "jpeg")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--picture", type=Path, help="a JPEG of about 12 megapixels")
    arguments.add_argument("--runs", type=int, default=15)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        picture = chosen.picture or made_picture(folder)
        data = picture.read_bytes()
        store = ImageStore(folder / "store", clock=lambda: datetime.now(UTC))
        bare = ImageStore(folder / "bare", clock=lambda: datetime.now(UTC), decode=read)
        small = small_picture()
        decode, files, inside, start, whole = medians_ms(
            [
                lambda: bare_decode(picture),
                lambda: bare_files(picture, folder),
                lambda: bare.store(picture),
                lambda: image_child.decode_square(small, inspect(small), None, SIZES[0]),
                lambda: store.store(picture),
            ],
            chosen.runs,
        )
        report(
            [
                Row("QImageReader, scaled decode (floor of the decode)", decode),
                Row("QImageReader + three WebP (floor of the whole)", files, decode),
                Row("checks before decoding", median_ms(lambda: inspect(data), chosen.runs)),
                Row(
                    "our decode, cropped and upright",
                    median_ms(lambda: read(data, square(inspect(data), None, SIZES[0])), chosen.runs),
                    decode,
                ),
                Row("ImageStore.store without its child", inside, files),
                Row("starting the child, a picture of 8 pixels", start),
                Row("ImageStore.store with its child", whole, files),
                Row("ImageStore.store with its child, its start taken off", whole - start, files, "<= 1.2"),
                Row("QImage, full decode only", median_ms(lambda: full_decode(picture), chosen.runs), decode),
            ]
        )


if __name__ == "__main__":
    main()
