"""What a wish to book must look like, and who may wish it; the same for bookings and walk-ins."""

from clinic_desktop.domain.codes import Role, Urgency
from clinic_desktop.domain.errors import Invalid, NotAllowed
from clinic_desktop.domain.permissions import Actor, Permission, require
from clinic_desktop.services.appointments.steps import checked_text, need_reason
from clinic_desktop.services.appointments.values import BookingRequest, WalkInRequest
from clinic_desktop.services.practitioners.services_and_fees import LONGEST_MINUTES

_KEY_LENGTH = 36


def check_request(request: BookingRequest | WalkInRequest) -> None:
    """Refuses with Invalid what cannot be booked for its form alone."""
    problems = {}
    if not 0 < len(request.request_key) <= _KEY_LENGTH:
        problems["request_key"] = "required"
    if (request.patient_id is None) == (request.draft is None):
        problems["patient"] = "required"
    if request.starts_at is not None and request.starts_at.tzinfo is None:
        problems["starts_at"] = "no_zone"
    minutes = request.duration_minutes if isinstance(request, BookingRequest) else None
    if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
        problems["duration_minutes"] = "out_of_bounds"
    if problems:
        raise Invalid(problems)
    for field in ("reason", "symptoms", "notes"):
        checked_text(field, getattr(request, field))
    if isinstance(request, BookingRequest):
        checked_text("purpose", request.purpose)
    if request.squeeze_in_reason is not None:
        need_reason(request.squeeze_in_reason)
    if isinstance(request, BookingRequest) and request.override_reason is not None:
        need_reason(request.override_reason)


def check_permissions(actor: Actor, request: BookingRequest | WalkInRequest, check_in: bool) -> None:
    """Refuses with NotAllowed unless the person may do every part of the request. Patients book for themselves only."""
    where = {"location_id": request.location_id, "practitioner_id": request.practitioner_id}
    require(actor, Permission.BOOK, patient_id=request.patient_id, **where)
    if actor.role is Role.PATIENT and (request.patient_id != actor.patient_id or _is_for_the_desk(request)):
        raise NotAllowed(Permission.BOOK)
    if request.draft is not None:
        require(actor, Permission.EDIT_PATIENTS, location_id=request.location_id)
    if check_in:
        require(actor, Permission.CHECK_IN, patient_id=request.patient_id, **where)
    if request.payment is not None:
        require(actor, Permission.TAKE_PAYMENT, location_id=request.location_id)
    if request.squeeze_in_reason is not None:
        require(actor, Permission.SQUEEZE_IN, location_id=request.location_id)


def _is_for_the_desk(request: BookingRequest | WalkInRequest) -> bool:
    """Whether it asks for what patients cannot give themselves: another length for the same price, a place before the
    others in the queue, a room, or registering somebody."""
    if request.draft is not None or request.urgency is not Urgency.ROUTINE:
        return True
    return isinstance(request, BookingRequest) and (request.duration_minutes, request.room_id) != (None, None)


def refuse_patients(actor: Actor) -> None:
    """Refuses with NotAllowed patients who would change more of their visit than its time and doctor."""
    if actor.role is Role.PATIENT:
        raise NotAllowed(Permission.RESCHEDULE)
