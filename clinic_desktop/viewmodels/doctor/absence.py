"""Not available from now on: why, until when, and whom it hits before it is said."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.codes import ExceptionKind
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.services.scheduling.hours import AppointmentHit, ExceptionDraft, HoursService
from clinic_desktop.viewmodels.base import ViewModel
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
    """``away`` carries the visits that were hit, once the absence is kept."""

    away = Signal(object)

    def __init__(self, session: Session, hours: HoursService, tasks: Runner) -> None:
        super().__init__(AbsenceState(), tasks)
        self._session, self._hours = session, hours

    def begin(self) -> None:
        """An absence until the end of today, and whom that hits."""
        self.show_state(day=self._session.today())
        self._preview()

    def set_reason(self, reason: str) -> None:
        problems = tuple(pair for pair in self.state.problems if pair[0] != "reason")
        self.show_state(reason=reason, problems=problems)

    def set_until(self, until: Until) -> None:
        self.show_state(until=until, problems=())
        self._preview()

    def set_back_at(self, back_at: time | None) -> None:
        self.show_state(back_at=back_at, problems=())
        self._preview()

    def set_day(self, day: date | None) -> None:
        self.show_state(day=day, problems=())
        self._preview()

    def confirm(self) -> None:
        """Keeps the absence. A reason is needed: whoever calls the patients has to say something."""
        problems = self._missing()
        if problems or self.state.busy:
            self.show_state(problems=problems)
            return
        self.show_state(busy=True, refusal=None)
        actor, reason, until = self._session.actor, self.state.reason, self._end()
        practitioner_id = actor.practitioner_id or 0
        self.ask(
            lambda: self._hours.not_available_from_now(actor, practitioner_id, reason, until),
            self._kept,
            self._turned_down,
        )

    def _missing(self) -> tuple[tuple[str, str], ...]:
        missing = []
        if not self.state.reason.strip():
            missing.append(("reason", "required"))
        if self.state.until is Until.TIME and self.state.back_at is None:
            missing.append(("back_at", "required"))
        if self.state.until is Until.DAY and self.state.day is None:
            missing.append(("day", "required"))
        return tuple(missing)

    def _end(self) -> datetime | None:
        """The instant at which the doctor is back; None is the end of today."""
        zone, today = self._session.centre.zone, self._session.today()
        if self.state.until is Until.TIME and self.state.back_at is not None:
            return datetime.combine(today, self.state.back_at, zone)
        if self.state.until is Until.DAY and self.state.day is not None:
            return datetime.combine(self.state.day + timedelta(days=1), time(0), zone)
        return None

    def _preview(self) -> None:
        now = self._session.now()
        last = self.state.day if self.state.until is Until.DAY and self.state.day else now.date()
        end = None
        if self.state.until is Until.TIME and self.state.back_at is not None:
            end = self.state.back_at.hour * 60 + self.state.back_at.minute
        draft = ExceptionDraft(
            ExceptionKind.UNAVAILABLE, now.date(), last, None, now.hour * 60 + now.minute, end, self.state.reason
        )
        actor = self._session.actor
        practitioner_id = actor.practitioner_id or 0
        self.ask(
            lambda: self._hours.preview_exception(actor, practitioner_id, draft),
            lambda hits: self.show_state(hits=hits, refusal=None),
            self._preview_refused,
            question="preview",
        )

    def _preview_refused(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            names = {"end_minute": "back_at", "last_day": "day"}
            problems = tuple((names.get(field, field), code) for field, code in refusal.problems.items())
            self.show_state(hits=(), problems=problems)
        else:
            self.show_state(refusal=refusal)

    def _kept(self, hits: tuple[AppointmentHit, ...]) -> None:
        self.show_state(busy=False, hits=hits)
        self.away.emit(hits)

    def _turned_down(self, refusal: Refused) -> None:
        self.show_state(busy=False)
        if isinstance(refusal, Invalid):
            names = {"until": "back_at" if self.state.until is Until.TIME else "day"}
            self.show_state(problems=tuple((names.get(f, f), code) for f, code in refusal.problems.items()))
        else:
            self.show_state(refusal=refusal)
