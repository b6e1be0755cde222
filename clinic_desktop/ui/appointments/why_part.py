"""A time that somebody types or points at: why it is not free, and booking there anyway for a reason."""

from datetime import datetime, time, tzinfo

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.ui.formats import time_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.time_field import TimeField
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.why_words import WhyWords
from clinic_desktop.viewmodels.appointments.slot_picker import SlotPicker
from clinic_desktop.viewmodels.appointments.slot_picker_state import SlotPickerState


class WhyPart(QWidget):
    """Shows a SlotPicker's ``why``. A new visit is booked by the dock's own button; for one that ``moves`` there is a
    button here, and ``wanted`` fires. ``told`` fires when it says what is against another time."""

    wanted = Signal()
    told = Signal()

    def __init__(self, theme: Theme, picker: SlotPicker, locale: QLocale, moves: bool = False) -> None:
        super().__init__()
        self._theme, self._picker, self._locale = theme, picker, locale
        self.time = TimeField(theme, self.tr("Another time"), self.tr("10:20"), locale=locale)
        self._title = PlainLabel(theme, role="strong", wrap=True)
        self._reasons = PlainLabel(theme, role="body", wrap=True)
        self._verdict = PlainLabel(theme, role="muted", wrap=True)
        anyway = self.tr("Move here anyway…") if moves else self.tr("Book here anyway…")
        self.anyway = Button(theme, anyway, icon="calendar-plus")
        self.reason = TextField(theme, self.tr("Why it has to be then"), max_length=300)
        self.finish = Button(theme, self.tr("Move here"), role="primary")
        self._moves = moves
        self._shown: datetime | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        for widget in (self.time, self._title, self._reasons, self._verdict, self.reason):
            layout.addWidget(widget)
        for button in (self.anyway, self.finish):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
        self.time.chosen.connect(self._on_time)
        self.anyway.clicked.connect(self._on_anyway)
        self.reason.edited.connect(picker.set_pass_reason)
        self.finish.clicked.connect(self.wanted)

    def show_state(self, state: SlotPickerState, zone: tzinfo) -> None:
        """Shows the state."""
        why = state.why
        shown = why is not None
        for widget in (self._title, self._reasons):
            widget.setVisible(shown)
        may = why is not None and why.may_pass
        self.anyway.setVisible(may and not state.passing)
        self.reason.setVisible(may and state.passing)
        self.finish.setVisible(may and state.passing and self._moves)
        self.finish.set_disabled_reason(None if state.passes_at else self.tr("Say why it has to be then."))
        if self.reason.text() != state.pass_reason.strip():
            self.reason.set_text(state.pass_reason)
        words = WhyWords(zone, self._locale)
        verdict = words.verdict(why) if why is not None else ""
        self._verdict.set_text(verdict)
        self._verdict.setVisible(bool(verdict))
        self.time.set_problem(self.tr("The clocks skip this time on that day.") if state.skipped else None)
        if why is None:
            self._shown = None
            if state.typed is None and not (state.skipped or state.asking or self.time.edit.hasFocus()):
                self.time.set_time(None)
            return
        start = why.wanted.start.astimezone(zone)
        self._title.set_text(self.tr("{time} cannot be booked").format(time=time_text(start, self._locale)))
        self._reasons.set_text("\n".join(words.lines(why)))
        if why.wanted.start != self._shown:
            self._shown = why.wanted.start
            self.time.set_time(start.time())
            self.told.emit()

    def _on_time(self, moment: time | None) -> None:
        if moment is not None:
            self._picker.ask_about(moment.hour * 60 + moment.minute)

    def _on_anyway(self) -> None:
        self._picker.pass_over(True)
        self.reason.setFocus(Qt.FocusReason.TabFocusReason)
