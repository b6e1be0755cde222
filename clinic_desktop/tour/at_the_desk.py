"""What every part of the tour at the front desk uses: the board, who is on it, and people who may be booked."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice

from PySide6.QtCore import Qt

from clinic_desktop.domain.codes import AppointmentState
from clinic_desktop.services.appointments.views import Card, DayView
from clinic_desktop.services.patients.hits import PatientHit
from clinic_desktop.tour.driver import Driver
from clinic_desktop.tour.other_desk import OtherDesk
from clinic_desktop.ui.appointments.appointment import VisitDock
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board_page import BoardPage
from clinic_desktop.ui.appointments.person_part import PersonPart

_CONTROL = Qt.KeyboardModifier.ControlModifier
_DIGITS = 4
_PHONES_APART = 37


class AtTheDesk:
    """Somebody at the front desk, and another desk beside them. Each ``part`` of the tour, from 0, books other people,
    so that none is in the way of the next."""

    def __init__(self, driver: Driver, other_desk: OtherDesk, part: int) -> None:
        self.driver, self.other_desk = driver, other_desk
        clinic = driver.application.clinic
        assert clinic is not None
        self.services = clinic.services
        self._part = part
        self._people = self._bookable()

    # --- What is there ---------------------------------------------------------------------------------------------

    @property
    def board(self) -> DayBoard:
        return self.driver.find(DayBoard)

    @property
    def page(self) -> BoardPage:
        return self.driver.find(BoardPage)

    def day(self, day: date | None = None) -> DayView:
        """That day, or today, as the services say."""
        session = self.driver.application.session
        return self.services.days.day(session.actor, session.centre.id, day or session.today())

    def cards(self, *states: AppointmentState, day: date | None = None) -> list[Card]:
        """The day's visits in those states."""
        columns = self.day(day).columns
        return [card for column in columns for card in column.cards if not states or card.state in states]

    def visit(self, appointment_id: int) -> Card:
        """A visit as it is in the database, on whatever day."""
        return self.services.days.appointment(self.driver.application.session.actor, appointment_id).card

    def state_of(self, appointment_id: int) -> AppointmentState | None:
        """How one of today's visits stands; None where it is not one of today."""
        return next((card.state for card in self.cards() if card.appointment_id == appointment_id), None)

    def start_of(self, appointment_id: int) -> datetime | None:
        """When one of today's visits begins; None where it is not one of today."""
        return next((card.period.start for card in self.cards() if card.appointment_id == appointment_id), None)

    def somebody(self, place: int) -> PatientHit:
        """A patient who has been here before, is not here today, and is told apart by the last digits of a phone."""
        found = next(islice(self._bookable(), place, None), None)
        if found is None:
            raise LookupError("the demo clinic has too few patients")
        return found

    def somebody_else(self, with_email: bool = False) -> PatientHit:
        """Such a patient, each time another one; with an address if that is wanted."""
        return next(person for person in self._people if person.has_email or not with_email)

    def local_day(self, moment: datetime) -> date:
        """The day of an instant at the centre."""
        return moment.astimezone(self.driver.application.session.centre.zone).date()

    def local_minute(self, moment: datetime) -> int:
        """The minute of the day of an instant at the centre."""
        local = moment.astimezone(self.driver.application.session.centre.zone)
        return local.hour * 60 + local.minute

    def toast(self) -> str:
        """What the toast says."""
        desk = self.driver.application.desk
        assert desk is not None
        return desk.workspace.toasts.accessibleName()

    # --- What is done ----------------------------------------------------------------------------------------------

    def cancellable(self) -> Card:
        """The last visit of today that may be moved and is not paid: it takes nobody's place in the queue."""
        confirmed = self.cards(AppointmentState.CONFIRMED)
        cards = [card for card in confirmed if card.may_move and card.series_id is None and card.due]
        return max(cards, key=lambda card: card.period.start)

    def cancel_visit(self, card: Card) -> None:
        """Cancels a visit in its dock, and comes back to the board."""
        driver = self.driver
        self.begin_at_the_board()
        self.click_card(card.appointment_id)
        driver.press(Qt.Key.Key_Return)
        driver.settle()
        dock = driver.find(VisitDock)
        driver.click(dock.steps.cancel_button)
        driver.settle()
        driver.fill(dock.cancelling.reason.edit, "Cannot come")
        driver.click(dock.cancelling.act)
        driver.until(
            lambda: self.visit(card.appointment_id).state is AppointmentState.CANCELLED, "the visit is cancelled"
        )
        self.begin_at_the_board()

    def begin_at_the_board(self) -> None:
        """Whatever the step before left: the board of today, with the keyboard on it and no dock beside it."""
        driver = self.driver
        for _ in range(2):
            driver.press(Qt.Key.Key_Escape)
        driver.open_page("board")
        self.board.setFocus()
        driver.press(Qt.Key.Key_T)
        driver.settle()

    def go_to_day(self, day: date) -> None:
        """Ctrl+Right until the board shows that day."""
        days = (day - self.driver.application.session.today()).days
        for _ in range(days):
            self.driver.press(Qt.Key.Key_Right, _CONTROL)
            self.driver.settle()

    def click_card(self, appointment_id: int) -> None:
        """Clicks a card of the board, which is scrolled to where it can be seen."""
        self.driver.check(self.board.show_card(appointment_id), "the card is on the board")
        self.driver.breathe()
        rect = self.board.card_rect(appointment_id)
        assert rect is not None
        self.driver.click(self.board.viewport(), rect.center())

    def click_time(self, practitioner_id: int, minute: int) -> None:
        """Clicks a free time in the doctor's column, which is scrolled to where it can be seen."""
        board, columns = self.board, [layout.column.practitioner_id for layout in self.board.layouts()]
        column = columns.index(practitioner_id)
        board.bring_into_view(board.span_rect(column, minute, minute + 5))
        self.driver.settle()
        self.driver.click(board.viewport(), board.span_rect(column, minute, minute + 5).center())
        self.driver.settle()

    def take_person(self, part: PersonPart, person: PatientHit) -> None:
        """Types the last digits of the phone into a dock and takes the person with Enter."""
        driver = self.driver
        if not part.finding.field.hasFocus():
            driver.click(part.finding.field)
        driver.write(person.phone[-_DIGITS:])
        driver.settle()
        driver.press(Qt.Key.Key_Return)
        driver.until(lambda: part.card.isVisible() and driver.shows(person.name), "the right person was taken")

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _bookable(self) -> Iterator[PatientHit]:
        session = self.driver.application.session
        for start in range(1000 + self._part, 9999, _PHONES_APART):
            hits = self.services.patients.search(session.actor, f"{start:0{_DIGITS}}", session.centre.id).hits
            usable = len(hits) == 1 and hits[0].booked_today is None and hits[0].last_visit_at is not None
            if usable and hits[0].phone.endswith(str(start)):
                yield hits[0]
