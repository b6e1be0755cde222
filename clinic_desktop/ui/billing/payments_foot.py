"""What can be done with the chosen row of money, and turning the pages, below the lists."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentState
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.pager import Pager
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.payments import PaymentsState, PaymentsTab
from clinic_desktop.viewmodels.session import Session

_CAME_IN = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)


class PaymentsFoot(QWidget):
    """The buttons are named by what they do, and are the page's to connect."""

    def __init__(self, theme: Theme, session: Session, locale: QLocale, export: QWidget) -> None:
        super().__init__()
        self._session, self._export = session, export
        self._selected = PlainLabel(theme, role="caption")
        self.pager = Pager(theme, locale, tr("Newer payments"), tr("Older payments"))
        self.patient = Button(theme, tr("Patient"), "user")
        self.visit = Button(theme, tr("Visit"), "calendar-days")
        self.receipt = Button(theme, tr("Print receipt"), "printer", key="Ctrl+P")
        self.refund = Button(theme, tr("Refund…"), "rotate-ccw")
        self.take = Button(theme, tr("Take payment"), "wallet", role="primary", key="P")
        self.handed = Button(theme, tr("Given back…"), "check", role="primary")
        actions = QWidget()
        flow = FlowLayout(actions, spacing=Space.S)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(export)
        row.addWidget(self._selected, 1)
        row.addWidget(self.pager)
        row.addWidget(actions)
        for button in (self.patient, self.visit, self.receipt, self.refund, self.take, self.handed):
            flow.addWidget(button)

    def show_state(self, state: PaymentsState) -> None:
        """Shows what may be done with the chosen row."""
        payment, unpaid, owed = state.selected_payment, state.selected_unpaid, state.selected_owed
        chosen = payment or unpaid or owed
        may = self._session.may
        name = chosen.patient_name if chosen is not None else ""
        self._selected.set_text(name or tr("Choose a row to do something with it"))
        self._selected.set_role("strong" if name else "caption")
        came_in = payment is not None and bool(payment.receipt_number) and payment.state in _CAME_IN
        refundable = came_in and payment is not None and payment.refunded < payment.amount
        # One button: what it prints is what the row has.
        papers = (
            (payment if came_in else None, tr("Print receipt")),
            (unpaid, tr("Print invoice")),
            (owed, tr("Print credit note")),
        )
        paper = next((word for row, word in papers if row is not None), "")
        self.receipt.setVisible(bool(paper))
        if paper:
            self.receipt.set_text(paper)
        self.refund.setVisible(refundable and may(Permission.REFUND))
        self.visit.setVisible(payment is not None or unpaid is not None)
        self.patient.setVisible(chosen is not None)
        waits = payment is not None and payment.state is PaymentState.PENDING
        self.take.setVisible((unpaid is not None or waits) and may(Permission.TAKE_PAYMENT))
        self.handed.setVisible(owed is not None and may(Permission.TAKE_PAYMENT))
        self.handed.set_busy(tr("One moment…") if state.busy else None)
        self._export.setVisible(state.tab is PaymentsTab.TAKEN)
        several = state.tab is PaymentsTab.TAKEN
        self.pager.show_page(state.page if several else 0, state.last_page if several else 0)
