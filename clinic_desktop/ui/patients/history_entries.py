"""The entries of a medical history in a patient's form."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.patients.drafts import HistoryDraft
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.fields import DateField, TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.field_words import patient_problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class _Entry(QFrame):
    """One condition. ``edited`` carries the changed fields of HistoryDraft, ``left`` the name of the field left."""

    edited = Signal(object)
    left = Signal(str)
    removed = Signal()

    def __init__(self, theme: Theme, locale: QLocale, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "inset")
        self.condition = TextField(theme, self.tr("Condition"), max_length=200)
        self.since = DateField(theme, self.tr("Found on"), today=today, locale=locale)
        self.since.set_bounds(maximum=today())
        self.treatment = TextField(theme, self.tr("Treatment"), max_length=4000)
        self.doctor = TextField(theme, self.tr("Doctor"), max_length=100)
        self.active = CheckBox(theme, self.tr("Still has it"))
        self.remove = IconButton(theme, "trash-2", self.tr("Remove this condition"))
        self.remove.clicked.connect(self.removed)
        foot = QHBoxLayout()
        foot.addWidget(self.active)
        foot.addStretch(1)
        foot.addWidget(self.remove)
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        grid.setHorizontalSpacing(Space.M)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        top = Qt.AlignmentFlag.AlignTop
        for place, field in enumerate((self.condition, self.since, self.treatment, self.doctor)):
            grid.addWidget(field, place // 2, place % 2, top)
        grid.addLayout(foot, 2, 0, 1, 2)
        self._texts = {"condition": self.condition, "treatment": self.treatment, "practitioner_name": self.doctor}
        for name, text in self._texts.items():
            text.edited.connect(lambda typed, name=name: self.edited.emit({name: typed}))
            text.finished.connect(lambda name=name: self.left.emit(name))
        self.since.chosen.connect(lambda found: self.edited.emit({"diagnosed_on": found.day if found else None}))
        self.active.clicked.connect(lambda: self.edited.emit({"active": self.active.isChecked()}))

    def reading_order(self) -> tuple[QWidget, ...]:
        """What Tab goes through."""
        edits = (self.condition.edit, self.since.edit, self.treatment.edit, self.doctor.edit)
        return (*edits, self.active, self.remove)

    def fill(self, entry: HistoryDraft) -> None:
        """Shows an entry from its beginning."""
        self.condition.set_text(entry.condition)
        self.since.set_date(entry.diagnosed_on)
        self.treatment.set_text(entry.treatment)
        self.doctor.set_text(entry.practitioner_name)
        self.active.setChecked(entry.active)

    def show_problems(self, problems: dict[str, str]) -> None:
        """Says what is wrong with which field."""
        for name, field in self._texts.items():
            field.set_problem(patient_problem(name, problems[name]) if name in problems else None)
        if "diagnosed_on" in problems:
            self.since.set_problem(patient_problem("diagnosed_on", problems["diagnosed_on"]))


class HistoryEntries(QWidget):
    """``edited`` carries an entry's place and its changes; ``left`` a field's whole name; ``removed`` a place."""

    edited = Signal(int, object)
    left = Signal(str)
    removed = Signal(int)
    added = Signal()

    def __init__(self, theme: Theme, locale: QLocale, today: Callable[[], date]) -> None:
        super().__init__()
        self._theme, self._locale, self._today = theme, locale, today
        self.entries: list[_Entry] = []
        self._none = PlainLabel(theme, self.tr("No conditions are known."), role="caption")
        self.add = Button(theme, self.tr("Add a condition"), "plus")
        self.add.clicked.connect(self.added)
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(PlainLabel(theme, self.tr("Medical history"), role="field-label"))
        column.addWidget(self._none)
        column.addLayout(self._list)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def fill(self, entries: tuple[HistoryDraft, ...]) -> None:
        """Shows all entries anew; the cursor goes to one that has just been added."""
        added = len(entries) == len(self.entries) + 1 and not entries[-1].condition
        while len(self.entries) > len(entries):
            entry = self.entries.pop()
            self._list.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        while len(self.entries) < len(entries):
            self.entries.append(self._new_entry(len(self.entries)))
        for shown, entry_draft in zip(self.entries, entries, strict=True):
            shown.fill(entry_draft)
        self._none.setVisible(not entries)
        if added:
            self.entries[-1].condition.setFocus()

    def show_problems(self, problems: dict[str, str]) -> None:
        """Says what is wrong; the names are such as "history.0.condition"."""
        for place, entry in enumerate(self.entries):
            start = f"history.{place}."
            entry.show_problems({name[len(start) :]: code for name, code in problems.items() if name.startswith(start)})

    def _new_entry(self, place: int) -> _Entry:
        entry = _Entry(self._theme, self._locale, self._today, self)
        entry.edited.connect(lambda changes: self.edited.emit(place, changes))
        entry.left.connect(lambda name: self.left.emit(f"history.{place}.{name}"))
        entry.removed.connect(lambda: self.removed.emit(place))
        self._list.addWidget(entry)
        before: QWidget = self.entries[-1].remove if self.entries else self.add
        for after in entry.reading_order():
            QWidget.setTabOrder(before, after)
            before = after
        return entry
