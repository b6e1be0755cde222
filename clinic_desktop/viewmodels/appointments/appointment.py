"""One visit in the dock: what it is, its next step, moving it, and cancelling it with what is paid back."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Background
from clinic_desktop.domain.appointments import Step
from clinic_desktop.domain.codes import Topic
from clinic_desktop.domain.errors import NotFound, Refused, StaleRecord
from clinic_desktop.services.appointments.booking import BookingService
from clinic_desktop.services.appointments.day import DayService
from clinic_desktop.services.appointments.detail_views import AppointmentDetail
from clinic_desktop.services.appointments.room_change import RoomOption
from clinic_desktop.services.appointments.slots import SlotService
from clinic_desktop.services.appointments.values import AppointmentView, BackBy, RefundChoice, RefundPreview
from clinic_desktop.services.series.service import SeriesService
from clinic_desktop.services.series.values import CancelPreview
from clinic_desktop.viewmodels.appointments.desk_focus import DeskFocus
from clinic_desktop.viewmodels.appointments.series_changes import SeriesChanges, SeriesChangesState
from clinic_desktop.viewmodels.appointments.slot_picker import SlotPicker
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.session import Session

_TOPICS = frozenset({Topic.APPOINTMENTS, Topic.QUEUE, Topic.PAYMENTS, Topic.PATIENTS})


class Part(StrEnum):
    """What is open below the visit."""

    NONE = "none"
    MOVE = "move"
    CANCEL = "cancel"


class Refunding(StrEnum):
    """How much goes back when the visit is cancelled."""

    POLICY = "policy"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class VisitDockState:
    """``preview`` is what the policy pays back for a cancelling of that kind; ``problem`` is the reason field's.
    ``rooms`` are there where the service needs one; ``several`` is set while more than this visit of a series would be
    cancelled."""

    appointment_id: int | None = None
    detail: AppointmentDetail | None = None
    part: Part = Part.NONE
    preview: RefundPreview | None = None
    refunding: Refunding = Refunding.POLICY
    by_clinic: bool = False
    reason: str = ""
    rejecting: bool = False
    busy: bool = False
    refusal: Refused | None = None
    rooms: tuple[RoomOption, ...] = ()
    several: CancelPreview | None = None

    @property
    def refund_minor(self) -> int:
        """What goes back, as it is chosen now; nothing that a person knows of who may not see payments."""
        if self.preview is None or self.refunding is Refunding.NONE:
            return 0
        back = self.preview.paid if self.refunding is Refunding.ALL else self.preview.refund
        return back.minor if back else 0


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A visit that was cancelled or turned down; ``refund_minor`` goes back, ``back`` says by which ways."""

    appointment: AppointmentView
    refund_minor: int
    rejected: bool = False
    back: tuple[BackBy, ...] = ()


