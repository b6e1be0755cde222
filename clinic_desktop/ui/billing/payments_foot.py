"""What can be done with the chosen row of money, and turning the pages, below the lists."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentState
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.payments import PaymentsState, PaymentsTab
from clinic_desktop.viewmodels.session import Session

_CAME_IN = (PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED)


class PaymentsFoot(QWidget):
    """``turned`` carries −1 for newer and 1 for older payments; the other buttons are named by what they do."""

    turned = Signal(int)

    def __init__(self, theme: Theme, session: Session, export: QWidget) -> None:
        super().__init__()
        self._session, self._export = session, export
        self._selected = PlainLabel(theme, role="caption")
        self._newer = IconButton(theme, "chevron-left", tr("Newer payments"), framed=True)
        self._older = IconButton(theme, "chevron-right", tr("Older payments"), framed=True)
        self._page = PlainLabel(theme, role="caption")
        self.patient = Button(theme, tr("Patient"), "user")
        self.visit = Button(theme, tr("Visit"), "calendar-days")
        self.receipt = Button(theme, tr("Print receipt"), "printer", key="Ctrl+P")
        self.refund = Button(theme, tr("Refund…"), "rotate-ccw")
        self.take = Button(theme, tr("Take payment"), "wallet", role="primary", key="P")
        self.handed = Button(theme, tr("Given back…"), "check", role="primary")
        self._newer.clicked.connect(lambda: self.turned.emit(-1))
        self._older.clicked.connect(lambda: self.turned.emit(1))
        actions = QWidget()
        flow = FlowLayout(actions, spacing=Space.S)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(export)
        row.addWidget(self._selected, 1)
        for widget in (self._newer, self._page, self._older):
            row.addWidget(widget)
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
        self._show_pages(state)

    def _show_pages(self, state: PaymentsState) -> None:
        several = state.tab is PaymentsTab.TAKEN and state.last_page > 0
        for widget in (self._newer, self._older, self._page):
            widget.setVisible(several)
        self._newer.setEnabled(state.page > 0)
        self._older.setEnabled(state.page < state.last_page)
        number = tr("Page {page} of {last}")
        self._page.set_text(number.format(page=state.page + 1, last=state.last_page + 1))
