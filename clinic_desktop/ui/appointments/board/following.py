"""What the board does by itself: it moves the now line with the clock, and brings into view what a person is about to
look for, until a hand is on it."""

from datetime import timedelta

from PySide6.QtCore import QLocale, QRect, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.period import Clock
from clinic_desktop.ui.appointments.board.leading import Leading
from clinic_desktop.ui.appointments.board.scene import local_now
from clinic_desktop.ui.appointments.board.view import BoardView, Pictures
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board_state import BoardState

_UNTOUCHED = timedelta(minutes=2)


class FollowingView(BoardView):
    """A view that opens at the present time and stays there while nobody touches it, and that shows today in a week and
    a booking that is being prepared."""

    def __init__(self, theme: Theme, parent: QWidget | None, locale: QLocale, clock: Clock, pictures: Pictures) -> None:
        super().__init__(theme, parent, locale, pictures)
        self._clock = clock
        self._came_into_view = False
        self._touched_at = clock() - _UNTOUCHED
        self._leading = Leading()
        self._minute_timer = QTimer(self, singleShot=True)
        self._minute_timer.timeout.connect(self._minute_passed)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.actionTriggered.connect(self.touch)

    def is_busy(self) -> bool:
        """For the board: whether something is in a person's hand, so that the view must not move."""
        return False

    def ghost_rect(self) -> QRect | None:
        """For the board: where the booking that is being prepared stands, in viewport coordinates."""
        return None

    def show_state(self, state: BoardState) -> None:
        now = local_now(state)
        self._leading.follow(self._state, state, now.date() if now else None)
        super().show_state(state)
        self._start_in_view()
        self._lead()

    # A hand on the board

    def touch(self) -> None:
        """A hand was on the board: it does not scroll by itself for two minutes."""
        self._touched_at = self._clock()
        self._leading.let_go()

    def bring_into_view(self, rect: QRect, reach: int = 4) -> None:
        """A person came to a rectangle given in viewport coordinates: scroll as little as shows it."""
        self._leading.let_go()
        super().bring_into_view(rect, reach)

    # Time

    def tick(self) -> None:
        """Move the now line to the clock's time, and the view with it when nobody has touched it lately."""
        self.show_now(self._clock())
        self._follow_now()

    def _follow_now(self) -> None:
        now = self._now_minute()
        untouched = self._clock() - self._touched_at >= _UNTOUCHED
        if now is None or self.is_busy() or not untouched or self._leading.ghost is not None:
            return
        y = self._scene.geometry.y(now) - self.verticalScrollBar().value()
        if not 0.2 * self.viewport().height() <= y <= 0.6 * self.viewport().height():
            self.scroll_to_now()

    def _minute_passed(self) -> None:
        self.tick()
        self._wait_for_minute()

    def _wait_for_minute(self) -> None:
        moment = self._clock()
        self._minute_timer.start(60_000 - moment.second * 1000 - moment.microsecond // 1000)

    # Coming into view

    def _start_in_view(self) -> None:
        """The first state that is seen starts at the present time."""
        if not self._came_into_view and self._state is not None and self.isVisible():
            self._came_into_view = True
            self.scroll_to_now()

    def _lead(self) -> None:
        """Bring into view what the board follows by itself."""
        if self._state is None or self.is_busy() or not self.isVisible():
            return
        if self._leading.column is not None:
            self.horizontalScrollBar().setValue(self._scene.geometry.left(self._leading.column))
        ghost = self.ghost_rect() if self._leading.ghost is not None else None
        if ghost is not None:
            super().bring_into_view(ghost)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._start_in_view()
        self._lead()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start_in_view()
        self._lead()
        self.tick()
        self._wait_for_minute()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute_timer.stop()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.touch()
        super().wheelEvent(event)
