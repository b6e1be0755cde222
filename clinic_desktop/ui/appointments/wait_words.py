"""Words about waiting: how urgent a visit is, and how far the waits that patients were told were from the real ones."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import Urgency
from clinic_desktop.domain.waits import WaitError
from clinic_desktop.ui.formats import minutes_text


def accuracy_words(error: WaitError | None, locale: QLocale) -> str:
    """One sentence with how many patients it is of; empty where that is not known."""
    if error is None:
        return ""
    if error.median is None or error.percentile_90 is None:
        return _tr("Nobody has been called yet whose wait was estimated.")
    text = QCoreApplication.translate(
        "WaitWords",
        "Waits told to %Ln patients in the last 30 days: half were right within {median}, nine in ten within {most}",
        "",
        error.count,
    )
    return text.format(median=minutes_text(error.median, locale), most=minutes_text(error.percentile_90, locale))


def urgency_word(urgency: Urgency) -> str:
    """How urgent a visit is, inside a sentence."""
    words = {Urgency.ROUTINE: _tr("routine"), Urgency.PRIORITY: _tr("priority"), Urgency.EMERGENCY: _tr("emergency")}
    return words[urgency]


def _tr(text: str) -> str:
    return QCoreApplication.translate("WaitWords", text)
