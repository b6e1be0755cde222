"""Asks why and until when the doctor is away from now on, and shows who is hit."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import DateField, TextField, TimeField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.scheduling.hit_table import HitTable
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.doctor.absence import AbsenceState, AbsenceViewModel, Until
from clinic_desktop.viewmodels.session import Session


class AbsenceDialog(Dialog):
    """Closes by itself once the absence is kept."""

    def __init__(
        self, theme: Theme, view_model: AbsenceViewModel, session: Session, locale: QLocale, parent: QWidget | None
    ) -> None:
        super().__init__(theme, "", parent, width=520)
        self.setWindowTitle(self.tr("Not available from now"))
        self._view_model, self._session = view_model, session
        view_model.setParent(self)
        self.body.addWidget(PlainLabel(theme, self.tr("Not available from now"), role="section", parent=self))
        hint = self.tr(
            "Nobody can be booked with you in that time. Visits that are booked already stay until the desk calls."
        )
        self.body.addWidget(PlainLabel(theme, hint, role="muted", wrap=True, parent=self))
        self.reason = TextField(theme, self.tr("Reason"), self.tr("Such as an emergency"), parent=self)
        self.reason.edited.connect(view_model.set_reason)
        self.body.addWidget(self.reason)
        choices = (
            Choice(Until.END_OF_DAY, self.tr("Rest of today")),
            Choice(Until.TIME, self.tr("Until a time")),
            Choice(Until.DAY, self.tr("Until a day")),
        )
        self.until = Segmented(theme, choices, self.tr("Until when"), self)
        self.until.chosen.connect(view_model.set_until)
        self.body.addWidget(self.until)
        self.back_at = TimeField(theme, self.tr("Back at"), locale=locale, parent=self)
        self.back_at.chosen.connect(view_model.set_back_at)
        self.body.addWidget(self.back_at)
        self.day = DateField(theme, self.tr("Last day away"), today=session.today, locale=locale, parent=self)
        self.day.set_bounds(minimum=session.today())
        self.day.chosen.connect(lambda typed: view_model.set_day(typed.day if typed else None))
        self.body.addWidget(self.day)
        self._count = PlainLabel(theme, role="label", parent=self)
        self.body.addWidget(self._count)
        self._hits = HitTable(theme, locale, session.centre.country, self)
        self.body.addWidget(self._hits)
        self._fault = PlainLabel(theme, role="problem", wrap=True, parent=self)
        self.body.addWidget(self._fault)
        keep = self.add_button(Button(theme, self.tr("Stay available")))
        keep.clicked.connect(self.reject)
        self.confirm = self.add_button(Button(theme, self.tr("Not available"), role="danger"))
        self.confirm.clicked.connect(view_model.confirm)
        view_model.state_changed.connect(self.show_state)
        view_model.away.connect(self.accept)
        self.show_state(view_model.state)
        self.reason.setFocus()

    def show_state(self, state: AbsenceState) -> None:
        """Shows the state; may be called at any time."""
        self.until.set_value(state.until)
        self.back_at.setVisible(state.until is Until.TIME)
        self.day.setVisible(state.until is Until.DAY)
        if state.day is not None and self.day.day() is None and not self.day.edit.hasFocus():
            self.day.set_date(state.day)
        problems = dict(state.problems)
        for name, field in (("reason", self.reason), ("back_at", self.back_at), ("day", self.day)):
            field.set_problem(problem(problems[name]) if name in problems else None)
        count = len(state.hits)
        text = self.tr("%n visits are booked in that time:", "", count)
        self._count.set_text(text if count else self.tr("No visit is booked in that time."))
        self._hits.show_hits(state.hits, {centre.id: centre.zone for centre in self._session.centres})
        self._fault.set_text(refusal_words(state.refusal) if state.refusal else "")
        self._fault.setVisible(state.refusal is not None)
        self.confirm.set_busy(self.tr("Saving…") if state.busy else None)
