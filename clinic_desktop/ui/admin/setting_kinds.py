"""What is known of a setting besides its value: its words, its group, and as what it is typed."""

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QCoreApplication


class Kind(StrEnum):
    """How a setting's value is typed."""

    NUMBER = "number"
    AMOUNT = "amount"
    SWITCH = "switch"
    METHOD = "method"
    SECURITY = "security"
    GATEWAY = "gateway"
    TEXT = "text"
    LONG_TEXT = "long_text"


@dataclass(frozen=True, slots=True)
class Words:
    """``unit`` stands behind a number. LONG_TEXT is for names of servers and addresses. ``per_doctor``: a doctor may
    have it of their own."""

    key: str
    title: str
    explained: str
    kind: Kind = Kind.NUMBER
    unit: str = ""
    per_doctor: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together. Those of the whole clinic only are not offered for a centre. ``name`` is by which
    the page is asked to show them; ``also`` are other words by which people look for them, with commas between."""

    name: str
    title: str
    settings: tuple[Words, ...]
    also: str = ""
    per_centre: bool = True

    def of_doctor(self) -> "Group":
        """With those settings only that a doctor may have of their own."""
        return replace(self, settings=tuple(words for words in self.settings if words.per_doctor))


def tr(text: str) -> str:
    """A text of the settings."""
    return QCoreApplication.translate("Settings", text)
