"""The scrolling middle of a dock."""

from PySide6.QtCore import Qt

from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


def dock_page(theme: Theme, accessible_name: str) -> ScrollPage:
    """Put widgets into ``body`` and end it with a stretch."""
    page = ScrollPage(theme, accessible_name, side=Space.L)
    # With an alignment Qt gives a layout the height of its size hint, which knows nothing of lines that wrap.
    page.body.setAlignment(Qt.AlignmentFlag(0))
    return page
