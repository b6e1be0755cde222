"""The rail at the window's edge: the role's pages, and the settings and the person at its foot."""

from PySide6.QtCore import QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from clinic_desktop.ui.kit.avatar import draw_avatar
from clinic_desktop.ui.kit.buttons import PaintedButton
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_icon,
    draw_text,
    fill_box,
    mirrored_rect,
    plain_tooltip,
    start_painting,
    text_width,
)
from clinic_desktop.ui.shell.keys import place_key
from clinic_desktop.ui.shell.logo import Logo
from clinic_desktop.ui.shell.navigation import Entry
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize, Weight

_WIDEST = 112
_TALL, _SHORT = 58, 37


class RailButton(PaintedButton):
    """One page: an icon over its word. The page in view is tinted; a badge counts what wants a look there."""

    def __init__(self, theme: Theme, entry: Entry, key: str) -> None:
        super().__init__(theme)
        self.entry = entry
        self._key = key
        self.badge = 0
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.set_badge(0)

    def set_badge(self, count: int) -> None:
        """How many things on that page went wrong, or wait to be done; 0 shows nothing."""
        self.badge = count
        name = self.entry.text()
        if count:
            failed = self.entry.route == "messages"
            text = self.tr("{page}, failed: {count}") if failed else self.tr("{page}, waiting: {count}")
            name = text.format(page=name, count=QLocale().toString(count))
        self.setAccessibleName(name)
        self.set_tip(f"{name}  ({self._key})" if self._key else name)
        self.update()

    def sizeHint(self) -> QSize:
        word = text_width(self.theme.font(TextSize.CAPTION, Weight.SEMIBOLD), self.entry.text()) + Space.S
        return QSize(max(self.theme.px(Size.RAIL), word), self.theme.px(_TALL))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.sizeHint().width(), self.theme.px(_SHORT))

    def nextCheckState(self) -> None:
        """Which page is in view is for the shell to say, not for the click."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        chosen, px = self.isChecked(), self.theme.px
        # In a low window there is less air above and below the icon.
        missing = max(0, px(_TALL) - self.height())
        top = max(1, px(6) - missing // 2)
        word = QRect(2, px(36) - missing * 7 // 10, self.width() - 4, px(18))
        pill = QRect((self.width() - px(40)) // 2, top, px(40), min(px(28), word.top() + px(2) - top))
        if chosen or self.underMouse():
            fill_box(painter, pill, Radius.PANEL - 2, self.theme.color("accent_soft" if chosen else "surface3"))
        icon = self.theme.icons.pixmap(
            self.entry.icon, "accent" if chosen else "text2", px(Size.ICON), self.devicePixelRatioF(), 1.8
        )
        draw_icon(painter, icon, pill)
        font = self.theme.font(TextSize.CAPTION, Weight.SEMIBOLD if chosen else Weight.MEDIUM)
        draw_text(
            painter, word, self.entry.text(), font, self.theme.color("accent" if chosen else "text2"),
            Qt.AlignmentFlag.AlignCenter,
        )  # fmt: skip
        if self.badge:
            self._paint_badge(painter, pill)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect().adjusted(2, 1, -2, -1), Radius.CONTROL)

    def _paint_badge(self, painter: QPainter, pill: QRect) -> None:
        font = self.theme.font(TextSize.CAPTION - 1, Weight.BOLD)
        number = QLocale().toString
        shown = number(self.badge) if self.badge < 100 else f"{number(99)}+"
        height = self.theme.px(15)
        width = max(height, text_width(font, shown) + self.theme.px(7))
        box = mirrored_rect(self, QRect(pill.right() - width + self.theme.px(4), pill.top() - 1, width, height))
        fill_box(painter, box, height / 2, self.theme.color("danger"))
        draw_text(painter, box, shown, font, self.theme.color("on_danger"), Qt.AlignmentFlag.AlignCenter)


class PersonButton(PaintedButton):
    """The person who is signed in, at the rail's foot; opens the menu to lock or change person."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_person(self, name: str) -> None:
        """Shows the person's initials."""
        self._name = name
        text = self.tr("{name}: lock or change person").format(name=name)
        self.setAccessibleName(text)
        self.setToolTip(plain_tooltip(text))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(Size.RAIL), self.theme.px(44))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(Size.RAIL), self.theme.px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        side = self.theme.px(32)
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        draw_avatar(painter, self.theme, box, self._name)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, box.adjusted(-4, -4, 4, 4), side)


class Rail(QFrame):
    """``chosen`` carries the route that a person picked; ``person_clicked`` asks for the person's menu."""

    chosen = Signal(str)
    person_clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "surface")
        self.setAccessibleName(self.tr("Pages"))
        self._buttons: list[RailButton] = []
        self._foot: RailButton | None = None
        self._badges: dict[str, int] = {}
        self._person = PersonButton(theme)
        self._person.clicked.connect(self.person_clicked)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, Space.M, 0, Space.S)
        self._layout.setSpacing(Space.XS)
        self._layout.addWidget(Logo(theme), 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addSpacing(Space.S)
        self._layout.addStretch()
        self._layout.addWidget(self._person)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def person_button(self) -> QWidget:
        return self._person

    def show_pages(self, entries: tuple[Entry, ...], foot: Entry, name: str) -> None:
        """Shows the pages of a role, and who is signed in."""
        for button in (*self._buttons, *([self._foot] if self._foot else [])):
            self._layout.removeWidget(button)
            # Deleted only when the event loop comes round: until then it must not be seen.
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(entry, place_key(place)) for place, entry in enumerate(entries)]
        for place, button in enumerate(self._buttons):
            self._layout.insertWidget(2 + place, button)
        self._foot = self._button(foot, "Ctrl+,")
        self._layout.insertWidget(self._layout.count() - 1, self._foot)
        self._person.show_person(name)
        self._fit()

    def show_current(self, route: str) -> None:
        """Tints the page in view; none where it is not in the rail."""
        for button in (*self._buttons, *([self._foot] if self._foot else [])):
            button.setChecked(button.entry.route == route)

    def show_badge(self, route: str, count: int) -> None:
        """Counts what went wrong or waits on a page, where the role has it."""
        self._badges[route] = count
        for button in self._buttons:
            if button.entry.route == route:
                button.set_badge(count)

    def _button(self, entry: Entry, key: str) -> RailButton:
        button = RailButton(self._theme, entry, key)
        button.set_badge(self._badges.get(entry.route, 0))
        button.clicked.connect(lambda: self.chosen.emit(entry.route))
        return button

    def _fit(self) -> None:
        """As wide as the design has it, and wider where a language has longer words."""
        words = (button.sizeHint().width() for button in (*self._buttons, *([self._foot] if self._foot else [])))
        self.setFixedWidth(min(max(self._theme.px(Size.RAIL), *words, 0), self._theme.px(_WIDEST)))
