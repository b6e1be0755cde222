"""The words of the patient's own pages: plain, and without the clinic's jargon."""

from datetime import date, datetime, timedelta, tzinfo

from PySide6.QtCore import QCoreApplication, QLocale

from clinic_desktop.domain.codes import AppointmentState, PaymentMethod, RefundState
from clinic_desktop.services.billing.refund_listing import RefundRow
from clinic_desktop.ui.formats import date_text, money_text, own_digits, short_date, time_text, weekday_date

_BANKS_TAKE = timedelta(days=14)
"""Ten working days at most, as gateways say."""


def tr(text: str) -> str:
    """A text of the patient's pages in the program's language."""
    return QCoreApplication.translate("SelfService", text)


def when_text(moment: datetime, today: date, locale: QLocale) -> str:
    """A start near to today: "Today 12:15", "Tomorrow 9:00", "Thu 26 Nov 9:00". ``moment`` is local already."""
    clock = time_text(moment, locale)
    if moment.date() == today:
        return tr("Today {time}").format(time=clock)
    if moment.date() == today + timedelta(days=1):
        return tr("Tomorrow {time}").format(time=clock)
    if moment.year != today.year:
        return tr("{day} {time}").format(day=short_date(moment.date(), locale), time=clock)
    return tr("{day} {time}").format(day=weekday_date(moment.date(), locale), time=clock)


def whole_when(moment: datetime, locale: QLocale) -> str:
    """A start in full words: "Thursday, 26 November 2026, 9:00"."""
    return tr("{day}, {time}").format(day=date_text(moment.date(), locale), time=time_text(moment, locale))


def pay_word(until: datetime, online: bool, locale: QLocale) -> str:
    """That a booking waits for its payment, and how long."""
    pattern = tr("Pay until {time}") if online else tr("Pay at the desk until {time}")
    return pattern.format(time=time_text(until, locale))


def held_words(left: timedelta, locale: QLocale) -> str:
    """What is held for somebody who has not paid yet, and how long."""
    seconds = max(int(left.total_seconds()), 0)
    if not seconds:
        return tr("The time to pay is over. The visit may be given to somebody else.")
    clock = own_digits(f"{seconds // 60}:{seconds % 60:02d}", locale)
    return tr("This time is held for you until it is paid: {clock} left. Then it is free for others.").format(
        clock=clock
    )


def way_text(method: PaymentMethod) -> str:
    """How somebody paid, as they say it."""
    return {
        PaymentMethod.CASH: tr("in cash"),
        PaymentMethod.CARD: tr("by card at the desk"),
        PaymentMethod.UPI: tr("by UPI at the desk"),
        PaymentMethod.BANK_TRANSFER: tr("by bank transfer"),
        PaymentMethod.LINK: tr("online"),
    }[method]


def back_way(method: PaymentMethod) -> str:
    """By which way money goes back that was paid that way, and when."""
    return {
        PaymentMethod.CASH: tr("You get the cash at the desk."),
        PaymentMethod.CARD: tr("It goes back to your card at the desk. Bring the card."),
        PaymentMethod.UPI: tr("The clinic sends it to the UPI account that you paid from."),
        PaymentMethod.BANK_TRANSFER: tr("The clinic sends it to your bank account."),
        PaymentMethod.LINK: tr("It goes back by itself to the card or account that you paid with, in 5 to 10 days."),
    }[method]


def refund_words(refund: RefundRow, now: datetime, zone: tzinfo, locale: QLocale) -> str:
    """Where money is that goes back, and whether it can have arrived; empty where none does."""
    amount = money_text(refund.amount, locale)
    if refund.state is RefundState.DONE:
        done_at = refund.done_at or refund.created_at
        pattern = tr("{amount} paid back on {day}.")
        if refund.method is PaymentMethod.CASH:
            pattern = tr("{amount} paid back on {day}, in cash.")
        elif now - done_at < _BANKS_TAKE:
            pattern = tr("{amount} paid back on {day}. Until you see it, your bank may take 5 to 10 days.")
        day = weekday_date(done_at.astimezone(zone).date(), locale)
        return pattern.format(amount=amount, day=day)
    patterns = {
        RefundState.REQUESTED: tr("{amount} to be paid back: the clinic looks at it"),
        RefundState.SENT: tr("{amount} is on its way to you: your bank may take 5 to 10 days"),
        RefundState.FAILED: tr("{amount} could not be paid back this way: the clinic finds another"),
    }
    if refund.state is RefundState.OWED:
        going = refund.method is PaymentMethod.LINK
        pattern = tr("{amount} is being paid back. {how}") if going else tr("{amount} to be paid back. {how}")
        return pattern.format(amount=amount, how=back_way(refund.method))
    pattern = patterns.get(refund.state, "")
    return pattern.format(amount=amount)


def state_word(state: AppointmentState) -> str:
    """How a visit stands, as its patient says it."""
    return {
        AppointmentState.PENDING: tr("Waiting for the clinic"),
        AppointmentState.CONFIRMED: tr("Booked"),
        AppointmentState.CHECKED_IN: tr("You are in the waiting room"),
        AppointmentState.IN_PROGRESS: tr("With the doctor"),
        AppointmentState.COMPLETED: tr("Done"),
        AppointmentState.NO_SHOW: tr("Missed"),
        AppointmentState.CANCELLED: tr("Cancelled"),
        AppointmentState.REJECTED: tr("Not possible"),
    }[state]