class VisitViewModel(ViewModel[VisitDockState]):
    """``cancelled`` carries a Cancelled. The other steps are those of ``VisitActions``."""

    cancelled = Signal(object)

    def __init__(
        self,
        session: Session,
        tasks: Background,
        days: DayService,
        slots: SlotService,
        booking: BookingService,
        series: SeriesService,
        focus: DeskFocus,
    ) -> None:
        super().__init__(VisitDockState(), tasks.database)
        self.series = SeriesChanges(session, tasks, series, focus)
        self.series.setParent(self)
        self.series.done.connect(self._series_changed)
        self.series.state_changed.connect(self._series_looked_at)
        self._session, self._days, self._booking, self._focus = session, days, booking, focus
        self.picker = SlotPicker(session, tasks, slots)
        self._cancel_because = ""
        # The version beside which a StaleRecord stands.
        self._overtaken_by: int | None = None
        self._move_to: tuple[int, datetime] | None = None

    def begin(self, appointment_id: int, cancel_because: str = "", move_to: tuple[int, datetime] | None = None) -> None:
        """Another visit; what was open for the last one is closed. With a reason the cancelling is opened, with a
        doctor and a time the moving, which says what is against them."""
        self._cancel_because, self._move_to = cancel_because, move_to
        if appointment_id != self.state.appointment_id:
            self.state = VisitDockState(appointment_id=appointment_id)
            self.show_state()
        self.load()

    def load(self) -> None:
        """Asks for the visit as it stands."""
        appointment_id = self.state.appointment_id
        if appointment_id is None:
            return
        actor = self._session.actor
        self.ask(
            lambda: self._days.appointment(actor, appointment_id),
            self._loaded,
            self._refused,
            question="visit",
        )

    def set_room(self, room_id: int) -> None:
        """Another room for the visit."""
        detail = self.state.detail
        if detail is None or self.state.busy:
            return
        actor, number, version = self._session.actor, detail.card.appointment_id, detail.card.version
        self.show_state(busy=True, refusal=None)
        self.ask(lambda: self._booking.set_room(actor, number, version, room_id), self._room_set, self._refused)

    def on_changed(self, topics: frozenset[Topic], rows: frozenset[int]) -> None:
        """Something changed here or at another desk. While the clinic is asked, its answer says what became of it."""
        if topics & _TOPICS and not self.state.busy:
            self.load()
            if self.state.part is Part.MOVE:
                self.picker.load()

    def start_move(self) -> None:
        """Opens the days and times to move to."""
        detail = self.state.detail
        if detail is None:
            return
        card = detail.card
        self.show_state(part=Part.MOVE, refusal=None)
        day = card.period.start.astimezone(detail.zone).date()
        length = card.period.minutes
        self.picker.begin(card.practitioner_id, card.service_id, day, moving_id=card.appointment_id, minutes=length)

    def start_move_to(self, practitioner_id: int, starts_at: datetime) -> None:
        """Opens the days and times to move to at that time of that doctor: chosen where it is free, and else with all
        that is against it."""
        detail = self.state.detail
        if detail is None or not detail.card.may_move:
            return
        card = detail.card
        length = card.period.minutes if practitioner_id == card.practitioner_id else None
        self.show_state(part=Part.MOVE, refusal=None)
        self.picker.begin(
            practitioner_id, card.service_id, starts_at=starts_at, moving_id=card.appointment_id, minutes=length
        )

    def start_cancel(self, rejecting: bool = False) -> None:
        """Opens the question what is paid back, and why."""
        self.show_state(part=Part.CANCEL, rejecting=rejecting, refunding=Refunding.POLICY, refusal=None)
        self._load_preview()

    def close_part(self) -> None:
        """Keeps the visit as it is."""
        self.show_state(part=Part.NONE, reason="", by_clinic=False, preview=None, refusal=None)
        self.series.close()

    def set_by_clinic(self, by_clinic: bool) -> None:
        """Whose wish it is: the clinic's pays back all."""
        self.show_state(by_clinic=by_clinic)
        self._load_preview()
        self.series.preview_cancel(by_clinic)

    def set_refunding(self, refunding: Refunding) -> None:
        """Another refund than the policy's, by those who may."""
        self.show_state(refunding=refunding)

    def set_reason(self, reason: str) -> None:
        self.show_state(reason=reason, refusal=None)

    def cancel(self) -> None:
        """Cancels the visit, or turns a pending one down."""
        detail, state = self.state.detail, self.state
        if detail is None or state.busy:
            return
        actor, number, version = self._session.actor, detail.card.appointment_id, detail.card.version
        reason, refund, by_clinic = state.reason.strip(), self._refund(), state.by_clinic
        if state.several is not None and not state.rejecting:
            self.series.cancel(reason, by_clinic)
            return
        self.show_state(busy=True, refusal=None)
        if state.rejecting:
            self.ask(lambda: self._booking.reject(actor, number, version, reason), self._cancelled, self._refused)
        else:
            self.ask(
                lambda: self._booking.cancel(actor, number, version, reason, refund, by_clinic=by_clinic),
                self._cancelled,
                self._refused,
            )

    def _refund(self) -> RefundChoice | None:
        percents = {Refunding.ALL: 100, Refunding.NONE: 0}
        percent = percents.get(self.state.refunding)
        return None if percent is None else RefundChoice(percent=percent)

    def _load_preview(self) -> None:
        detail, by_clinic = self.state.detail, self.state.by_clinic
        if detail is None:
            return
        actor, number = self._session.actor, detail.card.appointment_id
        self.ask(
            lambda: self._booking.refund_preview(actor, number, by_clinic=by_clinic),
            lambda preview: self.show_state(preview=preview),
            self._refused,
            question="preview",
        )

    def _loaded(self, detail: AppointmentDetail) -> None:
        # Who changed the visit meanwhile stays to be read beside what they made of it, until it is changed again.
        refusal = self.state.refusal if isinstance(self.state.refusal, StaleRecord) else None
        if self._overtaken_by is None:
            self._overtaken_by = detail.card.version
        elif self._overtaken_by != detail.card.version:
            refusal = None
        self.show_state(detail=detail, refusal=refusal)
        if self.state.part is Part.CANCEL and not {Step.CANCEL, Step.REJECT} & set(detail.card.steps):
            # Somebody else ended it first: there is nothing left to cancel.
            self.show_state(part=Part.NONE)
        elif self.state.part is Part.CANCEL:
            self._load_preview()
        self.series.show_visit(detail)
        if self._cancel_because and Step.CANCEL in detail.card.steps:
            reason, self._cancel_because = self._cancel_because, ""
            self.start_cancel()
            self.set_reason(reason)
        if self._move_to is not None:
            wanted, self._move_to = self._move_to, None
            self.start_move_to(*wanted)
        card, actor = detail.card, self._session.actor
        if not card.may_move or card.queue_only:
            self.show_state(rooms=())
            return
        self.ask(
            lambda: self._booking.rooms(actor, card.appointment_id),
            lambda rooms: self.show_state(rooms=rooms),
            lambda _refusal: self.show_state(rooms=()),
            question="rooms",
        )

    def _room_set(self, view: AppointmentView) -> None:
        self._focus.note_own(view.id, view.version)
        self.show_state(busy=False)
        self.load()

    def _series_looked_at(self, series: SeriesChangesState) -> None:
        cancelling = series.cancelling if series.several else None
        self.show_state(several=cancelling, refusal=series.refusal if cancelling else self.state.refusal)

    def _series_changed(self, _done: object) -> None:
        if self.state.part is not Part.NONE:
            self.close_part()
        self.load()

    def _cancelled(self, view: AppointmentView) -> None:
        self._focus.note_own(view.id, view.version)
        back = self.state.preview.back if self.state.preview else ()
        done = Cancelled(view, self.state.refund_minor, self.state.rejecting, back)
        self.show_state(busy=False)
        self.close_part()
        self.cancelled.emit(done)
        self.load()

    def _refused(self, refusal: Refused) -> None:
        gone = isinstance(refusal, NotFound)
        self.show_state(busy=False, refusal=refusal, detail=None if gone else self.state.detail)
        if isinstance(refusal, StaleRecord):
            self._overtaken_by = None
            self.load()
