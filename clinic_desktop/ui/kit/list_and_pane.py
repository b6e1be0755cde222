"""A list and, by it, what is chosen in it: beside it where there is room, else below it, else in its place."""

from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.shortcuts import on_keys
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_BESIDE = 880
"""From this width on the two stand beside each other, at 100 % text size."""
_BELOW = 500
"""From this height on there is room for both below each other."""


class Way(Enum):
    """How the two stand."""

    BESIDE = auto()
    BELOW = auto()
    IN_TURN = auto()


class ListAndPane(QWidget):
    """``listed`` holds ``table``, and ``pane`` shows the row that is chosen there.

    Where there is room for one of them only, a click on a row or Space shows the pane, and Escape or the button above
    it, which reads ``back``, the list; Enter in the pane opens the row, as it does in the list.
    """

    def __init__(
        self,
        theme: Theme,
        listed: QWidget,
        table: DataTable,
        pane: QWidget,
        back: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._listed, self._table, self._pane = theme, listed, table, pane
        self._pane_wanted = True
        self._entered = False
        self.way = Way.BESIDE
        self.back = Button(theme, back, icon="chevron-left", role="quiet", key="Esc")
        self._side = QWidget(self)
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(Space.XS)
        side.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        side.addWidget(pane, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.M)
        self._row.addWidget(listed, 3)
        self._row.addWidget(self._side, 2)
        self.back.clicked.connect(self.show_list)
        table.clicked.connect(self._turn)
        on_keys(table, {"Space": self._turn})
        theme.changed.connect(self._fit)
        self._arrange()

    def set_pane_wanted(self, wanted: bool) -> None:
        """Whether there is anything that the pane could show; without it the list has all the room."""
        if wanted != self._pane_wanted:
            self._pane_wanted = wanted
            self._arrange()

    def show_pane(self) -> None:
        """Shows what is chosen, in place of the list where there is no room for both. Call it for who comes to see one
        row; it holds from before there is anything to show."""
        self._entered = True
        self._arrange()

    def show_list(self) -> None:
        """Goes back to the list."""
        self._entered = False
        self._arrange()

    def keys(self) -> tuple[tuple[str, str], ...]:
        """For the sheet of keys: what is to be pressed where the two stand in turn."""
        return (("Space", self.tr("Show what is chosen in the list")),) if self.way is Way.IN_TURN else ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Only what no widget inside has taken comes here.
        if self._alone() and event.key() == Qt.Key.Key_Escape:
            self.show_list()
        elif self._alone() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QCoreApplication.sendEvent(self._table, event)
        else:
            super().keyPressEvent(event)

    def _turn(self) -> None:
        if self.way is Way.IN_TURN:
            self.show_pane()

    def _alone(self) -> bool:
        return self.way is Way.IN_TURN and self._entered and self._pane_wanted

    def _fit(self) -> None:
        way = self._fitting()
        if way is not self.way:
            self.way = way
            # Who is busy in the pane stays there.
            self._entered = way is Way.IN_TURN and (self._entered or _has_focus(self._side))
            self._arrange()

    def _fitting(self) -> Way:
        if self.width() >= self._theme.px(_BESIDE):
            return Way.BESIDE
        return Way.BELOW if self.height() >= self._theme.px(_BELOW) else Way.IN_TURN

    def _arrange(self) -> None:
        down = self.way is Way.BELOW
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight)
        alone = self._alone()
        beside = self._pane_wanted and self.way is not Way.IN_TURN
        in_list, in_side = _has_focus(self._listed), _has_focus(self._side)
        self.back.setVisible(alone)
        self._listed.setVisible(not alone)
        self._side.setVisible(alone or beside)
        if alone and in_list:
            self._focus_pane()
        elif in_side and not (alone or beside):
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_pane(self) -> None:
        self._pane.setFocus(Qt.FocusReason.OtherFocusReason)
        if not _has_focus(self._pane):
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)


def _has_focus(widget: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is widget or widget.isAncestorOf(focused))
