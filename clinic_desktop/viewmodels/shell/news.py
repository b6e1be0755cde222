"""What happened at this desk since the person signed in: what the toasts said, kept for the bell."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from clinic_desktop.domain.period import Clock

_KEPT = 50


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One thing that was said. ``trouble`` where something was refused or failed."""

    text: str
    at: datetime
    trouble: bool = False
    seen: bool = False


class News(QObject):
    """``changed`` fires whenever something is added or has been looked at. The newest come first."""

    changed = Signal()

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.items: tuple[NewsItem, ...] = ()

    @property
    def unseen(self) -> int:
        """How many things went wrong that nobody has looked at: what the bell counts."""
        return sum(item.trouble and not item.seen for item in self.items)

    def add(self, text: str, trouble: bool = False) -> None:
        """Remembers what was said."""
        self.items = (NewsItem(text, self._clock(), trouble), *self.items)[:_KEPT]
        self.changed.emit()

    def look(self) -> None:
        """Everything has been looked at."""
        self.items = tuple(NewsItem(item.text, item.at, item.trouble, True) for item in self.items)
        self.changed.emit()

    def forget(self) -> None:
        """Somebody else sits at the desk."""
        self.items = ()
        self.changed.emit()
