"""The card that says which time became free and who would take it first, with one key to offer or to book it."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from clinic_desktop.domain.money import Money
from clinic_desktop.domain.waiting import Source
from clinic_desktop.services.waiting.freed_values import Candidate, FreedTime, OfferView
from clinic_desktop.ui.appointments.waiting_words import reach_words, reason_words
from clinic_desktop.ui.formats import isolated, money_text, phone_text, time_text, weekday_date
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button, IconButton
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.appointments.freed_times import FreedState, FreedTimesViewModel
from clinic_desktop.viewmodels.appointments.taking_back import Asking
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.undo import Action

# Only for the annotations.
if TYPE_CHECKING:
    from clinic_desktop.services.waiting.values import WishBooked

_KEYS = {Qt.Key.Key_O: "O", Qt.Key.Key_B: "B", Qt.Key.Key_Y: "Y", Qt.Key.Key_Z: "Z", Qt.Key.Key_J: "J"}


class FreedCard(QWidget):
    """One time or offer at a time; the arrows go to the others. ``act`` does what a letter means: O offers, B books, Y
    and Z note the patient's answer, J goes to the next person. It says what was done, with Undo."""

    def __init__(
        self, theme: Theme, model: FreedTimesViewModel, session: Session, shell: Shell, locale: QLocale
    ) -> None:
        super().__init__()
        self._theme, self._model, self._session = theme, model, session
        self._shell, self._locale = shell, locale
        self._past = False
        self.banner = Banner(theme, "ok", "", icon="calendar-plus")
        self.offer = self._button(self.tr("Offer"), "O", "primary")
        self.book = self._button(self.tr("Book"), "B", "secondary")
        self.yes = self._button(self.tr("Takes it"), "Y", "primary")
        self.no = self._button(self.tr("Does not want it"), "Z", "secondary")
        self.following = self._icon("skip-forward", self.tr("Next person"))
        self.following.set_name(self.tr("Next person"), "J")
        self.following.clicked.connect(model.next_person)
        self.on = self._icon("chevron-right", self.tr("The next free time"))
        self.aside = self._icon("x", self.tr("Not now: it stays on the waiting list"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.banner)
        model.state_changed.connect(self.show_state)
        model.refused.connect(shell.refuse)
        model.offered.connect(self._say_offered)
        model.booked.connect(self._say_booked)
        model.turned_down.connect(self._say_turned_down)
        self.on.clicked.connect(lambda: model.step(1))
        self.aside.clicked.connect(model.put_aside)
        self.show_state(model.state)

    def show_state(self, state: FreedState) -> None:
        """Shows the item in view; hidden where there is none."""
        self.setVisible(state.item is not None and not self._past)
        time, offer = state.time, state.offer
        for button, shown in (
            (self.offer, state.can_offer),
            (self.book, time is not None),
            (self.following, time is not None and len(time.candidates) > 1),
            (self.yes, offer is not None),
            (self.no, offer is not None),
            (self.on, len(state.items) > 1),
        ):
            button.setVisible(shown)
            button.setEnabled(not state.busy)
        self.book.set_role("secondary" if state.can_offer else "primary")
        if time is not None and state.candidate is not None:
            self._show_time(time, state.candidate, len(state.items) - 1)
        elif offer is not None:
            self._show_offer(offer)

    def show_past(self, past: bool) -> None:
        """Hides while an earlier moment is looked at: what is free now is not of it."""
        if past != self._past:
            self._past = past
            self.show_state(self._model.state)

    def act(self, letter: str) -> bool:
        """Does what the letter means now; says whether it means something."""
        buttons = {"O": self.offer, "B": self.book, "J": self.following, "Y": self.yes, "Z": self.no}
        button = buttons.get(letter)
        if button is None or self.isHidden() or button.isHidden() or not button.isEnabled():
            return False
        button.click()
        return True

    def take_key(self, event: QKeyEvent) -> bool:
        """A key of the page around the card; says whether it was the card's."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        letter = _KEYS.get(Qt.Key(event.key())) if plain else None
        return letter is not None and self.act(letter)

    def key_words(self) -> tuple[tuple[str, str], ...]:
        """Its keys, for the sheet of the page around it."""
        return (
            ("O", self.tr("Offer the freed time to who comes first")),
            ("B", self.tr("Book it for them at once")),
            ("J", self.tr("The next person for the freed time")),
            ("Y", self.tr("The patient takes the offer; Z does not want it")),
        )

    # --- Inside -----------------------------------------------------------------------------------------------------

    def _button(self, text: str, key: str, role: str) -> Button:
        button = self.banner.add_action(Button(self._theme, text, role=role, key=key))
        does: dict[str, Any] = {
            "O": self._model.offer,
            "B": self._model.book,
            "Y": self._model.accept,
            "Z": self._model.refuse,
        }
        button.clicked.connect(lambda: does[key]())
        return button

    def _icon(self, icon: str, name: str) -> IconButton:
        return self.banner.add_icon(IconButton(self._theme, icon, name))

    def _show_time(self, time: FreedTime, candidate: Candidate, others: int) -> None:
        self.banner.show_tone("ok", "calendar-plus")
        who = isolated(candidate.patient_name)
        more = time.total - 1
        text = self.tr("{time} {doctor} is free — {who} first")
        if more:
            text = self.tr("{time} {doctor} is free — {who} first (%Ln more)", "", more)
        title = text.format(time=self._when(candidate.period.start), doctor=isolated(time.practitioner_name), who=who)
        detail = joined(
            reason_words(candidate, self._session.clock(), self._locale),
            candidate.service_name,
            self._reach(candidate),
            self.tr("%Ln more free times", "", others) if others else "",
        )
        self.banner.show_words(title, detail)

    def _show_offer(self, offer: OfferView) -> None:
        self.banner.show_tone("info", "hourglass")
        title = self.tr("{time} {doctor} is offered to {who} until {until}").format(
            time=self._when(offer.period.start),
            doctor=isolated(offer.practitioner_name),
            who=isolated(offer.patient_name),
            until=time_text(offer.expires_at.astimezone(self._session.centre.zone), self._locale),
        )
        told = self.tr("told by email") if offer.told else self.tr("has no email: call them")
        self.banner.show_words(title, joined(told, self._phone(offer.patient_phone), offer.service_name))

    def _reach(self, candidate: Candidate) -> str:
        phone = "" if candidate.source is Source.WALK_IN else self._phone(candidate.patient_phone)
        return joined(reach_words(candidate), phone)

    def _phone(self, phone: str) -> str:
        return phone_text(phone, self._session.centre.country, self._locale) if phone else ""

    def _when(self, start: datetime) -> str:
        local = start.astimezone(self._session.centre.zone)
        time = time_text(local, self._locale)
        if local.date() == self._session.today():
            return time
        return self.tr("{day} {time}").format(day=weekday_date(local.date(), self._locale), time=time)

    def _say_offered(self, offer: OfferView) -> None:
        until = time_text(offer.expires_at.astimezone(self._session.centre.zone), self._locale)
        text = (
            self.tr("{who} is asked by email · kept until {until}")
            if offer.told
            else self.tr("{who} has no email: call them · kept until {until}")
        )
        said = text.format(who=isolated(offer.patient_name), until=until)
        undone = self.tr("{who}: offer taken back").format(who=isolated(offer.patient_name))
        model = self._model
        self._shell.toast(said, Action(said, lambda: model.take_back(offer, lambda: self._shell.toast(undone))))

    def _say_booked(self, done: "WishBooked") -> None:
        visit = done.visit
        text = (
            self.tr("{who} moved to {time} with {doctor}") if done.moved else self.tr("{who} booked · {time} {doctor}")
        )
        said = text.format(
            who=isolated(visit.patient_name),
            time=self._when(visit.period.start),
            doctor=isolated(visit.practitioner_name),
        )
        model, asking = self._model, self._asking(isolated(visit.patient_name))
        self._shell.toast(said, Action(said, lambda: model.undo_book(done, asking)))

    def _asking(self, who: str) -> Asking:
        def sure(back: Money | None, go_on: Callable[[], None]) -> None:
            # The board is there sooner without it.
            from clinic_desktop.ui.billing.giving_back import ask_giving_back

            question = self.tr("Take the booking of {who} back?").format(who=who)
            ask_giving_back(self._theme, self, self._locale, question, back, go_on)

        def finished(back: Money | None) -> None:
            if back is None:
                self._shell.toast(self.tr("{who}: booking taken back").format(who=who))
                return
            text = self.tr("{who}: booking taken back · {amount} to hand back")
            self._shell.toast(text.format(who=who, amount=money_text(back, self._locale)))

        return Asking(sure, finished)

    def _say_turned_down(self, offer: OfferView) -> None:
        who = isolated(offer.patient_name)
        self._shell.toast(self.tr("{who} does not want it: the next is shown").format(who=who))
