"""Widgets of one test do not live on in the next: each would be styled again with every look that is put on."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent


@pytest.fixture(autouse=True)
def nothing_stays_behind() -> Iterator[None]:
    """Deletes at last what a test has asked to be deleted: without an event loop Qt would never come to it."""
    yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
