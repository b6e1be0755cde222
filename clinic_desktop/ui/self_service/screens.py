"""The patient's own pages by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.appointments.desk_parts import make_printing
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.self_service.find_doctor import FindDoctorScreen
from clinic_desktop.ui.self_service.me import MeScreen
from clinic_desktop.ui.self_service.payments import OwnPaymentsScreen
from clinic_desktop.ui.self_service.visits import VisitsScreen
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.self_service.find_doctor import FindDoctorViewModel
from clinic_desktop.viewmodels.self_service.me import MeViewModel
from clinic_desktop.viewmodels.self_service.payments import OwnPaymentsViewModel
from clinic_desktop.viewmodels.self_service.visits import VisitsViewModel
from clinic_desktop.viewmodels.shell.sign_in import SignInViewModel


def _find_doctor(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = FindDoctorViewModel(
        parts.session, services.practitioners, services.locations, services.slots, services.holds, services.booking,
        parts.tasks.database,
    )  # fmt: skip
    portraits = Portraits(services.pictures, parts.tasks.slow)
    screen = FindDoctorScreen(
        parts.theme, view_model, parts.session, parts.hub, parts.shell, parts.locale, portraits, parent
    )
    portraits.setParent(screen)
    portraits.arrived.connect(screen.show_pictures)
    return screen


def _visits(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = VisitsViewModel(
        parts.session, services.days, services.booking, services.checkout, services.refunds,
        parts.tasks.database,
    )  # fmt: skip

    def make_pay() -> LinkPayViewModel:
        return LinkPayViewModel(parts.session, parts.tasks, services.checkout, services.payments)

    portraits = Portraits(services.pictures, parts.tasks.slow)
    screen = VisitsScreen(
        parts.theme, view_model, parts.session, parts.hub, parts.shell, parts.locale, portraits, make_printing(parts),
        make_pay, parent,
    )  # fmt: skip
    portraits.setParent(screen)
    portraits.arrived.connect(screen.show_pictures)
    return screen


def _me(parts: Parts, parent: QWidget) -> Screen:
    services, session, tasks = parts.services, parts.session, parts.tasks
    view_model = MeViewModel(session, services.patients, services.pictures, tasks)

    def make_sign_in() -> SignInViewModel:
        return SignInViewModel(services, tasks.slow, session.actor.desk, session.centre.id)

    return MeScreen(
        parts.theme, view_model, make_sign_in, session, parts.hub, parts.shell, parts.locale, services.pictures,
        tasks.slow, parent,
    )  # fmt: skip


def _own_payments(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    view_model = OwnPaymentsViewModel(parts.session, services.payments, services.refunds, parts.tasks.database)
    return OwnPaymentsScreen(
        parts.theme, view_model, parts.session, parts.hub, parts.shell, make_printing(parts), parts.locale, parent
    )


SCREENS: dict[str, Builder] = {
    "find_doctor": _find_doctor,
    "visits": _visits,
    "own_payments": _own_payments,
    "me": _me,
}
