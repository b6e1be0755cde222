"""The codes that rows carry. Their values are stored, so they never change; screens translate them."""

from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    CENTRE_MANAGER = "centre_manager"
    DOCTOR = "doctor"
    CARE_COORDINATOR = "care_coordinator"
    FRONT_DESK = "front_desk"
    PATIENT = "patient"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNDISCLOSED = "undisclosed"


class AppointmentState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CHECKED_IN = "checked_in"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


# These take the doctor's time: the database lets no two of them overlap in one seat.
# A completed visit keeps its time, so that undoing it can never find the place taken.
OCCUPYING_STATES = (
    AppointmentState.PENDING,
    AppointmentState.CONFIRMED,
    AppointmentState.CHECKED_IN,
    AppointmentState.IN_PROGRESS,
    AppointmentState.COMPLETED,
)


class Channel(StrEnum):
    """How an appointment came about."""

    WALK_IN = "walk_in"
    PHONE = "phone"
    SELF = "self"
    KIOSK = "kiosk"


class Urgency(StrEnum):
    ROUTINE = "routine"
    PRIORITY = "priority"
    EMERGENCY = "emergency"


class QueueState(StrEnum):
    """Where a patient who has arrived stands in the waiting room."""

    WAITING = "waiting"
    CALLED = "called"
    HELD = "held"
    IN_ROOM = "in_room"
    DONE = "done"
    LEFT = "left"


class RuleKind(StrEnum):
    WORK = "work"
    BREAK = "break"


class ExceptionKind(StrEnum):
    """A dated exception from the weekly hours."""

    DAY_OFF = "day_off"
    VACATION = "vacation"
    EXTRA = "extra"
    CHANGED = "changed"
    BLOCKED = "blocked"
    UNAVAILABLE = "unavailable"


class PaymentMethod(StrEnum):
    CASH = "cash"
    CARD = "card"
    UPI = "upi"
    BANK_TRANSFER = "bank_transfer"
    LINK = "link"


class PaymentState(StrEnum):
    """HELD came in by a gateway in another amount or currency than was asked for; a person decides about it."""

    PENDING = "pending"
    HELD = "held"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


class GatewayName(StrEnum):
    STRIPE = "stripe"
    RAZORPAY = "razorpay"


class LinkKind(StrEnum):
    """SESSION is a Stripe Checkout Session, which lives a day at most; LINK a Payment Link of either gateway."""

    SESSION = "session"
    LINK = "link"


class LinkState(StrEnum):
    """REQUESTED has a row, and perhaps a page; OPEN can be paid; PROCESSING was paid by a way that settles later;
    ENDING is to be ended at the gateway; the others are final, although money may still come."""

    REQUESTED = "requested"
    OPEN = "open"
    PROCESSING = "processing"
    ENDING = "ending"
    PAID = "paid"
    PART_PAID = "part_paid"
    ENDED = "ended"
    FAILED = "failed"


LIVE_LINK_STATES = (LinkState.REQUESTED, LinkState.OPEN, LinkState.PROCESSING, LinkState.ENDING)
"""An invoice has one link at most in one of these: the database holds it."""


class LinkEnd(StrEnum):
    """Why a link was ended."""

    WINDOW = "window"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    PAID_OTHERWISE = "paid_otherwise"
    APPOINTMENT = "appointment"
    AT_GATEWAY = "at_gateway"


class FindingKind(StrEnum):
    """What a person has to look at: see ``PaymentFinding``."""

    PAID_LATE = "paid_late"
    PAID_TWICE = "paid_twice"
    OTHER_AMOUNT = "other_amount"
    OTHER_CURRENCY = "other_currency"
    REFUNDED_ELSEWHERE = "refunded_elsewhere"
    REFUND_FAILED = "refund_failed"
    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"
    REFUND_DIFFERS = "refund_differs"
    UNKNOWN_EVENT = "unknown_event"


class FindingState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


