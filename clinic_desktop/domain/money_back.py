"""How far money is on its way back to the patient."""

from collections.abc import Iterable
from dataclasses import dataclass

from clinic_desktop.domain.codes import PaymentMethod, RefundState


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """Minor units by where they are: ``given`` is with the patient, ``on_the_way`` is or will be sent by a gateway,
    ``to_hand_back`` lies with the clinic until somebody hands it over, ``to_approve`` waits for a second person."""

    given: int = 0
    on_the_way: int = 0
    to_hand_back: int = 0
    to_approve: int = 0

    @property
    def decided(self) -> int:
        """What is not the clinic's any more."""
        return self.given + self.on_the_way + self.to_hand_back


def money_back(refunds: Iterable[tuple[RefundState, PaymentMethod, int]]) -> MoneyBack:
    """Sums up refunds by state, way and amount. What was rejected counts nowhere, nor what failed: another row owes
    it again."""
    given = on_the_way = to_hand_back = to_approve = 0
    for state, method, amount in refunds:
        if state is RefundState.DONE:
            given += amount
        elif state is RefundState.REQUESTED:
            to_approve += amount
        elif state is RefundState.SENT or (state is RefundState.OWED and method is PaymentMethod.LINK):
            on_the_way += amount
        elif state is RefundState.OWED:
            to_hand_back += amount
    return MoneyBack(given, on_the_way, to_hand_back, to_approve)
