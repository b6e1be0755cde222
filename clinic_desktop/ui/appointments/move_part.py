"""Moving a visit in its dock: another time is chosen, with the others of its series or against the rules."""

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.services.appointments.choices import FreeSlot
from clinic_desktop.ui.appointments.series_panel import SeriesShiftPart
from clinic_desktop.ui.appointments.slot_part import SlotPart
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.appointment import Part, VisitDockState, VisitViewModel
from clinic_desktop.viewmodels.appointments.visit_actions import MoveLost
from clinic_desktop.viewmodels.session import Session


class MovePart(QWidget):
    """In sight while the visit is being moved. ``moving`` fires before the clinic is asked, ``in_sight`` carries a
    widget that the person has to see."""

    moving = Signal()
    in_sight = Signal(object)

    def __init__(self, theme: Theme, model: VisitViewModel, desk: VisitDesk, session: Session, locale: QLocale) -> None:
        super().__init__()
        self._model, self._desk = model, desk
        self._leads_to_why = False
        self.slots = SlotPart(theme, model.picker, session, locale, with_service=False)
        self.shift = SeriesShiftPart(theme, model.series, locale)
        self.stay = Button(theme, self.tr("Leave it where it is"), role="quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(PlainLabel(theme, self.tr("Move to"), role="heading"))
        column.addWidget(self.slots)
        column.addWidget(self.shift)
        column.addWidget(self.stay)
        model.picker.picked.connect(self._move)
        model.series.state_changed.connect(self.shift.show_state)
        self.slots.why.wanted.connect(self._move_anyway)
        self.slots.why.told.connect(self._show_why)
        self.stay.clicked.connect(model.close_part)
        desk.move_lost.connect(self._look_again)

    def lead_to_why(self, leads: bool) -> None:
        """Whether a time was asked for from outside: what can be done about it comes into sight once it is known."""
        self._leads_to_why = leads

    def show_state(self, state: VisitDockState) -> None:
        """Shows the part, or hides it."""
        self.setVisible(state.part is Part.MOVE)
        self.shift.show_state(self._model.series.state)

    def _move(self, slot: FreeSlot | None) -> None:
        detail = self._model.state.detail
        if detail is None or slot is None or self._model.state.part is not Part.MOVE:
            return
        self.moving.emit()
        if self._model.series.state.several:
            self._model.series.propose(slot.practitioner_id, slot.period.start)
        else:
            self._desk.move_to(detail.card, slot.practitioner_id, slot.period.start)

    def _move_anyway(self) -> None:
        """Moves only this visit: a series is not moved against the rules as a whole."""
        detail, picking = self._model.state.detail, self._model.picker.state
        if detail is not None and picking.passes_at is not None and picking.practitioner_id is not None:
            reason = picking.pass_reason.strip()
            self._desk.move_to(detail.card, picking.practitioner_id, picking.passes_at, reason)

    def _look_again(self, _lost: MoveLost) -> None:
        """The chosen time is gone, and maybe others."""
        self._model.picker.drop()
        self._model.picker.load()

    def _show_why(self) -> None:
        if self._leads_to_why and self._model.state.part is Part.MOVE:
            self._leads_to_why = False
            # Only once the new lines are laid out is it known where the button is.
            QTimer.singleShot(0, self, self._bring_why)

    def _bring_why(self) -> None:
        why = self.slots.why
        self.in_sight.emit(why)
        if why.anyway.isVisible():
            why.anyway.setFocus(Qt.FocusReason.OtherFocusReason)
            self.in_sight.emit(why.anyway)