class TillState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class TillMovementKind(StrEnum):
    """Cash that moves without being a payment: put in, taken out for a purchase, or taken to the bank or the safe."""

    PAY_IN = "pay_in"
    PAY_OUT = "pay_out"
    BANKED = "banked"


class RefundCause(StrEnum):
    """DESK is a person's decision; POLICY what cancelling pays back; LATE and TWICE go back by themselves; ELSEWHERE
    was made at the gateway behind our back."""

    DESK = "desk"
    POLICY = "policy"
    LATE = "late"
    TWICE = "twice"
    ELSEWHERE = "elsewhere"


class RefundState(StrEnum):
    """REQUESTED waits for a second person; REJECTED was not approved; OWED waits to be handed back or sent; SENT is
    with a gateway, DONE has arrived or was handed back; FAILED did not go, and another row owes it again."""

    REQUESTED = "requested"
    REJECTED = "rejected"
    OWED = "owed"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"


DECIDED_REFUND_STATES = (RefundState.OWED, RefundState.SENT, RefundState.DONE)
"""The money of these is not the clinic's any more."""
RESERVED_REFUND_STATES = (RefundState.REQUESTED, *DECIDED_REFUND_STATES)
"""What these take of a payment cannot be asked for once more."""


class LedgerAccount(StrEnum):
    PATIENT_RECEIVABLE = "patient_receivable"
    CASH_DRAWER = "cash_drawer"
    CARD_CLEARING = "card_clearing"
    UPI_CLEARING = "upi_clearing"
    BANK_CLEARING = "bank_clearing"
    GATEWAY_CLEARING = "gateway_clearing"
    ESCROW_HELD = "escrow_held"
    DOCTOR_PAYABLE = "doctor_payable"
    PLATFORM_FEE = "platform_fee"
    TAX = "tax"
    REFUNDS = "refunds"
    UNALLOCATED = "unallocated"
    SAFE = "safe"
    BANK = "bank"
    EXPENSES = "expenses"
    CASH_DIFFERENCE = "cash_difference"


class RegistrationCheck(StrEnum):
    """Whether somebody has checked a doctor's registration number."""

    MISSING = "missing"
    SUBMITTED = "submitted"
    VERIFIED = "verified"


class Topic(StrEnum):
    """What a change was about; screens reload when a topic that they show has changed."""

    APPOINTMENTS = "appointments"
    QUEUE = "queue"
    PATIENTS = "patients"
    PRACTITIONERS = "practitioners"
    SCHEDULES = "schedules"
    LOCATIONS = "locations"
    PAYMENTS = "payments"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    MESSAGES = "messages"
    WAITING_LIST = "waiting_list"
    TILL = "till"


class MessageKind(StrEnum):
    """What a message is about; each kind has a template."""

    CONFIRMATION = "confirmation"
    RESCHEDULE = "reschedule"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"
    RUNNING_LATE = "running_late"
    WAITING_LIST_OFFER = "waiting_list_offer"
    PAYMENT_LINK = "payment_link"
    RECEIPT = "receipt"
    REFUND = "refund"
    INVOICE = "invoice"


class MessageChannel(StrEnum):
    """How a message travels."""

    EMAIL = "email"


class MessageState(StrEnum):
    """QUEUED waits for its time or next try; SENDING is claimed by a desk; DROPPED was taken back before it left."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class WaitingKind(StrEnum):
    """WAITING wants an earlier or any time; RECALL is to be seen again from a day on."""

    WAITING = "waiting"
    RECALL = "recall"


class WaitingState(StrEnum):
    """Where a wish on the waiting list stands."""

    OPEN = "open"
    OFFERED = "offered"
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class OfferState(StrEnum):
    """What came of a freed time that was offered."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"


class PaymentWord(StrEnum):
    """How a visit stands with money, in one word."""

    PAID = "paid"
    PART_PAID = "part_paid"
    UNPAID = "unpaid"
    LINK_SENT = "link_sent"
    FREE = "free"
