"""A theme on the real application, restored after each test."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from clinic_desktop.ui.theme.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme()
    theme.apply(qapp, first_picture=True)
    theme.set_motion(False)
    yield theme
    # What wore the look goes before it: it would be dressed anew with each of the next lines.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.set_dark(False)
    theme.set_scale(1.0)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    theme.deleteLater()
