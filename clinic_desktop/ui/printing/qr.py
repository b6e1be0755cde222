"""QR codes, painted sharp: a module is a whole number of device dots, with the quiet zone that scanners need."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

_QUIET_MODULES = 4  # ISO/IEC 18004


def paint_qr(painter: QPainter, area: QRectF, data: str) -> QRectF:
    """Paint ``data`` as large as whole modules allow, centred in the square ``area``, black on white in every theme.

    Returns the square that is covered, quiet zone included. Raises ValueError if the data is too long for a QR code
    (about 2,300 bytes).
    """
    rows = modules(data)
    side = len(rows) + 2 * _QUIET_MODULES
    module = max(1, int(min(area.width(), area.height()) // side))
    left = int(area.center().x() - module * side / 2)
    top = int(area.center().y() - module * side / 2)
    square = QRect(left, top, module * side, module * side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.fillRect(square, Qt.GlobalColor.white)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.black)
    painter.translate(left + _QUIET_MODULES * module, top + _QUIET_MODULES * module)
    painter.drawRects(_bars(rows, module))
    painter.restore()
    return QRectF(square)


def modules(data: str) -> list[bytes]:
    """The rows of the code, one byte a module, 1 for black; correction level M (15 % may be lost)."""
    import segno  # 15 ms: only who shows a code pays

    return [bytes(row) for row in segno.make_qr(data, error="m", boost_error=False).matrix]


def _bars(rows: list[bytes], module: int) -> list[QRect]:
    """The black as bars across and bars down: where bars only touch, viewers that soften edges show white seams."""
    across = [
        QRect(x * module, y * module, length * module, module) for y, row in enumerate(rows) for x, length in _runs(row)
    ]
    columns = [bytes(column) for column in zip(*rows, strict=True)]
    down = [
        QRect(x * module, y * module, module, length * module)
        for x, column in enumerate(columns)
        for y, length in _runs(column)
        if length > 1
    ]
    return across + down


def _runs(row: bytes) -> list[tuple[int, int]]:
    """Where black begins and how long it lasts."""
    runs: list[tuple[int, int]] = []
    for x, black in enumerate(row):
        if black and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif black:
            runs.append((x, 1))
    return runs
