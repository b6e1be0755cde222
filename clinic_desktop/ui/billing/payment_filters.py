"""What the list of payments is narrowed to beside days, way of paying and text."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from clinic_desktop.domain.codes import GatewayName, PaymentState
from clinic_desktop.ui.billing.words import payment_state_word, tr
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import ChoiceField
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.payments import PaymentsState

_STATES = (
    PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED, PaymentState.HELD, PaymentState.PENDING,
)  # fmt: skip


class PaymentFilterBar(QFrame):
    """``narrowed`` carries the name of one of the ``MoreFilters`` and what it is to be; ``cleared`` takes all away."""

    narrowed = Signal(str, object)
    cleared = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        states = [Choice(state, payment_state_word(state)) for state in _STATES]
        gateways = [Choice(name, gateway_text(name)) for name in GatewayName]
        self.state = ChoiceField(theme, "", (Choice(None, tr("Any state")), *states), tr("Any state"))
        self.gateway = ChoiceField(theme, "", (Choice(None, tr("Any gateway")), *gateways), tr("Any gateway"))
        self.doctor = ChoiceField(theme, "", hint=tr("All doctors"))
        self.desk = ChoiceField(theme, "", hint=tr("All desks"))
        here, everywhere = Choice(False, tr("This centre")), Choice(True, tr("All centres"))
        self.centre = ChoiceField(theme, "", (here, everywhere), tr("This centre"))
        self.everything = Button(theme, tr("Show everything"), "rotate-ccw", "quiet")
        self._shown: object = None
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.S)
        for field in (self.state, self.gateway, self.doctor, self.desk, self.centre):
            row.addWidget(field, 1)
        row.addWidget(self.everything)
        fields = {
            "state": self.state, "gateway": self.gateway, "practitioner_id": self.doctor, "desk": self.desk,
            "whole_clinic": self.centre,
        }  # fmt: skip
        for name, field in fields.items():
            field.chosen.connect(lambda value, name=name: self.narrowed.emit(name, value))
        self.everything.clicked.connect(self.cleared)

    def show_state(self, state: PaymentsState, several_centres: bool) -> None:
        """Shows what is narrowed."""
        if self._shown != (state.doctors, state.desks):
            self._shown = state.doctors, state.desks
            doctors = [Choice(doctor.practitioner_id, doctor.name) for doctor in state.doctors]
            self.doctor.set_choices([Choice(None, tr("All doctors")), *doctors])
            self.desk.set_choices([Choice("", tr("All desks")), *(Choice(desk, desk) for desk in state.desks)])
        more = state.more
        self.state.set_value(more.state)
        self.gateway.set_value(more.gateway)
        self.doctor.set_value(more.practitioner_id)
        self.desk.set_value(more.desk)
        self.centre.set_value(more.whole_clinic)
        self.centre.setVisible(several_centres)
