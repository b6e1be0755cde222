"""A page that scrolls up and down only, its content no wider than is comfortable to read."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space


class ScrollPage(QScrollArea):
    """Put widgets into ``body``, which keeps ``side`` pixels free; what receives the focus is scrolled into sight.

    The content stands at the top; with ``fill`` it may grow to the page's whole height.
    """

    def __init__(
        self,
        theme: Theme,
        accessible_name: str = "",
        max_width: int = Size.PAGE_MAX,
        parent: QWidget | None = None,
        side: int = Space.XL,
        fill: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._max_width = max_width
        self.setAccessibleName(accessible_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer = QWidget()
        outer.setProperty("role", "clear")
        row = QHBoxLayout(outer)
        row.setContentsMargins(side, Space.L, side, side)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(Space.M)
        # Not by an alignment: with one, Qt gives a layout the height of its size hint, which knows nothing of lines
        # that wrap.
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._content, int(fill))
        if not fill:
            column.addStretch(1)
        row.addStretch(1)
        row.addLayout(column, 100)
        row.addStretch(1)
        self.setWidget(outer)
        self._limit()
        theme.changed.connect(self._limit)
        outer.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Without a sideways scroll bar, a content that cannot shrink further must make the page wider, not be cut.
        if event.type() == QEvent.Type.LayoutRequest and isinstance(watched, QWidget):
            self.setMinimumWidth(min(watched.minimumSizeHint().width(), self._theme.px(900)))
        return super().eventFilter(watched, event)

    def content_height(self) -> int:
        """How high all of it would like to be."""
        return self._content.sizeHint().height() + self._theme.px(Space.L)

    def _limit(self) -> None:
        self._content.setMaximumWidth(self._theme.px(self._max_width))
