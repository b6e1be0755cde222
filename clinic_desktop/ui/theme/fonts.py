"""The bundled typefaces: Inter at once, the other scripts when the window is already up."""

from functools import cache

from PySide6.QtGui import QFontDatabase

from clinic_desktop.resources import resource


@cache
def load_inter() -> None:
    """Register the four weights of Inter, once. Needs a QGuiApplication."""
    for path in sorted(resource("fonts").glob("Inter-*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


@cache
def load_fallbacks() -> None:
    """Register the Noto faces for scripts that Inter lacks, once; a few milliseconds each."""
    for path in sorted(resource("fonts").glob("NotoSans*.ttf")):
        QFontDatabase.addApplicationFont(str(path))
