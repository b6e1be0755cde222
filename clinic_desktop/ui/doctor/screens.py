"""The doctor's pages by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.appointments.desk_parts import make_printing
from clinic_desktop.ui.doctor.earnings import EarningsScreen
from clinic_desktop.ui.doctor.my_day import MyDayScreen
from clinic_desktop.ui.doctor.my_hours import MyHoursScreen
from clinic_desktop.ui.doctor.my_patients import MyPatientsScreen
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.scheduling.hours_desk import make_hours_desk
from clinic_desktop.ui.scheduling.hours_editor import HoursEditor
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.doctor.earnings import EarningsViewModel
from clinic_desktop.viewmodels.doctor.my_day import MyDayViewModel
from clinic_desktop.viewmodels.doctor.my_patients import MyPatientsViewModel
from clinic_desktop.viewmodels.doctor.recall import RecallViewModel
from clinic_desktop.viewmodels.scheduling.hours import HoursViewModel


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
        parts.focus.standing,
    )
    portraits = Portraits(services.pictures, parts.tasks.slow)
    screen = MyDayScreen(
        parts.theme,
        view_model,
        make_hours_desk(parts),
        RecallViewModel(parts.session, tasks, services.waiting_list),
        parts.session,
        parts.hub,
        parts.shell,
        parts.locale,
        portraits,
        parent,
    )
    portraits.setParent(screen)
    portraits.arrived.connect(lambda: screen.show_state(view_model.state))
    return screen


def _my_hours(parts: Parts, parent: QWidget) -> Screen:
    services, session, tasks = parts.services, parts.session, parts.tasks.database
    view_model = HoursViewModel(
        session, services.hours, services.practitioners, services.locations, services.hours_changes, tasks
    )
    desk = make_hours_desk(parts)
    editor = HoursEditor(parts.theme, view_model, desk, session, parts.shell, parts.locale)
    return MyHoursScreen(parts.theme, editor, view_model, session, parts.hub, parent)


def _my_patients(parts: Parts, parent: QWidget) -> Screen:
    view_model = MyPatientsViewModel(parts.session, parts.services.patients, parts.tasks)
    portraits = Portraits(parts.services.pictures, parts.tasks.slow)
    screen = MyPatientsScreen(
        parts.theme, view_model, parts.session, parts.hub, parts.shell, parts.locale, portraits, parent
    )
    portraits.setParent(screen)
    portraits.arrived.connect(lambda: screen.show_state(view_model.state))
    return screen


def _earnings(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = EarningsViewModel(parts.session, services.earnings, services.payouts, parts.tasks)
    return EarningsScreen(
        parts.theme, view_model, parts.session, parts.hub, parts.shell, make_printing(parts), parts.locale, parent
    )


SCREENS: dict[str, Builder] = {
    "my_day": _my_day,
    "my_hours": _my_hours,
    "my_patients": _my_patients,
    "earnings": _earnings,
}
