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
    MessageKind.PAYMENT_LINK: Wording(
        "Pay {amount} for your appointment on {date}",
        f"""Dear {{patient_name}},

you can pay {{amount}} for your appointment on {{date}} at {{time}} with {{doctor_name}} on this page:

{{pay_url}}

[[Your time is kept until {{kept_until_time}} on {{kept_until_date}}. If nothing has been paid by then, somebody else \
can have it.

]][[The page can be used until {{pay_by_time}} on {{pay_by_date}}.

]]Have you paid already? Then you need not do anything.

{_SIGNED}""",
    ),
    MessageKind.RECEIPT: Wording(
        "Your receipt {receipt_number}",
        f"""Dear {{patient_name}},

thank you for paying {{amount}}[[ ({{way}})]][[ on {{paid_date}}]] for your appointment on {{date}} with \
{{doctor_name}}. The receipt is attached.

[[Receipt: {{receipt_number}}
]][[Still to pay: {{balance}}

]]{_SIGNED}""",
    ),
    MessageKind.REFUND: Wording(
        "Your refund of {amount}",
        f"""Dear {{patient_name}},

this is about your appointment on {{date}} with {{doctor_name}}.

[[You get {{amount_owed}} back.

]][[{{amount_on_its_way}} is on its way back to you. Banks can take up to ten working days to show it.

]][[{{amount_given_back}} has been given back to you: {{way}}.

]][[{{amount_not_arrived}} could not be sent back to you the way you paid. We still owe it to you and find another way.

]][[Credit note: {{credit_note_number}}

]]{_SIGNED}""",
    ),
    MessageKind.INVOICE: Wording(
        "Your invoice {invoice_number}",
        f"""Dear {{patient_name}},

the invoice for your appointment on {{date}} with {{doctor_name}} is attached.

[[Amount: {{amount}}
]][[Still to pay: {{balance}}

]]{_SIGNED}""",
    ),
}
