"""What each setting is called and does, in which group it stands, and as what it is typed."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication


class Kind(StrEnum):
    """How a setting's value is typed."""

    NUMBER = "number"
    AMOUNT = "amount"
    SWITCH = "switch"
    METHOD = "method"
    SECURITY = "security"
    GATEWAY = "gateway"
    TEXT = "text"
    LONG_TEXT = "long_text"


@dataclass(frozen=True, slots=True)
class Words:
    """``unit`` stands behind a number. LONG_TEXT is for names of servers and addresses."""

    key: str
    title: str
    explained: str
    kind: Kind = Kind.NUMBER
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together. Those of the whole clinic only are not offered for a centre. ``name`` is by which
    the page is asked to show them; ``also`` are other words by which people look for them, with commas between."""

    name: str
    title: str
    settings: tuple[Words, ...]
    also: str = ""
    per_centre: bool = True


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)


def groups() -> tuple[Group, ...]:
    """The settings of ``domain/settings.py`` that the program obeys, in the order in which the page shows them."""
    return (
        Group("booking", _tr("Booking"), _booking()),
        Group("self_booking", _tr("Booking by patients themselves"), _self_booking()),
        Group("cancelling", _tr("Changing and cancelling"), _cancelling()),
        Group("waiting", _tr("Waiting room"), _waiting()),
        Group("waiting_list", _tr("Waiting list"), _waiting_list()),
        Group("reminders", _tr("Reminders"), _reminders()),
        Group("messages", _tr("Messages"), _messages(), per_centre=False),
        Group("mail", _tr("Mail server"), _mail(), _tr("email, SMTP"), per_centre=False),
        Group("money", _tr("Money"), _money(), _tr("refund limit, till, GST, VAT")),
        Group("papers", _tr("Receipts and invoices"), _papers()),
        Group("upi", _tr("Paying by UPI at the desk"), _upi(), _tr("UPI")),
        Group("gateways", _tr("Online payments"), _online(), _tr("Stripe, Razorpay, gateway, payment links")),
        Group("safety", _tr("Signing in"), _safety(), _tr("password"), per_centre=False),
        Group("pictures", _tr("Pictures"), _pictures(), per_centre=False),
    )


def setting_titles() -> dict[str, str]:
    """What each setting is called."""
    return {words.key: words.title for group in groups() for words in group.settings}


def _booking() -> tuple[Words, ...]:
    minutes = _tr("min")
    return (
        Words(
            "default_duration_minutes",
            _tr("Length of a visit"),
            _tr("What a new service begins with, and how the board is divided."),
            unit=minutes,
        ),
        Words(
            "default_buffer_after_minutes",
            _tr("Gap after a visit"),
            _tr("Kept free before the next patient; what a new service begins with."),
            unit=minutes,
        ),
        Words(
            "default_capacity",
            _tr("Patients at once"),
            _tr("What a new service begins with; more than one makes a group."),
        ),
        Words(
            "desk_horizon_days", _tr("The desk books ahead"), _tr("How far ahead the desk may book."), unit=_tr("days")
        ),
        Words(
            "hold_minutes",
            _tr("Hold while booking"),
            _tr("How long a free time stays reserved while somebody fills in the form."),
            unit=minutes,
        ),
        Words(
            "series_limit",
            _tr("Visits in a series"),
            _tr("So many visits that repeat can be booked at once, within a year."),
            unit=_tr("visits"),
        ),
    )


def _self_booking() -> tuple[Words, ...]:
    return (
        Words(
            "self_notice_minutes", _tr("At least ahead"), _tr("Patients cannot book anything sooner."), unit=_tr("min")
        ),
        Words("self_horizon_days", _tr("At most ahead"), _tr("Patients cannot book anything later."), unit=_tr("days")),
        Words(
            "self_weekends", _tr("Weekends"), _tr("Patients may book Saturdays and Sundays themselves."), Kind.SWITCH
        ),
        Words(
            "approve_self_bookings",
            _tr("Approval"),
            _tr("What patients book themselves waits until the desk approves it."),
            Kind.SWITCH,
        ),
        Words(
            "prepayment_required",
            _tr("Pay first"),
            _tr("What patients book themselves is theirs once it is paid; unpaid it becomes free again."),
            Kind.SWITCH,
        ),
        Words(
            "payment_window_minutes",
            _tr("Time to pay"),
            _tr("How long such a booking waits for its payment."),
            unit=_tr("min"),
        ),
    )


def _cancelling() -> tuple[Words, ...]:
    return (
        Words(
            "undo_minutes",
            _tr("Time to undo"),
            _tr("How long whoever completed, cancelled or marked a no-show can take it back."),
            unit=_tr("min"),
        ),
        Words(
            "full_refund_hours",
            _tr("Everything back"),
            _tr("Who cancels at least this long before the start gets everything back."),
            unit=_tr("hours"),
        ),
        Words(
            "late_refund_percent",
            _tr("Back when late"),
            _tr("What is paid back when a patient cancels later than that."),
            unit=_tr("%"),
        ),
        Words(
            "no_show_refund_percent",
            _tr("Back after a no-show"),
            _tr("What is paid back when the patient did not come."),
            unit=_tr("%"),
        ),
    )


def _waiting() -> tuple[Words, ...]:
    return (
        Words(
            "wait_warn_minutes",
            _tr("Long wait"),
            _tr("From then on a wait is shown in amber, and it is the goal in the overview."),
            unit=_tr("min"),
        ),
        Words(
            "wait_alert_minutes", _tr("Too long a wait"), _tr("From then on a wait is shown in red."), unit=_tr("min")
        ),
        Words(
            "skip_limit",
            _tr("Calls before somebody seems gone"),
            _tr("After so many calls without the patient coming, the queue offers to say that they left."),
        ),
    )


def _waiting_list() -> tuple[Words, ...]:
    return (
        Words(
            "offer_minutes",
            _tr("Time to answer an offer"),
            _tr("How long a freed time is kept for whom it was offered to, before the next is asked."),
            unit=_tr("min"),
        ),
    )


def _reminders() -> tuple[Words, ...]:
    return (
        Words(
            "first_reminder_hours",
            _tr("First reminder"),
            _tr("So long before a visit the patient is reminded of it; 0 for no such reminder."),
            unit=_tr("hours"),
        ),
        Words(
            "second_reminder_hours",
            _tr("Second reminder"),
            _tr("So long before a visit the patient is reminded once more; 0 for no such reminder."),
            unit=_tr("hours"),
        ),
    )


def _messages() -> tuple[Words, ...]:
    return (
        Words(
            "message_hold_seconds",
            _tr("Time before a message leaves"),
            _tr("What is undone in this time is told to nobody."),
            unit=_tr("s"),
        ),
    )


def _mail() -> tuple[Words, ...]:
    return (
        Words(
            "mail_from",
            _tr("Sender"),
            _tr("The address that patients see and answer to."),
            Kind.LONG_TEXT,
        ),
        Words(
            "mail_host",
            _tr("Server"),
            _tr("The name of the provider's server for outgoing mail (SMTP). Without one no message leaves."),
            Kind.LONG_TEXT,
        ),
        Words(
            "mail_security",
            _tr("Encryption"),
            _tr("STARTTLS goes with port 587, TLS with 465. Without encryption no password is sent."),
            Kind.SECURITY,
        ),
        Words("mail_port", _tr("Port"), _tr("Mostly 587 or 465.")),
        Words(
            "mail_user",
            _tr("User"),
            _tr("Mostly the same as the sender. Leave it empty where the server wants no login."),
            Kind.LONG_TEXT,
        ),
    )


def _money() -> tuple[Words, ...]:
    return (
        Words("default_method", _tr("Usual way to pay"), _tr("What the walk-in dock has chosen already."), Kind.METHOD),
        Words("tax_name", _tr("Name of the tax"), _tr("As it stands on receipts, such as GST."), Kind.TEXT),
        Words("tax_percent", _tr("Tax"), _tr("Its rate; 0 for no tax."), unit=_tr("%")),
        Words(
            "tax_inclusive",
            _tr("Prices include the tax"),
            _tr("Switched off, the tax is added to every price."),
            Kind.SWITCH,
        ),
        Words(
            "platform_fee_percent",
            _tr("The clinic's share"),
            _tr("What is kept of a visit's price when it is credited to the doctor."),
            unit=_tr("%"),
        ),
        Words(
            "refund_approval_minor",
            _tr("Refunds to approve"),
            _tr(
                "Above this a second person, somebody else than who asks, has to approve. It counts in each centre's"
                " own currency: choose the centre at the top of the page to set another amount there."
            ),
            Kind.AMOUNT,
        ),
        Words(
            "deposit_percent",
            _tr("Deposit"),
            _tr("So much of the price confirms a booking that has to be paid first; 0 for all of it."),
            unit=_tr("%"),
        ),
        Words(
            "till_required",
            _tr("Cash needs an open till"),
            _tr("Switched on, a desk takes and gives no cash before its till is opened and counted."),
            Kind.SWITCH,
        ),
    )


def _papers() -> tuple[Words, ...]:
    return (
        Words(
            "tax_number",
            _tr("Tax number"),
            _tr("As it stands on receipts and invoices, such as the GSTIN."),
            Kind.LONG_TEXT,
        ),
        Words(
            "paper_footer",
            _tr("Last line on paper"),
            _tr("Stands at the foot of receipts and invoices, such as who to call about them."),
            Kind.LONG_TEXT,
        ),
    )


def _upi() -> tuple[Words, ...]:
    return (
        Words(
            "upi_address",
            _tr("UPI address"),
            _tr("Where patients' apps send money when they scan the desk's code, such as clinic@bank."),
            Kind.LONG_TEXT,
        ),
        Words(
            "upi_name",
            _tr("Name for UPI"),
            _tr("Who is paid, as the patient's app shows it. The bank's own name for the address is best."),
            Kind.LONG_TEXT,
        ),
    )


def _online() -> tuple[Words, ...]:
    return (
        Words(
            "gateway",
            _tr("Paid online by"),
            _tr("By currency, Razorpay takes rupees and Stripe the rest, as far as there are keys for them."),
            Kind.GATEWAY,
        ),
        Words(
            "link_days",
            _tr("A link can be paid for"),
            _tr("Then it is ended. Links for bookings that wait for their payment end earlier."),
            unit=_tr("days"),
        ),
        Words(
            "return_address",
            _tr("Return page"),
            _tr(
                "Where patients come to after paying: a page of the clinic's that says they can close it. Without one"
                " the gateway shows its own."
            ),
            Kind.LONG_TEXT,
        ),
    )


def _safety() -> tuple[Words, ...]:
    return (
        Words(
            "lock_minutes",
            _tr("Lock when idle"),
            _tr("The program locks itself when nobody touches it."),
            unit=_tr("min"),
        ),
        Words(
            "session_hours",
            _tr("Sign in again"),
            _tr("After this long everybody has to give the password again."),
            unit=_tr("hours"),
        ),
        Words("login_tries", _tr("Wrong passwords"), _tr("So many are allowed in the time below."), unit=_tr("tries")),
        Words(
            "login_window_minutes",
            _tr("Time they are counted in"),
            _tr("After too many, nobody gets in with that login until it is over."),
            unit=_tr("min"),
        ),
        Words(
            "password_history",
            _tr("Old passwords"),
            _tr("So many of one's last passwords cannot be taken again."),
        ),
        Words(
            "bcrypt_cost",
            _tr("Strength of stored passwords"),
            _tr("Each step doubles the time that guessing one takes, and that signing in takes."),
        ),
    )


def _pictures() -> tuple[Words, ...]:
    return (
        Words("picture_limit_megabytes", _tr("Largest picture"), _tr("Larger files are not taken."), unit=_tr("MB")),
        Words(
            "picture_kept_days",
            _tr("Old pictures are kept"),
            _tr("How long a picture that was replaced or removed stays before it is deleted."),
            unit=_tr("days"),
        ),
    )
