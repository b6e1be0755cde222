"""Does the clinic's payments from this desk while the program runs: follows links, ends them, sends refunds."""

from typing import TYPE_CHECKING

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import Topic
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.shell.rounds import Rounds, Worker

# What it does is imported when it does it first: the start belongs to the board.
if TYPE_CHECKING:
    from clinic_desktop.services.checkout.values import PaymentRound

FIRST_MILLISECONDS = 3_000
"""After the window is there: what was paid while no program ran is looked for soon. To import what looks for it would
hold up the board of a slow computer."""


class Collecting(Rounds["PaymentRound"]):
    """A desk without keys for a gateway leaves the work to the others."""

    def __init__(self, services: Services, tasks: Runner, hub: ChangeHub, desk: str) -> None:
        super().__init__(tasks, hub, Topic.PAYMENTS)
        self._services, self._desk = services, desk

    def start(self) -> None:
        """From now on the gateways are asked."""
        self.begin_in(FIRST_MILLISECONDS)

    def make_worker(self) -> "Worker[PaymentRound]":
        return self._services.payment_worker(self._desk)

    def is_ready(self, done: "PaymentRound") -> bool:
        return done.problem != "no_key"

    def pause(self, done: "PaymentRound") -> int:
        return int(done.wait_seconds * 1000)
