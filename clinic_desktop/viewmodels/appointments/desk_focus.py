"""What the board and what is beside it tell each other: who is selected, what is being booked, and who is parked."""

from PySide6.QtCore import QObject, Signal

from clinic_desktop.viewmodels.appointments.board_state import Ghost
from clinic_desktop.viewmodels.appointments.standing_versions import StandingVersions


class DeskFocus(QObject):
    """One for the window. ``selected_changed`` carries an appointment's id or None, ``ghost_changed`` a Ghost or None,
    ``parked_changed`` the ids of the visits on the shelf; ``holds_changed`` says that this
    window holds a time or lets go of it, and ``own_written`` that it changed a visit."""

    selected_changed = Signal(object)
    ghost_changed = Signal(object)
    parked_changed = Signal(object)
    holds_changed = Signal(object)
    own_written = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.selected_id: int | None = None
        self.ghost: Ghost | None = None
        self.parked_ids: frozenset[int] = frozenset()
        self.own_holds: frozenset[str] = frozenset()
        self._own: dict[int, int] = {}
        self.standing = StandingVersions()

    def select(self, appointment_id: int | None) -> None:
        """Another visit is selected, or none."""
        if appointment_id != self.selected_id:
            self.selected_id = appointment_id
            self.selected_changed.emit(appointment_id)

    def show_ghost(self, ghost: Ghost | None) -> None:
        """A booking is being prepared for that time, or no longer."""
        if ghost != self.ghost:
            self.ghost = ghost
            self.ghost_changed.emit(ghost)

    def show_parked(self, appointment_ids: frozenset[int]) -> None:
        """These visits are on the shelf."""
        if appointment_ids != self.parked_ids:
            self.parked_ids = appointment_ids
            self.parked_changed.emit(appointment_ids)

    def note_hold(self, mark: str, held: bool = True) -> None:
        """Whether the hold of that mark is one of a booking that is prepared in this window: its ghost stands there.
        All others are somebody's, also those that the same person took at another desk."""
        holds = self.own_holds | {mark} if held else self.own_holds - {mark}
        if holds != self.own_holds:
            self.own_holds = holds
            self.holds_changed.emit(holds)

    def note_own(self, appointment_id: int, version: int) -> None:
        """This desk wrote that version of the visit, so nobody needs to be shown that it changed."""
        self._own[appointment_id] = version
        self.own_written.emit()

    def is_own(self, appointment_id: int, version: int) -> bool:
        """Whether this desk wrote that version."""
        return self._own.get(appointment_id, 0) >= version
