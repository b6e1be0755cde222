"""Who may do what: one table of role × permission × scope. Services enforce it; views only hide what it refuses."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.errors import NotAllowed, NotFound, NotSignedIn, Refused


class Permission(StrEnum):
    SEE_APPOINTMENTS = "see_appointments"
    BOOK = "book"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    APPROVE = "approve"
    SQUEEZE_IN = "squeeze_in"
    BOOK_OUTSIDE_HOURS = "book_outside_hours"
    CHECK_IN = "check_in"
    CALL_IN = "call_in"
    COMPLETE = "complete"
    MARK_NO_SHOW = "mark_no_show"
    SEE_PATIENTS = "see_patients"
    EDIT_PATIENTS = "edit_patients"
    MERGE_PATIENTS = "merge_patients"
    READ_NOTES = "read_notes"
    WRITE_NOTES = "write_notes"
    READ_HISTORY = "read_history"
    WRITE_HISTORY = "write_history"
    TAKE_PAYMENT = "take_payment"
    SEE_PAYMENTS = "see_payments"
    REFUND = "refund"
    APPROVE_REFUND = "approve_refund"
    SET_ANY_REFUND = "set_any_refund"
    KEEP_TILL = "keep_till"
    SEE_TILLS = "see_tills"
    PAY_OUT = "pay_out"
    RECONCILE = "reconcile"
    SEE_EARNINGS = "see_earnings"
    EDIT_HOURS = "edit_hours"
    SAY_LATE = "say_late"
    EDIT_WAITING_LIST = "edit_waiting_list"
    SEE_MESSAGES = "see_messages"
    EDIT_PRACTITIONERS = "edit_practitioners"
    VERIFY_REGISTRATION = "verify_registration"
    EDIT_STAFF = "edit_staff"
    EDIT_LOCATIONS = "edit_locations"
    EDIT_SERVICES = "edit_services"
    SEE_OVERVIEW = "see_overview"
    EDIT_SETTINGS = "edit_settings"
    SEE_AUDIT = "see_audit"


class Scope(IntEnum):
    """How far a permission reaches. OWN: what is about the person; CENTRE: the person's centres; CLINIC: everywhere."""

    NONE = 0
    OWN = 1
    CENTRE = 2
    CLINIC = 3


@dataclass(frozen=True, slots=True)
class Actor:
    """The person in whose name a service acts, and the desk they sit at."""

    account_id: int
    role: Role
    name: str
    location_ids: frozenset[int] = frozenset()
    practitioner_id: int | None = None
    patient_id: int | None = None
    desk: str = ""


_P = Permission
_ALL = tuple(Permission)
_DESK = (
    _P.SEE_APPOINTMENTS, _P.BOOK, _P.RESCHEDULE, _P.CANCEL, _P.APPROVE, _P.CHECK_IN, _P.CALL_IN, _P.MARK_NO_SHOW,
    _P.SEE_PATIENTS, _P.EDIT_PATIENTS, _P.TAKE_PAYMENT, _P.SEE_PAYMENTS, _P.SAY_LATE, _P.EDIT_WAITING_LIST,
    _P.SEE_MESSAGES, _P.KEEP_TILL,
)  # fmt: skip
_MEDICAL = (_P.READ_NOTES, _P.WRITE_NOTES, _P.READ_HISTORY, _P.WRITE_HISTORY)


def _reach(scope: Scope, *permissions: Permission) -> dict[Permission, Scope]:
    return dict.fromkeys(permissions, scope)


