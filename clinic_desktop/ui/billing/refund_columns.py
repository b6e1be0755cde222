"""The columns of the list of refunds."""

from PySide6.QtCore import QLocale

from clinic_desktop.services.billing.refund_listing import RefundRow
from clinic_desktop.ui.billing.refund_words import group_look, is_late, standing_word, tr, way_name, why_text
from clinic_desktop.ui.billing.words import METHOD_ICONS
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.kit.table_rows import FACT_TONES, Cell, Column
from clinic_desktop.ui.outbox.words import moment_text
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.viewmodels.session import Session

STATE, PATIENT, WAY, WHY, AMOUNT = range(5)
WIDTHS = (170, 210, 170, 190, 120)


class RefundColumns:
    """Puts refunds into words, as they are seen from the centre in view."""

    def __init__(self, session: Session, locale: QLocale) -> None:
        self._session, self._locale = session, locale

    def all(self) -> tuple[Column[RefundRow], ...]:
        """In the order of STATE to AMOUNT."""
        return (
            Column(tr("State"), self._state),
            Column(tr("Patient"), self._patient),
            Column(tr("Way back"), self._way),
            Column(tr("Why"), lambda row: Cell(why_text(row), row.made_by)),
            Column(tr("Amount"), lambda row: Cell(money_text(row.amount, self._locale), strong=True), number=True),
        )

    def _state(self, row: RefundRow) -> Cell:
        icon, tone = group_look(row.group)
        now = self._session.now()
        when = moment_text(row.done_at or row.sent_at or row.created_at, now, self._locale)
        tone = "danger" if is_late(row, now) else tone
        return Cell(standing_word(row), when, icon=icon, tone=FACT_TONES[tone])

    def _patient(self, row: RefundRow) -> Cell:
        """What is to be approved may be of another centre than the one in view, which is named then."""
        elsewhere = row.location_id != self._session.centre.id
        centre = isolated(self._session.centre_at(row.location_id).name) if elsewhere else ""
        return Cell(row.patient_name, joined(centre, row.receipt_number), person=row.patient_name)

    def _way(self, row: RefundRow) -> Cell:
        return Cell(way_name(row.method, row.gateway), row.credit_note_number, METHOD_ICONS[row.method])
