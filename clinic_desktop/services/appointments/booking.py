"""Booking, moving, cancelling and taking back: each verb is one transaction."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from clinic_desktop.db.database import Database
from clinic_desktop.domain.billing import price
from clinic_desktop.domain.codes import AppointmentState, Channel, Role
from clinic_desktop.domain.errors import Conflict, SlotTaken
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.period import Clock, Period
from clinic_desktop.domain.permissions import Actor, Permission, permits
from clinic_desktop.services.appointments.answering import read_view
from clinic_desktop.services.appointments.cancelling import cancel, confirm, refund_preview, reject
from clinic_desktop.services.appointments.making import make
from clinic_desktop.services.appointments.moving import Move, move
from clinic_desktop.services.appointments.nearest import offering_nearest
from clinic_desktop.services.appointments.requests import check_permissions, check_request, refuse_patients
from clinic_desktop.services.appointments.resizing import change_length, checked_minutes
from clinic_desktop.services.appointments.room_change import RoomOption, room_options, set_room
from clinic_desktop.services.appointments.rooms import guard_reason
from clinic_desktop.services.appointments.steps import look_for
from clinic_desktop.services.appointments.undoing import undo
from clinic_desktop.services.appointments.values import (
    AppointmentView,
    BookingRequest,
    RefundChoice,
    RefundPreview,
    WalkInDone,
    WalkInRequest,
)
from clinic_desktop.services.appointments.walk_in import WalkInService, made_meanwhile


class BookingService:
    """Appointments from the wish to the end of it. Refuses with SlotTaken, StaleRecord, StepNotAllowed, NotAllowed,
    Invalid or NotFound; then nothing has changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def book(self, actor: Actor, request: BookingRequest) -> AppointmentView:
        """Books a time; repeating a request with the same key gives the first result again."""
        check_request(request)
        check_permissions(actor, request, request.check_in)
        now = self._clock()
        place = (request.practitioner_id, request.location_id, request.service_id)
        with offering_nearest(self._database, actor, place, now):
            try:
                with self._database.write() as session:
                    return _book(session, actor, request, now)
            except (Conflict, SlotTaken) as refusal:
                with self._database.read() as session:
                    return read_view(session, actor, made_meanwhile(session, actor, request, refusal))

    def walk_in(self, actor: Actor, request: WalkInRequest) -> WalkInDone:
        """Registers the patient if need be, books or queues, checks in, gives a token and takes the money."""
        return WalkInService(self._database, self._clock).walk_in(actor, request)

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
        room_id: int | None = None,
        minutes: int | None = None,
        override_reason: str | None = None,
    ) -> AppointmentView:
        """Moves the appointment, also to another doctor; its identity, history and payment stay. ``room_id`` asks for
        that room, where the service needs one; ``minutes`` gives it another length, too: neither is for patients.
        ``override_reason`` passes over every rule that the person may pass over."""
        now = self._clock()
        if (minutes, room_id) != (None, None):
            refuse_patients(actor)
        wish = Move(
            appointment_id, version, practitioner_id, starts_at, reason, location_id, squeeze_in_reason, hold_key,
            room_id, None if minutes is None else checked_minutes(minutes), override_reason,
        )  # fmt: skip
        with self._database.read() as session:
            place = look_for(session, actor, appointment_id, Permission.RESCHEDULE)
        target = (practitioner_id, location_id or place.location_id, place.service_id)
        with offering_nearest(self._database, actor, target, now, appointment_id):
            try:
                with self._database.write() as session:
                    return move(session, actor, wish, now)
            except Conflict:
                with self._database.read() as session:
                    why = guard_reason(session, practitioner_id, place.service_id, starts_at)
                raise SlotTaken(Period(starts_at, starts_at), why) from None

    def change_length(self, actor: Actor, appointment_id: int, version: int, minutes: int) -> AppointmentView:
        """Makes the appointment longer or shorter; its start, doctor and centre stay. Not for patients."""
        refuse_patients(actor)
        try:
            with self._database.write() as session:
                return change_length(session, actor, appointment_id, version, minutes, self._clock())
        except Conflict:
            with self._database.read() as session:
                held = look_for(session, actor, appointment_id, Permission.RESCHEDULE)
                why = guard_reason(session, held.practitioner_id, held.service_id, held.ends_at)
            raise SlotTaken(Period(held.starts_at, held.starts_at + timedelta(minutes=minutes)), why) from None

    def rooms(self, actor: Actor, appointment_id: int) -> tuple[RoomOption, ...]:
        """The rooms that the appointment could have; empty where its service needs none."""
        with self._database.read() as session:
            return room_options(session, actor, appointment_id, self._clock())

    def set_room(self, actor: Actor, appointment_id: int, version: int, room_id: int) -> AppointmentView:
        """Gives the appointment another room of its centre. Not for patients."""
        refuse_patients(actor)
        with self._database.write() as session:
            return set_room(session, actor, appointment_id, version, room_id, self._clock())

    def cancel(
        self, actor: Actor, appointment_id: int, version: int, reason: str, refund: RefundChoice | None = None,
        *, by_clinic: bool | None = None,
    ) -> AppointmentView:  # fmt: skip
        """Cancels, and pays back what the policy says, or another choice by those who may. ``by_clinic`` says whose
        wish it is: None means the clinic's for a doctor, and the patient's for everybody else."""
        with self._database.write() as session:
            return cancel(session, actor, appointment_id, version, reason, refund, by_clinic, self._clock())

    def refund_preview(self, actor: Actor, appointment_id: int, *, by_clinic: bool | None = None) -> RefundPreview:
        """What cancelling now would pay back."""
        with self._database.read() as session:
            return refund_preview(session, actor, appointment_id, by_clinic, self._clock())

    def confirm(self, actor: Actor, appointment_id: int, version: int) -> AppointmentView:
        """Approves a pending appointment."""
        with self._database.write() as session:
            return confirm(session, actor, appointment_id, version, self._clock())

    def reject(self, actor: Actor, appointment_id: int, version: int, reason: str) -> AppointmentView:
        """Turns a pending appointment down, which frees its time."""
        with self._database.write() as session:
            return reject(session, actor, appointment_id, version, reason, self._clock())

    def undo(self, actor: Actor, appointment_id: int, version: int, reason: str = "") -> AppointmentView:
        """Takes the last step or move back: the same person within the window, else an admin with a reason."""
        with self._database.write() as session:
            return undo(session, actor, appointment_id, version, reason, self._clock())


