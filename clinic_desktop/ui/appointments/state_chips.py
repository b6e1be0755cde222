"""How many visits of the day are in each state, as chips that filter the board."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.kit.chip import FilterChip
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.board_state import ENDED_STATES

_STATES = (
    AppointmentState.CONFIRMED,
    AppointmentState.CHECKED_IN,
    AppointmentState.IN_PROGRESS,
    AppointmentState.COMPLETED,
    AppointmentState.NO_SHOW,
    AppointmentState.PENDING,
    AppointmentState.CANCELLED,
)
_ALWAYS = _STATES[:3]


class StateChips(QWidget):
    """``filtered`` carries the states that are to be hidden: all but the pressed ones, or, where none is pressed, what
    was called off."""

    filtered = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.chips: dict[AppointmentState, FilterChip] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        for state in _STATES:
            chip = FilterChip(theme, self._word(state), theme.status(state).icon, state=state, count=0)
            chip.clicked.connect(self._filter)
            self.chips[state] = chip
            row.addWidget(chip)

    def show_counts(self, counts: Mapping[AppointmentState, int]) -> None:
        """How many visits there are in each state; a state that nobody is in is not shown."""
        for state, chip in self.chips.items():
            count = counts.get(state, 0)
            if state is AppointmentState.CANCELLED:
                count += counts.get(AppointmentState.REJECTED, 0)
            chip.set_count(count)
            chip.setVisible(count > 0 or state in _ALWAYS)

    def show_hidden(self, hidden: frozenset[AppointmentState]) -> None:
        """Which states are hidden, where that is not what the chips say already."""
        if hidden != self._hidden():
            for state, chip in self.chips.items():
                chip.setChecked(hidden != ENDED_STATES and state not in hidden)

    def width_as(self, compact: bool) -> int:
        """Gives the chips their words, or takes them when ``compact``; how wide those in sight are then."""
        for chip in self.chips.values():
            chip.set_compact(compact)
        return sum(chip.sizeHint().width() + Space.S for chip in self.chips.values() if not chip.isHidden())

    def _filter(self) -> None:
        self.filtered.emit(self._hidden())

    def _hidden(self) -> frozenset[AppointmentState]:
        shown = {state for state, chip in self.chips.items() if chip.isChecked()}
        if not shown:
            return ENDED_STATES
        if AppointmentState.CANCELLED in shown:
            shown.add(AppointmentState.REJECTED)
        return frozenset(AppointmentState) - shown

    def _word(self, state: AppointmentState) -> str:
        words = {
            AppointmentState.CONFIRMED: self.tr("Booked"),
            AppointmentState.CHECKED_IN: self.tr("Arrived"),
            AppointmentState.IN_PROGRESS: self.tr("With doctor"),
            AppointmentState.COMPLETED: self.tr("Completed"),
            AppointmentState.NO_SHOW: self.tr("No-show"),
            AppointmentState.PENDING: self.tr("Pending"),
            AppointmentState.CANCELLED: self.tr("Cancelled"),
        }
        return words[state]
