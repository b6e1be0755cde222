"""Booking, moving, cancelling and taking back: each verb is one transaction."""

from datetime import datetime

from clinic_desktop.db.database import Database
from clinic_desktop.domain.period import Clock
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.appointments.values import (
    AppointmentView,
    BookingRequest,
    RefundChoice,
    RefundPreview,
    WalkInDone,
    WalkInRequest,
)


class BookingService:
    """Appointments from the wish to the end of it. Refuses with SlotTaken, StaleRecord, StepNotAllowed, NotAllowed,
    Invalid or NotFound; then nothing has changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def book(self, actor: Actor, request: BookingRequest) -> AppointmentView:
        """Books a time; repeating a request with the same key gives the first result again."""
        raise NotImplementedError

    def walk_in(self, actor: Actor, request: WalkInRequest) -> WalkInDone:
        """Registers the patient if need be, books or queues, checks in, gives a token and takes the money."""
        raise NotImplementedError

    def reschedule(
        self,
        actor: Actor,
        appointment_id: int,
        version: int,
        practitioner_id: int,
        starts_at: datetime,
        reason: str = "",
        *,
        location_id: int | None = None,
        squeeze_in_reason: str | None = None,
        hold_key: str | None = None,
    ) -> AppointmentView:
        """Moves the appointment, also to another doctor; its identity, history and payment stay."""
        raise NotImplementedError

    def cancel(
        self, actor: Actor, appointment_id: int, version: int, reason: str, refund: RefundChoice | None = None,
        *, by_clinic: bool | None = None,
    ) -> AppointmentView:  # fmt: skip
        """Cancels, and pays back what the policy says, or another choice by those who may. ``by_clinic`` says whose wish
        it is: None means the clinic's for a doctor, and the patient's for everybody else."""
        raise NotImplementedError

    def refund_preview(self, actor: Actor, appointment_id: int, *, by_clinic: bool | None = None) -> RefundPreview:
        """What cancelling now would pay back."""
        raise NotImplementedError

    def confirm(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Approves a pending appointment."""
        raise NotImplementedError

    def reject(self, actor: Actor, appointment_id: int, version: int, reason: str) -> AppointmentView:
        """Turns a pending appointment down, which frees its time."""
        raise NotImplementedError

    def undo(self, actor: Actor, appointment_id: int, version: int, reason: str = "") -> AppointmentView:
        """Takes the last step or move back: the same person within the window, else an admin with a reason."""
        raise NotImplementedError
