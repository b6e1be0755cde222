"""What follows when another desk was faster than a move: other times are offered, and the visit goes to one of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from clinic_desktop.domain.errors import Alternative
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.ui.appointments.lost_race import LostRace
from clinic_desktop.ui.appointments.visit_words import VisitDesk
from clinic_desktop.viewmodels.appointments.visit_actions import MoveLost
from clinic_desktop.viewmodels.session import Session


class LostMove(QObject):
    """Shows ``race`` after a move of this ``desk`` was lost. ``card_of`` finds the visit as it is now."""

    def __init__(
        self,
        race: LostRace,
        desk: VisitDesk,
        session: Session,
        card_of: Callable[[int], Card | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._race, self._desk, self._session, self._card_of = race, desk, session, card_of
        self._lost: MoveLost | None = None
        desk.move_lost.connect(self._show)
        race.taken.connect(self._take)
        race.closed.connect(race.hide)

    def _show(self, lost: MoveLost) -> None:
        self._lost = lost
        self._race.show_refusal(lost.refusal, self._session.centre.zone, self.tr("The visit was not moved"))

    def _take(self, option: Alternative) -> None:
        card = self._card_of(self._lost.appointment_id) if self._lost is not None else None
        self._race.hide()
        if card is not None:
            self._desk.move_to(card, option.practitioner_id, option.period.start)
