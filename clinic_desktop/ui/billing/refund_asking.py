"""Giving money of a payment back from any screen: opens the dialog, and says what came of it."""

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import RefundView
from clinic_desktop.ui.billing.refund_dialog import RefundDialog
from clinic_desktop.ui.billing.refund_words import given_text
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.billing.refund_wish import RefundWishViewModel


class RefundAsking(QObject):
    """One for a screen. ``make_model`` makes the view-model of one payment's refund."""

    def __init__(
        self, theme: Theme, shell: Shell, make_model: Callable[[int], RefundWishViewModel], locale: QLocale
    ) -> None:
        super().__init__()
        self._theme, self._shell, self._make_model, self._locale = theme, shell, make_model, locale

    def open(self, payment_id: int, name: str, method: PaymentMethod, left: Money, parent: QWidget) -> RefundDialog:
        """Opens the dialog over a screen."""
        model = self._make_model(payment_id)
        dialog = RefundDialog(self._theme, model, name, method, left, self._locale, parent)
        model.refused.connect(self._shell.refuse)
        model.given.connect(lambda refund: self._say(refund, model))
        dialog.open()
        model.load()
        return dialog

    def _say(self, refund: RefundView, model: RefundWishViewModel) -> None:
        terms = model.state.terms
        self._shell.toast(given_text(refund, terms.approvers if terms is not None else (), self._locale))
