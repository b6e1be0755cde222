"""The tour's part about waiting: the waiting list and a time that becomes free, the queue, the waiting-room screen."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QRadioButton
from shiboken6 import isValid

from clinic_desktop.domain.codes import AppointmentState, QueueState, Urgency
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.waiting.values import WaitingFilters
from clinic_desktop.tour.at_the_desk import AtTheDesk
from clinic_desktop.tour.driver import CheckFailed
from clinic_desktop.ui.appointments.queue import QueuePage
from clinic_desktop.ui.appointments.queue_list import VisitList
from clinic_desktop.ui.appointments.waiting_list import WaitingListPage
from clinic_desktop.ui.appointments.wish_dock import WishDock

_CONTROL = Qt.KeyboardModifier.ControlModifier
_S = AppointmentState
_INTO_ROW = QPoint(24, 12)
_MOST_FREED = 30


class Waiting(AtTheDesk):
    """Each method is one step, and finds its way from wherever the step before ended."""

    def run(self) -> None:
        """All steps in order, as the front desk."""
        self.fill_freed_time()
        self.work_the_queue()
        self.show_tokens()

    def fill_freed_time(self) -> None:
        driver = self.driver
        with driver.step("a freed time goes to the first on the waiting list"):
            self.begin_at_the_board()
            card, person = self.cancellable(), self.somebody_else()
            driver.press(Qt.Key.Key_W)
            driver.until(lambda: driver.window.findChildren(WaitingListPage), "W opens the waiting list")
            driver.settle()
            driver.press(Qt.Key.Key_N)
            driver.settle()
            dock = driver.find(WishDock)
            self.take_person(dock.person, person)
            driver.check(dock.whom.line.hasFocus(), "with whom is asked next")
            driver.write(card.practitioner_name.split()[-1])
            driver.check(dock.whom.line.shown() == card.practitioner_name, "a surname finds the doctor")
            driver.click(dock.service.line)
            driver.write(card.service_name)
            driver.press(Qt.Key.Key_Return)
            driver.click(driver.find(QRadioButton, dock.urgency, "Emergency"))
            driver.picture("put on the waiting list")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self._waits(person.id), "the patient stands on the list")
            driver.settle()
            driver.picture("the waiting list")
            self.cancel_visit(card)
            self._show_freed(f"{card.practitioner_name} is free — {person.name} first")
            driver.picture("who comes first for the freed time")
            driver.press(Qt.Key.Key_O)
            driver.until(lambda: person.name in self.toast(), "O offers it")
            self._show_freed(f"{card.practitioner_name} is offered to {person.name}")
            driver.picture("the freed time is offered")
            driver.press(Qt.Key.Key_Y)
            driver.until(lambda: self._has(person.id, card), "Y books it for them")
            driver.check(not self._waits(person.id), "and they are off the list")
            driver.picture("the freed time is taken")

    def work_the_queue(self) -> None:
        driver = self.driver
        with driver.step("the queue: hold, priority, call, skip"):
            self.begin_at_the_board()
            driver.open_page("queue")
            entry = self.waiting()
            self._select(entry)
            driver.press(Qt.Key.Key_H)
            self._until_queued(entry, QueueState.HELD, "H holds")
            driver.picture("held")
            driver.press(Qt.Key.Key_H)
            self._until_queued(entry, QueueState.WAITING, "H again puts back")
            driver.press(Qt.Key.Key_U)
            driver.until(lambda: self.visit(entry).urgency is not Urgency.ROUTINE, "U makes it more urgent")
            driver.settle()
            driver.picture("more urgent")
            driver.press(Qt.Key.Key_C)
            self._until_queued(entry, QueueState.CALLED, "C calls")
            driver.press(Qt.Key.Key_S)
            self._until_queued(entry, QueueState.WAITING, "S skips who is not there")
            driver.picture("skipped")

    def show_tokens(self) -> None:
        driver = self.driver
        with driver.step("the waiting-room screen"):
            self.begin_at_the_board()
            driver.open_page("queue")
            page = driver.find(QueuePage)
            here = self.cards(_S.CHECKED_IN)
            driver.press(Qt.Key.Key_T)
            screen = page.screen_window
            driver.check(screen is not None and screen.isVisible(), "T opens it")
            assert screen is not None
            driver.until(lambda: any(card.token in screen.shown_words() for card in here), "it shows tokens")
            said = " ".join(screen.shown_words())
            driver.check(not any(card.patient_name in said for card in here), "and no names")
            driver.picture("the waiting-room screen", screen)
            driver.click(screen)
            driver.press(Qt.Key.Key_Escape)
            driver.check(not (isValid(screen) and screen.isVisible()), "Esc closes it")

    # --- What is chosen --------------------------------------------------------------------------------------------

    def waiting(self) -> int:
        """The number of a visit whose patient waits and is no more urgent than others."""
        found = [card for card in self.cards(_S.CHECKED_IN) if card.queue_state is QueueState.WAITING]
        return next(card.appointment_id for card in found if card.urgency is Urgency.ROUTINE)

    # --- Inside ----------------------------------------------------------------------------------------------------

    def _waits(self, patient_id: int) -> bool:
        session = self.driver.application.session
        rows = self.services.waiting_list.listing(session.actor, WaitingFilters(session.centre.id)).rows
        return any(row.patient_id == patient_id for row in rows)

    def _has(self, patient_id: int, card: Card) -> bool:
        """Whether the person has the time that the cancelled visit had."""
        return any(
            one.patient_id == patient_id and one.period.start == card.period.start
            for one in self.cards(_S.CONFIRMED)
            if one.practitioner_id == card.practitioner_id
        )

    def _show_freed(self, words: str) -> None:
        """Goes through the freed times and offers until the one comes that says so."""
        driver, freed = self.driver, self.page.freed
        driver.until(freed.isVisible, "the board says that a time is free")
        for _ in range(_MOST_FREED):
            driver.settle()
            if words in _plain(freed.banner.accessibleName()):
                driver.note(f"the card says: {words}")
                return
            driver.click(freed.on)
        raise CheckFailed(f"no freed time says: {words}")

    def _select(self, appointment_id: int) -> None:
        """Clicks a person's row in the queue."""
        for listed in self.driver.window.findChildren(VisitList):
            place = next((i for i, row in enumerate(listed.rows) if row.appointment_id == appointment_id), None)
            if place is not None and listed.isVisible():
                rect = listed.visualRect(listed.model().index(place, 0))
                self.driver.click(listed.viewport(), rect.topLeft() + _INTO_ROW)
                self.driver.settle()
                return
        raise CheckFailed("the person is not in the queue")

    def _until_queued(self, appointment_id: int, state: QueueState, what: str) -> None:
        self.driver.until(lambda: self.visit(appointment_id).queue_state is state, what)
        self.driver.settle()


def _plain(text: str) -> str:
    """Without the marks that keep names of other scripts apart."""
    return text.replace("\u2068", "").replace("\u2069", "")
