"""The page to register a patient or change one: four needed fields, the rest below, likely duplicates beside them."""

from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import Invalid
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.pictures import ClinicPictures
from clinic_desktop.ui.formats import isolated, time_text
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.patients.field_words import field_word
from clinic_desktop.ui.patients.form_fields import FormFields, picture_choice
from clinic_desktop.ui.patients.same_person import SamePerson
from clinic_desktop.ui.shell.screen import Screen, Shell, unsaved_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.patients.patient_form import Conflict, NewPicture, PatientFormState, PatientFormViewModel
from clinic_desktop.viewmodels.session import Session

_FORM = 860
_BESIDE = 1040
_NARROW = 820


class PatientFormScreen(Screen):
    """Ctrl+Enter saves from any field; what was typed is kept until it is saved or given up on purpose."""

    def __init__(
        self,
        theme: Theme,
        view_model: PatientFormViewModel,
        session: Session,
        shell: Shell,
        locale: QLocale,
        pictures: ClinicPictures,
        slow: Runner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session = theme, view_model, session
        self._shell, self._locale = shell, locale
        self._filled = -1
        self._entries = -1
        self._awaits_answer = False
        self._begun: dict[str, Any] = {}
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        self.form = FormFields(theme, session, locale, pictures, slow, self)
        self.same = SamePerson(theme, session, locale)
        self._build(theme)
        self._connect()

    def minimumSizeHint(self) -> QSize:
        # The dock beside the page takes its room first; what does not fit here gives way.
        return QSize(self._theme.px(280), self._theme.px(200))

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``patient_id`` for a known patient, else what is known of a new one. Something else that is not saved yet
        stays until somebody gives it up."""
        state = self._model.state
        if state.loaded and (not arguments or (state.has_unsaved and arguments == self._begun)):
            return
        if state.has_unsaved and arguments.get("patient_id") != state.patient_id:
            self._ask_first(lambda: self._begin(arguments))
        elif not (state.has_unsaved and arguments.get("patient_id") == state.patient_id and state.patient_id):
            self._begin(arguments)

    def has_unsaved(self) -> bool:
        return self._model.state.has_unsaved

    def kept_words(self) -> str:
        return unsaved_words(self._title.whole_text()) if self.has_unsaved() else ""

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (("Ctrl+Enter", self.tr("Save")),)

    def _begin(self, arguments: dict[str, Any]) -> None:
        self._begun = arguments
        if "patient_id" in arguments:
            self._model.open(arguments["patient_id"])
        else:
            self._model.begin(**arguments)
        first = "phone" if arguments.get("name") else "name"
        if not self._session.may(Permission.EDIT_PATIENTS):
            first = "allergies"
        self.form.texts[first].setFocus()

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: PatientFormState) -> None:
        """Shows the state; may be called at any time."""
        new = state.patient_id is None
        title = self.tr("New patient") if new else self.tr("Edit {name}").format(name=isolated(state.kept.name))
        self._title.set_text(title)
        self._number.set_text(state.number)
        self._page.setVisible(state.loaded)
        self._trouble.setVisible(not state.loaded and state.refusal is not None)
        if not state.loaded:
            if state.refusal is not None:
                text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
                self._trouble.show_trouble(self.tr("This patient cannot be shown"), text, state.refusal.code)
            return
        self._fill(state)
        self.form.show_problems(dict(state.problems))
        self.same.show_people(state.duplicates, new, self._session.may(Permission.MERGE_PATIENTS))
        self._show_refusal(state)
        self._show_conflict(state.conflict)
        self._save.set_busy(self.tr("Saving…") if state.busy else None)
        self._save.set_text(self.tr("Register") if new else self.tr("Save"))
        if self._awaits_answer and not state.busy:
            self._awaits_answer = False
            self.form.focus_first(dict(state.problems))

    def _fill(self, state: PatientFormState) -> None:
        entries = len(state.draft.history or ())
        if state.opened != self._filled:
            self._filled = state.opened
            self.form.fill(state.draft)
        elif entries != self._entries:
            self.form.fill_history(state.draft)
        self._entries = entries

    def _show_refusal(self, state: PatientFormState) -> None:
        shown = (
            state.refusal is not None
            and state.conflict is None
            and (not isinstance(state.refusal, Invalid) or bool(state.problems))
        )
        self._fault.setVisible(shown)
        if shown and state.refusal is not None:
            text = refusal_words(state.refusal, self._session.centre.zone, self._locale)
            self._fault.show_words(self.tr("Not saved yet"), text)

    def _show_conflict(self, conflict: Conflict | None) -> None:
        self._conflict.setVisible(conflict is not None)
        if conflict is None:
            return
        names = ", ".join(field_word(name) for name, _ in conflict.theirs)
        refusal = conflict.refusal
        if refusal.by_name and refusal.at is not None:
            at = time_text(refusal.at.astimezone(self._session.centre.zone), self._locale)
            title = self.tr("{name} changed the same at {time}").format(name=isolated(refusal.by_name), time=at)
        else:
            title = self.tr("Somebody else changed the same")
        self._conflict.show_words(title, self.tr("In both: {fields}. Yours is not saved yet.").format(fields=names))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the likely duplicates stand above the form, and the picture below the fields."""
        beside = self.width() >= self._theme.px(_BESIDE)
        across, above = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.BottomToTop
        self._row.setDirection(across if beside else above)
        self.same.set_beside(beside)
        self.form.set_narrow(self.width() < self._theme.px(_NARROW))

    # --- What people do ----------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Saves, or says what is wrong and goes there."""
        if not self.form.settle():
            return
        self._awaits_answer = True
        self._model.save()

    def _give_up(self) -> None:
        if self._model.state.has_unsaved:
            self._ask_first(self._leave)
        else:
            self._leave()

    def _leave(self) -> None:
        self._model.begin()
        self._shell.back()

    def _ask_first(self, then: Any) -> None:
        state = self._model.state
        name = isolated(state.draft.name) or self.tr("the new patient")
        self._shell.ask(
            self.tr("Throw away what you typed?"),
            self.tr("What you typed about {name} is not saved yet.").format(name=name),
            self.tr("Keep typing"),
            self.tr("Throw away"),
            then,
        )

    def _on_saved(self, patient_id: int, is_new: bool) -> None:
        name = isolated(self._model.state.draft.name)
        text = self.tr("{name} registered") if is_new else self.tr("{name} saved")
        self._shell.toast(text.format(name=name))
        self._model.begin()
        mine = self._session.actor.role is Role.DOCTOR
        self._shell.open("my_patients" if mine else "patient", patient_id=patient_id)

    def _on_picture(self, value: object) -> None:
        choice = picture_choice(value)
        self._model.choose_picture(NewPicture(choice.data, choice.crop) if choice is not None else None)

    def _compare(self, other_id: int) -> None:
        patient_id = self._model.state.patient_id
        if patient_id is not None:
            self._shell.open("patient_merge", patient_id=patient_id, other_id=other_id)

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        self._fault = Banner(theme, "danger", "", icon="circle-alert")
        self._conflict = Banner(theme, "info", "", icon="users")
        theirs = self._conflict.add_action(Button(theme, self.tr("Use theirs")))
        theirs.clicked.connect(self._model.take_theirs)
        mine = self._conflict.add_action(Button(theme, self.tr("Keep mine"), role="primary"))
        mine.clicked.connect(self._model.keep_mine)
        for banner in (self._fault, self._conflict):
            banner.hide()
        self._page = ScrollPage(theme, self.tr("Patient's form"), _FORM, side=Space.L)
        self.form.lay_out(self._page.body)
        self._trouble = EmptyState(theme, "triangle-alert", "", "")
        self._trouble.hide()
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, Space.L, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._page, 1)
        self._row.addWidget(self.same)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(theme))
        column.addWidget(self._fault)
        column.addWidget(self._conflict)
        column.addLayout(self._row, 1)
        column.addWidget(self._trouble, 1)

    def _head(self, theme: Theme) -> QFrame:
        head = QFrame()
        head.setProperty("role", "topbar")
        back = IconButton(theme, "arrow-left", self.tr("Back"))
        back.clicked.connect(self._give_up)
        self._title = PlainLabel(theme, role="title")
        self._number = PlainLabel(theme, role="caption")
        cancel = Button(theme, self.tr("Cancel"), role="quiet")
        cancel.clicked.connect(self._give_up)
        self._save = Button(theme, self.tr("Register"), role="primary", key="Ctrl+Enter")
        self._save.clicked.connect(self.save)
        row = QHBoxLayout(head)
        row.setContentsMargins(Space.M, Space.S - 1, Space.L, Space.S - 1)
        row.setSpacing(Space.M)
        row.addWidget(back)
        row.addWidget(self._title)
        row.addWidget(self._number, 1)
        row.addWidget(cancel)
        row.addWidget(self._save)
        return head

    def _connect(self) -> None:
        model = self._model
        model.state_changed.connect(self.show_state)
        model.saved.connect(self._on_saved)
        model.refused.connect(self._shell.refuse)
        self._trouble.again.connect(lambda: model.open(model.state.patient_id or 0))
        self.form.edited.connect(lambda changes: model.edit(**changes))
        self.form.left.connect(model.leave)
        self._theme.changed.connect(self._fit)
        self.form.picture.picture_changed.connect(self._on_picture)
        self.form.history.edited.connect(lambda place, changes: model.edit_entry(place, **changes))
        self.form.history.left.connect(model.leave)
        self.form.history.removed.connect(model.remove_entry)
        self.form.history.added.connect(model.add_entry)
        self.same.opened.connect(lambda patient_id: self._shell.open("patient", patient_id=patient_id))
        self.same.compared.connect(self._compare)
        on_keys(self, dict.fromkeys(ACT_KEYS, self.save))
