"""The admin's pages by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.integrations.pictures import SIZES
from clinic_desktop.ui.admin.audit import AuditScreen
from clinic_desktop.ui.admin.centres import CentresScreen
from clinic_desktop.ui.admin.hours import HoursScreen
from clinic_desktop.ui.admin.overview import OverviewScreen
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.admin.people import PeopleScreen
from clinic_desktop.ui.admin.practitioner_form import PractitionerFormScreen
from clinic_desktop.ui.admin.services import ServicesScreen
from clinic_desktop.ui.admin.settings import SettingsScreen
from clinic_desktop.ui.admin.staff_form import StaffFormScreen
from clinic_desktop.ui.admin.wordings import WordingsScreen
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.scheduling.hours_desk import make_hours_desk
from clinic_desktop.ui.scheduling.hours_editor import HoursEditor
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.admin.audit import AuditViewModel
from clinic_desktop.viewmodels.admin.centres import CentresViewModel
from clinic_desktop.viewmodels.admin.gateway_trial import GatewayTrialViewModel
from clinic_desktop.viewmodels.admin.hours import HoursPageViewModel
from clinic_desktop.viewmodels.admin.logo import LogoViewModel
from clinic_desktop.viewmodels.admin.mail_trial import MailTrialViewModel
from clinic_desktop.viewmodels.admin.overview import OverviewViewModel
from clinic_desktop.viewmodels.admin.people import PeopleViewModel
from clinic_desktop.viewmodels.admin.practitioner_form import PractitionerFormViewModel
from clinic_desktop.viewmodels.admin.services import ServicesViewModel
from clinic_desktop.viewmodels.admin.settings import SettingsViewModel
from clinic_desktop.viewmodels.admin.staff_form import StaffFormViewModel
from clinic_desktop.viewmodels.admin.wordings import WordingsViewModel
from clinic_desktop.viewmodels.scheduling.hours import HoursViewModel


def _around(parts: Parts) -> Around:
    return Around(parts.theme, parts.session, parts.hub, parts.shell, parts.locale)


def _overview(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = OverviewViewModel(parts.session, services.overview, services.locations, services.settings, parts.tasks)
    return OverviewScreen(_around(parts), view_model, Portraits(services.pictures, parts.tasks.slow), parent)


def _people(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = PeopleViewModel(
        parts.session, services.practitioners, services.staff, services.locations, parts.tasks.database
    )
    return PeopleScreen(_around(parts), view_model, Portraits(services.pictures, parts.tasks.slow), parent)


def _practitioner_form(parts: Parts, parent: QWidget) -> Screen:
    services, pictures = parts.services, parts.services.pictures
    view_model = PractitionerFormViewModel(
        parts.session, services.practitioners, services.locations, pictures, parts.tasks
    )
    return PractitionerFormScreen(
        _around(parts),
        view_model,
        parts.tasks.slow,
        lambda key: pictures.path(key, SIZES[0]),
        pictures.limit_bytes,
        parent,
    )


def _staff_form(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = StaffFormViewModel(parts.session, services.staff, services.locations, parts.tasks.database)
    return StaffFormScreen(_around(parts), view_model, parent)


def _centres(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    model = CentresViewModel(parts.session, services.locations, services.hours_changes, parts.tasks.database)
    return CentresScreen(_around(parts), model, make_hours_desk(parts), parent)


def _services(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = ServicesViewModel(
        parts.session, services.practitioners, services.locations, services.settings, parts.tasks.database
    )
    return ServicesScreen(_around(parts), view_model, parent)


def _settings(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = SettingsViewModel(
        parts.session, services.settings, services.locations, services.practitioners, parts.tasks.database
    )
    mail_trial = MailTrialViewModel(parts.session, services.messages, parts.tasks.slow)
    logo = LogoViewModel(parts.session, services.locations, services.pictures, parts.tasks.slow)
    gateways = tuple(
        GatewayTrialViewModel(name, parts.session, services.gateways, parts.tasks.slow) for name in GatewayName
    )
    return SettingsScreen(_around(parts), view_model, mail_trial, gateways, logo, parent)


def _wordings(parts: Parts, parent: QWidget) -> Screen:
    view_model = WordingsViewModel(parts.session, parts.services.wordings, parts.tasks.database)
    return WordingsScreen(_around(parts), view_model, parent)


def _audit(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = AuditViewModel(
        parts.session, services.history, services.staff, services.locations, parts.tasks.database
    )
    return AuditScreen(_around(parts), view_model, parent)


def _hours(parts: Parts, parent: QWidget) -> Screen:
    services, session, tasks = parts.services, parts.session, parts.tasks.database
    hours = HoursViewModel(
        session, services.hours, services.practitioners, services.locations, services.hours_changes, tasks
    )
    desk = make_hours_desk(parts)
    editor = HoursEditor(parts.theme, hours, desk, session, parts.shell, parts.locale)
    page = HoursPageViewModel(session, services.practitioners, tasks)
    return HoursScreen(_around(parts), page, hours, editor, parent)


SCREENS: dict[str, Builder] = {
    "overview": _overview,
    "people": _people,
    "practitioner_form": _practitioner_form,
    "staff_form": _staff_form,
    "centres": _centres,
    "services": _services,
    "settings": _settings,
    "wordings": _wordings,
    "audit": _audit,
    "hours": _hours,
}
