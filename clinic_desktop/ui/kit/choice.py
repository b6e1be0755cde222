"""One thing that a person can choose, as segmented controls, choice fields and popup lists show it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """``value`` is handed back; the rest is shown. A disabled choice stays in sight, its ``detail`` saying why."""

    value: object
    text: str
    detail: str = ""
    icon: str = ""
    key: str = ""
    enabled: bool = True
