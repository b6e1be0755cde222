"""QR codes that a phone can read, on slips and on screens of either theme."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from clinic_desktop.ui.printing.qr import modules, paint_qr

LINK = "https://rzp.example/i/3kF9aQx1"


def painted(side: int, data: str = LINK) -> tuple[QImage, QRectF]:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        return image, paint_qr(painter, QRectF(image.rect()), data)
    finally:
        painter.end()


@pytest.mark.parametrize("side", [120, 203, 317])
def test_every_module_is_painted_sharp_with_a_quiet_zone_around(side: int) -> None:
    image, square = painted(side)
    rows = modules(LINK)
    module = int(square.width()) // (len(rows) + 8)
    for y in range(-4, len(rows) + 4):
        for x in range(-4, len(rows) + 4):
            inside = 0 <= y < len(rows) and 0 <= x < len(rows)
            expected = Qt.GlobalColor.black if inside and rows[y][x] else Qt.GlobalColor.white
            left, top = int(square.left()) + (x + 4) * module, int(square.top()) + (y + 4) * module
            for corner in ((left, top), (left + module - 1, top + module - 1)):
                assert image.pixelColor(*corner) == QColor(expected)


def test_it_stays_inside_its_area_and_in_the_middle() -> None:
    image, square = painted(200)
    assert QRectF(image.rect()).contains(square)
    assert abs(square.center().x() - 100) <= 1


def test_too_much_for_a_code_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        painted(200, "x" * 3000)
