"""What every process of the program sets up before its work: time zones and the log."""

import logging
import threading
import zoneinfo
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

_SIZE = 1_000_000
_KEPT = 5
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

# What these say names code, never people; the messages of all others may hold what somebody typed.
_TELLING = (TypeError, AttributeError, NameError, ImportError, NotImplementedError, RuntimeError)

_log = logging.getLogger("clinic_desktop")


def prepare(data_folder: Path) -> None:
    """Sets up zones and the log. A folder that cannot be written to leaves the program without a log only."""
    use_packaged_zones()
    start_log(data_folder / "logs")
    threading.excepthook = _on_thread_error


def use_packaged_zones() -> None:
    """Takes time zones from the package tzdata only: systems carry stale ones, some wrong by an hour today."""
    zoneinfo.reset_tzpath(to=[])


def start_log(folder: Path) -> None:
    """Writes ``combined.log`` and ``error.log`` into the folder, each kept in six files of at most a megabyte."""
    stop_log()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers = [_file(folder / "combined.log", logging.INFO), _file(folder / "error.log", logging.ERROR)]
    except OSError:
        return
    _log.setLevel(logging.INFO)
    _log.propagate = False
    for handler in handlers:
        _log.addHandler(handler)


def stop_log() -> None:
    """Closes the log's files."""
    for handler in tuple(_log.handlers):
        _log.removeHandler(handler)
        handler.close()


def log_bug(error: BaseException) -> str:
    """Writes the traceback of something unexpected, and gives the reference under which it is found."""
    import secrets

    reference = "".join(secrets.choice(_LETTERS) for _ in range(4)) + f"-{secrets.randbelow(10_000):04}"
    _log.error("SYS_001 reference %s", reference, exc_info=error)
    return reference


class DiscreetFormatter(logging.Formatter):
    """Tracebacks with their lines, but without the messages of errors that may hold personal data."""

    def formatException(self, error: Any) -> str:  # noqa: N802 (the name is logging's)
        _kind, raised, trace = error
        return "\n".join(_told(raised, trace)) if isinstance(raised, BaseException) else ""


class _PatientFile(RotatingFileHandler):
    """A file that may come back: where it cannot be written to, the line is lost and nothing else happens."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is logging's)
        """Says nothing; logging's own way writes a traceback onto the screen of whoever started the program."""


def _told(error: BaseException, trace: TracebackType | None) -> list[str]:
    import traceback

    lines = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        lines += [*_told(cause, cause.__traceback__), "— which led to —"]
    lines += [line.rstrip() for line in traceback.format_tb(trace)]
    message = f": {error}" if isinstance(error, _TELLING) else ""
    return [*lines, f"{type(error).__module__}.{type(error).__qualname__}{message}"]


def _file(path: Path, level: int) -> RotatingFileHandler:
    handler = _PatientFile(path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setLevel(level)
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


def _on_thread_error(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        log_bug(arguments.exc_value)
