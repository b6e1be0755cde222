"""The part of a scroll area on which its content is painted."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


def give_viewport(area: QAbstractScrollArea) -> QWidget:
    """A viewport like the one that Qt gives an area, but made here. For a widget that Qt made PySide looks through all
    its classes of widgets and makes their enums, once a process: 10 ms that the first board does without. To be called
    before anything asks for the area's viewport."""
    viewport = QWidget()
    viewport.setObjectName("qt_scrollarea_viewport")
    viewport.setBackgroundRole(QPalette.ColorRole.Base)
    viewport.setAutoFillBackground(True)
    area.setViewport(viewport)
    return viewport
