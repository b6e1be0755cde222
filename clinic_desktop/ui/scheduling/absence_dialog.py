"""Asks why and until when the doctor is away from now on, and shows who is hit."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import DateField, TextField, TimeField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import all_read
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.scheduling.hit_choices import HitChoices
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.scheduling.absence import AbsenceState, AbsenceViewModel, Until
from clinic_desktop.viewmodels.session import Session


class AbsenceDialog(Dialog):
    """Closes by itself once the absence is kept."""

    def __init__(
        self,
        theme: Theme,
        view_model: AbsenceViewModel,
        session: Session,
        locale: QLocale,
        parent: QWidget | None,
        name: str = "",
    ) -> None:
        super().__init__(theme, "", parent, width=680)
        title = self.tr("Not available from now")
        if name:
            title = self.tr("{doctor}: not available from now").format(doctor=isolated(name))
        self.setWindowTitle(title)
        self._view_model, self._session = view_model, session
        view_model.setParent(self)
        self.body.addWidget(PlainLabel(theme, title, role="section", parent=self))
        hint = self.tr("Nobody can be booked in that time. Choose what becomes of the visits that are booked already.")
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
        self.choices = HitChoices(theme, view_model.change_of_hours, session, locale, self, with_reason=False)
        self.body.addWidget(self.choices, 1)
        keep = self.add_button(Button(theme, self.tr("Stay available")))
        keep.clicked.connect(self.reject)
        self.confirm = self.add_button(Button(theme, self.tr("Not available"), role="danger"), default=True)
        self.confirm.clicked.connect(lambda: view_model.confirm() if all_read(self) else None)
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
        self.confirm.set_busy(self.tr("Saving…") if state.busy else None)
