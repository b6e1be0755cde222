"""The columns of the waiting list, and the table whose letters act on its rows."""

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent

from clinic_desktop.domain.codes import Urgency, WaitingState
from clinic_desktop.services.waiting.values import WishView
from clinic_desktop.ui.appointments.waiting_words import (
    days_words,
    due_words,
    hours_words,
    since_words,
    state_word,
    urgency_tone,
    urgency_word,
    whom_words,
)
from clinic_desktop.ui.formats import phone_text, time_text, weekday_date
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.table_rows import Cell, Column
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.session import Session

WIDTHS = (210, 200, 190, 96, 130, 140)
OPTIONAL = (5,)
WHOM = 1
"""The column that takes the room that is left."""
_LETTERS = {Qt.Key.Key_E: "E", Qt.Key.Key_B: "B", Qt.Key.Key_Delete: "Delete", Qt.Key.Key_N: "N"}
_TONES = {WaitingState.OFFERED: "info", WaitingState.BOOKED: "ok", WaitingState.EXPIRED: "warn"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("WaitingList", text)


class WaitingColumns:
    """Puts an entry into words for each column."""

    def __init__(self, session: Session, locale: QLocale) -> None:
        self._session, self._locale = session, locale

    def columns(self) -> tuple[Column[WishView], ...]:
        """From left to right."""
        return (
            Column(_tr("Patient"), self._patient, lambda row: row.patient_name.casefold()),
            Column(_tr("Wants"), self._wants, lambda row: row.practitioner_name.casefold()),
            Column(_tr("When"), self._when, lambda row: row.first_day),
            Column(_tr("Urgency"), self._urgency, lambda row: list(Urgency).index(row.urgency)),
            Column(_tr("Stands"), self._state, lambda row: row.state),
            Column(_tr("Phone"), self._phone),
        )

    def _patient(self, row: WishView) -> Cell:
        return Cell(row.patient_name, row.note or row.patient_number, person=row.patient_name)

    def _wants(self, row: WishView) -> Cell:
        return Cell(whom_words(row.practitioner_name, row.speciality), row.service_name)

    def _when(self, row: WishView) -> Cell:
        hours = hours_words(row.weekdays, row.from_minute, row.until_minute, self._locale)
        return Cell(days_words(row.first_day, row.last_day, self._locale), hours or _tr("any time"))

    def _urgency(self, row: WishView) -> Cell:
        return Cell(urgency_word(row.urgency), tone=urgency_tone(row.urgency))

    def _state(self, row: WishView) -> Cell:
        if row.offer is not None:
            start = row.offer.period.start.astimezone(self._session.centre.zone)
            when = joined(weekday_date(start.date(), self._locale), time_text(start, self._locale))
            return Cell(state_word(row.state), when, tone=_TONES[row.state])
        detail = since_words(row, self._session.clock()) if row.is_open else ""
        return Cell(state_word(row.state), detail, tone=_TONES.get(row.state, ""))

    def _phone(self, row: WishView) -> Cell:
        phone = phone_text(row.patient_phone, self._session.centre.country, self._locale) if row.patient_phone else ""
        return Cell(phone, row.patient_email)


class RecallColumns(WaitingColumns):
    """As for the waiting list, by the day on which they are due."""

    def columns(self) -> tuple[Column[WishView], ...]:
        due = Column(_tr("Due"), self._due, lambda row: row.first_day)
        rest = super().columns()
        return (due, *rest[:2], *rest[3:])

    def _due(self, row: WishView) -> Cell:
        month = f"{self._locale.standaloneMonthName(row.first_day.month)} {row.first_day.year}"
        due = row.first_day <= self._session.today()
        return Cell(weekday_date(row.first_day, self._locale), month, tone="warn" if due else "", strong=due)

    def _state(self, row: WishView) -> Cell:
        if row.state is not WaitingState.OPEN:
            return super()._state(row)
        return Cell(*due_words(row, self._session.today()))


class WaitingTable(DataTable):
    """``acted`` carries N, E, B or Delete."""

    acted = Signal(str)

    def __init__(self, theme: Theme, accessible_name: str) -> None:
        super().__init__(theme, accessible_name, lines=2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        letter = _LETTERS.get(Qt.Key(event.key())) if plain else None
        if letter is not None:
            self.acted.emit(letter)
        elif plain and event.text() and event.text().isprintable():
            # No searching by letters: they belong to the page.
            event.ignore()
        else:
            super().keyPressEvent(event)
