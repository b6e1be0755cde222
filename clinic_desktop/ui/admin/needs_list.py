"""What waits for somebody: each line says what and how much, and its button leads to where it is done."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.overview.values import Need, Needed
from clinic_desktop.ui.admin.figures import whole_money
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


def _tr(text: str) -> str:
    return QCoreApplication.translate("Needs", text)


def _plural(text: str, comment: str, count: int) -> str:
    return QCoreApplication.translate("Needs", text, comment, count)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a need leads: a page, and what it is handed."""

    route: str
    arguments: dict[str, Any] = field(default_factory=dict)


def need_words(needed: Needed, locale: QLocale) -> str:
    """What is needed, with its count, and the amount or the one name that it is about."""
    count = needed.count
    text = {
        Need.REFUNDS_TO_APPROVE: _plural("%Ln refunds to approve", "", count),
        Need.MONEY_FINDINGS: _plural("%Ln findings about money", "", count),
        Need.REFUNDS_OWED: _plural("%Ln refunds to hand over", "", count),
        Need.UNFINISHED_VISITS: _plural("%Ln earlier visits not completed", "", count),
        Need.UNMARKED_VISITS: _plural("%Ln earlier visits not marked", "", count),
        Need.UNPAID_VISITS: _plural("%Ln completed visits not paid", "", count),
        Need.TO_APPROVE: _plural("%Ln bookings to approve", "", count),
        Need.NO_HOURS: _plural("%Ln doctors without hours", "", count),
        Need.TO_VERIFY: _plural("%Ln registrations to verify", "", count),
        Need.NO_REGISTRATION: _plural("%Ln doctors without a number", "", count),
    }[needed.need]
    about = " + ".join(whole_money(amount, locale) for amount in needed.amounts)
    if not about and count == 1 and needed.names:
        about = isolated(needed.names[0])
    return _tr("{what} · {about}").format(what=text, about=about) if about else text


def way_of(needed: Needed) -> Way:
    """Where somebody can do something about it."""
    first = needed.row_ids[0] if needed.row_ids else None
    since = needed.oldest.date() if needed.oldest is not None else None
    if needed.need is Need.REFUNDS_OWED:
        return Way("refunds", {"group": "owed"})
    if needed.need is Need.REFUNDS_TO_APPROVE:
        return Way("refunds", {"group": "to_approve"})
    if needed.need is Need.MONEY_FINDINGS:
        return Way("findings")
    if needed.need is Need.UNPAID_VISITS:
        return Way("payments", {"tab": "unpaid"})
    if needed.need is Need.NO_HOURS:
        return Way("hours", {"practitioner_id": first})
    if needed.need in (Need.TO_VERIFY, Need.NO_REGISTRATION):
        return Way("people", {"practitioner_id": first})
    states = {
        Need.UNFINISHED_VISITS: (AppointmentState.CHECKED_IN, AppointmentState.IN_PROGRESS),
        Need.UNMARKED_VISITS: (AppointmentState.CONFIRMED,),
        Need.TO_APPROVE: (AppointmentState.PENDING,),
    }[needed.need]
    return Way("appointments", {"states": frozenset(states), "first_day": since})


class NeedsList(QWidget):
    """``chosen`` carries the Way that a person wants to go."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, locale: QLocale) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self._shown: tuple[Needed, ...] | None = None
        self.buttons: dict[Need, Button] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)

    def show_needs(self, needs: tuple[Needed, ...]) -> None:
        """Shows these lines; none at all is good news."""
        if needs == self._shown:
            return
        self._shown = needs
        empty(self._column)
        self.buttons = {}
        if not needs:
            self._column.addWidget(PlainLabel(self._theme, _tr("Nothing waits for you."), role="muted"))
        for needed in needs:
            self._column.addWidget(self._line(needed))
        self._column.addStretch(1)

    def _line(self, needed: Needed) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addWidget(SmallIcon(self._theme, "triangle-alert", "warn"))
        words = need_words(needed, self._locale)
        row.addWidget(PlainLabel(self._theme, words, role="warning", wrap=True), 1)
        button = Button(self._theme, _tr("Review"))
        button.setAccessibleName(_tr("Review: {what}").format(what=words))
        button.clicked.connect(lambda: self.chosen.emit(way_of(needed)))
        row.addWidget(button)
        self.buttons[needed.need] = button
        return line
