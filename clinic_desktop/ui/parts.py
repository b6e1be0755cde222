"""What screens are made from. Only the builders in each area's ``screens.py`` see it all; a view gets what it needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Background
from clinic_desktop.services.clinic import Services
from clinic_desktop.settings import Settings
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.computer import Computer
from clinic_desktop.viewmodels.undo import UndoStack


@dataclass(frozen=True)
class Parts:
    """One program's parts, made in ``app.py``. ``focus`` is one for all screens of a window."""

    theme: Theme
    services: Services
    tasks: Background
    hub: ChangeHub
    session: Session
    undo: UndoStack
    shell: Shell
    settings: Settings
    locale: QLocale
    paper_folder: Path
    computer: Computer | None = None
    focus: DeskFocus = field(default_factory=DeskFocus)


Builder = Callable[[Parts, QWidget], Screen]
"""Makes one screen as a child of the given widget."""
