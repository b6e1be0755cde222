"""This computer's settings as the program holds them: what is in force, changing it, and keeping it in the file."""

import threading
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
        self._writing = threading.Lock()

    def change(self, **changes: Any) -> None:
        """Sets the named settings and writes the file."""
        wanted = replace(self.settings, **changes)
        if wanted == self.settings:
            return
        self.settings = wanted
        self.changed.emit()
        self._tasks.run(self, self._save, lambda _: None, self._refused)

    def _save(self) -> None:
        """Writes what holds by now, one at a time: work that began earlier may come later, and would put back what
        was chosen before."""
        with self._writing:
            try:
                settings_file.save(self.settings)
            except OSError as error:
                raise Unreachable("settings", "disk") from error

    def _refused(self, refusal: Refused) -> None:
        self.not_kept.emit(refusal)
