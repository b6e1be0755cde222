"""The columns of the three lists of the page of payments."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.domain.codes import PaymentState
from clinic_desktop.services.billing.values import OwedRefund, PaymentRow, UnpaidEntry
from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word, payment_row_word, tr
from clinic_desktop.ui.formats import listed_date, money_text, phone_text, time_text
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.table_rows import Cell, Column
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.words import state_title
from clinic_desktop.viewmodels.session import Session

_TONES = {
    PaymentState.PENDING: "warn",
    PaymentState.HELD: "danger",
    PaymentState.PAID: "ok",
    PaymentState.PARTLY_REFUNDED: "warn",
    PaymentState.REFUNDED: "text3",
    PaymentState.FAILED: "danger",
    PaymentState.EXPIRED: "text3",
}


class MoneyColumns:
    """Puts payments, unpaid visits and owed refunds into words, on the wall clock of their centre."""

    def __init__(self, session: Session, locale: QLocale) -> None:
        self._session, self._locale = session, locale

    def taken(self) -> tuple[Column[PaymentRow], ...]:
        """What was taken."""
        return (
            Column(tr("Receipt"), self._receipt, lambda row: row.paid_at),
            Column(tr("Patient"), lambda row: Cell(row.patient_name, row.practitioner_name, person=row.patient_name),
                   lambda row: row.patient_name.casefold()),
            Column(tr("Paid by"), self._method, lambda row: row.method),
            Column(tr("Taken by"), lambda row: Cell(row.taken_by, row.desk), lambda row: row.taken_by.casefold()),
            Column(tr("State"), self._state, lambda row: row.state),
            Column(tr("Amount"), self._amount, lambda row: row.amount.minor, number=True),
        )  # fmt: skip

    def unpaid(self) -> tuple[Column[UnpaidEntry], ...]:
        """Who was here and has something left to pay."""
        return (
            Column(tr("Time"), self._visit_time, lambda row: row.starts_at),
            Column(tr("Patient"), self._unpaid_patient, lambda row: row.patient_name.casefold()),
            Column(tr("Visit"), lambda row: Cell(row.practitioner_name, row.service_name),
                   lambda row: row.practitioner_name.casefold()),
            Column(tr("State"), lambda row: Cell(state_title(row.state), state=row.state), lambda row: row.state),
            Column(tr("Price"), lambda row: Cell(money_text(row.total, self._locale)), lambda row: row.total.minor,
                   number=True),
            Column(tr("Due"), lambda row: Cell(money_text(row.due, self._locale), tone="warn", strong=True),
                   lambda row: row.due.minor, number=True),
        )  # fmt: skip

    def owed(self) -> tuple[Column[OwedRefund], ...]:
        """What has to be handed back or sent."""
        return (
            Column(tr("Since"), self._since, lambda row: row.created_at),
            Column(tr("Patient"), self._owed_patient, lambda row: row.patient_name.casefold()),
            Column(tr("Why"), lambda row: Cell(row.reason, row.made_by), lambda row: row.reason.casefold()),
            Column(tr("Paid by"), lambda row: Cell(method_word(row.method), row.receipt_number,
                   icon=METHOD_ICONS[row.method]), lambda row: row.method),
            Column(tr("Give back"), lambda row: Cell(money_text(row.amount, self._locale), tone="warn", strong=True),
                   lambda row: row.amount.minor, number=True),
        )  # fmt: skip

    def _zone(self, location_id: int) -> ZoneInfo:
        session = self._session
        return next((centre.zone for centre in session.centres if centre.id == location_id), session.centre.zone)

    def _receipt(self, row: PaymentRow) -> Cell:
        at = row.paid_at.astimezone(self._zone(row.location_id))
        when = joined(listed_date(at.date(), self._session.today(), self._locale), time_text(at, self._locale))
        if row.state is PaymentState.PENDING:
            return Cell(tr("Link"), when, strong=True)
        return Cell(row.receipt_number, when, strong=True)

    def _method(self, row: PaymentRow) -> Cell:
        known = [gateway_text(row.gateway)] if row.gateway else []
        known += [f"•••• {row.card_last4}"] if row.card_last4 else []
        known += [row.reference] if row.reference else []
        return Cell(method_word(row.method), joined(*known), icon=METHOD_ICONS[row.method])

    def _state(self, row: PaymentRow) -> Cell:
        tone = "warn" if row.given_back < row.refunded else _TONES.get(row.state, "")
        return Cell(payment_row_word(row), tone=tone)

    def _amount(self, row: PaymentRow) -> Cell:
        pattern = tr("{amount} to go back") if row.given_back < row.refunded else tr("{amount} back")
        back = pattern.format(amount=money_text(row.refunded, self._locale)) if row.refunded else ""
        return Cell(money_text(row.amount, self._locale), back, strong=True)

    def _visit_time(self, row: UnpaidEntry) -> Cell:
        start = row.starts_at.astimezone(self._session.centre.zone)
        return Cell(time_text(start, self._locale), row.token, strong=True)

    def _unpaid_patient(self, row: UnpaidEntry) -> Cell:
        return Cell(row.patient_name, self._phone(row.patient_phone), person=row.patient_name)

    def _owed_patient(self, row: OwedRefund) -> Cell:
        return Cell(row.patient_name, self._phone(row.patient_phone), person=row.patient_name)

    def _since(self, row: OwedRefund) -> Cell:
        at = row.created_at.astimezone(self._zone(row.location_id))
        day = listed_date(at.date(), self._session.today(), self._locale)
        return Cell(day, time_text(at, self._locale), strong=True)

    def _phone(self, phone: str) -> str:
        return phone_text(phone, self._session.centre.country, self._locale) if phone else ""