# Nobody but a doctor writes notes and medical history; admins and managers read none without break-glass, and the desk
# none at all (allergies are for everybody: safety).
_TABLE: dict[Role, dict[Permission, Scope]] = {
    Role.ADMIN: _reach(Scope.CLINIC, *(p for p in _ALL if p not in (*_MEDICAL, _P.COMPLETE))),
    Role.MANAGER: _reach(
        Scope.CLINIC,
        *(p for p in _ALL if p not in (*_MEDICAL, _P.COMPLETE, _P.EDIT_SETTINGS, _P.SET_ANY_REFUND, _P.SQUEEZE_IN)),
    ),
    Role.CENTRE_MANAGER: _reach(
        Scope.CENTRE, *_DESK, _P.REFUND, _P.APPROVE_REFUND, _P.SEE_TILLS, _P.RECONCILE, _P.MERGE_PATIENTS,
        _P.EDIT_HOURS, _P.EDIT_STAFF, _P.SEE_OVERVIEW, _P.SEE_EARNINGS, _P.EDIT_PRACTITIONERS, _P.SEE_AUDIT,
        _P.BOOK_OUTSIDE_HOURS,
    ),
    Role.DOCTOR: _reach(
        Scope.OWN, _P.SEE_APPOINTMENTS, _P.CANCEL, _P.CALL_IN, _P.COMPLETE, _P.MARK_NO_SHOW, _P.SEE_PATIENTS, *_MEDICAL,
        _P.SEE_EARNINGS, _P.EDIT_HOURS, _P.CHECK_IN, _P.EDIT_PRACTITIONERS, _P.BOOK, _P.RESCHEDULE,
        _P.BOOK_OUTSIDE_HOURS, _P.SAY_LATE, _P.EDIT_WAITING_LIST,
    ),
    Role.CARE_COORDINATOR: _reach(
        Scope.CENTRE, _P.SEE_APPOINTMENTS, _P.BOOK, _P.RESCHEDULE, _P.CANCEL, _P.SEE_PATIENTS, _P.EDIT_PATIENTS,
        _P.EDIT_WAITING_LIST, _P.SEE_MESSAGES,
    ),
    Role.FRONT_DESK: _reach(Scope.CENTRE, *_DESK, _P.SQUEEZE_IN),
    Role.PATIENT: _reach(
        Scope.OWN, _P.SEE_APPOINTMENTS, _P.BOOK, _P.RESCHEDULE, _P.CANCEL, _P.SEE_PATIENTS, _P.EDIT_PATIENTS,
        _P.SEE_PAYMENTS, _P.READ_HISTORY,
    ),
}  # fmt: skip

TABLE = MappingProxyType({role: MappingProxyType(row) for role, row in _TABLE.items()})
"""The whole table; a permission that a row does not name reaches nowhere."""


def scope_of(role: Role, permission: Permission) -> Scope:
    """How far the role's permission reaches."""
    return TABLE[role].get(permission, Scope.NONE)


def permits(
    actor: Actor,
    permission: Permission,
    *,
    location_id: int | None = None,
    practitioner_id: int | None = None,
    patient_id: int | None = None,
) -> bool:
    """Whether the actor may do this to something at that centre, of that doctor or patient.

    What is not named is not asked about: with no keyword this answers "anywhere at all?", which is what a menu needs.
    """
    scope = scope_of(actor.role, permission)
    if scope is Scope.CLINIC:
        return True
    if scope is Scope.CENTRE:
        return location_id is None or location_id in actor.location_ids
    if scope is Scope.OWN:
        return _is_own(actor, practitioner_id, patient_id)
    return False


def _is_own(actor: Actor, practitioner_id: int | None, patient_id: int | None) -> bool:
    if actor.role is Role.PATIENT:
        return patient_id is None or patient_id == actor.patient_id
    return practitioner_id is None or practitioner_id == actor.practitioner_id


def not_there(actor: Actor, permission: Permission, what: str, number: int | None) -> Refused:
    """The refusal for a row that is not there: NotFound for whom the permission reaches everywhere. Everybody else is
    told what they are told of a row elsewhere, so that numbers cannot be tried out."""
    if scope_of(actor.role, permission) is Scope.CLINIC:
        return NotFound(what, number)
    return NotAllowed(permission)


def require(
    actor: Actor | None,
    permission: Permission,
    *,
    location_id: int | None = None,
    practitioner_id: int | None = None,
    patient_id: int | None = None,
) -> None:
    """Refuses with NotSignedIn or NotAllowed unless ``permits`` says yes."""
    if actor is None:
        raise NotSignedIn
    if not permits(actor, permission, location_id=location_id, practitioner_id=practitioner_id, patient_id=patient_id):
        raise NotAllowed(permission)


def require_staff(actor: Actor, location_id: int | None, practitioner_id: int | None = None) -> None:
    """Refuses unless the person may see everybody's appointments there, or a doctor's. Boards, queues and day sheets
    are full of other people, so they are not for patients, nor for a doctor of whom nobody knows who they are."""
    require(actor, Permission.SEE_APPOINTMENTS, location_id=location_id, practitioner_id=practitioner_id)
    if actor.practitioner_id is None and scope_of(actor.role, Permission.SEE_APPOINTMENTS) is Scope.OWN:
        raise NotAllowed(Permission.SEE_APPOINTMENTS)
