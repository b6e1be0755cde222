"""How many messages failed at the centre in view: what the rail's badge says."""

from collections.abc import Callable
from dataclasses import dataclass

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.permissions import Actor, Permission
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.counting import CountingViewModel

# The start belongs to the board: nobody misses the count for this long.
FIRST_MILLISECONDS = 3_000


@dataclass(frozen=True, slots=True)
class FailedState:
    """``count`` is of the last seven days."""

    count: int = 0


class FailedMessagesViewModel(CountingViewModel[FailedState]):
    """Counts again when a message changed."""

    def __init__(self, session: Session, services: Services, tasks: Runner, hub: ChangeHub) -> None:
        super().__init__(FailedState(), session, tasks, hub, Topic.MESSAGES, Permission.SEE_MESSAGES)
        self._services = services

    def start(self) -> None:
        """Counts for the first time, in a moment."""
        self.begin_in(FIRST_MILLISECONDS)

    def counting(self, actor: Actor, centre_id: int) -> Callable[[], FailedState]:
        services = self._services
        return lambda: FailedState(services.messages.state(actor, centre_id).failed)

    def show_count(self, found: FailedState, centre_id: int) -> None:
        self.show_state(count=found.count)
