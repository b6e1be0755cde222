"""What a click or a key on the board does with a visit or a free time: its menu, its steps, booking, paper."""

from datetime import date

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.permissions import Permission
from clinic_desktop.domain.scheduling import wall_instant
from clinic_desktop.services.appointments.views import Card, DayView
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.visit_menu import visit_menu
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board import BoardViewModel, Mode
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.session import Session


class BoardActs(QObject):
    """Does nothing while the day is looked at as it stood: the past cannot be changed."""

    def __init__(
        self,
        theme: Theme,
        board: DayBoard,
        model: BoardViewModel,
        desk: VisitDesk,
        focus: DeskFocus,
        session: Session,
        shell: Shell,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._theme, self._board, self._model, self._desk = theme, board, model, desk
        self._focus, self._session, self._shell, self._page = focus, session, shell, page

    @property
    def is_past(self) -> bool:
        """Whether the day is looked at as it stood: then nothing can be done on it."""
        return self._model.state.at is not None

    def open_visit(self, appointment_id: int) -> None:
        """The dock of that visit."""
        self._shell.open_dock("appointment", appointment_id=appointment_id)

    def act(self, appointment_id: int, letter: str) -> None:
        """Does with a visit what the letter of the keyboard map means."""
        card = self._model.state.card(appointment_id)
        if card is not None and not self.is_past:
            self._desk.act(card, letter)

    def open_menu(self, appointment_id: int, at: QPoint) -> None:
        """The menu of a visit."""
        card, board = self._model.state.card(appointment_id), self._board
        if card is None or self.is_past:
            return
        menu = visit_menu(
            self._theme,
            self._page,
            card,
            lambda letter: self._desk.act(card, letter),
            lambda: self.open_visit(appointment_id),
            lambda: board.start_move(appointment_id),
            lambda: board.start_sizing(appointment_id),
            lambda: board.ask_to_park(appointment_id),
        )
        menu.popup(at)

    def book(self) -> None:
        """A new booking on the day in view."""
        if self._may_book():
            self._shell.open_dock("booking", day=self._model.state.day)

    def book_at(self, practitioner_id: int, day: date, minute: int) -> None:
        """A new booking at that time."""
        start = wall_instant(day, minute, self._session.centre.zone)
        if start is not None and self._may_book():
            self._shell.open_dock("booking", practitioner_id=practitioner_id, starts_at=start)

    def ask_why(self, practitioner_id: int, day: date, minute: int) -> None:
        """What is against booking at that time."""
        start = wall_instant(day, minute, self._session.centre.zone)
        if start is not None and self._may_book():
            self._shell.open_dock("booking", practitioner_id=practitioner_id, starts_at=start, why=True)

    def command(self, name: str) -> bool:
        """The keys that mean something on several pages, for the selected visit; says whether there is such a thing."""
        card = self._model.state.card(self._focus.selected_id)
        if name == "print":
            return self._print(card)
        if card is None:
            return False
        if name == "take_payment":
            self._desk.act(card, "P")
        elif name == "call_next":
            self._desk.call_next(card.practitioner_id)
        else:
            return False
        return True

    def _may_book(self) -> bool:
        return not self.is_past and self._session.may(Permission.BOOK)

    def _print(self, card: Card | None) -> bool:
        """The selected visit's token; without one, the day sheet of the doctor in view or of every doctor."""
        state, printing = self._model.state, self._desk.printing
        if card is not None and card.encounter_id is not None and card.token:
            printing.print_token(card.encounter_id, say=True)
            return True
        if state.mode is Mode.WEEK and state.practitioner_id is not None:
            printing.print_day_sheets((state.practitioner_id,), state.day)
            return True
        doctors = _working(state.day_view)
        if doctors:
            printing.print_day_sheets(doctors, state.day)
        return bool(doctors)


def _working(view: DayView | None) -> tuple[int, ...]:
    columns = view.columns if view else ()
    return tuple(column.practitioner_id for column in columns if column.working or column.cards)
