"""Where the window was when the program was last closed."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QMainWindow

_GEOMETRY = "geometry"


class WindowMemory:
    """Puts the window back where it was, and remembers where it is. Kept beside the settings, per computer."""

    def __init__(self, window: QMainWindow, data_folder: Path) -> None:
        self._window = window
        self._settings = QSettings(str(data_folder / "window.ini"), QSettings.Format.IniFormat)
        geometry = self._settings.value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            window.restoreGeometry(geometry)

    def keep(self) -> None:
        """Writes down where the window is."""
        self._settings.setValue(_GEOMETRY, self._window.saveGeometry())
        self._settings.sync()
