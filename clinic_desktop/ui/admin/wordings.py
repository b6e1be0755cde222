"""The page of wordings: what the clinic's messages say, with fields to insert and a preview on an invented visit."""

from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import MessageKind, Topic
from clinic_desktop.domain.errors import WordingRefused
from clinic_desktop.services.messages.values import WordingView
from clinic_desktop.ui.admin.form import SaveBar, show_text
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.admin.wording_parts import FieldButtons, WordingPreviewPanel
from clinic_desktop.ui.formats import isolated, short_date
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.fields import ChoiceField, TextArea, TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.outbox.words import kind_word
from clinic_desktop.ui.patients.choices import LANGUAGES, language_word
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.admin.wordings import WordingsState, WordingsViewModel
from clinic_desktop.viewmodels.undo import Action

_TOPICS = frozenset({Topic.SETTINGS})
_ROWS = 12
_MOST_SUBJECT, _MOST_BODY = 200, 10_000
_ID = "{kind}:{language}"


class WordingsScreen(AdminPage):
    """Nothing is kept before it is saved; only going back to the program's wording is done at once, with an undo."""

    def __init__(self, around: Around, view_model: WordingsViewModel, parent: QWidget | None = None) -> None:
        super().__init__(around, "", _TOPICS, parent)
        self.title.set_text(self.tr("Wording of messages"))
        self.setAccessibleName(self.tr("Wording of messages"))
        self._model = view_model
        view_model.setParent(self)
        theme = around.theme
        self.back = Button(theme, self.tr("Back"), icon="arrow-left")
        self.table = DataTable(theme, self.tr("Kinds of messages"), lines=2)
        self.rows: TableRows[WordingView] = TableRows(self._columns(), _id_of, self.table)
        self.language = ChoiceField(theme, self.tr("For patients who speak"))
        self.subject = TextField(theme, self.tr("Subject"), max_length=_MOST_SUBJECT)
        self.text = TextArea(theme, self.tr("Text"), rows=_ROWS, max_length=_MOST_BODY)
        self.insert = FieldButtons(theme)
        self.reset = Button(theme, self.tr("The program's wording"), icon="rotate-ccw")
        self.preview = WordingPreviewPanel(theme)
        self.bar = SaveBar(around, self.tr("Save wording"), self.tr("Discard changes"), self)
        self._kind_shown: MessageKind | None = None
        self._in_subject = False
        self._build()
        self._connect()

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        self._model.load()
        self.table.setFocus()

    def reload(self) -> None:
        self._model.load()

    def has_unsaved(self) -> bool:
        return self._model.state.dirty

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: WordingsState) -> None:
        """Shows the state; may be called at any time."""
        self.show_loaded(state.loaded, state.refusal)
        self.rows.show_rows(state.views)
        wanted = _ID.format(kind=state.kind, language=state.language)
        if self.table.selected_id() != wanted:
            self.table.select_id(wanted)
        if state.kind is not self._kind_shown:
            self._kind_shown = state.kind
            self.insert.show_fields(state.fields)
        self.editor.set_title(kind_word(state.kind), self._source(state))
        self._show_languages(state)
        show_text(self.subject, state.draft.subject)
        show_text(self.text, state.draft.body)
        self._show_problem(state.problem)
        self.preview.show_preview(state.preview, current=state.problem is None)
        self.reset.setVisible(state.own)
        self.reset.set_text(
            self.tr("The wording for everybody") if state.language else self.tr("The program's wording")
        )
        refusal = None if isinstance(state.save_refusal, WordingRefused) else state.save_refusal
        self.bar.show_editing(state.dirty, state.busy, refusal)

    def _show_problem(self, problem: WordingRefused | None) -> None:
        for part, field in (("subject", self.subject), ("body", self.text)):
            if problem is not None and problem.part == part:
                field.set_problem(refusal_words(problem, self.around.session.centre.zone, self.around.locale))
            elif field.problem() is not None:
                field.set_problem(None)

    def _show_languages(self, state: WordingsState) -> None:
        own = state.languages
        choices = [Choice("", self.tr("Any language"))]
        for code in sorted({*LANGUAGES, *own}, key=language_word):
            choices.append(Choice(code, language_word(code), self.tr("own wording") if code in own else ""))
        self.language.set_choices(choices)
        self.language.set_value(state.language)

    def _source(self, state: WordingsState) -> str:
        view = next((view for view in state.views if (view.kind, view.language) == (state.kind, state.language)), None)
        if view is None:
            return self.tr("This language has no wording of its own yet.")
        if not view.own:
            return self.tr("The program's wording")
        if not view.changed_by or view.changed_at is None:
            return self.tr("The clinic's own wording")
        day = view.changed_at.astimezone(self.around.session.centre.zone).date()
        return self.tr("The clinic's own wording · changed by {name}, {day}").format(
            name=isolated(view.changed_by), day=short_date(day, self.around.locale)
        )

    def _columns(self) -> tuple[Column[WordingView], ...]:
        return (Column(self.tr("Message"), self._cell),)

    def _cell(self, view: WordingView) -> Cell:
        source = self.tr("The clinic's own") if view.own else self.tr("The program's")
        return Cell(kind_word(view.kind), language_word(view.language) if view.language else source, strong=view.own)

    # --- What people do ----------------------------------------------------------------------------------------------

    def _on_chosen(self, row_id: object) -> None:
        kind, _, language = str(row_id or "").partition(":")
        if kind:
            self._choose(MessageKind(kind), language)

    def _choose(self, kind: MessageKind, language: str) -> None:
        state = self._model.state
        if (kind, language) == (state.kind, state.language):
            return
        # What is typed stays in view until the question is answered.
        self.show_state(state)
        self.go_unless_unsaved(lambda: self._model.choose(kind, language))

    def _on_insert(self, field: str) -> None:
        """Into the subject where the cursor was there last, else into the text."""
        if self._in_subject:
            self.subject.edit.insert(field)
            self._model.edit(subject=self.subject.text())
            self.subject.edit.setFocus()
        else:
            self.text.edit.insertPlainText(field)
            self.text.edit.setFocus()

    def _on_saved(self) -> None:
        self.around.shell.toast(self.tr("Wording saved: it holds from the next message on"))

    def _on_reset(self, view: WordingView) -> None:
        text = self.tr("{kind}: the clinic's wording is given up").format(kind=kind_word(view.kind))
        self.around.shell.toast(text, Action(text, lambda: self._model.put_back(view)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and watched in (self.subject.edit, self.text.edit):
            self._in_subject = watched is self.subject.edit
        return super().eventFilter(watched, event)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        self.head.addWidget(self.back)
        self.table.setModel(self.rows)
        self.table.set_widths((220,))
        self.table.set_stretch(0)
        kinds = Panel(theme)
        kinds.setFixedWidth(theme.px(236))
        kinds.body.addWidget(self.table, 1)
        self.editor = Panel(theme)
        self.editor.add_action(self.reset)
        hint = self.tr("What stands between [[ and ]] is left out where a field in it has no value.")
        for widget in (
            self.language,
            self.subject,
            self.text,
            PlainLabel(theme, hint, role="caption", wrap=True),
            PlainLabel(theme, self.tr("Insert"), role="field-label"),
            self.insert,
        ):
            self.editor.body.addWidget(widget)
        self.editor.body.addStretch(1)
        scroll = ScrollPage(theme, self.tr("Wording of messages"), 4000, side=0, fill=True)
        beside = QHBoxLayout()
        beside.setSpacing(Space.M)
        beside.addWidget(self.editor, 1)
        beside.addWidget(self.preview, 1)
        scroll.body.addLayout(beside, 1)
        row = QHBoxLayout()
        row.setContentsMargins(Space.XL, 0, Space.XL, 0)
        row.setSpacing(Space.M)
        left = QVBoxLayout()
        left.setContentsMargins(0, Space.L, 0, Space.L)
        left.addWidget(kinds, 1)
        row.addLayout(left)
        row.addWidget(scroll, 1)
        self.reach_the_edges()
        self.body.addLayout(row, 1)
        self.body.addWidget(self.bar)

    def _connect(self) -> None:
        model = self._model
        self.back.clicked.connect(lambda: self.go_unless_unsaved(self._leave))
        self.table.chosen.connect(self._on_chosen)
        self.language.chosen.connect(lambda code: self._choose(model.state.kind, code))
        self.subject.edited.connect(lambda text: model.edit(subject=text))
        self.text.edited.connect(lambda text: model.edit(body=text))
        self.insert.inserted.connect(self._on_insert)
        self.reset.clicked.connect(model.reset)
        self.bar.saved.connect(model.save)
        self.bar.discarded.connect(model.discard)
        model.state_changed.connect(self.show_state)
        model.refused.connect(self.around.shell.refuse)
        model.saved.connect(self._on_saved)
        model.was_reset.connect(self._on_reset)
        self.subject.edit.installEventFilter(self)
        self.text.edit.installEventFilter(self)

    def _leave(self) -> None:
        self._model.discard()
        self.around.shell.back()


def _id_of(view: WordingView) -> str:
    return _ID.format(kind=view.kind, language=view.language)
