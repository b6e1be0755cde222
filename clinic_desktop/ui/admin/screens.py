"""The admin's pages by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.admin.people import PeopleScreen
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.admin.people import PeopleViewModel


def _around(parts: Parts) -> Around:
    return Around(parts.theme, parts.session, parts.hub, parts.shell, parts.locale)


def _people(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = PeopleViewModel(
        parts.session, services.practitioners, services.staff, services.locations, parts.tasks.database
    )
    return PeopleScreen(_around(parts), view_model, Portraits(services.pictures, parts.tasks.slow), parent)


SCREENS: dict[str, Builder] = {"people": _people}
