"""Everybody who comes to the same group session, in the dock of one of them."""

from PySide6.QtCore import QLocale

from clinic_desktop.services.appointments.detail_views import AppointmentDetail
from clinic_desktop.ui.appointments.series_words import place_text
from clinic_desktop.ui.appointments.visit_chips import VisitChips
from clinic_desktop.ui.theme.theme import Theme


class GroupPart(VisitChips):
    """ "Group · 3 of 8 places" with a chip for each."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, self.tr("Who comes to the session"))
        self._locale = locale

    def show_visit(self, detail: AppointmentDetail) -> None:
        """Shows the members; nothing where the visit is no group session."""
        self.setVisible(bool(detail.group))
        if not detail.group:
            return
        places = place_text(len(detail.group), max(detail.card.capacity, len(detail.group)), self._locale)
        self.show_visits(
            self.tr("Group · {places} places taken").format(places=places),
            ((member.appointment_id, member.patient_name, member.state) for member in detail.group),
            detail.card.appointment_id,
        )
