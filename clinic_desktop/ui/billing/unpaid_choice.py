"""Which of a patient's unpaid visits is to be paid."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.services.patients.visits import Visit
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import money_text, time_text, weekday_date
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_row import PersonRow
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.take_payment_state import TakePaymentState
from clinic_desktop.viewmodels.session import Session


class UnpaidChoice(QWidget):
    """``chosen`` carries the visit's number."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, session: Session, locale: QLocale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._session, self._locale = theme, session, locale
        self._shown: tuple[Visit, ...] = ()
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.M)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(PlainLabel(theme, tr("Which visit is paid?"), role="field-label"))
        column.addLayout(self._list)

    def show_state(self, state: TakePaymentState) -> None:
        """Shows the visits while none has been chosen."""
        self.setVisible(state.invoice is None and bool(state.unpaid))
        if state.unpaid == self._shown:
            return
        self._shown = state.unpaid
        empty(self._list)
        for visit in state.unpaid:
            self._list.addWidget(self._row(visit))

    def _row(self, visit: Visit) -> PersonRow:
        start = visit.starts_at.astimezone(self._session.centre.zone)
        when = joined(weekday_date(start.date(), self._locale), time_text(start, self._locale))
        due = money_text(visit.due, self._locale) if visit.due is not None else ""
        detail = joined(visit.practitioner_name, visit.service_name, due)
        number = visit.appointment_id
        return PersonRow(self._theme, when, detail, tr("Pay"), lambda: self.chosen.emit(number), self)
