"""The words of the settings about what patients are told, and how it leaves the clinic."""

from clinic_desktop.ui.admin.setting_kinds import Group, Kind, Words, tr


def message_settings() -> tuple[Group, ...]:
    """Reminders first: the desk looks for them most."""
    return (
        Group("reminders", tr("Reminders"), _reminders()),
        Group("messages", tr("Messages"), _messages(), per_centre=False),
        Group("mail", tr("Mail server"), _mail(), tr("email, SMTP"), per_centre=False),
    )


def _reminders() -> tuple[Words, ...]:
    return (
        Words(
            "first_reminder_hours",
            tr("First reminder"),
            tr("So long before a visit the patient is reminded of it; 0 for no such reminder."),
            unit=tr("hours"),
        ),
        Words(
            "second_reminder_hours",
            tr("Second reminder"),
            tr("So long before a visit the patient is reminded once more; 0 for no such reminder."),
            unit=tr("hours"),
        ),
    )


def _messages() -> tuple[Words, ...]:
    return (
        Words(
            "message_hold_seconds",
            tr("Time before a message leaves"),
            tr("What is undone in this time is told to nobody."),
            unit=tr("s"),
        ),
    )


def _mail() -> tuple[Words, ...]:
    return (
        Words(
            "mail_from",
            tr("Sender"),
            tr("The address that patients see and answer to."),
            Kind.LONG_TEXT,
        ),
        Words(
            "mail_host",
            tr("Server"),
            tr("The name of the provider's server for outgoing mail (SMTP). Without one no message leaves."),
            Kind.LONG_TEXT,
        ),
        Words(
            "mail_security",
            tr("Encryption"),
            tr("STARTTLS goes with port 587, TLS with 465. Without encryption no password is sent."),
            Kind.SECURITY,
        ),
        Words("mail_port", tr("Port"), tr("Mostly 587 or 465.")),
        Words(
            "mail_user",
            tr("User"),
            tr("Mostly the same as the sender. Leave it empty where the server wants no login."),
            Kind.LONG_TEXT,
        ),
    )
