"""Says in words what was refused: the only place that turns refusals and problem codes into translated sentences."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from clinic_desktop.domain import errors
from clinic_desktop.domain.errors import PrintFailed, Refused
from clinic_desktop.domain.tables import FileNotWritten
from clinic_desktop.ui.formats import isolated, time_text
from clinic_desktop.ui.gateway_words import gateway_problem
from clinic_desktop.ui.mail_words import message_problem
from clinic_desktop.ui.reasons import PERMISSIONS, PROBLEMS, SLOT_REASONS, STATES, STEPS, THINGS, UNREACHABLE


def sentence(refusal: Refused, zone: tzinfo | None = None, locale: QLocale | None = None) -> str:
    """The refusal in plain words with its stable code. Times are told on the wall clock of ``zone`` (this computer's
    where none is given)."""
    return _tr("{words} ({code})").format(words=words(refusal, zone, locale), code=refusal.code)


def words(refusal: Refused, zone: tzinfo | None = None, locale: QLocale | None = None) -> str:
    """As ``sentence``, without the code: for places that show the code by itself."""
    tell = next((_WORDS[kind] for kind in type(refusal).__mro__ if kind in _WORDS), None)
    if tell is None:
        return _tr("This was refused.")
    return tell(refusal, _Clock(zone, locale or QLocale()))


def problem(code: str) -> str:
    """What is wrong with a field, in a few words to stand under it."""
    text = PROBLEMS.get(code)
    return _translated("Problems", text) if text else _tr("This cannot be saved as it is.")


class _Clock:
    """Tells instants the way the person reads them."""

    def __init__(self, zone: tzinfo | None, locale: QLocale) -> None:
        self._zone, self._locale = zone, locale

    def time(self, instant: datetime) -> str:
        return time_text(instant.astimezone(self._zone), self._locale)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Refusals", text)


def _translated(context: str, text: str) -> str:
    return QCoreApplication.translate(context, text)


def _plain(text: object) -> Callable[[Any, _Clock], str]:
    return lambda _refusal, _clock: _translated("Refusals", str(text))


def _not_allowed(refusal: errors.NotAllowed, _clock: _Clock) -> str:
    what = PERMISSIONS.get(refusal.permission)
    if what is None:
        return _tr("Your role does not permit this.")
    return _tr("Your role does not permit this: {what}.").format(what=_translated("Permissions", what))


def _too_many_tries(refusal: errors.TooManyTries, clock: _Clock) -> str:
    return _tr("Too many wrong passwords. Try again after {time}.").format(time=clock.time(refusal.until))


def _not_found(refusal: errors.NotFound, _clock: _Clock) -> str:
    if refusal.what == "own_centre":
        return _tr("Your account belongs to no centre. Ask an admin to give it one.")
    thing = THINGS.get(refusal.what)
    if thing is None:
        return _tr("This is not there any more.")
    return _tr("{thing} is not there any more.").format(thing=_translated("Things", thing))


def _step(refusal: errors.StepNotAllowed, _clock: _Clock) -> str:
    state, step = STATES.get(refusal.state), STEPS.get(refusal.step)
    if state is None or step is None:
        return _tr("The visit is no longer in a state that permits this.")
    return _tr("The visit is {state}, so it cannot be {step}.").format(
        state=_translated("States", state), step=_translated("Steps", step)
    )


def _slot(refusal: errors.SlotTaken, clock: _Clock) -> str:
    if refusal.by_name:
        taken = {"name": isolated(refusal.by_name), "time": clock.time(refusal.period.start)}
        if refusal.taken_at is None:
            return _tr("{name} took {time} first.").format(**taken)
        return _tr("{name} took {time} at {at}.").format(**taken, at=clock.time(refusal.taken_at))
    reason = _translated("SlotReasons", SLOT_REASONS.get(refusal.reason, SLOT_REASONS["taken"]))
    return _tr("{time} cannot be booked: {reason}.").format(time=clock.time(refusal.period.start), reason=reason)


def _stale(refusal: errors.StaleRecord, clock: _Clock) -> str:
    if refusal.by_name and refusal.at is not None:
        return _tr("{name} changed this at {time}. Look at it again, then save.").format(
            name=isolated(refusal.by_name), time=clock.time(refusal.at)
        )
    return _tr("Somebody else changed this in the meantime. Look at it again, then save.")


def _declined(refusal: errors.PaymentDeclined, _clock: _Clock) -> str:
    text = {
        "expired": _tr("The time to pay has run out."),
        "already_paid": _tr("This is paid already."),
        "nothing_due": _tr("There is nothing left to pay."),
    }.get(refusal.reason)
    return text or _tr("The payment did not go through. Nothing was taken.")


def _too_large(refusal: errors.FileTooLarge, _clock: _Clock) -> str:
    size = QLocale().formattedDataSize(refusal.limit_bytes, 0)
    return _tr("The file is too large; at most {size} can be taken.").format(size=size)


def _unreachable(refusal: errors.Unreachable, _clock: _Clock) -> str:
    if refusal.what == "pictures":
        if refusal.reason == "disk_full":
            return _tr("The disk is full, so the picture was not kept.")
        return _tr("The folder for pictures cannot be written to.")
    if refusal.what == "settings":
        return _tr("This holds until the program closes: the file with the settings cannot be written.")
    return _translated("Unreachable", UNREACHABLE.get(refusal.reason, UNREACHABLE["network"]))


def _invalid(refusal: errors.Invalid, _clock: _Clock) -> str:
    if len(refusal.problems) == 1:
        return problem(next(iter(refusal.problems.values())))
    return QCoreApplication.translate("Refusals", "%Ln fields need another look.", None, len(refusal.problems))


def _wording(refusal: errors.WordingRefused, _clock: _Clock) -> str:
    if refusal.problem == "unknown_field":
        return _tr("This message knows no field {field}. Choose one of those in the list.").format(
            field=isolated("{" + refusal.found + "}")
        )
    text = {
        "required": _tr("A message needs a subject and a text."),
        "too_long": _tr("The subject or the text is too long."),
        "several_lines": _tr("The subject has to be one line."),
        "open_brace": _tr("A brace stands alone: a field is written {example}.").format(example="{date}"),
        "open_bracket": _tr("Double brackets stand alone: they begin with [[ and end with ]], not one inside another."),
    }.get(refusal.problem)
    return text or problem(refusal.problem)


def _mail(refusal: errors.MailRefused, _clock: _Clock) -> str:
    return message_problem(refusal.reason)


def _gateway(refusal: errors.GatewayRefused, _clock: _Clock) -> str:
    return gateway_problem(refusal.gateway, refusal.reason, refusal.detail)


def _not_written(refusal: FileNotWritten, _clock: _Clock) -> str:
    file = isolated(refusal.path.name)
    if refusal.reason == "no_folder":
        text = _tr("{file} could not be written: that folder is not there.")
    elif refusal.reason == "not_allowed":
        text = _tr("{file} could not be written there: the folder is protected, or another program has the file open.")
    elif refusal.reason == "disk_full":
        text = _tr("{file} could not be written: the disk is full.")
    elif refusal.reason == "too_many_rows":
        text = _tr("The list is too long for one sheet. Choose a shorter period, or write {file} as CSV.")
    else:
        text = _tr("{file} could not be written. Try another folder.")
    return text.format(file=file)


def _print_failed(refusal: PrintFailed, _clock: _Clock) -> str:
    printer = isolated(refusal.printer)
    if refusal.reason == "printer_missing":
        text = _tr("The printer {printer} is not installed any more.").format(printer=printer)
    elif refusal.reason == "printer_refused":
        text = _tr("The printer {printer} took no job.").format(printer=printer)
    else:
        return _tr("The PDF could not be written.")
    if refusal.kept is None:
        return text
    return _tr("{failure} A PDF is kept: {file}").format(failure=text, file=isolated(refusal.kept.name))


_WORDS: dict[type[Refused], Callable[[Any, _Clock], str]] = {
    errors.NotSignedIn: _plain(QT_TRANSLATE_NOOP("Refusals", "Sign in first.")),
    errors.WrongCredentials: _plain(QT_TRANSLATE_NOOP("Refusals", "The login or the password is wrong.")),
    errors.SessionEnded: _plain(
        QT_TRANSLATE_NOOP("Refusals", "You have been signed out. Sign in again; what you typed is kept.")
    ),
    errors.NotAllowed: _not_allowed,
    errors.TooManyTries: _too_many_tries,
    errors.NotFound: _not_found,
    errors.EmailTaken: _plain(QT_TRANSLATE_NOOP("Refusals", "Another account has this email, username or phone.")),
    errors.PractitionerUnavailable: _plain(
        QT_TRANSLATE_NOOP("Refusals", "The doctor takes no bookings there and then.")
    ),
    errors.StepNotAllowed: _step,
    errors.SlotTaken: _slot,
    errors.StaleRecord: _stale,
    errors.PaymentDeclined: _declined,
    errors.PaymentUnverified: _plain(
        QT_TRANSLATE_NOOP("Refusals", "The payment could not be verified. It is not counted as paid.")
    ),
    errors.FileNotAllowed: _plain(
        QT_TRANSLATE_NOOP("Refusals", "This is not a picture that can be used: choose a JPEG, PNG or WebP file.")
    ),
    errors.FileTooLarge: _too_large,
    errors.FileDamaged: _plain(QT_TRANSLATE_NOOP("Refusals", "The file is damaged or not safe to open.")),
    errors.Unreachable: _unreachable,
    errors.SchemaTooNew: _plain(
        QT_TRANSLATE_NOOP(
            "Refusals", "A newer program made this database. Install the newest Clinic Desktop on this computer."
        )
    ),
    errors.Invalid: _invalid,
    errors.WordingRefused: _wording,
    errors.MailRefused: _mail,
    errors.GatewayRefused: _gateway,
    errors.Conflict: _plain(
        QT_TRANSLATE_NOOP("Refusals", "Somebody else was faster, so this was not saved. Look at it again.")
    ),
    PrintFailed: _print_failed,
    FileNotWritten: _not_written,
}
