"""Cards that another desk has just changed: their accent edge fades in, stays for two seconds and goes."""

from collections.abc import Iterable

from PySide6.QtCore import QEasingCurve, QObject, QTimer, QVariantAnimation, Signal

from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Duration

STAY_MILLISECONDS = 2000


class ChangeMarks(QObject):
    """Which cards are marked and how strongly. ``changed`` carries the ids whose edge has to be painted again."""

    changed = Signal(object)

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strengths: dict[int, float] = {}
        self._latest: dict[int, int] = {}
        self._round = 0

    def mark(self, appointment_ids: Iterable[int]) -> None:
        """Mark these from now on; a card that is marked already starts anew."""
        self._round += 1
        marked = frozenset(appointment_ids)
        if not marked:
            return
        self._latest.update(dict.fromkeys(marked, self._round))
        number = self._round
        self._fade(marked, number, 0.0, 1.0)
        QTimer.singleShot(STAY_MILLISECONDS, self, lambda: self._fade(marked, number, 1.0, 0.0))

    def strengths(self) -> dict[int, float]:
        """The marked cards, each with how much of its edge is to be seen, 0 to 1."""
        return self._strengths

    def _fade(self, marked: frozenset[int], number: int, start: float, end: float) -> None:
        duration = self._theme.duration(Duration.DOCK)
        if not duration:
            self._set(marked, number, end)
            return
        animation = QVariantAnimation(self)
        animation.setDuration(duration)
        animation.setStartValue(start)
        animation.setEndValue(end)
        animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        animation.valueChanged.connect(lambda value: self._set(marked, number, float(value)))
        animation.start(QVariantAnimation.DeletionPolicy.DeleteWhenStopped)

    def _set(self, marked: frozenset[int], number: int, strength: float) -> None:
        current = frozenset(one for one in marked if self._latest.get(one) == number)
        for one in current:
            self._strengths[one] = strength
            if strength <= 0:
                del self._strengths[one]
        self.changed.emit(current)
