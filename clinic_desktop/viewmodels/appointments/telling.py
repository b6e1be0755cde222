"""What the patient is told of what was just done to a visit: asked for once it is done, so that nobody waits for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

# The board needs nothing of messages: importing them would make the start longer.
if TYPE_CHECKING:
    from clinic_desktop.services.messages.values import Leaving

_JUST_NOW = timedelta(minutes=1)


class TellingViewModel(ViewModel[None]):
    """Has no state: each question has one answer."""

    def __init__(self, session: Session, tasks: Runner, services: Services) -> None:
        super().__init__(None, tasks)
        self._session, self._services = session, services

    def look(self, appointment_ids: tuple[int, ...], then: Callable[["Leaving | None"], None]) -> None:
        """Hands over what leaves because of what this person did in the last minute; None where nothing does, or
        nobody knows because the database is away."""
        actor, services, since = self._session.actor, self._services, self._session.clock() - _JUST_NOW

        def unknown(_refusal: Refused) -> None:
            then(None)

        self.ask(lambda: services.messages.leaving(actor, appointment_ids, since), then, unknown)

    def ask_mail(self, then: Callable[[bool], None]) -> None:
        """Hands over whether nothing can be sent at all, for want of a mail server."""
        services = self._services
        self.ask(lambda: services.messages.sends_nothing(), then, lambda _: then(False))

    def seconds(self, leaving: "Leaving") -> int:
        """How long it stays here: whole seconds, at least 0."""
        if leaving.due_at is None:
            return 0
        return max(0, round((leaving.due_at - self._session.clock()).total_seconds()))
