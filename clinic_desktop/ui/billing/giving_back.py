"""The question before an undo that gives money back: Ctrl+Z works from every page, and pays nobody unasked."""

from collections.abc import Callable

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.ui.billing.words import tr
from clinic_desktop.ui.formats import money_text
from clinic_desktop.ui.kit.dialog import ask
from clinic_desktop.ui.theme.theme import Theme


def ask_giving_back(
    theme: Theme, parent: QWidget, locale: QLocale, question: str, back: Money, go_on: Callable[[], None]
) -> None:
    """Asks ``question`` and says how much goes back; Enter and Escape leave everything as it is."""
    amount = money_text(back, locale)
    detail = tr("{amount} has been paid and goes back to the patient, with a credit note.").format(amount=amount)
    asked = ask(
        theme,
        parent.window(),
        question,
        detail,
        tr("Keep it"),
        tr("Give {amount} back").format(amount=amount),
    )
    asked.acted.connect(go_on)
