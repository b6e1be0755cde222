"""Any doctor's hours, for those who may change them: the editor with a choice of doctor above it."""

from typing import Any

from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.practitioners.values import PractitionerCard
from clinic_desktop.ui.admin.page import AdminPage, Around
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.scheduling.hours_editor import HoursEditor
from clinic_desktop.viewmodels.admin.hours import HoursPageState, HoursPageViewModel
from clinic_desktop.viewmodels.scheduling.hours import HoursViewModel


class HoursScreen(AdminPage):
    """The editor does the rest."""

    def __init__(
        self,
        around: Around,
        view_model: HoursPageViewModel,
        hours: HoursViewModel,
        editor: HoursEditor,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(around, "", frozenset[Topic](), parent)
        self.title.set_text(self.tr("Hours"))
        self._view_model, self._hours, self.editor = view_model, hours, editor
        view_model.setParent(self)
        back = IconButton(self.theme, "arrow-left", self.tr("Back to the people"))
        back.clicked.connect(lambda: around.shell.open("people", practitioner_id=hours.state.practitioner_id))
        self.head.insertWidget(0, back)
        self.doctor = ChoiceField(self.theme, "", hint=self.tr("Choose a doctor"))
        self.doctor.setMinimumWidth(self.theme.px(260))
        self.doctor.chosen.connect(self._on_doctor)
        self.head.addWidget(self.doctor)
        self.reach_the_edges()
        self.body.addWidget(editor, 1)
        view_model.state_changed.connect(self.show_doctors)
        view_model.refused.connect(around.shell.refuse)
        around.hub.changed.connect(self._on_hub)

    # --- Screen ------------------------------------------------------------------------------------------------------

    def enter(self, **arguments: Any) -> None:
        """``practitioner_id`` says whose hours; without it those of the first doctor."""
        practitioner_id = arguments.get("practitioner_id")
        if practitioner_id and practitioner_id != self._hours.state.practitioner_id:
            self.go_unless_unsaved(lambda: self._open(practitioner_id))
        self._view_model.load()
        self.editor.grid.setFocus()

    def reload(self) -> None:
        self._view_model.load()
        self._hours.load()

    def has_unsaved(self) -> bool:
        return self.editor.has_unsaved()

    # --- Showing -----------------------------------------------------------------------------------------------------

    def show_doctors(self, state: HoursPageState) -> None:
        """Shows the choice of doctors."""
        self.show_loaded(state.loaded, state.refusal)
        if self._hours.state.practitioner_id is None and state.doctors:
            self._hours.open(state.doctors[0].id)
        elif state.loaded and not state.doctors:
            self.editor.show_nobody()
        self.doctor.set_choices([_choice(card) for card in state.doctors])
        self.doctor.set_value(self._hours.state.practitioner_id)

    def _on_doctor(self, practitioner_id: int) -> None:
        self.doctor.set_value(self._hours.state.practitioner_id)
        self.go_unless_unsaved(lambda: self._open(practitioner_id))

    def _open(self, practitioner_id: int) -> None:
        self._hours.open(practitioner_id)
        self.doctor.set_value(practitioner_id)

    def _on_hub(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible():
            self._hours.on_changed(topics)


def _choice(card: PractitionerCard) -> Choice:
    return Choice(card.id, card.name, ", ".join(card.specialities[:1]), "stethoscope")
