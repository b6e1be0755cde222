"""The day board's widget: it shows a state, and says what a person did."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from clinic_desktop.domain.period import Clock, utc_now
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import BoardState, Legality, looks_possible

Pictures = Callable[[str], QPixmap | None]
"""Gives the picture of a key at once, or None while there is none; then call ``DayBoard.show_pictures``."""


class DayBoard(QAbstractScrollArea):
    """Doctors side by side for a day, or one doctor's week. Every signal is something that a person did.

    ``slot_chosen``: practitioner_id, date, minute — free time was clicked, or Enter or N pressed on it.
    ``card_selected``: appointment_id — one click, or the keyboard came to the card (None when it left all cards).
    ``card_opened``: appointment_id — Enter or a double click.
    ``card_moved``: appointment_id, practitioner_id, date, minute — dropped on a possible place, by mouse or keys.
    ``action_requested``: appointment_id, one letter of A C H S X P V.
    ``zoom_changed``: pixels per minute at 100 % text. ``day_stepped``: −1 or 1.
    """

    slot_chosen = Signal(object, object, int)
    card_selected = Signal(object)
    card_opened = Signal(object)
    card_moved = Signal(object, object, object, int)
    action_requested = Signal(object, str)
    zoom_changed = Signal(float)
    day_stepped = Signal(int)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        locale: QLocale | None = None,
        clock: Clock = utc_now,
        pictures: Pictures | None = None,
        legality: Legality = looks_possible,
    ) -> None:
        super().__init__(parent)

    def show_state(self, state: BoardState) -> None:
        """Draw the state; what did not change is not painted again. The selection follows ``state.selected_id``."""

    def show_pictures(self) -> None:
        """Ask for the pictures again, because some have arrived."""

    def mark_changed(self, appointment_ids: Iterable[int]) -> None:
        """Show for two seconds that another desk changed these."""

    def set_zoom(self, pixels_per_minute: float) -> None:
        """Set the height of a minute at 100 % text, brought inside the limits."""

    def scroll_to_now(self) -> None:
        """Bring the now line into the upper third of the view."""

    def show_card(self, appointment_id: int) -> bool:
        """Focus a card and scroll it into view; False when it is not on the board."""
        return False
