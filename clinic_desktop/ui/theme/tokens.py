"""The design tokens: the only module with colours, sizes and radii.

Colours are ``#RRGGBB`` or ``#AARRGGBB`` text as QColor reads it; lengths are pixels at 100 % text size. The contrasts
that every pair must keep are tested in ``tests/ui/kit/test_contrast.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType

from clinic_desktop.domain.codes import AppointmentState


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of one theme. A token's name is the field's name."""

    bg: str
    surface: str
    surface2: str
    surface3: str
    sunken: str
    border: str
    border2: str
    control: str
    text: str
    text2: str
    text3: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_soft: str
    on_accent: str
    focus: str
    selection: str
    danger: str
    danger_soft: str
    on_danger: str
    warn: str
    warn_soft: str
    ok: str
    ok_soft: str
    info: str
    info_soft: str
    now: str
    hatch: str
    tooltip: str
    on_tooltip: str
    tooltip_accent: str
    tooltip_ok: str
    tooltip_line: str
    scrim: str
    shadow: str
    skeleton: str
    chart1: str
    chart2: str
    chart3: str
    chart4: str
    chart5: str
    chart6: str
    chart_rest: str

    def value(self, token: str) -> str:
        """The colour of a token; raises KeyError for a word that is none."""
        if token not in _TOKENS:
            raise KeyError(token)
        return str(getattr(self, token))


LIGHT = Palette(
    bg="#F2F4F4",
    surface="#FFFFFF",
    surface2="#F8FAFA",
    surface3="#ECF0F0",
    sunken="#E9EDED",
    border="#DDE3E3",
    border2="#C3CCCD",
    control="#7C888B",
    text="#132022",
    text2="#435154",
    text3="#5C696C",
    disabled="#9AA5A7",
    accent="#0B6470",
    accent_hover="#095560",
    accent_pressed="#074650",
    accent_soft="#DCEEF0",
    on_accent="#FFFFFF",
    focus="#0B6470",
    selection="#CDE6E9",
    danger="#B3261E",
    danger_soft="#FCE9E7",
    on_danger="#FFFFFF",
    warn="#8A5200",
    warn_soft="#FFF1D6",
    ok="#146C3B",
    ok_soft="#E0F3E7",
    info="#1B57A8",
    info_soft="#E4EEFB",
    now="#D0342C",
    hatch="#E3E8E8",
    tooltip="#1B2629",
    on_tooltip="#F2F6F6",
    tooltip_accent="#63C7D3",
    tooltip_ok="#62C48B",
    tooltip_line="#4A585C",
    scrim="#4D0B1416",
    shadow="#260B1416",
    skeleton="#ECF0F0",
    chart1="#0B6470",
    chart2="#C07A10",
    chart3="#7E4CC4",
    chart4="#2F6FC4",
    chart5="#C9443B",
    chart6="#4C8A69",
    chart_rest="#7C888B",
)

DARK = Palette(
    bg="#0E1315",
    surface="#151C1E",
    surface2="#192123",
    surface3="#222C2F",
    sunken="#0B1012",
    border="#293437",
    border2="#3B484B",
    control="#74858A",
    text="#E9EFEF",
    text2="#B7C3C5",
    text3="#93A1A4",
    disabled="#5C696C",
    accent="#45B8C6",
    accent_hover="#63C7D3",
    accent_pressed="#8AD6DF",
    accent_soft="#12343A",
    on_accent="#03181B",
    focus="#63C7D3",
    selection="#17424A",
    danger="#F2867D",
    danger_soft="#3A1A18",
    on_danger="#2A0704",
    warn="#E9B04C",
    warn_soft="#352710",
    ok="#62C48B",
    ok_soft="#12301F",
    info="#7FB2F5",
    info_soft="#14273F",
    now="#FF6B61",
    hatch="#1D2628",
    tooltip="#E9EFEF",
    on_tooltip="#132022",
    tooltip_accent="#0B6470",
    tooltip_ok="#146C3B",
    tooltip_line="#C3CCCD",
    scrim="#99000000",
    shadow="#80000000",
    skeleton="#222C2F",
    chart1="#3A9FAD",
    chart2="#E0A542",
    chart3="#AE87EA",
    chart4="#6FA6EC",
    chart5="#EC7F76",
    chart6="#6DBA90",
    chart_rest="#66757A",
)

_TOKENS = frozenset(field.name for field in fields(Palette))
CHART_SERIES = ("chart1", "chart2", "chart3", "chart4", "chart5", "chart6")

# On the middle strengths of a heat table only the two extremes keep 4.5.
HEAT_TEXTS = ("#000000", "#FFFFFF")

# High contrast: every edge is drawn in the text colour and fills fall back to the surface.
CONTRAST_LIGHT = {
    "border": "#132022",
    "border2": "#132022",
    "control": "#132022",
    "hatch": "#FFFFFF",
    "text3": "#435154",
}
CONTRAST_DARK = {
    "border": "#E9EFEF",
    "border2": "#E9EFEF",
    "control": "#E9EFEF",
    "hatch": "#151C1E",
    "text3": "#B7C3C5",
}


class Edge(StrEnum):
    """How the outline of something with a status is drawn."""

    NONE = "none"
    DASHED = "dashed"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class StatusLook:
    """How one appointment state looks. ``text``, ``bar`` and ``fill`` are colours, not token names."""

    icon: str
    text: str
    bar: str
    fill: str
    edge: Edge = Edge.NONE
    struck: bool = False
    recedes: bool = False


