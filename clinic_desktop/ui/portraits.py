"""Stored pictures of people for painting: read off the interface thread, kept while the program runs."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused
from clinic_desktop.integrations.image_decode import load_stored
from clinic_desktop.integrations.pictures import SIZES, PictureStore

_KEPT = 400


class Portraits(QObject):
    """Call it with a store's key. ``arrived`` fires when a picture that was asked for has come."""

    arrived = Signal()

    def __init__(self, pictures: PictureStore, tasks: Runner) -> None:
        super().__init__()
        self._pictures, self._tasks = pictures, tasks
        self._known: dict[str, QPixmap | None] = {}

    def __call__(self, key: str) -> QPixmap | None:
        """The picture, or None while there is none: then initials are painted."""
        if not key:
            return None
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = None
            self._tasks.run(self, lambda: self._read(key), lambda image: self._take(key, image), self._missing)
        return self._known[key]

    def _read(self, key: str) -> QImage:
        return load_stored(self._pictures.path(key, SIZES[-1]))

    def _take(self, key: str, image: QImage) -> None:
        if not image.isNull():
            self._known[key] = QPixmap.fromImage(image)
            self.arrived.emit()

    def _missing(self, _refusal: Refused) -> None:
        """A picture that is gone leaves the initials."""
