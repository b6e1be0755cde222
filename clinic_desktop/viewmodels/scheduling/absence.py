"""Not available from now on: why, until when, and whom it hits before it is said."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Refused
from clinic_desktop.services.scheduling.changes import HoursChangeService
from clinic_desktop.services.scheduling.values import Absence, AppointmentHit, SavedChange
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.scheduling.change import ChangeState, ChangeViewModel, Pick
from clinic_desktop.viewmodels.session import Session


class Until(StrEnum):
    """When the doctor is back."""

    END_OF_DAY = "end_of_day"
    TIME = "time"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class AbsenceState:
    """``hits`` are the visits that the absence would leave outside; ``day`` is the last day away."""

    reason: str = ""
    until: Until = Until.END_OF_DAY
    back_at: time | None = None
    day: date | None = None
    hits: tuple[AppointmentHit, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    busy: bool = False
    refusal: Refused | None = None


class AbsenceViewModel(ViewModel[AbsenceState]):
    """``away`` carries the SavedChange once the absence is kept. What becomes of the visits is up to ``change``: each
    starts with the next time that it can have."""

    away = Signal(object)

    def __init__(self, session: Session, changes: HoursChangeService, practitioner_id: int, tasks: Runner) -> None:
        super().__init__(AbsenceState(), tasks)
        self._session, self._practitioner_id = session, practitioner_id
        self.change_of_hours = ChangeViewModel(session, changes, tasks, (Pick.OWN, Pick.OTHER))
        self.change_of_hours.setParent(self)
        self.change_of_hours.state_changed.connect(self._on_change)
        self.change_of_hours.kept.connect(self._on_kept)

    def begin(self) -> None:
        """An absence until the end of today, and whom that hits."""
        self.show_state(day=self._session.today())
        self._preview()

    def set_reason(self, reason: str) -> None:
        """Why; cancelled patients read it too."""
        problems = tuple(pair for pair in self.state.problems if pair[0] != "reason")
        self.show_state(reason=reason, problems=problems)
        self.change_of_hours.set_reason(reason)

    def set_until(self, until: Until) -> None:
        """Until the day's end, a time or a day."""
        self.show_state(until=until, problems=())
        self._preview()

    def set_back_at(self, back_at: time | None) -> None:
        """The time of today at which the doctor is back."""
        self.show_state(back_at=back_at, problems=())
        self._preview()

    def set_day(self, day: date | None) -> None:
        """The last day away."""
        self.show_state(day=day, problems=())
        self._preview()

    def confirm(self) -> None:
        """Keeps the absence. A reason is needed: whoever calls the patients has to say something."""
        problems = self._missing()
        if problems or self.state.busy:
            self.show_state(problems=problems)
            return
        # What was typed last may not have been asked about.
        self.change_of_hours.show_state(change=self._absence())
        self.change_of_hours.save()

    def _missing(self) -> tuple[tuple[str, str], ...]:
        missing = []
        if not self.state.reason.strip():
            missing.append(("reason", "required"))
        if self.state.until is Until.TIME and self.state.back_at is None:
            missing.append(("back_at", "required"))
        if self.state.until is Until.DAY and self.state.day is None:
            missing.append(("day", "required"))
        return tuple(missing)

    def _absence(self) -> Absence:
        return Absence(self._practitioner_id, self.state.reason, self._end())

    def _end(self) -> datetime | None:
        """The instant at which the doctor is back; None is the end of today."""
        zone, today = self._session.centre.zone, self._session.today()
        if self.state.until is Until.TIME and self.state.back_at is not None:
            return datetime.combine(today, self.state.back_at, zone)
        if self.state.until is Until.DAY and self.state.day is not None:
            return datetime.combine(self.state.day + timedelta(days=1), time(0), zone)
        return None

    def _preview(self) -> None:
        self.change_of_hours.ask_about(self._absence())

    def _on_change(self, state: ChangeState) -> None:
        names = {"until": "back_at" if self.state.until is Until.TIME else "day"}
        problems = tuple((names.get(name, name), code) for name, code in state.problems if name != "cancel_reason")
        self.show_state(
            hits=state.hits, busy=state.busy, refusal=state.refusal, problems=problems or self.state.problems
        )

    def _on_kept(self, saved: SavedChange) -> None:
        self.away.emit(saved)
