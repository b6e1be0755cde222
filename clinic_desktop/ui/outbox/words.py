"""The words and signs of messages: kinds, states, and the steps of a message's history."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import MessageKind, MessageState
from clinic_desktop.services.messages.values import MessageRow, MessageStep
from clinic_desktop.ui.formats import isolated, time_text, weekday_date
from clinic_desktop.ui.patients.person_texts import joined

NO_ADDRESS = "no_address"


def tr(text: str) -> str:
    """A text of the message screens in the program's language."""
    return QCoreApplication.translate("Outbox", text)


def kind_word(kind: MessageKind) -> str:
    """What a message is about."""
    words = {
        MessageKind.CONFIRMATION: tr("Confirmation"),
        MessageKind.RESCHEDULE: tr("New time"),
        MessageKind.CANCELLATION: tr("Cancellation"),
        MessageKind.REMINDER: tr("Reminder"),
        MessageKind.RUNNING_LATE: tr("Running late"),
        MessageKind.WAITING_LIST_OFFER: tr("Offer of a free time"),
        MessageKind.PAYMENT_LINK: tr("Payment link"),
        MessageKind.RECEIPT: tr("Receipt"),
        MessageKind.REFUND: tr("Refund"),
        MessageKind.INVOICE: tr("Invoice"),
    }
    return words[kind]


def field_word(name: str) -> str:
    """What stands in the place of a field of a wording; the field itself where it has no words."""
    words = {
        "patient_name": tr("Patient"),
        "clinic_name": tr("Clinic"),
        "centre_name": tr("Centre"),
        "centre_address": tr("Address of the centre"),
        "centre_phone": tr("Phone of the centre"),
        "centre_email": tr("Email of the centre"),
        "doctor_name": tr("Doctor"),
        "speciality": tr("Speciality"),
        "service_name": tr("Service"),
        "date": tr("Date"),
        "date_numbers": tr("Date in numbers"),
        "time": tr("Time"),
        "end_time": tr("End"),
        "duration_minutes": tr("Length in minutes"),
        "note": tr("Words of the desk"),
        "former_date": tr("Date before"),
        "former_time": tr("Time before"),
        "refund": tr("Amount given back"),
        "late_minutes": tr("Minutes late"),
        "expected_time": tr("Expected time"),
        "answer_by_date": tr("Answer by (date)"),
        "answer_by_time": tr("Answer by (time)"),
        "amount": tr("Amount"),
        "pay_url": tr("Page to pay on"),
        "pay_by_date": tr("Pay by (date)"),
        "pay_by_time": tr("Pay by (time)"),
        "kept_until_date": tr("Time kept until (date)"),
        "kept_until_time": tr("Time kept until (time)"),
        "way": tr("Way of paying"),
        "paid_date": tr("Date of the payment"),
        "receipt_number": tr("Number of the receipt"),
        "balance": tr("Still to pay"),
        "invoice_number": tr("Number of the invoice"),
        "amount_owed": tr("Amount owed"),
        "amount_on_its_way": tr("Amount on its way"),
        "amount_given_back": tr("Amount handed back"),
        "amount_not_arrived": tr("Amount that did not arrive"),
        "credit_note_number": tr("Number of the credit note"),
    }
    return words.get(name, name)


def message_state_word(row: MessageRow) -> str:
    """How far a message is."""
    if row.state is MessageState.DROPPED and row.problem == NO_ADDRESS:
        return tr("No address")
    if row.state is MessageState.QUEUED and row.attempts:
        return tr("Tried again soon")
    words = {
        MessageState.QUEUED: tr("Waiting"),
        MessageState.SENDING: tr("Being sent"),
        MessageState.SENT: tr("Sent"),
        MessageState.FAILED: tr("Failed"),
        MessageState.DROPPED: tr("Not sent"),
    }
    return words[row.state]


_LOOKS = {
    MessageState.QUEUED: ("clock", "info"),
    MessageState.SENDING: ("send", "info"),
    MessageState.SENT: ("circle-check", "ok"),
    MessageState.FAILED: ("triangle-alert", "danger"),
    MessageState.DROPPED: ("ban", "neutral"),
}


def message_look(row: MessageRow) -> tuple[str, str]:
    """The icon of a message's state, and its tone: "info", "ok", "warn", "danger" or "neutral"."""
    if row.state is MessageState.DROPPED and row.problem == NO_ADDRESS:
        return "phone", "warn"
    if row.state is MessageState.QUEUED and row.attempts:
        return "clock-alert", "warn"
    return _LOOKS[row.state]


def moment_text(at: datetime, today: datetime, locale: QLocale) -> str:
    """The time alone for today, else with its day. ``today`` is now on the same wall clock."""
    local = at.astimezone(today.tzinfo)
    if local.date() == today.date():
        return time_text(local, locale)
    return tr("{day}, {time}").format(day=weekday_date(local.date(), locale), time=time_text(local, locale))


def when_text(row: MessageRow, now: datetime, locale: QLocale) -> str:
    """When a message left or will leave; nothing where it does neither."""
    if row.sent_at is not None and row.state is MessageState.SENT:
        return moment_text(row.sent_at, now, locale)
    if row.state is MessageState.QUEUED:
        if row.due_at <= now:
            return tr("leaves next")
        text = tr("next try {time}") if row.attempts else tr("leaves {time}")
        return text.format(time=moment_text(row.due_at, now, locale))
    return ""


def step_text(step: MessageStep) -> str:
    """What happened to a message."""
    words = {
        "queued": tr("Written"),
        "put_off": tr("Not sent yet; it is tried again"),
        "failed": tr("Could not be sent"),
        "sent": tr("Sent"),
        "dropped": tr("Taken back"),
        "put_back": tr("Let go after all"),
        "again": tr("Asked for again"),
    }
    return words.get(step.action, step.action)


def step_detail(step: MessageStep, zone: tzinfo, locale: QLocale) -> str:
    """When it happened, who did it and where."""
    local = step.at.astimezone(zone)
    moment = tr("{day}, {time}").format(day=weekday_date(local.date(), locale), time=time_text(local, locale))
    return joined(moment, isolated(step.by_name) if step.by_name else "", step.desk)
