"""Whether there is a screen: Qt ends the whole program where it finds none, so it has to be asked before."""

from collections.abc import Mapping

NO_SCREEN = (
    "There is no screen here, so the window cannot be opened.\n"
    'Without one, "clinic-desktop demo" and "clinic-desktop tour DIR" work off screen, and so do migrate, worker and '
    "health."
)


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether windows can be seen here, on a system that ``sys.platform`` names so."""
    if environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in ("offscreen", "minimal"):
        return False
    if platform.startswith("linux"):
        return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return True


def may_open_windows(environment: Mapping[str, str], platform: str) -> bool:
    """Whether windows can be opened here, seen or not: whoever tells Qt by what is believed."""
    return bool(environment.get("QT_QPA_PLATFORM")) or has_screen(environment, platform)
