"""A dated exception from a doctor's hours while it is filled in; ``change`` says whom it hits and keeps it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.values import AppointmentHit, ExceptionDraft, NewException, SavedChange
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.scheduling.change import ChangeState, ChangeViewModel
from clinic_desktop.viewmodels.session import Session

WITH_HOURS = (ExceptionKind.EXTRA, ExceptionKind.CHANGED, ExceptionKind.BLOCKED)
"""The kinds that need a start and an end."""
KINDS = (
    ExceptionKind.DAY_OFF, ExceptionKind.VACATION, ExceptionKind.EXTRA, ExceptionKind.CHANGED, ExceptionKind.BLOCKED,
)  # fmt: skip
"""The kinds that a person can add; UNAVAILABLE is said by "not available from now"."""


@dataclass(frozen=True, slots=True)
class ExceptionState:
    """``problems`` are shown once somebody tried to save; ``hits`` are the visits that the exception would hit."""

    draft: ExceptionDraft | None = None
    hits: tuple[AppointmentHit, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    tried: bool = False
    busy: bool = False
    refusal: Refused | None = None


class ExceptionViewModel(ViewModel[ExceptionState]):
    """``added`` carries the SavedChange once the exception is kept. What becomes of the visits is up to ``change``."""

    added = Signal(object)

    def __init__(self, session: Session, changes: HoursChangeService, practitioner_id: int, tasks: Runner) -> None:
        super().__init__(ExceptionState(), tasks)
        self._session, self._practitioner_id = session, practitioner_id
        self.change_of_hours = ChangeViewModel(session, changes, tasks)
        self.change_of_hours.setParent(self)
        self.change_of_hours.state_changed.connect(self._on_change)
        self.change_of_hours.kept.connect(self._on_kept)

    def begin(self, location_id: int | None) -> None:
        """A day off tomorrow, at every centre or at the one."""
        day = date.fromordinal(self._session.today().toordinal() + 1)
        self.show_state(draft=ExceptionDraft(ExceptionKind.DAY_OFF, day, day, location_id))
        self._preview()

    def change(self, **fields: Any) -> None:
        """A person filled in something. The last day follows the first where it would lie before it."""
        if self.state.draft is None:
            return
        draft = replace(self.state.draft, **fields)
        if "first_day" in fields and draft.last_day < draft.first_day:
            draft = replace(draft, last_day=draft.first_day)
        if draft.kind not in WITH_HOURS:
            draft = replace(draft, start_minute=None, end_minute=None)
        self.show_state(draft=draft, refusal=None)
        self._preview()

    def save(self) -> None:
        """Keeps the exception, and does what was chosen of the visits that it hits."""
        if self.state.draft is None or self.state.busy:
            return
        self.show_state(tried=True)
        if not any(code for _, code in self.state.problems):
            self.change_of_hours.save()

    def _preview(self) -> None:
        if self.state.draft is not None:
            self.change_of_hours.ask_about(NewException(self._practitioner_id, self.state.draft))

    def _on_change(self, state: ChangeState) -> None:
        self.show_state(hits=state.hits, problems=state.problems, busy=state.busy, refusal=state.refusal)

    def _on_kept(self, saved: SavedChange) -> None:
        self.added.emit(saved)
