"""One thing whole, beside a list: what it says, which scrolls, and its buttons below; or that nothing is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.foot import Foot
from clinic_desktop.ui.kit.list_frame import hairline
from clinic_desktop.ui.theme.tokens import Space


class Pane(QFrame):
    """Put what it says into ``body``, from the top, and the buttons in with ``add_actions``.

    It begins with ``nothing``, and shows one of the two as ``show_whole`` says. The focus goes to what scrolls.
    """

    def __init__(self, name: str, nothing: EmptyState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAccessibleName(name)
        inside = QWidget()
        inside.setProperty("role", "clear")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.L, Space.L - 2, Space.L, Space.L)
        column.setSpacing(0)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.S)
        column.addLayout(self.body)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName(name)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        self._scroll = scroll
        self._actions = Foot()
        self._buttons = FlowLayout(self._actions, Space.S)
        self._buttons.setContentsMargins(Space.L, Space.S + 2, Space.L, Space.S + 2)
        self._whole = QWidget()
        whole = QVBoxLayout(self._whole)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(hairline())
        whole.addWidget(self._actions)
        self._nothing = nothing
        self._pages = QStackedWidget()
        self._pages.addWidget(nothing)
        self._pages.addWidget(self._whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        # Not by a focus proxy: Tab would jump to it over what stands before it.
        self._scroll.setFocus(reason)

    def add_actions(self, *buttons: Button) -> None:
        """Buttons at its foot, in reading order."""
        for button in buttons:
            self._buttons.addWidget(button)

    def show_whole(self, chosen: bool) -> None:
        """Shows what is in ``body`` where something is chosen, else that nothing is."""
        self._pages.setCurrentWidget(self._whole if chosen else self._nothing)
