"""A dated exception from a doctor's hours while it is filled in: checked and shown whom it hits, then kept."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.services.scheduling.hours import AppointmentHit, ExceptionDraft, HoursService
from clinic_desktop.viewmodels.base import ViewModel
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
    """``added`` fires once the exception is kept."""

    added = Signal()

    def __init__(self, session: Session, hours: HoursService, practitioner_id: int, tasks: Runner) -> None:
        super().__init__(ExceptionState(), tasks)
        self._session, self._hours, self._practitioner_id = session, hours, practitioner_id

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
        """Keeps the exception."""
        draft = self.state.draft
        if draft is None or self.state.busy:
            return
        self.show_state(busy=True, tried=True, refusal=None)
        actor, practitioner_id = self._session.actor, self._practitioner_id

        def kept(_number: int) -> None:
            self.show_state(busy=False)
            self.added.emit()

        self.ask(lambda: self._hours.add_exception(actor, practitioner_id, draft), kept, self._turned_down)

    def _preview(self) -> None:
        draft = self.state.draft
        if draft is None:
            return
        actor, practitioner_id = self._session.actor, self._practitioner_id
        self.ask(
            lambda: self._hours.preview_exception(actor, practitioner_id, draft),
            lambda hits: self.show_state(hits=hits, problems=()),
            self._turned_down,
            question="preview",
        )

    def _turned_down(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            self.show_state(busy=False, hits=(), problems=tuple(refusal.problems.items()))
        else:
            self.show_state(busy=False, refusal=refusal)
