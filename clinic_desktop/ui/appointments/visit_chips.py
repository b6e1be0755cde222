"""Visits that belong together, in the dock of one of them: a title, and a chip for each."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.words import state_word


class VisitChips(QWidget):
    """``opened`` carries the number of the visit pressed."""

    opened = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.title = PlainLabel(theme, role="field-label")
        self.chips = SlotChips(theme, name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(self.title)
        layout.addWidget(self.chips)
        self.chips.chosen.connect(self.opened)

    def show_visits(self, title: str, visits: Iterable[tuple[int, str, AppointmentState]], current: int | None) -> None:
        """Shows these, each by its number, its words and its state, which is said where it is not the usual one."""
        self.title.set_text(title)
        usual = AppointmentState.CONFIRMED
        options = tuple(
            (number, joined(word, "" if state is usual else state_word(state))) for number, word, state in visits
        )
        self.chips.show_options(options, current)
