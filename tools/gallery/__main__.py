"""Paints the whole kit into pictures: ``python -m tools.gallery FOLDER``.

Every page is written light and dark, at 100 and 150 %, in both directions.
"""
# ruff: noqa: TID251

import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.theme.theme import Theme
from tools.gallery import PAGES


def paint(theme: Theme, name: str) -> QPixmap:
    """One page, laid out and painted."""
    made, width, height = PAGES[name]
    widget = made(theme)
    widget.resize(round(width * max(1.0, theme.scale * 0.9)), round(height * max(1.0, theme.scale * 0.9)))
    widget.show()
    widget.activateWindow()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.processEvents()
    if focused := widget.property("focuses"):
        focused.setFocus()
    for panel in widget.findChildren(Panel):
        if field := panel.property("opens"):
            field.open_month()
    QApplication.processEvents()
    picture = QPixmap(widget.size())
    widget.render(picture, QPoint())
    widget.close()
    widget.deleteLater()
    return picture


def main(folder: Path) -> None:
    """Write every page in every look."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme = Theme()
    theme.apply(application)
    theme.load_fallback_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    for name in PAGES:
        for dark in (False, True):
            for scale in (1.0, 1.5):
                for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
                    theme.set_dark(dark)
                    theme.set_scale(scale)
                    application.setLayoutDirection(direction)
                    side = "rtl" if direction == Qt.LayoutDirection.RightToLeft else "ltr"
                    look = "dark" if dark else "light"
                    paint(theme, name).save(str(folder / f"{name}_{look}_{round(scale * 100)}_{side}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
