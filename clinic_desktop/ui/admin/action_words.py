"""What people did, in plain words: the actions of the history."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from clinic_desktop.domain.codes import ExceptionKind, Role
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.domain.settings import ClinicSettings
from clinic_desktop.services.history import HistoryEvent
from clinic_desktop.ui.admin.setting_words import setting_titles
from clinic_desktop.ui.admin.words import role_word
from clinic_desktop.ui.formats import weekday_date
from clinic_desktop.ui.scheduling.words import kind_word
from clinic_desktop.ui.why_words import passed_over_text

_WORDS: dict[str, object] = {
    # Visits
    "book": QT_TRANSLATE_NOOP("Actions", "Booked a visit"),
    "walk_in": QT_TRANSLATE_NOOP("Actions", "Took a walk-in"),
    "confirm": QT_TRANSLATE_NOOP("Actions", "Confirmed a visit"),
    "reject": QT_TRANSLATE_NOOP("Actions", "Rejected a booking"),
    "cancel": QT_TRANSLATE_NOOP("Actions", "Cancelled a visit"),
    "expire": QT_TRANSLATE_NOOP("Actions", "Ended a booking that was not paid"),
    "reschedule": QT_TRANSLATE_NOOP("Actions", "Moved a visit"),
    "change_length": QT_TRANSLATE_NOOP("Actions", "Made a visit longer or shorter"),
    "check_in": QT_TRANSLATE_NOOP("Actions", "Checked a patient in"),
    "no_show": QT_TRANSLATE_NOOP("Actions", "Marked a no-show"),
    "call_in": QT_TRANSLATE_NOOP("Actions", "Called a patient in"),
    "hold": QT_TRANSLATE_NOOP("Actions", "Set a patient aside"),
    "skip": QT_TRANSLATE_NOOP("Actions", "Let a patient be overtaken"),
    "back_to_queue": QT_TRANSLATE_NOOP("Actions", "Put a patient back in the queue"),
    "set_urgency": QT_TRANSLATE_NOOP("Actions", "Made a visit more or less urgent"),
    "start": QT_TRANSLATE_NOOP("Actions", "Started a visit"),
    "complete": QT_TRANSLATE_NOOP("Actions", "Completed a visit"),
    "undo": QT_TRANSLATE_NOOP("Actions", "Took a step back"),
    "save_note": QT_TRANSLATE_NOOP("Actions", "Wrote a visit's note"),
    "read_note": QT_TRANSLATE_NOOP("Actions", "Read a visit's note"),
    # Patients
    "register": QT_TRANSLATE_NOOP("Actions", "Registered a patient"),
    "change": QT_TRANSLATE_NOOP("Actions", "Changed a patient"),
    "deactivate": QT_TRANSLATE_NOOP("Actions", "Put a patient away"),
    "reactivate": QT_TRANSLATE_NOOP("Actions", "Took a patient back"),
    "merge": QT_TRANSLATE_NOOP("Actions", "Merged two patients"),
    "undo_merge": QT_TRANSLATE_NOOP("Actions", "Took a merge back"),
    "view": QT_TRANSLATE_NOOP("Actions", "Looked at a patient"),
    "view_visits": QT_TRANSLATE_NOOP("Actions", "Looked at a patient's visits"),
    "view_notes": QT_TRANSLATE_NOOP("Actions", "Read a patient's notes"),
    # The waiting list
    "add_to_waiting_list": QT_TRANSLATE_NOOP("Actions", "Put a patient on the waiting list"),
    "change_wish": QT_TRANSLATE_NOOP("Actions", "Changed what a patient waits for"),
    "withdraw_wish": QT_TRANSLATE_NOOP("Actions", "Took a patient off the waiting list"),
    "reopen_wish": QT_TRANSLATE_NOOP("Actions", "Put a patient back on the waiting list"),
    "fulfil_wish": QT_TRANSLATE_NOOP("Actions", "Booked a visit from the waiting list"),
    "offer_time": QT_TRANSLATE_NOOP("Actions", "Offered a free time"),
    "accept_time": QT_TRANSLATE_NOOP("Actions", "Noted that an offer was accepted"),
    "refuse_time": QT_TRANSLATE_NOOP("Actions", "Noted that an offer was refused"),
    "take_offer_back": QT_TRANSLATE_NOOP("Actions", "Took an offer back"),
    # Messages
    "send_message_again": QT_TRANSLATE_NOOP("Actions", "Sent a message again"),
    "drop_message": QT_TRANSLATE_NOOP("Actions", "Took a message back"),
    "put_message_back": QT_TRANSLATE_NOOP("Actions", "Let a message go that was taken back"),
    "change_wording": QT_TRANSLATE_NOOP("Actions", "Changed a message's wording"),
    "reset_wording": QT_TRANSLATE_NOOP("Actions", "Gave a message its first wording back"),
    # Money
    "issue_invoice": QT_TRANSLATE_NOOP("Actions", "Made an invoice"),
    "reprint_receipt": QT_TRANSLATE_NOOP("Actions", "Printed a receipt again"),
    "take_payment": QT_TRANSLATE_NOOP("Actions", "Took a payment"),
    "hold_payment": QT_TRANSLATE_NOOP("Actions", "Set money aside that was not as it was asked for"),
    "ask_link": QT_TRANSLATE_NOOP("Actions", "Asked for a payment link"),
    "end_link": QT_TRANSLATE_NOOP("Actions", "Ended a payment link"),
    "fail_link": QT_TRANSLATE_NOOP("Actions", "Was refused a payment link"),
    "link_changed": QT_TRANSLATE_NOOP("Actions", "Heard from a payment gateway"),
    "discount": QT_TRANSLATE_NOOP("Actions", "Gave a discount"),
    "refund": QT_TRANSLATE_NOOP("Actions", "Paid money back"),
    "open_till": QT_TRANSLATE_NOOP("Actions", "Opened a till"),
    "move_cash": QT_TRANSLATE_NOOP("Actions", "Put cash into a till or took it out"),
    "close_till": QT_TRANSLATE_NOOP("Actions", "Closed a till"),
    "hand_over_till": QT_TRANSLATE_NOOP("Actions", "Handed a till over"),
    "request_refund": QT_TRANSLATE_NOOP("Actions", "Asked for a refund"),
    "approve_refund": QT_TRANSLATE_NOOP("Actions", "Approved a refund"),
    "reject_refund": QT_TRANSLATE_NOOP("Actions", "Rejected a refund"),
    "take_back_refund": QT_TRANSLATE_NOOP("Actions", "Took a refund back"),
    "refund_another_way": QT_TRANSLATE_NOOP("Actions", "Chose another way for a refund"),
    "send_refund_again": QT_TRANSLATE_NOOP("Actions", "Sent a refund again"),
    "send_refund": QT_TRANSLATE_NOOP("Actions", "Sent a refund to the gateway"),
    "refund_arrived": QT_TRANSLATE_NOOP("Actions", "A refund arrived"),
    "refund_failed": QT_TRANSLATE_NOOP("Actions", "A refund failed"),
    "refund_elsewhere": QT_TRANSLATE_NOOP("Actions", "Found a refund at the gateway"),
    "refund_rest": QT_TRANSLATE_NOOP("Actions", "Owed the rest of a refund"),
    "refund_automatically": QT_TRANSLATE_NOOP("Actions", "Owed money back by itself"),
    "accept_held": QT_TRANSLATE_NOOP("Actions", "Accepted money that was held"),
    "resolve_finding": QT_TRANSLATE_NOOP("Actions", "Resolved a finding"),
    "reconcile": QT_TRANSLATE_NOOP("Actions", "Compared with a gateway"),
    "confirm_refund": QT_TRANSLATE_NOOP("Actions", "Handed a refund over"),
    "pay_out": QT_TRANSLATE_NOOP("Actions", "Paid a doctor out"),
    "void_payout": QT_TRANSLATE_NOOP("Actions", "Took a payout back"),
    # Doctors
    "add_practitioner": QT_TRANSLATE_NOOP("Actions", "Added a doctor"),
    "save_practitioner": QT_TRANSLATE_NOOP("Actions", "Changed a doctor's profile"),
    "save_about": QT_TRANSLATE_NOOP("Actions", "Changed what a profile tells"),
    "make_available": QT_TRANSLATE_NOOP("Actions", "Made a doctor available"),
    "make_unavailable": QT_TRANSLATE_NOOP("Actions", "Made a doctor unavailable"),
    "verify_registration": QT_TRANSLATE_NOOP("Actions", "Verified a registration"),
    "deactivate_practitioner": QT_TRANSLATE_NOOP("Actions", "Deactivated a doctor"),
    "reactivate_practitioner": QT_TRANSLATE_NOOP("Actions", "Reactivated a doctor"),
    "give_login": QT_TRANSLATE_NOOP("Actions", "Gave a doctor a login"),
    "save_hours": QT_TRANSLATE_NOOP("Actions", "Changed weekly hours"),
    "add_exception": QT_TRANSLATE_NOOP("Actions", "Added an exception to hours"),
    "remove_exception": QT_TRANSLATE_NOOP("Actions", "Removed an exception to hours"),
    "not_available": QT_TRANSLATE_NOOP("Actions", "Was not available from then on"),
    "undo_hours": QT_TRANSLATE_NOOP("Actions", "Took a change of hours back"),
    "running_late": QT_TRANSLATE_NOOP("Actions", "Said that a doctor runs late"),
    "on_time": QT_TRANSLATE_NOOP("Actions", "Said that a doctor is on time again"),
    "undo_late": QT_TRANSLATE_NOOP("Actions", "Took a delay back"),
    "keep_outside_hours": QT_TRANSLATE_NOOP("Actions", "Kept a visit outside the hours"),
    # People
    "add_staff": QT_TRANSLATE_NOOP("Actions", "Added a member of staff"),
    "save_staff": QT_TRANSLATE_NOOP("Actions", "Changed a member of staff"),
    "deactivate_staff": QT_TRANSLATE_NOOP("Actions", "Deactivated a login"),
    "reactivate_staff": QT_TRANSLATE_NOOP("Actions", "Reactivated a login"),
    "reset_password": QT_TRANSLATE_NOOP("Actions", "Reset a password"),
    "change_password": QT_TRANSLATE_NOOP("Actions", "Changed their password"),
    "sign_in": QT_TRANSLATE_NOOP("Actions", "Signed in"),
    "sign_in_failed": QT_TRANSLATE_NOOP("Actions", "Failed to sign in"),
    "sign_in_blocked": QT_TRANSLATE_NOOP("Actions", "Was kept out after too many tries"),
    "unlock": QT_TRANSLATE_NOOP("Actions", "Unlocked the program"),
    "unlock_failed": QT_TRANSLATE_NOOP("Actions", "Failed to unlock"),
    "unlock_blocked": QT_TRANSLATE_NOOP("Actions", "Was kept out after too many tries to unlock"),
    "confirm_password": QT_TRANSLATE_NOOP("Actions", "Confirmed their password"),
    "confirm_password_failed": QT_TRANSLATE_NOOP("Actions", "Gave a wrong old password"),
    "confirm_password_blocked": QT_TRANSLATE_NOOP("Actions", "Was kept out after too many wrong old passwords"),
    # The clinic
    "first_start": QT_TRANSLATE_NOOP("Actions", "Set the clinic up"),
    "save_clinic": QT_TRANSLATE_NOOP("Actions", "Changed the clinic"),
    "save_logo": QT_TRANSLATE_NOOP("Actions", "Changed the logo"),
    "send_invoice": QT_TRANSLATE_NOOP("Actions", "Sent an invoice"),
    "credit_invoice": QT_TRANSLATE_NOOP("Actions", "Issued a credit note"),
    "add_location": QT_TRANSLATE_NOOP("Actions", "Added a centre"),
    "save_location": QT_TRANSLATE_NOOP("Actions", "Changed a centre"),
    "deactivate_location": QT_TRANSLATE_NOOP("Actions", "Deactivated a centre"),
    "reactivate_location": QT_TRANSLATE_NOOP("Actions", "Reactivated a centre"),
    "add_room": QT_TRANSLATE_NOOP("Actions", "Added a room"),
    "save_room": QT_TRANSLATE_NOOP("Actions", "Changed a room"),
    "save_opening": QT_TRANSLATE_NOOP("Actions", "Changed opening hours"),
    "add_closure": QT_TRANSLATE_NOOP("Actions", "Closed on a day"),
    "remove_closure": QT_TRANSLATE_NOOP("Actions", "Opened on a closed day"),
    "add_holidays": QT_TRANSLATE_NOOP("Actions", "Closed on public holidays"),
    "export": QT_TRANSLATE_NOOP("Actions", "Took a list out as a file"),
    "add_service": QT_TRANSLATE_NOOP("Actions", "Added a service"),
    "save_service": QT_TRANSLATE_NOOP("Actions", "Changed a service"),
    "deactivate_service": QT_TRANSLATE_NOOP("Actions", "Deactivated a service"),
    "reactivate_service": QT_TRANSLATE_NOOP("Actions", "Reactivated a service"),
    "add_speciality": QT_TRANSLATE_NOOP("Actions", "Added a speciality"),
    "save_speciality": QT_TRANSLATE_NOOP("Actions", "Changed a speciality"),
    "remove_speciality": QT_TRANSLATE_NOOP("Actions", "Removed a speciality"),
    "change_settings": QT_TRANSLATE_NOOP("Actions", "Changed settings"),
    "keep_gateway_keys": QT_TRANSLATE_NOOP("Actions", "Kept keys of a payment gateway on a computer"),
    "forget_gateway_keys": QT_TRANSLATE_NOOP("Actions", "Removed keys of a payment gateway from a computer"),
    "reset_settings": QT_TRANSLATE_NOOP("Actions", "Took settings back to their defaults"),
}


def action_word(action: str) -> str:
    """The action in words; one that has none yet reads as its code."""
    text = _WORDS.get(action)
    return QCoreApplication.translate("Actions", str(text)) if text is not None else action.replace("_", " ")


def detail_text(event: HistoryEvent, locale: QLocale) -> str:
    """What the event tells beyond what was done: the list that was taken out, days, kinds, roles, rules that were
    passed over, and settings with their new values."""
    parts: list[str] = [_taken_out(event, locale)] if event.action == "export" else []
    for name, value in event.detail.items():
        if name == "days" and isinstance(value, list):
            parts.extend(weekday_date(date.fromisoformat(str(day)), locale) for day in value)
        elif name in _READ:
            parts.append(_READ[name](str(value), locale))
        elif event.action == "change_settings" and name in ClinicSettings.defaults():
            parts.append(_setting(name, value, locale))
        elif name == "passed_over" and isinstance(value, list):
            parts.append(passed_over_text(tuple(WhyNot(str(code)) for code in value)))
        elif name == "keys" and isinstance(value, list):
            titles = setting_titles()
            parts.extend(titles.get(str(key), str(key)) for key in value)
    return ", ".join(parts)


def _taken_out(event: HistoryEvent, locale: QLocale) -> str:
    """Which list left as a file, and how many rows of it."""
    lists = {
        "appointment": QCoreApplication.translate("Actions", "Visits: {count}"),
        "payment": QCoreApplication.translate("Actions", "Payments: {count}"),
        "payout": QCoreApplication.translate("Actions", "Payouts: {count}"),
        "ledger_entry": QCoreApplication.translate("Actions", "Postings: {count}"),
        "practitioner": QCoreApplication.translate("Actions", "Earnings: {count}"),
    }
    rows = event.detail.get("rows")
    text = lists.get(event.entity, QCoreApplication.translate("Actions", "Rows: {count}"))
    return text.format(count=locale.toString(rows if isinstance(rows, int) else 0))


def _setting(key: str, value: object, locale: QLocale) -> str:
    text = QCoreApplication.translate("Actions", "{setting}: {value}")
    return text.format(setting=setting_titles().get(key, key), value=_value(value, locale))


def _value(value: object, locale: QLocale) -> str:
    if isinstance(value, bool):
        yes, no = QCoreApplication.translate("Actions", "yes"), QCoreApplication.translate("Actions", "no")
        return yes if value else no
    return locale.toString(value) if isinstance(value, int) else str(value)


_READ: dict[str, Callable[[str, QLocale], str]] = {
    "day": lambda day, locale: weekday_date(date.fromisoformat(day), locale),
    "kind": lambda kind, _locale: kind_word(ExceptionKind(kind)),
    "role": lambda role, _locale: role_word(Role(role)),
}
