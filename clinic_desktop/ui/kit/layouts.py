"""What is done to any layout."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Takes every widget out of a layout and throws it away."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
