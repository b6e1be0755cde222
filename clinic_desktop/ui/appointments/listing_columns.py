"""The columns of a list of visits."""

from PySide6.QtCore import QCoreApplication, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import PaymentWord, QueueState
from clinic_desktop.services.appointments.views import Card, ListingSort
from clinic_desktop.ui.formats import listed_date, minutes_text, money_text, phone_text, time_range
from clinic_desktop.ui.kit.data_table import DataTable
from clinic_desktop.ui.kit.table_rows import Cell, Column, TableRows
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.words import state_word
from clinic_desktop.viewmodels.session import Session

WIDTHS = (150, 180, 160, 150, 122, 92, 138)
PATIENT, REASON, MONEY = 1, 3, 5

_SORTS = (ListingSort.STARTS, ListingSort.PATIENT, ListingSort.PRACTITIONER, None, ListingSort.STATE, None, None)
_LETTERS = {getattr(Qt.Key, f"Key_{letter}"): letter for letter in "ACHSXP"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("VisitList", text)


class VisitColumns:
    """Puts a visit into words for each column."""

    def __init__(self, session: Session, locale: QLocale) -> None:
        self._session, self._locale = session, locale

    def columns(self) -> tuple[Column[Card], ...]:
        """From left to right."""
        return (
            Column(_tr("When"), self._when),
            Column(_tr("Patient"), lambda card: Cell(card.patient_name, card.patient_number, strong=True)),
            Column(_tr("Doctor"), lambda card: Cell(card.practitioner_name, card.service_name)),
            Column(_tr("Reason"), lambda card: Cell(card.reason, self._where(card))),
            Column(_tr("Status"), lambda card: Cell(state_word(card.state), state=card.state), whole=True),
            Column(_tr("Unpaid"), self._money, number=True),
            Column(_tr("Phone"), self._phone, whole=True),
        )

    def _when(self, card: Card) -> Cell:
        zone = self._session.centre_at(card.location_id).zone
        start, end = card.period.start.astimezone(zone), card.period.end.astimezone(zone)
        day = listed_date(start.date(), self._session.today(), self._locale)
        detail = day
        if card.token:
            detail = f"{day} · {card.token}"
        if card.queue_only:
            return Cell(_tr("queue"), detail, strong=True)
        waits = card.wait_minutes is not None and card.queue_state is QueueState.WAITING
        if waits and card.wait_minutes is not None:
            detail = _tr("{token} · {wait}").format(
                token=card.token, wait=minutes_text(card.wait_minutes, self._locale)
            )
        return Cell(time_range(start, end, self._locale), detail, strong=True)

    def _where(self, card: Card) -> str:
        """The centre where that is not the one in view, as the times are those of the visit's centre. It stands in the
        widest column: a name that is cut says nothing."""
        centre = self._session.centre_at(card.location_id)
        return "" if centre.id == self._session.centre.id else centre.name

    def _money(self, card: Card) -> Cell:
        if card.due and card.payment is PaymentWord.LINK_SENT:
            return Cell(money_text(card.due, self._locale), _tr("link sent"), tone="warn")
        if card.due:
            return Cell(money_text(card.due, self._locale), tone="danger")
        words = {PaymentWord.PAID: _tr("paid"), PaymentWord.PART_PAID: _tr("part paid"), PaymentWord.FREE: _tr("free")}
        return Cell(words.get(card.payment, "–") if card.payment else "", tone="text3")

    def _phone(self, card: Card) -> Cell:
        phone = card.patient_phone
        return Cell(phone_text(phone, self._session.centre.country, self._locale) if phone else "")


class VisitRows(TableRows[Card]):
    """``sort_wanted`` carries a ListingSort and whether it goes down: the service sorts, over all pages."""

    sort_wanted = Signal(object, bool)

    def __init__(self, columns: tuple[Column[Card], ...], parent: QWidget) -> None:
        super().__init__(columns, lambda card: card.appointment_id, parent)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        wanted = _SORTS[column] if 0 <= column < len(_SORTS) else None
        if wanted is not None:
            self.sort_wanted.emit(wanted, order == Qt.SortOrder.DescendingOrder)


class VisitTable(DataTable):
    """``acted`` carries a letter of A C H S X P for the selected row."""

    acted = Signal(str)

    def __init__(self, theme: Theme, accessible_name: str) -> None:
        super().__init__(theme, accessible_name, lines=2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in _LETTERS and self.selected_id() is not None:
            self.acted.emit(_LETTERS[event.key()])
        elif plain and event.text() and event.text().isprintable():
            # No searching by letters: they belong to the page.
            event.ignore()
        else:
            super().keyPressEvent(event)
