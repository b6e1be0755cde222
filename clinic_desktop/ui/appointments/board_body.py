"""The middle of the board page: the painted board, the list, or in words why there is neither."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board_content import day_board, week_board
from clinic_desktop.ui.formats import date_text
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.board import BoardPageState, Mode
from clinic_desktop.viewmodels.appointments.board_state import BoardState
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.session import Session


class BoardBody(QStackedWidget):
    """What was loaded last stays in sight while the next is loading. ``again_wanted`` fires after a failure,
    ``next_wanted`` and ``today_wanted`` from a day on which nobody works."""

    again_wanted = Signal()
    next_wanted = Signal()
    today_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        session: Session,
        focus: DeskFocus,
        board: DayBoard,
        visits: Callable[[], QWidget],
        locale: QLocale,
    ) -> None:
        """``visits`` makes the list the first time and gives it again after that."""
        super().__init__()
        self._session, self._focus, self._locale = session, focus, locale
        self._board, self._visits = board, visits
        self.empty = EmptyState(theme, "calendar-days", "", "")
        self._skeleton = Skeleton(theme, rows=8)
        self._loading = QWidget()
        column = QVBoxLayout(self._loading)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, 0)
        column.addWidget(self._skeleton)
        column.addStretch()
        for widget in (board, self.empty, self._loading):
            self.addWidget(widget)
        self.empty.primary.connect(self.next_wanted)
        self.empty.again.connect(self.again_wanted)
        self.empty.other.connect(self.today_wanted)

    def show_state(self, state: BoardPageState) -> None:
        """Shows the state."""
        if state.mode is Mode.LIST:
            visits = self._visits()
            if self.indexOf(visits) < 0:
                self.addWidget(visits)
            self._show(visits)
            return
        content = self.content(state)
        if state.refusal is not None and (content is None or not _is_of(state, content)):
            # What is there is another day's: under this day's name it would be a lie.
            self._show_failure(state)
        elif content is not None:
            self._skeleton.stop()
            self._board.show_state(content)
            if content.columns or self._board.is_moving():
                self._show(self._board)
            else:
                self._show_empty(state)
        elif state.loading and self.currentWidget() is not self._loading:
            self._show(self._loading)
            self._skeleton.start()

    def content(self, state: BoardPageState) -> BoardState | None:
        """What the board draws of the state."""
        focus = self._focus
        if state.mode is Mode.WEEK:
            if state.week_view is None:
                return None
            board = week_board(
                state.week_view, state.hidden, focus.selected_id, focus.ghost, self._locale, focus.own_holds
            )
            return replace(board, parked_ids=focus.parked_ids)
        if state.day_view is None:
            return None
        board = day_board(state.day_view, state.hidden, focus.selected_id, focus.ghost, self._locale, focus.own_holds)
        return replace(board, parked_ids=focus.parked_ids)

    def _show(self, widget: QWidget) -> None:
        if self.currentWidget() is not widget:
            self.setCurrentWidget(widget)

    def _show_empty(self, state: BoardPageState) -> None:
        what = self.tr("Nobody works on {day}").format(day=date_text(state.day, self._locale))
        closure = state.day_view.closure if state.day_view else ""
        self.empty.show_icon("calendar-days")
        self.empty.show_words(what, closure or self.tr("No doctor has hours here on this day."))
        self.empty.set_actions(self.tr("Next day"), self.tr("Today"))
        self._show(self.empty)

    def _show_failure(self, state: BoardPageState) -> None:
        assert state.refusal is not None
        self._skeleton.stop()
        why = refusal_words(state.refusal, self._session.centre.zone, self._locale)
        self.empty.show_trouble(self.tr("The day could not be read"), why, state.refusal.code)
        self._show(self.empty)


def _is_of(state: BoardPageState, content: BoardState) -> bool:
    """Whether what is drawn is the day or the week that the state names."""
    if state.mode is Mode.WEEK:
        return content.day <= state.day < content.day + timedelta(days=7)
    return content.day == state.day
