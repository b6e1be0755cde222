"""Signing in, unlocking the desk and changing one's password."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from clinic_desktop.background.tasks import Runner
from clinic_desktop.domain.errors import Invalid, Refused, TooManyTries, WrongCredentials
from clinic_desktop.domain.permissions import Actor
from clinic_desktop.services.clinic import Services
from clinic_desktop.viewmodels.base import ViewModel
from clinic_desktop.viewmodels.shell.arrival import Arrival, arrive, zone_of_desk

# From so many tries left on, it is said how many there are.
_FEW_TRIES = 3


@dataclass(frozen=True, slots=True)
class SignInState:
    """``refusal`` is why the last try failed. ``tries_left`` is set when few are left; other desks' tries count too, so
    there may be fewer. ``zone`` is whose clock refusals tell, where it is known. ``arrival`` waits for a new password
    where it has to be changed."""

    busy: bool = False
    refusal: Refused | None = None
    tries_left: int | None = None
    zone: ZoneInfo | None = None
    problems: tuple[tuple[str, str], ...] = ()
    arrival: Arrival | None = None


class SignInViewModel(ViewModel[SignInState]):
    """``arrived`` carries the Arrival of somebody who may go on to work; ``password_changed`` says that it was, and
    ``turned_down`` is told once for each password that was refused. ``home_location_id`` is the centre at which this
    computer stands, as far as that is known; who may see it begins there."""

    arrived = Signal(object)
    password_changed = Signal()
    turned_down = Signal()

    def __init__(self, services: Services, tasks: Runner, desk: str, home_location_id: int | None) -> None:
        super().__init__(SignInState(), tasks)
        self._services, self._desk, self.home_location_id = services, desk, home_location_id
        self._wrong: dict[str, int] = {}

    def sign_in(self, login: str, password: str) -> None:
        """Tries the login."""
        if not (login.strip() and password):
            missing = "login" if not login.strip() else "password"
            self.show_state(refusal=None, tries_left=None, problems=((missing, "required"),))
            return
        self._try(login.strip().casefold(), lambda: self._services.sign_in.sign_in(login, password, self._desk))

    def enter_as(self, account_id: int) -> None:
        """Lets the program itself choose who works: the demo opens at the front desk."""
        self._try("", lambda: self._services.sign_in.actor_for(account_id, self._desk))

    def unlock(self, actor: Actor, password: str) -> None:
        """The same person comes back to a locked desk."""
        if not password:
            self.show_state(refusal=None, tries_left=None, problems=(("password", "required"),))
            return
        self._try(f"account:{actor.account_id}", lambda: self._services.sign_in.unlock(actor, password))

    def change_password(self, actor: Actor, old: str, new: str, again: str) -> None:
        """Sets a new password; somebody who had to goes on to work."""
        problems = tuple(
            (name, "required") for name, text in (("old", old), ("new", new), ("again", again)) if not text
        )
        if not problems and new != again:
            problems = (("again", "not_the_same"),)
        self.show_state(refusal=None, problems=problems, busy=not problems)
        if not problems:
            self.ask(
                lambda: self._services.sign_in.change_password(actor, old, new),
                done=lambda _: self._changed(),
                refused=self._not_changed,
            )

    def reset(self) -> None:
        """Forgets the last try."""
        self.show_state(refusal=None, tries_left=None, problems=(), arrival=None, busy=False)

    def _try(self, who: str, work: Callable[[], Actor]) -> None:
        self.show_state(busy=True, refusal=None, tries_left=None, problems=())

        self.ask(
            lambda: arrive(self._services, work(), self.home_location_id),
            done=lambda arrival: self._let_in(who, arrival),
            refused=lambda refusal: self._turned_down(who, refusal),
        )

    def _let_in(self, who: str, arrival: Arrival) -> None:
        self._wrong.pop(who, None)
        if arrival.must_change_password:
            self.show_state(busy=False, arrival=arrival)
            return
        self.show_state(busy=False)
        self.arrived.emit(arrival)

    def _turned_down(self, who: str, refusal: Refused) -> None:
        if isinstance(refusal, TooManyTries):
            self._wrong.pop(who, None)
            self._say_until(refusal)
            return
        self._say_no(refusal, None)
        if isinstance(refusal, WrongCredentials):
            self._wrong[who] = self._wrong.get(who, 0) + 1
            wrong = self._wrong[who]
            self.ask(
                lambda: self._services.settings.current().login_tries - wrong,
                done=lambda left: self.show_state(tries_left=left if 0 < left <= _FEW_TRIES else None),
                question="tries",
            )

    def _say_until(self, refusal: TooManyTries) -> None:
        """Says no with a time, which has to be read on the clock on the wall."""
        self.ask(
            lambda: zone_of_desk(self._services.locations.listing(), self.home_location_id),
            done=lambda zone: self._say_no(refusal, zone),
            refused=lambda _: self._say_no(refusal, None),
        )

    def _say_no(self, refusal: Refused, zone: ZoneInfo | None) -> None:
        self.show_state(busy=False, refusal=refusal, zone=zone)
        self.turned_down.emit()

    def _changed(self) -> None:
        arrival = self.state.arrival
        self.show_state(busy=False, arrival=None)
        self.password_changed.emit()
        if arrival is not None:
            self.arrived.emit(arrival)

    def _not_changed(self, refusal: Refused) -> None:
        if isinstance(refusal, Invalid):
            self.show_state(busy=False, problems=tuple(("new", code) for code in refusal.problems.values()))
        elif isinstance(refusal, TooManyTries):
            self._say_until(refusal)
        else:
            self.show_state(busy=False, refusal=refusal)
