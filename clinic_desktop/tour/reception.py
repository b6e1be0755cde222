"""The front desk's part of the tour: the walk-in from the door to the receipt, and all that happens around it."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QRadioButton

from clinic_desktop.domain.codes import AppointmentState, QueueState
from clinic_desktop.domain.period import Period
from clinic_desktop.services.appointments.views import Card
from clinic_desktop.services.demo import PASSWORD
from clinic_desktop.tour.at_the_desk import AtTheDesk
from clinic_desktop.tour.people import sign_in
from clinic_desktop.ui.appointments.board import DayBoard
from clinic_desktop.ui.appointments.board.dragging import SNAP_MINUTES
from clinic_desktop.ui.appointments.slot_chips import SlotChips
from clinic_desktop.ui.appointments.waiting_room import WaitingRoomDock
from clinic_desktop.ui.appointments.walk_in import WalkInDock
from clinic_desktop.ui.omnibox.overlay import Omnibox
from clinic_desktop.ui.shell.lock_page import LockPage
from clinic_desktop.ui.shell.sign_in_page import SignInPage
from clinic_desktop.viewmodels.appointments.person_finding import Stage
from clinic_desktop.viewmodels.appointments.walk_in_state import WalkInState

_ALT, _CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
_S = AppointmentState


class Reception(AtTheDesk):
    """Each method is one step, or a few that belong together."""

    def run(self) -> None:
        """All steps in order."""
        self.sign_in()
        self.see_the_board()
        self.returning_walk_in()
        self.new_walk_in()
        self.arrival()
        self.call_in()
        self.move_and_undo()
        self.lost_race()
        self.live()
        self.search()
        self.other_pages()
        self.lock()

    # --- What is there ---------------------------------------------------------------------------------------------

    @property
    def dock(self) -> WalkInDock:
        return self.driver.find(WalkInDock)

    def papers(self) -> set[str]:
        """The PDFs that were kept so far."""
        folder = self.driver.application.settings.data_folder / "paper"
        return {path.name for path in folder.glob("*.pdf")}

    # --- Steps -----------------------------------------------------------------------------------------------------

    def sign_in(self) -> None:
        driver = self.driver
        with driver.step("sign in"):
            driver.until(lambda: isinstance(driver.window.current, SignInPage), "the sign-in page is in view")
            driver.write("desk")
            driver.press(Qt.Key.Key_Return)
            driver.write("not the password")
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: driver.shows("AUTH_002"), "a wrong password is refused in words, with its code")
            driver.picture("sign in refused")
            driver.application.desk.show_sign_in()  # type: ignore[union-attr]
            sign_in(driver, "desk")

    def see_the_board(self) -> None:
        driver = self.driver
        with driver.step("the day board"):
            driver.until(lambda: driver.window.findChildren(DayBoard), "the board is in view")
            day = self.day()
            driver.check(len(day.columns) >= 5, "every doctor of the centre has a column")
            driver.check(len(self.cards()) > 20, "the day has visits")
            driver.check(len(self.cards(_S.CHECKED_IN)) >= 1, "somebody waits")
            driver.until(
                lambda: self.board.layouts() and self.board.card_rect(self.cards()[0].appointment_id), "cards are drawn"
            )
            driver.picture("board")

    def returning_walk_in(self) -> None:
        driver, papers = self.driver, self.papers()
        person = self.somebody(0)
        with driver.step("a returning patient walks in") as step:
            step.keys = 0
            driver.press(Qt.Key.Key_F2)
            driver.write(person.phone[-4:])
            driver.until(lambda: self.dock_state().answered == person.phone[-4:], "the search has answered")
            driver.picture("walk-in search")
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: self.dock_state().can_book, "doctor, time, fee and way to pay are chosen already")
            driver.check(self.dock_state().name == person.name, "the right person was taken")
            driver.press(Qt.Key.Key_C, _ALT)
            driver.picture("walk-in ready")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            keys = step.keys
            card = self.booked(person.id)
            driver.check(keys <= 9, f"it took {keys} keys, of at most 9")
            driver.check(card.state is _S.CHECKED_IN and card.token, f"token {card.token} was given")
            driver.check(not card.due, "the fee was paid")
            driver.until(lambda: len(self.papers() - papers) >= 2, "token and receipt were put on paper")
            driver.picture("walk-in booked")

    def new_walk_in(self) -> None:
        driver = self.driver
        with driver.step("a new patient walks in"):
            driver.press(Qt.Key.Key_F2)
            driver.write("9845099001")
            driver.until(lambda: self.dock_state().answered == "9845099001", "the search has answered")
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: self.dock_state().stage is Stage.NEW, "a new patient is started with the number")
            driver.write("Ishaan Kulkarni")
            driver.press(Qt.Key.Key_Tab)
            driver.write("34y")
            driver.press(Qt.Key.Key_Tab)
            driver.press(Qt.Key.Key_M)
            driver.press(Qt.Key.Key_C, _ALT)
            driver.picture("new patient")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(
                lambda: any(card.patient_name == "Ishaan Kulkarni" for card in self.cards(_S.CHECKED_IN)),
                "the patient was registered, booked and checked in",
            )
            driver.settle()

    def arrival(self) -> None:
        driver = self.driver
        with driver.step("a booked patient arrives") as step:
            room = driver.find(WaitingRoomDock)
            driver.click(driver.find(QRadioButton, room, "Due"))
            driver.until(lambda: room.model.state.due, "somebody is due")
            driver.press(Qt.Key.Key_Tab)
            driver.check(room.list.hasFocus(), "Tab leads to the list")
            driver.press(Qt.Key.Key_Home)
            due = next(entry for entry in room.model.state.due if entry.appointment_id == room.model.state.selected_id)
            step.keys = 0
            driver.press(Qt.Key.Key_A)
            driver.until(lambda: self.state_of(due.appointment_id) is _S.CHECKED_IN, "one key checked the patient in")
            driver.check(step.keys == 1, "it took one key")
            driver.picture("arrived")

    def call_in(self) -> None:
        driver = self.driver
        with driver.step("the next patient is called"):
            room = driver.find(WaitingRoomDock)
            driver.click(driver.find(QRadioButton, room, "Waiting"))
            driver.settle()
            driver.press(Qt.Key.Key_Tab)
            driver.check(room.list.hasFocus(), "Tab leads to the list")
            driver.press(Qt.Key.Key_Home)
            state = room.model.state
            entry = next(entry for entry in state.waiting if entry.appointment_id == state.selected_id)
            driver.press(Qt.Key.Key_C)
            driver.until(
                lambda: any(
                    card.appointment_id == entry.appointment_id and card.queue_state is QueueState.CALLED
                    for card in self.cards(_S.CHECKED_IN)
                ),
                "the patient is called",
            )

    def move_and_undo(self) -> None:
        driver = self.driver
        with driver.step("a visit is moved and put back"):
            card, wanted = self.movable()
            before = card.period
            self.click_card(card.appointment_id)
            driver.press(Qt.Key.Key_M)
            driver.check(self.board.is_moving(), "M takes the card up")
            steps = round((wanted - before.start) / timedelta(minutes=SNAP_MINUTES))
            for _ in range(abs(steps)):
                driver.press(Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
            driver.picture("moving")
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: self.start_of(card.appointment_id) == wanted, "Enter puts it at the free time")
            driver.until(lambda: card.patient_name in self.toast(), "the toast says who was moved")
            driver.picture("moved")
            driver.press(Qt.Key.Key_Z, _CONTROL)
            driver.until(lambda: self.start_of(card.appointment_id) == before.start, "Ctrl+Z puts it back")
            driver.settle()

    def lost_race(self) -> None:
        driver = self.driver
        person = self.somebody(1)
        with driver.step("another desk is faster"):
            driver.press(Qt.Key.Key_F2)
            driver.write(person.phone[-4:])
            driver.until(lambda: self.dock_state().answered == person.phone[-4:], "the search has answered")
            driver.press(Qt.Key.Key_Return)
            driver.until(
                lambda: self.dock_state().can_book and self.dock_state().period is not None, "a time is chosen"
            )
            state = self.dock_state()
            assert state.doctor is not None and state.period is not None
            self.book_elsewhere(state.doctor.practitioner_id, state.doctor.service_id, state.period)
            driver.press(Qt.Key.Key_Return, _CONTROL)
            driver.until(lambda: self.dock_state().alternatives, "the loser is offered other times")
            driver.check(driver.shows(self.other_desk.name), "it says who was faster")
            driver.check(self.dock_state().name == person.name, "what was typed is kept")
            driver.picture("another desk was faster")
            offered = self.dock_state().alternatives[0]
            driver.click(driver.find(SlotChips, self.dock).chips[0])
            driver.check(self.dock_state().starts_at == offered.period.start, "one click takes the offered time")
            driver.press(Qt.Key.Key_Return, _CONTROL)
            card = self.booked(person.id)
            driver.check(card.period.start == offered.period.start, "the visit is at that time")

    def live(self) -> None:
        driver = self.driver
        with driver.step("another desk's booking shows here"):
            column = next(c for c in self.day().columns if c.free and c.service_id)
            slot = column.free[-1]
            assert column.service_id is not None
            number = self.book_elsewhere(column.practitioner_id, column.service_id, slot.period)
            driver.until(lambda: self.board.card_rect(number) is not None, "the card appeared by itself", patience=3)
            driver.picture("live")

    def search(self) -> None:
        driver = self.driver
        with driver.step("search"):
            driver.press(Qt.Key.Key_K, _CONTROL)
            driver.until(lambda: driver.window.findChildren(Omnibox), "the search is in view")
            driver.write("meera")
            driver.settle()
            driver.breathe(200)
            driver.check(driver.find(Omnibox).isVisible(), "people and commands are found")
            driver.picture("omnibox")
            driver.press(Qt.Key.Key_Escape)
            driver.press(Qt.Key.Key_Escape)

    def other_pages(self) -> None:
        driver = self.driver
        with driver.step("the desk's other pages"):
            for route in ("queue", "patients", "payments", "appointments", "messages"):
                driver.open_page(route)
                driver.picture(route)
            driver.open_page("board")

    def lock(self) -> None:
        driver = self.driver
        with driver.step("the desk is locked"):
            driver.press(Qt.Key.Key_L, _CONTROL)
            driver.until(lambda: isinstance(driver.window.current, LockPage), "nothing of the work is in view")
            driver.picture("locked")
            driver.write(PASSWORD)
            driver.press(Qt.Key.Key_Return)
            driver.until(lambda: not isinstance(driver.window.current, LockPage), "the same person unlocked it")

    # --- Inside ----------------------------------------------------------------------------------------------------

    def dock_state(self) -> WalkInState:
        """What the walk-in dock shows."""
        return self.dock.model.state

    def booked(self, patient_id: int) -> Card:
        """Waits until the patient is booked and checked in today."""
        found: list[Card] = []

        def is_here() -> bool:
            found[:] = [card for card in self.cards(_S.CHECKED_IN) if card.patient_id == patient_id]
            return bool(found)

        self.driver.until(is_here, "the visit is booked and the patient checked in")
        self.driver.settle()
        return found[0]

    def movable(self) -> tuple[Card, datetime]:
        """A visit that may be moved, and the free time of the same doctor that is nearest to it."""
        grid = timedelta(minutes=SNAP_MINUTES)
        ways = [
            (abs(slot.period.start - card.period.start), card, slot.period.start)
            for column in self.day().columns
            for card in column.cards
            for slot in column.free
            if card.may_move and card.state is _S.CONFIRMED and card.service_id == column.service_id
            if not (slot.period.start - card.period.start) % grid
        ]
        _distance, card, start = min(ways, key=lambda way: way[0])
        return card, start

    def book_elsewhere(self, practitioner_id: int, service_id: int, period: Period) -> int:
        """Books for somebody who is not here today, at another desk; gives the appointment's number."""
        return self.other_desk.book(self.somebody(7).id, practitioner_id, service_id, period)
