"""The wording that the program brings, in English; the clinic's own goes before it."""

from clinic_desktop.domain.codes import MessageKind
from clinic_desktop.domain.wording import Wording

_PLACE = """\
With: {doctor_name}[[, {speciality}]]
For: {service_name}
At: {centre_name}[[, {centre_address}]]"""
_SIGNED = """\
[[Questions, or another time? Call us: {centre_phone}

]]{clinic_name}"""

DEFAULT_WORDING: dict[MessageKind, Wording] = {
    MessageKind.CONFIRMATION: Wording(
        "Your appointment on {date} at {time}",
        f"""Dear {{patient_name}},

your appointment is booked.

When: {{date}}, {{time}}
{_PLACE}

[[{{note}}

]]Please come a few minutes early. If you cannot come, tell us in time, so that somebody else can have the time.

{_SIGNED}""",
    ),
    MessageKind.RESCHEDULE: Wording(
        "New time for your appointment: {date} at {time}",
        f"""Dear {{patient_name}},

your appointment has been moved.

New: {{date}}, {{time}}
[[Before: {{former_date}}, {{former_time}}
]]{_PLACE}

{_SIGNED}""",
    ),
    MessageKind.CANCELLATION: Wording(
        "Your appointment on {date} at {time} is cancelled",
        f"""Dear {{patient_name}},

your appointment on {{date}} at {{time}} with {{doctor_name}} has been cancelled. You need not come.

[[{{note}}

]][[You get {{refund}} back.

]]{_SIGNED}""",
    ),
    MessageKind.REMINDER: Wording(
        "Reminder: your appointment on {date} at {time}",
        f"""Dear {{patient_name}},

this is a reminder of your appointment.

When: {{date}}, {{time}}
{_PLACE}

{_SIGNED}""",
    ),
    MessageKind.RUNNING_LATE: Wording(
        "Your appointment at {time} will begin later",
        f"""Dear {{patient_name}},

{{doctor_name}} is running about {{late_minutes}} minutes late today. Your appointment at {{time}} will probably begin \
at {{expected_time}}. We are sorry for the wait.

[[{{note}}

]]{_SIGNED}""",
    ),
    MessageKind.WAITING_LIST_OFFER: Wording(
        "A time has become free: {date} at {time}",
        f"""Dear {{patient_name}},

a time that you wished for has become free.

When: {{date}}, {{time}}
{_PLACE}

We keep it for you until {{answer_by_time}} on {{answer_by_date}}. [[To take it, call us: {{centre_phone}}]]

{{clinic_name}}""",
    ),
}
