"""The pages that belong to the shell itself."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.shell.preferences import Preferences
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.shell.computer import Computer


def _preferences(parts: Parts, parent: QWidget) -> Screen:
    computer = parts.computer or Computer(parts.settings, parts.tasks.slow)
    staff = parts.session.actor.patient_id is None
    return Preferences(parts.theme, computer, parts.shell, parts.tasks.slow, parent, staff=staff)


SCREENS: dict[str, Builder] = {"preferences": _preferences}
