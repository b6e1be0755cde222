"""The omnibox (Ctrl+K): one field over the window that finds anyone and runs anything."""

from PySide6.QtCore import QEvent, QLocale, QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.painting import draw_icon, draw_text, fill_box, mirrored_rect, start_painting, text_width
from clinic_desktop.ui.kit.shadow import Shadow
from clinic_desktop.ui.messages import sentence
from clinic_desktop.ui.omnibox.row_list import RowList
from clinic_desktop.ui.omnibox.rows import lines
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize
from clinic_desktop.viewmodels.omnibox import OmniboxState, OmniboxViewModel
from clinic_desktop.viewmodels.session import Session

_WIDTH = 640
_HEIGHT = 520
_HEAD = 58
_FOOT = 44
_LONGEST = 120


class Omnibox(QWidget):
    """Covers its parent with a scrim and holds the keyboard while it is open. Escape and a press outside close it."""

    def __init__(
        self, theme: Theme, parent: QWidget, viewmodel: OmniboxViewModel, session: Session, locale: QLocale
    ) -> None:
        super().__init__(parent)
        self._theme, self._viewmodel, self._session, self._locale_ = theme, viewmodel, session, locale
        self._before: QWidget | None = None
        self._shadow = Shadow(theme)
        self._shadow.setParent(self)
        self.edit = QLineEdit(self)
        self.edit.setProperty("role", "bare-large")
        self.edit.setMaxLength(_LONGEST)
        self.edit.setAccessibleName(self.tr("Search patients or run a command"))
        self.edit.setPlaceholderText(self.tr("Search patients or run a command"))
        self.list = RowList(theme, self)
        self.edit.textEdited.connect(viewmodel.type)
        self.edit.installEventFilter(self)
        self.list.taken.connect(self._on_taken)
        self.list.pointed.connect(viewmodel.move_to)
        viewmodel.state_changed.connect(self.show_state)
        parent.installEventFilter(self)
        theme.changed.connect(self._place)
        self.hide()

    def open(self, text: str = "") -> None:
        """Shows it, empty or with a text."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self._place()
        self.edit.setText(text)
        self.raise_()
        self.show()
        self.edit.setFocus(Qt.FocusReason.PopupFocusReason)
        self._viewmodel.open(text)

    def close_box(self) -> None:
        """Hides it and gives the keyboard back."""
        if not self.isVisible():
            return
        self.hide()
        self.edit.clear()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None

    def show_state(self, state: OmniboxState) -> None:
        """Shows the rows of the last answer; those of an older text stay until the new ones are here."""
        if not self.isVisible():
            return
        told = lines(state.rows, self._session.centre, self._session.today(), self._locale_)
        self.list.show_lines(told, state.current, self._note(state))
        if 0 <= state.current < len(told):
            line = told[state.current]
            text = f"{line.title}, {line.detail}" if line.detail else line.title
            if text != self.edit.accessibleDescription():
                self.edit.setAccessibleDescription(text)
                if QAccessible.isActive():
                    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.edit, text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(event)
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self._place()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._box().contains(event.position().toPoint()):
            self.close_box()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setLayoutDirection(self.layoutDirection())
        px, color, box = self._theme.px, self._theme.color, self._box()
        if self.edit.geometry().contains(event.rect()):
            # A key or the blinking cursor: nothing but the ground of the field.
            painter.fillRect(event.rect(), color("surface"))
            return
        painter.fillRect(self.rect(), color("scrim"))
        self._shadow.draw(painter, box)
        fill_box(painter, box, Radius.DIALOG, color("surface"), color("border2"))
        glass = QRect(box.left() + px(20), box.top(), px(20), px(_HEAD))
        pixmap = self._theme.icons.pixmap("search", "text2", px(20), self.devicePixelRatioF())
        draw_icon(painter, pixmap, mirrored_rect(self, glass))
        painter.fillRect(QRect(box.left(), box.top() + px(_HEAD), box.width(), 1), color("border"))
        foot = QRect(box.left(), box.bottom() - px(_FOOT), box.width(), px(_FOOT))
        painter.fillRect(QRect(foot.left(), foot.top(), foot.width(), 1), color("border"))
        self._paint_foot(painter, foot)

    def _paint_foot(self, painter: QPainter, foot: QRect) -> None:
        px, font = self._theme.px, self._theme.font(TextSize.SMALL)
        left = foot.left() + px(Space.L)
        hints = ((("Up", "Down"), self.tr("move")), (("Enter",), self.tr("open")), (("Tab",), self.tr("actions")))
        for keys, words in hints:
            for key in keys:
                size = keycap_size(self._theme, key)
                cap = QRect(left, foot.center().y() - size.height() // 2, size.width(), size.height())
                draw_keycap(painter, self._theme, mirrored_rect(self, cap), key, KeycapGround.BUTTON)
                left += size.width() + px(Space.XS)
            width = text_width(font, words) + 1
            place = QRect(left + px(2), foot.top(), width, foot.height())
            draw_text(painter, mirrored_rect(self, place), words, font, self._theme.color("text2"))
            left += width + px(Space.L)
        words = self.tr("# token   + phone   / command")
        width = text_width(font, words) + 1
        if foot.right() - px(Space.L) - width > left:
            place = QRect(foot.right() - px(Space.L) - width, foot.top(), width, foot.height())
            draw_text(painter, mirrored_rect(self, place), words, font, self._theme.color("text2"))

    def _on_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close_box()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._viewmodel.take()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._viewmodel.move(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Tab:
            self._viewmodel.to_actions()
        elif key == Qt.Key.Key_Backtab:
            self._viewmodel.move_to(0)
        else:
            return bool(event.text()) and self._viewmodel.letter(event.text().upper())
        return True

    def _on_taken(self, place: int) -> None:
        self._viewmodel.move_to(place)
        self._viewmodel.take()

    def _note(self, state: OmniboxState) -> str:
        if state.refusal is not None:
            return sentence(state.refusal)
        if state.text and state.settled and not state.rows:
            return self.tr("Nothing matches. Names, phones, patient numbers and tokens were looked at.")
        if state.more is None:
            return self.tr("Many more match: type more of the name or phone.")
        if state.more:
            return self.tr("%Ln more match: type more of the name or phone.", "", state.more)
        return ""

    def _box(self) -> QRect:
        px = self._theme.px
        width = min(px(_WIDTH), self.width() - 2 * Size.SHADOW)
        height = min(px(_HEIGHT), self.height() - 2 * Size.SHADOW)
        top = min(px(100), max(Size.SHADOW, (self.height() - height) // 2))
        return QRect((self.width() - width) // 2, top, width, height)

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        px, box = self._theme.px, self._box()
        field = QRect(box.left() + px(54), box.top() + px(8), box.width() - px(54 + 20), px(_HEAD - 16))
        self.edit.setGeometry(mirrored_rect(self, field))
        self.list.setGeometry(
            box.left() + 1, box.top() + px(_HEAD) + 1, box.width() - 2, box.height() - px(_HEAD) - px(_FOOT) - 2
        )
