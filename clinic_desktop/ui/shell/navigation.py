"""Which pages each role has in the rail, where it lands, and its one primary action (design page, section 2)."""

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from clinic_desktop.domain.codes import Role
from clinic_desktop.domain.permissions import Actor, Permission, Scope, permits, scope_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the rail. ``word`` is translated when it is shown."""

    route: str
    icon: str
    word: str

    def text(self) -> str:
        """The word in the program's language."""
        return QCoreApplication.translate("Navigation", self.word)


def _entry(route: str, icon: str, word: object) -> Entry:
    return Entry(route, icon, str(word))


_BOARD = _entry("board", "calendar-days", QT_TRANSLATE_NOOP("Navigation", "Board"))
_QUEUE = _entry("queue", "ticket", QT_TRANSLATE_NOOP("Navigation", "Queue"))
_PATIENTS = _entry("patients", "users", QT_TRANSLATE_NOOP("Navigation", "Patients"))
_PAYMENTS = _entry("payments", "receipt-text", QT_TRANSLATE_NOOP("Navigation", "Payments"))
_MESSAGES = _entry("messages", "mail", QT_TRANSLATE_NOOP("Navigation", "Messages"))
_VISITS = _entry("appointments", "list", QT_TRANSLATE_NOOP("Navigation", "All visits"))
_OVERVIEW = _entry("overview", "layout-dashboard", QT_TRANSLATE_NOOP("Navigation", "Overview"))
_PEOPLE = _entry("people", "stethoscope", QT_TRANSLATE_NOOP("Navigation", "People"))
_CENTRES = _entry("centres", "building-2", QT_TRANSLATE_NOOP("Navigation", "Centres"))
_SERVICES = _entry("services", "tag", QT_TRANSLATE_NOOP("Navigation", "Services"))
_AUDIT = _entry("audit", "shield", QT_TRANSLATE_NOOP("Navigation", "History"))
SETTINGS = _entry("settings", "settings", QT_TRANSLATE_NOOP("Navigation", "Settings"))
PREFERENCES = _entry("preferences", "sliders-horizontal", QT_TRANSLATE_NOOP("Navigation", "Preferences"))

_DESK = (_BOARD, _QUEUE, _PATIENTS, _PAYMENTS, _VISITS, _MESSAGES)

_RAIL: dict[Role, tuple[Entry, ...]] = {
    Role.ADMIN: (_OVERVIEW, _BOARD, _PATIENTS, _PAYMENTS, _VISITS, _MESSAGES, _PEOPLE, _SERVICES, _CENTRES, _AUDIT),
    Role.MANAGER: (_OVERVIEW, _BOARD, _PATIENTS, _PAYMENTS, _VISITS, _MESSAGES, _PEOPLE, _SERVICES, _CENTRES, _AUDIT),
    Role.CENTRE_MANAGER: (_OVERVIEW, _BOARD, _PATIENTS, _PAYMENTS, _VISITS, _MESSAGES, _PEOPLE, _AUDIT),
    Role.DOCTOR: (
        _entry("my_day", "activity", QT_TRANSLATE_NOOP("Navigation", "My day")),
        _entry("my_hours", "calendar-days", QT_TRANSLATE_NOOP("Navigation", "Schedule")),
        _entry("my_patients", "users", QT_TRANSLATE_NOOP("Navigation", "Patients")),
        _entry("earnings", "wallet", QT_TRANSLATE_NOOP("Navigation", "Earnings")),
    ),
    Role.CARE_COORDINATOR: (_BOARD, _PATIENTS, _VISITS, _MESSAGES),
    Role.FRONT_DESK: _DESK,
    Role.PATIENT: (
        _entry("visits", "calendar-days", QT_TRANSLATE_NOOP("Navigation", "Visits")),
        _entry("find_doctor", "calendar-plus", QT_TRANSLATE_NOOP("Navigation", "Book")),
        _entry("own_payments", "receipt-text", QT_TRANSLATE_NOOP("Navigation", "Payments")),
        _entry("me", "user", QT_TRANSLATE_NOOP("Navigation", "Me")),
    ),
}

# The pages of money, each with what somebody must be allowed to; a strip above them leads from one to the others.
_MONEY: tuple[tuple[Entry, Permission], ...] = (
    (_PAYMENTS, Permission.SEE_PAYMENTS),
    (_entry("links", "link", QT_TRANSLATE_NOOP("Navigation", "Links")), Permission.TAKE_PAYMENT),
    (_entry("refunds", "rotate-ccw", QT_TRANSLATE_NOOP("Navigation", "Refunds")), Permission.TAKE_PAYMENT),
    (_entry("till", "banknote", QT_TRANSLATE_NOOP("Navigation", "Till")), Permission.KEEP_TILL),
    (_entry("findings", "search", QT_TRANSLATE_NOOP("Navigation", "Reconciliation")), Permission.RECONCILE),
    (_entry("payouts", "wallet", QT_TRANSLATE_NOOP("Navigation", "Payouts")), Permission.SEE_EARNINGS),
    (_entry("books", "list", QT_TRANSLATE_NOOP("Navigation", "Books")), Permission.RECONCILE),
)

# The roles whose primary action is the walk-in dock.
WALK_IN_ROLES = frozenset({Role.FRONT_DESK, Role.CENTRE_MANAGER, Role.ADMIN, Role.MANAGER})


def rail(role: Role) -> tuple[Entry, ...]:
    """The role's pages, in order; the first is where it lands."""
    return _RAIL[role]


def money_pages(actor: Actor) -> tuple[Entry, ...]:
    """The pages of money that the actor may open; doctors and patients have theirs elsewhere."""
    if scope_of(actor.role, Permission.SEE_PAYMENTS) < Scope.CENTRE:
        return ()
    return tuple(entry for entry, needed in _MONEY if permits(actor, needed))


def foot(role: Role) -> Entry:
    """The entry at the rail's foot: the clinic's settings for an admin, this computer's for everybody else."""
    return SETTINGS if role is Role.ADMIN else PREFERENCES
