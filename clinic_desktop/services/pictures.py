"""Pictures of people as the clinic's settings have them: how large a file may be, and how long an old one is kept."""

from datetime import datetime, timedelta
from pathlib import Path

from clinic_desktop.domain.errors import FileTooLarge
from clinic_desktop.integrations.pictures import MEGABYTE, Crop, PictureFiles, StoredImage
from clinic_desktop.services.settings import SettingsService


class ClinicPictures:
    """A store of pictures that asks the settings each time. All methods but ``path`` touch disk or database: never
    call them on the interface thread."""

    def __init__(self, files: PictureFiles, settings: SettingsService) -> None:
        self._files, self._settings = files, settings

    def limit_bytes(self) -> int:
        """The largest file that is taken."""
        return self._settings.current().picture_limit_megabytes * MEGABYTE

    def store(self, source: bytes | Path, crop: Crop | None = None) -> StoredImage:
        """As ``PictureStore.store``; ``FileTooLarge`` over the clinic's limit."""
        limit = self.limit_bytes()
        if (len(source) if isinstance(source, bytes) else _size(source)) > limit:
            raise FileTooLarge(limit)
        return self._files.store(source, crop)

    def path(self, key: str, size: int) -> Path:
        """As ``PictureStore.path``."""
        return self._files.path(key, size)

    def forget(self, key: str) -> None:
        """As ``PictureStore.forget``."""
        self._files.forget(key)

    def sweep(self, now: datetime) -> int:
        """Deletes the pictures that were forgotten longer ago than the clinic keeps them; answers how many."""
        return self._files.sweep(now, timedelta(days=self._settings.current().picture_kept_days))


def _size(path: Path) -> int:
    """The file's size; 0 where it cannot be told: the store says then what is wrong with it."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