_LIGHT_OFF = StatusLook("circle-x", "#5C696C", "#8A9699", "#F2F4F4", struck=True, recedes=True)
_DARK_OFF = StatusLook("circle-x", "#93A1A4", "#66757A", "#192123", struck=True, recedes=True)

STATUS_LIGHT: Mapping[AppointmentState, StatusLook] = MappingProxyType(
    {
        AppointmentState.PENDING: StatusLook("hourglass", "#56626B", "#76838C", "#F1F4F6", Edge.DASHED),
        AppointmentState.CONFIRMED: StatusLook("calendar-days", "#1B4F96", "#4A88D8", "#E6EFFB"),
        AppointmentState.CHECKED_IN: StatusLook("door-open", "#7A4700", "#C07A10", "#FFF0D2"),
        AppointmentState.IN_PROGRESS: StatusLook("stethoscope", "#5B2A9D", "#5F2AA8", "#EFE6FB", Edge.FULL),
        AppointmentState.COMPLETED: StatusLook("check-check", "#3A6650", "#5E947A", "#F0F4F2", recedes=True),
        AppointmentState.NO_SHOW: StatusLook("user-x", "#9E221B", "#C9443B", "#FBE6E4"),
        AppointmentState.CANCELLED: _LIGHT_OFF,
        AppointmentState.REJECTED: _LIGHT_OFF,
    }
)

STATUS_DARK: Mapping[AppointmentState, StatusLook] = MappingProxyType(
    {
        AppointmentState.PENDING: StatusLook("hourglass", "#B0BDC4", "#7F8E96", "#1E272B", Edge.DASHED),
        AppointmentState.CONFIRMED: StatusLook("calendar-days", "#A3C8F8", "#3D7CC9", "#14263E"),
        AppointmentState.CHECKED_IN: StatusLook("door-open", "#F2C26B", "#D2922B", "#37290F"),
        AppointmentState.IN_PROGRESS: StatusLook("stethoscope", "#CFB3F5", "#BE9AF5", "#2A1D42", Edge.FULL),
        AppointmentState.COMPLETED: StatusLook("check-check", "#8FBFA4", "#457A5E", "#18211D", recedes=True),
        AppointmentState.NO_SHOW: StatusLook("user-x", "#F5A49C", "#F0776D", "#3A1B19"),
        AppointmentState.CANCELLED: _DARK_OFF,
        AppointmentState.REJECTED: _DARK_OFF,
    }
)

# Soft disc and letters of an avatar; which pair a person gets follows from the name.
AVATARS_LIGHT = (
    ("#D5EBEE", "#0B5A65"),
    ("#DBE4F3", "#27477F"),
    ("#EFE6DB", "#6E4A1C"),
    ("#E6DCF1", "#55318A"),
    ("#F0DAE2", "#7A2444"),
    ("#DDEBDD", "#2C5E36"),
)
AVATARS_DARK = (
    ("#264347", "#9ED6DD"),
    ("#253449", "#A9C4EE"),
    ("#463522", "#E3C08C"),
    ("#3A2648", "#D2B2EC"),
    ("#472631", "#EFA9BF"),
    ("#263C2B", "#A6D3AE"),
)


class Space:
    """Distances between things, in pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32
    HUGE = 48


class Radius:
    """Corner radii, in pixels."""

    KEYCAP = 4
    CARD = 5
    CONTROL = 6
    PANEL = 10
    DIALOG = 14


class TextSize:
    """Type sizes, in pixels at 100 %."""

    CAPTION = 11
    SMALL = 12
    BODY = 13
    FIELD = 14
    SECTION = 16
    TITLE = 20
    NUMBER = 26
    KIOSK = 16
    KIOSK_STRONG = 20
    KIOSK_TITLE = 24
    TV = 24
    TV_TOKEN = 50
    TV_NOW = 196


class Weight:
    """Font weights; Inter is shipped in exactly these four."""

    REGULAR = 400
    MEDIUM = 500
    SEMIBOLD = 600
    BOLD = 700


class Size:
    """Fixed lengths, in pixels at 100 %."""

    TARGET_MIN = 24
    CONTROL = 32
    CONTROL_TOUCH = 60
    ICON = 18
    ICON_SMALL = 16
    ICON_TINY = 13
    FOCUS_RING = 2
    RAIL = 72
    TOP_BAR = 48
    CONTEXT_BAR = 48
    DOCK = 324
    EMPTY_DISC = 64
    BANNER = 48
    SHADOW = 24
    PAGE_MAX = 1320
    FORM_MAX = 560


class Duration:
    """Times of motion and of messages, in milliseconds."""

    HOVER = 120
    DOCK = 160
    TOAST_MOTION = 200
    TOAST = 5000
    TOAST_UNDO = 8000
    SKELETON_DELAY = 150
    BUSY_DELAY = 400


class Density(StrEnum):
    """How tightly rows are set."""

    COMPACT = "compact"
    NORMAL = "normal"
    RELAXED = "relaxed"


ROW_HEIGHT: Mapping[Density, int] = MappingProxyType({Density.COMPACT: 28, Density.NORMAL: 32, Density.RELAXED: 40})
BOARD_PIXELS_PER_MINUTE: Mapping[Density, float] = MappingProxyType(
    {Density.COMPACT: 1.5, Density.NORMAL: 1.72, Density.RELAXED: 2.6}
)

SCALE_MIN = 0.9
SCALE_MAX = 1.5

FONT_FAMILY = "Inter"
FALLBACK_FAMILIES = (
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Hebrew",
    "Noto Sans Thai",
    "Noto Sans Tamil",
    "Noto Sans Bengali",
)
