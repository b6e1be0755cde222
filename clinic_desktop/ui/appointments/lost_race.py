"""What is said when another desk took the time first: who and when, and the nearest free times as buttons."""

from datetime import tzinfo

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.errors import Alternative, SlotTaken
from clinic_desktop.ui.formats import isolated, time_text, weekday_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.messages import words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space

_MOST = 4


class LostRace(QWidget):
    """``taken`` carries the Alternative that was chosen, ``closed`` fires when nobody wants any."""

    taken = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self._options: tuple[Alternative, ...] = ()
        self.banner = Banner(theme, "info", "", icon="users")
        self.leave = self.banner.add_action(Button(theme, self.tr("Leave it")))
        self.leave.clicked.connect(self.closed)
        row = QWidget()
        flow = FlowLayout(row, Space.S)
        flow.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        self.buttons = tuple(self._made(place) for place in range(_MOST))
        for button in self.buttons:
            flow.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(row)
        self.hide()

    @property
    def options(self) -> tuple[Alternative, ...]:
        """What is offered."""
        return self._options

    def show_refusal(self, refusal: SlotTaken, zone: tzinfo, title: str) -> None:
        """Says why the time is not free, and offers others."""
        self._options = refusal.nearest[:_MOST]
        self.banner.show_words(title, words(refusal, zone, self._locale))
        day = refusal.period.start.astimezone(zone).date()
        for place, button in enumerate(self.buttons):
            button.setVisible(place < len(self._options))
            if place < len(self._options):
                option = self._options[place]
                start = option.period.start.astimezone(zone)
                time = time_text(start, self._locale)
                text = self.tr("{time} with {doctor}") if start.date() == day else self.tr("{day} {time} with {doctor}")
                shown = weekday_date(start.date(), self._locale)
                button.set_text(text.format(day=shown, time=time, doctor=isolated(option.practitioner_name)))
        self.setAccessibleName(self.banner.accessibleName())
        self.show()

    def _made(self, place: int) -> Button:
        button = Button(self._theme, "", role="primary" if place == 0 else "secondary")
        button.clicked.connect(lambda: self.taken.emit(self._options[place]))
        return button
