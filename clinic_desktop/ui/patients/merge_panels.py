"""The two panels of merging: who the other record is, and the two beside each other, field by field."""

from functools import partial

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.patients.card import PatientCard
from clinic_desktop.ui.formats import isolated, short_date
from clinic_desktop.ui.kit.avatar import Avatar
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.patients.field_words import field_word
from clinic_desktop.ui.patients.hit_texts import hit_facts
from clinic_desktop.ui.patients.person_row import PersonRow
from clinic_desktop.ui.patients.person_texts import born_value, joined, reason_words
from clinic_desktop.ui.patients.value_option import ValueOption
from clinic_desktop.ui.patients.value_words import value_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.patients.patient_merge import Difference, MergeState, Side
from clinic_desktop.viewmodels.session import Session


class ChooseOther(QWidget):
    """``chosen`` carries the number of the record that is the same person."""

    searched = Signal(str)
    chosen = Signal(int)

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._session, self._locale = theme, session, locale
        self._panel = Panel(theme)
        self.field = SearchField(theme, self.tr("Find the other record"), self.tr("Name, phone or number"))
        self.field.searched.connect(self.searched)
        self._people = QVBoxLayout()
        self._people.setSpacing(Space.M)
        self._nobody = PlainLabel(theme, role="caption", wrap=True)
        self._panel.body.addWidget(self.field)
        self._panel.body.addWidget(self._nobody)
        self._panel.body.addLayout(self._people)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)

    def show_state(self, state: MergeState) -> None:
        """Shows the likely ones, or what was searched for."""
        kept = state.kept
        if kept is not None:
            name = isolated(kept.fields.name)
            title = self.tr("Which record is {name} ({number}) too?")
            self._panel.set_title(title.format(name=name, number=kept.number))
        if self.field.text().strip() != state.query:
            self.field.set_query(state.query)
        empty(self._people)
        rows = self._found(state) if state.query else self._likely(state)
        for row in rows:
            self._people.addWidget(row)
        alike, matching = self.tr("No other record looks like this one."), self.tr("No other patient matches.")
        self._nobody.set_text(matching if state.query else alike)
        self._nobody.setVisible(not rows and kept is not None)

    def _likely(self, state: MergeState) -> list[PersonRow]:
        today = self._session.today()
        return [
            self._row(one.id, one.name, joined(
                one.number, born_value(one.birth_date, False, today, self._locale), reason_words(one.reasons)
            ))
            for one in state.candidates
        ]  # fmt: skip

    def _found(self, state: MergeState) -> list[PersonRow]:
        centre, today = self._session.centre, self._session.today()
        return [
            self._row(
                hit.id, hit.name, joined(hit.number, hit_facts(hit, today, centre.zone, centre.country, self._locale))
            )
            for hit in state.hits
        ]

    def _row(self, patient_id: int, name: str, detail: str) -> PersonRow:
        act = partial(self.chosen.emit, patient_id)
        return PersonRow(self._theme, name, detail, self.tr("Compare"), act, self)


class CompareTwo(QWidget):
    """``picked`` carries a field and the Side whose value it keeps; ``swapped`` that the other number is to stay."""

    picked = Signal(str, object)
    swapped = Signal()

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._session, self._locale = theme, session, locale
        self._shown: object = None
        self.options: dict[tuple[str, Side], ValueOption] = {}
        self._panel = Panel(theme)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._same = PlainLabel(theme, role="caption", wrap=True)
        stays = self.tr("Visits, payments and medical history of both stay, and notes for the desk are put together.")
        self._panel.body.addLayout(self._grid)
        self._panel.body.addWidget(self._same)
        self._panel.body.addWidget(PlainLabel(theme, stays, role="caption", wrap=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._panel)

    def show_two(self, state: MergeState) -> None:
        """Shows both records, and which values stay."""
        if state.kept is None or state.given_up is None:
            return
        shown = (state.kept, state.given_up)
        if shown != self._shown:
            self._shown = shown
            self._rebuild(state, state.kept, state.given_up)
        for one in state.differences:
            for side in Side:
                self.options[one.field, side].setChecked(one.side is side)
        same = ", ".join(field_word(field) for field in state.same)
        self._same.set_text(self.tr("The same in both: {fields}").format(fields=same))
        self._same.setVisible(bool(state.same))

    def _rebuild(self, state: MergeState, kept: PatientCard, given_up: PatientCard) -> None:
        empty(self._grid)
        self.options = {}
        swap = Button(self._theme, self.tr("Swap"), "refresh-cw")
        swap.set_tip(self.tr("Keep the other number instead"))
        swap.clicked.connect(self.swapped)
        self._grid.addWidget(swap, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self._head(kept, self.tr("Stays"), "ok"), 0, 1)
        self._grid.addWidget(self._head(given_up, self.tr("Goes into it"), "warn"), 0, 2)
        for row, one in enumerate(state.differences, start=1):
            self._add_row(row, one)

    def _head(self, card: PatientCard, word: str, tone: str) -> QWidget:
        box = QWidget(self)
        avatar = Avatar(self._theme, 36)
        avatar.show_person(card.fields.name)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(self._theme, card.fields.name, role="strong"))
        registered = short_date(card.registered_at.astimezone(self._session.centre.zone).date(), self._locale)
        since = self.tr("registered {day}").format(day=registered)
        words.addWidget(PlainLabel(self._theme, joined(card.number, since), role="caption"))
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(avatar)
        row.addLayout(words, 1)
        row.addWidget(Chip(self._theme, word, tone=tone))
        return box

    def _add_row(self, row: int, one: Difference) -> None:
        word = field_word(one.field)
        self._grid.addWidget(PlainLabel(self._theme, word, role="field-label"), row, 0)
        for column, (side, value) in enumerate(((Side.KEPT, one.kept), (Side.GIVEN_UP, one.given_up)), start=1):
            text = value_words(one.field, value, self._session.centre.country, self._locale)
            option = ValueOption(self._theme, word, text or self.tr("Not known"), not text)
            option.clicked.connect(partial(self.picked.emit, one.field, side))
            self.options[one.field, side] = option
            self._grid.addWidget(option, row, column)
