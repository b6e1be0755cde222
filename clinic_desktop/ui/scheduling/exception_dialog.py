"""Asks for an exception from the hours, and shows whom it hits before it is saved."""

from collections.abc import Sequence
from datetime import time

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.services.scheduling.hours import ExceptionDraft
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import ChoiceField, DateField, Field, TextField, TimeField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import all_read
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.scheduling import words
from clinic_desktop.ui.scheduling.hit_choices import HitChoices
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.scheduling.exception import KINDS, WITH_HOURS, ExceptionState, ExceptionViewModel
from clinic_desktop.viewmodels.scheduling.hours import WorkPlace
from clinic_desktop.viewmodels.session import Session

_DAY = 24 * 60


class ExceptionDialog(Dialog):
    """Closes by itself once the exception is kept."""

    def __init__(
        self,
        theme: Theme,
        view_model: ExceptionViewModel,
        session: Session,
        places: Sequence[WorkPlace],
        locale: QLocale,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, "", parent, width=680)
        self.setWindowTitle(self.tr("Exception from the hours"))
        self._view_model, self._places = view_model, tuple(places)
        view_model.setParent(self)
        self.body.addWidget(PlainLabel(theme, self.tr("Exception from the hours"), role="section", parent=self))
        kinds = [Choice(kind, words.kind_word(kind), words.kind_hint(kind)) for kind in KINDS]
        self.kind = ChoiceField(theme, self.tr("What"), kinds, parent=self)
        centres: list[Choice] = [Choice(None, self.tr("All centres"))]
        centres += [Choice(place.id, place.name) for place in places]
        self.place = ChoiceField(theme, self.tr("Where"), centres, self.tr("All centres"), parent=self)
        self.place.setVisible(len(places) > 1)
        self.first = DateField(theme, self.tr("First day"), today=session.today, locale=locale, parent=self)
        self.last = DateField(theme, self.tr("Last day"), today=session.today, locale=locale, parent=self)
        self.start = TimeField(theme, self.tr("From"), locale=locale, parent=self)
        self.end = TimeField(theme, self.tr("To"), locale=locale, parent=self)
        self.reason = TextField(theme, self.tr("Reason"), parent=self)
        for pair in ((self.kind, self.place), (self.first, self.last), (self.start, self.end), (self.reason,)):
            row = QHBoxLayout()
            row.setSpacing(Space.M)
            for field in pair:
                row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(row)
        self.choices = HitChoices(theme, view_model.change_of_hours, session, locale, self)
        # While a day is wrong nobody can say who is hit: the fields stay where they are meanwhile.
        room = self.choices.sizePolicy()
        room.setRetainSizeWhenHidden(True)
        self.choices.setSizePolicy(room)
        self.body.addWidget(self.choices, 1)
        self.add_button(Button(theme, self.tr("Keep the hours"))).clicked.connect(self.reject)
        self.save = self.add_button(Button(theme, self.tr("Save exception"), role="primary"), default=True)
        self.save.clicked.connect(lambda: view_model.save() if all_read(self) else None)
        self._connect()
        view_model.state_changed.connect(self.show_state)
        view_model.added.connect(self.accept)
        self.kind.setFocus()

    def show_state(self, state: ExceptionState) -> None:
        """Shows the state; may be called at any time."""
        draft = state.draft
        if draft is None:
            return
        self._fill(draft)
        has_hours = draft.kind in WITH_HOURS
        self.start.setVisible(has_hours)
        self.end.setVisible(has_hours)
        problems = dict(state.problems)
        for name, field in self._named().items():
            # What is still empty is not held against anybody before they try to save.
            wrong = name in problems and (state.tried or problems[name] != "required")
            field.set_problem(problem(problems[name]) if wrong else None)
        if state.tried and problems.get("location_id") == "required":
            self.place.set_problem(self.tr("Choose one centre: its clock says when these hours are."))
        self.choices.setVisible(not problems or set(problems) == {"cancel_reason"})
        self.save.set_busy(self.tr("Saving…") if state.busy else None)

    def _fill(self, draft: ExceptionDraft) -> None:
        self.kind.set_value(draft.kind)
        self.place.set_value(draft.location_id)
        if self.first.day() != draft.first_day:
            self.first.set_date(draft.first_day)
        if self.last.day() != draft.last_day:
            self.last.set_date(draft.last_day)

    def _named(self) -> dict[str, Field]:
        return {
            "location_id": self.place,
            "first_day": self.first,
            "last_day": self.last,
            "start_minute": self.start,
            "end_minute": self.end,
            "reason": self.reason,
        }

    def _connect(self) -> None:
        change = self._view_model.change
        self.kind.chosen.connect(lambda kind: change(kind=ExceptionKind(kind)))
        self.place.chosen.connect(lambda place: change(location_id=place))
        self.first.chosen.connect(lambda typed: change(first_day=typed.day) if typed else None)
        self.last.chosen.connect(lambda typed: change(last_day=typed.day) if typed else None)
        self.start.chosen.connect(lambda moment: change(start_minute=_minute(moment)))
        self.end.chosen.connect(lambda moment: change(end_minute=_minute(moment) or _DAY if moment else None))
        self.reason.edited.connect(lambda text: change(reason=text))


def _minute(moment: time | None) -> int | None:
    return None if moment is None else moment.hour * 60 + moment.minute
