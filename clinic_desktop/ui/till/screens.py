"""The screens of the till by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.appointments.desk_parts import make_printing
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.ui.till.till import TillScreen
from clinic_desktop.viewmodels.exporting import Exporting
from clinic_desktop.viewmodels.till.till import TillViewModel


def _till(parts: Parts, parent: QWidget) -> Screen:
    tills = parts.services.tills
    model = TillViewModel(parts.session, parts.tasks, tills)
    return TillScreen(
        parts.theme, model, parts.session, parts.hub, parts.shell, make_printing(parts), tills, Exporting(parts.tasks),
        parts.locale, parent,
    )  # fmt: skip


SCREENS: dict[str, Builder] = {"till": _till}
"""The page of the till."""
