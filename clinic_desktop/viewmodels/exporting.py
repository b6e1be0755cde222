"""Writing a table to a file that a person chose, off the interface thread."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.tables import Table
from clinic_desktop.viewmodels.base import ViewModel


@dataclass(frozen=True, slots=True)
class ExportingState:
    """``busy`` while a file is written; ``folder`` is where the last one went."""

    busy: bool = False
    folder: Path | None = None


class Exporting(ViewModel[ExportingState]):
    """``written`` carries the path of a file that is whole on the disk; ``refused`` says why there is none."""

    written = Signal(object)

    def __init__(self, tasks: Background) -> None:
        super().__init__(ExportingState(), tasks.slow)

    def write(self, path: Path, make: Callable[[], Table]) -> None:
        """Makes the table and writes it, both off the interface thread; ``make`` may ask a service."""
        self.show_state(busy=True)

        def done(_: None) -> None:
            self.show_state(busy=False, folder=path.parent)
            self.written.emit(path)

        def refused(refusal: Exception) -> None:
            self.show_state(busy=False)
            self.refused.emit(refusal)

        self.ask(lambda: _write(path, make()), done, refused)


def _write(path: Path, table: Table) -> None:
    # Imported late: every list can be kept as a file, and few are.
    from clinic_desktop.integrations.spreadsheets import write_table

    write_table(path, table)
