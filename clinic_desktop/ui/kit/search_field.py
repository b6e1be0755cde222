"""The field to search in a list: icon, text, the key that gets there, and a cross to empty it."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.line_edit import LineEdit
from clinic_desktop.ui.kit.painting import start_painting
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


class SearchField(LineEdit):
    """``searched`` carries the text shortly after a person stopped typing, and at once on Enter or when emptied."""

    searched = Signal(str)

    def __init__(
        self,
        theme: Theme,
        accessible_name: str,
        hint: str = "",
        key: str | None = None,
        delay: int = 90,
        parent: QWidget | None = None,
    ) -> None:
        self._key = key
        super().__init__(theme, accessible_name, hint or accessible_name, parent)
        self._last = ""
        self.setMaxLength(120)
        self.set_leading(icon="search")
        self._cross = self.add_button("x", self.tr("Empty the search"))
        self._cross.hide()
        self._cross.clicked.connect(self.empty)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay)
        self._timer.timeout.connect(self._search)
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._search)

    def empty(self) -> None:
        """Clear the text and search for nothing, as a person does with the cross or Escape."""
        self.clear()
        self._search()

    def take_keys(self) -> None:
        """Gets the focus; letters typed now take the place of what is there."""
        self.setFocus()
        self.selectAll()

    def set_query(self, text: str) -> None:
        """Show ``text`` without searching."""
        self.setText(text)
        self._last = text.strip()
        self._show_cross()

    def kept_room(self) -> int:
        return keycap_size(self.theme, self._key).width() + Space.S if self._key and not self.text() else 0

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(280), super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.empty()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._key and not self.text():
            size = keycap_size(self.theme, self._key)
            box = self._placed(self.width() - size.width() - Space.S, size.width())
            box.setTop((self.height() - size.height()) // 2)
            box.setHeight(size.height())
            draw_keycap(start_painting(self), self.theme, box, self._key, KeycapGround.SURFACE)

    def _on_edited(self, _text: str) -> None:
        self._show_cross()
        if self.text():
            self._timer.start()
        else:
            self._search()

    def _show_cross(self) -> None:
        self._cross.setVisible(bool(self.text()))
        self._arrange()

    def _search(self) -> None:
        self._timer.stop()
        self._show_cross()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)
