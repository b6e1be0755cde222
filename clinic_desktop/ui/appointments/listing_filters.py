"""What the board's list of a day can be narrowed to: a text, doctors, services, what is unpaid."""

from PySide6.QtWidgets import QFrame, QHBoxLayout

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import MultiChoiceField
from clinic_desktop.ui.kit.search_field import SearchField
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.listing import ListingState, ListingViewModel
from clinic_desktop.viewmodels.session import Session


class ListingFilterBar(QFrame):
    """Narrows a ListingViewModel; which states are shown is for the chips above the board."""

    def __init__(self, theme: Theme, model: ListingViewModel, session: Session) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        self._session = session
        self.search = SearchField(theme, self.tr("Patient"), self.tr("Name, phone or number"))
        self.doctors = MultiChoiceField(theme, "", hint=self.tr("All doctors"))
        self.services = MultiChoiceField(theme, "", hint=self.tr("All services"))
        self.unpaid = CheckBox(theme, self.tr("Unpaid"))
        self._shown: tuple[object, object] = ((), ())
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        for widget in (self.search, self.doctors, self.services):
            row.addWidget(widget, 1)
        row.addWidget(self.unpaid)
        self.search.searched.connect(lambda text: model.filter(text=text))
        self.doctors.chosen.connect(lambda values: model.filter(practitioner_ids=frozenset(values)))
        self.services.chosen.connect(lambda values: model.filter(service_ids=frozenset(values)))
        self.unpaid.clicked.connect(lambda wanted: model.filter(unpaid_only=wanted))
        model.state_changed.connect(self.show_state)

    def show_state(self, state: ListingState) -> None:
        """Shows what is narrowed."""
        if self._shown != (state.doctors, state.services):
            self._shown = state.doctors, state.services
            self.doctors.set_choices([Choice(doctor.practitioner_id, doctor.name) for doctor in state.doctors])
            self.services.set_choices([Choice(number, name) for number, name in state.services])
        self.doctors.set_values(state.filters.practitioner_ids)
        self.services.set_values(state.filters.service_ids)
        self.unpaid.setChecked(state.filters.unpaid_only)
        self.unpaid.setVisible(self._session.signed_in and self._session.may(Permission.SEE_PAYMENTS))
