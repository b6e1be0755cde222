"""What a desk is made from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Background
from clinic_desktop.services.clinic import Services
from clinic_desktop.ui.shell.main_window import MainWindow
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.computer import Computer
from clinic_desktop.viewmodels.shell.opening import Beginning


@dataclass(frozen=True)
class DeskParts:
    """``reach`` asks the database for anything, on a worker."""

    theme: Theme
    window: MainWindow
    services: Services
    tasks: Background
    hub: ChangeHub
    session: Session
    computer: Computer
    locale: QLocale
    paper_folder: Path
    beginning: Beginning
    reach: Callable[[], None]
