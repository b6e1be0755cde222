"""What happened at this desk, under the bell."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.formats import time_text
from clinic_desktop.ui.kit.empty_state import IconDisc
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.popup import Popup
from clinic_desktop.ui.kit.scroll_page import ScrollPage
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.news import News, NewsItem

_WIDTH = 420
_MOST = 460


class NewsList(Popup):
    """Opens under the bell, takes the keyboard, and closes with Escape; what it showed counts as looked at."""

    def __init__(self, theme: Theme, anchor: QWidget, news: News, session: Session, locale: QLocale) -> None:
        super().__init__(theme, anchor)
        self._news, self._session, self._locale = news, session, locale
        self._before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("What happened"))
        self.closed.connect(self._give_focus_back)

    def open_news(self) -> None:
        """Shows the newest first; an open list it closes."""
        if self.isVisible():
            self.close_popup()
            return
        empty(self.body)
        page = ScrollPage(self.theme, self.tr("What happened"), parent=self)
        page.body.addWidget(PlainLabel(self.theme, self.tr("What happened"), role="heading"))
        if not self._news.items:
            page.body.addWidget(PlainLabel(self.theme, self.tr("Nothing yet since you signed in."), role="muted"))
        for item_told in self._news.items:
            page.body.addWidget(self._row(item_told))
        self.body.addWidget(page)
        self._before = self.window().focusWidget()
        rows = min(_MOST, 96 + 52 * max(1, len(self._news.items)))
        self.open_at(self.theme.px(_WIDTH), self.theme.px(rows), as_wide=False)
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self._news.look()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_popup()
        else:
            super().keyPressEvent(event)

    def _row(self, item: NewsItem) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S + 2)
        icon, tone = ("triangle-alert", "danger") if item.trouble else ("check", "ok")
        layout.addWidget(IconDisc(self.theme, icon, tone, size=28), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(self.theme, item.text, role="strong" if not item.seen else "body", wrap=True))
        at = time_text(item.at.astimezone(self._session.centre.zone), self._locale)
        words.addWidget(PlainLabel(self.theme, at, role="caption"))
        layout.addLayout(words, 1)
        return row

    def _give_focus_back(self) -> None:
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None
