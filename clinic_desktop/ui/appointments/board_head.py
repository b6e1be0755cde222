"""What stands above the board: the bar with the day, and the lines that come and go below it."""

from datetime import date

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.ui.appointments.board_doctors import doctor_choices
from clinic_desktop.ui.appointments.context_bar import ContextBar
from clinic_desktop.ui.appointments.freed_card import FreedCard
from clinic_desktop.ui.appointments.lost_race import LostRace
from clinic_desktop.ui.appointments.rewind_bar import RewindBar
from clinic_desktop.ui.formats import date_text, weekday_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.board import BoardPageState
from clinic_desktop.viewmodels.session import Session


class BoardHead(QWidget):
    """Below the bar: a move that was lost to another desk, who was not marked when the day was over, a time that became
    free, and the slider of the past. ``rewind_left`` fires when the past is looked at no longer."""

    rewind_left = Signal()

    def __init__(self, theme: Theme, session: Session, freed: FreedCard, locale: QLocale) -> None:
        super().__init__()
        self._session, self._locale = session, locale
        self.bar = ContextBar(theme, locale)
        self.race = LostRace(theme, locale)
        self.missing = Banner(theme, "warn", "", icon="user-x")
        self.mark_missing = self.missing.add_action(Button(theme, self.tr("Mark as no-show")))
        self.missing.hide()
        self.freed = freed
        self.rewind = RewindBar(theme, locale)
        self.rewind.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.bar, self.race, self.missing, self.freed, self.rewind):
            layout.addWidget(widget)

    def show_state(self, state: BoardPageState) -> None:
        """Shows the state."""
        self._show_bar(state)
        self._show_missing(state)
        self._show_rewind(state)

    def _show_bar(self, state: BoardPageState) -> None:
        if not self._session.signed_in or state.day == date.min:
            return
        text, short = date_text(state.day, self._locale), weekday_date(state.day, self._locale)
        self.bar.show_day(text, short, state.day, self._session.today())
        self.bar.show_mode(state.mode, doctor_choices(state), state.practitioner_id)
        self.bar.chips.show_hidden(state.hidden)
        self.bar.show_counts(_counts(state))

    def _show_missing(self, state: BoardPageState) -> None:
        shown = state.missing > 0 and self._session.may(Permission.MARK_NO_SHOW)
        if shown:
            title = self.tr("Still booked, and the day is over: {count}")
            count = self._locale.toString(state.missing)
            self.missing.show_words(title.format(count=count), self.tr("They did not come, or nobody noted it."))
        self.missing.setVisible(shown)

    def _show_rewind(self, state: BoardPageState) -> None:
        was_shown = not self.rewind.isHidden()
        if state.at is not None and state.day_view is not None:
            self.rewind.show_day(state.day_view, self._session.clock(), state.at)
        self.rewind.setVisible(state.at is not None)
        self.freed.show_past(state.at is not None)
        if state.at is not None and not was_shown:
            self.rewind.slider.setFocus()
        elif state.at is None and was_shown:
            self.rewind_left.emit()


def _counts(state: BoardPageState) -> dict[AppointmentState, int]:
    counts = dict.fromkeys(AppointmentState, 0)
    for card in state.cards:
        counts[card.state] += 1
    return counts
