"""This computer's settings as the program holds them: what is in force, changing it, and keeping it in the file."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from clinic_desktop import settings as settings_file
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused, Unreachable
from clinic_desktop.settings import Settings


class Computer(QObject):
    """``changed`` fires when a setting holds from now on; ``not_kept`` when the file could not be written."""

    changed = Signal()
    not_kept = Signal(object)

    def __init__(self, settings: Settings, tasks: Runner) -> None:
        super().__init__()
        self.settings = settings
        self._tasks = tasks

    def change(self, **changes: Any) -> None:
        """Sets the named settings and writes the file."""
        wanted = replace(self.settings, **changes)
        if wanted == self.settings:
            return
        self.settings = wanted
        self.changed.emit()
        self._tasks.run(self, lambda: _save(wanted), lambda _: None, self._refused)

    def _refused(self, refusal: Refused) -> None:
        self.not_kept.emit(refusal)


def _save(settings: Settings) -> None:
    try:
        settings_file.save(settings)
    except OSError as error:
        raise Unreachable("settings", "disk") from error