def _book(session: Session, actor: Actor, request: BookingRequest, now: datetime) -> AppointmentView:
    made = make(session, actor, request, now)
    if isinstance(made, int):
        return read_view(session, actor, made)
    if request.waiting_entry_id is not None:
        # Imported late: few bookings come from the waiting list.
        from clinic_desktop.services.waiting.entries import fulfil

        fulfil(session, actor, request.waiting_entry_id, made.person.id, made.appointment_id, now)
    if made.payment is not None or made.arrival is not None or made.state is AppointmentState.PENDING:
        return read_view(session, actor, made.appointment_id)
    # What was just written need not be read again.
    taxed = price(made.facts.amount_minor, 0, made.settings.tax_percent, made.settings.tax_inclusive)
    amount = Money(taxed.total, made.facts.currency)
    sees_money = permits(
        actor, Permission.SEE_PAYMENTS,
        location_id=request.location_id, practitioner_id=request.practitioner_id, patient_id=made.person.id,
    )  # fmt: skip
    return AppointmentView(
        id=made.appointment_id,
        version=1,
        state=made.state,
        patient_id=made.person.id,
        patient_name=made.person.name,
        patient_phone=made.person.phone,
        practitioner_id=request.practitioner_id,
        practitioner_name=made.facts.practitioner_name,
        speciality=made.facts.speciality,
        location_id=request.location_id,
        service_id=request.service_id,
        service_name=made.facts.service_name,
        period=made.place.period,
        amount=amount if sees_money else None,
        due=amount if sees_money else None,
        channel=Channel.SELF if actor.role is Role.PATIENT else request.channel,
        urgency=request.urgency,
        queue_only=False,
        squeezed_in=made.place.squeezed_in,
        online=request.online,
        first_visit=made.person.first_visit,
        reason=request.reason,
    )
