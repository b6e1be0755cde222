"""What the take-payment dock says where there is nothing to take."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from clinic_desktop.domain.errors import Refused
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.theme.theme import Theme


class NothingToPay(EmptyState):
    """All is paid or called off, or it cannot be shown."""

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__(theme, "circle-check", "", "", tone="ok")
        self._locale = locale

    def show_why(self, refusal: Refused | None, zone: ZoneInfo) -> None:
        """``refusal`` says why it cannot be shown; without one everything is paid."""
        if refusal is not None:
            self.show_trouble(tr("This cannot be shown"), refusal_words(refusal, zone, self._locale), refusal.code)
        else:
            self.show_words(tr("Nothing to pay"), tr("Everything of this is paid, or was called off."))
