"""The history of a visit: each step with when, who, at which desk and why."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod, Urgency
from clinic_desktop.domain.money import Money
from clinic_desktop.domain.scheduling import WhyNot
from clinic_desktop.services.appointments.detail_views import HistoryRow
from clinic_desktop.services.appointments.money_history import DISCOUNT, PAY, PAY_BACK
from clinic_desktop.ui.appointments.wait_words import urgency_word
from clinic_desktop.ui.billing.words import method_word
from clinic_desktop.ui.formats import isolated, minutes_text, money_text, time_text, weekday_date
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.ui.why_words import passed_over_text
from clinic_desktop.ui.words import state_word


def _tr(text: str) -> str:
    return QCoreApplication.translate("VisitHistory", text)


def deed_text(row: HistoryRow, zone: tzinfo, locale: QLocale) -> str:
    """What was done, in words."""
    words = {
        "book": _tr("Booked"),
        "walk_in": _tr("Walked in"),
        "reschedule": _tr("Moved"),
        "keep_outside_hours": _tr("Kept, though outside the doctor's hours now"),
        "change_length": _tr("Made longer or shorter"),
        "confirm": _tr("Approved"),
        "reject": _tr("Turned down"),
        "cancel": _tr("Cancelled"),
        "check_in": _tr("Arrived"),
        "call_in": _tr("Called in"),
        "hold": _tr("Set aside"),
        "skip": _tr("Moved behind the others"),
        "back_to_queue": _tr("Back in the queue"),
        "set_urgency": _tr("More or less urgent"),
        "start": _tr("Visit began"),
        "complete": _tr("Completed"),
        "no_show": _tr("Did not come"),
        "undo": _tr("Taken back"),
        "set_room": _tr("Another room"),
        "expire": _tr("Not paid in time"),
    }
    if row.action in (PAY, PAY_BACK, DISCOUNT):
        return _money_text(row.action, row.detail, locale)
    if row.action == "confirm" and row.detail.get("paid"):
        return _tr("Paid, and so confirmed")
    text = words.get(row.action) or _tr("Now {state}").format(state=state_word(row.to_state))
    moved = _moved_text(row.detail.get("starts_at"), zone, locale)
    return joined(
        text,
        moved,
        _names_text(row.detail.get("practitioner_name")),
        _tr("another centre") if row.detail.get("location_id") else "",
        _length_text(row.detail.get("minutes"), locale),
        _names_text(row.detail.get("room")),
        _urgency_text(row.detail.get("urgency")),
        _passed_over_text(row.detail.get("passed_over")),
    )


def _money_text(action: str, detail: Mapping[str, object], locale: QLocale) -> str:
    """What was paid and how, paid back, or taken off the price."""
    amount = money_text(Money(int(str(detail["amount_minor"])), str(detail["currency"])), locale)
    if action == DISCOUNT:
        return _tr("{amount} discount").format(amount=amount)
    if action == PAY_BACK:
        return _tr("{amount} paid back").format(amount=amount)
    method = method_word(PaymentMethod(str(detail["method"])))
    return joined(_tr("{amount} paid").format(amount=amount), method)


def _urgency_text(change: object) -> str:
    """How urgent instead of how urgent."""
    if not isinstance(change, list) or len(change) != 2:
        return ""
    before, after = (urgency_word(Urgency(value)) for value in change)
    return _tr("{before} → {after}").format(before=before, after=after)


def _passed_over_text(codes: object) -> str:
    """The rules that somebody who may did not mind."""
    if not isinstance(codes, list):
        return ""
    return passed_over_text(tuple(WhyNot(code) for code in codes))


def _length_text(change: object, locale: QLocale) -> str:
    """How long instead of how long."""
    if not isinstance(change, list) or len(change) != 2:
        return ""
    before, after = (minutes_text(int(value), locale) for value in change)
    return _tr("{before} → {after}").format(before=before, after=after)


def _names_text(change: object) -> str:
    """Which room or doctor instead of which."""
    if not isinstance(change, list) or len(change) != 2:
        return ""
    before, after = (isolated(str(name)) if name else "–" for name in change)
    return _tr("{before} → {after}").format(before=before, after=after)


def _moved_text(change: object, zone: tzinfo, locale: QLocale) -> str:
    if not isinstance(change, list) or len(change) != 2:
        return ""
    try:
        before, after = (datetime.fromisoformat(str(value)).astimezone(zone) for value in change)
    except ValueError:
        return ""
    text = _tr("from {before} to {after}")
    return text.format(before=_moment(before, locale), after=_moment(after, locale))


def _moment(moment: datetime, locale: QLocale) -> str:
    return f"{weekday_date(moment.date(), locale)} {time_text(moment, locale)}"


class VisitHistory(QWidget):
    """The latest step first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[HistoryRow, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(Space.S)

    def show_history(self, rows: tuple[HistoryRow, ...], zone: tzinfo, locale: QLocale) -> None:
        """Shows the steps."""
        if rows == self._shown:
            return
        self._shown = rows
        empty(self._rows)
        for row in reversed(rows):
            self._rows.addWidget(self._made(row, zone, locale))

    def _made(self, row: HistoryRow, zone: tzinfo, locale: QLocale) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(PlainLabel(self._theme, deed_text(row, zone, locale), role="body", wrap=True, parent=box))
        who = isolated(row.actor_name) if row.actor_name else _tr("the program")
        when = _moment(row.at.astimezone(zone), locale)
        column.addWidget(PlainLabel(self._theme, joined(when, who, row.desk), role="caption", parent=box))
        if row.reason:
            column.addWidget(PlainLabel(self._theme, row.reason, role="caption", wrap=True, parent=box))
        box.show()
        return box
