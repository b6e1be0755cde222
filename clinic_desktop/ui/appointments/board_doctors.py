"""Of which doctor on the board a key or a command speaks, and their menu."""

from PySide6.QtCore import QObject, QPoint

from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board.focus import CardCell, FreeCell
from clinic_desktop.ui.appointments.doctor_menu import DoctorMenu
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.viewmodels.appointments.board import BoardPageState, BoardViewModel, Mode
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.session import Session


def doctor_choices(state: BoardPageState) -> tuple[Choice, ...]:
    """The doctors of the day in view, and the one whose week it is."""
    columns = state.day_view.columns if state.day_view else ()
    choices = [Choice(column.practitioner_id, column.name) for column in columns]
    week = state.week_view
    if week is not None and all(choice.value != week.practitioner_id for choice in choices):
        choices.insert(0, Choice(week.practitioner_id, week.practitioner_name))
    return tuple(choices)


class BoardDoctors(QObject):
    """Opens ``menu`` for the doctor whom the keys are on. Nothing is said of a doctor on the past."""

    def __init__(
        self, board: DayBoard, model: BoardViewModel, focus: DeskFocus, session: Session, menu: DoctorMenu
    ) -> None:
        super().__init__(menu)
        self._board, self._model, self._focus, self._session, self._menu = board, model, focus, session, menu

    def open_in_hand(self) -> None:
        """The menu of the doctor in hand, or of the first on the board."""
        doctors = doctor_choices(self._model.state)
        number = self._in_hand() or (doctors[0].value if doctors else None)
        if isinstance(number, int):
            self.open_of(number, self._board.head_menu_place(number))

    def open_of(self, practitioner_id: int, at: QPoint) -> None:
        """The menu of this doctor."""
        state = self._model.state
        name = next((one.text for one in doctor_choices(state) if one.value == practitioner_id), "")
        is_today = state.day == self._session.today() or state.mode is Mode.WEEK
        if state.at is None:
            self._menu.open(practitioner_id, name, at, is_today)

    def say(self, what: str) -> bool:
        """A command about a doctor. It asks first of which one: it may come from another page, with nobody in hand.
        Says whether there is any."""
        doctors = [one for one in doctor_choices(self._model.state) if isinstance(one.value, int)]
        if doctors:
            self._menu.choose(what, doctors, self._board.mapToGlobal(QPoint(0, 0)))
        return bool(doctors)

    def _in_hand(self) -> int | None:
        """The doctor of the card or free time that the keys are on, of the week in view, or of the selected visit."""
        state, cell = self._model.state, self._board.focused_cell()
        if state.mode is Mode.WEEK:
            return state.practitioner_id
        if isinstance(cell, FreeCell):
            return int(cell.column_key.partition(":")[0])
        number = cell.appointment_id if isinstance(cell, CardCell) else self._focus.selected_id
        card = state.card(number)
        return card.practitioner_id if card is not None else None
