"""The money screens by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import GatewayName
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.appointments.desk_parts import make_printing, make_told
from clinic_desktop.ui.billing.findings import FindingsScreen
from clinic_desktop.ui.billing.links import LinksScreen
from clinic_desktop.ui.billing.pay_by_link import PayByLink
from clinic_desktop.ui.billing.payments import PaymentsScreen
from clinic_desktop.ui.billing.refund_asking import RefundAsking
from clinic_desktop.ui.billing.refunds import RefundsScreen
from clinic_desktop.ui.billing.take_payment import TakePaymentDock
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.billing.findings import FindingsViewModel
from clinic_desktop.viewmodels.billing.link_pay import LinkPayViewModel
from clinic_desktop.viewmodels.billing.links import LinksViewModel
from clinic_desktop.viewmodels.billing.payments import PaymentsViewModel
from clinic_desktop.viewmodels.billing.refund_wish import RefundWishViewModel
from clinic_desktop.viewmodels.billing.refunds import RefundsViewModel
from clinic_desktop.viewmodels.billing.take_payment import TakePaymentViewModel


def _take_payment(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services
    model = TakePaymentViewModel(parts.session, parts.tasks, services.payments, services.patients)
    by_link = PayByLink(
        parts.theme, lambda: make_link_model(parts), parts.session, parts.hub, parts.shell, make_told(parts),
        parts.locale,
    )  # fmt: skip
    return TakePaymentDock(
        parts.theme, model, parts.session, parts.hub, parts.shell, make_printing(parts), by_link,
        make_refunding(parts), parts.locale, parent,
    )  # fmt: skip


def make_link_model(parts: Parts) -> LinkPayViewModel:
    """Paying one visit by a link."""
    return LinkPayViewModel(parts.session, parts.tasks, parts.services.checkout, parts.services.payments)


def make_refunding(parts: Parts) -> RefundAsking:
    """Giving money of a payment back."""
    refunds = parts.services.refunds

    def make(payment_id: int) -> RefundWishViewModel:
        return RefundWishViewModel(parts.session, parts.tasks, refunds, payment_id)

    return RefundAsking(parts.theme, parts.shell, make, parts.locale)


def _refunds(parts: Parts, parent: QWidget) -> Screen:
    model = RefundsViewModel(parts.session, parts.tasks, parts.services.refunds)
    around = Around(parts.theme, parts.session, parts.hub, parts.shell, parts.locale)
    return RefundsScreen(around, model, make_printing(parts), parent)


def _findings(parts: Parts, parent: QWidget) -> Screen:
    services = parts.services

    def usable() -> tuple[GatewayName, ...]:
        return tuple(name for name in GatewayName if not services.gateways.lacks(name))

    model = FindingsViewModel(parts.session, parts.tasks, services.findings, services.reconciliation, usable)
    around = Around(parts.theme, parts.session, parts.hub, parts.shell, parts.locale)
    return FindingsScreen(around, model, parent)


def _payments(parts: Parts, parent: QWidget) -> Screen:
    model = PaymentsViewModel(parts.session, parts.tasks, parts.services.payments, parts.services.slots)
    return PaymentsScreen(
        parts.theme, model, parts.session, parts.hub, parts.shell, make_printing(parts), make_refunding(parts),
        parts.locale, parent,
    )  # fmt: skip


def _links(parts: Parts, parent: QWidget) -> Screen:
    model = LinksViewModel(parts.session, parts.tasks, parts.services.checkout)
    told = make_told(parts)
    return LinksScreen(parts.theme, model, parts.session, parts.hub, parts.shell, told, parts.locale, parent)


SCREENS: dict[str, Builder] = {
    "links": _links,
    "payments": _payments,
    "take_payment": _take_payment,
    "refunds": _refunds,
    "findings": _findings,
}
