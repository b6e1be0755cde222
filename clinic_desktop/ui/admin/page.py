"""What the admin's pages share: a head with title and actions, and below it the content, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import Refused
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.loading_stack import LoadingStack
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.messages import words
from clinic_desktop.ui.shell.screen import Screen, Shell, unsaved_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session

_NARROW = 900
"""Below this width, at 100 % text size, the note in the head stands below the title."""
_SHORT_TITLE = 120


@dataclass(frozen=True, slots=True)
class Around:
    """What a page has around it."""

    theme: Theme
    session: Session
    hub: ChangeHub
    shell: Shell
    locale: QLocale


class AdminPage(Screen):
    """Put content into ``body`` and buttons into the head. Subclasses fill in ``reload``, which is called when a person
    refreshes, and when one of ``topics`` has changed while the page is seen."""

    def __init__(self, around: Around, title: str, topics: frozenset[Topic], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.around, self.theme, self._topics = around, around.theme, topics
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self.title = PlainLabel(self.theme, title, role="title")
        self.note = PlainLabel(self.theme, role="caption")
        self.head = QHBoxLayout()
        self.head.setSpacing(Space.S)
        self._words = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._words.setSpacing(Space.L)
        self._words.addWidget(self.title)
        self._words.addWidget(self.note, 1)
        self.head.addLayout(self._words, 1)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(Space.M)
        self._trouble = EmptyState(self.theme, "triangle-alert", "", "")
        self._trouble.again.connect(lambda: self.reload())
        self._stack = LoadingStack(self.theme, self.content, self._trouble)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        self.column.setSpacing(Space.M)
        self.column.addLayout(self.head)
        self.column.addWidget(self._stack, 1)
        around.hub.changed.connect(self._on_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < self.theme.px(_NARROW)
        # A short title is never cut, whatever stands beside it.
        self.title.setMinimumWidth(min(self.title.sizeHint().width(), self.theme.px(_SHORT_TITLE)))
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._words.setDirection(way)
        self._words.setSpacing(0 if narrow else Space.L)

    def reach_the_edges(self) -> None:
        """Lets the content reach the edges of the page, for forms with a bar at their foot."""
        self.column.setContentsMargins(0, Space.L, 0, 0)
        self.head.setContentsMargins(Space.XL, 0, Space.XL, 0)
        self.body.setSpacing(0)

    def reload(self) -> None:
        """Asks anew for what the page shows."""
        raise NotImplementedError

    def command(self, name: str) -> bool:
        if name == "refresh":
            self.reload()
        return name == "refresh"

    def kept_words(self) -> str:
        return unsaved_words(self.title.whole_text()) if self.has_unsaved() else ""

    def go_unless_unsaved(self, go: Callable[[], None]) -> None:
        """Does it at once where nothing typed would be lost, else after a question."""
        if not self.has_unsaved():
            go()
            return
        self.around.shell.ask(
            self.tr("Leave without saving?"),
            self.tr("What you changed here is not saved yet."),
            self.tr("Stay"),
            self.tr("Leave without saving"),
            go,
        )

    def show_content(self) -> None:
        """There is something to show."""
        self._stack.show_page(self.content)

    def show_loading(self) -> None:
        """Nothing has come yet."""
        self._stack.show_loading()

    def show_trouble(self, refusal: Refused) -> None:
        """It cannot be shown, and why."""
        why = words(refusal, self.around.session.centre.zone, self.around.locale)
        self._trouble.show_trouble(self.tr("This cannot be shown"), why, refusal.code)
        self._stack.show_page(self._trouble)

    def show_loaded(self, loaded: bool, refusal: Refused | None) -> None:
        """The content where it has come, else the trouble, else grey shapes."""
        if loaded:
            self.show_content()
        elif refusal is not None:
            self.show_trouble(refusal)
        else:
            self.show_loading()

    def reload_with_session(self) -> None:
        """Loads anew when another centre comes into view, too."""
        self.around.session.changed.connect(self._on_session)

    def _on_session(self) -> None:
        if self.around.session.signed_in and self.isVisible():
            self.reload()

    def _on_changed(self, topics: frozenset[Topic], _rows: frozenset[int]) -> None:
        if self.isVisible() and topics & self._topics:
            self.reload()


def line() -> QFrame:
    """A hairline across."""
    frame = QFrame()
    frame.setProperty("role", "line")
    return frame
