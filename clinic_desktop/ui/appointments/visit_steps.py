"""What can be done with a visit from its dock: the usual next step, and a button for each of the others."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import QueueState
from clinic_desktop.domain.permissions import Permission
from clinic_desktop.services.appointments.detail_views import AppointmentDetail
from clinic_desktop.ui.appointments.token_printing import INVOICE_KEY
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.flow import FlowLayout
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.appointment import Part
from clinic_desktop.viewmodels.session import Session

_QUEUED = (QueueState.WAITING, QueueState.CALLED, QueueState.HELD)


def next_step(detail: AppointmentDetail, session: Session) -> tuple[str, str]:
    """The letter and the words of the usual next step; empty where there is none for this person."""
    card = detail.card
    if Step.CONFIRM in card.steps:
        return "A", _tr("Approve")
    if Step.CHECK_IN in card.steps:
        return "A", _tr("Arrived")
    if card.queue_state in (QueueState.WAITING, QueueState.HELD) and session.may(Permission.CALL_IN):
        return "C", _tr("Call in")
    return "", ""


def is_pending(detail: AppointmentDetail) -> bool:
    """Whether the clinic has yet to say yes: then the visit is turned down, not cancelled."""
    return Step.REJECT in detail.card.steps


class VisitSteps(QWidget):
    """Only what the visit's state and the person's role permit is in sight. ``move_wanted`` and ``cancel_wanted`` ask
    for more than a press; the others are done at once."""

    move_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, theme: Theme, session: Session, desk: VisitDesk) -> None:
        super().__init__()
        self._session, self._desk = session, desk
        self._detail: AppointmentDetail | None = None
        self.move_button = Button(theme, _tr("Move"), icon="calendar-clock", key="M")
        self.hold_button = Button(theme, _tr("Hold"), icon="pause", key="H")
        self.skip_button = Button(theme, _tr("Skip: not there"), icon="skip-forward", key="S")
        self.no_show_button = Button(theme, _tr("No-show"), icon="user-x", key="X")
        self.token_button = Button(theme, _tr("Print token"), icon="printer", key="Ctrl+P")
        self.receipt_button = Button(theme, _tr("Print receipt"), icon="receipt-text")
        self.invoice_button = Button(theme, _tr("Print invoice"), icon="file-text", key=INVOICE_KEY)
        self.undo_button = Button(theme, _tr("Undo last step"), icon="undo-2")
        self.cancel_button = Button(theme, _tr("Cancel visit…"), icon="circle-x")
        row = FlowLayout(self, Space.S)
        for button in (
            self.move_button, self.hold_button, self.skip_button, self.no_show_button, self.token_button,
            self.receipt_button, self.invoice_button, self.undo_button, self.cancel_button,
        ):  # fmt: skip
            row.addWidget(button)
        self._connect()

    def show_visit(self, detail: AppointmentDetail | None, part: Part) -> None:
        """Shows what can be done; what is open as a part of the dock needs no button. Without a visit nothing can."""
        self._detail = detail
        if detail is None:
            return
        card, may = detail.card, self._session.may
        held = card.queue_state is QueueState.HELD
        may_call, may_see = may(Permission.CALL_IN), may(Permission.SEE_PAYMENTS)
        self.move_button.setVisible(card.may_move and not card.queue_only and part is not Part.MOVE)
        self.hold_button.setVisible(card.queue_state in _QUEUED and may_call)
        self.hold_button.set_text(_tr("Back to the queue") if held else _tr("Hold"))
        self.skip_button.setVisible(card.queue_state is QueueState.CALLED and may_call)
        self.no_show_button.setVisible(Step.NO_SHOW in card.steps)
        self.token_button.setVisible(bool(card.token))
        self.receipt_button.setVisible(bool(detail.paid) and may_see)
        owes = bool(card.due) and may(Permission.TAKE_PAYMENT)
        self.invoice_button.setVisible(may_see and (bool(detail.paid) or owes))
        self.undo_button.setVisible(detail.may_undo and detail.undo_until is not None)
        self.cancel_button.setVisible(Step.CANCEL in card.steps and part is not Part.CANCEL)
        self.cancel_button.set_text(_tr("Turn down…") if is_pending(detail) else _tr("Cancel visit…"))

    def act(self, letter: str) -> None:
        """Does what a letter of the keyboard map means for this visit."""
        if self._detail is not None:
            self._desk.act(self._detail.card, letter)

    def print_token(self) -> bool:
        """Prints the visit's token; says whether it has one."""
        card = self._detail.card if self._detail is not None else None
        if card is None or card.encounter_id is None or not card.token:
            return False
        self._desk.printing.print_token(card.encounter_id, say=True)
        return True

    def _connect(self) -> None:
        self.move_button.clicked.connect(self.move_wanted)
        self.cancel_button.clicked.connect(self.cancel_wanted)
        self.hold_button.clicked.connect(lambda: self.act("H"))
        self.skip_button.clicked.connect(lambda: self.act("S"))
        self.no_show_button.clicked.connect(lambda: self.act("X"))
        self.undo_button.clicked.connect(self._undo)
        self.token_button.clicked.connect(self.print_token)
        self.receipt_button.clicked.connect(self._print_receipts)
        self.invoice_button.clicked.connect(self._print_invoice)

    def _undo(self) -> None:
        if self._detail is not None:
            self._desk.undo(self._detail.card)

    def _print_receipts(self) -> None:
        if self._detail is not None:
            self._desk.printing.print_receipts_of(self._detail.card.appointment_id)

    def _print_invoice(self) -> None:
        if self._detail is not None:
            self._desk.printing.print_invoice(self._detail.card.appointment_id)


def _tr(text: str) -> str:
    return QCoreApplication.translate("VisitSteps", text)
