"""The words of payment links: how one stands, why none can be made and where that is mended."""

from datetime import datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import LinkEnd, LinkState
from clinic_desktop.domain.gateways import PASSING
from clinic_desktop.services.checkout.values import LinkView, NoLink
from clinic_desktop.ui.billing.words import pay_problem, tr
from clinic_desktop.ui.formats import minutes_text, own_digits, time_text
from clinic_desktop.ui.gateway_words import gateway_problem, gateway_text
from clinic_desktop.viewmodels.billing.link_pay_state import LinkPayState

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_JUST = 2


def no_link_words(problem: str, gateway: str | None) -> str:
    """Why no link can be made now, and where that is mended, by ``LinkPayState.problem``; empty where one can."""
    name = gateway_text(gateway) if gateway else tr("the gateway")
    words = {
        NoLink.NO_GATEWAY: tr("Online payments are not set up here. An admin chooses a gateway in Settings, Payments."),
        NoLink.NO_KEY: tr("This computer has no key for {gateway}. An admin enters it in Settings, Payments."),
        NoLink.NOTHING_DUE: tr("There is nothing left to pay."),
        NoLink.NOT_OWED: tr("Nothing is owed for this visit: it was called off, or nobody came."),
        NoLink.WINDOW_OVER: tr("The time to pay for this booking is over. Book it again."),
        NoLink.TOO_SMALL: tr("This is less than {gateway} takes. Take it at the desk."),
        "offline": tr("There is no connection to {gateway}. Cash, card and UPI work without it."),
    }
    text = words.get(problem)
    return text.format(gateway=name) if text is not None else pay_problem(problem)


def state_title(link: LinkView, locale: QLocale, zone: tzinfo) -> str:
    """How a link stands, in a word or two."""
    if link.state is LinkState.ENDED and link.end_reason is not None:
        return ended_words(link.end_reason)
    if link.state is LinkState.PAID and link.end_reason is not None:
        return tr("Paid after it was ended")
    words = {
        LinkState.REQUESTED: tr("Being made"),
        LinkState.OPEN: tr("Waiting for payment"),
        LinkState.PROCESSING: tr("Being confirmed by the bank"),
        LinkState.ENDING: tr("Being ended"),
        LinkState.PAID: tr("Paid"),
        LinkState.PART_PAID: tr("Paid in part"),
        LinkState.ENDED: tr("Ended"),
        LinkState.FAILED: tr("Could not be made"),
    }
    return words[link.state]


def ended_words(reason: LinkEnd) -> str:
    """Why a link ended."""
    words = {
        LinkEnd.WINDOW: tr("Ended: not paid in time"),
        LinkEnd.CANCELLED: tr("Ended by hand"),
        LinkEnd.REPLACED: tr("Ended: a new one was made"),
        LinkEnd.PAID_OTHERWISE: tr("Ended: paid another way"),
        LinkEnd.APPOINTMENT: tr("Ended: the visit was called off or moved"),
        LinkEnd.AT_GATEWAY: tr("Ended at the gateway"),
    }
    return words[reason]


def answer_words(link: LinkView, now: datetime) -> str:
    """When the gateway answered last, and what was wrong where it did not. ``now`` is the time of all desks."""
    if link.problem in PASSING:
        silent = tr("no answer from {gateway}; it is asked on")
        if link.asked_at is not None:
            silent = tr("no answer from {gateway}; the last {ago}")
        return silent.format(gateway=gateway_text(link.gateway), ago=ago_words(now - (link.asked_at or now)))
    if link.problem:
        said = gateway_problem(link.gateway, link.problem)
        return said if link.asked_at is None else tr("{problem} Last answer {ago}.").format(
            problem=said, ago=ago_words(now - link.asked_at)
        )  # fmt: skip
    return tr("asked {ago}").format(ago=ago_words(now - link.asked_at)) if link.asked_at is not None else ""


def live_words(state: LinkPayState, clock: datetime, locale: QLocale, zone: tzinfo) -> str:
    """How the link that is followed stands, as the dock says it while somebody waits."""
    link = state.link
    if link is None:
        return ""
    if state.silent:
        return tr("No answer from {gateway}; we keep asking").format(gateway=gateway_text(link.gateway))
    if link.state is LinkState.OPEN:
        if link.asked_at is None:
            return tr("Waiting for payment…")
        return tr("Waiting for payment… asked {ago}").format(ago=ago_words(state.now(clock) - link.asked_at))
    if link.state is LinkState.REQUESTED:
        return tr("Asking {gateway} for the page…").format(gateway=gateway_text(link.gateway))
    if link.state in (LinkState.PAID, LinkState.PART_PAID):
        return paid_words(state, locale, zone)
    if link.state is LinkState.FAILED:
        return gateway_problem(link.gateway, link.problem) or state_title(link, locale, zone)
    return state_title(link, locale, zone)


def paid_words(state: LinkPayState, locale: QLocale, zone: tzinfo) -> str:
    """When it was paid, with the receipt's number."""
    payment = state.paid_by
    if payment is None:
        return tr("Paid")
    time = time_text(payment.paid_at.astimezone(zone), locale)
    return tr("Paid {time} · receipt {number}").format(time=time, number=payment.receipt_number)


def ago_words(past: timedelta) -> str:
    """How long ago, in the one unit that matters."""
    seconds = max(int(past.total_seconds()), 0)
    if seconds < _JUST:
        return tr("just now")
    if seconds < _MINUTE:
        return tr("{seconds} s ago").format(seconds=QLocale().toString(seconds))
    if seconds < _HOUR:
        return tr("{minutes} min ago").format(minutes=QLocale().toString(seconds // _MINUTE))
    if seconds < 2 * _DAY:
        return tr("{hours} h ago").format(hours=QLocale().toString(seconds // _HOUR))
    return QCoreApplication.translate("Billing", "%Ln days ago", "", seconds // _DAY)


def left_words(left: timedelta, locale: QLocale) -> str:
    """How long a link can still be paid: to the second in the last ten minutes, and to the nearest day where it is
    days: a link of three days has them from its first second on."""
    seconds = int(left.total_seconds())
    if seconds <= 0:
        return tr("the time to pay is over")
    if seconds < 10 * _MINUTE:
        clock = own_digits(f"{seconds // _MINUTE}:{seconds % _MINUTE:02d}", locale)
        return tr("{time} left to pay").format(time=clock)
    if seconds >= 2 * _DAY - _HOUR:
        return QCoreApplication.translate("Billing", "%Ln days left to pay", "", (seconds + _DAY // 2) // _DAY)
    return tr("{time} left to pay").format(time=minutes_text(-(-seconds // _MINUTE), locale))


def hand_text(link: LinkView, clinic: str, amount: str) -> str:
    """What a desk sends by hand, from a phone of its own: no reason of the visit, no doctor."""
    return tr("{clinic}: please pay {amount} here: {address}").format(clinic=clinic, amount=amount, address=link.url)
