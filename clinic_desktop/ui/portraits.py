"""Pictures of people for screens: read off the interface thread, and kept while they are of use."""

from collections import OrderedDict

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import NotFound, Refused
from clinic_desktop.integrations.image_decode import load_stored
from clinic_desktop.integrations.pictures import PictureStore

_KEPT = 200


class Portraits(QObject):
    """``loaded`` fires when a picture that was asked for has come: ask again and paint it."""

    loaded = Signal()

    def __init__(self, store: PictureStore, tasks: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._known: OrderedDict[tuple[str, int], QPixmap | None] = OrderedDict()

    def picture(self, key: str, size: int = 96) -> QPixmap | None:
        """The picture of that key if it is here already; None while it loads, or where there is none."""
        if not key:
            return None
        known = self._known.get((key, size))
        if (key, size) not in self._known:
            self._known[key, size] = None
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
            self._tasks.run(
                self, lambda: self._read(key, size), lambda image: self._came(key, size, image), self._failed
            )
            known = self._known.get((key, size))
        return known

    def _read(self, key: str, size: int) -> QImage:
        try:
            return load_stored(self._store.path(key, size))
        except NotFound:
            return QImage()

    def _came(self, key: str, size: int, image: QImage) -> None:
        if not image.isNull():
            self._known[key, size] = QPixmap.fromImage(image)
            self.loaded.emit()

    def _failed(self, _refusal: Refused) -> None:
        """Initials are shown then."""
