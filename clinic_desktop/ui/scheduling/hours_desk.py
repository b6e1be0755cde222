"""What can be said of a doctor's time from any screen: away from now, running late; with one undo for each."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.background.tasks import Runner
from clinic_desktop.services.clinic import Services
from clinic_desktop.ui.parts import Parts
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

# The board has a desk from the first moment, and nobody is late then: the rest is imported when it is asked for.
if TYPE_CHECKING:
    from clinic_desktop.services.scheduling.values import SavedChange, TakenBack
    from clinic_desktop.ui.scheduling.absence_dialog import AbsenceDialog
    from clinic_desktop.ui.scheduling.late_dialog import LateDialog
    from clinic_desktop.viewmodels.scheduling.change import ChangeViewModel
    from clinic_desktop.viewmodels.scheduling.copying import CopyWeekViewModel
    from clinic_desktop.viewmodels.scheduling.exception import ExceptionViewModel
    from clinic_desktop.viewmodels.scheduling.undoing import UndoViewModel


class HoursDesk(QObject):
    """Lives as long as the screen that made it. ``done`` fires once something was saved, ``taken_back`` once something
    was undone."""

    done = Signal()
    taken_back = Signal()

    def __init__(
        self, theme: Theme, services: Services, session: Session, shell: Shell, locale: QLocale, tasks: Runner
    ) -> None:
        super().__init__()
        self._theme, self._services, self._session = theme, services, session
        self._shell, self._locale, self._tasks = shell, locale, tasks
        self._undo: UndoViewModel | None = None

    def open_absence(self, practitioner_id: int, name: str, parent: QWidget) -> "AbsenceDialog":
        """Asks why and until when the doctor is away from now on. ``name`` is empty for the doctor themselves."""
        from clinic_desktop.ui.scheduling.absence_dialog import AbsenceDialog
        from clinic_desktop.viewmodels.scheduling.absence import AbsenceViewModel

        model = AbsenceViewModel(self._session, self._services.hours_changes, practitioner_id, self._tasks)
        dialog = AbsenceDialog(self._theme, model, self._session, self._locale, parent, name)
        model.refused.connect(self._shell.refuse)
        model.away.connect(lambda saved: self.say(self.tr("Not available from now"), saved))
        model.begin()
        dialog.open()
        return dialog

    def open_late(self, practitioner_id: int, name: str, parent: QWidget, minutes: int | None = None) -> "LateDialog":
        """Asks by how much the doctor is late. ``name`` is empty for the doctor themselves."""
        from clinic_desktop.ui.scheduling.late_dialog import LateDialog
        from clinic_desktop.viewmodels.scheduling.late import LateViewModel

        model = LateViewModel(self._session, self._services.lateness, practitioner_id, self._tasks)
        dialog = LateDialog(self._theme, model, self._session, self._locale, parent, name)
        model.refused.connect(self._shell.refuse)
        model.kept.connect(self._on_late)
        model.begin(minutes)
        dialog.open()
        return dialog

    def new_copy(self) -> "CopyWeekViewModel":
        """The view-model of copying a week to other doctors."""
        from clinic_desktop.viewmodels.scheduling.copying import CopyWeekViewModel

        services = self._services
        return CopyWeekViewModel(
            self._session, services.hours, services.practitioners, services.hours_changes, self._tasks
        )

    def new_exception(self, practitioner_id: int) -> "ExceptionViewModel":
        """The view-model of a new exception from that doctor's hours."""
        from clinic_desktop.viewmodels.scheduling.exception import ExceptionViewModel

        return ExceptionViewModel(self._session, self._services.hours_changes, practitioner_id, self._tasks)

    def new_change(self) -> "ChangeViewModel":
        """The view-model of a change of hours that another screen asks about, such as a closed day."""
        from clinic_desktop.viewmodels.scheduling.change import ChangeViewModel

        return ChangeViewModel(self._session, self._services.hours_changes, self._tasks)

    def say(self, what: str, saved: "SavedChange") -> None:
        """Says what was saved, and offers to take it back where no money went back."""
        parts = [what]
        if saved.moved:
            parts.append(self.tr("%Ln visits moved", "", saved.moved))
        if saved.cancelled:
            parts.append(self.tr("%Ln visits cancelled", "", saved.cancelled))
        text = self.tr(" · ").join(parts)
        token = saved.undo
        self._shell.toast(text, None if token is None else Action(text, lambda: self._take_back(token)))
        self.done.emit()

    def _take_back(self, token: "TakenBack") -> None:
        if self._undo is None:
            from clinic_desktop.viewmodels.scheduling.undoing import UndoViewModel

            self._undo = UndoViewModel(self._session, self._services.hours_changes, self._tasks)
            self._undo.setParent(self)
            self._undo.refused.connect(self._shell.refuse)
            self._undo.taken_back.connect(self._on_taken_back)
        self._undo.take_back(token)

    def _on_late(self, saved: "SavedChange | None") -> None:
        if saved is None:
            self._shell.toast(self.tr("On time again"))
            self.done.emit()
            return
        self.say(self.tr("Running late · %Ln visits begin later", "", saved.shifted), saved)

    def _on_taken_back(self) -> None:
        self._shell.toast(self.tr("Taken back: hours, visits and messages are as before"))
        self.taken_back.emit()


def make_hours_desk(parts: Parts) -> HoursDesk:
    """The desk of one screen, which becomes its parent."""
    return HoursDesk(parts.theme, parts.services, parts.session, parts.shell, parts.locale, parts.tasks.database)
