"""Work that waits until a test lets it be done: what people do while the program is busy."""

from collections.abc import Callable
from typing import Any

from clinic_desktop.domain.errors import Refused


class Later:
    """A runner, put into a view-model in place of its own. ``lose_next`` does the next work and loses its answer, as a
    network that dies at the wrong moment does: the refusal is told instead."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.lose_next: Refused | None = None

    def run(
        self, owner: object, work: Callable[[], Any], done: Callable[[Any], None], refused: Callable[[Refused], None]
    ) -> None:
        """Keeps it."""
        self.waiting.append(lambda: self._do(work, done, refused))

    def let_go(self) -> None:
        """Does all that waits, in order, and what that asks for."""
        while self.waiting:
            self.waiting.pop(0)()

    def stop(self) -> None:
        """Nothing is ever running."""

    def _do(self, work: Callable[[], Any], done: Callable[[Any], None], refused: Callable[[Refused], None]) -> None:
        lost, self.lose_next = self.lose_next, None
        try:
            answer = work()
        except Refused as error:
            refused(error)
            return
        if lost is not None:
            refused(lost)
        else:
            done(answer)
