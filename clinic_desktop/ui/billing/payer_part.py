"""Whose visit is paid, which one it is, and with whom."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.services.billing.values import InvoiceView
from clinic_desktop.ui.formats import time_text, weekday_date
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme


class PayerPart(Panel):
    """Two lines: the name, and the visit."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, role="inset")
        self._locale = locale
        self._name = PlainLabel(theme, role="strong")
        self._visit = PlainLabel(theme, role="label", wrap=True)
        self.body.addWidget(self._name)
        self.body.addWidget(self._visit)

    def show_invoice(self, invoice: InvoiceView, zone: ZoneInfo) -> None:
        """The visit's time is told as at its centre, whose zone is ``zone``."""
        self._name.set_text(invoice.patient_name)
        start = invoice.starts_at.astimezone(zone)
        when = joined(weekday_date(start.date(), self._locale), time_text(start, self._locale))
        self._visit.set_text(joined(invoice.patient_number, when, invoice.practitioner_name))
