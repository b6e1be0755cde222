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
    theme: Theme, parent: QWidget, locale: QLocale, question: str, back: Money | None, go_on: Callable[[], None]
) -> None:
    """Asks ``question`` and says how much goes back, where the person may know it; Enter and Escape leave everything as
    it is."""
    detail = tr("The visit has been paid. The money goes back to the patient, with a credit note.")
    act = tr("Give the money back")
    if back is not None:
        amount = money_text(back, locale)
        detail = tr("{amount} has been paid and goes back to the patient, with a credit note.").format(amount=amount)
        act = tr("Give {amount} back").format(amount=amount)
    ask(theme, parent.window(), question, detail, tr("Keep it"), act).acted.connect(go_on)
