"""A visit's series in its dock: its other visits, and moving or cancelling this one, the later ones or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.errors import Refused, SlotTaken
from clinic_desktop.services.appointments.detail_views import AppointmentDetail
from clinic_desktop.services.series.service import SeriesService
from clinic_desktop.services.series.values import CancelPreview, Changed, Scope, SeriesShift, SeriesView
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session


class SeriesDeed(StrEnum):
    """What was done to several visits at once."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class SeriesDone:
    """Something done to ``changed`` visits of one patient; ``refund_minor`` is to be handed back."""

    deed: SeriesDeed
    patient_name: str
    changed: tuple[Changed, ...]
    refund_minor: int = 0


@dataclass(frozen=True, slots=True)
class SeriesChangesState:
    """``series`` is None for a visit that is in none. ``shift`` shows a move before it is made, ``cancelling`` whom a
    cancelling of more than this visit is for."""

    appointment_id: int | None = None
    series: SeriesView | None = None
    scope: Scope = Scope.THIS
    shift: SeriesShift | None = None
    cancelling: CancelPreview | None = None
    busy: bool = False
    refusal: Refused | None = None

    @property
    def several(self) -> bool:
        """Whether a change is for more than this visit."""
        return self.series is not None and self.scope is not Scope.THIS

    @property
    def position(self) -> int:
        """Which of the series this one is, in order of time, from 1."""
        members = self.series.members if self.series else ()
        numbers = [member.appointment_id for member in members]
        return numbers.index(self.appointment_id) + 1 if self.appointment_id in numbers else 0


class SeriesChanges(ViewModel[SeriesChangesState]):
    """``done`` carries a SeriesDone."""

    done = Signal(object)

    def __init__(self, session: Session, tasks: Background, series: SeriesService, focus: DeskFocus) -> None:
        super().__init__(SeriesChangesState(), tasks.database)
        self._session, self._series, self._focus = session, series, focus
        self._target: tuple[int, datetime] | None = None
        self._by_clinic = False

    def show_visit(self, detail: AppointmentDetail) -> None:
        """The dock shows this visit as it stands now."""
        card = detail.card
        if card.appointment_id != self.state.appointment_id:
            self._target = None
            self.state = SeriesChangesState(appointment_id=card.appointment_id)
            self.show_state()
        if card.series_id is None:
            return
        actor, series_id = self._session.actor, card.series_id
        self.ask(
            lambda: self._series.series(actor, series_id),
            lambda series: self.show_state(series=series),
            lambda _refusal: self.show_state(series=None),
            question="series",
        )

    def set_scope(self, scope: Scope) -> None:
        """Which of the series a change is for."""
        self.show_state(scope=scope, shift=None, cancelling=None, refusal=None)
        if self.state.several and self._target is not None:
            self.propose(*self._target)
        self.preview_cancel(self._by_clinic)

    def close(self) -> None:
        """Nothing is to be changed after all."""
        self._target = None
        self.show_state(scope=Scope.THIS, shift=None, cancelling=None, refusal=None)

    def propose(self, practitioner_id: int, starts_at: datetime) -> None:
        """Asks where each would go if this visit went there."""
        number, scope, actor = self.state.appointment_id, self.state.scope, self._session.actor
        if number is None:
            return
        self._target = practitioner_id, starts_at
        self.ask(
            lambda: self._series.preview_move(actor, number, practitioner_id, starts_at, scope),
            lambda shift: self.show_state(shift=shift, refusal=None),
            self._refused,
            question="shift",
        )

    def move(self) -> None:
        """Moves all that can go; those that clash stay where they are."""
        shift, actor = self.state.shift, self._session.actor
        if shift is None or self.state.busy:
            return
        moves = [
            (item.member.appointment_id, item.member.version, item.target.start)
            for item in shift.shifted
            if item.why is None and item.target is not None
        ]
        self.show_state(busy=True, refusal=None)
        self.ask(
            lambda: self._series.move(actor, moves, shift.practitioner_id),
            lambda changed: self._changed(SeriesDeed.MOVED, changed),
            self._refused,
        )

    def preview_cancel(self, by_clinic: bool) -> None:
        """Asks whom a cancelling is for, and what goes back."""
        self._by_clinic = by_clinic
        number, scope, actor = self.state.appointment_id, self.state.scope, self._session.actor
        if number is None or not self.state.several:
            return
        self.ask(
            lambda: self._series.preview_cancel(actor, number, scope, by_clinic=by_clinic),
            lambda preview: self.show_state(cancelling=preview),
            self._refused,
            question="cancel",
        )

    def cancel(self, reason: str, by_clinic: bool) -> None:
        """Cancels all that were shown."""
        preview, actor = self.state.cancelling, self._session.actor
        if preview is None or self.state.busy:
            return
        members = [(member.appointment_id, member.version) for member in preview.members]
        refund = preview.refund.minor if preview.refund else 0
        self.show_state(busy=True, refusal=None)
        self.ask(
            lambda: self._series.cancel(actor, members, reason, by_clinic=by_clinic),
            lambda changed: self._changed(SeriesDeed.CANCELLED, changed, refund),
            self._refused,
        )

    def undo(self, done: SeriesDone) -> None:
        """Takes all of it back."""
        actor = self._session.actor
        self.ask(
            lambda: self._series.undo(actor, done.changed),
            lambda changed: self.done.emit(SeriesDone(SeriesDeed.UNDONE, done.patient_name, changed)),
        )

    def _changed(self, deed: SeriesDeed, changed: Sequence[Changed], refund_minor: int = 0) -> None:
        for item in changed:
            self._focus.note_own(item.appointment_id, item.version)
        name = self.state.series.patient_name if self.state.series else ""
        self.show_state(busy=False)
        self.close()
        self.done.emit(SeriesDone(deed, name, tuple(changed), refund_minor))

    def _refused(self, refusal: Refused) -> None:
        self.show_state(busy=False, refusal=refusal)
        if isinstance(refusal, SlotTaken) and self._target is not None:
            # Somebody was faster: look again at what is free.
            self.propose(*self._target)
