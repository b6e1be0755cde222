"""Taking a saved change of hours back."""

from dataclasses import dataclass

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.values import TakenBack
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


@dataclass(frozen=True, slots=True)
class UndoState:
    """Nothing is shown while it is undone."""


class UndoViewModel(ViewModel[UndoState]):
    """``taken_back`` fires once everything is as before; ``refused`` says why it is not."""

    taken_back = Signal()

    def __init__(self, session: Session, changes: HoursChangeService, tasks: Runner) -> None:
        super().__init__(UndoState(), tasks)
        self._session, self._changes = session, changes

    def take_back(self, token: TakenBack) -> None:
        """Takes the change back as one step."""
        actor = self._session.actor
        self.ask(lambda: self._changes.undo(actor, token), lambda _: self.taken_back.emit())
