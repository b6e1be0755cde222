"""The states of an appointment: which steps there are, and who may cause them (domain page, section 5)."""

from enum import StrEnum

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.domain.errors import StepNotAllowed
from clinic_desktop.domain.permissions import Permission

_S = AppointmentState


class Step(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"
    CANCEL = "cancel"
    CHECK_IN = "check_in"
    NO_SHOW = "no_show"
    START = "start"
    COMPLETE = "complete"


_STEPS: dict[Step, tuple[frozenset[AppointmentState], AppointmentState, Permission]] = {
    Step.CONFIRM: (frozenset({_S.PENDING}), _S.CONFIRMED, Permission.APPROVE),
    Step.REJECT: (frozenset({_S.PENDING}), _S.REJECTED, Permission.APPROVE),
    Step.CANCEL: (
        frozenset({_S.PENDING, _S.CONFIRMED, _S.CHECKED_IN, _S.IN_PROGRESS}),
        _S.CANCELLED,
        Permission.CANCEL,
    ),
    Step.CHECK_IN: (frozenset({_S.CONFIRMED}), _S.CHECKED_IN, Permission.CHECK_IN),
    Step.NO_SHOW: (frozenset({_S.CONFIRMED}), _S.NO_SHOW, Permission.MARK_NO_SHOW),
    Step.START: (frozenset({_S.CHECKED_IN}), _S.IN_PROGRESS, Permission.COMPLETE),
    Step.COMPLETE: (frozenset({_S.CONFIRMED, _S.CHECKED_IN, _S.IN_PROGRESS}), _S.COMPLETED, Permission.COMPLETE),
}

BOOKING_TAKEN_BACK = "booking taken back"
WALK_IN_TAKEN_BACK = "walk-in taken back"
WAITING_BOOKING_TAKEN_BACK = "booking from the waiting list taken back"
TAKEN_BACK = frozenset({BOOKING_TAKEN_BACK, WALK_IN_TAKEN_BACK, WAITING_BOOKING_TAKEN_BACK})
"""The reasons kept in the history of a booking that was undone: it was never meant to be, and frees nothing."""

NEEDS_REASON = frozenset({Step.CANCEL, Step.REJECT})
UNDOABLE = frozenset({_S.COMPLETED, _S.NO_SHOW, _S.CANCELLED, _S.CHECKED_IN, _S.IN_PROGRESS})
"""States whose last step can be taken back: by the same person or an admin in the undo window, later by an admin with
a reason."""


def after(state: AppointmentState, step: Step) -> AppointmentState:
    """The state that the step leads to; StepNotAllowed where the table has no such step."""
    sources, target, _ = _STEPS[step]
    if state not in sources:
        raise StepNotAllowed(state, step)
    return target


def permission_for(step: Step) -> Permission:
    """What a person needs to cause the step."""
    return _STEPS[step][2]


def steps_from(state: AppointmentState) -> tuple[Step, ...]:
    """The steps that the state permits, in the order in which screens offer them."""
    return tuple(step for step, (sources, _, _) in _STEPS.items() if state in sources)
