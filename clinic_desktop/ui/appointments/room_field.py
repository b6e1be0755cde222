"""The room of a visit, where its service needs one."""

from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.choice_field import ChoiceField
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.appointment import VisitDockState


class RoomField(ChoiceField):
    """Offers the rooms; one that is taken at the time is named and cannot be chosen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Room"))
        self._rooms: tuple[Choice, ...] = ()

    def show_state(self, state: VisitDockState) -> None:
        """Shows the state; hidden where no room is needed."""
        self.setVisible(bool(state.rooms))
        if not state.rooms or state.detail is None:
            return
        choices = tuple(
            Choice(room.room_id, room.name, detail="" if room.free else self.tr("taken then"), enabled=room.free)
            for room in state.rooms
        )
        if choices != self._rooms:
            self._rooms = choices
            self.set_choices(choices)
        here = next((room.room_id for room in state.rooms if room.name == state.detail.room), None)
        self.set_value(here)
