"""The doctor's pages by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.doctor.my_day import MyDayScreen
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.doctor.absence import AbsenceViewModel
from clinic_desktop.viewmodels.doctor.my_day import MyDayViewModel


def _my_day(parts: Parts, parent: QWidget) -> Screen:
    services, tasks = parts.services, parts.tasks.database
    view_model = MyDayViewModel(
        parts.session,
        services.days,
        services.visits,
        services.booking,
        services.patients,
        services.practitioners,
        tasks,
    )
    portraits = Portraits(services.pictures, parts.tasks.slow)
    screen = MyDayScreen(
        parts.theme,
        view_model,
        lambda: AbsenceViewModel(parts.session, services.hours, tasks),
        parts.session,
        parts.hub,
        parts.shell,
        parts.locale,
        portraits.picture,
        parent,
    )
    portraits.setParent(screen)
    portraits.loaded.connect(lambda: screen.render_state(view_model.state))
    return screen


SCREENS: dict[str, Builder] = {"my_day": _my_day}
