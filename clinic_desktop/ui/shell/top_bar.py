"""The bar at the window's top: centre, search, whether the desk is in step with the others, theme, primary action."""

from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from clinic_desktop.ui.kit.buttons import Button, IconButton, PaintedButton
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.keycap import KeycapGround, draw_keycap, keycap_size
from clinic_desktop.ui.kit.menu import Menu
from clinic_desktop.ui.kit.painting import (
    draw_focus_ring,
    draw_icon,
    draw_text,
    fill_box,
    mirrored_rect,
    start_painting,
)
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Radius, Size, Space, TextSize
from clinic_desktop.viewmodels.session import Centre


class SearchButton(PaintedButton):
    """Looks like the search field that it opens."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Search patients or run a command"))
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(390), self.theme.px(Size.CONTROL))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(140), self.theme.px(Size.CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = start_painting(self)
        px = self.theme.px
        edge = "focus" if self.hasFocus() else "control"
        fill_box(painter, self.rect(), Radius.CONTROL, self.theme.color("surface"), self.theme.color(edge))
        icon = self.theme.icons.pixmap("search", "text3", px(Size.ICON_SMALL), self.devicePixelRatioF())
        draw_icon(painter, icon, mirrored_rect(self, QRect(px(10), 0, px(Size.ICON_SMALL), self.height())))
        cap = keycap_size(self.theme, "Ctrl K")
        left = px(36)
        room = QRect(left, 0, max(0, self.width() - left - cap.width() - px(16)), self.height())
        painter.setLayoutDirection(self.layoutDirection())
        draw_text(
            painter,
            mirrored_rect(self, room),
            self.accessibleName(),
            self.theme.font(TextSize.BODY),
            self.theme.color("text3"),
        )
        top = (self.height() - cap.height()) // 2
        box = mirrored_rect(self, QRect(self.width() - cap.width() - px(7), top, cap.width(), cap.height()))
        draw_keycap(painter, self.theme, box, "Ctrl K", KeycapGround.BUTTON)
        if self.hasFocus():
            draw_focus_ring(painter, self.theme, self.rect(), Radius.CONTROL)


class TopBar(QFrame):
    """Signals what a person asks for; shows what the shell tells it."""

    centre_chosen = Signal(object)
    search_wanted = Signal()
    news_wanted = Signal()
    theme_toggled = Signal()
    primary_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "topbar")
        self._centre = Button(theme, "", icon="building-2", role="quiet")
        self._centre.set_opens_menu()
        self._centre.clicked.connect(self._show_centres)
        self._only_centre = PlainLabel(theme, role="strong")
        self._centres: tuple[Centre, ...] = ()
        self.search = SearchButton(theme)
        self.search.clicked.connect(self.search_wanted)
        self._sync = Chip(theme, self.tr("Synced"), icon="check", tone="ok")
        self._news = IconButton(theme, "bell", self.tr("What happened"))
        self._news.set_name(self.tr("What happened"), "Ctrl+J")
        self._news.clicked.connect(self.news_wanted)
        self._look = IconButton(theme, "moon", self.tr("Dark"))
        self._look.clicked.connect(self.theme_toggled)
        self.primary = Button(theme, self.tr("Walk-in"), icon="footprints", role="primary", key="F2")
        self.primary.clicked.connect(self.primary_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.M, 0, Space.L, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(self._centre)
        layout.addWidget(self._only_centre)
        layout.addWidget(self.search, 1)
        layout.addStretch(1)
        for widget in (self._sync, self._news, self._look, self.primary):
            layout.addWidget(widget)
        theme.changed.connect(self._fit)
        self._fit()

    @property
    def news_button(self) -> QWidget:
        """The bell."""
        return self._news

    def show_centres(self, centres: tuple[Centre, ...], current: Centre) -> None:
        """Shows the centre in view; the others are in its menu."""
        self._centres = centres
        text = self.tr("{clinic} — {centre}").format(clinic=current.clinic_name, centre=current.name)
        self._centre.set_text(text)
        self._only_centre.set_text(text)
        self._centre.setVisible(len(centres) > 1)
        self._only_centre.setVisible(len(centres) == 1)

    def show_for_staff(self, staff: bool) -> None:
        """Whether the search over the clinic's people, and the choice of a centre, are there: patients have neither."""
        self.search.setVisible(staff)
        self._centre.setVisible(staff and len(self._centres) > 1)
        self._only_centre.setVisible(staff and len(self._centres) == 1)

    def show_primary(self, shown: bool) -> None:
        """Whether the role has the walk-in button."""
        self.primary.setVisible(shown)

    def show_sync(self, text: str, icon: str, tone: str) -> None:
        """One of Synced, Saving, Offline or Read only."""
        self._sync.show_fact(text, icon, tone)

    def show_news(self, count: int) -> None:
        """How many things happened that nobody has looked at."""
        self._news.set_badge(count)

    def _show_centres(self) -> None:
        menu = Menu(self._theme, self)
        menu.setAccessibleName(self.tr("Centres"))
        for centre in self._centres:
            menu.add(centre.name, partial(self.centre_chosen.emit, centre), icon="map-pin")
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._centre.mapToGlobal(self._centre.rect().bottomLeft()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_name()

    def _fit_name(self) -> None:
        """However long a clinic's name is, the search and whether the desk is in step keep their room."""
        for name in (self._centre, self._only_centre):
            name.setMaximumWidth(self.width() * 3 // 10)

    def _fit(self) -> None:
        self.setFixedHeight(self._theme.px(Size.TOP_BAR) + 1)
        self._fit_name()
        self._look.set_icon_name("sun" if self._theme.dark else "moon")
        self._look.set_name(self.tr("Light") if self._theme.dark else self.tr("Dark"))
