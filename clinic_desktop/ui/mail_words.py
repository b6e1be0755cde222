"""Why a message was not sent, and why a mail server refused: the words behind the codes."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

_CONTEXT = "MessageProblems"

MESSAGE_PROBLEMS: dict[str, object] = {
    # What became of a message
    "no_address": QT_TRANSLATE_NOOP(
        "MessageProblems", "The patient has no email address. Tell them by telephone, or enter one and send it again."
    ),
    "taken_back": QT_TRANSLATE_NOOP(
        "MessageProblems", "It was taken back before it left, or something newer replaced it."
    ),
    "too_late": QT_TRANSLATE_NOOP("MessageProblems", "The time that it is about was over before it could leave."),
    "overtaken": QT_TRANSLATE_NOOP("MessageProblems", "The visit or its payment changed before it left."),
    "paper": QT_TRANSLATE_NOOP("MessageProblems", "The paper that goes with it could not be made. It is tried again."),
    "unknown": QT_TRANSLATE_NOOP(
        "MessageProblems",
        "The connection broke in the middle, so nobody knows whether it arrived. Ask the patient, or send it again.",
    ),
    # What this desk lacks
    "no_host": QT_TRANSLATE_NOOP("MessageProblems", "No mail server is entered in the settings."),
    "no_sender": QT_TRANSLATE_NOOP("MessageProblems", "No address to send from is entered in the settings."),
    "no_password": QT_TRANSLATE_NOOP("MessageProblems", "This computer has no password for the mail account."),
    # What the connection ran into
    "name": QT_TRANSLATE_NOOP(
        "MessageProblems", "There is no mail server of this name, or this computer is not connected to the internet."
    ),
    "unreachable": QT_TRANSLATE_NOOP(
        "MessageProblems",
        "The mail server does not answer at this port. Check the port, and whether a firewall is between.",
    ),
    "timeout": QT_TRANSLATE_NOOP("MessageProblems", "The mail server answered too slowly. It is tried again."),
    "closed": QT_TRANSLATE_NOOP(
        "MessageProblems",
        "The mail server closed the connection. Check whether port and encryption belong together: 587 with STARTTLS,"
        " 465 with TLS.",
    ),
    "protocol": QT_TRANSLATE_NOOP(
        "MessageProblems", "What answers there is not a mail server, or it speaks strangely."
    ),
    "no_encryption": QT_TRANSLATE_NOOP(
        "MessageProblems",
        "The mail server does not encrypt in this way. Check whether port and encryption belong together: 587 with"
        " STARTTLS, 465 with TLS.",
    ),
    "certificate": QT_TRANSLATE_NOOP(
        "MessageProblems",
        "The mail server's certificate is not trusted, or is for another name. Nothing was sent to it, not even the"
        " password.",
    ),
    "no_login": QT_TRANSLATE_NOOP(
        "MessageProblems", "The mail server takes no login here. Leave the user empty, or choose another port."
    ),
    "insecure_login": QT_TRANSLATE_NOOP(
        "MessageProblems", "A password is not sent without encryption. Choose STARTTLS or TLS."
    ),
    "login": QT_TRANSLATE_NOOP(
        "MessageProblems",
        "The mail server refuses the user or the password. Many providers want a password made for programs (an app"
        " password).",
    ),
    "busy": QT_TRANSLATE_NOOP("MessageProblems", "The mail server is busy. It is tried again."),
    # What it said to the letter
    "sender": QT_TRANSLATE_NOOP("MessageProblems", "The mail server does not let this account send from this address."),
    "recipient": QT_TRANSLATE_NOOP("MessageProblems", "The mail server says that there is no such address."),
    "greylisted": QT_TRANSLATE_NOOP(
        "MessageProblems", "The patient's mail server asks to come back later. It is tried again."
    ),
    "content": QT_TRANSLATE_NOOP("MessageProblems", "The mail server refuses the letter, perhaps as spam."),
    "address": QT_TRANSLATE_NOOP("MessageProblems", "This is not an email address that can be written to."),
}


def message_problem(code: str) -> str:
    """Why a message did not arrive, in plain words; empty where nothing is wrong."""
    if not code:
        return ""
    text = MESSAGE_PROBLEMS.get(code)
    if text is None:
        return QCoreApplication.translate(_CONTEXT, "It could not be sent.")
    return QCoreApplication.translate(_CONTEXT, str(text))


def waits_words() -> str:
    """What became of a message that was written where the clinic has no mail server."""
    return QCoreApplication.translate(
        _CONTEXT, "Nothing was sent: the clinic has no mail server (Settings). It waits under Messages."
    )
