"""The visits that a change of hours would leave outside, as a list to read before it is saved."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from clinic_desktop.services.scheduling.hours import AppointmentHit
from clinic_desktop.ui.formats import left_to_right, phone_text, time_text, weekday_date
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_MOST = 200


class HitTable(QScrollArea):
    """Day, time, patient and phone of each visit; with no visit it is not there."""

    def __init__(self, theme: Theme, locale: QLocale, region: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._locale, self._region = theme, locale, region
        self.setProperty("role", "clear")
        self.setWidgetResizable(True)
        self.setMaximumHeight(theme.px(220))
        self.setAccessibleName(QCoreApplication.translate("Hours", "Visits that are hit"))
        self.hide()

    def show_hits(self, hits: Sequence[AppointmentHit], zones: Mapping[int, ZoneInfo]) -> None:
        """Lists the visits; ``zones`` are those of the centres."""
        inside = QWidget()
        inside.setProperty("role", "clear")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, Space.S, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(2, 1)
        for row, hit in enumerate(hits[:_MOST]):
            start = hit.period.start.astimezone(zones.get(hit.location_id, ZoneInfo("UTC")))
            phone = left_to_right(phone_text(hit.patient_phone, self._region, self._locale), self._locale)
            texts = (
                (weekday_date(start.date(), self._locale), "muted"),
                (time_text(start, self._locale), "strong"),
                (hit.patient_name, "body"),
                (phone, "muted"),
            )
            for column, (text, role) in enumerate(texts):
                grid.addWidget(PlainLabel(self._theme, text, role=role, parent=inside), row, column)
        if len(hits) > _MOST:
            more = QCoreApplication.translate("Hours", "and {count} more").format(count=len(hits) - _MOST)
            grid.addWidget(PlainLabel(self._theme, more, role="caption", parent=inside), _MOST, 0, 1, 4)
        self.setWidget(inside)
        self.setMinimumHeight(min(inside.sizeHint().height() + 2, self.maximumHeight()))
        self.setVisible(bool(hits))
