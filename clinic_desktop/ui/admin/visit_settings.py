"""The words of the settings about visits: booking, changing, waiting."""

from clinic_desktop.ui.admin.setting_kinds import Group, Kind, Words, tr


def visit_settings() -> tuple[Group, ...]:
    """In the order of a visit."""
    return (
        Group("booking", tr("Booking"), _booking()),
        Group("self_booking", tr("Booking by patients themselves"), _self_booking()),
        Group("cancelling", tr("Changing and cancelling"), _cancelling()),
        Group("waiting", tr("Waiting room"), _waiting()),
        Group("waiting_list", tr("Waiting list"), _waiting_list()),
    )


def _booking() -> tuple[Words, ...]:
    minutes = tr("min")
    return (
        Words(
            "default_duration_minutes",
            tr("Length of a visit"),
            tr("What a new service begins with, and how the board is divided."),
            unit=minutes,
        ),
        Words(
            "default_buffer_after_minutes",
            tr("Gap after a visit"),
            tr("Kept free before the next patient; what a new service begins with."),
            unit=minutes,
        ),
        Words(
            "default_capacity",
            tr("Patients at once"),
            tr("What a new service begins with; more than one makes a group."),
        ),
        Words(
            "desk_horizon_days",
            tr("The desk books ahead"),
            tr("How far ahead the desk may book."),
            unit=tr("days"),
            per_doctor=True,
        ),
        Words(
            "hold_minutes",
            tr("Hold while booking"),
            tr("How long a free time stays reserved while somebody fills in the form."),
            unit=minutes,
            per_doctor=True,
        ),
        Words(
            "series_limit",
            tr("Visits in a series"),
            tr("So many visits that repeat can be booked at once, within a year."),
            unit=tr("visits"),
            per_doctor=True,
        ),
    )


def _self_booking() -> tuple[Words, ...]:
    return (
        Words(
            "self_notice_minutes",
            tr("At least ahead"),
            tr("Patients cannot book anything sooner."),
            unit=tr("min"),
            per_doctor=True,
        ),
        Words(
            "self_horizon_days",
            tr("At most ahead"),
            tr("Patients cannot book anything later."),
            unit=tr("days"),
            per_doctor=True,
        ),
        Words(
            "self_weekends",
            tr("Weekends"),
            tr("Patients may book Saturdays and Sundays themselves."),
            Kind.SWITCH,
            per_doctor=True,
        ),
        Words(
            "approve_self_bookings",
            tr("Approval"),
            tr("What patients book themselves waits until the desk approves it."),
            Kind.SWITCH,
            per_doctor=True,
        ),
        Words(
            "prepayment_required",
            tr("Pay first"),
            tr("What patients book themselves is theirs once it is paid; unpaid it becomes free again."),
            Kind.SWITCH,
            per_doctor=True,
        ),
        Words(
            "payment_window_minutes",
            tr("Time to pay"),
            tr("How long such a booking waits for its payment."),
            unit=tr("min"),
            per_doctor=True,
        ),
    )


def _cancelling() -> tuple[Words, ...]:
    return (
        Words(
            "undo_minutes",
            tr("Time to undo"),
            tr("How long whoever completed, cancelled or marked a no-show can take it back."),
            unit=tr("min"),
            per_doctor=True,
        ),
        Words(
            "full_refund_hours",
            tr("Everything back"),
            tr("Who cancels at least this long before the start gets everything back."),
            unit=tr("hours"),
            per_doctor=True,
        ),
        Words(
            "late_refund_percent",
            tr("Back when late"),
            tr("What is paid back when a patient cancels later than that."),
            unit=tr("%"),
            per_doctor=True,
        ),
        Words(
            "no_show_refund_percent",
            tr("Back after a no-show"),
            tr("What is paid back when the patient did not come."),
            unit=tr("%"),
            per_doctor=True,
        ),
    )


def _waiting() -> tuple[Words, ...]:
    return (
        Words(
            "wait_warn_minutes",
            tr("Long wait"),
            tr("From then on a wait is shown in amber, and it is the goal in the overview."),
            unit=tr("min"),
        ),
        Words("wait_alert_minutes", tr("Too long a wait"), tr("From then on a wait is shown in red."), unit=tr("min")),
        Words(
            "skip_limit",
            tr("Calls before somebody seems gone"),
            tr("After so many calls without the patient coming, the queue offers to say that they left."),
        ),
    )


def _waiting_list() -> tuple[Words, ...]:
    return (
        Words(
            "offer_minutes",
            tr("Time to answer an offer"),
            tr("How long a freed time is kept for whom it was offered to, before the next is asked."),
            unit=tr("min"),
            per_doctor=True,
        ),
    )
