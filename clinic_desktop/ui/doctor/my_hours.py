"""The doctor's own hours."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.scheduling.hours_editor import HoursEditor
from clinic_desktop.ui.shell.screen import Screen, unsaved_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.scheduling.hours import HoursViewModel
from clinic_desktop.viewmodels.session import Session


class MyHoursScreen(Screen):
    """The editor, opened for whoever is signed in."""

    def __init__(
        self,
        theme: Theme,
        editor: HoursEditor,
        view_model: HoursViewModel,
        session: Session,
        hub: ChangeHub,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.editor, self._view_model, self._session = editor, view_model, session
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        title = PlainLabel(theme, self.tr("Schedule"), role="title")
        title.setContentsMargins(Space.XL, Space.L, Space.XL, 0)
        column.addWidget(title)
        column.addWidget(editor, 1)
        hub.changed.connect(self._on_changed)

    def enter(self, **arguments: Any) -> None:
        self._view_model.open(self._session.actor.practitioner_id or 0)
        self.editor.grid.setFocus()

    def has_unsaved(self) -> bool:
        return self.editor.has_unsaved()

    def kept_words(self) -> str:
        return unsaved_words(self.tr("Schedule")) if self.has_unsaved() else ""

    def command(self, name: str) -> bool:
        if name == "refresh":
            self._view_model.load()
        return name == "refresh"

    def keys(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Enter", self.tr("Add an hour where the cursor is")),
            ("Shift+Down", self.tr("Make the hours longer")),
            ("Shift+Up", self.tr("Make the hours shorter")),
            ("Ctrl+Down", self.tr("Move the hours later")),
            ("Ctrl+Up", self.tr("Move the hours earlier")),
            ("Delete", self.tr("Remove the hours")),
            ("Ctrl+S", self.tr("Save the hours")),
        )

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._view_model.on_changed(topics)
