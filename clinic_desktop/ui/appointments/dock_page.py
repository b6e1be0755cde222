"""The scrolling middle of a dock."""

from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


def dock_page(theme: Theme, accessible_name: str) -> ScrollPage:
    """Put widgets into ``body`` and end it with a stretch."""
    return ScrollPage(theme, accessible_name, side=Space.L, fill=True)
