"""Making the email of a message: the wording filled with its facts, as text and as HTML, and a calendar file."""

import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from clinic_desktop.domain.codes import MessageKind, PaymentMethod, RefundState
from clinic_desktop.domain.mail_address import for_server
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.wording import Wording, filled, one_line
from clinic_desktop.integrations.mail import Attachment, Letter
from clinic_desktop.services.appointments.timetables import zone_of

# English, whatever the computer speaks: these stand in an English text. Other languages write ``{date_numbers}``.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WAYS: dict[str, str] = {
    PaymentMethod.CASH: "in cash",
    PaymentMethod.CARD: "by card",
    PaymentMethod.UPI: "by UPI",
    PaymentMethod.BANK_TRANSFER: "by bank transfer",
    PaymentMethod.LINK: "online",
}
_REFUND_FIELDS = {
    "amount_owed": RefundState.OWED,
    "amount_on_its_way": RefundState.SENT,
    "amount_given_back": RefundState.DONE,
    "amount_not_arrived": RefundState.FAILED,
}
_INVITES = (MessageKind.CONFIRMATION, MessageKind.RESCHEDULE, MessageKind.REMINDER)
_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"></head>'
    '<body style="margin:0;padding:24px;background:#f5f6f8;font-family:Arial,Helvetica,sans-serif;">'
    '<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px;'
    'color:#1f2933;font-size:15px;line-height:1.5;">{paragraphs}</div></body></html>'
)
_PARAGRAPH = '<p dir="auto" style="margin:0 0 16px 0;">{text}</p>'


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """A message as it lies in the outbox."""

    id: int
    kind: MessageKind
    cause: str
    recipient: str
    address: str
    created_at: datetime
    data: Mapping[str, Any]


def letter_of(
    message: MessageFacts, wording: Wording, sender: str, now: datetime, attachments: tuple[Attachment, ...] = ()
) -> Letter:
    """The email of the message. Names are data: they neither end a line of the header nor become markup."""
    text = filled(wording, values_of(message.kind, message.recipient, message.data))
    method = _method(message)
    return Letter(
        key=_key(message),
        from_name=str(message.data.get("clinic_name", "")),
        to_name=message.recipient,
        to_address=message.address,
        subject=text.subject,
        text=text.body,
        html=as_html(text.body, str(message.data.get("pay_url", ""))),
        reply_to=for_server(str(message.data.get("location_email", ""))) or "",
        calendar=_calendar(message, text.subject, sender, now, method) if method else "",
        method=method,
        attachments=attachments,
    )


def values_of(kind: MessageKind, recipient: str, data: Mapping[str, Any]) -> dict[str, str]:
    """What stands in the place of each field; empty where the message does not know it."""
    zone = zone_of(str(data.get("zone", "UTC")))
    start, end = _moment(data, "starts_at", zone), _moment(data, "ends_at", zone)
    former, answer_by = _moment(data, "former_starts_at", zone), _moment(data, "answer_by", zone)
    minutes = int((end - start).total_seconds() // 60) if start and end else None
    values = {
        "patient_name": recipient,
        "clinic_name": data.get("clinic_name", ""),
        "centre_name": data.get("location_name", ""),
        "centre_address": data.get("location_address", ""),
        "centre_phone": data.get("location_phone", ""),
        "centre_email": data.get("location_email", ""),
        "doctor_name": data.get("practitioner_name", ""),
        "speciality": data.get("speciality", ""),
        "service_name": data.get("service_name", ""),
        "date": _date(start),
        "date_numbers": f"{start:%Y-%m-%d}" if start else "",
        "time": _time(start),
        "end_time": _time(end),
        "duration_minutes": minutes or "",
        "former_date": _date(former),
        "former_time": _time(former),
        "refund": _amount(data, "refund_minor"),
        "note": data.get("note", ""),
        "late_minutes": data.get("late_minutes", ""),
        "expected_time": _time(_moment(data, "expected_at", zone)),
        "answer_by_date": _date(answer_by),
        "answer_by_time": _time(answer_by),
        **_money_values(data, zone),
    }
    return {name: str(value) if name == "note" else one_line(str(value)) for name, value in values.items()}


def as_html(text: str, link: str = "") -> str:
    """The same text as a page: paragraphs and line breaks, everything else escaped. Only ``link`` can be followed, the
    gateway's page to pay on, never an address that somebody wrote into a name."""
    paragraphs = [
        _PARAGRAPH.format(text=_linked(html.escape(paragraph).replace("\n", "<br>"), html.escape(link)))
        for paragraph in text.split("\n\n")
        if paragraph.strip()
    ]
    return _PAGE.format(paragraphs="".join(paragraphs))


def _linked(text: str, link: str) -> str:
    if not link.startswith(("https://", "http://")):
        return text
    return text.replace(link, f'<a href="{link}" style="word-break:break-all;">{link}</a>')


def _key(message: MessageFacts) -> str:
    """The first half of the Message-ID: the same for each try of a message, another in each clinic."""
    made = f"{message.cause} {message.created_at.isoformat()}".encode()
    return f"clinic-{message.id}-{hashlib.sha256(made).hexdigest()[:16]}"


def _method(message: MessageFacts) -> str:
    if message.data.get("series"):
        return "PUBLISH"
    if "uid" not in message.data or "starts_at" not in message.data:
        return ""
    if message.kind is MessageKind.CANCELLATION:
        return "CANCEL"
    return "REQUEST" if message.kind in _INVITES else ""


def _calendar(message: MessageFacts, subject: str, sender: str, now: datetime, method: str) -> str:
    # Imported late: only who sends needs it.
    from clinic_desktop.services.messages.calendar_file import calendar_file

    return calendar_file(message.data, message.recipient, message.address, subject, sender, now, method)


def _moment(data: Mapping[str, Any], name: str, zone: ZoneInfo) -> datetime | None:
    text = data.get(name)
    return datetime.fromisoformat(str(text)).astimezone(zone) if text else None


def _date(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return f"{_WEEKDAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _time(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%H:%M}"


def _money_values(data: Mapping[str, Any], zone: ZoneInfo) -> dict[str, str]:
    """The fields of messages about money."""
    pay_by, kept, paid = (_moment(data, name, zone) for name in ("pay_by", "kept_until", "paid_at"))
    amount, told = _amount(data, "amount_minor"), data.get("refund_state")
    return {
        "amount": amount,
        "balance": _amount(data, "balance_minor"),
        "way": _WAYS.get(str(data.get("method", "")), ""),
        "pay_url": str(data.get("pay_url", "")),
        "pay_by_date": _date(pay_by),
        "pay_by_time": _time(pay_by),
        "kept_until_date": _date(kept),
        "kept_until_time": _time(kept),
        "paid_date": _date(paid),
        "receipt_number": str(data.get("receipt_number") or ""),
        "invoice_number": str(data.get("invoice_number") or ""),
        "credit_note_number": str(data.get("credit_note_number") or ""),
        **{name: amount if told == state else "" for name, state in _REFUND_FIELDS.items()},
    }


def _amount(data: Mapping[str, Any], name: str) -> str:
    """The amount with its currency; empty where there is none or nothing."""
    minor = data.get(name)
    if not minor:
        return ""
    currency = str(data["currency"])
    return f"{currency} {Money(int(minor), currency).decimal():,f}"
