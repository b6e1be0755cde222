"""The fields of a patient's form in their panels: what is needed first, then everything that can wait."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.lengths import EMAIL_LENGTH, LINE_LENGTH, NAME_LENGTH
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.integrations.pictures import SIZES
from clinic_desktop.services.patients.drafts import PatientDraft
from clinic_desktop.services.pictures import ClinicPictures
from clinic_desktop.ui.formats import phone_text
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.field import Field
from clinic_desktop.ui.kit.fields import ChoiceField, DateField, PhoneField, TextArea, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.picture_field import PictureChoice, PictureField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.patients import choices
from clinic_desktop.ui.patients.field_words import field_word, patient_problem
from clinic_desktop.ui.patients.history_entries import HistoryEntries
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session

_LINES = {
    "name": NAME_LENGTH, "email": EMAIL_LENGTH, "address_line_1": LINE_LENGTH, "address_line_2": LINE_LENGTH,
    "city": LINE_LENGTH, "state": LINE_LENGTH, "postal_code": 16, "emergency_name": NAME_LENGTH,
    "emergency_relationship": 60, "lead_source": 60,
}  # fmt: skip
_PHONES = ("phone", "emergency_phone")
_AREAS = {"allergies": 2, "desk_notes": 3}
# Row, column and columns taken of each field of the panel, in reading order.
_CONTACT = {
    "email": (0, 0, 2), "preferred_channel": (0, 2, 1), "language": (0, 3, 1),
    "address_line_1": (1, 0, 2), "address_line_2": (1, 2, 2),
    "postal_code": (2, 0, 1), "city": (2, 1, 1), "state": (2, 2, 1), "country": (2, 3, 1),
    "emergency_name": (3, 0, 2), "emergency_relationship": (3, 2, 1), "emergency_phone": (3, 3, 1),
}  # fmt: skip
_LISTS: dict[str, Callable[[str], tuple[Choice, ...]]] = {
    "blood_group": choices.blood_groups,
    "country": choices.countries,
    "language": choices.languages,
    "preferred_channel": choices.channels,
}


class FormFields(QObject):
    """``edited`` carries changed fields of PatientDraft, ``left`` the name of a field that a person has left."""

    edited = Signal(object)
    left = Signal(str)

    def __init__(
        self, theme: Theme, session: Session, locale: QLocale, pictures: ClinicPictures, slow: Runner, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._session, self._pictures = theme, session, pictures
        self.texts: dict[str, TextField | TextArea] = {}
        for name, most in _LINES.items():
            self.texts[name] = TextField(theme, field_word(name), max_length=most)
        for name in _PHONES:
            self.texts[name] = PhoneField(theme, field_word(name))
        for name, lines in _AREAS.items():
            self.texts[name] = TextArea(theme, field_word(name), rows=lines)
        self.lists = {name: ChoiceField(theme, field_word(name)) for name in _LISTS}
        self.centre = ChoiceField(theme, field_word("home_location_id"))
        self.birth = DateField(
            theme, self.tr("Born, or age"), self.tr("14-3-1992 or 34y"), today=session.today, birth=True, locale=locale
        )
        self.gender = Segmented(theme, choices.genders(), field_word("gender"))
        self.history = HistoryEntries(theme, locale, session.today)
        self._for_doctors = PlainLabel(
            theme, self.tr("Medical history is shown to doctors."), role="caption", wrap=True
        )
        self._not_medical: tuple[Panel, ...] = ()
        self.picture = PictureField(theme, slow, pictures.limit_bytes)
        self._picture_row = QHBoxLayout()
        self._connect()

    # --- Filling and saying ------------------------------------------------------------------------------------------

    def fill(self, draft: PatientDraft) -> None:
        """Shows a draft from its beginning, and forgets what was wrong with the one before."""
        for name, text in self.texts.items():
            kept = getattr(draft, name)
            # Nothing is edited by showing it: who leaves the word alone leaves the code alone.
            shown = choices.source_word(kept) if name == "lead_source" else kept
            text.set_text(self._grouped(kept) if name in _PHONES else shown)
            text.set_problem(None)
        for name, field in self.lists.items():
            kept = getattr(draft, name)
            field.set_choices(_LISTS[name](kept))
            field.set_value(kept)
        self.centre.set_choices(tuple(Choice(centre.id, centre.name) for centre in self._session.centres))
        self.centre.set_value(draft.home_location_id)
        self.centre.setVisible(len(self._session.centres) > 1)
        self.birth.set_date(draft.birth_date, draft.birth_estimated)
        self.gender.set_value(draft.gender)
        for panel in self._not_medical:
            panel.setVisible(self._session.may(Permission.EDIT_PATIENTS))
        self.fill_history(draft)
        self.picture.show_stored(self._pictures.path(draft.picture, SIZES[0]) if draft.picture else None)

    def _grouped(self, phone: str) -> str:
        """A kept phone as people read it; one that is being typed stays as it is."""
        return phone_text(phone, self._session.centre.country, QLocale.c()) if phone.startswith("+") else phone

    def fill_history(self, draft: PatientDraft) -> None:
        """Shows the entries of the medical history, of which there may be one more or one less; where the person may
        not read them, only who does."""
        self.history.setVisible(draft.history is not None)
        self._for_doctors.setVisible(draft.history is None)
        self.history.fill(draft.history or ())

    def show_problems(self, problems: dict[str, str]) -> None:
        """Says below each field what is wrong with it."""
        for name, field in self._by_name().items():
            if name in problems:
                field.set_problem(patient_problem(name, problems[name]))
            elif field.problem() is not None and field is not self.birth:
                field.set_problem(None)
        self.history.show_problems(problems)

    def settle(self) -> bool:
        """Takes what stands in a date that the cursor is still in. Says whether every date can be read."""
        dates = (self.birth, *(entry.since for entry in self.history.entries))
        for field in dates:
            field.finished.emit()
        wrong = next((field for field in dates if field.problem() is not None), None)
        if wrong is not None:
            wrong.setFocus()
        return wrong is None

    def focus_first(self, problems: dict[str, str]) -> None:
        """Puts the cursor into the first field that is wrong."""
        by_name = self._by_name()
        for name, field in by_name.items():
            if name in problems:
                field.setFocus()
                return

    def _by_name(self) -> dict[str, Field]:
        named: dict[str, Field] = {"name": self.texts["name"], "phone": self.texts["phone"], "birth_date": self.birth}
        return named | self.texts | self.lists

    # --- Building ----------------------------------------------------------------------------------------------------

    def lay_out(self, column: QBoxLayout) -> None:
        """Puts the panels below each other."""
        self._not_medical = (self._who(), self._contact(), self._desk())
        who, contact, desk = self._not_medical
        for panel in (who, contact, self._health(), desk):
            column.addWidget(panel)
        order = self._reading_order()
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _reading_order(self) -> list[QWidget]:
        """What Tab goes through, as people read: the four needed fields first."""
        controls: dict[str, QWidget] = {name: text.edit for name, text in self.texts.items()}
        controls |= {name: field.line for name, field in self.lists.items()}
        first = [controls["name"], controls["phone"], self.birth.edit, *self.gender.findChildren(QRadioButton)]
        picture = [self.picture.view, self.picture.choose_button]
        names = [*_CONTACT, "allergies", "blood_group"]
        last = [self.history.add, controls["lead_source"], self.centre.line, controls["desk_notes"]]
        return [*first, *picture, *(controls[name] for name in names), *last]

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room the picture goes below the fields."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._picture_row.setDirection(down if narrow else across)

    def _who(self) -> Panel:
        panel = Panel(self._theme, self.tr("Who"))
        sex = QVBoxLayout()
        sex.setSpacing(Space.XS)
        sex.addWidget(PlainLabel(self._theme, field_word("gender"), role="field-label"))
        sex.addWidget(self.gender)
        grid = _grid(2)
        _place(grid, self.texts["name"], 0, 0, 2)
        _place(grid, self.texts["phone"], 1, 0)
        _place(grid, self.birth, 1, 1)
        grid.addLayout(sex, 2, 0, 1, 2)
        grid.setRowStretch(3, 1)
        self._picture_row.setSpacing(Space.L)
        self._picture_row.addLayout(grid, 1)
        self._picture_row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        panel.body.addLayout(self._picture_row)
        return panel

    def _contact(self) -> Panel:
        panel = Panel(self._theme, self.tr("Contact"), self.tr("All of this can wait"))
        grid = _grid(4)
        fields = self._by_name()
        for name, (row, first, wide) in _CONTACT.items():
            _place(grid, fields[name], row, first, wide)
        panel.body.addLayout(grid)
        return panel

    def _health(self) -> Panel:
        panel = Panel(self._theme, self.tr("Health"))
        grid = _grid(4)
        _place(grid, self.texts["allergies"], 0, 0, 3)
        _place(grid, self.lists["blood_group"], 0, 3)
        panel.body.addLayout(grid)
        panel.body.addWidget(self.history)
        panel.body.addWidget(self._for_doctors)
        return panel

    def _desk(self) -> Panel:
        panel = Panel(self._theme, self.tr("For the desk"), self.tr("Patients do not see this"))
        grid = _grid(2)
        _place(grid, self.texts["lead_source"], 0, 0)
        _place(grid, self.centre, 0, 1)
        _place(grid, self.texts["desk_notes"], 1, 0, 2)
        panel.body.addLayout(grid)
        return panel

    def _connect(self) -> None:
        for name, text in self.texts.items():
            text.edited.connect(lambda typed, name=name: self._edited(name, typed))
            text.finished.connect(lambda name=name: self.left.emit(name))
        for name, field in self.lists.items():
            field.chosen.connect(lambda value, name=name: self._edited(name, value))
        self.centre.chosen.connect(lambda value: self._edited("home_location_id", value))
        self.gender.chosen.connect(lambda value: self._edited("gender", value))
        self.birth.chosen.connect(self._on_birth)

    def _on_birth(self, _typed: object) -> None:
        typed = self.birth.value()
        self.edited.emit(
            {"birth_date": typed.day if typed else None, "birth_estimated": typed.estimated if typed else False}
        )
        self.left.emit("birth_date")

    def _edited(self, name: str, value: Any) -> None:
        self.edited.emit({name: value})


def picture_choice(value: object) -> PictureChoice | None:
    """What the picture field says: a choice, or that the picture was taken away."""
    return value if isinstance(value, PictureChoice) else None


def _grid(columns: int) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.L)
    grid.setVerticalSpacing(Space.M)
    for column in range(columns):
        grid.setColumnStretch(column, 1)
    return grid


def _place(grid: QGridLayout, field: QWidget, row: int, column: int, wide: int = 1) -> None:
    grid.addWidget(field, row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
