"""The bundled typefaces: Inter at once, the other scripts when the window is already up."""

from PySide6.QtGui import QFontDatabase

from clinic_desktop.resources import resource


def load_inter() -> None:
    """Register the four weights of Inter. Needs a QGuiApplication."""
    for path in sorted(resource("fonts").glob("Inter-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def load_fallbacks() -> None:
    """Register the Noto faces for scripts that Inter lacks; a few milliseconds each."""
    for path in sorted(resource("fonts").glob("NotoSans*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
