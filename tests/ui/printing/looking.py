"""Ways to look at a document: its words, its ink, and its PDF."""

import re
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from clinic_desktop.ui.printing.pages import Document, Pages, paginate
from clinic_desktop.ui.printing.text import Text


def words(document: Document) -> str:
    """Everything that a document says, a paragraph a line."""
    return "\n".join(text.text for block in (*document.head, *document.body) for text in _texts(block))


def _texts(block: Any) -> Iterator[Text]:
    if isinstance(block, Text):
        yield block
    inner = [getattr(block, name, ()) for name in ("blocks", "cells")]
    single = [getattr(block, name, None) for name in ("start", "end", "text")]
    for part in (*inner[0], *inner[1], *single):
        if part is not None and not isinstance(part, str):
            yield from _texts(part)


def pictures(document: Document, dots_per_inch: int = 203) -> tuple[Pages, list[QImage]]:
    """Each page, painted on white by the routine that also paints PDFs and printers."""
    pages = paginate(document, dots_per_inch)
    size = (round(pages.press.dots(pages.width)), round(pages.press.dots(pages.height)))
    images = []
    for sheet in range(len(pages.sheets)):
        image = QImage(*size, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        try:
            pages.paint(painter, sheet)
        finally:
            painter.end()
        images.append(image)
    return pages, images


def ink(image: QImage) -> QRect:
    """The smallest area with everything that is not white."""
    width, height, stride = image.width(), image.height(), image.bytesPerLine()
    data = bytes(image.constBits())
    rows = [data[y * stride : y * stride + width] for y in range(height)]
    inked = [y for y, row in enumerate(rows) if row.count(255) < width]
    columns = [x for x in range(width) if any(rows[y][x] != 255 for y in inked)]
    return QRect(columns[0], inked[0], columns[-1] - columns[0] + 1, inked[-1] - inked[0] + 1) if inked else QRect()


def assert_inside_margins(document: Document) -> None:
    """Nothing stands in the margins, so nothing is clipped by the paper or the print head."""
    pages, images = pictures(document)
    margin = int(pages.press.dots(pages.margin - 0.5))  # soft edges and leaning accents
    for image in images:
        allowed = image.rect().adjusted(margin, margin, -margin, -margin)
        assert allowed.contains(ink(image)), (ink(image), allowed)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """The pages of a PDF, in millimetres."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    return [(float(width) / 72 * 25.4, float(height) / 72 * 25.4) for width, height in boxes]
