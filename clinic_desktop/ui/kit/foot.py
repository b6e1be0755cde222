"""The foot of a page or of a part of it, which toasts leave in sight."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QFrame, QWidget

from clinic_desktop.ui.theme.tokens import Space

# A foot that ends this far above the page's edge still stands at it: there is room around cards.
_NEAR = Space.XXL


class Foot(QFrame):
    """Stands at the lower edge with what can be done: plain in a card, or as a ``bar`` from edge to edge of a page."""

    def __init__(self, bar: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if bar:
            self.setProperty("role", "bottombar")


def feet_height(page: QWidget, span: QRect) -> int:
    """How many pixels of the page's lower edge feet in view take, between the left and the right of ``span`` (in the
    page's own coordinates)."""
    tops = [page.height()]
    for foot in page.findChildren(Foot):
        if not foot.isVisible():
            continue
        box = QRect(foot.mapTo(page, QPoint()), foot.size())
        beside = box.right() < span.left() or box.left() > span.right()
        if not beside and box.bottom() > page.height() - _NEAR:
            tops.append(box.top())
    return page.height() - min(tops)
