"""The foot of the take-payment dock: what is taken or asked for now, and the button that does it, or why it cannot."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.billing.pay_by_link import PayByLink
from clinic_desktop.ui.billing.words import pay_problem, tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState
from clinic_desktop.viewmodels.session import Session


class PayFoot(QWidget):
    """``pressed`` fires at a click on the button."""

    pressed = Signal()

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._session, self._locale = session, locale
        self._total = PlainLabel(theme, role="title")
        self._note = PlainLabel(theme, role="caption")
        self.act = Button(theme, tr("Take payment"), role="primary", key="Ctrl+Enter")
        self.act.clicked.connect(self.pressed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._total)
        words.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addLayout(words, 1)
        row.addWidget(self.act)

    def show_taking(self, state: TakePaymentState) -> None:
        """A payment at the desk."""
        total, left = state.total, state.left
        self._total.set_text(money_text(total, self._locale) if total is not None else "")
        whole = left is not None and not left
        self._note.set_text(tr("all that is due") if whole else tr("a part of what is due"))
        self.act.set_text(tr("Take payment"))
        self.act.set_busy(tr("Taking…") if state.busy else None)
        why = None if state.can_take or state.busy else pay_problem(state.problem)
        self._show_why_not(self._discount_first() if state.discount_open else why)

    def show_link(self, link: PayByLink, discounting: bool) -> None:
        """A link that the patient pays by, or has paid by; no other while a discount is typed."""
        done = link.is_paid
        self._total.set_text(link.amount_text())
        self._note.set_text(tr("paid online") if done else tr("by link"))
        self.act.set_text(tr("Done") if done else tr("Make link"))
        self.act.set_busy(tr("Making link…") if link.is_making else None)
        why = None if done or link.is_making else link.why_not()
        self._show_why_not(self._discount_first() if discounting and not done else why)

    def _discount_first(self) -> str:
        # Else the whole price would be taken from who is just getting something off.
        return tr("Take the discount off first, or leave it.")

    def _show_why_not(self, why: str | None) -> None:
        if not self._session.may(Permission.TAKE_PAYMENT):
            why = tr("Your role does not permit taking payments.")
        self.act.set_disabled_reason(why)
