"""Which doctors there are to change the hours of."""

from dataclasses import dataclass

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused
from clinic_desktop.domain.permissions import Permission, Scope, scope_of
from clinic_desktop.services.practitioners.service import PractitionerService
from clinic_desktop.services.practitioners.values import PractitionerCard
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class HoursPageState:
    """The doctors whose hours the person may change, by name."""

    doctors: tuple[PractitionerCard, ...] = ()
    loaded: bool = False
    refusal: Refused | None = None


class HoursPageViewModel(ViewModel[HoursPageState]):
    """The hours themselves are the business of the editor's view-model."""

    def __init__(self, session: Session, practitioners: PractitionerService, tasks: Runner) -> None:
        super().__init__(HoursPageState(), tasks)
        self._session, self._practitioners = session, practitioners

    def load(self) -> None:
        """Asks for the doctors."""
        actor = self._session.actor
        everywhere = scope_of(actor.role, Permission.EDIT_HOURS) is Scope.CLINIC

        def work() -> tuple[PractitionerCard, ...]:
            cards = self._practitioners.directory(actor)
            return tuple(
                card
                for card in cards
                if everywhere or any(role.location_id in actor.location_ids for role in card.roles)
            )

        def done(doctors: tuple[PractitionerCard, ...]) -> None:
            self.show_state(doctors=doctors, loaded=True, refusal=None)

        self.ask(work, done, lambda refusal: self.show_state(refusal=refusal), "load")
