"""What is said when another desk took the time first: who and when, and the nearest free times as buttons."""

from datetime import tzinfo

from PySide6.QtCore import QLocale, Signal

from clinic_desktop.domain.errors import Alternative, SlotTaken
from clinic_desktop.ui.formats import isolated, time_text, weekday_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.messages import words
from clinic_desktop.ui.theme.theme import Theme

_MOST = 3


class LostRace(Banner):
    """``taken`` carries the Alternative that was chosen, ``closed`` fires when nobody wants any."""

    taken = Signal(object)
    closed = Signal()

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, "info", "", icon="users")
        self._locale = locale
        self._options: tuple[Alternative, ...] = ()
        self._buttons = [self._made(place) for place in range(_MOST)]
        close = IconButton(theme, "x", self.tr("Close"))
        close.clicked.connect(self.closed)
        row = self.layout()
        assert row is not None
        row.addWidget(close)
        self.hide()

    def show_refusal(self, refusal: SlotTaken, zone: tzinfo, title: str) -> None:
        """Says why the time is not free, and offers others."""
        self._options = refusal.nearest[:_MOST]
        self.show_words(title, words(refusal, zone, self._locale))
        day = refusal.period.start.astimezone(zone).date()
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(self._options))
            if place < len(self._options):
                option = self._options[place]
                start = option.period.start.astimezone(zone)
                time = time_text(start, self._locale)
                if start.date() != day:
                    time = f"{weekday_date(start.date(), self._locale)} {time}"
                text = self.tr("{time} with {doctor}")
                button.set_text(text.format(time=time, doctor=isolated(option.practitioner_name)))
        self.show()

    def _made(self, place: int) -> Button:
        button = self.add_action(Button(self._theme, "", role="primary" if place == 0 else "secondary"))
        button.clicked.connect(lambda: self.taken.emit(self._options[place]))
        return button
