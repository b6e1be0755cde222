"""The money screens by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.appointments.desk_parts import make_printing, make_told
from clinic_desktop.ui.billing.pay_by_link import PayByLink
from clinic_desktop.ui.billing.payments import PaymentsScreen
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.billing.payments import PaymentsViewModel
from clinic_desktop.viewmodels.billing.take_payment import TakePaymentViewModel


def _take_payment(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    model = TakePaymentViewModel(parts.session, parts.tasks, services.payments, services.patients)
    by_link = PayByLink(
        parts.theme, lambda: make_link_model(parts), parts.session, parts.hub, parts.shell, make_told(parts),
        parts.locale,
    )  # fmt: skip
    return TakePaymentDock(
        parts.theme, model, parts.session, parts.hub, parts.shell, make_printing(parts), by_link, parts.locale, parent
    )


def make_link_model(parts: Parts) -> LinkPayViewModel:
    """Paying one visit by a link."""
    return LinkPayViewModel(parts.session, parts.tasks, parts.services.checkout, parts.services.payments)


def _payments(parts: Parts, parent: QWidget) -> Screen:
    model = PaymentsViewModel(parts.session, parts.tasks, parts.services.payments)
    return PaymentsScreen(
        parts.theme, model, parts.session, parts.hub, parts.shell, make_printing(parts), parts.locale, parent
    )


SCREENS: dict[str, Builder] = {"payments": _payments, "take_payment": _take_payment}
