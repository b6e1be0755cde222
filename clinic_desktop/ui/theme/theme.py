"""The look that is in force: colours, text size, density and motion, and the signal that it changed."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.ui.theme import fonts, tokens
from clinic_desktop.ui.theme.stylesheet import stylesheet
from clinic_desktop.ui.theme.tokens import Density, Edge, Palette, StatusLook

if TYPE_CHECKING:
    from clinic_desktop.ui.theme.icons import Icons


class Theme(QObject):
    """What every painted widget asks for its look. ``changed`` tells them to lay out and paint again."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application: QApplication | None = None
        self._dark = False
        self._scale = 1.0
        self._density = Density.NORMAL
        self._motion = True
        self._high_contrast = False
        self._palette = tokens.LIGHT
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._statuses: dict[AppointmentState, StatusLook] = {}
        self._fonts_loaded = False
        self._icons: Icons | None = None

    @property
    def icons(self) -> "Icons":
        """The icons in the theme's colours."""
        if self._icons is None:
            # Imported late: the window's first picture has no icon, and what this needs of Qt takes 16 ms.
            from clinic_desktop.ui.theme.icons import Icons

            self._icons = Icons(self)
        return self._icons

    @property
    def palette(self) -> Palette:
        return self._palette

    @property
    def dark(self) -> bool:
        return self._dark

    @property
    def scale(self) -> float:
        """The user's text size, 0.9 to 1.5."""
        return self._scale

    @property
    def density(self) -> Density:
        return self._density

    @property
    def motion(self) -> bool:
        return self._motion

    @property
    def high_contrast(self) -> bool:
        return self._high_contrast

    def set_dark(self, dark: bool) -> None:
        """Switch between the light and the dark theme."""
        if dark != self._dark:
            self._dark = dark
            self._renew()

    def set_scale(self, scale: float) -> None:
        """Set the text size; values outside 0.9 to 1.5 are brought inside."""
        wanted = min(max(scale, tokens.SCALE_MIN), tokens.SCALE_MAX)
        if wanted != self._scale:
            self._scale = wanted
            self._renew()

    def set_density(self, density: Density) -> None:
        """Set how tightly rows are set."""
        if density != self._density:
            self._density = density
            self._renew()

    def set_motion(self, motion: bool) -> None:
        """Switch animations on or off; nothing else changes."""
        self._motion = motion

    def set_high_contrast(self, high_contrast: bool) -> None:
        """Draw edges in the text colour and fills in the surface colour."""
        if high_contrast != self._high_contrast:
            self._high_contrast = high_contrast
            self._renew()

    def apply(self, application: QApplication, first_picture: bool = False) -> None:
        """Dress the application: Fusion, palette, stylesheet and fonts. Later changes follow by themselves.

        ``first_picture`` says that nothing has been painted yet: the application was started with Fusion, which is
        10 ms faster than setting it, and whoever starts it calls ``load_fallback_fonts`` when the picture is there.
        """
        self._application = application
        if not self._fonts_loaded:
            self._fonts_loaded = True
            fonts.load_inter()
            if not first_picture:
                application.setStyle("Fusion")
                QTimer.singleShot(0, self, self.load_fallback_fonts)
        self._renew()

    def load_fallback_fonts(self) -> None:
        """Make names in other scripts look right on every system. Called once, after the first paint."""
        fonts.load_fallbacks()
        self._renew()

    def color(self, token: str) -> QColor:
        """The colour of a token in the present palette; raises KeyError for an unknown one."""
        if token not in self._colors:
            self._colors[token] = QColor(self._palette.value(token))
        # A copy, made so: the copy constructor looks at overloads that take 15 ms to import, before the first picture.
        return QColor.fromRgba(self._colors[token].rgba())

    def font(self, size: int, weight: int = 400, tabular: bool = False) -> QFont:
        """The interface font at ``size`` pixels times the user's scale; ``tabular`` only for columns of numbers."""
        key = (size, weight, tabular)
        if key not in self._fonts:
            self._fonts[key] = self._made_font(size, weight, tabular)
        return QFont(self._fonts[key])

    def px(self, size: float) -> int:
        """A length that grows with the user's text size."""
        return round(size * self._scale)

    def status(self, state: AppointmentState) -> StatusLook:
        """How an appointment in that state looks now."""
        if state not in self._statuses:
            self._statuses[state] = self._made_status(state)
        return self._statuses[state]

    def duration(self, milliseconds: int) -> int:
        """How long a motion takes: nothing when motion is off."""
        return milliseconds if self._motion else 0

    def row_height(self, lines: int = 1) -> int:
        """The height of a row with that many lines of text, by density and never less than its text needs."""
        by_density = self.px(tokens.ROW_HEIGHT[self._density]) + (lines - 1) * self.px(tokens.TextSize.FIELD + 2)
        text = QFontMetrics(self.font(tokens.TextSize.BODY)).height() * lines + self.px(tokens.Space.S)
        return max(by_density, text)

    def _made_font(self, size: int, weight: int, tabular: bool) -> QFont:
        font = QFont()
        font.setFamilies([tokens.FONT_FAMILY, *tokens.FALLBACK_FAMILIES])
        font.setPixelSize(max(1, self.px(size)))
        font.setWeight(QFont.Weight(weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _made_status(self, state: AppointmentState) -> StatusLook:
        look = (tokens.STATUS_DARK if self._dark else tokens.STATUS_LIGHT)[state]
        if not self._high_contrast:
            return look
        edge = Edge.DASHED if look.edge is Edge.DASHED else Edge.FULL
        return replace(look, fill=self._palette.surface, bar=self._palette.text, text=self._palette.text, edge=edge)

    def _renew(self) -> None:
        self._palette = self._made_palette()
        self._colors.clear()
        self._fonts.clear()
        self._statuses.clear()
        if self._application is not None:
            self._application.setPalette(self._made_qt_palette())
            self._application.setFont(self.font(tokens.TextSize.BODY))
            self._application.setStyleSheet(stylesheet(self._palette, self.px))
        self.changed.emit()

    def _made_palette(self) -> Palette:
        base = tokens.DARK if self._dark else tokens.LIGHT
        if not self._high_contrast:
            return base
        return replace(base, **(tokens.CONTRAST_DARK if self._dark else tokens.CONTRAST_LIGHT))

    def _made_qt_palette(self) -> QPalette:
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, token in {
            roles.Window: "bg",
            roles.WindowText: "text",
            roles.Base: "surface",
            roles.AlternateBase: "surface2",
            roles.Text: "text",
            roles.PlaceholderText: "text3",
            roles.Button: "surface",
            roles.ButtonText: "text",
            roles.BrightText: "on_accent",
            roles.Light: "surface",
            roles.Midlight: "surface3",
            roles.Mid: "border2",
            roles.Dark: "control",
            roles.Shadow: "shadow",
            roles.Highlight: "selection",
            roles.HighlightedText: "text",
            roles.Accent: "accent",
            roles.Link: "accent",
            roles.LinkVisited: "accent_pressed",
            roles.ToolTipBase: "tooltip",
            roles.ToolTipText: "on_tooltip",
        }.items():
            palette.setColor(role, self.color(token))
        for role in (roles.WindowText, roles.Text, roles.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("disabled"))
        return palette
