"""Paper is tested with the fonts that the program brings along."""

import pytest
from PySide6.QtGui import QGuiApplication

from clinic_desktop.ui.theme.fonts import load_fallbacks, load_inter


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QGuiApplication) -> None:
    load_inter()
    load_fallbacks()
