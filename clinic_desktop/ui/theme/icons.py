"""Lucide icons in the theme's colours, drawn from SVG at the screen's ratio and kept."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QTransform

from clinic_desktop.resources import resource

if TYPE_CHECKING:
    from clinic_desktop.ui.theme.theme import Theme

# Pointing icons turn round in a right-to-left layout; clocks, checks and media do not.
_DIRECTIONAL = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-out", "log-in", "undo-2", "redo-2", "send"}
)


class Icons(QObject):
    """Pixmaps and icons by Lucide name; raises KeyError for a name that is not shipped."""

    def __init__(self, theme: "Theme") -> None:
        super().__init__(theme)
        self._theme = theme
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float, float], QPixmap] = {}
        theme.changed.connect(self._pixmaps.clear)

    def pixmap(self, name: str, token: str, size: int, ratio: float = 1.0, stroke: float = 2.0) -> QPixmap:
        """The icon in a token's colour (or in a ``#RRGGBB`` colour), ``size`` device-independent pixels square."""
        colour = token if token.startswith("#") else self._theme.color(token).name()
        key = (name, colour, size, ratio, stroke)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._drawn(name, colour, size, ratio, stroke)
        return self._pixmaps[key]

    def mirrored(self, name: str, token: str, size: int, ratio: float, direction: Qt.LayoutDirection) -> QPixmap:
        """As ``pixmap``, but arrows and chevrons are turned round for a right-to-left layout."""
        drawn = self.pixmap(name, token, size, ratio)
        if direction != Qt.LayoutDirection.RightToLeft or name not in _DIRECTIONAL:
            return drawn
        turned = drawn.transformed(QTransform().scale(-1, 1))
        turned.setDevicePixelRatio(ratio)
        return turned

    def icon(self, name: str, token: str = "text2", size: int = 18) -> QIcon:  # noqa: S107 (a colour)
        """The icon for Qt's own widgets, with its greyed look for a disabled one."""
        icon = QIcon()
        for ratio in (1.0, 2.0):
            icon.addPixmap(self.pixmap(name, token, size, ratio), QIcon.Mode.Normal)
            icon.addPixmap(self.pixmap(name, "disabled", size, ratio), QIcon.Mode.Disabled)
        return icon

    def _drawn(self, name: str, colour: str, size: int, ratio: float, stroke: float) -> QPixmap:
        # Imported late: the window's first picture has no icon, and this takes 18 ms.
        from PySide6.QtSvg import QSvgRenderer

        source = self._source(name).replace(b"currentColor", colour.encode())
        source = source.replace(b'stroke-width="2"', f'stroke-width="{stroke:g}"'.encode())
        renderer = QSvgRenderer(QByteArray(source))
        pixmap = QPixmap(QSize(size, size) * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter, QRectF(0, 0, size * ratio, size * ratio))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            path = resource("icons", f"{name}.svg")
            if not path.is_file():
                raise KeyError(name)
            self._sources[name] = path.read_bytes()
        return self._sources[name]
