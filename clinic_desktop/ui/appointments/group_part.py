"""Everybody who comes to the same group session, in the dock of one of them."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.views import AppointmentDetail
from clinic_desktop.ui.appointments.series_words import place_text
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.words import state_word


class GroupPart(QWidget):
    """ "Group · 3 of 8 places" with a chip for each. ``opened`` carries the number of the visit pressed."""

    opened = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._locale = locale
        self.title = PlainLabel(theme, role="field-label")
        self.chips = SlotChips(theme, self.tr("Who comes to the session"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.title)
        layout.addWidget(self.chips)
        self.chips.chosen.connect(self.opened)

    def show_visit(self, detail: AppointmentDetail) -> None:
        """Shows the members; nothing where the visit is no group session."""
        self.setVisible(bool(detail.group))
        if not detail.group:
            return
        places = place_text(len(detail.group), max(detail.card.capacity, len(detail.group)), self._locale)
        self.title.set_text(self.tr("Group · {places} places taken").format(places=places))
        options = tuple(
            (
                member.appointment_id,
                joined(
                    member.patient_name,
                    "" if member.state is AppointmentState.CONFIRMED else state_word(member.state),
                ),
            )
            for member in detail.group
        )
        self.chips.show_options(options, detail.card.appointment_id)
