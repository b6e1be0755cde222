"""What every view-model has: one frozen state, one signal that it changed, and answers that come in order."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused

S = TypeVar("S")
T = TypeVar("T")


class ViewModel(QObject, Generic[S]):
    """``state`` is everything that the view shows, ready to show; ``state_changed`` carries it whenever it is replaced.

    ``refused`` carries what the clinic refuses and no state has a place for; the shell says it in words.
    ``place_fields`` are the fields of the state that a person who comes back to the page wants to find as they were:
    filters, order, tab, day, what is chosen; not what was read.
    """

    place_fields: ClassVar[tuple[str, ...]] = ()
    state_changed = Signal(object)
    refused = Signal(object)

    def __init__(self, state: S, tasks: Runner) -> None:
        super().__init__()
        self.state = state
        self._tasks = tasks
        self._asked: dict[str, int] = {}

    def show_state(self, **changes: Any) -> None:
        """Replaces fields of the state and says so."""
        self.state = replace(self.state, **changes)  # type: ignore[type-var]
        self.state_changed.emit(self.state)

    def place(self) -> dict[str, Any]:
        """Where somebody is: the values of ``place_fields``."""
        return {name: getattr(self.state, name) for name in self.place_fields}

    def take_place(self, fields: Mapping[str, Any]) -> None:
        """Goes where somebody was. Nothing is asked for yet: ``load`` does."""
        self.show_state(**fields)

    def ask(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        refused: Callable[[Refused], None] | None = None,
        question: str = "",
        tasks: Runner | None = None,
    ) -> None:
        """Does ``work`` off the interface thread. Answers to a ``question`` asked again since are dropped."""
        number = self._asked.get(question, 0) + 1
        self._asked[question] = number
        refuse = refused or self.refused.emit

        def answered(answer: T) -> None:
            if not question or self._asked[question] == number:
                done(answer)

        def turned_down(error: Refused) -> None:
            if not question or self._asked[question] == number:
                refuse(error)

        (tasks or self._tasks).run(self, work, answered, turned_down)

    def drop_answers(self, *questions: str) -> None:
        """What is still being asked under these names is not wanted any more: its answer is dropped."""
        for question in questions:
            self._asked[question] = self._asked.get(question, 0) + 1
