"""What a place says when there is nothing to show, or when something failed: what, why, and a way on."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.kit.painting import draw_icon, follow_theme, start_painting
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space


class IconDisc(QWidget):
    """An icon on a soft disc in a tone: "accent", "danger", "warn", "ok" or "info"."""

    def __init__(
        self, theme: Theme, icon: str, tone: str = "accent", size: int = Size.EMPTY_DISC, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._tone, self._size = theme, icon, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(theme, self)

    def show_icon(self, icon: str, tone: str) -> None:
        """Show another icon."""
        self._icon, self._tone = icon, tone
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(f"{self._tone}_soft"))
        painter.drawEllipse(self.rect())
        side = round(self.width() * 0.4)
        draw_icon(
            painter, self._theme.icons.pixmap(self._icon, self._tone, side, self.devicePixelRatioF()), self.rect()
        )


class EmptyState(QWidget):
    """Disc, what, why and up to two buttons in the middle; ``primary`` and ``other`` are emitted by their clicks, and
    ``again`` by the one way on out of a trouble."""

    primary = Signal()
    other = Signal()
    again = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        what: str,
        why: str,
        primary: str | None = None,
        other: str | None = None,
        tone: str = "accent",
        primary_key: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = (icon, tone)
        self._key = primary_key
        self._in_trouble = False
        self._disc = IconDisc(theme, icon, tone, parent=self)
        self._what = PlainLabel(theme, role="section", wrap=True, parent=self)
        self._why = PlainLabel(theme, role="muted", wrap=True, parent=self)
        self._reference = PlainLabel(theme, role="caption", parent=self)
        for label in (self._what, self._why, self._reference):
            label.set_centred()
        self._other = Button(theme, other or "", parent=self)
        self._primary = Button(theme, primary or "", role="primary", key=primary_key, parent=self)
        self._other.clicked.connect(lambda: self.other.emit())
        self._primary.clicked.connect(self._on_primary)
        self._buttons = QWidget(self)
        row = FlowLayout(self._buttons, centred=True)
        row.addWidget(self._other)
        row.addWidget(self._primary)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.XL, Space.L, Space.XL)
        column.setSpacing(Space.S)
        column.addStretch(1)
        column.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.XS)
        column.addWidget(self._what)
        column.addWidget(self._why)
        column.addWidget(self._buttons)
        column.addWidget(self._reference)
        column.addStretch(1)
        self.show_words(what, why)
        self.set_actions(primary, other)
        self.set_reference("")

    def show_words(self, what: str, why: str) -> None:
        """Say something else; a trouble is over."""
        if self._in_trouble:
            self._in_trouble = False
            self._disc.show_icon(*self._look)
            self._primary.set_key(self._key)
            self.set_actions(None)
            self.set_reference("")
        self._say(what, why)

    def show_trouble(self, what: str, why: str, code: str) -> None:
        """Say that something cannot be shown: what, why, a code that support can look up, and "Try again"."""
        self._in_trouble = True
        self._disc.show_icon("triangle-alert", "danger")
        self._primary.set_key(None)
        self.set_actions(self.tr("Try again"))
        self.set_reference(self.tr("Reference {code}").format(code=code))
        self._say(what, why)

    def _on_primary(self) -> None:
        (self.again if self._in_trouble else self.primary).emit()

    def _say(self, what: str, why: str) -> None:
        self._what.set_text(what)
        self._why.set_text(why)
        self._why.setVisible(bool(why))
        self.setAccessibleName(what)

    def show_icon(self, icon: str, tone: str = "accent") -> None:
        """Show another icon."""
        self._look = (icon, tone)
        self._disc.show_icon(icon, tone)

    def set_actions(self, primary: str | None, other: str | None = None) -> None:
        """The words of the buttons; None takes a button away."""
        for button, text in ((self._primary, primary), (self._other, other)):
            button.set_text(text or "")
            button.setVisible(text is not None)
        self._buttons.setVisible(primary is not None or other is not None)

    def set_reference(self, text: str) -> None:
        """A code that support can look up, below everything."""
        self._reference.set_text(text)
        self._reference.setVisible(bool(text))
