"""Pages of which one is seen, and grey shapes until it is known which."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.skeleton import Skeleton
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class LoadingStack(QStackedWidget):
    """Begins as loading: until a page has asked, it knows nothing either. ``rows`` shapes keep ``margin`` pixels free
    at the edges; the pages reach them."""

    def __init__(self, theme: Theme, *pages: QWidget, rows: int = 8, margin: int = Space.L) -> None:
        super().__init__()
        self._skeleton = Skeleton(theme, rows=rows)
        self._loading = QWidget()
        self._waiting = False
        column = QVBoxLayout(self._loading)
        column.setContentsMargins(margin, margin, margin, margin)
        column.addWidget(self._skeleton)
        column.addStretch(1)
        for page in (self._loading, *pages):
            self.addWidget(page)
        self.show_loading()

    def show_loading(self) -> None:
        """Nothing has come yet. May be called again while that is so."""
        if not self._waiting:
            self._waiting = True
            self._skeleton.start()
        self.setCurrentWidget(self._loading)

    def show_page(self, page: QWidget) -> None:
        """One of the pages, for what has come."""
        self._waiting = False
        self._skeleton.stop()
        self.setCurrentWidget(page)
