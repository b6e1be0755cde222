"""The visit in view: the patient's banner and warnings, the note, and earlier visits beside it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QLocale
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.doctor.earlier_visits import EarlierVisits
from clinic_desktop.ui.doctor.note_editor import NoteEditor
from clinic_desktop.ui.doctor.patient_banner import PatientBanner
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.doctor.my_day import MyDayState
from clinic_desktop.viewmodels.session import Session

_MOST_CONDITIONS = 6


class VisitPage(QWidget):
    """``banner`` and ``note`` tell what a person does."""

    def __init__(
        self, theme: Theme, session: Session, locale: QLocale, picture: Callable[[str], QPixmap | None]
    ) -> None:
        super().__init__()
        self._theme, self._locale, self._picture = theme, locale, picture
        self._warned: object = None
        self.banner = PatientBanner(theme, locale, lambda: session.centre.country)
        self.note = NoteEditor(theme, session, locale)
        self._warnings = QWidget(self)
        self._warnings_row = FlowLayout(self._warnings, spacing=Space.S)
        self._no_note = EmptyState(theme, "notebook-pen", "", "", parent=self)
        self._sheets = QStackedWidget()
        self._sheets.addWidget(self.note)
        holder = Panel(theme)
        holder.body.addWidget(self._no_note)
        self._sheets.addWidget(holder)
        self._earlier_panel = Panel(theme, self.tr("Earlier visits"))
        self._earlier = EarlierVisits(theme, locale)
        self._count = PlainLabel(theme, role="caption")
        self._earlier_panel.add_action(self._count)
        self._earlier_panel.body.addWidget(self._earlier, 1)
        self._fit_side()
        theme.changed.connect(self._fit_side)
        self._lay_out()

    def show_visit(self, card: Card, state: MyDayState, now: datetime) -> None:
        """Shows the visit in view; what is known of the patient comes a moment later."""
        person = state.person if state.person and state.person.id == card.patient_id else None
        picture = self._picture(person.fields.picture) if person and person.fields.picture else None
        self.banner.show_visit(card, person, picture, state.busy, now)
        self._show_warnings(card, state)
        self._show_sheet(card)
        earlier = tuple(
            visit
            for visit in state.visits
            if visit.appointment_id != card.appointment_id and visit.starts_at < card.period.start
        )
        self._count.set_text(QLocale().toString(len(earlier)) if earlier else "")
        zone = state.view.zone if state.view else None
        if zone is not None:
            self._earlier.show_visits(earlier, zone, self.tr("This is the first visit.") if person else "")

    def show_time(self, now: datetime) -> None:
        """Moves the timer and the age of the saved note on."""
        self.banner.show_time(now)
        self.note.show_time(now)

    def _show_warnings(self, card: Card, state: MyDayState) -> None:
        person = state.person
        conditions = tuple(entry.condition for entry in person.history or () if entry.active) if person else ()
        shown = (card.appointment_id, card.alert, card.reason, conditions, self._theme.scale)
        if shown == self._warned:
            return
        self._warned = shown
        empty(self._warnings_row)
        if card.alert:
            self._add_chip(self.tr("Allergy: {what}").format(what=card.alert), "triangle-alert", "danger")
        for condition in conditions[:_MOST_CONDITIONS]:
            self._add_chip(condition, None, "neutral")
        if card.first_visit:
            self._add_chip(self.tr("First visit"), "star", "info")
        if card.online:
            self._add_chip(self.tr("Video visit"), "video", "info")
        if card.reason:
            self._add_chip(self.tr("Comes for: {reason}").format(reason=card.reason), "message-square", "neutral")

    def _add_chip(self, text: str, icon: str | None, tone: str) -> None:
        chip = Chip(self._theme, " ".join(text.split()), icon, tone, parent=self._warnings)
        chip.setToolTip("")
        self._warnings_row.addWidget(chip)
        chip.show()

    def _show_sheet(self, card: Card) -> None:
        if card.encounter_id is not None:
            self._sheets.setCurrentIndex(0)
            return
        self._sheets.setCurrentIndex(1)
        if card.state is AppointmentState.NO_SHOW:
            self._no_note.show_words(self.tr("The patient did not come"), self.tr("There is no note of this visit."))
        else:
            self._no_note.show_words(
                self.tr("The note begins when the patient is here"), self.tr("Earlier visits are at the side already.")
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        px = self._theme.px
        wanted = min(max(min(px(290), 380), self.width() * 27 // 100), px(420))
        # What is written comes first where the text is large for the window.
        left = self.width() - self.note.least_width() - 3 * Space.XL
        self._earlier_panel.setFixedWidth(max(px(190), min(wanted, left)))

    def _lay_out(self) -> None:
        facts = QHBoxLayout()
        facts.setSpacing(Space.L)
        facts.addWidget(self._warnings, 1)
        sheets = QHBoxLayout()
        sheets.setSpacing(Space.M)
        sheets.addWidget(self._sheets, 1)
        sheets.addWidget(self._earlier_panel)
        below = QVBoxLayout()
        below.setContentsMargins(Space.XL, Space.M, Space.L, Space.L)
        below.setSpacing(Space.M)
        below.addLayout(facts)
        below.addLayout(sheets, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addLayout(below, 1)
