"""Documents cut into pages and painted on any paged device: a PDF, a roll printer, a sheet printer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QLocale, QMarginsF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from clinic_desktop.domain.errors import PrintFailed
from clinic_desktop.domain.paper import PaperKind
from clinic_desktop.ui.printing.layout import Block, Stack
from clinic_desktop.ui.printing.text import Align, Press, Text

# Roll printers have 8 dots a millimetre; at a printer's highest resolution a slip becomes a megabyte.
_ROLL_DOTS_PER_INCH = 203
_SHEET_DOTS_PER_INCH = 300
_SIZES = {
    PaperKind.A5: QPageSize.PageSizeId.A5,
    PaperKind.A4: QPageSize.PageSizeId.A4,
    PaperKind.LETTER: QPageSize.PageSizeId.Letter,
}
# Width of the roll, and the white beside what its print head reaches (576 and 384 dots), in millimetres.
_ROLLS = {PaperKind.ROLL_80: (80.0, 4.0), PaperKind.ROLL_58: (58.0, 5.0)}
_SHEET_MARGIN = 12.0
_FOOT = 8.0


@dataclass(frozen=True, slots=True)
class Document:
    """Blocks for one kind of paper. ``head`` is repeated on every page; ``numbered`` says "Page 1 of 2"."""

    title: str
    paper: PaperKind
    locale: QLocale
    body: Sequence[Block]
    head: Sequence[Block] = ()
    landscape: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """A document cut to pages of ``width`` × ``height`` millimetres for a device of that resolution."""

    document: Document
    press: Press
    width: float
    height: float
    margin: float
    sheets: Sequence[Sequence[Block]]

    def paint(self, painter: QPainter, sheet: int) -> None:
        """Paint one page; the painter's origin is the corner of the paper and its unit a dot."""
        painter.setPen(Qt.GlobalColor.black)
        left = top = self.press.dots(self.margin)
        width = self.press.dots(self.width) - 2 * left
        Stack([*self.document.head, *self.sheets[sheet]]).paint(painter, self.press, left, top, width)
        if self.document.numbered and len(self.sheets) > 1:
            foot = Text(self._page_words(sheet), points=8, align=Align.END, lines=1)
            foot.paint(painter, self.press, left, self.press.dots(self.height - self.margin - _FOOT / 2), width)

    def _page_words(self, sheet: int) -> str:
        number = self.document.locale.toString
        sentence = QCoreApplication.translate("Paper", "Page {page} of {pages}")
        return sentence.format(page=number(sheet + 1), pages=number(len(self.sheets)))


def dots_per_inch(paper: PaperKind) -> int:
    """The resolution to ask of a device that holds that paper."""
    return _ROLL_DOTS_PER_INCH if paper.is_roll else _SHEET_DOTS_PER_INCH


def paginate(document: Document, resolution: float) -> Pages:
    """Cut a document into pages for a device of that many dots per inch. A roll is one page, as long as it needs."""
    press = Press(resolution, document.locale)
    if document.paper.is_roll:
        width, margin = _ROLLS[document.paper]
        blocks = [*document.head, *document.body]
        tall = Stack(blocks).height(press, press.dots(width - 2 * margin)) / press.dots(1)
        return Pages(document, press, width, math.ceil(tall + 2 * margin), margin, [document.body])
    size = QPageSize.size(_SIZES[document.paper], QPageSize.Unit.Millimeter)
    width, height = sorted((size.width(), size.height()), reverse=document.landscape)
    wide = press.dots(width - 2 * _SHEET_MARGIN)
    room = press.dots(height - 2 * _SHEET_MARGIN - (_FOOT if document.numbered else 0))
    room -= Stack(document.head).height(press, wide)
    return Pages(document, press, width, height, _SHEET_MARGIN, _cut(document.body, press, wide, room))


def print_on(device: QPdfWriter | QPrinter, document: Document) -> bool:
    """Paint every page of a document; whether the device took it. Needs no event loop and may run in any thread."""
    device.setResolution(dots_per_inch(document.paper))
    # A printer may choose a resolution of its own.
    pages = paginate(document, device.logicalDpiX())
    device.setPageLayout(_page_layout(pages))
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        for sheet in range(len(pages.sheets)):
            if sheet and not device.newPage():
                return False
            pages.paint(painter, sheet)
    finally:
        painter.end()
    return True


def pdf_bytes(document: Document) -> bytes:
    """The document as a PDF. May run in any thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(document.title)
    writer.setCreator("Clinic Desktop")
    if not print_on(writer, document):
        raise PrintFailed("file")
    return bytes(buffer.data().data())


def _page_layout(pages: Pages) -> QPageLayout:
    orientation = QPageLayout.Orientation
    turned = orientation.Landscape if pages.document.landscape else orientation.Portrait
    layout = QPageLayout(_page_size(pages), turned, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Millimeter)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _page_size(pages: Pages) -> QPageSize:
    if not pages.document.paper.is_roll:
        return QPageSize(_SIZES[pages.document.paper])
    return QPageSize(
        QSizeF(pages.width, pages.height), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )


def _cut(blocks: Sequence[Block], press: Press, width: float, room: float) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    used = 0.0
    for block in blocks:
        tall = block.height(press, width)
        if pages[-1] and used + tall > room:
            pages.append([])
            used = 0.0
        pages[-1].append(block)
        used += tall
    return pages
