"""Forms of the admin's pages: named fields in rows, their problems in words, and the bar that saves them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import Field, TextArea, TextField
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.reading import all_read, focus_first_problem, forget_unread
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.messages import problem, sentence
from clinic_desktop.ui.theme.tokens import Space


class FieldSet:
    """Fields by the names that drafts and refusals use."""

    def __init__(self) -> None:
        self.fields: dict[str, Field] = {}

    def add(self, name: str, field: Field) -> Field:
        """Remembers a field and gives it back."""
        self.fields[name] = field
        return field

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Says under each field what is wrong with it."""
        for name, field in self.fields.items():
            if name in problems:
                field.set_problem(problem(problems[name]))
            elif field.problem() is not None:
                field.set_problem(None)


def side_by_side(*widgets: QWidget, stretches: tuple[int, ...] = ()) -> QHBoxLayout:
    """Fields in one row, with their labels in line."""
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    for index, widget in enumerate(widgets):
        row.addWidget(widget, stretches[index] if stretches else 1, Qt.AlignmentFlag.AlignTop)
    return row


def stacked(*parts: QWidget | QHBoxLayout) -> QVBoxLayout:
    """Rows below each other."""
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.M)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return column


class SaveBar(Foot):
    """The bar at the foot of a form, its parent. ``saved`` and ``discarded`` are emitted only when a person asked for
    it, and ``saved`` only where every field can be read. After a save that was refused the first field with a problem
    gets the keyboard, once."""

    saved = Signal()
    discarded = Signal()

    def __init__(self, around: Around, save_text: str, discard_text: str, parent: QWidget) -> None:
        super().__init__(bar=True, parent=parent)
        self._around, self._save_text, self._form = around, save_text, parent
        self._awaits_answer = False
        theme = around.theme
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._sign = SmallIcon(theme, "triangle-alert", "danger", parent=self)
        self._words = PlainLabel(theme, role="caption", wrap=True, parent=self)
        self.discard = Button(theme, discard_text, parent=self)
        self.save = Button(theme, save_text, role="primary", key="Ctrl+↵", parent=self)
        self.discard.clicked.connect(self._on_discard)
        self.save.clicked.connect(self._on_save)
        on_keys(parent, dict.fromkeys(ACT_KEYS, lambda: self.save.click()))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self.discard)
        row.addWidget(self.save)
        self.show_editing(dirty=False, busy=False, refusal=None)

    def set_save_text(self, text: str) -> None:
        """Other words on the button."""
        self._save_text = text
        self.save.set_text(text)

    def show_editing(self, dirty: bool, busy: bool, refusal: Refused | None, clean: str = "") -> None:
        """Says what is unsaved or was refused; ``clean`` is what to say when there is nothing to save."""
        self._sign.setVisible(refusal is not None)
        self._words.set_role("problem" if refusal is not None else "caption")
        if refusal is not None:
            self._words.set_text(self._said(refusal))
        else:
            self._words.set_text(self.tr("There are changes that are not saved.") if dirty else clean)
        self.save.set_busy(self.tr("Saving…") if busy else None)
        self.save.set_disabled_reason(None if dirty else self.tr("Nothing has been changed."))
        self.discard.setEnabled(dirty and not busy)
        if self._awaits_answer and not busy:
            self._awaits_answer = False
            if refusal is not None:
                focus_first_problem(self._form)

    def _on_save(self) -> None:
        if all_read(self._form):
            self._awaits_answer = True
            self.saved.emit()

    def _on_discard(self) -> None:
        forget_unread(self._form)
        self.discarded.emit()

    def _said(self, refusal: Refused) -> str:
        if isinstance(refusal, Invalid):
            words = self.tr("%Ln fields need another look.", "", len(refusal.problems))
            return self.tr("{words} ({code})").format(words=words, code=refusal.code)
        return sentence(refusal, self._around.session.centre.zone, self._around.locale)


def show_text(field: TextField | TextArea, text: str) -> None:
    """Shows the draft's text, unless the field says the same already: a space that was just typed stays."""
    if field.text() != text:
        field.set_text(text)
