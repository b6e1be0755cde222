"""Sends the clinic's messages from this desk while the program runs, on a thread of its own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.shell.rounds import IDLE_MILLISECONDS, Rounds, Worker

# What sends is imported when it sends first: the start belongs to the board.
if TYPE_CHECKING:
    from clinic_desktop.domain.paper import Receipt
    from clinic_desktop.services.messages.worker import Round

EVERY_MILLISECONDS = 5_000


class Sending(Rounds["Round"]):
    """A desk that has no mail server or password leaves the work to the others."""

    def __init__(
        self, services: Services, tasks: Runner, hub: ChangeHub, desk: str, draw: "Callable[[Receipt], bytes]"
    ) -> None:
        """``draw`` makes the papers that go with messages."""
        super().__init__(tasks, hub, Topic.MESSAGES)
        self._services, self._desk, self._draw = services, desk, draw

    def start(self) -> None:
        """From now on messages leave."""
        self.begin_in(EVERY_MILLISECONDS)

    def make_worker(self) -> "Worker[Round]":
        return self._services.message_worker(self._desk, self._draw)

    def is_ready(self, done: "Round") -> bool:
        return done.problem != "not_ready"

    def pause(self, done: "Round") -> int:
        if done.more:
            return 0
        return EVERY_MILLISECONDS if self.is_ready(done) else IDLE_MILLISECONDS
