"""The page of patients: a search field over the list of whoever was here lately."""

from typing import Any

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.patients.listing import ListedPatient
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.list_frame import ListFrame
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.kit.table_rows import TableRows
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.patients.patient_columns import PatientColumns
from clinic_desktop.ui.portraits import Portraits
from clinic_desktop.ui.shell.screen import Screen, Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.patients.patients import PatientsState, PatientsViewModel
from clinic_desktop.viewmodels.session import Session

_WIDTHS = (280, 150, 150, 230, 110, 130)
_PHONE = 2


class PatientsScreen(Screen):
    """Letters go to the search; Enter opens the highlighted person, N books for them, Ctrl+N registers a new one."""

    def __init__(
        self,
        theme: Theme,
        view_model: PatientsViewModel,
        session: Session,
        hub: ChangeHub,
        shell: Shell,
        locale: QLocale,
        portraits: Portraits,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._model, self._session, self._shell = theme, view_model, session, shell
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        view_model.setParent(self)
        portraits.setParent(self)
        self.field = SearchField(theme, self.tr("Find a patient"), self.tr("Name, phone or number"), "F3")
        self.table = DataTable(theme, self.tr("Patients"), lines=2)
        columns = PatientColumns(session, locale, portraits).columns(session.may(Permission.SEE_PAYMENTS))
        self.rows: TableRows[ListedPatient] = TableRows(columns, lambda row: row.hit.id, self.table)
        self._build(theme)
        portraits.arrived.connect(self.rows.repaint_rows)
        view_model.state_changed.connect(self.show_state)
        hub.changed.connect(self._on_changed)
        session.changed.connect(self._on_session)
        self._add_keys()
        self.begin_keys_at(self.field)

    def minimumSizeHint(self) -> QSize:
        # The dock beside the page takes its room first; what does not fit here gives way.
        return QSize(self._theme.px(280), self._theme.px(200))

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``query`` may be handed over."""
        if "query" in arguments:
            self.field.set_query(arguments["query"])
            self._model.search(arguments["query"])
        else:
            self._model.load()
        self.field.setFocus()
        self.field.selectAll()

    def command(self, name: str) -> bool:
        selected = self._model.state.selected
        if name == "refresh":
            self._model.load()
        elif name == "find":
            self.field.take_keys()
        elif name == "take_payment" and selected is not None:
            self._shell.open_dock("take_payment", patient_id=selected.hit.id)
        else:
            return False
        return True

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", self.tr("Open the patient")),
            ("N", self.tr("Book a visit for the patient")),
            ("Ctrl+N", self.tr("New patient")),
        )

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_state(self, state: PatientsState) -> None:
        """Shows the state; may be called at any time."""
        self.rows.show_rows(state.rows)
        self.table.show_selected(state.selected_id)
        self._count.set_text(self._count_text(state))
        if state.refusal is not None and not state.rows:
            self._show_trouble(state)
        elif not state.loaded:
            self._pages.show_loading()
        elif not state.rows:
            self._show_nobody(state)
        else:
            self._pages.show_page(self.table)

    def _count_text(self, state: PatientsState) -> str:
        if not state.loaded:
            return ""
        if not state.answered:
            return self.tr("Here today and lately")
        if state.more is None:
            return self.tr("Many more fit: type more")
        total = len(state.rows) + state.more
        return self.tr("%Ln patients found", "", total)

    def _show_nobody(self, state: PatientsState) -> None:
        self._empty.show_icon("search" if state.answered else "users")
        if state.answered:
            self._empty.show_words(
                self.tr("No patient matches “{typed}”").format(typed=isolated(state.answered)),
                self.tr("Checked phone, name, patient number and old numbers."),
            )
            digits = sum(letter.isdecimal() for letter in state.answered)
            with_number = self.tr("New patient with this number")
            new = with_number if digits > len(state.answered) / 2 else self.tr("New patient with this name")
        else:
            self._empty.show_words(
                self.tr("No patients yet"), self.tr("Everybody whom you register or walk in appears here.")
            )
            new = self.tr("New patient")
        self._empty.set_actions(new if self._session.may(Permission.EDIT_PATIENTS) else None)
        self._pages.show_page(self._empty)

    def _show_trouble(self, state: PatientsState) -> None:
        assert state.refusal is not None
        why = refusal_words(state.refusal)
        self._empty.show_trouble(self.tr("The patients cannot be shown"), why, state.refusal.code)
        self._pages.show_page(self._empty)

    # --- What people do ----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and Enter go to the list while the letters go to the field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._step(steps[Qt.Key(event.key())])
            return True
        state = self._model.state
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        # Only an answer to what stands in the field is taken: a faster hand must not open somebody else.
        answered = state.selected is not None and state.answered == self.field.text().strip()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and answered:
            self._open(state.selected_id)
            return True
        return False

    def _step(self, steps: int) -> None:
        ids = [row.hit.id for row in self.rows.rows]
        if ids:
            selected = self._model.state.selected_id
            here = ids.index(selected) if selected in ids else -1
            self._model.select(ids[max(0, min(len(ids) - 1, here + steps))])

    def _open(self, patient_id: object) -> None:
        self._shell.open("patient", patient_id=patient_id)

    def _new(self) -> None:
        if not self._session.may(Permission.EDIT_PATIENTS):
            return
        typed = self._model.state.query if not self._model.state.rows else ""
        digits = sum(letter.isdecimal() for letter in typed)
        self._shell.open("patient_form", **({"phone": typed} if digits > len(typed) / 2 else {"name": typed}))

    def _book(self) -> None:
        selected = self._model.state.selected
        if selected is not None and self._session.may(Permission.BOOK):
            self._shell.open_dock("booking", patient_id=selected.hit.id)

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._model.on_changed(topics)

    def _on_session(self) -> None:
        if self._session.signed_in and self.isVisible():
            self._model.load()

    # --- Building ----------------------------------------------------------------------------------------------------

    def _build(self, theme: Theme) -> None:
        self.field.searched.connect(self._model.search)
        self.field.installEventFilter(self)
        self.table.setModel(self.rows)
        self.table.set_stretch(0)
        self.table.set_widths(_WIDTHS[: self.rows.columnCount()])
        self.table.set_optional((_PHONE,))
        self.table.chosen.connect(self._model.select)
        self.table.opened.connect(self._open)
        self._empty = EmptyState(theme, "users", "", "", primary_key="Ctrl+N")
        self._empty.primary.connect(self._new)
        self._empty.again.connect(self._model.load)
        self._pages = LoadingStack(theme, self.table, self._empty)
        body = QVBoxLayout()
        body.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        body.addWidget(ListFrame(self._pages))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(theme))
        column.addLayout(body, 1)

    def _head(self, theme: Theme) -> QFrame:
        head = QFrame()
        head.setProperty("role", "topbar")
        head.setMinimumHeight(theme.px(Size.CONTEXT_BAR))
        self._count = PlainLabel(theme, role="caption")
        new = Button(theme, self.tr("New patient"), "user-plus", key="Ctrl+N")
        new.clicked.connect(self._new)
        row = QHBoxLayout(head)
        row.setContentsMargins(Space.L, Space.S - 1, Space.L, Space.S - 1)
        row.setSpacing(Space.M)
        row.addWidget(PlainLabel(theme, self.tr("Patients"), role="title"))
        row.addWidget(self.field, 1)
        row.addWidget(self._count, 1)
        row.addWidget(new)
        new.setVisible(self._session.may(Permission.EDIT_PATIENTS))
        self.field.setMaximumWidth(theme.px(420))
        return head

    def _add_keys(self) -> None:
        on_keys(self, {"Ctrl+N": self._new, "N": self._book})
