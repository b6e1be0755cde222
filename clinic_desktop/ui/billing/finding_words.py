"""The words of what a person has to look at about money: what it is, what it means, and what was done about it."""

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import FindingKind
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.finding_values import AGREES, ComparedCurrency, FindingChoice, FindingRow
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.gateway_words import gateway_text

_K, _C = FindingKind, FindingChoice


def tr(text: str) -> str:
    """A text about findings in the program's language."""
    return QCoreApplication.translate("Findings", text)


def plural(text: str, count: int) -> str:
    """A text with a number of things in the program's language."""
    return QCoreApplication.translate("Findings", text, "", count)


def kind_word(kind: FindingKind) -> str:
    """What was found, in a few words."""
    words = {
        _K.PAID_LATE: tr("Paid too late"),
        _K.PAID_TWICE: tr("Paid twice"),
        _K.OTHER_AMOUNT: tr("Another amount"),
        _K.OTHER_CURRENCY: tr("Another currency"),
        _K.REFUNDED_ELSEWHERE: tr("Refunded elsewhere"),
        _K.REFUND_FAILED: tr("Refund failed"),
        _K.ONLY_OURS: tr("Only in our books"),
        _K.ONLY_THEIRS: tr("Only at the gateway"),
        _K.AMOUNT_DIFFERS: tr("Amounts differ"),
        _K.STATE_DIFFERS: tr("Not paid at the gateway"),
        _K.REFUND_DIFFERS: tr("Refunds differ"),
        _K.UNKNOWN_EVENT: tr("Unknown notice"),
    }
    return words[kind]


_LOOKS = {
    _K.PAID_LATE: ("clock-alert", "warn"),
    _K.PAID_TWICE: ("copy", "warn"),
    _K.OTHER_AMOUNT: ("hand", "warn"),
    _K.OTHER_CURRENCY: ("hand", "warn"),
    _K.REFUNDED_ELSEWHERE: ("undo-2", "info"),
    _K.REFUND_FAILED: ("triangle-alert", "danger"),
    _K.ONLY_OURS: ("circle-help", "danger"),
    _K.ONLY_THEIRS: ("circle-help", "danger"),
    _K.AMOUNT_DIFFERS: ("triangle-alert", "danger"),
    _K.STATE_DIFFERS: ("triangle-alert", "danger"),
    _K.REFUND_DIFFERS: ("triangle-alert", "warn"),
    _K.UNKNOWN_EVENT: ("circle-help", "info"),
}


def kind_look(kind: FindingKind) -> tuple[str, str]:
    """The icon of a kind, and its tone."""
    return _LOOKS[kind]


def meaning(row: FindingRow, locale: QLocale) -> str:
    """What happened and what it means, in plain words."""
    texts = {
        _K.PAID_LATE: tr("{theirs} came when the time was gone and somebody else had it. It goes back by itself."),
        _K.PAID_TWICE: tr("{theirs} came although nothing was due any more. What is too much goes back by itself."),
        _K.OTHER_AMOUNT: tr(
            "{theirs} came by {gateway}, but {ours} was asked for. The money is held: it pays nothing until somebody"
            " accepts it or gives it back."
        ),
        _K.OTHER_CURRENCY: tr(
            "{theirs} came by {gateway} in another currency than was asked for. The money is held until it is given"
            " back."
        ),
        _K.REFUNDED_ELSEWHERE: tr(
            "Somebody gave {theirs} back at {gateway} itself, not in this program. Our books have it now; what we had"
            " not sent yet gave way to it."
        ),
        _K.REFUND_FAILED: tr("{ours} did not arrive: the bank or {gateway} would not take it. It is owed again."),
        _K.ONLY_OURS: tr("Our books have {ours} from {gateway}, and {gateway} knows nothing of it."),
        _K.ONLY_THEIRS: tr("{gateway} has taken {theirs} that our books do not have."),
        _K.AMOUNT_DIFFERS: tr("Our books have {ours}, {gateway} has {theirs} for the same payment."),
        _K.STATE_DIFFERS: tr("Our books have {ours} as paid, and {gateway} says that it was not."),
        _K.REFUND_DIFFERS: _refund_text(row),
        _K.UNKNOWN_EVENT: tr("{gateway} told us of something that belongs to nothing in our books."),
    }
    gateway = gateway_text(row.gateway) if row.gateway is not None else tr("the gateway")
    return texts[row.kind].format(
        ours=_amount(row.ours, locale), theirs=_amount(row.theirs, locale), gateway=isolated(gateway)
    )


def _refund_text(row: FindingRow) -> str:
    if row.ours is None:
        return tr("{gateway} has given {theirs} back that our books do not have.")
    if row.theirs is None:
        return tr("Our books have given {ours} back, and {gateway} knows nothing of it.")
    return tr("Of the same refund our books have {ours}, and {gateway} has {theirs}.")


def _amount(money: Money | None, locale: QLocale) -> str:
    return tr("nothing") if money is None else money_text(money, locale)


def advice(row: FindingRow, locale: QLocale) -> str:
    """What a person can do about it; empty where it is only to be known."""
    if _C.ACCEPT in row.choices and row.due is not None and row.theirs is not None:
        due = money_text(row.due, locale)
        if row.due < row.theirs:
            more = money_text(row.theirs - row.due, locale)
            return tr("{due} is due. If you accept it, {more} goes back.").format(due=due, more=more)
        return tr("{due} is due. If you accept it, it pays that or a part of it.").format(due=due)
    if row.choices == (_C.GIVE_BACK,):
        return tr("Its visit cannot take it, so it can only go back.")
    if _C.SEND_AGAIN in row.choices:
        return tr("Send it again, or let the desk hand it back another way.")
    if _C.ATTACH in row.choices:
        return tr("It carries no number of ours. If you know which visit it is for, attach it.")
    if _C.LOOK in row.choices:
        return tr("Ask the gateway now, and our books take over what it says.")
    if row.choices:
        return tr("Nothing is to be done but to know it. Say in a few words why it is all right.")
    return ""


def resolution_word(code: str) -> str:
    """What was done about it."""
    words = {
        _C.ACCEPT: tr("Accepted"),
        _C.GIVE_BACK: tr("Given back"),
        _C.SEND_AGAIN: tr("Sent again"),
        _C.ANOTHER_WAY: tr("Handed back another way"),
        _C.ATTACH: tr("Attached to a visit"),
        _C.LOOK: tr("Taken over from the gateway"),
        _C.SEEN: tr("Seen"),
        AGREES: tr("Agrees by now"),
    }
    return words.get(code, "")


def compared_text(sums: ComparedCurrency, locale: QLocale) -> str:
    """The sums of both sides in one currency."""

    def money(amount: Money) -> str:
        return money_text(amount, locale)

    return tr("Came in: {ours} here, {theirs} there. Went back: {our_back} here, {their_back} there.").format(
        ours=money(sums.ours_paid),
        theirs=money(sums.theirs_paid),
        our_back=money(sums.ours_refunded),
        their_back=money(sums.theirs_refunded),
    )
