"""What waits for somebody: each line says what and how much, and its button leads to where it is done."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.overview.values import Need, Needed
from clinic_desktop.ui.admin.figures import whole_money
from clinic_desktop.ui.admin.words import counted
from clinic_desktop.ui.formats import isolated
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space


def _plain(text: str) -> str:
    return QCoreApplication.translate("Needs", text)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a need leads: a page, and what it is handed."""

    route: str
    arguments: dict[str, Any] = field(default_factory=dict)


def need_words(needed: Needed, locale: QLocale) -> str:
    """What is needed, with its count, and the amount or the one name that it is about."""
    count = needed.count

    def tr(text: str) -> str:
        return QCoreApplication.translate("Needs", text, None, count)

    words = {
        Need.REFUNDS_OWED: (tr("One refund to hand over"), tr("%n refunds to hand over")),
        Need.UNFINISHED_VISITS: (tr("One earlier visit not completed"), tr("%n earlier visits not completed")),
        Need.UNMARKED_VISITS: (tr("One earlier visit not marked"), tr("%n earlier visits not marked")),
        Need.UNPAID_VISITS: (tr("One completed visit not paid"), tr("%n completed visits not paid")),
        Need.TO_APPROVE: (tr("One booking to approve"), tr("%n bookings to approve")),
        Need.NO_HOURS: (tr("One doctor without hours"), tr("%n doctors without hours")),
        Need.TO_VERIFY: (tr("One registration to verify"), tr("%n registrations to verify")),
        Need.NO_REGISTRATION: (tr("One doctor without a number"), tr("%n doctors without a number")),
    }
    text = counted(count, *words[needed.need])
    about = " + ".join(whole_money(amount, locale) for amount in needed.amounts)
    if not about and count == 1 and needed.names:
        about = isolated(needed.names[0])
    return _plain("{what} · {about}").format(what=text, about=about) if about else text


def way_of(needed: Needed) -> Way:
    """Where somebody can do something about it."""
    first = needed.row_ids[0] if needed.row_ids else None
    since = needed.oldest.date() if needed.oldest is not None else None
    if needed.need is Need.REFUNDS_OWED:
        return Way("payments", {"tab": "owed"})
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
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = {}
        if not needs:
            self._column.addWidget(PlainLabel(self._theme, _plain("Nothing waits for you."), role="muted"))
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
        row.addWidget(PlainLabel(self._theme, words, role="warning"), 1)
        button = Button(self._theme, _plain("Review"))
        button.setAccessibleName(_plain("Review: {what}").format(what=words))
        button.clicked.connect(lambda: self.chosen.emit(way_of(needed)))
        row.addWidget(button)
        self.buttons[needed.need] = button
        return line
