"""The words of the till."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import TillMovementKind
from clinic_desktop.domain.money import Money
from clinic_desktop.services.till.values import TillMovementView
from clinic_desktop.ui.formats import money_text

KIND_ICONS = {
    TillMovementKind.PAY_IN: "plus",
    TillMovementKind.PAY_OUT: "minus",
    TillMovementKind.BANKED: "building-2",
}


def tr(text: str) -> str:
    """A text of the till in the program's language."""
    return QCoreApplication.translate("Till", text)


def kind_word(kind: TillMovementKind) -> str:
    """What was done with the cash."""
    words = {
        TillMovementKind.PAY_IN: tr("Put in"),
        TillMovementKind.PAY_OUT: tr("Taken out"),
        TillMovementKind.BANKED: tr("To the bank or safe"),
    }
    return words[kind]


def moved_word(movement: TillMovementView) -> str:
    """What was done with the cash, or that it was taken back."""
    word = kind_word(movement.kind)
    return tr("{what}: taken back").format(what=word) if movement.takes_back else word


def desk_word(desk: str) -> str:
    """The desk's name, or what stands for none."""
    return desk or tr("No desk (online)")


def difference_text(difference: Money | None, locale: QLocale) -> str:
    """What is too much or too little, in words and with its sign."""
    if difference is None:
        return tr("not counted")
    if not difference:
        return tr("as expected")
    amount = money_text(Money(abs(difference.minor), difference.currency), locale)
    pattern = tr("{amount} too much") if difference.minor > 0 else tr("{amount} missing")
    return pattern.format(amount=amount)


def difference_look(difference: Money | None) -> str:
    """How that is shown: good, a warning, or quiet."""
    if difference is None:
        return "caption"
    return "warning" if difference else "good"
